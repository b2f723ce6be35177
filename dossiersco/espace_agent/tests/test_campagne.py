"""« La campagne » : dates, signature, textes, ce qui se demande ; d'une année à l'autre."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.blocs import BLOCS
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.invitations import remettre_code
from dossiersco.dossiers.tests.factories import MEF_5E, MefFactory
from dossiersco.espace_agent.champs_demandes import CLES
from dossiersco.espace_agent.tests.donnees import creer_personne
from dossiersco.pieces.models import PieceAttendue

CAMPAGNE = reverse("espace_agent:campagne")


@pytest.fixture
def regler(secretaire):
    def geste(**envoi):
        ouverte_le = timezone.localdate(Campagne.objects.latest("annee").ouverte_le)
        base = {"ouvre_le": ouverte_le.isoformat(), "signatures_requises": "1"}
        base |= {f"bloc_{bloc}": "tous" for bloc in BLOCS}
        base |= {f"champ_{cle}": "tous" for cle in CLES}
        return secretaire.post(CAMPAGNE, base | envoi, follow=True)

    return geste


def test_les_signatures_les_textes_et_les_blocs_se_reglent(regler):
    reponse = regler(signatures_requises="2", mot_accueil="**Bienvenue**", bloc_options="personne")
    assert "Enregistré." in reponse.content.decode()
    lue = Campagne.objects.get()
    assert (lue.signatures_requises, lue.mot_accueil) == (2, "**Bienvenue**")
    assert lue.blocs == {"options": "personne"}


def test_les_champs_se_reglent_un_par_un(regler, secretaire):
    regler(champ_eleve_mel="nouveaux", champ_personne_code_profession="personne")
    lue = Campagne.objects.get()
    assert lue.champs == {"eleve_mel": "nouveaux", "personne_code_profession": "personne"}
    page = secretaire.get(CAMPAGNE).content.decode()
    assert "1 sur 5 n’est pas demandé à tous" in page
    assert "1 sur 7 n’est pas demandé à tous" in page
    assert "Nom de famille, prénom, date de naissance, sexe" in page
    assert reverse("espace_agent:demarrer") + "#essayer" in page


def test_un_champ_verrouille_ne_se_tait_pas_par_une_page_forgee(regler):
    regler(champ_eleve_nom_de_famille="personne", champ_personne_adresse="personne", champ_x="y")
    assert Campagne.objects.get().champs == {}


def test_un_reglage_inconnu_d_un_champ_est_refuse_et_se_voit(regler):
    reponse = regler(champ_eleve_mel="moi", mot_fin="Au revoir")
    assert reponse.status_code == 422
    assert "<details open>" in reponse.content.decode()
    assert Campagne.objects.get().champs == {}


def test_un_champ_et_un_bloc_se_demandent_a_certaines_formations(regler, secretaire, campagne):
    MefFactory(campagne=campagne, libelle="5EME", photo={"FORMATION": "5EME"})
    page = regler(formations_eleve_mel=[MEF_5E], formations_options=[MEF_5E]).content.decode()
    lue = Campagne.objects.get()
    assert lue.codes_mef == {"eleve_mel": [MEF_5E], "options": [MEF_5E]}
    assert (lue.champs, lue.blocs) == ({}, {})
    assert "1 sur 5 n’est pas demandé à tous" in page
    assert page.count("dans le dossier de ses frères et sœurs") == 1
    assert page.count("Seulement&nbsp;: 5EME") == 2
    assert page.count("Toutes les formations") == len(BLOCS) + len(CLES) - 2
    # Rien de touché : rien ne change ; tout décoché : à toutes.
    regler(formations_eleve_mel=[MEF_5E], formations_options=[MEF_5E])
    assert Campagne.objects.get().codes_mef == lue.codes_mef
    regler()
    assert Campagne.objects.get().codes_mef == {}


def test_a_personne_ne_vise_aucune_formation(regler, campagne):
    MefFactory(campagne=campagne)
    regler(
        champ_eleve_mel="personne", formations_eleve_mel=[MEF_5E], formations_eleve_prenom=[MEF_5E]
    )
    assert Campagne.objects.get().codes_mef == {}


def test_une_formation_inconnue_est_refusee_et_se_voit(regler, campagne):
    MefFactory(campagne=campagne)
    reponse = regler(formations_personne_tel_personnel=["1"], mot_fin="Au revoir")
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Cette formation n’est plus au collège" in page
    # Le groupe des responsables, et le champ dedans.
    assert page.count("<details open>") == page.count('agt-formations" open>') == 1
    assert Campagne.objects.get().mot_fin == ""


def test_une_formation_disparue_de_siecle_reste_cochee(regler, secretaire, campagne):
    MefFactory(campagne=campagne)
    Campagne.objects.update(codes_mef={"regime": ["10310001110"]})
    assert "Seulement&nbsp;: 10310001110" in secretaire.get(CAMPAGNE).content.decode()
    regler(formations_regime=["10310001110"])
    assert Campagne.objects.get().codes_mef == {"regime": ["10310001110"]}


def test_sans_nomenclature_aucune_formation_ne_se_propose(secretaire, campagne):
    page = secretaire.get(CAMPAGNE).content.decode()
    assert "formations_" not in page
    assert "Toutes les formations" not in page


@pytest.mark.parametrize("nombre", [1, 12])
def test_les_formations_se_lisent_d_un_coup(
    secretaire, campagne, nombre, django_assert_max_num_queries
):
    for numero in range(nombre):
        MefFactory(campagne=campagne, code_mef=f"1011000{numero:04}")
    with django_assert_max_num_queries(6):
        secretaire.get(CAMPAGNE)


def test_le_premier_jour_s_ouvre_a_minuit_du_college(regler, campagne):
    campagne.etablissement.fuseau = "Pacific/Tahiti"
    campagne.etablissement.save()
    jour = timezone.localdate() + timedelta(days=20)
    regler(ouvre_le=jour.isoformat())
    lue = Campagne.objects.get()
    minuit = datetime(jour.year, jour.month, jour.day, tzinfo=ZoneInfo("Pacific/Tahiti"))
    assert lue.ouverte_le == minuit
    assert lue.s_ouvrira


def test_on_dit_quand_les_familles_le_verront(regler, secretaire, campagne):
    assert "le voient dès maintenant" in regler(mot_fin="Merci").content.decode()
    jour = timezone.localdate() + timedelta(days=20)
    assert "le verront à l’ouverture" in regler(ouvre_le=jour.isoformat()).content.decode()
    Campagne.objects.update(ouverte_le=None)
    college = secretaire.post(
        reverse("espace_agent:college"), {"fuseau": "Europe/Paris"}, follow=True
    )
    assert "le verront à l’ouverture" in college.content.decode()
    Campagne.objects.update(
        ouverte_le=campagne.ouverte_le, ferme_le=timezone.localdate() - timedelta(days=3)
    )
    fermee = secretaire.post(
        reverse("espace_agent:college"), {"fuseau": "Europe/Paris"}, follow=True
    )
    assert "Enregistré." in fermee.content.decode()
    assert "le verront" not in fermee.content.decode()


def test_enregistrer_sans_y_toucher_garde_l_heure_d_ouverture(regler, campagne):
    regler(mot_fin="Merci")
    assert Campagne.objects.get().ouverte_le == campagne.ouverte_le


def test_on_peut_ouvrir_avant_le_jour_prevu(regler, secretaire):
    regler(ouvre_le=(timezone.localdate() + timedelta(days=20)).isoformat())
    page = secretaire.get(reverse("espace_agent:invitations")).content.decode()
    assert "Ouvrir dès maintenant" in page
    secretaire.post(reverse("espace_agent:campagne_ouvrir"))
    assert Campagne.objects.get().est_ouverte


def test_un_dernier_jour_passe_est_refuse_sans_rien_perdre(regler):
    reponse = regler(ferme_le="2020-01-01", mot_fin="Au revoir")
    assert reponse.status_code == 422
    assert "Ce jour est passé" in reponse.content.decode()
    assert "Au revoir" in reponse.content.decode()
    assert Campagne.objects.get().ferme_le is None


def test_un_dernier_jour_deja_passe_ne_gene_pas_le_reste(regler):
    hier = timezone.localdate() - timedelta(days=1)
    Campagne.objects.update(ferme_le=hier, ouverte_le=timezone.now() - timedelta(days=9))
    regler(ferme_le=hier.isoformat(), mot_fin="Merci")
    assert Campagne.objects.get().mot_fin == "Merci"


def test_le_dernier_jour_ne_vient_pas_avant_le_premier(regler):
    demain = timezone.localdate() + timedelta(days=1)
    reponse = regler(ferme_le=demain.isoformat(), ouvre_le=(demain + timedelta(days=1)).isoformat())
    assert "vient avant le premier" in reponse.content.decode()


def test_repousser_le_dernier_jour_prolonge_les_codes_deja_remis(regler, campagne):
    remettre_code(campagne, creer_personne(campagne))
    jour = timezone.localdate() + timedelta(days=300)
    regler(ferme_le=jour.isoformat())
    fin = Campagne.objects.get().fin_du_dernier_jour(jour)
    assert CodeAcces.objects.get().expire_le == fin


def test_voir_montre_les_textes_sans_rien_enregistrer(regler):
    page = regler(mot_accueil="**Bienvenue**", voir="oui").content.decode()
    assert "<strong>Bienvenue</strong>" in page
    assert Campagne.objects.get().mot_accueil == ""


def test_l_apercu_ne_laisse_passer_ni_html_ni_lien_douteux(secretaire):
    texte = "<script>x</script> [a](javascript:alert(1)) [b](https://exemple.fr)"
    vu = secretaire.post(reverse("espace_agent:apercu"), {"texte": texte}).content.decode()
    assert "<script" not in vu
    assert 'href="javascript' not in vu
    assert 'href="https://exemple.fr"' in vu


def test_la_campagne_suivante_attend_la_fin_de_celle_ci(secretaire, campagne):
    suivante = reverse("espace_agent:campagne_suivante")
    secretaire.post(suivante)
    assert Campagne.objects.count() == 1
    Campagne.objects.update(ferme_le=timezone.localdate() - timedelta(days=2))
    secretaire.post(suivante)
    secretaire.post(suivante)
    assert list(Campagne.objects.order_by("annee").values_list("annee", "ouverte_le")) == [
        (2026, campagne.ouverte_le),
        (2027, None),
    ]


def test_reprendre_l_an_dernier_complete_sans_rien_effacer(secretaire, campagne):
    campagne.mot_fin, campagne.champs = "À la rentrée", {"eleve_mel": "personne"}
    campagne.codes_mef = {"options": [MEF_5E]}
    campagne.save()
    mere = Question.objects.create(campagne=campagne, intitule="Prend-il le car ?")
    Question.objects.create(
        campagne=campagne, intitule="Quelle ligne ?", si_question=mere, si_reponse="oui", rang=1
    )
    PieceAttendue.objects.create(campagne=campagne, nom="Carte de car", si_question=mere)
    suivante = Campagne.objects.create(etablissement=campagne.etablissement, annee=2027)
    PieceAttendue.objects.create(campagne=suivante, nom="Photo")
    for _ in range(2):
        secretaire.post(reverse("espace_agent:campagne_reprendre"))
    suivante.refresh_from_db()
    car, ligne = suivante.questions.order_by("rang")
    assert suivante.mot_fin == "À la rentrée"
    assert suivante.champs == {"eleve_mel": "personne"}
    assert suivante.codes_mef == {"options": [MEF_5E]}
    assert (car.copie_de, ligne.si_question) == (mere, car)
    documents = dict(suivante.pieces_attendues.values_list("nom", "si_question"))
    assert documents == {"Photo": None, "Carte de car": car.pk}


def test_la_campagne_d_a_cote_ne_bouge_pas(regler, voisine):
    regler(mot_fin="Merci")
    voisine.refresh_from_db()
    assert voisine.mot_fin == ""


def test_un_college_neuf_n_a_pas_de_campagne_a_regler(secretaire, campagne):
    Campagne.objects.filter(pk=campagne.pk).delete()
    assert secretaire.get(CAMPAGNE).status_code == 200
