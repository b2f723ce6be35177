"""Un PDF se dessine page à page ; hostile ou abîmé, il garde sa tuile et n'arrête rien."""

import io

import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image

from dossiersco.dossiers.tests.factories import famille_martin
from dossiersco.pieces import actions, dessinateur, dessins
from dossiersco.pieces.conservation import effacer_les_documents
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.stockage import stockage
from dossiersco.pieces.tasks import dessiner_le_pdf
from dossiersco.pieces.tests import fichiers_hostiles as fichiers
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory

ROUGE = fichiers.ROUGE_EN_HAUT_A_GAUCHE
VERT = b"0 1 0 rg 0 0 600 800 re f"
EN_BASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def martin(db):
    return famille_martin()


@pytest.fixture
def deposer(martin):
    attendue = PieceAttendueFactory(campagne=martin.campagne)

    def geste(contenu):
        deposee = actions.deposer(martin.dossier, attendue, io.BytesIO(contenu), par=martin.mere)
        deposee.refresh_from_db()
        return deposee

    return geste


def ouvrir(jpeg):
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        return image.convert("RGB")


def est_rouge(point):
    return point[0] > 200 and point[1] < 80 and point[2] < 80


@pytest.fixture
def gardes(martin):
    """Combien de fichiers de plus qu'au début du test sont sur le disque."""

    def lister():
        depot, sous = stockage(), str(martin.dossier.pk)
        return set(depot.listdir(sous)[1]) if depot.exists(sous) else set()

    avant = lister()
    return lambda: len(lister() - avant)


def test_un_pdf_depose_se_dessine_page_a_page(deposer):
    piece = deposer(fichiers.pdf_dessine(ROUGE, VERT))
    assert list(piece.pages_dessinees) == [1, 2]
    premiere, seconde = (ouvrir(dessins.page(piece, rang)) for rang in (1, 2))
    assert premiere.size == (1200, 1600)
    assert est_rouge(premiere.getpixel((100, 100)))
    assert premiere.getpixel((1000, 1400)) == (255, 255, 255)
    assert seconde.getpixel((600, 800))[1] > 200


def test_une_photo_n_a_pas_besoin_d_etre_dessinee(deposer, monkeypatch):
    monkeypatch.setattr(dessins.a_l_abri, "lire", lambda *_, **__: pytest.fail("dessinée"))
    assert not deposer(fichiers.jpeg()).dessin


def test_le_depot_n_attend_pas_le_dessin(deposer, gardes, settings):
    """Une tâche, après les courriels ; elle peut être refaite."""
    settings.TASKS = EN_BASE
    piece = deposer(fichiers.pdf_dessine(ROUGE))
    assert not piece.dessin
    tache = DBTaskResult.objects.get(task_path="dossiersco.pieces.tasks.dessiner_le_pdf")
    assert tache.priority < 0
    assert list(PieceJointe.objects.a_dessiner()) == [piece]
    for _ in range(2):
        dessiner_le_pdf.call(piece.pk)
    piece.refresh_from_db()
    assert gardes() == 2
    assert not PieceJointe.objects.a_dessiner().exists()


@pytest.mark.parametrize("rang", [0, -1, 3, 10**30])
def test_une_page_qui_n_existe_pas_est_absente(db, rang):
    piece = PieceJointeFactory(nb_pages=2, dessinee=True)
    assert dessins.page(piece, 2) == b"dessin 2"
    with pytest.raises(dessins.PageAbsente):
        dessins.page(piece, rang)


def test_un_pdf_pas_dessine_n_a_aucune_page(db):
    with pytest.raises(dessins.PageAbsente):
        dessins.page(PieceJointeFactory(), 1)


@pytest.mark.parametrize(
    ("cadre", "taille"),
    [
        ((0, 0, 1_000_000, 1_000_000), (1600, 1600)),
        ((0, 0, 14400, 1), (1600, 1)),
        ((0, 0, 0.01, 0.02), (800, 1600)),
        ((-500, -500, 100, 300), (1200, 1600)),
        # À l'envers, ou sans surface : ce que pdfium en fait, pourvu que cela reste une feuille.
        ((600, 800, 0, 0), (1200, 1600)),
        ((0, 0, 0, 0), (1237, 1600)),
    ],
)
def test_une_page_demesuree_se_dessine_a_la_taille_de_l_ecran(cadre, taille):
    dessin = dessins._dessiner(fichiers.pdf_dessine(ROUGE, cadre=cadre), 1)
    assert ouvrir(dessins._pages(dessin)["1"]).size == taille


MAUVAIS = {
    "abîmé": b"%PDF-1.7 rien",
    "chiffré": fichiers.pdf_chiffre(),
    "vide": b"",
    "une photo": fichiers.jpeg(),
    "coupé": fichiers.pdf_dessine(ROUGE)[:200],
}


