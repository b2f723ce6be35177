"""Les demandes des familles : dans la file, dans le dossier, décidées une fois."""

import pytest
from django.core import mail
from django.urls import reverse

from dossiersco.dossiers import foyer
from dossiersco.dossiers.models import DemandeFamille, Responsable, Trace
from dossiersco.espace_agent.tests.donnees import creer_dossier, responsables


@pytest.fixture
def demande(campagne) -> DemandeFamille:
    dossier = creer_dossier(campagne)
    foyer.demander(
        dossier, "tiers", {"Nom et prénom": "Odile Lenoir"}, par=responsables(dossier)[0]
    )
    return DemandeFamille.objects.get()


def vers(nom: str, demande: DemandeFamille) -> str:
    return reverse(f"espace_agent:{nom}", args=[demande.pk])


def test_la_file_montre_la_demande_meme_si_le_dossier_n_y_est_pas(secretaire, demande):
    page = secretaire.get(reverse("espace_agent:file")).content.decode()
    assert "Odile Lenoir" in page
    assert "DossierSCO n’y écrit personne" in page


def test_le_dossier_la_montre_aussi(secretaire, demande):
    page = secretaire.get(reverse("espace_agent:dossier", args=[demande.dossier_id]))
    assert "Odile Lenoir" in page.content.decode()


def test_prendre_en_compte_n_ecrit_sur_personne_et_previent_la_famille(
    secretaire, demande, django_capture_on_commit_callbacks
):
    liens = Responsable.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        secretaire.post(vers("demande_accepter", demande), {"ecran": "file"})
    demande.refresh_from_db()
    assert (demande.etat, Responsable.objects.count()) == ("acceptee", liens)
    assert demande.par_personne.mel in mail.outbox[0].to
    assert Trace.objects.filter(geste="prendre_en_compte").count() == 1
    assert "Odile Lenoir" not in secretaire.get(reverse("espace_agent:file")).content.decode()


def test_ne_pas_retenir_demande_une_raison(secretaire, demande):
    reponse = secretaire.post(vers("demande_refuser", demande), {"ecran": "file"})
    assert reponse.status_code == 422
    secretaire.post(vers("demande_refuser", demande), {"precision": "Un jugement est nécessaire"})
    demande.refresh_from_db()
    assert (demande.etat, demande.motif) == ("refusee", "Un jugement est nécessaire")


def test_on_ne_decide_qu_une_fois(secretaire, demande):
    secretaire.post(vers("demande_accepter", demande), {"ecran": "file"})
    reponse = secretaire.post(
        vers("demande_refuser", demande), {"precision": "non", "ecran": "file"}, follow=True
    )
    assert "déjà décidée" in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.etat == "acceptee"


def test_les_contacts_d_urgence_se_lisent_dans_le_dossier(secretaire, campagne):
    dossier = creer_dossier(campagne)
    (mere,) = responsables(dossier)
    for nom in ("Karim Haddad", "Odile Lenoir"):
        valeurs = {"nom": nom, "lien": "voisin", "tel_portable": "0639981111"}
        foyer.ecrire_contact(dossier, None, valeurs, par=mere)
    page = secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])).content.decode()
    assert page.index("Karim Haddad (voisin), 06 39 98 11 11") < page.index("Odile Lenoir")
