"""Les photos d'où partent les tests de la préparation : la famille Diallo, inventée."""

from copy import deepcopy
from datetime import date

import pytest

from dossiersco.siecle import preparation
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.preparation import ContexteRetour, Prepare, ResponsablePrepare
from dossiersco.siecle.schema_import import Schema

CINQUIEME = "10110001110"
SIXIEME = "10010012110"
ANGLAIS, LATIN, ESPAGNOL, ALLEMAND = "030201", "020300", "030602", "030101"

CONTEXTE = ContexteRetour(
    debut_annee=date(2026, 9, 1),
    fin_annee=date(2027, 8, 31),
    mefs=frozenset({SIXIEME, CINQUIEME}),
    divisions={"5 A": (CINQUIEME,), "6 B": (SIXIEME,)},
    programmes=frozenset(
        {
            (CINQUIEME, ANGLAIS, "O"),
            (CINQUIEME, ANGLAIS, "S"),
            (CINQUIEME, ESPAGNOL, "O"),
            (CINQUIEME, ALLEMAND, "O"),
            (CINQUIEME, ALLEMAND, "F"),
            (CINQUIEME, LATIN, "F"),
            (SIXIEME, ANGLAIS, "O"),
            (SIXIEME, ESPAGNOL, "O"),
            (SIXIEME, LATIN, "F"),
            (SIXIEME, ALLEMAND, "F"),
        }
    ),
    options_obligatoires=frozenset(
        {
            (CINQUIEME, ANGLAIS, 1),
            (CINQUIEME, ANGLAIS, 2),
            (CINQUIEME, ESPAGNOL, 1),
            (SIXIEME, ANGLAIS, 1),
            (SIXIEME, ANGLAIS, 2),
            (SIXIEME, ESPAGNOL, 1),
        }
    ),
)

ADRESSE: Photo = {
    "ADRESSE_ID": "880001",
    "LIGNE1_ADRESSE": "Bât. C",
    "LIGNE3_ADRESSE": "12 rue de l'Œuvre",
    "CODE_POSTAL": "59000",
    "LIBELLE_POSTAL": "LILLE  CEDEX",
    "CODE_PAYS": "100",
    "LL_PAYS": "FRANCE",
}

MERE: Photo = {
    "CODE_CIVILITE": "2",
    "NOM_DE_FAMILLE": "DIALLO",
    "NOM_USAGE": "MARTIN",
    "PRENOM": "Aïssata",
    "CODE_PROFESSION": "43",
    "TEL_PORTABLE": "06 39 98.00 11",
    "TEL_PROFESSIONNEL": "+33199001122",
    "ACCEPTE_SMS": "0",
    "MEL": "aissata@exemple.fr",
    "COMMUNICATION_ADRESSE": "1",
    "ADRESSE": ADRESSE,
}

ELEVE: Photo = {
    "ELENOET": "3275",
    "ID_NATIONAL": "012345678AB",
    "NOM_DE_FAMILLE": "DIALLO",
    "PRENOM": "Awa",
    "PRENOM2": "Zoé",
    "PRENOM3": "Fatou",
    "DATE_NAISS": "29/02/2012",
    "CODE_SEXE": "2",
    "CODE_PAYS": "100",
    "CODE_COMMUNE_INSEE_NAISS": "59350",
    "CODE_PAYS_NAT": "100",
    "DOUBLEMENT": "1",
    "ADHESION_TRANSPORT": "1",
    "CODE_REGIME": "25",
    "CODE_STATUT": "ST",
    "DATE_ENTREE": "02/09/2025",
    "CODE_PROVENANCE": "2",
    "CODE_MEF": CINQUIEME,
    "TEL_PORTABLE": "06 39 98 00 22",
    "MEL": "awa@exemple.fr",
    "ACCEPTE_SMS": "1",
    "ADRESSE": ADRESSE,
    "SCOLARITE_AN_DERNIER": {
        "CODE_MEF": SIXIEME,
        "CODE_STRUCTURE": "6 B",
        "CODE_RNE": "0590001A",
        "DENOM_PRINC": "COLLEGE D'AVANT",
    },
    "OPTIONS": [
        {"NUM_OPTION": "1", "CODE_MODALITE_ELECT": "O", "CODE_MATIERE": ANGLAIS},
        {"NUM_OPTION": "2", "CODE_MODALITE_ELECT": "F", "CODE_MATIERE": LATIN},
    ],
    "STRUCTURES": [
        {"CODE_STRUCTURE": "5LATIN", "TYPE_STRUCTURE": "G"},
        {"CODE_STRUCTURE": "5 A", "TYPE_STRUCTURE": "D"},
    ],
}

LEGAL: Photo = {
    "NIVEAU_RESPONSABILITE": "1",
    "CODE_PARENTE": "10",
    "PAIE_FRAIS_SCOLAIRES": "1",
    "HEBERGE_ELEVE": "1",
    "PERCOIT_LES_AIDES": "1",
    "A_CONTACTER_EN_PRIORITE": "0",
}


def photo(modele: Photo, **changements: object) -> Photo:
    """Une copie du modèle ; un changement à None retire la balise."""
    copie = {**deepcopy(modele), **changements}
    return {balise: valeur for balise, valeur in copie.items() if valeur is not None}


def lien(id_prv: int = 1, nom: str = "DIALLO Aïssata", **changements: object) -> ResponsablePrepare:
    return ResponsablePrepare(id_prv, photo(LEGAL, **changements), nom)


def preparer_personne(schema: Schema = Schema.COMMUN, **changements: object) -> Prepare:
    return preparation.personne(photo(MERE, **changements), 1, schema)


def preparer_eleve(
    *liens: ResponsablePrepare,
    schema: Schema = Schema.COMMUN,
    contexte: ContexteRetour = CONTEXTE,
    **changements: object,
) -> Prepare:
    return preparation.eleve(photo(ELEVE, **changements), 7, liens or (lien(),), contexte, schema)


def codes(prepare: Prepare) -> list[str]:
    assert (prepare.bloc is None) == bool(prepare.blocages)
    return [blocage.code for blocage in prepare.blocages]


@pytest.mark.parametrize("schema", Schema)
def test_les_photos_completes_se_preparent_sans_blocage_ni_avis(schema: Schema) -> None:
    for prepare in (preparer_personne(schema), preparer_eleve(schema=schema)):
        assert codes(prepare) == []
        assert prepare.avis == ()
