"""Qui entre où : adresse × méthode × rôle, et l'anonyme, la famille, le voisin."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.dossiers import foyer
from dossiersco.dossiers.models import (
    DemandeFamille,
    Dossier,
    Lot,
    NoteInterne,
    VueEnregistree,
)
from dossiersco.dossiers.tests.factories import MefFactory
from dossiersco.echanges import depots
from dossiersco.echanges.actions import Source
from dossiersco.echanges.models import Import, Retour
from dossiersco.equipe.actions import retirer_acces
from dossiersco.espace_agent import droits, urls
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    connecte,
    creer_agent,
    creer_compte_famille,
    deposer,
    dossier_a_traiter,
    extraction_prete,
    responsables,
    tirage_pret,
)
from dossiersco.etablissements.droits import Geste, Role, peut
from dossiersco.etablissements.models import Agent
from dossiersco.listes.models import Extraction
from dossiersco.listes.sortes import SORTES
from dossiersco.papier.models import Tirage
from dossiersco.pieces.models import PieceJointe
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves

CONNEXION = reverse("connexion_agent")


@dataclass(frozen=True)
class Decor:
    dossier: Dossier
    piece: PieceJointe
    retour: Retour
    extraction: Extraction
    depot: Import
    demande: DemandeFamille
    collegue: Agent
    question: Question
    tirage: Tirage
    lot: Lot
    vue: VueEnregistree
    note: NoteInterne


@dataclass(frozen=True)
class Ligne:
    """`statut` : ce que reçoit qui a le droit. `objet` : les arguments de l'adresse."""

    methode: str
    geste: Geste
    statut: int
    objet: Callable[[Decor], list[Any]] = lambda _: []


def _dossier(decor: Decor) -> list[int]:
    return [decor.dossier.pk]


def _piece(decor: Decor) -> list[int]:
    return [decor.piece.pk]


def _depot(decor: Decor) -> list[int]:
    return [decor.depot.pk]


def _retour(decor: Decor) -> list[int]:
    return [decor.retour.pk]


def _demande(decor: Decor) -> list[int]:
    return [decor.demande.pk]


def _attendue(decor: Decor) -> list[int]:
    return [decor.piece.attendue_id]


def _question(decor: Decor) -> list[int]:
    return [decor.question.pk]


def _attendue_et_rang(decor: Decor) -> list[int]:
    return [decor.piece.attendue_id, 0]


def _question_et_rang(decor: Decor) -> list[int]:
    return [decor.question.pk, 0]


def _dossier_et_personne(decor: Decor) -> list[int]:
    return [decor.dossier.pk, responsables(decor.dossier)[0].pk]


def _collegue(decor: Decor) -> list[int]:
    return [decor.collegue.pk]


