"""La page du dossier : ce que SIECLE sait, ce qui est nouveau, ce qui manque."""

import pytest

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Trace
from dossiersco.dossiers.tests.factories import MefFactory, OptionFactory, college_voisin
from dossiersco.espace_famille.tests.pages import html, texte
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory


@pytest.fixture
def lire(mere, martin, adresse_de):
    return lambda: texte(mere.get(adresse_de("dossier", martin.dossier)))


def test_tout_est_en_texte(lire, martin):
    Eleve.objects.update(options=[{"CODE_MATIERE": "030201"}])
    OptionFactory(campagne=martin.campagne, code_matiere="030201", libelle="ANGLAIS LV1")
    MefFactory(campagne=martin.campagne, libelle="5ème")
    page = lire()
    for attendu in (
        "* Date de naissance , indispensable 12/03/2014",
        "Commune de naissance Lille",
        "Nationalité Française",
        "Civilité Madame",
        "12 RUE DES LILAS, 59000 LILLE",
        "Formation 5ème Classe 5A",
        "Options ANGLAIS",
        "Demi-pensionnaire, 4 jours par semaine",
    ):
        assert attendu in page


def test_les_telephones_se_lisent(lire):
    Personne.objects.update(tel_portable="+33639981234")
    assert "06 39 98 12 34" in lire()


def test_rien_de_nouveau_invite_a_tout_confirmer(lire):
    page = lire()
    assert "Tout est exact, continuer" in page
    assert "modifié" not in page


def test_ce_qui_est_nouveau_est_marque_en_mots(lire, martin):
    Personne.objects.filter(pk=martin.mere.pk).update(mel="neuf@exemple.fr")
    page = lire()
    assert f"neuf@exemple.fr modifié avant : {martin.mere.mel}" in page
    assert "Tout est exact" not in page
    assert "Continuer" in page


def test_l_autre_responsable_n_a_qu_un_nom_et_un_lien(lire):
    page = lire()
    assert "Nicolas BERNARD (Père)" in page
    assert "Chacun confirme sa part, et ne voit que ses propres coordonnées." in page


def test_la_demande_du_college_se_lit(lire):
    Dossier.objects.update(etat=Etat.A_CORRIGER, demande="Quel est le bon prénom ?")
    page = lire()
    assert "Le collège vous demande Quel est le bon prénom ?" in page


def test_un_refus_n_est_dit_qu_a_son_auteur(lire, martin, connecter, adresse_de):
    sur = {"dossier": martin.dossier, "eleve": martin.dossier.eleve, "champ": "code_regime"}
    Trace.objects.create(geste="modifier", par_personne=martin.mere, **sur)
    Trace.objects.create(geste="refuser", motif="plus de place", **sur)
    assert "Régime : plus de place" in lire()
    du_pere = connecter(martin.pere).get(adresse_de("dossier", martin.dossier))
    assert "plus de place" not in texte(du_pere)


def test_un_document_obligatoire_qui_manque_est_dit(lire, martin):
    PieceAttendueFactory(campagne=martin.campagne, nom="Carnet de santé", obligatoire=True)
    page = lire()
    assert "Il manque un document" in page
    assert "joignez : Carnet de santé" in page


def test_tant_qu_un_document_manque_le_bouton_mene_aux_documents(mere, martin, adresse_de):
    def mene_a_la_signature():
        return adresse_de("revue", martin.dossier) in html(
            mere.get(adresse_de("dossier", martin.dossier))
        )

    assert mene_a_la_signature()
    PieceAttendueFactory(campagne=martin.campagne, obligatoire=True)
    assert not mene_a_la_signature()


def test_un_document_refuse_dit_pourquoi(lire, martin):
    piece = PieceJointeFactory(
        dossier=martin.dossier, personne=martin.mere, etat="refusee", motif="illisible"
    )
    page = lire()
    assert f"{piece.attendue.nom} Refusé, envoyez-en un autre : illisible" in page


def test_chaque_lien_dit_ou_il_mene(lire):
    page = lire()
    for lien in (
        "Modifier les renseignements",
        "Modifier vos coordonnées",
        "Modifier les options",
        "Modifier le régime",
    ):
        assert lien in page


@pytest.mark.parametrize(
    ("dates", "phrase"),
    [
        ({"ouverte_le": None}, "pas encore ouvertes"),
        ({"ouverte_le": "2999-01-01T00:00Z"}, "pas encore ouvertes"),
        ({"ferme_le": "2026-01-01"}, "terminées"),
    ],
)
def test_ferme_la_page_se_lit_mais_ne_propose_rien(lire, dates, phrase):
    Campagne.objects.update(**dates)
    page = lire()
    assert phrase in page
    assert "Modifier" not in page
    assert "continuer" not in page


def test_le_dossier_du_voisin_n_existe_pas(mere, adresse_de):
    assert mere.get(adresse_de("dossier", college_voisin().dossier)).status_code == 404


def test_un_simple_contact_n_ouvre_pas_le_dossier(mere, martin, adresse_de):
    Responsable.objects.filter(personne=martin.mere).update(niveau_responsabilite="3")
    assert mere.get(adresse_de("dossier", martin.dossier)).status_code == 404


def test_un_nom_hostile_est_echappe(mere, martin, adresse_de):
    Eleve.objects.update(nom_usage="<script>alert(1)</script>")
    assert "<script>alert" not in html(mere.get(adresse_de("dossier", martin.dossier)))
