"""La page « Répéter le retour » : un résumé, des règles qu'on comprend, des liens où agir."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import decisions
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges import essai
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.espace_agent import repetition as ecran
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    dire_de_l_eleve,
    relire,
    responsables,
)
from dossiersco.siecle.fabrique import ecrire, fabriquer

REPETITION = reverse("espace_agent:repetition")


@pytest.fixture
def importee(db, tmp_path) -> Campagne:
    """Un collège importé, avant toute réponse."""
    chemins = ecrire(
        fabriquer(uai="0590181B", annee=2026, eleves=12, graine=1, incomplets=False), tmp_path
    )
    college = creer_college("0590181B", 2026)
    importer(college, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = college.campagnes.get()
    ouvrir(campagne)
    return campagne


@pytest.fixture
def secretariat(client, importee):
    return client_de(creer_agent(importee), client)


def dossiers(campagne):
    siens = [relire(dossier) for dossier in Dossier.objects.filter(campagne=campagne)]
    return [d for d in siens if responsables(d) and "DATE_SORTIE" not in d.eleve.photo]


def dire(dossier):
    return dire_de_l_eleve(dossier, responsables(dossier)[0], tel_portable="0639981234")


def accepter(dossier, campagne):
    dire(dossier)
    empreinte = examiner_un(relire(dossier)).empreinte
    decisions.valider(relire(dossier), empreinte=empreinte, par=creer_agent(campagne))


def abimer(dossier, *balises):
    eleve = dossier.eleve
    for balise in balises:
        eleve.photo.pop(balise, None)
    eleve.save()


def regle(reponse, code):
    (trouvee,) = [montree for montree in reponse.context["regles"] if montree.regle.code == code]
    return trouvee


def test_avant_d_inviter_la_page_dit_deja_ce_qui_bloquera(secretariat, importee):
    un = dossiers(importee)[0]
    abimer(un, "CODE_PAYS_NAT")
    reponse = secretariat.get(REPETITION)
    assert regle(reponse, "ELNAT").eleves[0].dossier == un
    html = reponse.content.decode()
    assert "Aucun élève ne partirait aujourd’hui" in html
    assert reverse("espace_agent:dossier", args=[un.pk]) in html
    assert "La nationalité manque" in html
    assert "Code ELNAT" in html


def test_ce_qui_ne_se_corrige_que_dans_siecle_le_dit(secretariat, importee):
    un = dossiers(importee)[0]
    abimer(un, "CODE_SEXE")
    reponse = secretariat.get(REPETITION)
    assert not regle(reponse, "CSEXE").au_dossier
    html = reponse.content.decode()
    assert "dans SIECLE, Base élèves" in html
    assert reverse("espace_agent:dossier", args=[un.pk]) not in html


def test_on_lit_en_mots_ce_qui_changerait(secretariat, importee):
    un = dossiers(importee)[0]
    accepter(un, importee)
    (partant,) = secretariat.get(REPETITION).context["partants"]
    assert partant.dossier == un
    assert [(c.libelle, c.de_qui, c.nouveau) for c in partant.changements] == [
        ("Téléphone portable de l’élève", "l’élève", "06 39 98 12 34")
    ]


def test_ce_qui_attend_se_repete_sur_demande(secretariat, importee):
    dire(dossiers(importee)[0])
    reponse = secretariat.get(REPETITION)
    assert reponse.context["partants"] == []
    assert "1 dossier attend votre décision" in reponse.content.decode()
    assert len(secretariat.get(f"{REPETITION}?attente=1").context["partants"]) == 1


def test_une_longue_liste_est_bornee_et_se_montre_en_entier(secretariat, importee, monkeypatch):
    monkeypatch.setattr(ecran, "MONTRES", 2)
    tous = dossiers(importee)
    for dossier in tous[:5]:
        abimer(dossier, "CODE_SEXE")
    for dossier in tous[5:9]:
        accepter(dossier, importee)
    reponse = secretariat.get(REPETITION)
    bornee = regle(reponse, "CSEXE")
    assert (len(bornee.eleves), bornee.reste, bornee.ouverte) == (2, 3, False)
    assert (len(reponse.context["partants"]), reponse.context["reste"]) == (2, 2)
    entiere = regle(secretariat.get(f"{REPETITION}?tous=CSEXE"), "CSEXE")
    assert (len(entiere.eleves), entiere.reste, entiere.ouverte) == (5, 0, True)
    assert len(secretariat.get(f"{REPETITION}?tous=eleves").context["partants"]) == 4


def test_un_ecart_est_montre_comme_une_alerte(secretariat, importee, monkeypatch):
    monkeypatch.setattr(essai, "_annoncees", lambda annonces: {("CIVIL", "personne", "7")})
    html = secretariat.get(REPETITION).content.decode()
    assert 'role="alert"' in html
    assert "Ne déposez pas de fichier" in html


def test_la_page_est_liee_depuis_vers_siecle(secretariat):
    assert REPETITION in secretariat.get(reverse("espace_agent:retour")).content.decode()


def test_autant_de_lectures_pour_un_que_pour_dix(secretariat, importee):
    lectures = []
    for lot in (dossiers(importee)[:1], dossiers(importee)[1:9]):
        for dossier in lot:
            accepter(dossier, importee)
        with CaptureQueriesContext(connection) as requetes:
            secretariat.get(REPETITION)
        lectures.append(len(requetes))
    assert lectures[0] == lectures[1]
