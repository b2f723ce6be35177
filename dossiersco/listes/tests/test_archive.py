"""Les documents reçus, dans un zip : ce qui y est, sous quel nom, et ce que dit l'index."""

import csv
import io
import tracemalloc
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Reponse
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
    responsables,
)
from dossiersco.etablissements.droits import Role
from dossiersco.listes import actions, archive, production
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import SORTES, completer, nom_du_document
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory
from dossiersco.pieces.tests.fichiers_hostiles import jpeg, pdf

pytestmark = pytest.mark.django_db
DOCUMENTS = SORTES["documents"]


@pytest.fixture
def campagne():
    return creer_campagne()


@pytest.fixture
def agent(campagne):
    return creer_agent(campagne)


@pytest.fixture
def rib(campagne):
    return PieceAttendueFactory(campagne=campagne, nom="RIB", obligatoire=True)


@pytest.fixture
def zipper(campagne, agent):
    """Demande ces documents, et rend l'extraction produite."""

    def faire(*attendues: PieceAttendue, rangement: str = "sorte") -> Extraction:
        extraction = actions.demander(
            campagne,
            completer(DOCUMENTS, campagne, agent.role),
            colonnes=[nom_du_document(attendue) for attendue in attendues],
            en="zip",
            rangement=rangement,
            par=agent,
        )
        extraction.refresh_from_db()
        return extraction

    return faire


def recevoir(dossier, attendue, personne=None, **valeurs) -> PieceJointe:
    personne = personne or responsables(dossier)[0]
    return PieceJointeFactory(dossier=dossier, attendue=attendue, personne=personne, **valeurs)


def ouvrir(extraction: Extraction) -> zipfile.ZipFile:
    assert extraction.etat == "prete"
    with extraction.fichier.open("rb") as flux:
        return zipfile.ZipFile(io.BytesIO(flux.read()))


def fichiers(extraction: Extraction) -> list[str]:
    return [nom for nom in ouvrir(extraction).namelist() if nom != "index.csv"]


def index(extraction: Extraction) -> list[dict[str, str]]:
    texte = io.StringIO(ouvrir(extraction).read("index.csv").decode("utf-8-sig"), newline="")
    return list(csv.DictReader(texte, delimiter=";"))


def test_tous_les_rib_par_classe_et_par_nom(campagne, rib, zipper):
    photo = PieceAttendueFactory(campagne=campagne, nom="Photo")
    for nom in ("ZOLA", "ARNOUX"):
        dossier = creer_dossier(campagne, nom=nom)
        recevoir(dossier, rib)
        recevoir(dossier, photo)
    extraction = zipper(rib)
    assert fichiers(extraction) == ["RIB/6A - ARNOUX Nino.pdf", "RIB/6A - ZOLA Nino.pdf"]
    assert (extraction.avancement, extraction.total) == (2, 2)
    zip_ = ouvrir(extraction)
    assert {entree.compress_type for entree in zip_.infolist()} == {zipfile.ZIP_STORED}
    assert zip_.testzip() is None
    assert zip_.read("RIB/6A - ZOLA Nino.pdf") == b"%PDF-1.7 inerte"


def test_par_eleve_chacun_a_son_dossier_meme_homonyme(campagne, rib, zipper):
    photo = PieceAttendueFactory(campagne=campagne, nom="Photo")
    for _ in range(2):
        dossier = creer_dossier(campagne)
        recevoir(dossier, rib)
        recevoir(dossier, photo, type_contenu="image/jpeg", contenu=jpeg())
    assert fichiers(zipper(rib, photo, rangement="eleve")) == [
        "6A - MARTIN Nino/RIB.pdf",
        "6A - MARTIN Nino/Photo.jpg",
        "6A - MARTIN Nino (2)/RIB.pdf",
        "6A - MARTIN Nino (2)/Photo.jpg",
    ]


def test_ce_que_deux_parents_envoient_fait_deux_fichiers_que_l_index_distingue(
    campagne, rib, zipper
):
    mere, pere = creer_personne(campagne, PRENOM="Ada"), creer_personne(campagne, PRENOM="Luc")
    dossier = creer_dossier(campagne, mere, pere)
    recevoir(dossier, rib, mere, etat="acceptee")
    recevoir(dossier, rib, pere)
    lignes = index(zipper(rib))
    assert [(ligne["Fichier"], ligne["Envoyé par"], ligne["État"]) for ligne in lignes] == [
        ("RIB/6A - MARTIN Nino.pdf", "Ada MARTIN", "accepté"),
        ("RIB/6A - MARTIN Nino (2).pdf", "Luc MARTIN", "à regarder"),
    ]


