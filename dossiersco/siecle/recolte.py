"""Ce que la passe d'ouverture retient des élèves et des responsables, enregistrement par
enregistrement. Les lecteurs (`eleves`, `responsables`) le relisent, le rapprochent, le contrôlent.

L'ordre des blocs n'est pas garanti : adresses, options et structures peuvent venir avant ou après
ceux qu'elles concernent. Ce que la passe a à signaler attend d'être lu : `dites`.
"""

from collections.abc import Iterable, Mapping

from dossiersco.siecle import annexes, vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.champs import connus
from dossiersco.siecle.controles_eleve import ine
from dossiersco.siecle.lus import Anomalie
from dossiersco.siecle.noeuds import Noeud, identifiant, ligne, textes
from dossiersco.siecle.reserve import Cahier, Empreintes

BLOCS_ELEVES: dict[str, frozenset[str] | None] = {
    "ELEVES": frozenset({"ELEVE"}),
    # Les deux noms étaient échangés dans le schéma 1.32.
    "OPTIONS": frozenset({"OPTION", "OPTIONS_ELEVE"}),
    "STRUCTURES": frozenset({"STRUCTURES_ELEVE"}),
    "ADRESSES": frozenset({"ADRESSE"}),
    "SCOLARITES": frozenset({"SCOLARITE_ELEVE"}),
    "BOURSES": None,
}
BLOCS_RESPONSABLES: dict[str, frozenset[str] | None] = {
    "PERSONNES": frozenset({"PERSONNE"}),
    "RESPONSABLES": frozenset({"RESPONSABLE_ELEVE", "RESPONSABLE"}),
    "ADRESSES": frozenset({"ADRESSE"}),
}
HORS_PHOTO = frozenset({"ELEVE_ID", "SCOLARITE_AN_DERNIER", "SCOLARITES"})
CLES_SCOLARITE = frozenset({"ELEVE_ID", "ELENOET"})
CLE_PERSONNE = frozenset({"PERSONNE_ID"})
CLES_LIEN = frozenset({"ELEVE_ID", "PERSONNE_ID"}) | vocabulaire.LIEN_ANCIEN


class RecolteEleves:
    """`fiches` : [ligne, ELEVE_ID, photo, scolarités antérieures] de chaque élève. `ids`, `ines` :
    leurs ELEVE_ID, leurs INE."""

    def __init__(self, fichier: str) -> None:
        self.dites: list[Anomalie] = []
        self.releve = Releve(fichier, self.dites.append)
        self.fiches = Cahier()
        self.numeros: set[int] = set()
        self.adresses = annexes.Adresses()
        self.options = annexes.ListesParEleve(("NUM_OPTION", "CODE_MODALITE_ELECT", "CODE_MATIERE"))
        self.structures = annexes.ListesParEleve(("CODE_STRUCTURE", "TYPE_STRUCTURE"))
        self.scolarites = annexes.ListesParEleve(tuple(sorted(vocabulaire.SCOLARITE_AN_DERNIER)))
        self.ids, self.ines = Empreintes(), Empreintes()

    def noter(self, bloc: str, noeud: Noeud) -> None:
        if noeud.tag not in (BLOCS_ELEVES.get(bloc) or ()):
            return
        if bloc == "ELEVES":
            self._noter_eleve(noeud)
        elif bloc == "ADRESSES":
            self.adresses.retenir(noeud, self.releve)
        else:
            self._noter_annexe(bloc, noeud)

    def conclure(self, enregistrements: Iterable[tuple[str, str]]) -> None:
        """Tout le fichier est passé."""
        _conclure(self, BLOCS_ELEVES, enregistrements)

    def _noter_eleve(self, noeud: Noeud) -> None:
        lus = textes(noeud)
        eleve_id = identifiant(noeud, "ELEVE_ID", lus)
        photo = connus(noeud, lus, vocabulaire.ELEVE, self.releve, HORS_PHOTO)
        if elenoet := (noeud.get("ELENOET") or "").strip():
            photo.setdefault("ELENOET", elenoet)
        self.ids.noter(eleve_id)
        if valeur := ine(lus):
            self.ines.noter(valeur)
        _reserver(self.numeros, photo.get("ID_PRV_ELE", ""))
        # La seule SCOLARITE_ELEVE est ce que d'autres logiciels écrivent.
        anterieures = noeud.findall("SCOLARITE_AN_DERNIER") or noeud.findall(
            "SCOLARITES/SCOLARITE_ELEVE"
        )
        scolarites = [
            connus(lue, textes(lue), vocabulaire.SCOLARITE_AN_DERNIER, self.releve, CLES_SCOLARITE)
            for lue in anterieures
        ]
        self.fiches.noter([ligne(noeud), eleve_id, photo, scolarites])

    def _noter_annexe(self, bloc: str, noeud: Noeud) -> None:
        eleve_id = identifiant(noeud, "ELEVE_ID", textes(noeud, "ELEVE_ID"))
        if bloc == "OPTIONS":
            # Une option sans matière n'en est pas une : rien ne saurait la dire ni la renvoyer.
            blocs = map(textes, noeud.iterfind(".//CODE_MATIERE/.."))
            self.options.retenir(eleve_id, (b for b in blocs if b.get("CODE_MATIERE")))
        elif bloc == "SCOLARITES":
            self.scolarites.retenir(eleve_id, [textes(noeud)])
        else:
            self.structures.retenir(eleve_id, map(textes, noeud.iterfind("STRUCTURE")))


