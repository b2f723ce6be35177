"""Confirmer un bloc sans rien taper ; chacun sait qui a dit quoi."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Confirmation, Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import famille_martin
from dossiersco.espace_famille.tests.pages import html, texte


def vu(navigateur, dossier, bloc: str) -> str:
    page = html(navigateur.get(reverse("espace_famille:dossier", args=[dossier.pk])))
    formulaire = page.split(f"/confirmer/{bloc}/")[1]
    return formulaire.split('name="vu" value="')[1].split('"')[0]


def adresse(dossier, bloc: str) -> str:
    return reverse("espace_famille:confirmer", args=[dossier.pk, bloc])


@pytest.fixture
def confirmer(mere, martin):
    def geste(bloc="eleve", dossier=None, **envoi):
        dossier = dossier or martin.dossier
        donnees = {"vu": vu(mere, dossier, bloc), **envoi}
        return mere.post(adresse(dossier, bloc), donnees)

    return geste


def test_c_est_exact_date_le_bloc_et_y_ramene(mere, confirmer, martin, adresse_de):
    reponse = confirmer("eleve")
    assert reponse.url == f"{adresse_de('dossier', martin.dossier)}#eleve"
    page = texte(mere.get(reponse.url))
    assert page.count("Confirmé par vous le") == 1
    assert "/confirmer/eleve/" not in html(mere.get(reponse.url))


def test_confirmer_n_est_pas_changer(confirmer):
    confirmer("eleve")
    assert not Trace.objects.exists()


def test_confirmer_deux_fois_ne_fait_qu_une_confirmation(mere, martin):
    lu = vu(mere, martin.dossier, "eleve")
    for _ in range(2):
        mere.post(adresse(martin.dossier, "eleve"), {"vu": lu})
    assert Confirmation.objects.count() == 1


def test_on_ne_confirme_que_ce_qu_on_a_lu(mere, martin):
    lu = vu(mere, martin.dossier, "regime")
    Eleve.objects.update(code_regime="0")
    reponse = mere.post(adresse(martin.dossier, "regime"), {"vu": lu}, follow=True)
    assert "ont changé pendant que vous les lisiez" in texte(reponse)
    assert not Confirmation.objects.exists()


def test_un_bloc_change_depuis_n_est_plus_confirme(mere, confirmer, martin, adresse_de):
    confirmer("regime")
    Eleve.objects.update(code_regime="0")
    assert "Confirmé par vous" not in texte(mere.get(adresse_de("dossier", martin.dossier)))


def test_mes_coordonnees_se_confirment_une_fois_pour_tous_mes_enfants(db, connecter, adresse_de):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    leo, nina = famille.dossiers
    navigateur = connecter(famille.mere)
    for bloc in ("moi", "eleve"):
        navigateur.post(adresse(leo, bloc), {"vu": vu(navigateur, leo, bloc)})
    page = html(navigateur.get(adresse_de("dossier", nina)))
    assert "/confirmer/moi/" not in page
    assert "/confirmer/eleve/" in page


def test_la_confirmation_de_l_un_n_est_pas_celle_de_l_autre(
    confirmer, connecter, martin, adresse_de
):
    confirmer("eleve")
    du_pere = connecter(martin.pere).get(adresse_de("dossier", martin.dossier))
    assert "Confirmé par vous" not in texte(du_pere)


def test_signer_confirme_tous_les_blocs(mere, martin, adresse_de):
    revue = adresse_de("revue", martin.dossier)
    lu = html(mere.get(revue)).split('name="vu" value="')[1].split('"')[0]
    mere.post(revue, {"vu": lu, "exact": "on"})
    page = texte(mere.get(adresse_de("dossier", martin.dossier)))
    assert page.count("Confirmé par vous le") == 4


def test_ferme_on_ne_confirme_plus(mere, martin):
    lu = vu(mere, martin.dossier, "eleve")
    Campagne.objects.update(ferme_le="2026-01-01")
    mere.post(adresse(martin.dossier, "eleve"), {"vu": lu})
    assert not Confirmation.objects.exists()


def test_un_bloc_inconnu_n_existe_pas(mere, martin):
    assert mere.post(adresse(martin.dossier, "sante"), {"vu": "x"}).status_code == 404


def test_ce_que_le_college_ne_peut_pas_laisser_vide_est_dit(mere, martin, adresse_de):
    Eleve.objects.update(code_sexe="")
    page = mere.get(adresse_de("dossier", martin.dossier))
    assert "À compléter : Sexe." in texte(page)
    assert "/confirmer/eleve/" not in html(page)


def test_une_valeur_verrouillee_dit_pourquoi_et_qui_appeler(mere, martin, adresse_de):
    page = texte(mere.get(adresse_de("dossier", martin.dossier)))
    assert "donné par le ministère : il ne se change pas ici" in page
    assert "décidées par le collège" in page
    assert page.count("appelez le secrétariat") + page.count("Appelez le secrétariat") == 2


def test_une_reponse_partagee_dit_qui_l_a_donnee(connecter, martin, adresse_de):
    modifier(martin.dossier, martin.dossier.eleve, {"code_regime": "0"}, par=martin.pere)
    page = texte(connecter(martin.mere).get(adresse_de("dossier", martin.dossier)))
    assert "dit par Nicolas BERNARD le" in page
    du_pere = texte(connecter(martin.pere).get(adresse_de("dossier", martin.dossier)))
    assert "dit par vous le" in du_pere


def test_deux_reponses_differentes_se_lisent_toutes_les_deux(connecter, martin, adresse_de):
    eleve = martin.dossier.eleve
    modifier(martin.dossier, eleve, {"code_regime": "0"}, par=martin.pere)
    modifier(martin.dossier, eleve, {"code_regime": "2"}, par=martin.mere)
    page = texte(connecter(martin.mere).get(adresse_de("dossier", martin.dossier)))
    assert "Nicolas BERNARD le" in page
    assert "Externe" in page
    assert "Vos réponses diffèrent" in page


def test_l_adresse_dite_par_l_autre_ne_se_lit_nulle_part(connecter, martin, adresse_de):
    ailleurs = {"LIGNE1_ADRESSE": "ZQX RUE CACHEE", "CODE_POSTAL": "59000", "CODE_PAYS": "100"}
    modifier(martin.dossier, martin.dossier.eleve, {"adresse": ailleurs}, par=martin.pere)
    Personne.objects.filter(pk=martin.pere.pk).update(adresse=ailleurs)
    assert "ZQX RUE" not in html(connecter(martin.mere).get(adresse_de("dossier", martin.dossier)))