# Sans porte : un lien en tient lieu, ou l'on y demande ce lien (test_entree.py).
SANS_PORTE = {"activation", "courriel", "oubli"}
MATRICE = {
    "accueil": [Ligne("get", Geste.VOIR_DROITS, 302)],
    "file": [Ligne("get", Geste.VOIR_DOSSIERS, 200)],
    "dossiers": [Ligne("get", Geste.VOIR_DOSSIERS, 200)],
    "eleve_nouveau": [
        Ligne("get", Geste.CREER_ELEVE, 200),
        Ligne("post", Geste.CREER_ELEVE, 422),
    ],
    "dossier": [Ligne("get", Geste.VOIR_DOSSIERS, 200, _dossier)],
    "dossier_valider": [Ligne("post", Geste.DECIDER, 302, _dossier)],
    "dossier_sans_attendre": [Ligne("post", Geste.DECIDER, 302, _dossier)],
    "dossier_refuser": [Ligne("post", Geste.DECIDER, 422, _dossier)],
    "dossier_trancher": [Ligne("post", Geste.DECIDER, 302, _dossier)],
    "dossier_demander": [Ligne("post", Geste.DECIDER, 422, _dossier)],
    "code_remis": [Ligne("post", Geste.REMETTRE_CODE, 200, _dossier_et_personne)],
    "piece": [Ligne("get", Geste.VOIR_PIECES, 200, _piece)],
    "piece_entiere": [Ligne("get", Geste.VOIR_PIECES, 200, _piece)],
    "piece_accepter": [Ligne("post", Geste.DECIDER, 302, _piece)],
    "piece_refuser": [Ligne("post", Geste.DECIDER, 422, _piece)],
    "revues": [Ligne("get", Geste.VOIR_PIECES, 200)],
    "revue": [Ligne("get", Geste.VOIR_PIECES, 200, lambda decor: [decor.piece.attendue_id])],
    "piece_tourner": [Ligne("post", Geste.DECIDER, 302, _piece)],
    "decision_annuler": [Ligne("post", Geste.DECIDER, 302)],
    "invitations": [Ligne("get", Geste.INVITER, 200)],
    "campagne_ouvrir": [Ligne("post", Geste.INVITER, 302)],
    "invitations_envoyer": [Ligne("post", Geste.INVITER, 302)],
    "relances": [Ligne("get", Geste.INVITER, 200)],
    "relancer": [Ligne("post", Geste.INVITER, 302)],
    "relances_jours": [Ligne("post", Geste.INVITER, 302)],
    "papier": [Ligne("get", Geste.INVITER, 200)],
    "lettres_demander": [Ligne("post", Geste.INVITER, 422)],
    "feuilles_demander": [Ligne("post", Geste.INVITER, 422)],
    "tirage_fichier": [Ligne("get", Geste.INVITER, 200, lambda decor: [decor.tirage.pk])],
    "dossier_imprimer": [Ligne("post", Geste.INVITER, 302, _dossier)],
    "saisir": [Ligne("post", Geste.SAISIR_POUR_FAMILLE, 302, _dossier_et_personne)],
    "siecle": [Ligne("get", Geste.IMPORTER, 200), Ligne("post", Geste.IMPORTER, 422)],
    "siecle_apercu": [Ligne("get", Geste.IMPORTER, 200, _depot)],
    "siecle_appliquer": [Ligne("post", Geste.IMPORTER, 302, _depot)],
    "siecle_abandonner": [Ligne("post", Geste.IMPORTER, 302, _depot)],
    "siecle_annuler": [Ligne("post", Geste.IMPORTER, 302, _depot)],
    "retour": [Ligne("get", Geste.EXPORTER, 200)],
    "retour_produire": [Ligne("post", Geste.EXPORTER, 302)],
    "retour_schema": [Ligne("post", Geste.EXPORTER, 422)],
    "repetition": [Ligne("get", Geste.EXPORTER, 200)],
    "envoi": [
        Ligne("get", Geste.EXPORTER, 200, _retour),
        Ligne("post", Geste.EXPORTER, 422, _retour),
    ],
    "retour_fichier": [Ligne("get", Geste.EXPORTER, 200, _retour)],
    "tableau": [Ligne("get", Geste.VOIR_TABLEAU, 200)],
    "listes": [Ligne("get", Geste.EXTRAIRE_LISTES, 200)],
    "liste_demander": [Ligne("post", Geste.EXTRAIRE_LISTES, 404)],
    "liste_fichier": [
        Ligne("get", Geste.EXTRAIRE_LISTES, 200, lambda decor: [decor.extraction.pk])
    ],
    "formations": [
        Ligne("get", Geste.REGLER_FORMATIONS, 200),
        Ligne("post", Geste.REGLER_FORMATIONS, 422),
    ],
    "formation": [
        Ligne("get", Geste.REGLER_FORMATIONS, 200, lambda _: ["10110001110"]),
        Ligne("post", Geste.REGLER_FORMATIONS, 302, lambda _: ["10110001110"]),
    ],
    "formation_eleve": [
        Ligne("get", Geste.REGLER_FORMATIONS, 200, _dossier),
        Ligne("post", Geste.REGLER_FORMATIONS, 302, _dossier),
    ],
    "demande_accepter": [Ligne("post", Geste.DECIDER, 302, _demande)],
    "demande_refuser": [Ligne("post", Geste.DECIDER, 422, _demande)],
    "campagne": [Ligne("get", Geste.REGLER, 200), Ligne("post", Geste.REGLER, 422)],
    "apercu": [Ligne("post", Geste.REGLER, 200)],
    "campagne_reprendre": [Ligne("post", Geste.REGLER, 302)],
    "campagne_suivante": [Ligne("post", Geste.REGLER, 302)],
    "documents": [Ligne("get", Geste.REGLER, 200)],
    "document_nouveau": [Ligne("get", Geste.REGLER, 200), Ligne("post", Geste.REGLER, 422)],
    "document_demande": [
        Ligne("get", Geste.REGLER, 200, _attendue),
        Ligne("post", Geste.REGLER, 422, _attendue),
    ],
    "document_placer": [Ligne("post", Geste.REGLER, 302, _attendue_et_rang)],
    "document_retirer": [Ligne("post", Geste.REGLER, 302, _attendue)],
    "document_redemander": [Ligne("post", Geste.REGLER, 302, _attendue)],
    "questions": [Ligne("get", Geste.REGLER, 200)],
    "question_nouvelle": [
        Ligne("get", Geste.REGLER, 200),
        Ligne("post", Geste.REGLER, 422),
    ],
    "question": [
        Ligne("get", Geste.REGLER, 200, _question),
        Ligne("post", Geste.REGLER, 422, _question),
    ],
    "question_placer": [Ligne("post", Geste.REGLER, 302, _question_et_rang)],
    "question_retirer": [Ligne("post", Geste.REGLER, 302, _question)],
    "college": [Ligne("get", Geste.REGLER, 200), Ligne("post", Geste.REGLER, 422)],
    "droits": [Ligne("get", Geste.VOIR_DROITS, 200)],
    "equipe": [Ligne("get", Geste.GERER_EQUIPE, 200)],
    "agent_inviter": [
        Ligne("get", Geste.GERER_EQUIPE, 200),
        Ligne("post", Geste.GERER_EQUIPE, 422),
    ],
    "agent": [
        Ligne("get", Geste.GERER_EQUIPE, 200, _collegue),
        Ligne("post", Geste.GERER_EQUIPE, 422, _collegue),
    ],
    "agent_renvoyer": [Ligne("post", Geste.GERER_EQUIPE, 302, _collegue)],
    "agent_retirer": [Ligne("post", Geste.GERER_EQUIPE, 302, _collegue)],
    "agent_rendre": [Ligne("post", Geste.GERER_EQUIPE, 302, _collegue)],
    "agent_facteur": [Ligne("post", Geste.GERER_EQUIPE, 302, _collegue)],
    "compte": [Ligne("get", Geste.GERER_SON_COMPTE, 200)],
    "compte_mot_de_passe": [
        Ligne("get", Geste.GERER_SON_COMPTE, 200),
        Ligne("post", Geste.GERER_SON_COMPTE, 422),
    ],
    "compte_mel": [
        Ligne("get", Geste.GERER_SON_COMPTE, 200),
        Ligne("post", Geste.GERER_SON_COMPTE, 422),
    ],
    "compte_facteur": [
        Ligne("get", Geste.GERER_SON_COMPTE, 200),
        Ligne("post", Geste.GERER_SON_COMPTE, 422),
    ],
    "compte_secours": [
        Ligne("get", Geste.GERER_SON_COMPTE, 200),
        Ligne("post", Geste.GERER_SON_COMPTE, 422),
    ],
    "compte_partout": [Ligne("post", Geste.GERER_SON_COMPTE, 302)],
    "demarrer": [Ligne("get", Geste.PREPARER, 200)],
    "essai_commencer": [Ligne("post", Geste.PREPARER, 200)],
    "essai_effacer": [Ligne("post", Geste.PREPARER, 302)],
    "visites": [Ligne("get", Geste.VOIR_DROITS, 200)],
    "lot": [Ligne("get", Geste.VOIR_DOSSIERS, 302)],
    "lot_faire": [Ligne("post", Geste.VOIR_DOSSIERS, 403)],
    "lot_papier": [Ligne("get", Geste.INVITER, 302), Ligne("post", Geste.INVITER, 302)],
    "lots": [Ligne("get", Geste.VOIR_DOSSIERS, 200)],
    "lot_annuler": [Ligne("post", Geste.ORGANISER, 302, lambda decor: [decor.lot.pk])],
    "vue_enregistrer": [Ligne("post", Geste.VOIR_DOSSIERS, 302)],
    "vue_effacer": [Ligne("post", Geste.VOIR_DOSSIERS, 404, lambda decor: [decor.vue.pk])],
    "dossier_regarder": [Ligne("post", Geste.VOIR_DOSSIERS, 200, _dossier)],
    "dossier_organiser": [Ligne("post", Geste.ORGANISER, 302, _dossier)],
    "note_ecrire": [Ligne("post", Geste.ORGANISER, 302, _dossier)],
    "note_effacer": [Ligne("post", Geste.ORGANISER, 404, lambda decor: [decor.note.pk])],
    "dossier_ecrire": [
        Ligne("get", Geste.DECIDER, 200, lambda decor: [decor.dossier.pk, 0, "identite"]),
        Ligne("post", Geste.DECIDER, 422, lambda decor: [decor.dossier.pk, 0, "identite"]),
    ],
    "dossier_document": [
        Ligne("get", Geste.DECIDER, 200, _dossier),
        Ligne("post", Geste.DECIDER, 422, _dossier),
    ],
    "dossier_rouvrir": [Ligne("post", Geste.DECIDER, 302, _dossier)],
    "dossier_depart": [Ligne("post", Geste.DECIDER, 302, _dossier)],
}
CAS = [(nom, ligne) for nom, lignes in MATRICE.items() for ligne in lignes]
par_cas = pytest.mark.parametrize(
    ("nom", "ligne"), CAS, ids=[f"{nom}-{ligne.methode}" for nom, ligne in CAS]
)


