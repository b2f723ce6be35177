"""Chaque adresse du collège : le geste qu'elle demande, ce qu'elle répond, sur quel objet."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
from dossiersco.espace_agent.tests.donnees import (
    creer_agent,
    deposer,
    dossier_a_traiter,
    extraction_prete,
    responsables,
    tirage_pret,
)
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent
from dossiersco.listes.models import Extraction
from dossiersco.papier.models import Tirage
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.factories import PieceJointeFactory
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves


@dataclass(frozen=True)
class Decor:
    dossier: Dossier
    piece: PieceJointe
    pdf: PieceJointe
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
    "piece_page": [Ligne("get", Geste.VOIR_PIECES, 200, lambda decor: [decor.pdf.pk, 1])],
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


def dresser(campagne: Campagne) -> Decor:
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
        PieceJointeFactory(dossier=dossier, personne=mere, dessinee=True),
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


def demander(client: Client, nom: str, ligne: Ligne, decor: Decor, methode: str = "") -> Any:
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
