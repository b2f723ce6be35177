"""Imprimer pour les élèves choisis dans la liste."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Dossier, Lot
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    responsables,
)
from dossiersco.etablissements.droits import Geste, Role, peut
from dossiersco.papier.models import Tirage
from dossiersco.papier.selection import PARTI, SANS_PERSONNE, VALIDE

LOT, PAPIER = reverse("espace_agent:lot"), reverse("espace_agent:lot_papier")
FEUILLES, LETTRES = "imprimer:feuilles", "imprimer:lettres"


def voir(client, geste, *dossiers, **aussi):
    """Comme l'agent : de la liste, par la porte de tous les gestes."""
    choix = {"geste": geste, "dossier": [dossier.pk for dossier in dossiers], **aussi}
    return client.get(LOT, choix, follow=True)


def imprimer(client, geste, *dossiers, **aussi):
    montres = voir(client, geste, *dossiers, **aussi).context["dossiers"]
    return client.post(PAPIER, {"geste": geste, "dossiers": montres, **aussi}, follow=True)


def dits(reponse):
    return [str(message) for message in reponse.context["messages"]]


def partir(dossier):
    dossier.eleve.depart_dit_le = timezone.localdate()
    dossier.eleve.save()


def test_la_liste_offre_d_imprimer_a_qui_peut_inviter(secretaire, campagne, client):
    creer_dossier(campagne)
    liste = reverse("espace_agent:dossiers")
    assert FEUILLES in secretaire.get(liste).content.decode()
    gestion = client_de(creer_agent(campagne, Role.GESTION), client)
    assert FEUILLES not in gestion.get(liste).content.decode()


def test_les_coches_s_impriment_et_eux_seuls(secretaire, campagne):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    choisi, autre = creer_dossier(campagne, mere, pere), creer_dossier(campagne)
    vu = voir(secretaire, FEUILLES, choisi)
    assert "2 dossiers à remplir" in vu.content.decode()
    assert not Tirage.objects.exists()
    assert "C’est demandé" in dits(imprimer(secretaire, FEUILLES, choisi))[0]
    tirage = Tirage.objects.get()
    assert tirage.cibles == [[choisi.pk, mere.pk], [choisi.pk, pere.pk]]
    assert (tirage.sorte, tirage.etat, tirage.codes_neufs) == ("feuilles", "pret", False)
    assert autre.pk not in {dossier for dossier, _ in tirage.cibles}
    assert not Lot.objects.exists()


def test_tout_ce_qu_un_filtre_garde_s_imprime(secretaire, campagne):
    gardes = [creer_dossier(campagne, nom=nom) for nom in ("ARNOUX", "BASTIDE")]
    creer_dossier(campagne, nom="ZOLA")
    Dossier.objects.filter(pk__in=[d.pk for d in gardes]).update(etat="transmis")
    imprimer(secretaire, FEUILLES, parametres="etat=transmis", tout="oui")
    assert [dossier for dossier, _ in Tirage.objects.get().cibles] == [d.pk for d in gardes]


def test_une_lettre_dit_quels_codes_elle_remplace(secretaire, campagne):
    mere = creer_personne(campagne)
    fratrie = [creer_dossier(campagne, mere, prenom=prenom) for prenom in ("Ana", "Bob")]
    inviter(campagne)
    page = voir(secretaire, LETTRES, *fratrie).content.decode()
    assert "1 lettre</strong>" in page
    assert "1 personne a déjà un code" in page
    imprimer(secretaire, LETTRES, *fratrie)
    assert Tirage.objects.get().codes_neufs


def test_un_code_neuf_sur_les_feuilles_se_choisit(secretaire, campagne):
    imprimer(secretaire, FEUILLES, creer_dossier(campagne), codes_neufs="oui")
    assert Tirage.objects.get().codes_neufs


def test_qui_ne_s_imprime_pas_est_dit_avec_sa_raison(secretaire, campagne):
    bon, parti, valide, seul = (creer_dossier(campagne) for _ in range(4))
    partir(parti)
    Dossier.objects.filter(pk=valide.pk).update(etat="valide")
    seul.eleve.responsables.update(niveau_responsabilite="3")
    raisons = {
        geste: dict(voir(secretaire, geste, bon, parti, valide, seul).context["prevu"].passes)
        for geste in (FEUILLES, LETTRES)
    }
    assert raisons[LETTRES] == {parti: PARTI, valide: VALIDE, seul: SANS_PERSONNE}
    assert raisons[FEUILLES] == {parti: PARTI, seul: SANS_PERSONNE}


