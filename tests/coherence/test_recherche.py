"""Une colonne de recherche dit toujours la même chose que les noms dont elle se calcule."""

import ast
import importlib
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiersco.dossiers import annulations, decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.ecritures import ecrire
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.recherche import NOMS, cle_de_tri, derivees, mots
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    famille_diallo,
    famille_martin,
)
from dossiersco.echanges.actions import Source, importer
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves
from tests.coherence.outils import DOSSIERSCO, modules

# Qui écrit des colonnes d'élève ou de personne sans passer par `save()` entier, et le sait.
ECRIVENT_EN_MASSE = {
    "dossiers/actions.py",
    "dossiers/decisions.py",
    "echanges/annulation.py",
    "echanges/import_eleves.py",
    "echanges/import_responsables.py",
}

# Ceux-là écrivent des réglages et des contacts d'urgence : ni élève, ni personne.
ECRIVENT_AUTRE_CHOSE = {
    "campagnes/annees.py",
    "dossiers/foyer.py",
    "dossiers/reglages.py",
    "dossiers/reglages_questions.py",
    "ouverture/essai.py",
    "pieces/reglages.py",
}


def verifier() -> None:
    for modele in (Eleve, Personne):
        for objet in modele.objects.all():
            assert objet.recherche == mots(objet), objet
            if isinstance(objet, Eleve):
                assert objet.cle_tri == cle_de_tri(objet)
    for dossier in Dossier.objects.select_related("eleve"):
        assert dossier.cle_tri == dossier.eleve.cle_tri, dossier


def ecrit_des_noms(source: str) -> bool:
    """`setattr` puis `save(update_fields=…)` ou `bulk_update` : les deux passent à côté."""
    appels = [noeud for noeud in ast.walk(ast.parse(source)) if isinstance(noeud, ast.Call)]
    noms = {ast.unparse(appel.func).rpartition(".")[2] for appel in appels}
    partiel = "bulk_update" in noms or any(
        mot.arg == "update_fields" for appel in appels for mot in appel.keywords
    )
    return "setattr" in noms and partiel


@pytest.mark.parametrize("module", modules(DOSSIERSCO), ids=lambda m: f"{m.parent.name}/{m.name}")
def test_qui_ecrit_des_noms_ecrit_aussi_la_recherche(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    nom = str(module.relative_to(DOSSIERSCO))
    if nom in ECRIVENT_EN_MASSE or (ecrit_des_noms(source) and nom not in ECRIVENT_AUTRE_CHOSE):
        assert "dossiers.ecritures import" in source, f"{nom} : passez par `ecritures.py`"


def test_un_oubli_serait_vu() -> None:
    assert ecrit_des_noms("setattr(eleve, nom, valeur)\neleve.save(update_fields=[nom])")
    assert ecrit_des_noms("setattr(eleve, nom, valeur)\nEleve.objects.bulk_update([eleve], [nom])")


@pytest.mark.django_db
def test_ecrire_refuser_et_importer_gardent_la_recherche_juste() -> None:
    famille = famille_martin()
    verifier()
    dossier, agent = famille.dossier, AgentFactory(etablissement=famille.campagne.etablissement)
    modifier(dossier, dossier.eleve, {"prenom": "Éloïse", "nom_usage": "D’HAENE"}, par=famille.mere)
    modifier(dossier, famille.mere, {"nom_usage": "LE GOFF"}, par=famille.mere)
    verifier()
    assert "ELOISE" in Eleve.objects.get().recherche
    assert "LEGOFF" in Personne.objects.get(pk=famille.mere.pk).recherche
    signer(dossier, par=famille.mere)
    clef = ("eleve", dossier.eleve_id, "prenom")
    agent.lot = uuid4()
    decisions.refuser(dossier, clef, motif="Pas d’acte", par=agent)
    verifier()
    assert "ELOISE" not in Eleve.objects.get().recherche
    annulations.annuler(agent.lot, par=agent)
    verifier()
    assert "ELOISE" in Dossier.objects.get().cle_tri


@pytest.mark.django_db
def test_les_dossiers_de_chaque_annee_suivent_leur_eleve_et_lui_seul() -> None:
    renomme, autre = famille_martin().dossier, famille_martin().dossier
    passee = CampagneFactory(etablissement=renomme.campagne.etablissement, annee=2020)
    Dossier.objects.create(campagne=passee, eleve=renomme.eleve)
    Eleve.objects.filter(pk=autre.eleve_id).update(cle_tri="PAS À LIRE")
    renomme.eleve.nom_de_famille = "ZOLA"
    ecrire(renomme.eleve, ["nom_de_famille"])
    cles = Dossier.objects.filter(eleve=renomme.eleve).values_list("cle_tri", flat=True)
    assert [cle.split()[0] for cle in cles] == ["ZOLA", "ZOLA"]
    autre.refresh_from_db()
    assert autre.cle_tri.startswith("MARTIN")


@pytest.mark.django_db
def test_ecrire_sans_renommer_ne_coute_rien_de_plus() -> None:
    eleve = famille_martin().dossier.eleve
    eleve.code_regime = "0"
    with CaptureQueriesContext(connection) as lectures:
        ecrire(eleve, ["code_regime"])
    assert len(lectures) == 1


@pytest.mark.django_db
def test_un_import_qui_cree_puis_renomme_garde_la_recherche_juste() -> None:
    college = famille_martin().campagne.etablissement
    for nom in ("DURAND", "DUPRÉ"):
        lu = eleve("77").replace("<NOM_DE_FAMILLE>", "<NOM_DE_FAMILLE>" + nom + " ")
        fichier = Source("eleves.xml", BytesIO(fichier_eleves(lu, UAJ=college.uai)))
        importer(college, [fichier])
        verifier()
    assert "DUPRE" in Eleve.objects.get(id_siecle="77").recherche


@pytest.mark.django_db
def test_la_migration_calcule_comme_le_code() -> None:
    """Elle ne peut pas l'importer : tant qu'elle est la dernière, elle doit dire pareil."""
    migration = importlib.import_module("dossiersco.dossiers.migrations.0010_remplir_la_recherche")
    famille = famille_martin(prenoms=("Éloïse-Anaïs",))
    enfant = famille.dossier.eleve
    enfant.nom_usage, enfant.id_national = "L’ŒIL D'Æ ŁUĐA", "1234567890A"
    for objet in (enfant, famille.mere):
        assert migration.mots(objet) == mots(objet)


@pytest.mark.django_db
def test_la_migration_recopie_la_cle_de_tri() -> None:
    migration = importlib.import_module("dossiersco.dossiers.migrations.0013_liste_par_etat")
    famille_diallo(famille_martin().campagne)
    Dossier.objects.update(cle_tri="")
    migration.recopier(apps, None)
    verifier()


def test_les_colonnes_derivees_sont_celles_la() -> None:
    assert derivees(Eleve) == ["recherche", "cle_tri"]
    assert derivees(Personne) == ["recherche"]
    assert derivees(Dossier) == ["cle_tri"]
    assert set(NOMS) <= {champ.name for champ in Eleve._meta.concrete_fields}
