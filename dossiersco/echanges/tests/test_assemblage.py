"""Ce qui part, et sous quelle identité : des photos et des changements acceptés, sans base."""

from dataclasses import replace

import pytest

from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.journal import Changement
from dossiersco.echanges.assemblage import (
    Assemblage,
    Candidat,
    Ensemble,
    Fiche,
    Lien,
    assembler,
)
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_preparation_exemples import (
    CONTEXTE,
    ELEVE,
    LEGAL,
    MERE,
    photo,
)

FILLE = Fiche(1, 7, "1200001", ELEVE)
MERE_DE_FILLE = Fiche(1, 1, "600001", MERE)


def _accepter(fiche: Fiche, cible: Cible, **valeurs: object) -> Fiche:
    champs = PAR_NOM[cible]
    changements = [
        Changement(cible, fiche.id, champs[nom], None, valeur) for nom, valeur in valeurs.items()
    ]
    return replace(fiche, acceptes=tuple(changements))


def _assembler(
    *personnes: Fiche, eleve: Fiche = FILLE, schema: Schema = Schema.COMMUN
) -> Assemblage:
    liens = tuple(Lien(personne.id, LEGAL) for personne in personnes)
    par_id = {personne.id: personne for personne in personnes}
    return assembler(Ensemble([Candidat(eleve, liens)], par_id, {}, CONTEXTE, schema))


def _codes(assemblage: Assemblage) -> list[str]:
    return [annonce.code for annonce in assemblage.annonces]


def test_sans_changement_rien_ne_part() -> None:
    assert _assembler(MERE_DE_FILLE) == Assemblage()


def test_un_changement_accepte_prend_place_et_rien_d_autre() -> None:
    avant = _assembler(_accepter(MERE_DE_FILLE, Cible.PERSONNE, mel="aissata@exemple.fr"))
    apres = _assembler(_accepter(MERE_DE_FILLE, Cible.PERSONNE, mel="neuf@exemple.fr"))
    assert apres.eleves == avant.eleves
    assert apres.personnes[1] == avant.personnes[1] | {"EMAIL": "neuf@exemple.fr"}


def test_un_nom_change_ne_part_pas_quand_seul_le_nom_fait_reconnaitre() -> None:
    """En 2019 une mère renommée n'a pas été reconnue : les fratries se sont défaites."""
    assemblage = _assembler(_accepter(MERE_DE_FILLE, Cible.PERSONNE, nom_de_famille="MARTIN"))
    assert assemblage.personnes[1]["NOM_DE_FAMILLE"] == "DIALLO"
    assert "IDENTITE" in _codes(assemblage)


def test_un_nom_change_part_quand_un_numero_fait_reconnaitre() -> None:
    connue = replace(MERE_DE_FILLE, lue=photo(MERE, ID_PRV_PER="1"))
    for fiche, schema in ((connue, Schema.COMMUN), (MERE_DE_FILLE, Schema.V4_0)):
        renommee = _accepter(fiche, Cible.PERSONNE, nom_de_famille="MARTIN")
        bloc = _assembler(renommee, schema=schema).personnes[1]
        assert bloc["NOM_DE_FAMILLE"] == "MARTIN"


def test_en_4_0_une_personne_sans_cle_de_siecle_garde_son_nom() -> None:
    sans_cle = replace(MERE_DE_FILLE, id_siecle="")
    renommee = _accepter(sans_cle, Cible.PERSONNE, nom_de_famille="MARTIN")
    bloc = _assembler(renommee, schema=Schema.V4_0).personnes[1]
    assert bloc["NOM_DE_FAMILLE"] == "DIALLO"


def test_un_accent_corrige_part_toujours() -> None:
    accentuee = _accepter(MERE_DE_FILLE, Cible.PERSONNE, prenom="Aissata")
    assert _assembler(accentuee).personnes[1]["PRENOM"] == "Aissata"


def test_un_eleve_garde_son_nom_sauf_si_son_ine_le_fait_reconnaitre() -> None:
    renommee = _accepter(FILLE, Cible.ELEVE, prenom="Ava")
    assert _assembler(MERE_DE_FILLE, eleve=renommee).eleves[1]["PRENOM"] == "Ava"
    sans_ine = replace(renommee, lue=photo(ELEVE, ID_NATIONAL=None))
    assemblage = _assembler(MERE_DE_FILLE, eleve=sans_ine)
    assert assemblage.eleves[1]["PRENOM"] == "Awa"
    assert "IDENTITE" in _codes(assemblage)


def test_deux_responsables_du_meme_nom_bloquent_sauf_en_4_0() -> None:
    mere = _accepter(MERE_DE_FILLE, Cible.PERSONNE, mel="neuf@exemple.fr")
    tante = replace(MERE_DE_FILLE, id=2, id_prv=2, id_siecle="600002")
    assemblage = _assembler(mere, tante)
    assert {blocage.code for blocage in assemblage.bloques[1]} == {"HOMONYMES"}
    assert assemblage.personnes == {}
    assert _assembler(mere, tante, schema=Schema.V4_0).bloques == {}


def test_une_fiche_bloquee_n_emporte_pas_ses_responsables() -> None:
    mere = _accepter(replace(MERE_DE_FILLE, lue=photo(MERE, CODE_CIVILITE=None)), Cible.PERSONNE)
    fille = _accepter(FILLE, Cible.ELEVE, code_regime="0")
    assemblage = _assembler(mere, eleve=fille)
    assert [blocage.code for blocage in assemblage.bloques[1]] == ["CIVIL"]
    assert (assemblage.eleves, assemblage.personnes) == ({}, {})


@pytest.mark.parametrize("schema", Schema)
def test_un_responsable_retape_en_un_autre_ne_le_remplace_jamais(schema: Schema) -> None:
    """2019 : la mère, saisie à la place du père, l'effaçait de SIECLE."""
    connue = replace(MERE_DE_FILLE, lue=photo(MERE, ID_PRV_PER="1"))
    retapee = _accepter(
        connue, Cible.PERSONNE, nom_de_famille="MARTIN", prenom="Léa", mel="lea@exemple.fr"
    )
    assemblage = _assembler(retapee, schema=schema)
    (blocage,) = assemblage.bloques[1]
    assert (blocage.code, "MARTIN Léa" in blocage.message) == ("AUTRE_PERSONNE", True)
    assert (assemblage.eleves, assemblage.personnes) == ({}, {})


def test_un_accent_et_un_nom_corriges_sont_la_meme_personne() -> None:
    connue = replace(MERE_DE_FILLE, lue=photo(MERE, ID_PRV_PER="1"))
    corrigee = _accepter(connue, Cible.PERSONNE, nom_de_famille="MARTIN", prenom="Aissata")
    assert _assembler(corrigee).personnes[1]["NOM_DE_FAMILLE"] == "MARTIN"
