import pytest
from django.urls import reverse

from dossiersco.dossiers.models import Etiquette, NoteInterne
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_compte_famille,
    creer_dossier,
    dossier_a_traiter,
    relire,
    responsables,
)
from dossiersco.espace_famille import urls as urls_famille

CANARI = "CANARI-EN-CAGE"


def adresse(nom, *args):
    return reverse(f"espace_agent:{nom}", args=args)


def test_une_note_se_lit_au_dossier_avec_son_auteur(secretaire, agent, campagne):
    dossier = creer_dossier(campagne)
    secretaire.post(adresse("note_ecrire", dossier.pk), {"texte": "Rappeler la mère."})
    html = secretaire.get(adresse("dossier", dossier.pk)).content.decode()
    assert "Rappeler la mère." in html
    assert agent.nom in html


def test_on_n_efface_que_sa_note(secretaire, client, campagne):
    dossier = creer_dossier(campagne)
    secretaire.post(adresse("note_ecrire", dossier.pk), {"texte": "La mienne"})
    note = NoteInterne.objects.get()
    client_de(creer_agent(campagne), client)
    assert client.post(adresse("note_effacer", note.pk)).status_code == 404


def test_confier_et_etiqueter_un_dossier(secretaire, campagne):
    dossier, collegue = creer_dossier(campagne), creer_agent(campagne)
    envoi = {"agent": collegue.pk, "etiquette_neuve": "Bourse"}
    secretaire.post(adresse("dossier_organiser", dossier.pk), envoi)
    assert relire(dossier).attribue_a == collegue
    assert [str(e) for e in relire(dossier).etiquettes.all()] == ["Bourse"]
    page = secretaire.get(adresse("dossier", dossier.pk))
    assert (page.context["confie_a"], page.context["etiquettes"]) == (collegue.nom, ["Bourse"])
    secretaire.post(adresse("dossier_organiser", dossier.pk), {"etiquette_neuve": "bourse"})
    assert relire(dossier).attribue_a is None
    assert Etiquette.objects.count() == 1


def test_ni_l_agent_ni_l_etiquette_du_voisin(secretaire, campagne, voisine):
    dossier, leur_agent = creer_dossier(campagne), creer_agent(voisine)
    leur = Etiquette.objects.create(etablissement=voisine.etablissement, nom="Chez eux")
    Etiquette.objects.create(etablissement=campagne.etablissement, nom="Chez nous")
    for envoi in ({"agent": leur_agent.pk}, {"etiquettes": leur.pk}):
        secretaire.post(adresse("dossier_organiser", dossier.pk), envoi)
    assert relire(dossier).attribue_a is None
    assert not relire(dossier).etiquettes.exists()


def test_aucune_page_d_une_famille_ne_dit_ce_que_les_agents_se_disent(client, campagne):
    dossier = dossier_a_traiter(campagne)
    auteur = creer_agent(campagne)
    NoteInterne.objects.create(dossier=dossier, texte=CANARI, par_agent=auteur)
    dossier.etiquettes.add(
        Etiquette.objects.create(etablissement=campagne.etablissement, nom=CANARI)
    )
    auteur.nom = CANARI
    auteur.save()
    dossier.attribue_a = auteur
    dossier.save()
    compte = creer_compte_famille(responsables(dossier)[0])
    client.force_login(compte, backend="dossiersco.comptes.backends.ParCodeAcces")
    vues = 0
    for motif in urls_famille.urlpatterns:
        if set(motif.pattern.converters) <= {"pk"} and motif.name:
            args = [dossier.pk] if motif.pattern.converters else []
            reponse = client.get(reverse(f"espace_famille:{motif.name}", args=args))
            if not reponse.streaming:
                assert CANARI not in reponse.content.decode(errors="ignore"), motif.name
            vues += reponse.status_code == 200
    assert vues >= 8


@pytest.mark.parametrize("nom", ["note_ecrire", "dossier_organiser"])
def test_le_dossier_du_voisin_repond_404(secretaire, voisine, nom):
    assert secretaire.post(adresse(nom, creer_dossier(voisine).pk)).status_code == 404