@pytest.fixture
def decor(campagne: Campagne) -> Decor:
    dossier = dossier_a_traiter(campagne)
    MefFactory(campagne=campagne)
    retour = Retour(campagne=campagne, schema="commun", num_envoi=1, sha256="0" * 64)
    retour.fichier.save("essai.zip", ContentFile(b"zip"), save=True)
    mere = responsables(dossier)[0]
    foyer.demander(dossier, "tiers", {"Nom": "Odile Lenoir"}, par=mere)
    demande = DemandeFamille.objects.get()
    piece = deposer(dossier, mere)
    fichier = Source("eleves.xml", io.BytesIO(fichier_eleves(eleve("1"), UAJ="0590181B")))
    depot = depots.deposer(campagne.etablissement, [fichier], par=creer_agent(campagne))
    # Le seul élève de la campagne manque au fichier : rien de louche ne doit gêner la matrice.
    Import.objects.update(apercu={})
    # Ceux d'un collègue : il n'efface que les siens.
    extraction, collegue = extraction_prete(campagne), creer_agent(campagne)
    question = Question.objects.create(campagne=campagne, intitule="Quelle langue ?")
    return Decor(
        dossier,
        piece,
        retour,
        extraction,
        depot,
        demande,
        collegue,
        question,
        tirage_pret(campagne),
        lot=Lot.objects.create(campagne=campagne, par_agent=collegue, geste="attribuer"),
        vue=VueEnregistree.objects.create(par_agent=collegue, nom="Vue"),
        note=NoteInterne.objects.create(dossier=dossier, par_agent=collegue, texte="Note"),
    )