@pytest.mark.parametrize("quoi", MAUVAIS)
def test_ce_qui_ne_s_ouvre_pas_ne_se_dessine_pas(quoi):
    assert dessins._dessiner(MAUVAIS[quoi], 1) == b""


def test_toutes_ses_pages_ou_aucune():
    """Une page de moins que compté au dépôt : la numérotation mentirait."""
    assert dessins._dessiner(fichiers.pdf_dessine(ROUGE), 1)
    assert dessins._dessiner(fichiers.pdf_dessine(ROUGE), 2) == b""


def test_un_pdf_sans_fin_meurt_seul_et_le_depot_reste(deposer, gardes, caplog):
    piece = deposer(fichiers.pdf_sans_fin())
    assert not piece.dessin
    assert piece.etat == "recue"
    assert "ne se dessine pas" in caplog.text
    assert gardes() == 1


def test_un_dessin_trop_lent_est_abandonne(monkeypatch):
    monkeypatch.setattr(dessins, "ATTENTE_MAX", 0.001)
    assert dessins._dessiner(fichiers.pdf_dessine(ROUGE), 1) == b""


def test_le_dessinateur_se_borne_lui_meme(monkeypatch, capsysbinary):
    """Ses limites sont posées avant qu'il n'ouvre rien."""
    posees = {}
    monkeypatch.setattr(dessinateur.resource, "setrlimit", posees.__setitem__)
    flux = io.TextIOWrapper(io.BytesIO(fichiers.pdf_dessine(VERT)))
    monkeypatch.setattr(dessinateur.sys, "stdin", flux)
    monkeypatch.setattr(dessinateur, "POIDS_MAX", 100)
    assert dessinateur.principale() == dessinateur.DEMESURE
    assert capsysbinary.readouterr().out == b""
    assert posees == {
        dessinateur.resource.RLIMIT_AS: (dessinateur.MEMOIRE_MAX,) * 2,
        dessinateur.resource.RLIMIT_CPU: (dessinateur.SECONDES_MAX,) * 2,
    }


def test_tourner_le_pdf_tourne_son_dessin(deposer, gardes, django_capture_on_commit_callbacks):
    piece = deposer(fichiers.pdf_dessine(ROUGE, VERT))
    with django_capture_on_commit_callbacks(execute=True):
        actions.tourner(piece)
    piece.refresh_from_db()
    tournee = ouvrir(dessins.page(piece, 1))
    assert tournee.size == (1600, 1200)
    assert est_rouge(tournee.getpixel((1500, 100)))
    assert gardes() == 2
    # Redessiné, il serait le même.
    du_pdf = ouvrir(dessins._pages(dessins._dessiner(piece.lire()[0], 2))["1"])
    assert du_pdf.size == tournee.size
    assert est_rouge(du_pdf.getpixel((1500, 100)))


def test_tourne_avant_d_etre_dessine_il_se_dessine_tourne(deposer, settings):
    settings.TASKS = EN_BASE
    piece = deposer(fichiers.pdf_dessine(ROUGE))
    d_avant = PieceJointe.objects.get(pk=piece.pk)
    actions.tourner(piece)
    assert DBTaskResult.objects.filter(task_path__endswith="dessiner_le_pdf").count() == 2
    # La tâche du dépôt avait lu le fichier d'avant.
    depot, nom = stockage(), d_avant.fichier.name
    if not depot.exists(nom):
        depot.save(nom, io.BytesIO(fichiers.pdf_dessine(ROUGE)))
    dessins.dessiner(d_avant)
    piece.refresh_from_db()
    assert not piece.dessin
    dessiner_le_pdf.call(piece.pk)
    piece.refresh_from_db()
    assert ouvrir(dessins.page(piece, 1)).size == (1600, 1200)


def test_retire_pendant_qu_il_se_dessine_il_ne_laisse_rien(deposer, gardes, settings):
    settings.TASKS = EN_BASE
    piece = deposer(fichiers.pdf_dessine(ROUGE))
    PieceJointe.objects.filter(pk=piece.pk).delete()
    dessins.dessiner(piece)
    dessiner_le_pdf.call(piece.pk)
    assert gardes() == 1


def test_retirer_un_pdf_efface_son_dessin(deposer, gardes, django_capture_on_commit_callbacks):
    piece = deposer(fichiers.pdf_dessine(ROUGE))
    assert gardes() == 2
    with django_capture_on_commit_callbacks(execute=True):
        actions.retirer(piece)
    assert gardes() == 0


def test_le_terme_venu_le_dessin_part_avec_le_document(martin, django_capture_on_commit_callbacks):
    PieceJointeFactory(dossier=martin.dossier, dessinee=True)
    depot, noms = stockage(), PieceJointe.objects.values_list("fichier", "dessin").get()
    assert all(map(depot.exists, noms))
    with django_capture_on_commit_callbacks(execute=True):
        effacer_les_documents(martin.campagne)
    assert not any(map(depot.exists, noms))
