"""Une page restée ouverte n'efface pas ce qu'un autre onglet, ou l'autre parent, a écrit depuis."""

import pytest

from dossiersco.dossiers.models import Eleve, Personne, Trace
from dossiersco.espace_famille.tests.pages import saisie, texte


def moi(martin) -> Personne:
    return Personne.objects.get(pk=martin.mere.pk)


def test_deux_onglets_ecrivent_chacun_leur_champ(mere, martin, adresse_de):
    adresse = adresse_de("moi", martin.dossier)
    ancienne = saisie(mere.get(adresse))
    mere.post(adresse, saisie(mere.get(adresse), mel="neuf@exemple.fr"))
    mere.post(adresse, {**ancienne, "tel_portable": "06 39 98 12 34"})
    assert moi(martin).mel == "neuf@exemple.fr"
    assert moi(martin).tel_portable == "0639981234"


def test_une_adresse_donnee_dans_l_autre_onglet_reste(mere, martin, adresse_de):
    adresse = adresse_de("moi", martin.dossier)
    ancienne = saisie(mere.get(adresse))
    demenagement = {"rue": "3 place du Marché", "code_postal": "59200", "commune": ""}
    mere.post(adresse, saisie(mere.get(adresse), **demenagement))
    mere.post(adresse, {**ancienne, "mel": "neuf@exemple.fr"})
    assert moi(martin).adresse["CODE_POSTAL"] == "59200"
    assert moi(martin).mel == "neuf@exemple.fr"


def test_une_adresse_que_siecle_espace_mal_se_corrige_du_premier_coup(mere, martin, adresse_de):
    """Le formulaire resserre les espaces : il ne doit pas se croire en retard sur lui-même."""
    Personne.objects.update(
        adresse={**martin.mere.adresse, "LIGNE2_ADRESSE": "Bâtiment B  Escalier 3"}
    )
    adresse = adresse_de("moi", martin.dossier)
    reponse = mere.post(adresse, saisie(mere.get(adresse), rue="3 place du Marché"))
    assert reponse.status_code == 302
    assert moi(martin).adresse["LIGNE1_ADRESSE"] == "3 place du Marché"


def test_un_parent_ne_defait_pas_ce_que_l_autre_vient_d_ecrire(mere, martin, connecter, adresse_de):
    adresse = adresse_de("eleve", martin.dossier)
    pere = connecter(martin.pere)
    ancienne = saisie(pere.get(adresse))
    mere.post(adresse, saisie(mere.get(adresse), date_naiss="2013-04-05", motif="Erreur"))
    pere.post(adresse, {**ancienne, "tel_portable": "06 39 98 00 11"})
    eleve = Eleve.objects.get()
    assert f"{eleve.date_naiss}" == "2013-04-05"
    assert eleve.tel_portable == "0639980011"
    assert list(Trace.objects.filter(par_personne=martin.pere).values_list("champ", flat=True)) == [
        "tel_portable"
    ]


def test_apres_une_erreur_on_compare_toujours_a_la_premiere_page(mere, martin, adresse_de):
    adresse = adresse_de("moi", martin.dossier)
    autre_onglet = saisie(mere.get(adresse), mel="neuf@exemple.fr")
    refusee = mere.post(adresse, saisie(mere.get(adresse), tel_portable="12"))
    mere.post(adresse, autre_onglet)
    mere.post(adresse, saisie(refusee, tel_portable="06 39 98 12 34"))
    assert moi(martin).mel == "neuf@exemple.fr"


@pytest.mark.parametrize("forge", ["", "n'importe quoi", "eyJtZWwiOiJ4In0:faux"])
def test_un_sceau_absent_ou_faux_ne_compte_pas(mere, martin, adresse_de, forge):
    adresse = adresse_de("moi", martin.dossier)
    reponse = mere.post(adresse, saisie(mere.get(adresse), vu=forge, mel="neuf@exemple.fr"))
    assert reponse.status_code == 302
    assert moi(martin).mel == "neuf@exemple.fr"


def test_ce_qui_a_change_dans_l_autre_onglet_est_dit_a_la_page_ancienne(mere, martin, adresse_de):
    adresse = adresse_de("moi", martin.dossier)
    ancienne = saisie(mere.get(adresse))
    mere.post(adresse, saisie(mere.get(adresse), mel="neuf@exemple.fr"))
    mere.get(adresse_de("dossier", martin.dossier))
    suite = mere.post(adresse, {**ancienne, "tel_portable": "06 39 98 12 34"}, follow=True)
    assert "Changé entre-temps" in texte(suite)
    assert "et gardé : courriel." in texte(suite)


def test_deux_onglets_changent_le_meme_champ_le_second_choisit(mere, martin, adresse_de):
    adresse = adresse_de("moi", martin.dossier)
    ancienne = saisie(mere.get(adresse), mel="second@exemple.fr")
    mere.post(adresse, saisie(mere.get(adresse), mel="premier@exemple.fr", prenom="Camille Anne"))
    refusee = mere.post(adresse, ancienne)
    assert refusee.status_code == 422
    assert "« premier@exemple.fr »" in texte(refusee)
    assert moi(martin).mel == "premier@exemple.fr"
    assert mere.post(adresse, saisie(refusee)).status_code == 302
    assert (moi(martin).mel, moi(martin).prenom) == ("second@exemple.fr", "Camille Anne")
