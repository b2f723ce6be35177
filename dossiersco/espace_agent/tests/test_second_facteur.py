"""Le mot de passe, puis le code : relier, se connecter, rejouer, deviner, perdre son téléphone."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from conftest import ClientEnLecture
from dossiersco.comptes import seances, totp
from dossiersco.comptes.freins import FENETRE
from dossiersco.comptes.models import CodeSecours, EchecConnexion, SecondFacteur
from dossiersco.equipe.actions import oter_second_facteur, rendre_acces, retirer_acces
from dossiersco.espace_agent.tests.donnees import (
    MOT_DE_PASSE,
    creer_agent,
    creer_compte_famille,
    creer_dossier,
    responsables,
)
from dossiersco.etablissements.droits import Role

CONNEXION = reverse("connexion_agent")
CODE = reverse("second_facteur")
POSER = reverse("second_facteur_poser")
CHEZ_LUI = reverse("espace_agent:accueil")
ECRAN = reverse("espace_agent:droits")


class Horloge:
    """Le temps d'un téléphone et d'un serveur ; il avance quand on le dit."""

    def __init__(self) -> None:
        self.heure = float(int(time.time()) // totp.PAS * totp.PAS)

    def avancer(self, secondes: float) -> None:
        self.heure += secondes

    def code(self, facteur: SecondFacteur) -> str:
        return totp.code(totp.secret(facteur.graine), int(self.heure) // totp.PAS)


@pytest.fixture
def horloge(monkeypatch) -> Horloge:
    horloge = Horloge()
    monkeypatch.setattr(time, "time", lambda: horloge.heure)
    return horloge


@pytest.fixture(autouse=True)
def exige(settings, db):
    settings.SECOND_FACTEUR = True


@pytest.fixture
def facteur(agent) -> SecondFacteur:
    return SecondFacteur.objects.create(compte=agent.compte, graine=totp.tirer_graine())


def donner_mot_de_passe(client, agent):
    return client.post(CONNEXION, {"mel": agent.compte.mel, "mot_de_passe": MOT_DE_PASSE})


def donner_code(client, code):
    return client.post(CODE, {"code": code})


def est_connecte(client):
    return client.get(ECRAN).status_code == 200


def relier(client, agent):
    """Première connexion : rend la page des codes de secours."""
    assert donner_mot_de_passe(client, agent).url == POSER
    cle = totp.secret(client.session["graine"])
    code = totp.code(cle, int(time.time()) // totp.PAS)
    return client.post(POSER, {"code": code})


def test_la_premiere_fois_on_relie_une_application(client, agent, horloge):
    page = relier(client, agent)
    assert len(page.context["codes"]) == 10
    assert est_connecte(client)
    assert CodeSecours.objects.count() == 10


def test_le_carre_et_le_secret_ne_se_montrent_qu_apres_le_mot_de_passe(client, agent):
    assert client.get(POSER).url == CONNEXION
    donner_mot_de_passe(client, agent)
    page = client.get(POSER).content.decode()
    assert "data:image/svg+xml" in page
    assert totp.en_base32(totp.secret(client.session["graine"]))[:4] in page


def test_un_code_faux_ne_relie_rien(client, agent, horloge):
    donner_mot_de_passe(client, agent)
    assert client.post(POSER, {"code": "000000"}).status_code == 422
    assert not SecondFacteur.objects.exists()
    assert not est_connecte(client)


def test_le_mot_de_passe_seul_n_ouvre_rien(client, agent, facteur):
    assert donner_mot_de_passe(client, agent).url == CODE
    assert not est_connecte(client)
    assert "_auth_user_id" not in client.session


def test_qui_a_le_mot_de_passe_ne_relie_pas_sa_propre_application(client, agent, facteur):
    donner_mot_de_passe(client, agent)
    assert client.get(POSER).url == CONNEXION
    assert client.post(POSER, {"code": "123456"}).url == CONNEXION
    assert SecondFacteur.objects.get().graine == facteur.graine


def test_deux_premieres_connexions_une_seule_relie(agent, horloge):
    """Celui qui arrive second, mot de passe volé ou non, ne remplace pas l'application."""
    premier, second = ClientEnLecture(), ClientEnLecture()
    donner_mot_de_passe(second, agent)
    relier(premier, agent)
    graine = SecondFacteur.objects.get().graine
    code = totp.code(totp.secret(second.session["graine"]), int(horloge.heure) // totp.PAS)
    assert second.post(POSER, {"code": code}).status_code == 422
    assert SecondFacteur.objects.get().graine == graine


def test_le_code_ouvre(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    code = horloge.code(facteur)
    assert donner_code(client, f"{code[:3]} {code[3:]}").url == CHEZ_LUI
    assert est_connecte(client)


def test_le_meme_code_ne_sert_pas_deux_fois(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    code = horloge.code(facteur)
    donner_code(client, code)
    voleur = ClientEnLecture()
    donner_mot_de_passe(voleur, agent)
    assert donner_code(voleur, code).status_code == 422
    assert not est_connecte(voleur)


def test_un_code_plus_ancien_que_le_dernier_ne_sert_plus(client, agent, facteur, horloge):
    ancien = horloge.code(facteur)
    horloge.avancer(totp.PAS)
    donner_mot_de_passe(client, agent)
    donner_code(client, horloge.code(facteur))
    donner_mot_de_passe(client, agent)
    assert donner_code(client, ancien).status_code == 422


def test_le_code_qui_a_relie_ne_sert_pas_a_se_connecter(client, agent, horloge):
    relier(client, agent)
    code = horloge.code(SecondFacteur.objects.get())
    autre = ClientEnLecture()
    donner_mot_de_passe(autre, agent)
    assert donner_code(autre, code).status_code == 422


def test_cinq_codes_faux_font_attendre_meme_le_bon(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    for _ in range(5):
        donner_code(client, "000000")
    bon = horloge.code(facteur)
    assert "Trop de codes faux" in donner_code(client, bon).content.decode()
    # D'un autre navigateur non plus : le frein tient au compte.
    autre = ClientEnLecture()
    donner_mot_de_passe(autre, agent)
    assert donner_code(autre, bon).status_code == 422
    EchecConnexion.objects.update(le=timezone.now() - FENETRE - timedelta(seconds=1))
    assert donner_code(client, bon).url == CHEZ_LUI


def test_un_code_de_secours_sert_une_fois(client, agent, horloge):
    secours = relier(client, agent).context["codes"][0]
    for attendu in (302, 422):
        autre = ClientEnLecture()
        donner_mot_de_passe(autre, agent)
        assert donner_code(autre, secours.lower()).status_code == attendu
    assert CodeSecours.objects.count() == 9


def test_le_code_de_secours_d_un_collegue_ne_sert_pas(client, agent, campagne, horloge):
    secours = relier(client, agent).context["codes"][0]
    autre, collegue = ClientEnLecture(), creer_agent(campagne)
    SecondFacteur.objects.create(compte=collegue.compte, graine=totp.tirer_graine())
    donner_mot_de_passe(autre, collegue)
    assert donner_code(autre, secours).status_code == 422


def test_la_base_ne_garde_aucun_code_en_clair(client, agent, horloge):
    codes = relier(client, agent).context["codes"]
    gardes = set(CodeSecours.objects.values_list("empreinte", flat=True))
    assert not {code.replace("-", "") for code in codes} & gardes


def test_dix_minutes_apres_le_mot_de_passe_tout_est_a_refaire(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    horloge.avancer(601)
    assert donner_code(client, horloge.code(facteur)).url == CONNEXION


def test_un_acces_retire_entre_le_mot_de_passe_et_le_code_n_ouvre_pas(
    client, agent, campagne, facteur, horloge
):
    donner_mot_de_passe(client, agent)
    direction, _ = creer_agent(campagne, Role.DIRECTION), creer_agent(campagne, Role.DIRECTION)
    retirer_acces(agent, par=direction)
    assert donner_code(client, horloge.code(facteur)).url == CONNEXION
    rendre_acces(agent, par=direction)
    assert donner_code(client, horloge.code(facteur)).url == CHEZ_LUI


def test_un_mot_de_passe_change_entre_temps_fait_tout_refaire(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    agent.compte.set_password("kayak lundi brume ressort")
    agent.compte.save()
    assert donner_code(client, horloge.code(facteur)).url == CONNEXION


def test_chaque_pas_change_de_session(client, agent, facteur, horloge):
    """Sans quoi qui aurait posé une session chez l'agent entrerait avec lui."""
    client.get(CONNEXION)
    session = client.session
    session["pose"] = "par un autre"
    session.save()
    posee = session.session_key
    client.cookies["sessionid"] = posee
    donner_mot_de_passe(client, agent)
    entre_deux = client.session.session_key
    donner_code(client, horloge.code(facteur))
    assert len({posee, entre_deux, client.session.session_key}) == 3
    assert "pose" not in client.session
    assert not Session.objects.filter(pk__in=[posee, entre_deux]).exists()


def test_une_session_sans_second_facteur_n_entre_pas_ou_il_est_exige(client, agent, settings):
    settings.SECOND_FACTEUR = False
    donner_mot_de_passe(client, agent)
    assert est_connecte(client)
    settings.SECOND_FACTEUR = True
    assert client.get(ECRAN).url == CONNEXION


def test_une_session_ouverte_par_un_autre_chemin_n_entre_pas(client, agent):
    client.force_login(agent.compte, backend=seances.PORTE)
    assert client.get(ECRAN).url == CONNEXION


def test_une_seance_dure_douze_heures_au_plus(client, agent, facteur, horloge):
    donner_mot_de_passe(client, agent)
    donner_code(client, horloge.code(facteur))
    horloge.avancer(12 * 3600 - 1)
    assert est_connecte(client)
    horloge.avancer(2)
    assert client.get(ECRAN).url == CONNEXION


def test_la_direction_reinitialise_et_la_personne_l_apprend(
    client, agent, campagne, facteur, horloge, mailoutbox
):
    donner_mot_de_passe(client, agent)
    donner_code(client, horloge.code(facteur))
    oter_second_facteur(agent, par=creer_agent(campagne, Role.DIRECTION))
    assert not est_connecte(client)
    assert [courrier.to for courrier in mailoutbox] == [[agent.compte.mel]]
    assert donner_mot_de_passe(client, agent).url == POSER


def test_une_famille_ne_voit_rien_de_tout_cela(client, campagne):
    compte = creer_compte_famille(responsables(creer_dossier(campagne))[0])
    client.force_login(compte, backend="dossiersco.comptes.backends.ParCodeAcces")
    assert client.get(reverse("espace_famille:accueil"), follow=True).status_code == 200
    assert client.get(POSER).url == CONNEXION


def test_la_ou_il_n_est_pas_exige_qui_en_a_un_doit_le_donner(
    client, agent, settings, facteur, horloge
):
    settings.SECOND_FACTEUR = False
    assert donner_mot_de_passe(client, agent).url == CODE
    assert donner_code(client, horloge.code(facteur)).url == CHEZ_LUI
