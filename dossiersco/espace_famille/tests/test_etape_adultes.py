"""Les contacts d'urgence, et les demandes au collège sur les adultes d'un enfant."""

import pytest
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import foyer
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import (
    ContactUrgence,
    DemandeFamille,
    Dossier,
    Personne,
    Responsable,
    Signature,
)
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    SignatureFactory,
    famille_diallo,
    famille_martin,
)
from dossiersco.espace_famille.tests.pages import html, texte

MAMIE = {"nom": "Odile Lenoir", "lien": "grand-mère", "tel_portable": "06 39 98 11 11"}
VOISIN = {"nom": "Karim Haddad", "lien": "voisin", "tel_portable": "06 39 98 22 22"}


def vers(nom: str, *args) -> str:
    return reverse(f"espace_famille:{nom}", args=args)


@pytest.fixture
def ajouter(mere, martin):
    return lambda valeurs: mere.post(
        vers("contact_nouveau", martin.dossier.pk), valeurs, follow=True
    )


def noms() -> list[str]:
    return list(ContactUrgence.objects.order_by("rang").values_list("nom", flat=True))


def test_ajouter_une_personne_a_appeler(ajouter):
    page = texte(ajouter(MAMIE))
    assert "Le collège voit cette liste dès maintenant." in page
    assert "1. Odile Lenoir grand-mère, 06 39 98 11 11" in page


def test_l_ordre_d_appel_se_change_et_se_garde(mere, martin, ajouter):
    ajouter(MAMIE)
    ajouter(VOISIN)
    ajouter({**MAMIE, "nom": "Lina Petit"})
    lina = ContactUrgence.objects.get(nom="Lina Petit")
    avant = vers("contact_placer", martin.dossier.pk, lina.pk, 1)
    assert avant in html(mere.get(vers("adultes", martin.dossier.pk)))
    for _ in range(2):
        mere.post(avant)
    assert noms() == ["Odile Lenoir", "Lina Petit", "Karim Haddad"]


def test_ajouter_deux_fois_la_meme_n_en_fait_qu_une(ajouter):
    for _ in range(2):
        ajouter(MAMIE)
    assert noms() == ["Odile Lenoir"]


def test_un_contact_retire_ailleurs_ne_revient_pas(mere, martin, ajouter):
    ajouter(MAMIE)
    odile = ContactUrgence.objects.get()
    foyer.retirer_contact(martin.dossier, ContactUrgence.objects.get(), par=martin.mere)
    foyer.retirer_contact(martin.dossier, odile, par=martin.mere)
    with pytest.raises(GesteRefuse, match="plus dans votre liste"):
        foyer.ecrire_contact(martin.dossier, odile, MAMIE, par=martin.mere)
    assert noms() == []


def test_corriger_puis_retirer(mere, martin, ajouter):
    ajouter(MAMIE)
    ajouter(VOISIN)
    odile = ContactUrgence.objects.get(nom="Odile Lenoir")
    lieu = (martin.dossier.pk, odile.pk)
    mere.post(vers("contact", *lieu), {**MAMIE, "nom": "Odile Legrand"})
    assert noms() == ["Odile Legrand", "Karim Haddad"]
    mere.post(vers("contact_retirer", *lieu))
    assert list(ContactUrgence.objects.values_list("nom", "rang")) == [("Karim Haddad", 0)]


def test_un_mauvais_numero_se_corrige_sans_rien_retaper(mere, martin):
    page = mere.post(vers("contact_nouveau", martin.dossier.pk), {**MAMIE, "tel_portable": "12"})
    assert page.status_code == 422
    assert "Odile Lenoir" in html(page)
    assert not ContactUrgence.objects.exists()


def test_la_liste_vaut_pour_tous_mes_enfants(db, connecter):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    leo, nina = famille.dossiers
    navigateur = connecter(famille.mere)
    navigateur.post(vers("contact_nouveau", leo.pk), MAMIE)
    assert "Odile Lenoir" in texte(navigateur.get(vers("adultes", nina.pk)))


def test_l_autre_responsable_ne_voit_pas_ma_liste(ajouter, connecter, martin):
    ajouter(MAMIE)
    navigateur = connecter(martin.pere)
    for etape in ("adultes", "dossier", "revue"):
        assert "Odile" not in html(navigateur.get(vers(etape, martin.dossier.pk)))
    odile = ContactUrgence.objects.get()
    siens = (("contact",), ("contact_placer", 0), ("contact_retirer",))
    for geste, *rang in siens:
        reponse = navigateur.post(vers(geste, martin.dossier.pk, odile.pk, *rang), VOISIN)
        assert reponse.status_code == 404


def test_pas_plus_de_six_contacts(ajouter):
    for n in range(7):
        page = ajouter({**MAMIE, "nom": f"Personne {n}"})
    assert "retirez-en un d'abord" in texte(page)
    assert ContactUrgence.objects.count() == 6


def test_un_contact_change_apres_la_signature_ne_se_renvoie_pas(mere, martin, ajouter):
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    Dossier.objects.update(etat=Etat.VALIDE)
    ajouter(MAMIE)
    assert "Validé." in texte(mere.get(vers("dossier", martin.dossier.pk)))


