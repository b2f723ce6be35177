"""L'aller-retour : ce que SIECLE sait après l'import = ce qu'il savait + ce qui a été accepté.

Les bases sont tirées au hasard ; la graine suffit à rejouer un tirage.
"""

from copy import deepcopy
from datetime import date
from random import Random

import pytest

from dossiersco.siecle import preparation
from dossiersco.siecle.banc import Base, deposer
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.preparation import ResponsablePrepare
from dossiersco.siecle.retour import Envoi, ecrire
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    ALLEMAND,
    ANGLAIS,
    CINQUIEME,
    CONTEXTE,
    ESPAGNOL,
    LATIN,
    SIXIEME,
)
from dossiersco.siecle.tests.test_schema_import_hasard import refus_officiels

NOMS = ("DIALLO", "MARTIN", "D'ŒUVRE", "LE  GOFF", "NGUYEN-Y GÓMEZ", "ŠKODA-VALÈS")
OPTIONS_POSSIBLES = (
    [],
    [(ANGLAIS, "O")],
    [(ESPAGNOL, "O"), (ANGLAIS, "O"), (LATIN, "F")],
    [(ANGLAIS, "O"), (LATIN, "F"), (ALLEMAND, "F")],
    [(ESPAGNOL, "O")],
)


def _parfois(hasard: Random, photo: Photo) -> Photo:
    """Chaque balise n'est là qu'une fois sur deux."""
    return {balise: valeur for balise, valeur in photo.items() if hasard.random() < 0.5}


def _booleen(hasard: Random) -> str:
    return hasard.choice("01")


def _joindre(hasard: Random) -> Photo:
    return _parfois(
        hasard,
        {
            "TEL_PERSONNEL": f"01990{hasard.randint(0, 99999):05d}",
            "TEL_PROFESSIONNEL": f"+3219900{hasard.randint(0, 9999)}",
            "TEL_PORTABLE": f"06399800{hasard.randint(10, 99)}",
            "ACCEPTE_SMS": _booleen(hasard),
            "MEL": f"a{hasard.randint(0, 999)}@exemple.fr",
            "NOM_USAGE": "DUPONT",
        },
    )


def _adresse(hasard: Random) -> Photo:
    if hasard.random() < 0.2:
        return {}
    lignes = _parfois(hasard, {f"LIGNE{n}_ADRESSE": f"{n}  RUE" for n in range(1, 5)})
    commune = hasard.choice(
        (
            {"CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE CEDEX", "CODE_PAYS": "100"},
            {"COMMUNE_ETRANGERE": "7500 TOURNAI", "CODE_PAYS": "131"},
        )
    )
    return {"ADRESSE": {"ADRESSE_ID": str(hasard.randint(1, 9)), **lignes, **commune}}


def _personne(numero: int, hasard: Random) -> Photo:
    return {
        "ID_PRV_PER": str(numero),
        "LC_CIVILITE": "MME",
        "CODE_CIVILITE": hasard.choice("12"),
        "NOM_DE_FAMILLE": hasard.choice(NOMS),
        "PRENOM": hasard.choice(("Awa", "Zoé", ".")),
        "CODE_PROFESSION": hasard.choice(("10", "43", "78", "99")),
        # Absente, SIECLE la met à non et le note : ce n'est plus la même base.
        "COMMUNICATION_ADRESSE": _booleen(hasard),
        **_joindre(hasard),
        **_adresse(hasard),
    }