class RecolteResponsables:
    """`personnes` : [ligne, PERSONNE_ID, photo] ; `liens` : [ligne, ELEVE_ID, PERSONNE_ID, photo,
    balises de l'ancien schéma]. `ids` : les PERSONNE_ID des personnes ; `liees` : ceux des liens ;
    `couples` : les liens. `dites_des_liens` : ce qu'il y a à dire en lisant les liens."""

    def __init__(self, fichier: str) -> None:
        self.dites: list[Anomalie] = []
        self.releve = Releve(fichier, self.dites.append)
        self.dites_des_liens: list[Anomalie] = []
        self._releve_des_liens = Releve(fichier, self.dites_des_liens.append)
        self.personnes, self.liens = Cahier(), Cahier()
        self.ids, self.liees, self.couples = Empreintes(), Empreintes(), Empreintes()
        self.numeros: set[int] = set()
        self.adresses = annexes.Adresses()

    def noter(self, bloc: str, noeud: Noeud) -> None:
        if noeud.tag not in (BLOCS_RESPONSABLES.get(bloc) or ()):
            return
        if bloc == "PERSONNES":
            self._noter_personne(noeud)
        elif bloc == "ADRESSES":
            self.adresses.retenir(noeud, self.releve)
        else:
            self._noter_lien(noeud)

    def conclure(self, enregistrements: Iterable[tuple[str, str]]) -> None:
        """Tout le fichier est passé."""
        _conclure(self, BLOCS_RESPONSABLES, enregistrements)

    def _noter_personne(self, noeud: Noeud) -> None:
        lus = textes(noeud)
        photo = connus(noeud, lus, vocabulaire.PERSONNE, self.releve, CLE_PERSONNE)
        _reserver(self.numeros, photo.get("ID_PRV_PER", ""))
        personne_id = identifiant(noeud, "PERSONNE_ID", lus)
        if personne_id:
            self.ids.noter(personne_id)
        self.personnes.noter([ligne(noeud), personne_id, photo])

    def _noter_lien(self, noeud: Noeud) -> None:
        lus = textes(noeud)
        photo = connus(noeud, lus, vocabulaire.LIEN, self._releve_des_liens, CLES_LIEN)
        eleve_id, personne_id = (
            identifiant(noeud, balise, lus) for balise in ("ELEVE_ID", "PERSONNE_ID")
        )
        if eleve_id and personne_id:
            self.couples.noter(couple(eleve_id, personne_id))
            self.liees.noter(personne_id)
        anciennes = {balise: lus[balise] for balise in vocabulaire.LIEN_ANCIEN & lus.keys()}
        self.liens.noter([ligne(noeud), eleve_id, personne_id, photo, anciennes])


Recolte = RecolteEleves | RecolteResponsables


def couple(eleve_id: str, personne_id: str) -> str:
    """La clé d'un lien. Un identifiant est rogné : le blanc les sépare sans ambiguïté."""
    return f"{eleve_id}\n{personne_id}"


def _reserver(numeros: set[int], lu: str) -> None:
    """Les ID_PRV_* que le fichier dit déjà : un autre logiciel, ou nous autrefois, les a donnés.

    L'import privé reconnaît un élève ou une personne à ce numéro : le donner à quelqu'un d'autre
    ferait écrire l'un sur l'autre dans SIECLE.
    """
    if lu.isascii() and lu.isdecimal() and len(lu) <= 5:
        numeros.add(int(lu))


def _conclure(
    recolte: Recolte,
    blocs: Mapping[str, frozenset[str] | None],
    enregistrements: Iterable[tuple[str, str]],
) -> None:
    couples = set(enregistrements)
    signaler_inconnus(couples, blocs, recolte.releve)
    if ("ADRESSES", "ADRESSE") not in couples:
        recolte.releve.dire(
            CodeAnomalie.SANS_ADRESSES,
            "Le fichier ne contient aucune adresse : choisissez l’export « avec adresses ». "
            "Les adresses déjà connues sont gardées.",
        )


def signaler_inconnus(
    enregistrements: Iterable[tuple[str, str]],
    connus: Mapping[str, frozenset[str] | None],
    releve: Releve,
) -> None:
    """Un avis par bloc ou enregistrement inconnu. `connus` : bloc -> balises (None : toutes)."""
    for bloc, balise in sorted(enregistrements):
        if bloc not in connus:
            releve.balises_inconnues([bloc])
        else:
            admises = connus[bloc]
            if admises is not None and balise not in admises:
                releve.balises_inconnues([balise])
