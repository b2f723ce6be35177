"""Le banc reconnaît, écrase, délie et efface comme on craint que SIECLE le fasse."""

import ast
from copy import deepcopy
from datetime import date
from pathlib import Path

from dossiersco.siecle import banc, vocabulaire
from dossiersco.siecle.banc import Base, deposer, tables
from dossiersco.siecle.retour import Envoi, ecrire
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    CONTEXTE,
    ELEVE,
    LEGAL,
    MERE,
    lien,
    photo,
    preparer_eleve,
    preparer_personne,
)

BASE = Base(
    eleves={"e1": photo(ELEVE, ID_PRV_ELE="7", TEL_PORTABLE="0639980022")},
    personnes={"p1": photo(MERE, ID_PRV_PER="1", TEL_PORTABLE="0639980011")},
    liens={("e1", "p1"): LEGAL},
)


def _fichier(schema=Schema.COMMUN, personne=None, liens=(), eleve=None) -> bytes:
    return ecrire(
        Envoi(
            uaj="0590001A",
            annee_scolaire="2026",
            date_import=date(2026, 7, 3),
            num_envoi=1,
            personnes=[preparer_personne(schema, **(personne or {})).bloc],
            eleves=[preparer_eleve(*liens, schema=schema, **(eleve or {})).bloc],
        ),
        schema,
    )


def appliquer(base: Base, fichier: bytes) -> Base:
    compte_rendu = deposer(base, fichier, contexte=CONTEXTE)
    assert compte_rendu.refus == ""
    return compte_rendu.base


# Des faits (le schéma, les codes) et des objets partagés ; rien de ce qui prépare ni n'écrit.
PERMIS = {
    "archive",
    "lus",
    "noeuds",
    "contexte_retour",
    "nomenclatures",
    "schema_import",
    "verification",
    "fautes",
}


def test_le_banc_ne_sait_rien_de_ce_qui_fabrique_le_fichier() -> None:
    for chemin in Path(banc.__file__).parent.glob("*.py"):
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.ImportFrom) and "dossiersco.siecle" in (noeud.module or ""):
                modules = {f"{noeud.module}.{alias.name}".split(".")[2] for alias in noeud.names}
                compare = {"valeurs"} if chemin.name == "differences.py" else set()
                assert modules <= PERMIS | {"banc"} | compare, chemin.name


def test_un_fichier_qui_dit_tout_ne_change_rien() -> None:
    assert appliquer(BASE, _fichier()) == BASE


def test_la_base_recue_n_est_pas_modifiee() -> None:
    avant = deepcopy(BASE)
    appliquer(BASE, _fichier(eleve={"CODE_REGIME": "0", "OPTIONS": None}))
    assert avant == BASE


def test_une_valeur_nouvelle_ecrase_l_ancienne() -> None:
    apres = appliquer(BASE, _fichier(eleve={"CODE_REGIME": "0", "DOUBLEMENT": "0"}))
    assert apres.eleves["e1"] == {**BASE.eleves["e1"], "CODE_REGIME": "0", "DOUBLEMENT": "0"}


def test_une_valeur_omise_est_effacee() -> None:
    apres = appliquer(BASE, _fichier(eleve={"PRENOM3": None}, personne={"ADRESSE": None}))
    assert "PRENOM3" not in apres.eleves["e1"]
    assert apres.personnes["p1"]["ADRESSE"] == {"ADRESSE_ID": "880001", "LL_PAYS": "FRANCE"}


def test_une_adresse_dont_il_ne_reste_rien_disparait() -> None:
    base = deepcopy(BASE)
    base.personnes["p1"]["ADRESSE"] = {"CODE_POSTAL": "59000"}
    assert "ADRESSE" not in appliquer(base, _fichier(personne={"ADRESSE": None})).personnes["p1"]


def test_un_responsable_que_le_fichier_ne_cite_pas_est_delie() -> None:
    base = deepcopy(BASE)
    base.personnes["p2"] = photo(MERE, PRENOM="Ali")
    base.liens["e1", "p2"] = LEGAL
    base.liens["e2", "p2"] = LEGAL
    assert set(appliquer(base, _fichier()).liens) == {("e1", "p1"), ("e2", "p2")}


