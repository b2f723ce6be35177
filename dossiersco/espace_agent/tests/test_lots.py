from dataclasses import replace

import pytest
from django.urls import reverse

from dossiersco.dossiers import actions, lots
from dossiersco.dossiers.models import Dossier, Etiquette, Lot, Trace
from dossiersco.dossiers.tests.factories import MefFactory
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    deposer,
    dire_de_l_eleve,
    dossier_a_traiter,
    relire,
    responsables,
)
from dossiersco.etablissements.droits import Role

LOT, FAIRE = reverse("espace_agent:lot"), reverse("espace_agent:lot_faire")


def voir(client, geste, *dossiers, **aussi):
    return client.get(LOT, {"geste": geste, "dossier": [d.pk for d in dossiers], **aussi})


def faire(client, geste, *dossiers, **aussi):
    """Comme l'agent : voir, puis confirmer ce qui est montré."""
    vu = voir(client, geste, *dossiers, **aussi)
    return client.post(FAIRE, {"geste": geste, "vus": vu.context["vus"], **aussi}, follow=True)


def dits(reponse):
    return [str(message) for message in reponse.context["messages"]]


def annuler(client):
    adresse = reverse("espace_agent:lot_annuler", args=[Lot.objects.latest("pk").pk])
    return dits(client.post(adresse, follow=True))


def propose_d_annuler(client):
    lignes = client.get(reverse("espace_agent:lots")).context["lots"]
    return any(ligne["annulable"] for ligne in lignes)


def desaccord(campagne):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    dossier = creer_dossier(campagne, mere, pere, prenom="Ana")
    dire_de_l_eleve(dossier, mere, nom_usage="DIALLO")
    return dire_de_l_eleve(dossier, pere, nom_usage="PETIT")


def test_valider_montre_chaque_difference_et_ce_qui_sera_passe(secretaire, campagne):
    pret, conteste = dossier_a_traiter(campagne), desaccord(campagne)
    avec_piece = dossier_a_traiter(campagne)
    deposer(avec_piece, responsables(avec_piece)[0])
    jamais = creer_dossier(campagne)
    vu = voir(secretaire, "valider", pret, conteste, avec_piece, jamais)
    assert [prevu.dossier for prevu in vu.context["pris"]] == [pret]
    assert "06 39 98 00 02" in vu.content.decode()
    raisons = {prevu.dossier: prevu.raison for prevu in vu.context["passes"]}
    assert "contredisent" in raisons[conteste]
    assert "document" in raisons[avec_piece]
    assert "À remplir" in raisons[jamais]


def test_rien_n_est_ecrit_avant_de_confirmer(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    voir(secretaire, "valider", dossier)
    assert relire(dossier).etat == "transmis"
    assert not Lot.objects.exists()


def test_valider_tout_ce_qu_un_filtre_garde(secretaire, campagne):
    prets = [dossier_a_traiter(campagne) for _ in range(3)]
    creer_dossier(campagne)
    params = {"parametres": "etat=transmis", "tout": "oui"}
    reponse = faire(secretaire, "valider", **params)
    assert dits(reponse) == ["Fait : 3 dossiers sur 3."]
    assert {relire(dossier).etat for dossier in prets} == {"valide"}
    assert Lot.objects.get().lignes.keys() == {str(dossier.pk) for dossier in prets}


def test_recommencer_va_aux_suivants_pas_aux_memes(secretaire, campagne, monkeypatch):
    """Ceux qui sont validés ou se décident un par un ne tiennent pas la place de ceux à prendre."""
    monkeypatch.setitem(lots.GESTES, "valider", replace(lots.GESTES["valider"], au_plus=1))
    creer_dossier(campagne, nom="AAA")
    avec_piece = dossier_a_traiter(campagne, nom="BBB")
    deposer(avec_piece, responsables(avec_piece)[0])
    for nom in ("CCC", "DDD"):
        dossier_a_traiter(campagne, nom=nom)
    pris = []
    for _ in range(3):
        vu = voir(secretaire, "valider", tout="oui")
        pris.append([prevu.dossier.eleve.nom_de_famille for prevu in vu.context["pris"]])
        suite = vu.context["reste"]
        faire(secretaire, "valider", tout="oui")
    assert pris == [["CCC"], ["DDD"], []]
    assert not suite


def test_un_dossier_qui_bouge_apres_la_lecture_est_passe(secretaire, campagne):
    lu, bouge = dossier_a_traiter(campagne), dossier_a_traiter(campagne)
    vu = voir(secretaire, "valider", lu, bouge)
    dire_de_l_eleve(bouge, responsables(bouge)[0], nom_usage="DIALLO")
    reponse = secretaire.post(FAIRE, {"geste": "valider", "vus": vu.context["vus"]}, follow=True)
    assert relire(lu).etat == "valide"
    assert relire(bouge).etat == "transmis"
    assert any("il a changé depuis votre lecture" in dit for dit in dits(reponse))


def test_les_freres_valides_par_l_aine_ne_sont_pas_dits_passes(secretaire, campagne):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere, prenom="Ana"), creer_dossier(campagne, mere)
    actions.modifier(aine, mere, {"tel_portable": "0639980002"}, par=mere)
    actions.signer(aine, par=mere)
    actions.signer(cadet, par=mere)
    reponse = faire(secretaire, "valider", aine, cadet)
    assert dits(reponse) == ["Fait : 2 dossiers sur 2."]
    assert {relire(aine).etat, relire(cadet).etat} == {"valide"}


