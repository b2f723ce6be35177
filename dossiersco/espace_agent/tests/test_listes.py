from django.urls import reverse

from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    extraction_prete,
)
from dossiersco.etablissements.droits import Role
from dossiersco.listes.models import Extraction

LISTES = reverse("espace_agent:listes")


def demander(client, nom="eleves", **champs):
    valeurs = {
        "sorte": nom,
        f"{nom}-en": "csv",
        **{f"{nom}-{cle}": valeur for cle, valeur in champs.items()},
    }
    return client.post(reverse("espace_agent:liste_demander"), valeurs, follow=True)


def test_demander_puis_telecharger(secretaire, campagne):
    creer_dossier(campagne)
    assert "Télécharger «" in demander(secretaire, colonnes=["nom_de_famille"]).content.decode()
    fichier = secretaire.get(
        reverse("espace_agent:liste_fichier", args=[Extraction.objects.get().pk])
    )
    assert b"".join(fichier.streaming_content) == "\ufeffNom\r\nMARTIN\r\n".encode()
    assert fichier["Content-Disposition"].startswith(
        'attachment; filename="eleves-et-responsables-'
    )
    assert fichier["Cache-Control"] == "no-store"


def test_un_format_inconnu_se_dit(secretaire, campagne):
    assert "Choisissez un format" in demander(secretaire, en="exe").content.decode()
    assert not Extraction.objects.exists()


def test_la_vie_scolaire_ne_voit_ni_ne_prend_la_liste_complete(client, campagne):
    cpe = client_de(creer_agent(campagne, Role.VIE_SCOLAIRE), client)
    complete = extraction_prete(campagne, "eleves")
    page = cpe.get(LISTES).content.decode()
    assert "Appel d’évacuation" in page
    assert "Élèves et responsables" not in page
    assert demander(cpe).status_code == 403
    assert cpe.get(reverse("espace_agent:liste_fichier", args=[complete.pk])).status_code == 403


def test_une_liste_inconnue_n_existe_pas(secretaire):
    assert demander(secretaire, nom="inconnue").status_code == 404