def _eleve(numero: int, hasard: Random) -> Photo:
    mef, division = hasard.choice(((CINQUIEME, "5 A"), (SIXIEME, "6 B")))
    naissance = hasard.choice(
        (
            {"CODE_PAYS": "100", "CODE_COMMUNE_INSEE_NAISS": "59350"},
            {"CODE_PAYS": "341", "VILLE_NAISS": "DAKAR"},
        )
    )
    return {
        "ELENOET": str(numero),
        "ID_PRV_ELE": str(numero),
        "NOM_DE_FAMILLE": hasard.choice(NOMS),
        "PRENOM": f"Élève{numero}",
        "DATE_NAISS": f"{hasard.randint(1, 28):02d}/02/2012",
        "CODE_SEXE": hasard.choice("12"),
        "CODE_PAYS_NAT": "100",
        "DOUBLEMENT": _booleen(hasard),
        "ADHESION_TRANSPORT": _booleen(hasard),
        "CODE_REGIME": hasard.choice(("0", "2", "24")),
        "CODE_STATUT": "ST",
        "CODE_PROVENANCE": hasard.choice("12345678"),
        "CODE_MEF": mef,
        **naissance,
        **_parfois(
            hasard,
            {
                "ID_NATIONAL": f"{numero:010d}A",
                "PRENOM2": "Zoé",
                "PRENOM3": "Ève",
                "DATE_ENTREE": hasard.choice(("01/09/2024", "05/11/2026")),
            },
        ),
        **hasard.choice(({}, {}, {"DATE_SORTIE": "20/12/2026", "CODE_MOTIF_SORTIE": "10"})),
        **_joindre(hasard),
        **_adresse(hasard),
        "SCOLARITE_AN_DERNIER": {
            "CODE_RNE": f"059{hasard.randint(1000, 9999)}A",
            "DENOM_PRINC": "ECOLE",
            **_parfois(hasard, {"CODE_MEF": "10010012110", "CODE_STRUCTURE": "CM2 B"}),
        },
        **_scolarite(division, hasard),
    }


def _scolarite(division: str, hasard: Random) -> Photo:
    options = [
        {"NUM_OPTION": str(rang), "CODE_MODALITE_ELECT": modalite, "CODE_MATIERE": matiere}
        for rang, (matiere, modalite) in enumerate(hasard.choice(OPTIONS_POSSIBLES), 1)
    ]
    structures = [
        {"CODE_STRUCTURE": "GR1", "TYPE_STRUCTURE": "G"},
        {"CODE_STRUCTURE": division, "TYPE_STRUCTURE": "D"},
    ]
    garde = structures[: hasard.randint(0, 2)]
    return {
        **({"OPTIONS": options} if options else {}),
        **({"STRUCTURES": garde} if garde else {}),
    }


def _lien(niveau: str, hasard: Random) -> Photo:
    facultatives = ("PAIE_FRAIS_SCOLAIRES", "PERCOIT_LES_AIDES", "A_CONTACTER_EN_PRIORITE")
    return {
        "NIVEAU_RESPONSABILITE": niveau,
        "CODE_PARENTE": hasard.choice(("10", "20", "38", "90")),
        "HEBERGE_ELEVE": _booleen(hasard),
        **_parfois(hasard, {balise: _booleen(hasard) for balise in facultatives}),
    }


def base_au_hasard(hasard: Random) -> Base:
    """Deux à cinq élèves, trois à six personnes, partagées entre fratries."""
    base = Base()
    for numero in range(1, hasard.randint(4, 7)):
        base.personnes[f"9000{numero}"] = _personne(numero, hasard)
    for numero in range(1, hasard.randint(3, 6)):
        eleve_id = f"5000{numero}"
        base.eleves[eleve_id] = _eleve(numero, hasard)
        niveaux = hasard.choice((["1"], ["1", "1"], ["1", "2", "3"], ["1", "3"]))
        choisies = hasard.sample(list(base.personnes), len(niveaux))
        for niveau, personne_id in zip(niveaux, choisies, strict=True):
            base.liens[eleve_id, personne_id] = _lien(niveau, hasard)
    return base