def test_les_options_sont_remplacees_et_la_division_omise_disparait() -> None:
    apres = appliquer(BASE, _fichier(eleve={"OPTIONS": None, "STRUCTURES": None}))
    assert "OPTIONS" not in apres.eleves["e1"]
    assert apres.eleves["e1"]["STRUCTURES"] == [{"CODE_STRUCTURE": "5LATIN", "TYPE_STRUCTURE": "G"}]


def test_un_eleve_est_reconnu_par_son_ine_d_abord() -> None:
    base = deepcopy(BASE)
    base.eleves["autre"] = {"ID_PRV_ELE": "7"}
    base.eleves["e1"]["ID_PRV_ELE"] = "99"
    assert appliquer(base, _fichier()).eleves["e1"]["ID_PRV_ELE"] == "7"


def test_sans_ine_un_eleve_est_reconnu_par_notre_numero_puis_son_nom() -> None:
    sans_ine = {"ID_NATIONAL": None}
    base = Base(eleves={"e1": photo(ELEVE, ID_NATIONAL=None, PRENOM="Ava")})
    assert set(appliquer(base, _fichier(eleve=sans_ine)).eleves) == {"e1", "nouveau-7"}
    base.eleves["e1"]["ID_PRV_ELE"] = "7"
    assert set(appliquer(base, _fichier(eleve=sans_ine)).eleves) == {"e1"}
    homonyme = Base(eleves={"e1": photo(ELEVE, ID_NATIONAL=None)})
    assert set(appliquer(homonyme, _fichier(eleve=sans_ine)).eleves) == {"e1"}


def test_une_personne_renommee_n_est_reconnue_que_par_un_numero() -> None:
    base = Base(personnes={"p1": photo(MERE, PRENOM="Aïcha")})
    assert set(appliquer(base, _fichier()).personnes) == {"p1", "nouveau-1"}
    base.personnes["p1"]["ID_PRV_PER"] = "1"
    assert set(appliquer(base, _fichier()).personnes) == {"p1"}


def test_en_4_0_la_cle_de_siecle_fait_reconnaitre() -> None:
    numero = b"<ID_PRV_PER>1</ID_PRV_PER>"
    cle = numero + b"<ID_SIECLE_PER>1651077</ID_SIECLE_PER>"
    xml = _fichier(Schema.V4_0).replace(numero, cle, 1)
    base = Base(personnes={"1651077": photo(MERE, PRENOM="Aïcha")})
    assert set(appliquer(base, xml).personnes) == {"1651077"}


def test_les_aides_d_une_personne_en_charge_survivent_a_3_1() -> None:
    base = deepcopy(BASE)
    base.personnes["p2"] = photo(MERE, ID_PRV_PER="2")
    base.liens["e1", "p2"] = photo(LEGAL, NIVEAU_RESPONSABILITE="2")
    blocs = [preparer_personne().bloc, {**preparer_personne().bloc, "ID_PRV_PER": "2"}]
    eleve = preparer_eleve(lien(1), lien(2, NIVEAU_RESPONSABILITE="2")).bloc
    envoi = Envoi("0590001A", "2026", date(2026, 7, 3), 1, blocs, [eleve])
    assert appliquer(base, ecrire(envoi, Schema.COMMUN)).liens == base.liens


def test_un_sortant_qui_revient_perd_son_motif() -> None:
    base = deepcopy(BASE)
    base.eleves["e1"] |= {"DATE_SORTIE": "20/12/2026", "CODE_MOTIF_SORTIE": "10"}
    assert appliquer(base, _fichier()) == BASE


def test_toute_balise_d_export_est_transportee_ou_declaree_non_transportee() -> None:
    transportees = {
        "ELEVE": _exportees(
            tables.ELEVE, tables.SORTIE, tables.SCOLARITE_ACTIVE, tables.PROVENANCE
        ),
        "PERSONNE": _exportees(tables.PERSONNE) - {"CODE_CIVILITE"},
        "LIEN": _exportees(tables.EN_CHARGE, tables.AIDES) | {"NIVEAU_RESPONSABILITE"},
        "ADRESSE": _exportees(tables.ADRESSE),
        "SCOLARITE_AN_DERNIER": _exportees(tables.ETABLISSEMENT_AN_DERNIER),
    }
    for nom, balises in transportees.items():
        assert not balises & banc.NON_TRANSPORTE[nom]
        assert balises | banc.NON_TRANSPORTE[nom] == getattr(vocabulaire, nom), nom


def _exportees(*tables) -> set[str]:
    return {exportee for table in tables for exportee, _ in table.values()}