@pytest.mark.parametrize("sorte", ["tiers", "accueil", "responsable_manquant"])
def test_une_demande_n_ecrit_sur_personne(mere, martin, sorte):
    avant = list(Personne.objects.order_by("pk").values()), Responsable.objects.count()
    donnees = {"nom": "Odile Lenoir", "lien": "tante", "telephone": "06 39 98 11 11"}
    page = mere.post(vers("demande", martin.dossier.pk, sorte), donnees, follow=True)
    assert "Demande envoyée au collège." in texte(page)
    assert "Le collège ne l'a pas encore regardée." in texte(page)
    assert (list(Personne.objects.order_by("pk").values()), Responsable.objects.count()) == avant
    assert "Odile Lenoir" in DemandeFamille.objects.get().donnees.values()


def test_une_demande_n_empeche_personne_de_signer(mere, martin, adresse_de):
    mere.post(vers("demande", martin.dossier.pk, "tiers"), {"nom": "X", "lien": "Y"})
    revue = adresse_de("revue", martin.dossier)
    lu = html(mere.get(revue)).split('name="vu" value="')[1].split('"')[0]
    mere.post(revue, {"vu": lu, "exact": "on"})
    assert Dossier.objects.get().etat == Etat.VALIDE
    assert Signature.objects.count() == 1


def test_l_autre_responsable_ne_voit_pas_ma_demande(mere, martin, connecter):
    mere.post(vers("demande", martin.dossier.pk, "tiers"), {"nom": "ZQXCANARI", "lien": "Y"})
    navigateur = connecter(martin.pere)
    for etape in ("adultes", "dossier", "revue"):
        assert "ZQXCANARI" not in html(navigateur.get(vers(etape, martin.dossier.pk)))
    demande = DemandeFamille.objects.get()
    retirer = vers("demande_retirer", martin.dossier.pk, demande.pk)
    assert navigateur.post(retirer).status_code == 404


def test_demander_deux_fois_la_meme_chose_n_en_fait_qu_une(mere, martin):
    for _ in range(2):
        mere.post(vers("demande", martin.dossier.pk, "tiers"), {"nom": "X", "lien": "Y"})
    assert DemandeFamille.objects.count() == 1


def test_ne_pas_etre_responsable_ne_demande_plus_rien(mere, martin):
    mere.post(vers("demande", martin.dossier.pk, "pas_responsable"), {})
    page = texte(mere.get(vers("dossier", martin.dossier.pk)))
    assert "Vous avez dit ne pas être responsable de cet enfant." in page
    assert "Tout est exact, continuer" not in page
    assert "Léo" in page


def test_si_le_college_ne_retient_pas_tout_redevient_a_faire(mere, martin):
    mere.post(vers("demande", martin.dossier.pk, "pas_responsable"), {})
    agent = AgentFactory(etablissement=martin.campagne.etablissement)
    foyer.decider(
        DemandeFamille.objects.get(), acceptee=False, motif="SIECLE vous connaît.", par=agent
    )
    page = texte(mere.get(vers("dossier", martin.dossier.pk)))
    assert "À confirmer." in page
    assert "Pas retenue par le collège. SIECLE vous connaît." in page


def test_retirer_sa_demande(mere, martin):
    mere.post(vers("demande", martin.dossier.pk, "pas_responsable"), {})
    demande = DemandeFamille.objects.get()
    mere.post(vers("demande_retirer", martin.dossier.pk, demande.pk))
    assert "À confirmer." in texte(mere.get(vers("dossier", martin.dossier.pk)))


def test_l_accueil_propose_de_ne_pas_etre_responsable_de_chacun(db, connecter):
    famille = famille_martin(prenoms=("Léo", "Nina"))
    navigateur = connecter(famille.mere)
    assert texte(navigateur.get(vers("accueil"))).count("Je ne suis pas responsable") == 2
    navigateur.post(vers("demande", famille.dossier.pk, "pas_responsable"), {})
    page = texte(navigateur.get(vers("accueil")))
    assert page.count("Je ne suis pas responsable") == 1
    assert "Léo MARTIN Vous avez dit ne pas être responsable de cet enfant." in page


def test_une_sorte_de_demande_inconnue_n_existe_pas(mere, martin):
    assert mere.get(vers("demande", martin.dossier.pk, "autre")).status_code == 404


def test_le_dossier_d_un_autre_ne_recoit_rien(mere, martin):
    autre = famille_diallo(martin.campagne).dossier
    assert mere.post(vers("contact_nouveau", autre.pk), MAMIE).status_code == 404
    assert mere.post(vers("demande", autre.pk, "tiers"), {"nom": "X"}).status_code == 404


def test_ferme_rien_ne_s_ecrit(mere, martin):
    Campagne.objects.update(ferme_le="2026-01-01")
    mere.post(vers("contact_nouveau", martin.dossier.pk), MAMIE)
    mere.post(vers("demande", martin.dossier.pk, "tiers"), {"nom": "X", "lien": "Y"})
    assert not ContactUrgence.objects.exists()
    assert not DemandeFamille.objects.exists()
