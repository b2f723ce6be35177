"""De petits exports SIECLE inventés, écrits balise par balise pour les tests de lecture."""

import io
import zipfile
from collections.abc import Iterable

from dossiersco.siecle import eleves, export, responsables
from dossiersco.siecle.lus import Anomalie, EleveLu, LienLu, PersonneLue

PARAMETRES = {"UAJ": "0750999Z", "ANNEE_SCOLAIRE": "2026", "HORODATAGE": "02/06/2026 19:05:12"}
ELEVE = {
    "ID_NATIONAL": "123456789AB",
    "NOM_DE_FAMILLE": "DIALLO",
    "PRENOM": "Awa",
    "DATE_NAISS": "12/03/2014",
    "DOUBLEMENT": "0",
    "CODE_PAYS": "100",
    "CODE_REGIME": "24",
    "CODE_SEXE": "2",
    "CODE_COMMUNE_INSEE_NAISS": "75112",
    "ADHESION_TRANSPORT": "0",
}
PERSONNE = {"LC_CIVILITE": "MME", "NOM_DE_FAMILLE": "DIALLO", "PRENOM": "Fatou"}
LIEN = {"NIVEAU_RESPONSABILITE": "1", "CODE_PARENTE": "10"}


def balises(champs: dict[str, str | None]) -> str:
    """Les champs en XML ; un champ à None n'est pas écrit."""
    return "".join(
        f"<{balise}>{valeur}</{balise}>\n"
        for balise, valeur in champs.items()
        if valeur is not None
    )


def document(
    racine: str,
    donnees: str,
    *,
    encodage: str = "ISO-8859-15",
    ecrit_en: str | None = None,
    **parametres: str | None,
) -> bytes:
    entete = balises(PARAMETRES | parametres)
    texte = (
        f'<?xml version="1.0" encoding="{encodage}"?>\n<{racine} VERSION="3.0">\n'
        f"<PARAMETRES>\n{entete}</PARAMETRES>\n<DONNEES>\n{donnees}\n</DONNEES>\n</{racine}>\n"
    )
    return texte.encode(ecrit_en or encodage)


def eleve(eleve_id: str | None = "1001", **champs: str | None) -> str:
    attribut = "" if eleve_id is None else f' ELEVE_ID="{eleve_id}"'
    return f"<ELEVE{attribut}>\n{balises(ELEVE | champs)}</ELEVE>\n"


def personne(personne_id: str | None = "501", **champs: str | None) -> str:
    attribut = "" if personne_id is None else f' PERSONNE_ID="{personne_id}"'
    return f"<PERSONNE{attribut}>\n{balises(PERSONNE | champs)}</PERSONNE>\n"


def lien(eleve_id: str = "1001", personne_id: str = "501", **champs: str | None) -> str:
    cles = {"ELEVE_ID": eleve_id, "PERSONNE_ID": personne_id}
    return f"<RESPONSABLE_ELEVE>\n{balises(cles | LIEN | champs)}</RESPONSABLE_ELEVE>\n"


def adresse(adresse_id: str = "9001", **champs: str | None) -> str:
    corps = balises({"LIGNE1_ADRESSE": "1 RUE DES LILAS", "CODE_POSTAL": "75012"} | champs)
    return f'<ADRESSE ADRESSE_ID="{adresse_id}">{corps}</ADRESSE>\n'


def bloc(nom: str, *contenu: str) -> str:
    return f"<{nom}>{''.join(contenu)}</{nom}>\n"


def fichier_eleves(*fiches: str, apres: str = "", avant: str = "", **options: str | None) -> bytes:
    return document("BEE_ELEVES", avant + bloc("ELEVES", *fiches) + apres, **options)


def fichier_responsables(personnes: Iterable[str], liens: Iterable[str] = (), apres="") -> bytes:
    donnees = bloc("PERSONNES", *personnes) + bloc("RESPONSABLES", *liens) + apres
    return document("BEE_RESPONSABLES", donnees)


def zip_de(membres: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", compression) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


def ouvrir(octets: bytes, nom: str = "export.xml") -> export.Export:
    return export.ouvrir(io.BytesIO(octets), nom)


def lire_eleves(octets: bytes) -> tuple[list[EleveLu], list[Anomalie]]:
    anomalies: list[Anomalie] = []
    return list(eleves.lire(ouvrir(octets), anomalies.append)), anomalies


def lire_personnes(octets: bytes) -> tuple[list[PersonneLue], list[Anomalie]]:
    anomalies: list[Anomalie] = []
    return list(responsables.lire_personnes(ouvrir(octets), anomalies.append)), anomalies


def lire_liens(octets: bytes) -> tuple[list[LienLu], list[Anomalie]]:
    anomalies: list[Anomalie] = []
    return list(responsables.lire_liens(ouvrir(octets), anomalies.append)), anomalies


def codes(anomalies: Iterable[Anomalie]) -> list[str]:
    """Les codes des anomalies, sans « sans_adresses » que tout petit export sans adresse donne."""
    return [str(a.code) for a in anomalies if a.code != "sans_adresses"]
