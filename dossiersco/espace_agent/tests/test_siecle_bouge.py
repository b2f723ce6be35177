"""Ce que le collège voit quand SIECLE a changé sous une réponse, ou qu'un élève est parti."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    dire,
    dossier_a_traiter,
    responsables,
)

FILE = reverse("espace_agent:file")
DOSSIERS = reverse("espace_agent:dossiers")
TELEPHONE = PAR_NOM[Cible.PERSONNE]["tel_portable"]


def siecle_change(dossier: Dossier) -> None:
    """Le numéro de la mère, dont elle avait lu …01 et écrit …02, devient …03 dans SIECLE."""
    mere = responsables(dossier)[0]
    mere.photo["TEL_PORTABLE"] = "0639980003"
    mere.save()
    croisement = Croisement(mere, TELEPHONE, "0639980001", "0639980003")
    reprendre(dossier.campagne, [croisement])


def partir(dossier: Dossier, **comment: date) -> None:
    type(dossier.eleve).objects.filter(pk=dossier.eleve_id).update(**comment)


def texte(reponse) -> str:
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").split())


@pytest.mark.parametrize("ecran", ["file", "dossier"])
def test_le_college_voit_ce_qui_a_ete_lu_ecrit_et_ce_que_siecle_dit(secretaire, campagne, ecran):
    dossier = dossier_a_traiter(campagne)
    siecle_change(dossier)
    adresse = FILE if ecran == "file" else reverse("espace_agent:dossier", args=[dossier.pk])
    page = texte(secretaire.get(adresse))
    assert "SIECLE a changé entre-temps" in page
    assert (
        "La famille avait lu <strong>06 39 98 00 01</strong>, a écrit "
        "<strong>06 39 98 00 02</strong> ; SIECLE dit maintenant <strong>06 39 98 00 03</strong>."
    ) in page


def test_le_journal_du_dossier_dit_ce_que_siecle_a_change(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    siecle_change(dossier)
    page = texte(secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])))
    assert "SIECLE a changé : Téléphone portable, 06 39 98 00 01 → 06 39 98 00 03" in page


def test_ce_que_siecle_a_change_passe_d_abord(secretaire, campagne):
    ancien, recent = (dossier_a_traiter(campagne, prenom=nom) for nom in ("Ancien", "Recent"))
    Dossier.objects.filter(pk=ancien.pk).update(transmis_le=timezone.now() - timedelta(days=3))
    page = secretaire.get(FILE).content.decode()
    assert page.index("Ancien MARTIN") < page.index("Recent MARTIN")
    siecle_change(recent)
    page = secretaire.get(FILE).content.decode()
    assert page.index("Recent MARTIN") < page.index("Ancien MARTIN")


def test_ce_qui_etait_accepte_le_dit_avec_le_bon_verbe(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    adresse = reverse("espace_agent:dossier_valider", args=[dossier.pk])
    fiche = secretaire.get(FILE).context["fiches"][0]
    secretaire.post(adresse, {"empreinte": fiche.empreinte})
    siecle_change(dossier)
    assert "Le collège avait lu <strong>06 39 98 00 01</strong>, a accepté" in texte(
        secretaire.get(FILE)
    )


@pytest.mark.parametrize("combien", [1, 8])
def test_la_file_lit_autant_de_croisements_pour_un_que_pour_huit(secretaire, campagne, combien):
    for _ in range(combien):
        siecle_change(dossier_a_traiter(campagne))
    with CaptureQueriesContext(connection) as lectures:
        secretaire.get(FILE)
    assert len(lectures) == 11


@pytest.mark.parametrize(
    ("comment", "phrase"),
    [
        (
            {"absent_depuis": date(2026, 6, 2)},
            "n’est plus dans les exports de SIECLE depuis le 02/06/2026",
        ),
        ({"date_sortie": date(2026, 5, 12)}, "SIECLE le dit sorti le 12/05/2026"),
    ],
)
def test_le_dossier_d_un_parti_dit_d_ou_on_le_sait_et_ne_se_decide_pas(
    secretaire, campagne, comment, phrase
):
    dossier = dossier_a_traiter(campagne)
    partir(dossier, **comment)
    page = texte(secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk])))
    assert phrase in page
    assert "Accepter et valider" not in page


def test_la_liste_compte_les_partis_a_part_et_les_filtre(secretaire, campagne):
    parti = creer_dossier(campagne, prenom="Parti")
    creer_dossier(campagne, prenom="Present")
    partir(parti, absent_depuis=timezone.localdate())
    page = texte(secretaire.get(DOSSIERS))
    assert "À remplir par la famille : 1" in page
    assert "Parti du collège : 1" in page
    assert "Parti</span>" in page
    filtre = texte(secretaire.get(DOSSIERS, {"etat": "partis"}))
    assert "MARTIN Parti" in filtre and "MARTIN Present" not in filtre
    assert "MARTIN Parti" not in texte(secretaire.get(DOSSIERS, {"etat": "a_remplir"}))


def test_un_parti_n_est_plus_dans_la_file(secretaire, campagne):
    partir(dossier_a_traiter(campagne), absent_depuis=timezone.localdate())
    assert "Tout est traité." in texte(secretaire.get(FILE))


def test_valider_un_parti_depuis_une_page_ancienne_dit_pourquoi_non(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    fiche = secretaire.get(FILE).context["fiches"][0]
    partir(dossier, absent_depuis=timezone.localdate())
    adresse = reverse("espace_agent:dossier_valider", args=[dossier.pk])
    reponse = secretaire.post(adresse, {"empreinte": fiche.empreinte}, follow=True)
    assert "n’est plus inscrit au collège" in texte(reponse)
    assert Dossier.objects.get(pk=dossier.pk).etat == "transmis"


def test_un_frere_parti_n_empeche_pas_de_decider_de_l_autre(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    mere = responsables(dossier)[0]
    frere = creer_dossier(campagne, mere, prenom="Parti")
    dire(frere, mere)
    partir(frere, absent_depuis=timezone.localdate())
    fiche = secretaire.get(FILE).context["fiches"][0]
    adresse = reverse("espace_agent:dossier_valider", args=[dossier.pk])
    secretaire.post(adresse, {"empreinte": fiche.empreinte})
    assert Dossier.objects.get(pk=dossier.pk).etat == "valide"
