"""Un lot entier : compté, rejouable, dans n'importe quel ordre, et à blanc si on veut."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.echanges.models import Import
from dossiersco.echanges.tests.depots import deposer, empreinte_de_la_base
from dossiersco.siecle import eleves, responsables
from dossiersco.siecle.export import ouvrir
from dossiersco.siecle.fabrique import ecrire, fabriquer

pytestmark = pytest.mark.django_db
HISTOIRE = ("echanges.Import",)


def lus(chemins):
    """Ce que les lecteurs trouvent dans les fichiers, sans la base."""
    par_nom = {chemin.name: ouvrir(chemin, chemin.name) for chemin in chemins}
    fichier_eleves = next(e for nom, e in par_nom.items() if "Eleves" in nom)
    fichier_resp = next(e for nom, e in par_nom.items() if "Responsables" in nom)
    rien = [].append
    return (
        {e.eleve_id: e.photo for e in eleves.lire(fichier_eleves, rien)},
        {p.personne_id: p.photo for p in responsables.lire_personnes(fichier_resp, rien)},
        {
            (lien.eleve_id, lien.personne_id): lien.photo
            for lien in responsables.lire_liens(fichier_resp, rien)
        },
    )


def photos(modele):
    return dict(modele.objects.values_list("id_siecle", "photo"))


def test_tout_ce_que_siecle_a_dit_est_garde(college_fabrique, exports):
    bilan = deposer(college_fabrique, *exports)
    fiches, personnes, liens = lus(exports)
    assert photos(Eleve) == fiches
    assert photos(Personne) == personnes
    en_base = Responsable.objects.values_list("eleve__id_siecle", "personne__id_siecle", "photo")
    assert {(e, p): photo for e, p, photo in en_base} == liens
    assert bilan.decompte("eleves").crees == bilan.decompte("eleves").lus == len(fiches)


def test_les_comptes_sont_ceux_des_fichiers(college_fabrique, exports):
    bilan = deposer(college_fabrique, *exports)
    comptes = bilan.en_json()["comptes"]
    assert set(comptes) == {
        *("communs", "formations", "options", "codes", "divisions"),
        *("eleves", "personnes", "responsables"),
    }
    for sorte, compte in comptes.items():
        assert compte["lus"] == compte["crees"] + compte["modifies"] + compte["inchanges"], sorte


def test_reimporter_les_memes_fichiers_n_ecrit_rien(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    avant = empreinte_de_la_base(sauf=HISTOIRE)
    bilan = deposer(college_fabrique, *exports)
    assert empreinte_de_la_base(sauf=HISTOIRE) == avant
    assert {sorte: d.ecrits for sorte, d in bilan.decomptes.items() if d.ecrits} == {}
    assert {sorte: d.absents for sorte, d in bilan.decomptes.items() if d.absents} == {}


def test_reimporter_ne_fait_aucune_ecriture_de_ligne(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        deposer(college_fabrique, *exports)
    # Un COPY ne passe pas par Django ; les clés qu'il faut d'abord lui réserver, si.
    gestes = ("INSERT", "UPDATE", "DELETE", "SELECT nextval")
    ecritures = [
        q["sql"]
        for q in requetes
        if q["sql"].startswith(gestes) and "echanges_import" not in q["sql"]
    ]
    assert ecritures == []


@pytest.mark.parametrize("ordre", [(4, 3, 2, 1, 0), (1, 4, 0, 3, 2)])
def test_l_ordre_des_fichiers_ne_compte_pas(college_fabrique, exports, ordre):
    deposer(college_fabrique, *[exports[rang] for rang in ordre])
    fiches, personnes, liens = lus(exports)
    assert (Eleve.objects.count(), Personne.objects.count(), Responsable.objects.count()) == (
        len(fiches),
        len(personnes),
        len(liens),
    )


def test_les_fichiers_un_par_un_donnent_la_meme_chose(college_fabrique, exports):
    for chemin in sorted(exports, key=lambda chemin: "Responsables" in chemin.name):
        deposer(college_fabrique, chemin)
    assert Responsable.objects.count() == len(lus(exports)[2])


def test_simuler_compte_tout_et_n_ecrit_rien(college_fabrique, exports):
    avant = empreinte_de_la_base()
    a_blanc = deposer(college_fabrique, *exports, simuler=True)
    assert empreinte_de_la_base() == avant
    pour_de_bon = deposer(college_fabrique, *exports)
    assert a_blanc.en_json()["simule"]
    assert a_blanc.en_json() | {"simule": False} == pour_de_bon.en_json()


def test_un_import_garde_qui_quand_et_quels_fichiers(college_fabrique, exports):
    bilan = deposer(college_fabrique, *exports)
    fait = Import.objects.get()
    assert [fichier["nom"] for fichier in fait.fichiers] == [chemin.name for chemin in exports]
    assert all(len(fichier["sha256"]) == 64 for fichier in fait.fichiers)
    assert fait.bilan == bilan.en_json()


def test_un_dossier_par_eleve_present_et_aucun_pour_un_sortant(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    avec = set(Dossier.objects.values_list("eleve__id_siecle", flat=True))
    for eleve_id, photo in lus(exports)[0].items():
        sorti = "DATE_SORTIE" in photo and photo["DATE_SORTIE"].endswith(("2024", "2025"))
        assert not (sorti and eleve_id in avec)
    assert len(avec) == Dossier.objects.count() > 50


@pytest.mark.parametrize("memes_fichiers", [True, False])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_eleves(
    college_fabrique, tmp_path, memes_fichiers
):
    nombres = []
    for eleves_fabriques, graine in ((40, 1), (160, 2)):
        chemins = ecrire(
            fabriquer(uai="0590181B", annee=2026, eleves=eleves_fabriques, graine=graine),
            tmp_path / str(graine),
        )
        if memes_fichiers:
            deposer(college_fabrique, *chemins)
        with CaptureQueriesContext(connection) as requetes:
            deposer(college_fabrique, *chemins)
        nombres.append(len(requetes))
    petit, grand = nombres
    # Les mises à jour partent par cent : quelques requêtes de plus, jamais une par élève.
    assert grand - petit <= 30


def test_le_suivi_avance(college_fabrique, exports):
    vus = []
    deposer(college_fabrique, *exports, suivre=lambda quoi, combien: vus.append((quoi, combien)))
    assert [quoi for quoi, _ in vus] == ["élèves", "personnes", "responsables"]
    assert all(combien > 0 for _, combien in vus)