def fichier(base: Base, schema: Schema) -> bytes:
    """Le retour de toute la base ; les personnes sans lien n'en sont pas."""
    liees = {personne_id for _, personne_id in base.liens}
    personnes = [
        preparation.personne(photo, int(photo["ID_PRV_PER"]), schema, personne_id=cle)
        for cle, photo in base.personnes.items()
        if cle in liees
    ]
    eleves = [
        preparation.eleve(
            photo,
            int(photo["ID_PRV_ELE"]),
            [
                ResponsablePrepare(int(base.personnes[cle]["ID_PRV_PER"]), lien)
                for (eleve_id, cle), lien in base.liens.items()
                if eleve_id == id_siecle
            ],
            CONTEXTE,
            schema,
            eleve_id=id_siecle,
        )
        for id_siecle, photo in base.eleves.items()
    ]
    assert [p.blocages for p in (*personnes, *eleves) if p.blocages] == []
    blocs = [p.bloc for p in personnes], [e.bloc for e in eleves]
    return ecrire(Envoi("0590001A", "2026", date(2026, 7, 3), 1, *blocs), schema)


def appliquer(base: Base, xml: bytes) -> Base:
    compte_rendu = deposer(base, xml, contexte=CONTEXTE)
    assert compte_rendu.refus == ""
    return compte_rendu.base


@pytest.mark.parametrize("schema", Schema)
def test_renvoyer_une_base_ne_la_change_en_rien(schema: Schema) -> None:
    for graine in range(150):
        base = base_au_hasard(Random(graine))
        xml = fichier(base, schema)
        assert appliquer(base, xml) == base, f"graine {graine}"


@pytest.mark.parametrize("schema", Schema)
def test_le_retour_d_une_base_est_valide_pour_les_schemas_officiels(schema: Schema) -> None:
    for graine in range(40):
        xml = fichier(base_au_hasard(Random(graine)), schema)
        assert refus_officiels(xml, schema) == [], f"graine {graine}"


CHANGEMENTS_ELEVE: tuple[Photo, ...] = (
    {"CODE_REGIME": "25"},
    {"MEL": "nouveau@exemple.fr"},
    {"CODE_PAYS": "100", "CODE_COMMUNE_INSEE_NAISS": "75112", "VILLE_NAISS": ""},
    {"ADRESSE": {"CODE_POSTAL": "75012", "LIBELLE_POSTAL": "PARIS", "CODE_PAYS": "100"}},
    {"TEL_PORTABLE": ""},
)
CHANGEMENTS_PERSONNE: tuple[Photo, ...] = (
    {"NOM_DE_FAMILLE": "NOUVEAU", "CODE_CIVILITE": "1"},
    {"TEL_PORTABLE": "0639980099", "ACCEPTE_SMS": "0"},
    {"CODE_PROFESSION": "54"},
)


def _changer(fiches: dict[str, Photo], possibles: tuple[Photo, ...], hasard: Random) -> None:
    photo = fiches[hasard.choice(list(fiches))]
    photo |= deepcopy(hasard.choice(possibles))
    for balise in [balise for balise, valeur in photo.items() if not valeur]:
        del photo[balise]


@pytest.mark.parametrize("schema", Schema)
def test_ce_qui_a_ete_accepte_et_rien_d_autre_change_dans_siecle(schema: Schema) -> None:
    for graine in range(150):
        hasard = Random(graine)
        avant = base_au_hasard(hasard)
        voulue = deepcopy(avant)
        _changer(voulue.eleves, CHANGEMENTS_ELEVE, hasard)
        liees = {cle: voulue.personnes[cle] for _, cle in voulue.liens}
        _changer(liees, CHANGEMENTS_PERSONNE, hasard)
        apres = appliquer(avant, fichier(voulue, schema))
        assert _sans_adresse_id(apres) == _sans_adresse_id(voulue), f"graine {graine}"


def _sans_adresse_id(base: Base) -> Base:
    """Une adresse remplacée garde chez SIECLE son ADRESSE_ID, que l'import ne transporte pas."""
    copie = deepcopy(base)
    for photo in (*copie.eleves.values(), *copie.personnes.values()):
        photo.get("ADRESSE", {}).pop("ADRESSE_ID", None)
    return copie
