"""Un PDF dessiné se regarde comme une photo : dans la file, le dossier, la revue."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.equipe.actions import retirer_acces
from dossiersco.espace_agent.documents_recus import Document
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    deposer,
    dossier_a_traiter,
    responsables,
)
from dossiersco.etablissements.droits import Geste, Role, peut
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def pdf(campagne):
    """Trois pages, dans un dossier à traiter."""
    dossier = dossier_a_traiter(campagne)
    return PieceJointeFactory(
        dossier=dossier,
        attendue=PieceAttendueFactory(campagne=campagne, nom="Jugement"),
        personne=responsables(dossier)[0],
        nb_pages=3,
        dessinee=True,
    )


def adresse(piece, rang=1):
    return reverse("espace_agent:piece_page", args=[piece.pk, rang])


def statut(client, chemin):
    """Lire le fichier jusqu'au bout le ferme."""
    reponse = client.get(chemin)
    assert not reponse.streaming or b"".join(reponse.streaming_content)
    return reponse.status_code


def ecrans(piece):
    return [
        reverse("espace_agent:file"),
        reverse("espace_agent:dossier", args=[piece.dossier_id]),
        reverse("espace_agent:revue", args=[piece.attendue_id]),
    ]


def test_une_page_se_montre_comme_une_photo(secretaire, pdf):
    reponse = secretaire.get(adresse(pdf, 2))
    assert b"".join(reponse.streaming_content) == b"dessin 2"
    assert reponse["Content-Type"] == "image/jpeg"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert reponse["Cache-Control"] == "no-store"
    assert reponse["Content-Disposition"] == f'inline; filename="piece-{pdf.pk}-page-2.jpg"'


@pytest.mark.parametrize("rang", ["0", "-1", "4", "9" * 30, "1.jpg", "../1", "%00", "un"])
def test_une_page_qui_n_existe_pas_ne_se_trouve_pas(secretaire, pdf, rang):
    chemin = adresse(pdf).replace("/pages/1/", f"/pages/{rang}/")
    assert chemin != adresse(pdf)
    assert secretaire.get(chemin).status_code == 404


def test_une_photo_et_un_pdf_pas_dessine_n_ont_pas_de_page(secretaire, pdf):
    photo = deposer(pdf.dossier, pdf.personne)
    PieceJointe.objects.filter(pk=pdf.pk).update(dessin="")
    assert secretaire.get(adresse(photo)).status_code == 404
    assert secretaire.get(adresse(pdf)).status_code == 404


def test_le_droit_est_celui_du_document(client, campagne, voisine, pdf):
    """Chaque rôle, l'agent d'à côté, celui à qui l'accès vient d'être retiré."""
    for role in Role:
        attendu = 200 if peut(role, Geste.VOIR_PIECES) else 403
        client_de(creer_agent(campagne, role), client)
        assert statut(client, adresse(pdf)) == attendu
        assert statut(client, reverse("espace_agent:piece", args=[pdf.pk])) == attendu
    client_de(creer_agent(voisine, Role.DIRECTION), client)
    assert statut(client, adresse(pdf)) == 404
    parti, direction = (creer_agent(campagne, Role.DIRECTION) for _ in range(2))
    client_de(parti, client)
    assert statut(client, adresse(pdf)) == 200
    retirer_acces(parti, par=direction)
    assert statut(client, adresse(pdf)) == 302


def test_la_file_le_dossier_et_la_revue_montrent_ses_pages(secretaire, pdf):
    la_file, le_dossier, la_revue = (secretaire.get(e).content.decode() for e in ecrans(pdf))
    for page in (la_file, le_dossier):
        assert f'<img src="{adresse(pdf, 1)}"' in page
        assert re.findall(r'href="([^"]+)"[^>]* data-page="([0-9]+)"', page) == [
            (adresse(pdf, 2), "2"),
            (adresse(pdf, 3), "3"),
        ]
        assert "Le document entier (3 pages, PDF)" in page
    assert re.findall(r'<img src="([^"]+)"', la_revue) == [adresse(pdf, n) for n in (1, 2, 3)]
    assert "3 pages à regarder" in la_revue
    assert "Tourner les 3 pages" in la_revue
    assert reverse("espace_agent:piece", args=[pdf.pk]) in la_revue
    assert la_revue.count(reverse("espace_agent:piece_tourner", args=[pdf.pk])) == 1
    sortes = secretaire.get(reverse("espace_agent:revues")).content.decode()
    assert "Jugement&nbsp;: 3 pages à regarder" in sortes


def test_pas_dessine_il_garde_sa_tuile_et_son_lien(secretaire, pdf):
    PieceJointe.objects.filter(pk=pdf.pk).update(dessin="")
    for ecran in ecrans(pdf):
        page = secretaire.get(ecran).content.decode()
        assert reverse("espace_agent:piece", args=[pdf.pk]) in page
        assert "<img" not in page.partition("<main")[2]
        assert "/pages/" not in page


def test_les_pages_se_comptent_d_un_fichier_a_l_autre():
    """Une photo, un PDF de trois pages, un PDF pas dessiné de deux pages, une photo."""
    photo = {"type_contenu": "image/jpeg", "nb_pages": 1}
    pieces = [
        PieceJointe(pk=1, **photo),
        PieceJointe(pk=2, type_contenu="application/pdf", nb_pages=3, dessin="d"),
        PieceJointe(pk=3, type_contenu="application/pdf", nb_pages=2),
        PieceJointe(pk=4, **photo),
    ]
    document = Document(pieces, nom="RIB", auteur="la mère", etat="à regarder", a_decider=True)
    assert [(p.piece.pk, p.numero, p.rang, p.se_montre) for p in document.pages] == [
        (1, 1, 0, True),
        (2, 2, 1, True),
        (2, 3, 2, True),
        (2, 4, 3, True),
        (3, 5, 0, False),
        (4, 7, 0, True),
    ]
    assert document.nb_pages == 7


def test_soixante_pages_ne_coutent_pas_une_lecture_de_plus_que_la_tuile(secretaire, pdf):
    """Même écran, même nombre de requêtes, dessiné ou non."""
    PieceJointe.objects.filter(pk=pdf.pk).update(nb_pages=60)
    dessin, lues = str(pdf.dessin.name), {}
    for garde in (dessin, ""):
        PieceJointe.objects.filter(pk=pdf.pk).update(dessin=garde)
        for ecran in ecrans(pdf):
            secretaire.get(ecran)
            with CaptureQueriesContext(connection) as requetes:
                page = secretaire.get(ecran).content.decode()
            assert (adresse(pdf, 60) in page) == bool(garde)
            lues.setdefault(ecran, []).append(len(requetes))
    assert all(avec == sans for avec, sans in lues.values())
