from django.urls import reverse

from dossiersco.dossiers.invitations import inviter, prevoir
from dossiersco.dossiers.models import Rattachement
from dossiersco.espace_agent.tests.donnees import creer_dossier, creer_personne, dire, responsables

INVITATIONS = reverse("espace_agent:invitations")
ENVOYER = reverse("espace_agent:invitations_envoyer")


def semer(campagne):
    """Un responsable par moyen, et un qui n'est plus à inviter."""
    for valeurs in (
        {},
        {"MEL": "", "ACCEPTE_SMS": "1"},
        {"MEL": "", "ACCEPTE_SMS": "0"},
        {"MEL": "", "ACCEPTE_SMS": "1", "TEL_PORTABLE": "0199000001"},
    ):
        creer_dossier(campagne, creer_personne(campagne, **valeurs))
    valide = creer_dossier(campagne)
    dire(valide, responsables(valide)[0])


def test_le_compte_annonce_est_celui_de_l_envoi(agent, campagne):
    semer(campagne)
    prevision = prevoir(campagne)
    fait = inviter(campagne)
    assert (prevision.mels, prevision.sms, prevision.sur_papier) == (1, 1, 2)
    assert (fait.mels, fait.sms, fait.sans_moyen) == (1, 1, 2)


def test_envoyer_deux_fois_n_invite_personne_deux_fois(secretaire, campagne):
    semer(campagne)
    secretaire.post(ENVOYER)
    nombre = Rattachement.objects.count()
    secretaire.post(ENVOYER)
    assert Rattachement.objects.count() == nombre == 4
    assert secretaire.get(INVITATIONS).context["prevision"].total == 0


def test_ceux_que_rien_n_atteint_restent_a_l_ecran_apres_l_envoi(secretaire, campagne):
    semer(campagne)
    avant = secretaire.get(INVITATIONS).context["a_remettre"]
    secretaire.post(ENVOYER)
    assert secretaire.get(INVITATIONS).context["a_remettre"] == avant
    enfants = [personne.dossier for personne in avant]
    assert enfants == [lien.eleve.dossiers.get().pk for p in avant for lien in p.responsables.all()]
    assert len(enfants) == 2


def test_une_campagne_fermee_ne_s_annonce_pas(secretaire, campagne):
    semer(campagne)
    campagne.ouverte_le = None
    campagne.save()
    secretaire.post(ENVOYER)
    assert not Rattachement.objects.exists()
    assert "Ouvrez d’abord la campagne" in secretaire.get(INVITATIONS).content.decode()


def test_on_ouvre_la_campagne_une_seule_fois(secretaire, campagne):
    campagne.ouverte_le = None
    campagne.save()
    secretaire.post(reverse("espace_agent:campagne_ouvrir"))
    campagne.refresh_from_db()
    ouverte_le = campagne.ouverte_le
    secretaire.post(reverse("espace_agent:campagne_ouvrir"))
    campagne.refresh_from_db()
    assert campagne.ouverte_le == ouverte_le is not None


def test_le_voisin_n_est_pas_compte(secretaire, campagne, voisine):
    semer(voisine)
    assert secretaire.get(INVITATIONS).context["prevision"].total == 0
