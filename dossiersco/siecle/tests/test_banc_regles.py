"""Chaque règle connue du compte rendu mord, avec son code et son effet sur la base."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest

from dossiersco.siecle.banc import Base, CompteRendu, Section, deposer
from dossiersco.siecle.banc.depot import (
    AUTRE_ANNEE,
    ERREUR_GRAVE,
    NOM_INCORRECT,
    NOM_MAL_FORME,
    NON_VALIDE,
)
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.retour import Envoi, ecrire, zipper
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    ALLEMAND,
    ANGLAIS,
    CINQUIEME,
    CONTEXTE,
    ELEVE,
    LATIN,
    LEGAL,
    MERE,
    SIXIEME,
    lien,
    photo,
    preparer_eleve,
    preparer_personne,
)

BASE = Base(
    eleves={"e1": photo(ELEVE, ID_PRV_ELE="7", TEL_PORTABLE="0639980022"), "e2": photo(ELEVE)},
    personnes={"p1": photo(MERE, ID_PRV_PER="1", TEL_PORTABLE="0639980011")},
    liens={("e1", "p1"): LEGAL},
)
del BASE.eleves["e2"]["ID_NATIONAL"]
COMPTE = replace(
    CONTEXTE, nb_options_obligatoires={CINQUIEME: 1}, mefs_connues=frozenset({SIXIEME, CINQUIEME})
)
NOM = "0590001APRIVE2026260703090500"


def _blocs() -> tuple[Bloc, Bloc]:
    personne, eleve = preparer_personne().bloc, preparer_eleve(lien()).bloc
    assert personne is not None and eleve is not None
    return deepcopy(personne), deepcopy(eleve)


def _fichier(personne: Bloc, eleve: Bloc) -> bytes:
    envoi = Envoi("0590001A", "2026", date(2026, 7, 3), 1, [personne], [eleve])
    return ecrire(envoi, Schema.V3_1)


def _deposer(personne: Bloc | None = None, **changements: object) -> CompteRendu:
    """Dépose l'élève de l'exemple, après avoir changé ses blocs ; un changement à None ôte."""
    mere, eleve = _blocs()
    mere |= personne or {}
    for balise, valeur in changements.items():
        bloc = eleve
        *chemin, derniere = balise.split("__")
        for cle in chemin:
            bloc = bloc[cle]
        bloc[derniere] = valeur
    return deposer(BASE, _fichier(mere, eleve), contexte=COMPTE)


def _codes(rendu: CompteRendu, *sections: Section) -> list[str]:
    voulues = sections or tuple(Section)[:6]
    return [ligne.code for ligne in rendu.lignes if ligne.section in voulues]


def _options(*couples: tuple[str, str]) -> Bloc:
    return {
        "OPTION": [
            {"CODE_MATIERE": matiere, "CODE_MODALITE_ELECT": modalite}
            for matiere, modalite in couples
        ]
    }


def _matieres(rendu: CompteRendu) -> list[str]:
    return [option["CODE_MATIERE"] for option in rendu.base.eleves["e1"].get("OPTIONS", [])]


def test_un_envoi_juste_ne_dit_que_les_absents_et_les_modifies() -> None:
    rendu = _deposer(CODE_REGIME="0")
    assert [(ligne.section, ligne.code) for ligne in rendu.lignes] == [
        (Section.ELEVES_ABSENTS, "ABSEN"),
        (Section.ELEVES_MODIFIES, "MODIF"),
    ]
    assert rendu.section(Section.ELEVES_MODIFIES)[0].identifiants == "e1/7"


def test_un_envoi_identique_ne_modifie_personne() -> None:
    assert _codes(_deposer(), Section.ELEVES_MODIFIES) == []


def test_un_eleve_inconnu_est_ajoute() -> None:
    rendu = deposer(Base(), _fichier(*_blocs()), contexte=COMPTE)
    assert _codes(rendu, Section.ELEVES_MODIFIES) == ["AJOUT"]


@pytest.mark.parametrize(
    ("code", "changements"),
    [
        ("ACDIV_B_01", {"SCOLARITE_ACTIVE__CODE_DIVISION": "6 B"}),
        ("ACMEF", {"SCOLARITE_ACTIVE__CODE_MEF": "10210001110", "DOUBLEMENT": "true"}),
        ("SCOAC_E_02", {"SCOLARITE_ACTIVE__DATE_DEB_SCO": "2019-09-02"}),
    ],
)
def test_une_scolarite_rejetee_emporte_les_options_et_la_division(
    code: str, changements: dict[str, object]
) -> None:
    rendu = _deposer(**changements)
    assert code in _codes(rendu, Section.ELEVES_EN_ANOMALIE)
    apres = rendu.base.eleves["e1"]
    assert not apres.keys() & {"CODE_MEF", "OPTIONS", "CODE_STATUT"}
    assert apres["STRUCTURES"] == [{"CODE_STRUCTURE": "5LATIN", "TYPE_STRUCTURE": "G"}]


def test_hors_de_l_annee_la_sortie_aussi_est_ignoree() -> None:
    mere, eleve = _blocs()
    eleve = {"CODE_MOTIF_SORTIE": "10", "DATE_SORTIE": "2026-12-20", **eleve}
    eleve["SCOLARITE_ACTIVE"]["DATE_DEB_SCO"] = "2019-09-02"
    rendu = deposer(BASE, _fichier(mere, eleve), contexte=COMPTE)
    assert "DATE_SORTIE" not in rendu.base.eleves["e1"]


def test_une_option_sans_programme_est_retiree() -> None:
    rendu = _deposer(SCOLARITE_ACTIVE__OPTIONS=_options((ANGLAIS, "O"), ("020C00", "F")))
    assert _codes(rendu) == ["INOPT_B_01"]
    assert _matieres(rendu) == [ANGLAIS]


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("MODCH_B_02", _options((LATIN, "F"))),
        ("MODCH_B_03", _options((ANGLAIS, "O"), (ALLEMAND, "O"))),
    ],
)
def test_un_mauvais_compte_d_obligatoires_retire_toutes_les_options(
    code: str, options: Bloc
) -> None:
    rendu = _deposer(SCOLARITE_ACTIVE__OPTIONS=options)
    assert _codes(rendu) == [code]
    assert _matieres(rendu) == []


def test_une_obligatoire_hors_de_son_rang_est_retiree() -> None:
    rendu = _deposer(SCOLARITE_ACTIVE__OPTIONS=_options((ALLEMAND, "O"), (LATIN, "F")))
    assert _codes(rendu) == ["OPOBL_C_01"]
    assert _matieres(rendu) == [LATIN]


def test_un_statut_inconnu_est_ignore() -> None:
    rendu = _deposer(SCOLARITE_ACTIVE__CODE_STATUT="1")
    assert _codes(rendu) == ["STATU_C_01"]
    assert "CODE_STATUT" not in rendu.base.eleves["e1"]


def test_la_meme_formation_sans_redoubler_se_note() -> None:
    assert _codes(_deposer(ETABLISSEMENT_AN_DERNIER__CODE_MEF=CINQUIEME, DOUBLEMENT="false")) == [
        "SCOAC_F_01"
    ]
    assert _codes(_deposer(ETABLISSEMENT_AN_DERNIER__CODE_MEF=CINQUIEME)) == []


def test_une_scolarite_precedente_qui_deborde_se_note() -> None:
    assert _codes(_deposer(ETABLISSEMENT_AN_DERNIER__DATE_FIN_SCO="2027-07-04")) == ["SCOPR_C_04"]


def test_une_formation_de_l_an_dernier_inconnue_est_effacee() -> None:
    rendu = _deposer(ETABLISSEMENT_AN_DERNIER__CODE_MEF="00410001110")
    assert _codes(rendu) == ["MEFAD_C_02"]
    assert "CODE_MEF" not in rendu.base.eleves["e1"]["SCOLARITE_AN_DERNIER"]


def test_un_regime_invalide_fait_un_externe() -> None:
    rendu = _deposer(CODE_REGIME="98")
    assert _codes(rendu, Section.ELEVES_NOTES) == ["INF_REGIM_A_01"]
    assert rendu.base.eleves["e1"]["CODE_REGIME"] == "0"


@pytest.mark.parametrize("entree", ["2011-09-01", "2030-01-01"])
def test_une_date_d_entree_incoherente_fait_rejeter_l_eleve(entree: str) -> None:
    rendu = _deposer(DATE_ENTREE=entree, CODE_REGIME="0")
    assert _codes(rendu) == ["REJEL_ENTREE_B_02"]
    assert rendu.base.eleves["e1"] == BASE.eleves["e1"]


def test_un_motif_de_sortie_invalide_fait_rejeter_l_eleve() -> None:
    mere, eleve = _blocs()
    sortant = {"CODE_MOTIF_SORTIE": "98", "DATE_SORTIE": "2026-12-20", **eleve}
    rendu = deposer(BASE, _fichier(mere, sortant), contexte=COMPTE)
    assert _codes(rendu, Section.ELEVES_REJETES) == ["REJEL_SORTI_F_01"]


def test_une_profession_refusee_rejette_la_personne_puis_l_eleve() -> None:
    rendu = _deposer({"CODE_PROFESSION": "73", "PRENOM": "Autre"}, CODE_REGIME="0")
    assert _codes(rendu, Section.PERSONNES_REJETEES) == ["PEPCS"]
    assert _codes(rendu, Section.ELEVES_REJETES) == ["REJEL"]
    assert rendu.base == BASE


def test_l_aide_sociale_n_a_pas_de_profession() -> None:
    legal = {"ID_PRV_PER": "1", "CODE_PARENTE": "51", "HEBERGE_ELEVE": "true"}
    rendu = _deposer(RESPONSABLES_ELEVE={"LEGAL": [legal]})
    assert _codes(rendu) == ["PEPCS_B_01"]
    assert rendu.base.personnes["p1"]["CODE_PROFESSION"] == "99"


def test_un_nom_d_usage_egal_au_nom_est_ignore() -> None:
    rendu = _deposer({"NOM_USAGE": "Diallo"}, NOM_USAGE="DIALLO")
    assert _codes(rendu) == ["PUSAG_A_01", "PUSAG_A_01"]
    assert "NOM_USAGE" not in rendu.base.personnes["p1"]


@pytest.mark.parametrize(
    ("balise", "numero", "codes"),
    [
        ("TEL_PORTABLE", "liste rouge", ["TELEP_E_02"]),
        ("TEL_PERSONNEL", "0033639980011", ["TELEP_E_01"]),
        ("TEL_PERSONNEL", "+32400000012", []),
        ("TEL_PORTABLE", "0639980011", []),
    ],
)
def test_un_telephone_non_reconnu_est_garde_et_note(
    balise: str, numero: str, codes: list[str]
) -> None:
    rendu = _deposer({balise: numero})
    assert _codes(rendu, Section.PERSONNES_EN_ANOMALIE) == codes
    assert rendu.base.personnes["p1"][balise] == numero


def test_une_communication_absente_vaut_non() -> None:
    rendu = _deposer({"COMMUNICATION_ADRESSE": ""})
    assert _codes(rendu, Section.PERSONNES_NOTES) == ["INF_COMAD_A_01"]
    assert rendu.base.personnes["p1"]["COMMUNICATION_ADRESSE"] == "0"


def test_zero_enfant_a_charge_se_note() -> None:
    assert _codes(_deposer({"ENFANT_A_CHARGE": "0"})) == ["NBENF_F_03"]


def test_une_parente_d_un_caractere_se_perd_sans_un_mot() -> None:
    legal = {"ID_PRV_PER": "1", "CODE_PARENTE": "1", "HEBERGE_ELEVE": "true"}
    rendu = _deposer(RESPONSABLES_ELEVE={"LEGAL": [legal]})
    assert _codes(rendu) == []
    assert "CODE_PARENTE" not in rendu.base.liens["e1", "p1"]


# ─── Le dépôt ──────────────────────────────────────────────────────────────────────────────────


def _refus(fichier: bytes, nom: str = "") -> str:
    rendu = deposer(BASE, fichier, contexte=COMPTE, nom=nom)
    assert rendu.base == BASE
    return rendu.refus


def test_un_zip_bien_nomme_est_recu() -> None:
    assert _refus(zipper(NOM, _fichier(*_blocs())), f"{NOM}.zip") == ""


def test_le_nom_du_zip_est_controle() -> None:
    xml = _fichier(*_blocs())
    assert _refus(zipper("autre", xml), f"{NOM}.zip") == NOM_INCORRECT
    assert _refus(zipper("retour", xml), "retour.zip") == NOM_MAL_FORME
    ancien = NOM.replace("2026", "2025", 1)
    assert _refus(zipper(ancien, xml), f"{ancien}.zip") == AUTRE_ANNEE


def test_une_autre_annee_est_refusee() -> None:
    xml = _fichier(*_blocs()).replace(b"SCOLAIRE>2026<", b"SCOLAIRE>2025<")
    assert _refus(xml) == AUTRE_ANNEE


@pytest.mark.parametrize(
    ("juste", "faux"),
    [
        (b"<CODE_SEXE>2</CODE_SEXE>", b""),
        (b"<CODE_POSTAL>59000", b"<CODE_POSTAL>590"),
        (b"</IMPORT_ELEVES>", b""),
        (b"<IMPORT_ELEVES", b"<AUTRE"),
    ],
)
def test_un_fichier_hors_du_schema_est_refuse(juste: bytes, faux: bytes) -> None:
    xml = _fichier(*_blocs())
    assert juste in xml
    assert _refus(xml.replace(juste, faux)) == NON_VALIDE


def test_un_zip_abime_est_refuse() -> None:
    assert _refus(zipper(NOM, _fichier(*_blocs()))[:-30], f"{NOM}.zip") == NON_VALIDE


@pytest.mark.parametrize("chemin", [b"<PERSONNE>", b"<LEGAL>"])
def test_une_personne_sautee_d_un_seul_cote_est_une_erreur_grave(chemin: bytes) -> None:
    avant, apres = _fichier(*_blocs()).split(chemin, 1)
    faux = apres.replace(b"<ID_PRV_PER>1<", b"<ID_PRV_PER>2<", 1)
    assert _refus(avant + chemin + faux) == ERREUR_GRAVE