def test_personne_a_imprimer_se_dit_sans_bouton(secretaire, campagne):
    parti = creer_dossier(campagne)
    partir(parti)
    page = voir(secretaire, FEUILLES, parti).content.decode()
    assert "Rien n’est à imprimer" in page
    assert "codes_neufs" not in page


def test_qui_part_apres_la_lecture_n_est_pas_imprime_et_cela_se_dit(secretaire, campagne):
    reste, part = creer_dossier(campagne), creer_dossier(campagne)
    montres = voir(secretaire, FEUILLES, reste, part).context["dossiers"]
    partir(part)
    envoi = {"geste": FEUILLES, "dossiers": montres}
    reponse = secretaire.post(PAPIER, envoi, follow=True)
    assert "leur dossier a changé depuis : 1." in dits(reponse)[1]
    assert {dossier for dossier, _ in Tirage.objects.get().cibles} == {reste.pk}


def test_appuyer_deux_fois_n_imprime_qu_une(secretaire, campagne):
    dossier = creer_dossier(campagne)
    imprimer(secretaire, LETTRES, dossier)
    imprimer(secretaire, LETTRES, dossier)
    assert Tirage.objects.count() == 1


def test_un_tirage_en_cours_se_dit_et_n_en_ajoute_pas(secretaire, campagne):
    un, deux = creer_dossier(campagne), creer_dossier(campagne)
    imprimer(secretaire, FEUILLES, un)
    Tirage.objects.update(etat="en_cours")
    assert "déjà en cours" in dits(imprimer(secretaire, FEUILLES, deux))[0]
    assert Tirage.objects.count() == 1


def test_les_eleves_du_voisin_ne_s_impriment_pas(secretaire, campagne, voisine):
    chez_eux = creer_dossier(voisine)
    assert "Aucun dossier n’est choisi" in dits(voir(secretaire, FEUILLES, chez_eux))[0]
    envoi = {"geste": FEUILLES, "dossiers": str(chez_eux.pk)}
    assert "Aucun de ces élèves" in dits(secretaire.post(PAPIER, envoi, follow=True))[0]
    assert not Tirage.objects.exists()


@pytest.mark.parametrize("geste", ["", "imprimer", "imprimer:", "imprimer:rappels", "valider"])
def test_une_demande_forgee_n_imprime_rien(secretaire, campagne, geste):
    envoi = {"geste": geste, "dossiers": f"{creer_dossier(campagne).pk} x {'9' * 40}"}
    assert (
        "Choisissez ce qu’il faut imprimer" in dits(secretaire.post(PAPIER, envoi, follow=True))[0]
    )
    assert not Tirage.objects.exists()


def test_imprimer_n_est_pas_un_lot(secretaire, campagne):
    faire = reverse("espace_agent:lot_faire")
    envoi = {"geste": FEUILLES, "vus": f"{creer_dossier(campagne).pk}:"}
    assert secretaire.post(faire, envoi).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_seul_qui_invite_imprime(client, campagne, role):
    dossier = creer_dossier(campagne)
    qui = client_de(creer_agent(campagne, role), client)
    reponse = qui.post(PAPIER, {"geste": LETTRES, "dossiers": str(dossier.pk)})
    permis = peut(role, Geste.INVITER)
    assert reponse.status_code == (302 if permis else 403)
    assert Tirage.objects.exists() is permis


@pytest.mark.parametrize("nombre", [1, 6])
def test_voir_lit_autant_quel_que_soit_le_nombre(
    secretaire, campagne, nombre, django_assert_max_num_queries
):
    dossiers = [creer_dossier(campagne) for _ in range(nombre)]
    choix = {"geste": LETTRES, "dossier": [dossier.pk for dossier in dossiers]}
    with django_assert_max_num_queries(8):
        secretaire.get(PAPIER, choix)


def test_trop_d_eleves_a_la_fois_se_dit(secretaire, campagne, monkeypatch):
    monkeypatch.setattr("dossiersco.espace_agent.lot_papier.AU_PLUS", 1)
    dossiers = [creer_dossier(campagne) for _ in range(2)]
    assert "trop d’un coup" in dits(voir(secretaire, FEUILLES, *dossiers))[0]


def test_ni_l_autre_adulte_ni_un_contact_ne_recoit_la_feuille(secretaire, campagne):
    mere, contact = creer_personne(campagne), creer_personne(campagne)
    dossier = creer_dossier(campagne, mere, contact)
    dossier.eleve.responsables.filter(personne=contact).update(niveau_responsabilite="3")
    imprimer(secretaire, FEUILLES, dossier)
    assert Tirage.objects.get().cibles == [[dossier.pk, responsables(dossier)[0].pk]]