def test_un_cadet_qui_a_aussi_son_changement_se_valide_dans_le_meme_lot(secretaire, campagne):
    mere = creer_personne(campagne)
    aine, cadet = creer_dossier(campagne, mere, prenom="Ana"), creer_dossier(campagne, mere)
    actions.modifier(aine, mere, {"tel_portable": "0639980002"}, par=mere)
    actions.modifier(cadet, cadet.eleve, {"nom_usage": "DIALLO"}, par=mere)
    for dossier in (aine, cadet):
        actions.signer(dossier, par=mere)
    assert dits(faire(secretaire, "valider", aine, cadet)) == ["Fait : 2 dossiers sur 2."]
    assert {relire(aine).etat, relire(cadet).etat} == {"valide"}


def test_confier_puis_annuler_rend_ce_qui_etait(secretaire, campagne):
    collegue, autre = creer_agent(campagne), creer_agent(campagne)
    libre, pris = creer_dossier(campagne), creer_dossier(campagne)
    Dossier.objects.filter(pk=pris.pk).update(attribue_a=autre)
    faire(secretaire, f"attribuer:{collegue.pk}", libre, pris)
    assert {relire(libre).attribue_a, relire(pris).attribue_a} == {collegue}
    secretaire.post(reverse("espace_agent:lot_annuler", args=[Lot.objects.get().pk]))
    assert relire(libre).attribue_a is None
    assert relire(pris).attribue_a == autre


def test_annuler_ne_touche_pas_ce_qui_a_change_depuis(secretaire, campagne):
    collegue, autre = creer_agent(campagne), creer_agent(campagne)
    un, deux = creer_dossier(campagne), creer_dossier(campagne)
    faire(secretaire, f"attribuer:{collegue.pk}", un, deux)
    Dossier.objects.filter(pk=deux.pk).update(attribue_a=autre)
    lot = Lot.objects.get()
    reponse = secretaire.post(reverse("espace_agent:lot_annuler", args=[lot.pk]), follow=True)
    assert relire(un).attribue_a is None
    assert relire(deux).attribue_a == autre
    assert dits(reponse) == [
        "Annulé pour 1 dossier.",
        f"{deux.eleve}\N{NO-BREAK SPACE}: reste tel quel. Il a changé depuis.",
    ]


def test_on_n_annule_pas_deux_fois(secretaire, campagne):
    collegue = creer_agent(campagne)
    faire(secretaire, f"attribuer:{collegue.pk}", creer_dossier(campagne))
    adresse = reverse("espace_agent:lot_annuler", args=[Lot.objects.get().pk])
    secretaire.post(adresse, follow=True)
    assert dits(secretaire.post(adresse, follow=True)) == ["Ce geste a déjà été annulé."]