def demander(client: Client, nom: str, ligne: Ligne, decor: Decor, methode: str = ""):
    adresse = reverse(f"espace_agent:{nom}", args=ligne.objet(decor))
    reponse = getattr(client, methode or ligne.methode)(adresse)
    if reponse.streaming:
        # Lire le fichier jusqu'au bout le ferme.
        assert b"".join(reponse.streaming_content)
    return reponse


@contextmanager
def sans_trace() -> Iterator[None]:
    """Un décor pour plusieurs demandes : ce que l'une écrit est défait avant la suivante."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_toutes_les_adresses_sont_dans_la_matrice():
    assert {motif.name for motif in urls.urlpatterns} == set(MATRICE) | SANS_PORTE


def test_tout_geste_est_dit_en_mots_et_sert_a_un_ecran():
    assert set(droits.EN_MOTS) == set(Geste)
    # Celui d'une liste se vérifie à la demande : l'écran des listes est commun.
    des_listes = {sorte.geste for sorte in SORTES.values()}
    assert {ligne.geste for _, ligne in CAS} | des_listes == set(Geste)


@par_cas
def test_chaque_role_n_a_que_ses_gestes(nom, ligne, client, campagne, decor):
    statuts = {}
    for role in Role:
        with sans_trace():
            client_de(creer_agent(campagne, role), client)
            statuts[role] = demander(client, nom, ligne, decor).status_code
    assert statuts == {role: ligne.statut if peut(role, ligne.geste) else 403 for role in Role}


def test_l_autre_methode_est_refusee(client, campagne, decor):
    direction = creer_agent(campagne, Role.DIRECTION)
    statuts, attendus = {}, {}
    for nom, ligne in CAS:
        autre = {"get": "post", "post": "get"}[ligne.methode]
        permises = {variante.methode: variante.statut for variante in MATRICE[nom]}
        attendus[nom, autre] = permises.get(autre, 405)
        with sans_trace():
            client_de(direction, client)
            statuts[nom, autre] = demander(client, nom, ligne, decor, autre).status_code
    assert statuts == attendus


def passent(client: Client, decor: Decor) -> dict[str, int]:
    """{cas: statut} de ce qui ne renvoie pas à la page de connexion. Rien n'y est donc écrit."""
    reponses = {f"{nom}-{ligne.methode}": demander(client, nom, ligne, decor) for nom, ligne in CAS}
    return {
        cas: reponse.status_code
        for cas, reponse in reponses.items()
        if reponse.status_code != 302 or not reponse.url.startswith(CONNEXION)
    }


