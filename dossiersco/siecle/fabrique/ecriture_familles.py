"""Les données des familles : ElevesAvecAdresses et ResponsablesAvecAdresses."""

from collections.abc import Iterable

from dossiersco.siecle.fabrique.modele import College, Eleve, Personne
from dossiersco.siecle.fabrique.plume import VRAI_FAUX, Plume
from dossiersco.siecle.lus import Photo

BALISES_ELEVE = (
    "ID_NATIONAL",
    "INE_BEA",
    "INE_RNIE",
    "ID_ELEVE_ETAB",
    "ID_PRV_ELE",
    "NOM_DE_FAMILLE",
    "NOM_USAGE",
    "PRENOM",
    "PRENOM2",
    "PRENOM3",
    "DATE_NAISS",
    "DOUBLEMENT",
    "TEL_PROFESSIONNEL",
    "TEL_PERSONNEL",
    "TEL_PORTABLE",
    "CODE_PAYS",
    "ACCEPTE_SMS",
    "DATE_MODIFICATION",
    "DATE_SORTIE",
    "MEL",
    "CODE_REGIME",
    "DATE_ENTREE",
    "VILLE_NAISS",
    "ADRESSE_ID",
    "CODE_MOTIF_SORTIE",
    "CODE_SEXE",
    "CODE_PAYS_NAT",
    "CODE_STATUT",
    "CODE_MEF",
    "CODE_DEPARTEMENT_NAISS",
    "CODE_COMMUNE_INSEE_NAISS",
    "ADHESION_TRANSPORT",
    "CODE_PROVENANCE",
)
BALISES_AN_DERNIER = (
    "CODE_MEF",
    "CODE_STRUCTURE",
    "CODE_RNE",
    "CODE_NATURE",
    "SIGLE",
    "DENOM_PRINC",
    "DENOM_COMPL",
    "LIGNE1_ADRESSE",
    "LIGNE2_ADRESSE",
    "BOITE_POSTALE",
    "COMMUNE_ETRANGERE",
    "MEL",
    "TELEPHONE",
    "CODE_COMMUNE_INSEE",
    "LL_COMMUNE_INSEE",
)
BALISES_PERSONNE = (
    "ID_PRV_PER",
    "LC_CIVILITE",
    "LL_CIVILITE",
    "NOM_DE_FAMILLE",
    "NOM_USAGE",
    "PRENOM",
    "TEL_PERSONNEL",
    "TEL_PORTABLE",
    "TEL_PROFESSIONNEL",
    "ACCEPTE_SMS",
    "MEL",
    "COMMUNICATION_ADRESSE",
    "ADRESSE_ID",
    "CODE_PROFESSION",
)
BALISES_ADRESSE = (
    "LIGNE1_ADRESSE",
    "LIGNE2_ADRESSE",
    "LIGNE3_ADRESSE",
    "LIGNE4_ADRESSE",
    "BOITE_POSTALE",
    "COMMUNE_ETRANGERE",
    "CODE_POSTAL",
    "CODE_PAYS",
    "CODE_COMMUNE_INSEE",
    "LL_PAYS",
    "CODE_DEPARTEMENT",
    "LIBELLE_POSTAL",
)
BOOLEENS_DE_2018 = ("PERCOIT_LES_AIDES", "HEBERGE_ELEVE", "A_CONTACTER_EN_PRIORITE")


def ecrire_eleves(plume: Plume, college: College) -> None:
    with plume.bloc("ELEVES"):
        for eleve in college.eleves:
            with plume.bloc("ELEVE", **_cles(eleve)):
                plume.champs(BALISES_ELEVE, eleve.photo, eleve.eleve_id)
                with plume.bloc("SCOLARITE_AN_DERNIER"):
                    an_dernier = eleve.photo["SCOLARITE_AN_DERNIER"]
                    plume.champs(BALISES_AN_DERNIER, an_dernier, eleve.eleve_id)
    _listes(plume, college, "OPTIONS", ("OPTION", "OPTIONS_ELEVE"))
    _listes(plume, college, "STRUCTURES", ("STRUCTURES_ELEVE", "STRUCTURE"))
    plume.vide("BOURSES")
    _adresses(plume, college.eleves)


def _cles(eleve: Eleve) -> dict[str, str]:
    return {"ELEVE_ID": eleve.eleve_id, "ELENOET": eleve.photo["ELENOET"]}


def _listes(plume: Plume, college: College, liste: str, balises: tuple[str, str]) -> None:
    """OPTIONS et STRUCTURES : par élève, une enveloppe puis les lignes de sa photo."""
    enveloppe, rangee = balises
    with plume.bloc(liste):
        for eleve in college.eleves:
            if liste in eleve.photo:
                with plume.bloc(enveloppe, **_cles(eleve)):
                    for ligne in eleve.photo[liste]:
                        with plume.bloc(rangee):
                            for balise, valeur in ligne.items():
                                plume.champ(balise, valeur)


def ecrire_responsables(plume: Plume, college: College) -> None:
    with plume.bloc("PERSONNES"):
        for personne in college.personnes:
            with plume.bloc("PERSONNE", PERSONNE_ID=personne.personne_id):
                plume.champs(BALISES_PERSONNE, personne.photo, personne.personne_id)
    with plume.bloc("RESPONSABLES"):
        for lien in college.liens:
            with plume.bloc("RESPONSABLE_ELEVE"):
                plume.champ("ELEVE_ID", lien.eleve_id)
                plume.champ("PERSONNE_ID", lien.personne_id)
                for balise, valeur in lien.photo.items():
                    booleen = balise in BOOLEENS_DE_2018
                    plume.champ(balise, VRAI_FAUX[valeur] if booleen else valeur)
    _adresses(plume, college.personnes)


def _adresses(plume: Plume, habitants: Iterable[Eleve | Personne]) -> None:
    """Chaque adresse une fois, même partagée."""
    adresses: dict[str, Photo] = {}
    for habitant in habitants:
        adresse = habitant.photo.get("ADRESSE")
        if adresse is not None:
            adresses[adresse["ADRESSE_ID"]] = adresse
    with plume.bloc("ADRESSES"):
        for adresse_id, adresse in adresses.items():
            with plume.bloc("ADRESSE", ADRESSE_ID=adresse_id):
                plume.champs(BALISES_ADRESSE, adresse, adresse_id)
