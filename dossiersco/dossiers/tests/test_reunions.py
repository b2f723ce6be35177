"""Réunir deux collèges : sur preuve, dans un seul sens, tant que les deux codes valent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiersco.comptes import reunions as entrees
from dossiersco.comptes.models import CodeAcces, Compte, MoyenVerifie, Reunion
from dossiersco.dossiers import moyens, reunions
from dossiersco.dossiers.invitations import donner_acces
from dossiersco.dossiers.models import Dossier, Personne, Responsable
from dossiersco.dossiers.reunions import Verdict
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    EtablissementFactory,
    Famille,
    college_voisin,
    famille_diallo,
    famille_martin,
)
from dossiersco.messagerie.models import Message

pytestmark = pytest.mark.django_db


def munir(personne: Personne, jours: int = 30) -> str:
    """Son compte, s'il n'en a pas ; un code neuf, en clair."""
    return donner_acces([personne], expire_le=timezone.now() + timedelta(days=jours))[personne.pk]


def compte_de(personne: Personne) -> Compte:
    return Compte.objects.get(rattachements__personne=personne)


def entrer(personne: Personne) -> Compte:
    compte = compte_de(personne)
    compte.last_login = timezone.now()
    compte.save(update_fields=["last_login"])
    return compte


@pytest.fixture
def ici() -> Famille:
    famille = famille_martin()
    munir(famille.mere)
    return famille


@pytest.fixture
def la_bas() -> Famille:
    """Un autre collège du site, où la même femme a un autre enfant."""
    return college_voisin()


@pytest.fixture
def code(la_bas) -> str:
    return munir(la_bas.mere)


@pytest.fixture
def reuni(ici, la_bas, code) -> Compte:
    compte = entrer(ici.mere)
    assert reunions.reunir(compte, code) is Verdict.REUNI
    return compte


def vues(compte: Compte) -> list[Personne]:
    return reunions.partout(Compte.objects.get(pk=compte.pk))


def test_l_autre_code_montre_les_enfants_des_deux(ici, la_bas, reuni):
    assert vues(reuni) == [ici.mere, la_bas.mere]


def test_sans_preuve_rien_ne_se_reunit(ici, la_bas, code):
    """Même nom, même courriel, même téléphone : deux collèges, deux accès."""
    pareil = {"mel": "camille@exemple.fr", "tel_portable": "0639981234"}
    Personne.objects.filter(pk__in=[ici.mere.pk, la_bas.mere.pk]).update(**pareil)
    assert vues(entrer(ici.mere)) == [ici.mere]


def test_qui_entre_par_l_autre_code_ne_voit_pas_le_premier(la_bas, reuni):
    """Un code d'ailleurs, montré dans une session laissée ouverte, ne livre pas cette famille."""
    assert vues(entrer(la_bas.mere)) == [la_bas.mere]


def test_ce_que_l_autre_a_reuni_ne_suit_pas(ici, la_bas, reuni):
    """Il n'a pas montré le troisième code."""
    troisieme = college_voisin()
    reunions.reunir(entrer(la_bas.mere), munir(troisieme.mere))
    assert vues(reuni) == [ici.mere, la_bas.mere]


def test_reunir_deux_fois_ne_fait_qu_une_reunion(reuni, code):
    assert reunions.reunir(reuni, code) is Verdict.REUNI
    assert Reunion.objects.count() == 1


@pytest.mark.parametrize("saisie", ["", "4F7K-9M2P-X3WD", "x" * 40])
def test_un_code_devine_ne_reunit_rien(ici, code, saisie):
    assert reunions.reunir(entrer(ici.mere), saisie) is Verdict.INCONNU
    assert not Reunion.objects.exists()


def test_un_code_depasse_ou_remplace_ne_reunit_rien(ici, la_bas, code):
    neuf = munir(la_bas.mere)
    assert reunions.reunir(entrer(ici.mere), code) is Verdict.INCONNU
    CodeAcces.objects.filter(compte=compte_de(la_bas.mere)).update(expire_le=timezone.now())
    assert reunions.reunir(entrer(ici.mere), neuf) is Verdict.INCONNU


