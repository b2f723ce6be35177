"""Le fichier de retour vers SIECLE : l'écrire, le vérifier, le nommer, le zipper.

Un fichier invalide ne sort jamais : `ecrire` relit ce qu'il vient d'écrire et lève
`RetourInvalide` à la première faute.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lxml import etree

from dossiersco.siecle import ecriture, integrite, verification
from dossiersco.siecle.ecriture import ENCODAGE, Bloc
from dossiersco.siecle.fautes import Faute, Regle
from dossiersco.siecle.noeuds import lire_import
from dossiersco.siecle.schema_import import IMPORT_ELEVES, VERSION_RACINE, Schema

LOGICIEL = "DOSSIERSCO"
DECLARATION = f'<?xml version="1.0" encoding="{ENCODAGE}"?>\n'.encode()


@dataclass(frozen=True, slots=True)
class Envoi:
    """Ce qu'on renvoie. `annee_scolaire` : "2026" = 2026-2027, celle de la base visée."""

    uaj: str
    annee_scolaire: str
    date_import: date
    num_envoi: int
    personnes: Sequence[Bloc]
    eleves: Sequence[Bloc]


class RetourInvalide(Exception):
    """Le fichier serait refusé ou abîmerait la base : il n'est pas écrit. `fautes` dit pourquoi."""

    def __init__(self, fautes: Sequence[Faute]) -> None:
        self.fautes = tuple(fautes)
        super().__init__(
            f"Le fichier pour SIECLE n’a pas été écrit : {len(self.fautes)} faute(s) à corriger."
        )


def ecrire(envoi: Envoi, schema: Schema) -> bytes:
    """Le fichier XML, en ISO-8859-15, relu. Lève `RetourInvalide`."""
    xml = rediger(envoi, schema)
    fautes = verifier(xml, schema)
    if fautes:
        raise RetourInvalide(fautes)
    return xml


def rediger(envoi: Envoi, schema: Schema) -> bytes:
    """Comme `ecrire`, pour qui relit lui-même ce qu'il en fait."""
    racine, fautes = ecriture.element(IMPORT_ELEVES, _contenu(envoi), schema)
    if fautes:
        raise RetourInvalide(fautes)
    racine.set("VERSION", VERSION_RACINE[schema])
    return _serialiser(racine)


def verifier(xml: bytes, schema: Schema) -> list[Faute]:
    """Toutes les fautes du fichier : encodage, table du schéma, puis liens et doublons."""
    try:
        racine = lire_import(xml)
    except etree.XMLSyntaxError as erreur:
        message = "Ce fichier n’est pas un XML lisible : fabriquez-le à nouveau."
        return [Faute("/", erreur.lineno, "", Regle.ILLISIBLE, message)]
    fautes = [*_fautes_d_enveloppe(xml, racine, schema)]
    if racine.tag != IMPORT_ELEVES.balise:
        return fautes
    fautes.extend(verification.fautes(racine, IMPORT_ELEVES, schema))
    fautes.extend(integrite.fautes(racine))
    return fautes


def nom_fichier(uai: str, annee: str, instant: datetime) -> str:
    """<UAI>PRIVE<AAAA><AAMMJJhhmmss>, sans extension ; heure sur 24 heures.

    `annee` est celle de la base visée ; `instant`, celui de la fabrication, à l'heure de l'école.
    """
    if not re.fullmatch(r"[0-9A-Za-z]{8}", uai) or not re.fullmatch(r"[0-9]{4}", annee):
        raise ValueError(f"UAI ou année mal formés : {uai!r}, {annee!r}")
    return f"{uai.upper()}PRIVE{annee}{instant:%y%m%d%H%M%S}"


def zipper(nom: str, xml: bytes) -> bytes:
    """Un zip contenant <nom>.xml ; SIECLE exige que le zip s'appelle <nom>.zip."""
    tampon = io.BytesIO()
    # Sans date d'horloge, le même envoi donne le même zip : son empreinte peut être comparée.
    entree = zipfile.ZipInfo(f"{nom}.xml")
    entree.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr(entree, xml)
    return tampon.getvalue()


def _serialiser(racine: etree._Element) -> bytes:
    tampon = io.BytesIO(DECLARATION)
    tampon.seek(0, io.SEEK_END)
    etree.ElementTree(racine).write(
        tampon, encoding=ENCODAGE, xml_declaration=False, pretty_print=True
    )
    return tampon.getvalue()


def _contenu(envoi: Envoi) -> Bloc:
    return {
        "PARAMETRES": {
            "UAJ": envoi.uaj.upper(),
            "ANNEE_SCOLAIRE": envoi.annee_scolaire,
            "DATE_IMPORT": f"{envoi.date_import:%d/%m/%Y}",
            "NUM_ENVOI": str(envoi.num_envoi),
            "LOGICIEL": LOGICIEL,
        },
        "DONNEES": {
            "PERSONNES": {"PERSONNE": list(envoi.personnes)},
            "ELEVES": {"ELEVE": list(envoi.eleves)},
        },
    }


def _fautes_d_enveloppe(xml: bytes, racine: etree._Element, schema: Schema) -> list[Faute]:
    encodage = racine.getroottree().docinfo.encoding or ""
    version = racine.get("VERSION")
    attendue = VERSION_RACINE[schema]
    controles = (
        (
            encodage.upper() != ENCODAGE,
            Regle.ENCODAGE,
            f"Le fichier doit se déclarer en {ENCODAGE}.",
        ),
        (
            b"<!DOCTYPE" in xml,
            Regle.ILLISIBLE,
            "Le fichier contient une déclaration DOCTYPE : retirez-la.",
        ),
        (
            b"&#" in xml,
            Regle.REFERENCE_DE_CARACTERE,
            "Le fichier contient des caractères écrits « &#…; », que SIECLE n’affiche pas : "
            "remplacez-les.",
        ),
        (
            racine.tag != IMPORT_ELEVES.balise,
            Regle.INCONNUE,
            f"Le fichier commence par {racine.tag} au lieu de {IMPORT_ELEVES.balise} : "
            "ce n’est pas un fichier d’import.",
        ),
        (
            version != attendue,
            Regle.VERSION,
            f"L’attribut VERSION doit valoir « {attendue} ».",
        ),
    )
    return [
        verification.faute(racine, regle, message) for fausse, regle, message in controles if fausse
    ]