def test_les_pages_d_un_document_font_un_seul_pdf_dans_leur_ordre(campagne, rib, zipper):
    dossier = creer_dossier(campagne)
    recevoir(dossier, rib, rang=1, contenu=pdf())
    recevoir(dossier, rib, rang=0, type_contenu="image/jpeg", contenu=jpeg())
    extraction = zipper(rib)
    (nom,) = fichiers(extraction)
    with pikepdf.open(io.BytesIO(ouvrir(extraction).read(nom))) as relie:
        assert ["/Photo" in page.Resources.get("/XObject", {}) for page in relie.pages] == [
            True,
            False,
        ]
    (ligne,) = index(extraction)
    assert ligne["Pages"] == "2"


def test_un_nom_hostile_ne_sort_pas_de_l_archive(campagne, zipper):
    piege = PieceAttendueFactory(campagne=campagne, nom="../CON: facture?")
    recevoir(creer_dossier(campagne, nom="..\\..\\MARTIN", prenom="=1+1"), piege)
    extraction = zipper(piege)
    assert fichiers(extraction) == ["CON facture/6A - .. .. MARTIN =1+1.pdf"]
    assert index(extraction)[0]["Prénom"] == "'=1+1"


def test_ni_refuse_ni_parti_ni_voisin_n_y_figurent(campagne, rib, zipper):
    recevoir(creer_dossier(campagne), rib)
    recevoir(creer_dossier(campagne, nom="REFUS"), rib, etat="refusee")
    parti = creer_dossier(campagne, nom="PARTI")
    recevoir(parti, rib)
    parti.eleve.depart_dit_le = timezone.localdate()
    parti.eleve.save()
    voisine = creer_campagne("0750999Z")
    chez_eux = PieceAttendueFactory(campagne=voisine, nom="RIB")
    recevoir(creer_dossier(voisine, nom="VOISIN"), chez_eux)
    extraction = zipper(rib, chez_eux)
    assert fichiers(extraction) == ["RIB/6A - MARTIN Nino.pdf"]
    lignes = {ligne["Nom"]: ligne["État"] for ligne in index(extraction)}
    assert lignes == {"MARTIN": "à regarder", "REFUS": "refusé, à renvoyer"}


def test_l_index_dit_a_qui_il_manque_et_pourquoi(campagne, zipper):
    mere = creer_personne(campagne)
    commun = PieceAttendueFactory(campagne=campagne, nom="RIB", pour_la_fratrie=True)
    recevoir(creer_dossier(campagne, mere, prenom="Ana"), commun)
    creer_dossier(campagne, mere, prenom="Bob")
    creer_dossier(campagne, prenom="Cléo")
    PieceAttendue.objects.update(obligatoire=True)
    etats = {ligne["Prénom"]: ligne["État"] for ligne in index(zipper(commun))}
    assert etats == {
        "Ana": "à regarder",
        "Bob": "envoyé pour un autre enfant de la famille",
        "Cléo": "manque",
    }