def test_son_propre_code_ne_se_reunit_pas(ici):
    code = munir(ici.mere)
    assert reunions.reunir(entrer(ici.mere), code) is Verdict.LE_SIEN


def test_l_autre_parent_garde_son_code(ici):
    """Deux fiches d'un même collège sont deux personnes."""
    code = munir(ici.pere)
    assert reunions.reunir(entrer(ici.mere), code) is Verdict.MEME_COLLEGE
    assert vues(entrer(ici.mere)) == [ici.mere]


def test_ni_une_autre_personne_du_college_deja_reuni(la_bas, reuni):
    voisine = famille_diallo(la_bas.campagne).mere
    assert reunions.reunir(reuni, munir(voisine)) is Verdict.MEME_COLLEGE


def test_le_code_d_un_compte_sans_fiche_ne_reunit_rien(ici, la_bas, code):
    Personne.objects.filter(pk=la_bas.mere.pk).delete()
    assert reunions.reunir(entrer(ici.mere), code) is Verdict.INCONNU
    assert reunions.partout(AgentFactory().compte) == []


def test_un_eleve_d_essai_ne_se_reunit_a_personne(ici, la_bas, code):
    la_bas.campagne.etablissement.essai_de = EtablissementFactory()
    la_bas.campagne.etablissement.save()
    assert reunions.reunir(entrer(ici.mere), code) is Verdict.INCONNU


@pytest.mark.parametrize("qui", ["ici", "la_bas"])
def test_un_code_regenere_d_un_cote_ou_de_l_autre_coupe_aussitot(qui, ici, la_bas, reuni):
    munir({"ici": ici, "la_bas": la_bas}[qui].mere)
    assert vues(reuni) == [ici.mere]


def relancer(famille: Famille) -> None:
    reunions.relancer({famille.mere: "mel"}, expire_le=timezone.now() + timedelta(days=30))


@pytest.fixture
def meme_courriel(ici, la_bas) -> str:
    Personne.objects.filter(pk__in=[ici.mere.pk, la_bas.mere.pk]).update(mel="Camille@exemple.fr")
    for famille in (ici, la_bas):
        famille.mere.refresh_from_db()
    return "camille@exemple.fr"


@pytest.mark.parametrize("qui", ["ici", "la_bas"])
def test_une_relance_la_ou_elle_a_prouve_lire_ne_coupe_rien(qui, ici, la_bas, reuni, meme_courriel):
    MoyenVerifie.objects.create(compte=reuni, canal="mel", valeur=meme_courriel)
    relancer({"ici": ici, "la_bas": la_bas}[qui])
    assert vues(entrer(ici.mere)) == [ici.mere, la_bas.mere]
    # Un code remis en main propre, lui, coupe toujours.
    munir(la_bas.mere)
    assert vues(reuni) == [ici.mere]


@pytest.mark.parametrize("qui", ["ici", "la_bas"])
@pytest.mark.parametrize("prouve", ["rien", "une autre", "par SMS", "là-bas seulement"])
def test_une_relance_a_une_adresse_qu_elle_n_a_pas_prouve_lire_coupe(
    qui, prouve, ici, la_bas, reuni, meme_courriel
):
    """Une boîte aux lettres se partage encore après une séparation."""
    dits = {
        "une autre": (reuni, "mel", "ailleurs@exemple.fr"),
        "par SMS": (reuni, "sms", meme_courriel),
        "là-bas seulement": (compte_de(la_bas.mere), "mel", meme_courriel),
    }
    if prouve in dits:
        compte, canal, valeur = dits[prouve]
        MoyenVerifie.objects.create(compte=compte, canal=canal, valeur=valeur)
    relancer({"ici": ici, "la_bas": la_bas}[qui])
    assert vues(entrer(ici.mere)) == [ici.mere]


