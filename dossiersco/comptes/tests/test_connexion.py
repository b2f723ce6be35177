"""Entrer : par un code, par un lien, par un mot de passe ; et ne pas entrer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.actions import remettre_codes
from dossiersco.comptes.freins import FENETRE
from dossiersco.comptes.models import CodeAcces, Compte, EchecConnexion
from dossiersco.comptes.tests.comptes import creer_compte

MOT_DE_PASSE = "une phrase de passe assez longue"
TROP = "Trop d’essais manqués"


@pytest.fixture
def compte(db):
    return Compte.objects.create()


@pytest.fixture
def code(compte):
    return remettre_codes([compte], expire_le=timezone.now() + timedelta(days=30))[compte.pk]


@pytest.fixture
def agent(db):
    return creer_compte("agent@exemple.fr", MOT_DE_PASSE)


def taper(client, saisie, **entetes):
    return client.post(reverse("acces_par_code"), {"code": saisie}, **entetes)


def se_connecter(client, mot_de_passe, mel="agent@exemple.fr", **entetes):
    donnees = {"mel": mel, "mot_de_passe": mot_de_passe}
    return client.post(reverse("connexion_agent"), donnees, **entetes)


def lien(code):
    return reverse("acces_par_lien", args=[codes.presenter(code)])


def est_connecte(client):
    return "_auth_user_id" in client.session


def test_le_code_tape_ouvre(client, code):
    reponse = taper(client, codes.presenter(code))
    assert reponse.url == reverse("espace_famille:accueil")
    assert est_connecte(client)


def test_le_code_se_tape_en_minuscules_avec_espaces_et_confusions(client, code):
    tape = code.lower().replace("0", "o").replace("1", "l")
    assert taper(client, f" {tape[:6]}  {tape[6:]} ").status_code == 302


@pytest.mark.parametrize("saisie", ["", "4F7K", "4F7K-9M2P-X3W!"])
def test_ce_qui_n_est_pas_un_code_est_dit_sans_compter_d_echec(client, db, saisie):
    reponse = taper(client, saisie)
    assert reponse.status_code == 422
    assert "À corriger avant de continuer" in reponse.content.decode()
    assert not EchecConnexion.objects.exists()


def test_un_code_faux_revoque_ou_depasse_donne_la_meme_reponse(client, compte, code):
    """Sans quoi l'on apprendrait qu'un code a existé."""
    faux = codes.tirer()
    CodeAcces.objects.update(revoque_le=timezone.now())
    perime = remettre_codes([compte], expire_le=timezone.now() - timedelta(seconds=1))[compte.pk]
    pages = {_sans_saisie(taper(client, essai)) for essai in (faux, code, perime)}
    assert len(pages) == 1
    assert not est_connecte(client)


def _sans_saisie(reponse):
    """La page, sans le jeton ni le code tapé."""
    lignes = reponse.content.decode().splitlines()
    return "\n".join(ligne for ligne in lignes if "<input" not in ligne)


def test_lire_le_lien_n_ouvre_rien(client, code):
    """Les antivirus de messagerie lisent les liens."""
    assert client.get(lien(code)).status_code == 200
    assert client.head(lien(code)).status_code == 200
    assert not est_connecte(client)


def test_appuyer_sur_continuer_ouvre(client, code):
    assert client.post(lien(code)).url == reverse("espace_famille:accueil")
    assert est_connecte(client)


def test_un_lien_revoque_n_ouvre_plus(client, compte, code):
    remettre_codes([compte], expire_le=timezone.now() + timedelta(days=30))
    reponse = client.post(lien(code))
    assert reponse.status_code == 422
    assert "demandez-en un nouveau au collège" in reponse.content.decode()
    assert not est_connecte(client)


def test_un_compte_ferme_n_ouvre_plus(client, compte, code):
    Compte.objects.update(is_active=False)
    assert taper(client, code).status_code == 422


def test_soixante_echecs_d_une_adresse_font_attendre(client, code):
    for _ in range(60):
        taper(client, codes.tirer())
    reponse = taper(client, code)
    assert reponse.status_code == 422
    assert TROP in reponse.content.decode()
    assert taper(client, code, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_le_frein_se_relache_apres_la_fenetre(client, code):
    for _ in range(60):
        taper(client, codes.tirer())
    EchecConnexion.objects.update(le=timezone.now() - FENETRE - timedelta(seconds=1))
    assert taper(client, code).status_code == 302


def test_reussir_ne_compte_pas(client, code):
    """Tout un collège sort par une adresse : des centaines de familles y entrent le même soir."""
    for _ in range(70):
        assert taper(client, code).status_code == 302


def test_huit_mots_de_passe_faux_font_attendre_d_ou_qu_on_vienne(client, agent):
    for n in range(8):
        se_connecter(client, "faux", REMOTE_ADDR=f"192.0.2.{n}")
    reponse = se_connecter(client, MOT_DE_PASSE, REMOTE_ADDR="192.0.2.99")
    assert TROP in reponse.content.decode()
    assert not est_connecte(client)


def test_l_agent_entre_par_son_mel_quelle_que_soit_la_casse(client, agent):
    assert se_connecter(client, MOT_DE_PASSE, mel="Agent@Exemple.FR").status_code == 302
    assert est_connecte(client)


@pytest.mark.parametrize("mel", ["agent@exemple.fr", "inconnu@exemple.fr"])
def test_mel_inconnu_ou_mot_de_passe_faux_la_phrase_est_la_meme(client, agent, mel):
    reponse = se_connecter(client, "faux", mel=mel)
    assert reponse.status_code == 422
    assert "ne vont pas ensemble" in reponse.content.decode()


def test_une_famille_n_entre_pas_par_un_mot_de_passe(client, compte):
    assert se_connecter(client, "", mel="").status_code == 422


def test_se_deconnecter(client, code):
    taper(client, code)
    assert client.get(reverse("deconnexion")).status_code == 405
    reponse = client.post(reverse("deconnexion"))
    assert reponse["Clear-Site-Data"] == '"cache"'
    assert not est_connecte(client)


def test_entrer_change_de_session(client, compte, code):
    """Sans quoi qui aurait posé une session chez le parent entrerait avec lui."""
    client.get(reverse("accueil"))
    session = client.session
    session["pose"] = "par un autre"
    session.save()
    avant = session.session_key
    client.cookies["sessionid"] = avant
    taper(client, code)
    assert client.session.session_key != avant


@pytest.mark.parametrize("page", ["accueil", "connexion_agent"])
def test_les_portes_ne_se_gardent_pas_en_cache(client, db, page):
    reponse = client.get(reverse(page))
    assert "no-store" in reponse["Cache-Control"]
    assert reponse.content.decode().count("<h1") == 1


def test_derriere_un_mandataire_l_adresse_est_celle_qu_il_ajoute(client, code, settings):
    """La partie que le visiteur écrit lui-même ne le fait pas passer pour un autre."""
    settings.PRODUCTION = True
    for n in range(60):
        taper(client, codes.tirer(), HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 192.0.2.1")
    reponse = taper(client, code, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.1")
    assert TROP in reponse.content.decode()


def test_un_echec_ne_garde_ni_l_adresse_ni_le_mel(client, agent):
    se_connecter(client, "faux", REMOTE_ADDR="192.0.2.1")
    cles = "".join(EchecConnexion.objects.values_list("cle", flat=True))
    assert "192.0.2.1" not in cles
    assert "agent" not in cles


def test_les_vieux_echecs_s_effacent(client, db):
    EchecConnexion.objects.create(cle="x", le=timezone.now() - timedelta(days=2))
    taper(client, codes.tirer())
    assert not EchecConnexion.objects.filter(cle="x").exists()