def test_un_justificatif_de_domicile_manque_a_qui_a_signe_sa_nouvelle_adresse(campagne, zipper):
    domicile = PieceAttendueFactory(campagne=campagne, si_demenagement=True)
    ailleurs = {"LIGNE1_ADRESSE": "1 RUE NEUVE", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"}
    for prenom, etat in (("Ana", "acceptee"), ("Bob", "refusee"), ("Cléo", "")):
        dossier = creer_dossier(campagne, prenom=prenom)
        (mere,) = responsables(dossier)
        modifier(dossier, mere, {"adresse": ailleurs}, par=creer_agent(campagne))
        if etat:
            recevoir(dossier, domicile, mere, etat=etat)
    creer_dossier(campagne, prenom="Dan")
    etats = {ligne["Prénom"]: ligne["État"] for ligne in index(zipper(domicile))}
    assert etats == {"Ana": "accepté", "Bob": "refusé, à renvoyer", "Cléo": "manque"}


def test_un_document_d_une_autre_annee_qui_vaut_encore_ne_manque_pas(campagne, zipper):
    rib = PieceAttendueFactory(campagne=campagne, nom="RIB", valable_au_college=True)
    recevoir(creer_dossier(campagne, nom="AUTRE"), rib)
    ancien = creer_dossier(campagne)
    avant = Campagne.objects.create(etablissement=campagne.etablissement, annee=2025)
    dossier_d_avant = ancien.eleve.dossiers.create(campagne=avant)
    alors = PieceAttendueFactory(campagne=avant, nom="RIB")
    recevoir(dossier_d_avant, alors, responsables(ancien)[0], etat="acceptee")
    etats = {ligne["Nom"]: ligne["État"] for ligne in index(zipper(rib))}
    assert etats["MARTIN"] == "accepté une autre année, encore valable"


def test_ce_qui_n_est_pas_demande_ne_manque_pas(campagne, zipper):
    question = Question.objects.create(campagne=campagne, intitule="Boursier ?")
    bourse = PieceAttendueFactory(
        campagne=campagne, nom="Avis", si_question=question, si_reponse="oui"
    )
    recevoir(creer_dossier(campagne, prenom="Ana"), bourse)
    for prenom, valeur in (("Bob", "oui"), ("Cléo", "non")):
        dossier = creer_dossier(campagne, prenom=prenom)
        Reponse.objects.create(
            dossier=dossier, question=question, personne=responsables(dossier)[0], valeur=valeur
        )
    creer_dossier(campagne, prenom="Dan")
    lignes = [(ligne["Prénom"], ligne["État"]) for ligne in index(zipper(bourse))]
    assert lignes == [("Ana", "à regarder"), ("Bob", "pas envoyé, facultatif")]


def test_un_fichier_disparu_se_dit_dans_l_index_et_n_arrete_rien(campagne, rib, zipper):
    perdu = recevoir(creer_dossier(campagne, nom="ARNOUX"), rib)
    perdu.fichier.storage.delete(perdu.fichier.name)
    amputee = creer_dossier(campagne, nom="BASTIDE")
    recevoir(amputee, rib, contenu=pdf())
    page = recevoir(amputee, rib, rang=1)
    page.fichier.storage.delete(page.fichier.name)
    abime = creer_dossier(campagne, nom="CARON")
    recevoir(abime, rib)
    recevoir(abime, rib, rang=1)
    recevoir(creer_dossier(campagne, nom="DIALLO"), rib)
    extraction = zipper(rib)
    assert fichiers(extraction) == ["RIB/6A - BASTIDE Nino.pdf", "RIB/6A - DIALLO Nino.pdf"]
    remarques = {ligne["Nom"]: ligne["Remarque"] for ligne in index(extraction)}
    assert remarques == {
        "ARNOUX": archive.ILLISIBLE,
        "BASTIDE": f"il y manque 1 page(s) : {archive.ILLISIBLE}",
        "CARON": archive.ILLISIBLE,
        "DIALLO": "",
    }


def test_deux_fois_le_meme_zip_au_bit_pres(campagne, rib, zipper):
    for nom in ("ZOLA", "ARNOUX"):
        recevoir(creer_dossier(campagne, nom=nom), rib)
    zipper(rib)
    hier = timezone.now() - timedelta(days=1)
    octets = []
    for _ in range(2):
        Extraction.objects.update(demandee_le=hier, etat="demandee")
        production.produire(Extraction.objects.get())
        with Extraction.objects.get().fichier.open("rb") as flux:
            octets.append(flux.read())
    assert octets[0] == octets[1]
    with zipfile.ZipFile(io.BytesIO(octets[0])) as archive_:
        assert archive_.getinfo("index.csv").date_time[2] == timezone.localtime(hier).day


def test_une_sorte_nommee_comme_l_index_ne_le_cache_pas(campagne, zipper):
    piege = PieceAttendueFactory(campagne=campagne, nom="INDEX.CSV")
    recevoir(creer_dossier(campagne), piege)
    assert fichiers(zipper(piege)) == ["INDEX.CSV (2)/6A - MARTIN Nino.pdf"]


def test_la_memoire_ne_suit_pas_le_nombre_de_documents(campagne, rib, zipper):
    poids = 1_000_000
    for _ in range(20):
        recevoir(creer_dossier(campagne), rib, contenu=b"%PDF-" + b"\0" * poids)
    tracemalloc.start()
    extraction = zipper(rib)
    _, au_plus_haut = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert extraction.fichier.size > 20 * poids
    assert au_plus_haut < 8 * poids


def test_qui_n_ouvre_pas_les_documents_ne_les_sort_pas(campagne, rib):
    recevoir(creer_dossier(campagne), rib)
    for role in (Role.GESTION, Role.VIE_SCOLAIRE, Role.LECTURE):
        with pytest.raises(actions.ListeRefusee):
            actions.demander(
                campagne, DOCUMENTS, colonnes=(), en="zip", par=creer_agent(campagne, role)
            )
    assert not Extraction.objects.exists()


def test_un_droit_perdu_avant_la_production_ne_produit_rien(campagne, agent, rib):
    recevoir(creer_dossier(campagne), rib)
    agent.role = Role.LECTURE
    agent.save()
    extraction = Extraction.objects.create(
        campagne=campagne,
        par_agent=agent,
        sorte="documents",
        format="zip",
        rangement="sorte",
        colonnes=[nom_du_document(rib)],
        expire_le=timezone.now() + timedelta(days=1),
    )
    production.produire(extraction)
    extraction.refresh_from_db()
    assert (extraction.etat, extraction.fichier.name) == ("echec", "")


def test_un_disque_plein_ne_laisse_pas_un_bout_d_archive(campagne, rib, zipper, monkeypatch):
    recevoir(creer_dossier(campagne), rib)

    def plein(*_args, **_valeurs):
        raise OSError(28, "No space left on device")

    ecrits = []
    ranger = FileSystemStorage._save
    monkeypatch.setattr(
        FileSystemStorage,
        "_save",
        lambda soi, nom, contenu: ecrits.append((soi, nom)) or ranger(soi, nom, contenu),
    )
    monkeypatch.setattr(zipfile.ZipFile, "writestr", plein)
    extraction = zipper(rib)
    assert (extraction.etat, extraction.fichier.name) == ("echec", "")
    ((stockage, nom),) = ecrits
    assert not stockage.exists(nom)


def test_un_ouvrier_mort_en_route_se_reprend_sans_laisser_de_fichier(campagne, rib, zipper):
    recevoir(creer_dossier(campagne), rib)
    extraction = zipper(rib)
    inacheve, stockage = extraction.fichier.name, extraction.fichier.storage
    Extraction.objects.update(etat="en_cours")
    extraction.refresh_from_db()
    production.produire(extraction)
    extraction.refresh_from_db()
    assert fichiers(extraction) == ["RIB/6A - MARTIN Nino.pdf"]
    assert not stockage.exists(inacheve)


@pytest.mark.parametrize("nombre", [1, 6])
def test_le_nombre_de_lectures_ne_suit_pas_les_documents(
    nombre, campagne, rib, zipper, django_assert_max_num_queries
):
    for _ in range(nombre):
        recevoir(creer_dossier(campagne), rib)
        creer_dossier(campagne)
    with django_assert_max_num_queries(27):
        zipper(rib)


def test_seules_les_sortes_recues_se_proposent_avec_leur_nombre(campagne, rib, agent):
    PieceAttendueFactory(campagne=campagne, nom="Jamais reçu")
    dossier = creer_dossier(campagne)
    recevoir(dossier, rib)
    recevoir(dossier, rib, rang=1)
    retire = PieceAttendueFactory(campagne=campagne, nom="Ancien", retiree_le=timezone.now())
    recevoir(creer_dossier(campagne), retire)
    recevoir(dossier, retire)
    refuse = PieceAttendueFactory(campagne=campagne, nom="Refusé")
    recevoir(dossier, refuse, etat="refusee")
    parti = creer_dossier(campagne)
    recevoir(parti, rib)
    parti.eleve.absent_depuis = timezone.localdate()
    parti.eleve.save()
    titres = [colonne.titre for colonne in completer(DOCUMENTS, campagne, agent.role).colonnes]
    assert titres == ["RIB (1 élève)", "Ancien (2 élèves)"]


def test_une_sorte_forgee_ou_du_voisin_ne_designe_aucun_document(campagne, rib, zipper):
    recevoir(creer_dossier(campagne), rib)
    chez_eux = PieceAttendueFactory(campagne=creer_campagne("0750999Z"), nom="Chez eux")
    extraction = zipper(rib)
    forgees = [nom_du_document(chez_eux), "document_99999", "classe"]
    Extraction.objects.update(etat="demandee", colonnes=forgees)
    production.produire(Extraction.objects.get())
    extraction.refresh_from_db()
    assert (fichiers(extraction), index(extraction)) == ([], [])


def test_un_contenu_vide_ne_casse_rien(campagne, rib, zipper):
    vide = recevoir(creer_dossier(campagne), rib)
    vide.fichier.save("vide", ContentFile(b""), save=True)
    (ligne,) = index(zipper(rib))
    assert ligne["Remarque"] == archive.ILLISIBLE