def test_sans_delai_la_famille_le_sait_une_validation_ne_s_annule_pas(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    assert "cela ne s’annule pas" in voir(secretaire, "valider", dossier).content.decode()
    faire(secretaire, "valider", dossier)
    assert not propose_d_annuler(secretaire)
    (refus,) = annuler(secretaire)
    assert "Rien n’est annulé. La famille est déjà prévenue" in refus
    assert relire(dossier).etat == "valide"
    assert Lot.objects.get().annule_le is None


def test_une_etiquette_neuve_nait_avec_le_lot_et_s_annule(secretaire, campagne):
    dossier, deja = creer_dossier(campagne), creer_dossier(campagne)
    faire(secretaire, "etiqueter:neuve", dossier, deja, nom="Bourse")
    etiquette = Etiquette.objects.get()
    assert (etiquette.nom, etiquette.dossiers.count()) == ("Bourse", 2)
    faire(secretaire, f"desetiqueter:{etiquette.pk}", dossier)
    assert list(etiquette.dossiers.all()) == [deja]
    secretaire.post(reverse("espace_agent:lot_annuler", args=[Lot.objects.last().pk]))
    assert etiquette.dossiers.count() == 2


def test_une_etiquette_neuve_sans_nom_se_redemande(secretaire, campagne):
    dossier = creer_dossier(campagne)
    reponse = faire(secretaire, "etiqueter:neuve", dossier)
    assert dits(reponse) == ["Donnez un nom à l’étiquette."]
    assert not Etiquette.objects.exists()


def test_tout_un_niveau_change_de_formation_et_revient(secretaire, campagne):
    MefFactory(campagne=campagne, code_mef="10110001110")
    dossiers = [creer_dossier(campagne) for _ in range(2)]
    faire(secretaire, "former:10110001110", *dossiers)
    assert {relire(d).code_mef_rentree for d in dossiers} == {"10110001110"}
    secretaire.post(reverse("espace_agent:lot_annuler", args=[Lot.objects.get().pk]))
    assert {relire(d).code_mef_rentree for d in dossiers} == {""}


def test_dire_parti_ferme_le_dossier_et_revenir_le_rouvre(secretaire, campagne):
    dossier = dossier_a_traiter(campagne)
    faire(secretaire, "dire_parti", dossier)
    assert relire(dossier).eleve.est_parti
    assert not Dossier.objects.a_traiter().exists()
    faire(secretaire, "dire_present", dossier)
    assert not relire(dossier).eleve.est_parti
    gestes = Trace.objects.filter(geste__startswith="dire_").order_by("pk")
    assert [trace.geste for trace in gestes] == ["dire_parti", "dire_present"]


def test_un_dossier_deja_ainsi_est_passe(secretaire, campagne):
    dossier = creer_dossier(campagne)
    faire(secretaire, "dire_parti", dossier)
    vu = voir(secretaire, "dire_parti", dossier)
    assert [prevu.raison for prevu in vu.context["passes"]] == ["c’est déjà le cas"]


@pytest.mark.parametrize(
    ("role", "geste", "permis"),
    [
        (Role.GESTION, "etiqueter:neuve", True),
        (Role.GESTION, "valider", False),
        (Role.GESTION, "dire_parti", False),
        (Role.LECTURE, "etiqueter:neuve", False),
    ],
)
def test_chaque_geste_garde_son_droit(client, campagne, role, geste, permis):
    dossier = creer_dossier(campagne)
    client_de(creer_agent(campagne, role), client)
    assert voir(client, geste, dossier).status_code == (200 if permis else 302)
    envoi = {"geste": geste, "vus": f"{dossier.pk}:False", "nom": "Bourse"}
    assert client.post(FAIRE, envoi).status_code == (302 if permis else 403)


def test_ni_dossier_ni_agent_ni_etiquette_du_voisin(secretaire, campagne, voisine):
    chez_lui, ici = creer_dossier(voisine), creer_dossier(campagne)
    leur_agent = creer_agent(voisine)
    leur_etiquette = Etiquette.objects.create(etablissement=voisine.etablissement, nom="Chez eux")
    voir(secretaire, f"attribuer:{leur_agent.pk}", ici)
    for geste in (f"attribuer:{leur_agent.pk}", f"etiqueter:{leur_etiquette.pk}"):
        secretaire.post(FAIRE, {"geste": geste, "vus": f"{ici.pk}:"})
    secretaire.post(FAIRE, {"geste": "dire_parti", "vus": f"{chez_lui.pk}:False"})
    assert relire(ici).attribue_a is None
    assert not relire(ici).etiquettes.exists()
    assert not relire(chez_lui).eleve.est_parti
    assert not Lot.objects.exists()


def test_le_lot_du_voisin_repond_404(secretaire, campagne, voisine):
    lot = Lot.objects.create(
        campagne=voisine, par_agent=creer_agent(voisine), geste="dire_parti", lignes={}
    )
    adresse = reverse("espace_agent:lot_annuler", args=[lot.pk])
    assert secretaire.post(adresse).status_code == 404


@pytest.mark.parametrize("vus", ["", "x", "12", "9" * 40 + ":a", ":", "12:a 12:b"])
def test_une_liste_forgee_ne_casse_rien(secretaire, campagne, vus):
    reponse = secretaire.post(FAIRE, {"geste": "dire_parti", "vus": vus})
    assert reponse.status_code == 302
    assert not Lot.objects.exists()
