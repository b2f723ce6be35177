"""La commande repeter_retour : son résumé, son JSON, ses statuts ; elle n'écrit rien."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.echanges import essai
from dossiersco.echanges.tests.depots import deposer, empreinte_de_la_base
from dossiersco.echanges.tests.test_retour import MOBILE, dossiers, repondre, valider

pytestmark = pytest.mark.django_db
UAI = "0590181B"


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def pret(college):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, AgentFactory(etablissement=college.etablissement))
    return relire(dossier)


def appeler(*options, attendu=0):
    sortie, erreur, statut = io.StringIO(), io.StringIO(), 0
    try:
        call_command("repeter_retour", *options, stdout=sortie, stderr=erreur)
    except SystemExit as fin:
        statut = fin.code
    assert statut == attendu, erreur.getvalue()
    return sortie.getvalue(), erreur.getvalue()


def test_en_json_ce_qui_changerait_et_les_regles(pret):
    avant = empreinte_de_la_base()
    sortie, erreur = appeler("--uai", UAI, "--json")
    rapport = json.loads(sortie)
    assert (erreur, empreinte_de_la_base()) == ("", avant)
    assert (rapport["partiraient"], rapport["bloques"], rapport["alertes"]) == (1, 0, [])
    (eleve,) = rapport["eleves"]
    assert eleve["eleve_id"] == pret.eleve.id_siecle
    (effet,) = eleve["effets"]
    assert (effet["champ"], effet["apres"]) == ("TEL_PORTABLE", MOBILE)
    for regle in rapport["regles"]:
        assert regle["code"] and regle["titre"] and regle["que_faire"] and regle["eleves"]


def test_le_resume_se_lit(pret):
    sortie, _ = appeler("--uai", UAI)
    assert sortie.startswith("1 élève(s) partiraient, 0 bloqué(s)")
    assert f"TEL_PORTABLE, l’élève : {pret.eleve.photo.get('TEL_PORTABLE', 'rien')}" in sortie


def test_sans_rien_d_accepte_la_repetition_se_fait(college):
    sortie, _ = appeler("--uai", UAI, "--json")
    rapport = json.loads(sortie)
    assert (rapport["partiraient"], rapport["autres"]) == (0, college.dossiers.count())


def test_le_schema_se_choisit(pret):
    sortie, _ = appeler("--uai", UAI, "--schema", "4.0", "--json")
    assert json.loads(sortie)["schema"] == "4.0"


def test_ce_qui_attend_se_repete_sur_demande(college):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    sortie, _ = appeler("--uai", UAI, "--avec-attente", "--json")
    assert json.loads(sortie)["partiraient"] == 1


def test_sans_campagne_une_phrase_et_le_statut_1(db):
    sortie, erreur = appeler("--uai", "0590999Z", attendu=1)
    assert sortie == ""
    assert erreur.strip() == "Le collège 0590999Z n’a pas de campagne : importez d’abord."


def test_un_ecart_sort_1(college, monkeypatch):
    monkeypatch.setattr(essai, "_annoncees", lambda annonces: {("CIVIL", "personne", "7")})
    sortie, _ = appeler("--uai", UAI, attendu=1)
    assert "CIVIL (personne" in sortie


def test_un_schema_inconnu_est_un_mauvais_usage(db):
    with pytest.raises(CommandError, match="schema"):
        appeler("--uai", UAI, "--schema", "9")