def test_une_relance_ne_recoud_pas_ce_qui_etait_coupe(ici, la_bas, reuni, meme_courriel):
    MoyenVerifie.objects.create(compte=reuni, canal="mel", valeur=meme_courriel)
    munir(la_bas.mere)
    relancer(la_bas)
    relancer(ici)
    assert vues(entrer(ici.mere)) == [ici.mere]


def test_un_compte_ferme_la_bas_ne_s_ouvre_plus_d_ici(ici, la_bas, reuni):
    Compte.objects.filter(pk=compte_de(la_bas.mere).pk).update(is_active=False)
    assert vues(reuni) == [ici.mere]


def test_un_code_depasse_ne_montre_plus_rien_a_la_prochaine_entree(ici, la_bas, reuni):
    """Qui remplissait encore finit, comme par l'entrée ordinaire."""
    depasse = timezone.now()
    CodeAcces.objects.filter(compte=compte_de(la_bas.mere)).update(expire_le=depasse)
    assert vues(reuni) == [ici.mere, la_bas.mere]
    assert vues(entrer(ici.mere)) == [ici.mere]


def test_l_enfant_retire_a_cette_personne_ne_s_ouvre_plus(la_bas, reuni):
    personnes = vues(reuni)
    assert reunions.celle_du_dossier(personnes, la_bas.dossier.pk) == la_bas.mere
    Responsable.objects.filter(personne=la_bas.mere).update(niveau_responsabilite="3")
    assert reunions.celle_du_dossier(personnes, la_bas.dossier.pk) == personnes[0]
    assert not Dossier.objects.pour_famille(*personnes).filter(pk=la_bas.dossier.pk).exists()


def test_separer_ne_touche_qu_a_ce_qui_est_a_soi(ici, la_bas, reuni):
    reunions.separer(entrer(la_bas.mere), la_bas.mere.pk)
    assert len(vues(reuni)) == 2
    reunions.separer(reuni, la_bas.mere.pk)
    reunions.separer(reuni, la_bas.mere.pk)
    assert vues(reuni) == [ici.mere]
    assert reunions.reunir(reuni, munir(la_bas.mere)) is Verdict.REUNI


def test_aucun_college_ne_la_croit_jamais_venue(la_bas, reuni):
    assert compte_de(la_bas.mere).last_login == reuni.last_login
    plus_tard = entrer(la_bas.mere).last_login
    entrees.noter_l_entree(reuni)
    assert compte_de(la_bas.mere).last_login == plus_tard


def test_la_langue_choisie_ici_vaut_la_bas_si_elle_n_y_a_rien_choisi(ici, la_bas, code):
    Compte.objects.filter(rattachements__personne=ici.mere).update(langue="ar")
    reunions.reunir(entrer(ici.mere), code)
    assert compte_de(la_bas.mere).langue == "ar"


def test_le_meme_courriel_verifie_partout_ouvre_la_ou_c_est_reuni(ici, la_bas, reuni):
    la_bas_aussi = compte_de(la_bas.mere)
    for compte in (reuni, la_bas_aussi):
        MoyenVerifie.objects.create(compte=compte, canal="mel", valeur="camille@exemple.fr")
    moyens.envoyer_lien("camille@exemple.fr")
    (lien,) = reuni.liens.all()
    assert Message.objects.get().etablissement == ici.campagne.etablissement
    reunions.separer(reuni, la_bas.mere.pk)
    moyens.envoyer_lien("camille@exemple.fr")
    assert list(reuni.liens.all()) == [lien]
    assert not la_bas_aussi.liens.exists()


def test_une_seule_lecture_pour_qui_n_a_rien_reuni(ici, django_assert_num_queries):
    compte = entrer(ici.mere)
    with django_assert_num_queries(1):
        personnes = reunions.partout(compte)
        reunions.celle_du_dossier(personnes, ici.dossier.pk)
