from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Delegation
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    creer_personne,
    responsables,
    tirage_pret,
)
from dossiersco.papier.models import Tirage
from dossiersco.relances.models import Relance

PAPIER = reverse("espace_agent:papier")
RELANCES = reverse("espace_agent:relances")


def texte(reponse):
    return reponse.content.decode()


def test_l_ecran_dit_avant_combien_perdraient_leur_code(secretaire, campagne):
    creer_dossier(campagne)
    inviter(campagne)
    page = secretaire.get(PAPIER)
    assert "dont 1 avec un code déjà remis" in texte(page)
    assert "ne marcheront plus" in texte(page)


def test_demander_des_lettres_les_fait_paraitre(secretaire, campagne):
    creer_dossier(campagne, creer_personne(campagne, MEL=""))
    envoi = {"lettres-qui": "sans_moyen", "lettres-ou": "toutes"}
    page = secretaire.post(reverse("espace_agent:lettres_demander"), envoi, follow=True)
    assert "Télécharger" in texte(page)
    tirage = Tirage.objects.get()
    fichier = secretaire.get(reverse("espace_agent:tirage_fichier", args=[tirage.pk]))
    assert b"".join(fichier.streaming_content).startswith(b"%PDF")
    assert (fichier["Cache-Control"], fichier["Content-Type"]) == ("no-store", "application/pdf")


def test_une_demande_incomplete_dit_quoi_faire_et_garde_ce_qui_est_choisi(secretaire, campagne):
    creer_dossier(campagne)
    envoi = {"lettres-ou": "classe:6A"}
    page = secretaire.post(reverse("espace_agent:lettres_demander"), envoi)
    assert page.status_code == 422
    assert "Dites à qui vous écrivez." in texte(page)
    assert '<option value="classe:6A" selected>' in texte(page)


def test_une_classe_inventee_est_refusee(secretaire, campagne):
    envoi = {"lettres-qui": "tous", "lettres-ou": "classe:ZZ"}
    assert secretaire.post(reverse("espace_agent:lettres_demander"), envoi).status_code == 422
    assert not Tirage.objects.exists()


def test_personne_a_joindre_se_dit_a_l_ecran(secretaire, campagne):
    creer_dossier(campagne)
    envoi = {"lettres-qui": "sans_moyen", "lettres-ou": "toutes"}
    page = secretaire.post(reverse("espace_agent:lettres_demander"), envoi, follow=True)
    assert "Personne n’est à joindre ainsi" in texte(page)


def test_un_dossier_s_imprime_depuis_sa_page_sans_toucher_aux_codes(secretaire, campagne):
    dossier = creer_dossier(campagne)
    adresse = reverse("espace_agent:dossier_imprimer", args=[dossier.pk])
    assert adresse in texte(secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])))
    secretaire.post(adresse)
    tirage = Tirage.objects.get()
    assert (tirage.sorte, tirage.codes_neufs, tirage.etat) == ("feuilles", False, "pret")


def test_qui_ne_s_imprime_pas_est_nomme(secretaire, campagne):
    tirage = tirage_pret(campagne)
    tirage.laisses = ["Mme 中 MARTIN"]
    tirage.save()
    assert "Mme 中 MARTIN" in texte(secretaire.get(PAPIER))


def test_un_tirage_remplace_dit_de_ne_plus_l_imprimer(secretaire, campagne):
    tirage_pret(campagne)
    assert "À ne plus imprimer" not in texte(secretaire.get(PAPIER))
    tirage_pret(campagne)
    assert texte(secretaire.get(PAPIER)).count("À ne plus imprimer") == 1


def test_un_tirage_expire_ne_se_telecharge_plus(secretaire, campagne):
    tirage = tirage_pret(campagne)
    Tirage.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    adresse = reverse("espace_agent:tirage_fichier", args=[tirage.pk])
    assert secretaire.get(adresse).status_code == 404


def test_le_nombre_de_lectures_ne_suit_pas_les_familles(
    secretaire, campagne, django_assert_max_num_queries
):
    for _ in range(8):
        creer_dossier(campagne)
        tirage_pret(campagne)
    with django_assert_max_num_queries(12):
        secretaire.get(PAPIER)


def test_saisir_ouvre_la_page_de_la_famille_au_nom_du_responsable(secretaire, campagne, agent):
    dossier = creer_dossier(campagne)
    mere = responsables(dossier)[0]
    adresse = reverse("espace_agent:saisir", args=[dossier.pk, mere.pk])
    page = secretaire.post(adresse, {"canal": "guichet"}, follow=True)
    assert f"Vous saisissez pour {mere}, au guichet." in texte(page)
    saisie = Delegation.objects.get()
    assert (saisie.personne, saisie.par_agent, saisie.canal) == (mere, agent, "guichet")


def test_on_ne_saisit_pas_pour_quelqu_un_d_un_autre_dossier(secretaire, campagne):
    dossier, autre = creer_dossier(campagne), creer_dossier(campagne)
    adresse = reverse("espace_agent:saisir", args=[dossier.pk, responsables(autre)[0].pk])
    assert secretaire.post(adresse, {"canal": "papier"}).status_code == 404


def test_relancer_annonce_puis_envoie_une_fois(secretaire, campagne):
    creer_dossier(campagne)
    inviter(campagne)
    assert secretaire.get(RELANCES).context["prevision"].mels == 1
    page = secretaire.post(reverse("espace_agent:relancer"), follow=True)
    assert "1 par courriel" in texte(page)
    assert "Personne n’est à relancer" in texte(secretaire.get(RELANCES))
    secretaire.post(reverse("espace_agent:relancer"))
    assert Relance.objects.count() == 1


def test_le_cout_des_sms_se_lit_avant(secretaire, campagne, settings):
    settings.PRIX_SMS_CENTIMES = 6
    for _ in range(2):
        creer_dossier(campagne, creer_personne(campagne, MEL="", ACCEPTE_SMS="1"))
    inviter(campagne)
    assert "0,12" in texte(secretaire.get(RELANCES))


def test_des_lettres_a_poster_menent_au_papier(secretaire, campagne):
    creer_dossier(campagne, creer_personne(campagne, MEL=""))
    inviter(campagne)
    assert secretaire.post(reverse("espace_agent:relancer")).url == PAPIER
    assert Tirage.objects.get().sorte == "rappels"


def test_les_jours_choisis_se_relisent(secretaire, campagne, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    adresse = reverse("espace_agent:relances_jours")
    secretaire.post(adresse, {"jours": ["7", "2"]})
    assert campagne.relances_automatiques.jours == [7, 2]
    assert texte(secretaire.get(RELANCES)).count("checked") == 2
    secretaire.post(adresse, {"jours": ["99"]})
    campagne.relances_automatiques.refresh_from_db()
    assert campagne.relances_automatiques.jours == [7, 2]
