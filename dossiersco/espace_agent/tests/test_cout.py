"""Ce que coûtent les pages du collège : des requêtes, comptées là où il y a le plus à lire."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, FormationSuivante, Question, RegleOption
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers import actions, departs_dits, foyer, guichet
from dossiersco.dossiers.formations import affecter
from dossiersco.dossiers.models import (
    ContactUrgence,
    Dossier,
    Eleve,
    Etiquette,
    NoteInterne,
    Reponse,
    VueEnregistree,
)
from dossiersco.dossiers.ordres import ORDRES
from dossiersco.espace_agent.formulaire_liste import COLONNES
from dossiersco.espace_agent.tests.donnees import (
    creer_compte_famille,
    creer_dossier,
    creer_personne,
    deposer,
    dire,
    dire_de_l_eleve,
    relire,
    responsables,
)
from dossiersco.pieces.models import PieceAttendue

DOSSIER, LISTE, FILE = 12, 6, 12
MEF, LATIN = "10110001110", "020300"
DU_LATIN = [{"NUM_OPTION": "1", "CODE_MATIERE": LATIN, "CODE_MODALITE_ELECT": "F"}]


@pytest.fixture
def dossier(campagne):
    return creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))


def lectures(client, adresse, **parametres) -> int:
    with CaptureQueriesContext(connection) as lues:
        reponse = client.get(adresse, parametres)
    assert reponse.status_code == 200
    assert not (formulaire := reponse.context.get("formulaire")) or not formulaire.errors
    return len(lues)


def rien_de_nouveau(dossier, agent):
    dire(dossier, responsables(dossier)[0])


def differences(dossier, agent):
    dire(dossier, responsables(dossier)[0], tel_portable="0639980002", nom_usage="DIALLO")


def documents(dossier, agent):
    for personne in responsables(dossier):
        for couleur in ("red", "green"):
            deposer(dossier, personne, couleur)
    PieceAttendue.objects.update(pour_la_fratrie=True)


def conflit(dossier, agent):
    mere, pere = responsables(dossier)
    dire_de_l_eleve(dossier, mere, code_regime="0")
    dire_de_l_eleve(dossier, pere, code_regime="3")


def une_signature_manque(dossier, agent):
    Campagne.objects.update(signatures_requises=2)
    for personne in responsables(dossier):
        compte = creer_compte_famille(personne)
        CodeAcces.objects.create(
            compte=compte, empreinte=str(compte.pk), expire_le=timezone.now() + timedelta(days=1)
        )
    actions.signer(relire(dossier), par=responsables(dossier)[0])


def option_a_places_comptees(dossier, agent):
    Eleve.objects.update(code_mef=MEF)
    dire_de_l_eleve(relire(dossier), responsables(dossier)[0], options=DU_LATIN)
    RegleOption.objects.create(
        campagne=dossier.campagne,
        code_mef=MEF,
        code_matiere=LATIN,
        code_modalite_elect="F",
        places=0,
    )


def notes(dossier, agent):
    NoteInterne.objects.create(dossier=dossier, par_agent=agent, texte="Rappeler.")
    etiquette = Etiquette.objects.create(etablissement=agent.etablissement, nom="À voir")
    dossier.etiquettes.add(etiquette)
    Dossier.objects.update(attribue_a=agent)


def contacts_et_demandes(dossier, agent):
    for personne in responsables(dossier):
        ContactUrgence.objects.create(
            personne=personne, rang=0, nom="Zoé", lien="tante", tel_portable="0639980003"
        )
        foyer.demander(relire(dossier), "tiers", {"Nom": "DIALLO"}, par=personne)


def reponses(dossier, agent):
    question = Question.objects.create(campagne=dossier.campagne, intitule="Prend le car ?")
    for personne in responsables(dossier):
        Reponse.objects.create(
            dossier=dossier, question=question, personne=personne, valeur="oui", signee="oui"
        )


def redoublant(dossier, agent):
    Campagne.objects.update(mef_de_la_rentree=False)
    FormationSuivante.objects.create(
        campagne=dossier.campagne, code_mef=MEF, code_mef_suivant="10210001110"
    )
    affecter(relire(dossier), MEF, par=agent)


def parti(dossier, agent):
    departs_dits.dire_parti(relire(dossier), par=agent)


def saisi_au_guichet(dossier, agent):
    personne = responsables(dossier)[1]
    personne.delegation = guichet.ouvrir(relire(dossier), personne, canal="guichet", par=agent)
    dire(relire(dossier), personne, tel_portable="0639980004")


def accepte(dossier, agent):
    """Ce que SIECLE a pris se dit en face de ce que le collège a accepté."""
    dossier.traces.create(
        eleve=dossier.eleve, champ="code_regime", geste="accepter", apres="0", par_agent=agent
    )


def tout_a_la_fois(dossier, agent):
    for remplir in SITUATIONS[:-1]:
        remplir(dossier, agent)


SITUATIONS = (
    rien_de_nouveau,
    differences,
    documents,
    conflit,
    option_a_places_comptees,
    notes,
    contacts_et_demandes,
    reponses,
    redoublant,
    saisi_au_guichet,
    accepte,
    une_signature_manque,
    parti,
    tout_a_la_fois,
)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_un_dossier_se_lit_en_douze_requetes_au_plus(secretaire, agent, dossier, situation):
    situation(dossier, agent)
    page = reverse("espace_agent:dossier", args=[dossier.pk])
    assert lectures(secretaire, page) <= DOSSIER


def test_l_operateur_en_visite_ne_coute_pas_plus(agent, dossier, request):
    tout_a_la_fois(dossier, agent)
    page = reverse("espace_agent:dossier", args=[dossier.pk])
    assert lectures(request.getfixturevalue("visiteur"), page) <= DOSSIER


def test_la_file_se_lit_en_douze_requetes_au_plus(secretaire, campagne, agent):
    for _ in range(3):
        dossier = creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))
        differences(dossier, agent)
        documents(dossier, agent)
        conflit(dossier, agent)
    contacts_et_demandes(dossier, agent)
    Campagne.objects.update(signatures_requises=2)
    option_a_places_comptees(dossier, agent)
    dossier.traces.create(geste="valider", par_agent=agent, lot=uuid4())
    assert lectures(secretaire, reverse("espace_agent:file")) <= FILE


@pytest.fixture
def une_liste(campagne, agent):
    """De quoi tout choisir : un document, une étiquette, une formation, une vue."""
    for _ in range(3):
        dossier = creer_dossier(campagne)
        deposer(dossier, responsables(dossier)[0])
    Etiquette.objects.create(etablissement=agent.etablissement, nom="À voir")
    VueEnregistree.objects.create(par_agent=agent, nom="Mes 6e", parametres="classe=6")


@pytest.fixture
def filtres(une_liste, agent) -> list[dict[str, object]]:
    return [
        {"nom": "martin"},
        {"etat": "partis"},
        {"classe": "6"},
        {"formation": MEF},
        {"regime": "2"},
        {"document": PieceAttendue.objects.get().pk},
        *({"signale": quoi} for quoi in ("desaccord", "siecle", "sans_mel", "sans_mobile")),
        {"revenu_depuis": "2026-06-01"},
        {"agent": agent.pk},
        {"etiquette": Etiquette.objects.get().pk},
        {"colonnes": list(COLONNES)},
        *({"tri": ordre} for ordre in ORDRES),
    ]


@pytest.mark.parametrize("qui", ["secretaire", "visiteur"])
def test_la_liste_se_lit_en_six_requetes_au_plus(filtres, qui, request):
    """Chaque filtre et chaque ordre, puis tous les filtres ensemble."""
    client = request.getfixturevalue(qui)
    page = reverse("espace_agent:dossiers")
    tous = {nom: valeur for filtre in filtres for nom, valeur in filtre.items()}
    for filtre in [{}, *filtres, tous]:
        assert lectures(client, page, **filtre) <= LISTE, filtre