def test_l_anonyme_va_se_connecter(client, decor):
    assert passent(client, decor) == {}


def test_une_famille_n_entre_pas(client, decor):
    compte = creer_compte_famille(responsables(decor.dossier)[0])
    client.force_login(compte, backend="dossiersco.comptes.backends.ParCodeAcces")
    assert passent(client, decor) == {}


def test_l_agent_d_un_autre_college_ne_trouve_rien(client, voisine, decor):
    voisin = creer_agent(voisine, Role.DIRECTION)
    for nom, ligne in CAS:
        with sans_trace():
            reponse = demander(client_de(voisin, client), nom, ligne, decor)
        assert reponse.status_code == (404 if ligne.objet(decor) else ligne.statut), nom
        # Une île porte leur nom dans la liste des pays.
        assert "MARTIN" not in reponse.content.decode().replace("SAINT-MARTIN", ""), nom


def test_un_acces_retire_en_pleine_seance_cesse_sur_toute_adresse(campagne, decor):
    """Connecté pour de bon ; l'autre direction le retire ; ni page, ni envoi, ni fichier."""
    direction, retire = (creer_agent(campagne, Role.DIRECTION) for _ in range(2))
    client = connecte(retire)
    assert client.get(reverse("espace_agent:droits")).status_code == 200
    retirer_acces(retire, par=direction)
    assert passent(client, decor) == {}


@pytest.mark.parametrize("quoi", ["agent", "compte"])
def test_un_agent_desactive_va_se_connecter(quoi, secretaire, agent, decor):
    if quoi == "agent":
        agent.actif = False
        agent.save()
    else:
        agent.compte.is_active = False
        agent.compte.save()
    assert passent(secretaire, decor) == {}


def test_un_agent_en_regle_passe(secretaire, decor):
    """Sans quoi `passent` ne verrait rien."""
    assert len(passent(secretaire, decor)) > len(CAS) / 2


def test_un_droit_retire_en_cours_de_session_cesse_aussitot(secretaire, agent, decor):
    adresse = reverse("espace_agent:piece", args=[decor.piece.pk])
    assert demander(secretaire, "piece", MATRICE["piece"][0], decor).status_code == 200
    agent.role = Role.LECTURE
    agent.save()
    assert secretaire.get(adresse).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_le_menu_ne_mene_qu_a_des_ecrans_permis(role, client, campagne):
    agent = creer_agent(campagne, role)
    menu = client_de(agent, client).get(reverse("espace_agent:droits")).context["menu"]
    assert menu
    assert {client.get(ecran["adresse"]).status_code for ecran in menu} == {200}


def test_la_page_des_droits_dit_la_table(secretaire):
    lignes = secretaire.get(reverse("espace_agent:droits")).context["lignes"]
    assert {ligne["geste"]: ligne["permis"] for ligne in lignes}[droits.EN_MOTS[Geste.DECIDER]] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("role", list(Role))
def test_la_connexion_mene_tout_role_a_un_ecran_permis(client, campagne, role):
    client_de(creer_agent(campagne, role), client)
    assert client.get(reverse("accueil"), follow=True).status_code == 200
