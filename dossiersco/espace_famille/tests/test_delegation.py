"""Un agent saisit pour une famille : les mêmes pages, à son nom, et rien au-delà."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from dossiersco.dossiers import guichet
from dossiersco.dossiers.brouillons import Brouillon
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Delegation, Signature, Trace
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import AgentFactory, PersonneFactory, relire
from dossiersco.espace_famille import delegation as portes
from dossiersco.espace_famille.tests.pages import champs
from dossiersco.etablissements.droits import Role


@pytest.fixture
def agent(martin):
    agent = AgentFactory(etablissement=martin.dossier.campagne.etablissement)
    agent.compte.set_password("un mot de passe de test")
    agent.compte.save()
    return agent


@pytest.fixture
def saisie(martin, agent):
    return guichet.ouvrir(martin.dossier, martin.mere, canal="papier", par=agent)


@pytest.fixture
def college(client, agent):
    """Le navigateur de l'agent."""
    client.force_login(agent.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    return client


def adresse(saisie, etape, dossier):
    return saisie.chemin(reverse(f"espace_famille:{etape}", args=[dossier.pk]))


def ecrire_un_numero(client, saisie, dossier, numero="06 39 98 44 44"):
    moi = adresse(saisie, "moi", dossier)
    page = client.get(moi)
    assert page.status_code == 200, page
    return client.post(moi, {**champs(page), "tel_portable": numero})


def signer(client, saisie, dossier):
    revue = adresse(saisie, "revue", dossier)
    return client.post(revue, {**champs(client.get(revue)), "exact": "on"})


def test_ce_qui_est_saisi_devient_la_meme_difference_que_si_la_mere_l_ecrivait(
    college, saisie, martin
):
    ecrire_un_numero(college, saisie, martin.dossier)
    assert signer(college, saisie, martin.dossier).status_code == 302
    (nouveaute,) = examiner_un(relire(martin.dossier)).nouveautes
    assert nouveaute.changement.apres == "0639984444"
    assert relire(martin.dossier).etat == "transmis"


def test_chaque_ecriture_dit_l_agent_et_la_personne(college, saisie, martin, agent):
    ecrire_un_numero(college, saisie, martin.dossier)
    signer(college, saisie, martin.dossier)
    traces = Trace.objects.filter(geste__in=("modifier", "signer"))
    assert traces.count() == 2
    assert {trace.par_personne for trace in traces} == {martin.mere}
    assert {trace.delegation.par_agent for trace in traces} == {agent}


def test_la_signature_dit_sur_papier_et_par_quel_agent(college, saisie, martin, agent):
    signer(college, saisie, martin.dossier)
    signature = Signature.objects.get()
    assert (signature.personne, signature.delegation.canal) == (martin.mere, "papier")
    assert signature.delegation.par_agent == agent


def test_le_dossier_du_college_nomme_l_agent_et_dit_pour_qui(college, saisie, martin, agent):
    ecrire_un_numero(college, saisie, martin.dossier)
    signer(college, saisie, martin.dossier)
    page = college.get(reverse("espace_agent:dossier", args=[martin.dossier.pk]))
    phrases = [trace.phrase for trace in page.context["traces"]]
    assert all(phrase.startswith(f"{agent} (collège), pour ") for phrase in phrases)
    assert all("sur papier, a " in phrase for phrase in phrases)
    assert "Saisi par le collège en son nom" in page.content.decode()


def test_le_recu_ne_demande_pas_son_avis_a_l_agent(college, saisie, martin):
    signer(college, saisie, martin.dossier)
    recu = college.get(adresse(saisie, "recu", martin.dossier)).content.decode()
    assert "Donner mon avis" not in recu
    pdf = college.get(adresse(saisie, "recu_pdf", martin.dossier)).content
    assert pdf.startswith(b"%PDF")


def test_la_famille_recoit_son_recu_par_courriel(
    college, saisie, martin, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        signer(college, saisie, martin.dossier)
    assert mail.outbox[0].to == [martin.mere.mel]


def test_toutes_les_pages_disent_pour_qui_on_ecrit(college, saisie, martin):
    for etape in ("dossier", "eleve", "moi", "adultes", "options", "regime", "pieces", "revue"):
        page = college.get(adresse(saisie, etape, martin.dossier)).content.decode()
        assert f"Vous saisissez pour {martin.mere}, sur papier." in page
        assert "Se déconnecter" not in page


def test_tous_les_liens_de_la_page_restent_dans_la_saisie(college, saisie, martin):
    page = college.get(adresse(saisie, "dossier", martin.dossier)).content.decode()
    assert 'href="/famille/' not in page
    assert 'action="/famille/' not in page
    assert f'href="/pour/{saisie.pk}/famille/' in page


def test_l_agent_ne_voit_rien_de_l_autre_responsable(college, saisie, martin):
    for etape in ("dossier", "moi", "adultes", "revue"):
        page = college.get(adresse(saisie, etape, martin.dossier)).content.decode()
        assert martin.pere.mel not in page
        assert martin.pere.tel_portable not in page


def test_deux_saisies_ouvertes_ne_se_melent_pas(college, saisie, martin, agent):
    """L'onglet de la mère, laissé ouvert, n'écrit pas chez le père."""
    moi = adresse(saisie, "moi", martin.dossier)
    laissee = champs(college.get(moi))
    autre = guichet.ouvrir(martin.dossier, martin.pere, canal="guichet", par=agent)
    ecrire_un_numero(college, autre, martin.dossier, "06 39 98 55 55")
    college.post(moi, {**laissee, "tel_portable": "06 39 98 66 66"})
    martin.mere.refresh_from_db()
    martin.pere.refresh_from_db()
    assert (martin.mere.tel_portable, martin.pere.tel_portable) == ("0639986666", "0639985555")


def test_terminer_ferme_aussitot_et_ramene_au_dossier(college, saisie, martin):
    fin = college.post(saisie.chemin(reverse("espace_famille:fin")))
    assert fin.url == reverse("espace_agent:dossier", args=[martin.dossier.pk])
    apres = college.get(adresse(saisie, "moi", martin.dossier))
    assert (apres.status_code, apres.url) == (302, reverse("espace_agent:file"))


def test_au_bout_d_une_demi_heure_rien_ne_s_ecrit_et_la_saisie_est_gardee(
    college, saisie, martin, agent
):
    moi = adresse(saisie, "moi", martin.dossier)
    tape = {**champs(college.get(moi)), "tel_portable": "06 39 98 44 44"}
    Delegation.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    reponse = college.post(moi, tape)
    assert "terminée" in str(next(iter(get_messages(reponse.wsgi_request))))
    martin.mere.refresh_from_db()
    assert martin.mere.tel_portable != "0639984444"
    reprise = guichet.ouvrir(martin.dossier, martin.mere, canal="papier", par=agent)
    page = college.get(adresse(reprise, "moi", martin.dossier))
    assert champs(page)["tel_portable"] == ["06 39 98 44 44"]


@pytest.mark.parametrize("quoi", ["role", "agent", "compte"])
def test_le_droit_retire_cesse_aussitot(quoi, college, saisie, martin, agent):
    if quoi == "role":
        agent.role = Role.LECTURE
        agent.save()
    elif quoi == "agent":
        agent.actif = False
        agent.save()
    else:
        agent.compte.is_active = False
        agent.compte.save()
    assert college.get(adresse(saisie, "moi", martin.dossier)).status_code == 302


def test_un_collegue_n_entre_pas_dans_la_saisie_d_un_autre(client, saisie, martin):
    collegue = AgentFactory(etablissement=martin.dossier.campagne.etablissement)
    client.force_login(collegue.compte, backend="dossiersco.etablissements.backends.ParMotDePasse")
    assert client.get(adresse(saisie, "moi", martin.dossier)).status_code == 302


def test_une_famille_n_entre_pas_par_l_adresse_d_une_saisie(mere, saisie, martin):
    assert mere.get(adresse(saisie, "moi", martin.dossier)).status_code == 302


def test_sans_connexion_l_adresse_n_ouvre_rien(client, saisie, martin):
    assert client.get(adresse(saisie, "moi", martin.dossier)).status_code == 302


def test_un_agent_sans_saisie_n_entre_pas_chez_les_familles(college, martin):
    moi = reverse("espace_famille:moi", args=[martin.dossier.pk])
    assert college.get(moi).status_code == 403


@pytest.mark.parametrize(
    "nom", sorted(portes.A_ELLE_SEULE - {"aide", "telephone_inviter", "reunir", "separer"})
)
def test_ce_qui_n_est_qu_a_elle_reste_ferme(nom, college, saisie, martin):
    chemin = adresse(saisie, nom, martin.dossier)
    reponse = college.post(chemin)
    assert reponse.url == adresse(saisie, "dossier", martin.dossier)


@pytest.mark.parametrize("adresse_nue", ["reunir/", "separer/1/"])
def test_ses_autres_colleges_restent_fermes(adresse_nue, college, saisie, martin):
    """Un agent qui écrit pour elle n'apprend rien d'un autre collège."""
    for methode in (college.get, college.post):
        reponse = methode(f"/pour/{saisie.pk}/famille/{adresse_nue}")
        assert reponse.status_code in {302, 405}
    assert reponse.url == adresse(saisie, "dossier", martin.dossier)


def test_le_brouillon_de_la_mere_n_est_ni_lu_ni_efface(college, saisie, martin, agent):
    Brouillon.objects.create(
        personne=martin.mere,
        dossier=martin.dossier,
        etape="moi",
        contenu={"tel_portable": ["06 39 98 99 99"]},
        page="x" * 22,
    )
    page = college.get(adresse(saisie, "moi", martin.dossier)).content.decode()
    assert "06 39 98 99 99" not in page
    ecrire_un_numero(college, saisie, martin.dossier)
    assert Brouillon.objects.get(etape="moi").contenu


def test_on_ne_saisit_que_pour_un_responsable_de_l_eleve(martin, agent):
    with pytest.raises(GesteRefuse):
        guichet.ouvrir(
            martin.dossier,
            PersonneFactory(etablissement=agent.etablissement),
            canal="papier",
            par=agent,
        )
    agent.role = Role.LECTURE
    with pytest.raises(GesteRefuse):
        guichet.ouvrir(martin.dossier, martin.mere, canal="papier", par=agent)


def test_les_autres_adresses_n_ont_pas_change(college, saisie, martin):
    college.get(adresse(saisie, "moi", martin.dossier))
    assert get_script_prefix() == "/"
    assert college.get(f"/pour/{saisie.pk}/agent/").status_code == 404


def test_la_page_ne_se_garde_pas(college, saisie, martin):
    page = college.get(adresse(saisie, "moi", martin.dossier))
    assert page["Cache-Control"] == "no-store"
