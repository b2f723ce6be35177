"""Les autorisations : un seul « non » suffit, et l'on ne sait de l'autre que cela."""

import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Dossier, Reponse
from dossiersco.dossiers.tests.factories import QuestionFactory, ReponseFactory, famille_diallo
from dossiersco.espace_famille.tests.pages import html, saisie, texte, visibles


@pytest.fixture
def photo(martin):
    return QuestionFactory(
        campagne=martin.campagne,
        nature="image",
        intitule="Photo de classe",
        explication="Pour **le trombinoscope**.",
    )


@pytest.fixture
def sortie(martin):
    return QuestionFactory(
        campagne=martin.campagne,
        nature="regime_sortie",
        intitule="Régime de sortie",
        choix=["Ne sort jamais seul", "Sort en cas d'absence"],
        rang=1,
    )


@pytest.fixture
def adresse(martin, adresse_de):
    return adresse_de("autorisations", martin.dossier)


@pytest.fixture
def page_du_dossier(mere, martin, adresse_de):
    return lambda: texte(mere.get(adresse_de("dossier", martin.dossier)))


def test_sans_reponse_c_est_non_et_cela_se_dit(photo, page_du_dossier):
    page = page_du_dossier()
    assert "Photo de classe Non renseigné Sans réponse, c'est non." in page


def test_l_explication_se_lit_sans_html(mere, photo, adresse):
    assert "Pour <strong>le trombinoscope</strong>." in html(mere.get(adresse))


def test_repondre_s_enregistre_et_revient_au_bloc(mere, martin, photo, adresse, adresse_de):
    envoi = saisie(mere.get(adresse), **{f"question_{photo.pk}": "oui"})
    reponse = mere.post(adresse, envoi)
    assert reponse.url == f"{adresse_de('dossier', martin.dossier)}#autorisations"
    page = texte(mere.get(reponse.url))
    assert "Enregistré." in page.split("Autorisations")[1]
    assert "Photo de classe Oui modifié avant : Non renseigné" in page


def test_le_refus_de_l_autre_se_dit_sans_le_nommer(martin, photo, page_du_dossier):
    ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.pere, valeur="non")
    ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.mere)
    bloc = page_du_dossier().split("Autorisations")[1].split("Les autres adultes")[0]
    assert "Un responsable a dit non le" in bloc
    assert "Nicolas" not in bloc


def test_deux_regimes_differents_se_disent_et_le_plus_strict_s_applique(
    martin, sortie, page_du_dossier
):
    choix = [choix["nom"] for choix in sortie.choix]
    for personne, valeur in zip((martin.mere, martin.pere), choix, strict=True):
        ReponseFactory(dossier=martin.dossier, question=sortie, personne=personne, valeur=valeur)
    assert "Sort en cas d'absence Le plus strict s'applique." in page_du_dossier()


def test_un_seul_regime_n_est_pas_une_question(mere, martin, sortie, adresse, adresse_de):
    sortie.choix = sortie.choix[:1]
    sortie.save()
    assert mere.get(adresse).url == adresse_de("dossier", martin.dossier)


def test_les_choix_d_une_autorisation_n_ont_pas_de_sans_reponse(mere, photo, adresse):
    page = html(mere.get(adresse))
    assert "Je ne réponds pas" not in page
    assert "facultatif" not in page


def test_un_choix_invente_est_refuse(mere, photo, adresse):
    envoi = saisie(mere.get(adresse), **{f"question_{photo.pk}": "peut-être"})
    assert mere.post(adresse, envoi).status_code == 422
    assert not Reponse.objects.exists()


def test_c_est_exact_confirme_le_bloc(mere, martin, photo, adresse_de, page_du_dossier):
    ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.mere)
    page = html(mere.get(adresse_de("dossier", martin.dossier)))
    vu = page.split("confirmer/autorisations/")[1].split('name="vu" value="')[1].split('"')[0]
    mere.post(f"{adresse_de('dossier', martin.dossier)}confirmer/autorisations/", {"vu": vu})
    bloc = page_du_dossier().split("Autorisations")[1]
    assert "Confirmé par vous" in bloc


def test_la_reponse_suit_jusqu_a_la_relecture_et_au_recu(mere, martin, photo, adresse, adresse_de):
    mere.post(adresse, saisie(mere.get(adresse), **{f"question_{photo.pk}": "oui"}))
    revue = mere.get(adresse_de("revue", martin.dossier))
    assert "Photo de classe Oui" in texte(revue)
    mere.post(adresse_de("revue", martin.dossier), saisie(revue, exact="on"))
    assert Reponse.objects.get().signee == "oui"
    assert Dossier.objects.get().etat == "valide"


def test_un_bloc_demande_a_personne_ne_se_voit_pas(mere, martin, photo, adresse, page_du_dossier):
    Campagne.objects.update(blocs={"autorisations": "personne", "regime": "personne"})
    assert mere.get(adresse).status_code == 302
    page = page_du_dossier()
    assert "Photo de classe" not in page
    assert "Demi-pension" not in page


@pytest.mark.parametrize("etape", ["options", "regime", "pieces", "adultes"])
def test_une_etape_demandee_aux_nouveaux_se_ferme_aux_autres(
    mere, martin, adresse_de, etape, page_du_dossier
):
    Campagne.objects.update(blocs={etape: "nouveaux"})
    assert mere.get(adresse_de(etape, martin.dossier)).status_code == 200
    eleve = martin.dossier.eleve
    eleve.photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": martin.campagne.etablissement.uai}
    eleve.save()
    assert mere.get(adresse_de(etape, martin.dossier)).status_code == 302


def test_le_mot_du_college_accueille_et_remercie(mere, martin, adresse_de, page_du_dossier):
    Campagne.objects.update(mot_accueil="Bienvenue à *tous*", mot_fin="À la rentrée")
    assert "Bienvenue à tous" in page_du_dossier()
    revue = mere.get(adresse_de("revue", martin.dossier))
    recu = mere.post(adresse_de("revue", martin.dossier), saisie(revue, exact="on"), follow=True)
    assert "À la rentrée" in texte(recu)


def test_un_accord_se_retire_meme_apres_la_fermeture(mere, martin, photo, page_du_dossier):
    sien = ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.mere)
    autre = ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.pere)
    Campagne.objects.update(ferme_le="2026-01-01")
    assert "Retirer mon accord Photo de classe" in page_du_dossier()
    retirer = f"/famille/dossier/{martin.dossier.pk}/autorisations/{photo.pk}/retirer/"
    assert "Votre accord est retiré" in texte(mere.post(retirer, follow=True))
    for reponse, valeur in ((sien, "non"), (autre, "oui")):
        reponse.refresh_from_db()
        assert reponse.valeur == valeur
    assert "Retirer mon accord" not in page_du_dossier()


def test_on_ne_retire_pas_l_accord_donne_pour_l_enfant_d_un_autre(mere, martin, photo):
    diallo = famille_diallo(martin.campagne)
    reponse = ReponseFactory(dossier=diallo.dossier, question=photo, personne=diallo.mere)
    adresse = f"/famille/dossier/{diallo.dossier.pk}/autorisations/{photo.pk}/retirer/"
    assert mere.post(adresse).status_code == 404
    reponse.refresh_from_db()
    assert reponse.valeur == "oui"


def test_les_champs_deja_remplis_se_retrouvent(mere, martin, photo, adresse):
    ReponseFactory(dossier=martin.dossier, question=photo, personne=martin.mere, valeur="non")
    assert visibles(mere.get(adresse)) == {f"question_{photo.pk}": ["non"]}
