"""Toutes les adresses du service, et de quoi les demander : une adresse oubliée fait échouer."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dossiersco.dossiers.tests.factories import MEF_5E
from dossiersco.pieces.tests.fichiers_hostiles import png
from tests.attaques.decor import Decor

Arguments = list[list[Any]]
Corps = dict[str, Any]
FAUX_CODE = "4F7K-9M2P-X3WD"
FAUX_JETON = "jeton-que-personne-n-a-donne"
FAUX_ENVOI = UUID(int=7)


def _sans(_: Decor) -> Arguments:
    return [[]]


def _dossiers(decor: Decor) -> Arguments:
    return [[decor.martin.dossier.pk], [decor.diallo.dossier.pk]]


def _dossier_et_piece(decor: Decor) -> Arguments:
    return [[decor.martin.dossier.pk, decor.piece.pk]]


def _dossier_et_personne(decor: Decor) -> Arguments:
    return [[decor.martin.dossier.pk, decor.mere.pk], [decor.diallo.dossier.pk, decor.mere.pk]]


def _brouillons(decor: Decor) -> Arguments:
    return [[*lieu, "moi"] for lieu in _dossiers(decor)]


def _piece(decor: Decor) -> Arguments:
    return [[decor.piece.pk]]


def _depot(decor: Decor) -> Arguments:
    return [[decor.depot.pk]]


def _dossier_piece_et_rang(decor: Decor) -> Arguments:
    return [[decor.martin.dossier.pk, decor.piece.pk, 0]]


def _dossier_et_demande(decor: Decor) -> Arguments:
    return [
        [decor.martin.dossier.pk, decor.justificatif.pk],
        [decor.diallo.dossier.pk, decor.justificatif.pk],
    ]


def _dossier_et_envoi(decor: Decor) -> Arguments:
    return [[decor.martin.dossier.pk, FAUX_ENVOI]]


def _collegue(decor: Decor) -> Arguments:
    return [[decor.sans_droit.pk]]


def _adultes(decor: Decor) -> Arguments:
    """Son contact d'urgence à elle, demandé depuis son dossier et depuis un autre."""
    return [[*lieu, decor.urgence.pk] for lieu in _dossiers(decor)]


def _attendue(decor: Decor) -> Arguments:
    return [[decor.justificatif.pk]]


def _question(decor: Decor) -> Arguments:
    return [[decor.question.pk]]


def _demandes(decor: Decor) -> Arguments:
    return [[*lieu, decor.demande.pk] for lieu in _dossiers(decor)]


LIEUX: dict[str, Callable[[Decor], Arguments]] = {
    "accueil": _sans,
    "acces_par_code": _sans,
    "acces_par_lien": lambda _: [[FAUX_CODE]],
    "connexion_agent": _sans,
    "second_facteur": _sans,
    "second_facteur_poser": _sans,
    "langue": _sans,
    "espace_famille:accueil": _sans,
    "espace_famille:dossier": _dossiers,
    "espace_famille:eleve": _dossiers,
    "espace_famille:moi": _dossiers,
    "espace_famille:adultes": _dossiers,
    "espace_famille:contact_nouveau": _dossiers,
    "espace_famille:contact": _adultes,
    "espace_famille:contact_placer": lambda decor: [[*lieu, 0] for lieu in _adultes(decor)],
    "espace_famille:contact_retirer": _adultes,
    "espace_famille:demande": lambda decor: [[*lieu, "tiers"] for lieu in _dossiers(decor)],
    "espace_famille:demande_retirer": _demandes,
    "espace_famille:confirmer": lambda decor: [[*lieu, "moi"] for lieu in _dossiers(decor)],
    "espace_famille:aide": _sans,
    "espace_famille:options": _dossiers,
    "espace_famille:regime": _dossiers,
    "espace_famille:autorisations": _dossiers,
    "espace_famille:accord_retirer": lambda decor: [
        [*lieu, decor.question.pk] for lieu in _dossiers(decor)
    ],
    "espace_famille:questions": _dossiers,
    "espace_famille:pieces": _dossiers,
    "espace_famille:piece": _dossier_et_piece,
    "espace_famille:piece_retirer": _dossier_et_piece,
    "espace_famille:piece_deplacer": _dossier_piece_et_rang,
    "espace_famille:piece_entiere": _dossier_et_piece,
    "espace_famille:piece_etat": _dossier_et_demande,
    "espace_famille:televersement": _dossier_et_demande,
    "espace_famille:televersement_suite": _dossier_et_envoi,
    "espace_famille:telephone_inviter": _dossier_et_demande,
    "espace_famille:telephone": lambda _: [[FAUX_JETON]],
    "espace_famille:telephone_envoi": lambda _: [[FAUX_JETON]],
    "espace_famille:telephone_suite": lambda _: [[FAUX_JETON, FAUX_ENVOI]],
    "espace_famille:revue": _dossiers,
    "espace_famille:recu": _dossiers,
    "espace_famille:recu_pdf": _dossiers,
    "espace_famille:avis": _dossiers,
    "espace_famille:courriel": _dossiers,
    "espace_famille:courriel_code": _dossiers,
    "espace_famille:portable": _dossiers,
    "espace_famille:portable_code": _dossiers,
    "espace_famille:reunir": _sans,
    "espace_famille:separer": lambda decor: [[decor.voisins.mere.pk]],
    "espace_famille:fin": _sans,
    "espace_famille:lien": _sans,
    "espace_famille:entrer": lambda _: [["jeton-invente"]],
    "espace_famille:brouillon": _brouillons,
    "espace_famille:brouillon_effacer": _brouillons,
    "espace_agent:accueil": _sans,
    "espace_agent:file": _sans,
    "espace_agent:dossiers": _sans,
    "espace_agent:eleve_nouveau": _sans,
    "espace_agent:dossier": _dossiers,
    "espace_agent:dossier_valider": _dossiers,
    "espace_agent:dossier_sans_attendre": _dossiers,
    "espace_agent:dossier_refuser": _dossiers,
    "espace_agent:dossier_trancher": _dossiers,
    "espace_agent:dossier_demander": _dossiers,
    "espace_agent:code_remis": _dossier_et_personne,
    "espace_agent:piece": _piece,
    "espace_agent:piece_page": lambda decor: [[*lieu, 1] for lieu in _piece(decor)],
    "espace_agent:piece_entiere": _piece,
    "espace_agent:piece_accepter": _piece,
    "espace_agent:piece_refuser": _piece,
    "espace_agent:piece_tourner": _piece,
    "espace_agent:revues": _sans,
    "espace_agent:revue": _attendue,
    "espace_agent:decision_annuler": _sans,
    "espace_agent:dossier_depart": _dossiers,
    "espace_agent:dossier_document": _dossiers,
    "espace_agent:dossier_ecrire": lambda decor: [
        [*lieu, cible, groupe]
        for lieu in _dossiers(decor)
        for cible, groupe in ((0, "identite"), (decor.mere.pk, "adresse"))
    ],
    "espace_agent:dossier_organiser": _dossiers,
    "espace_agent:dossier_regarder": _dossiers,
    "espace_agent:dossier_rouvrir": _dossiers,
    "espace_agent:lot": _sans,
    "espace_agent:lot_faire": _sans,
    "espace_agent:lot_papier": _sans,
    "espace_agent:lots": _sans,
    "espace_agent:lot_annuler": lambda decor: [[decor.lot.pk]],
    "espace_agent:note_ecrire": _dossiers,
    "espace_agent:note_effacer": lambda decor: [[decor.note.pk]],
    "espace_agent:vue_enregistrer": _sans,
    "espace_agent:vue_effacer": lambda decor: [[decor.vue.pk]],
    "espace_agent:campagne": _sans,
    "espace_agent:apercu": _sans,
    "espace_agent:campagne_reprendre": _sans,
    "espace_agent:campagne_suivante": _sans,
    "espace_agent:documents": _sans,
    "espace_agent:document_nouveau": _sans,
    "espace_agent:document_demande": _attendue,
    "espace_agent:document_placer": lambda decor: [[*lieu, 0] for lieu in _attendue(decor)],
    "espace_agent:document_retirer": _attendue,
    "espace_agent:document_redemander": _attendue,
    "espace_agent:questions": _sans,
    "espace_agent:question_nouvelle": _sans,
    "espace_agent:question": _question,
    "espace_agent:question_placer": lambda decor: [[*lieu, 0] for lieu in _question(decor)],
    "espace_agent:question_retirer": _question,
    "espace_agent:invitations": _sans,
    "espace_agent:campagne_ouvrir": _sans,
    "espace_agent:invitations_envoyer": _sans,
    "espace_agent:relances": _sans,
    "espace_agent:relancer": _sans,
    "espace_agent:relances_jours": _sans,
    "espace_agent:papier": _sans,
    "espace_agent:lettres_demander": _sans,
    "espace_agent:feuilles_demander": _sans,
    "espace_agent:tirage_fichier": lambda _: [[1]],
    "espace_agent:dossier_imprimer": _dossiers,
    "espace_agent:saisir": _dossier_et_personne,
    "espace_agent:siecle": _sans,
    "espace_agent:siecle_apercu": _depot,
    "espace_agent:siecle_appliquer": _depot,
    "espace_agent:siecle_abandonner": _depot,
    "espace_agent:siecle_annuler": _depot,
    "espace_agent:retour": _sans,
    "espace_agent:retour_produire": _sans,
    "espace_agent:retour_schema": _sans,
    "espace_agent:repetition": _sans,
    "espace_agent:formations": _sans,
    "espace_agent:formation": lambda _: [[MEF_5E]],
    "espace_agent:formation_eleve": _dossiers,
    "espace_agent:tableau": _sans,
    "espace_agent:listes": _sans,
    "espace_agent:liste_demander": _sans,
    "espace_agent:liste_fichier": lambda decor: [[decor.extraction.pk]],
    "espace_agent:demande_accepter": lambda decor: [[decor.demande.pk]],
    "espace_agent:demande_refuser": lambda decor: [[decor.demande.pk]],
    "espace_agent:college": _sans,
    "espace_agent:envoi": lambda decor: [[decor.retour.pk]],
    "espace_agent:retour_fichier": lambda decor: [[decor.retour.pk]],
    "espace_agent:droits": _sans,
    "espace_agent:demarrer": _sans,
    "espace_agent:essai_commencer": _sans,
    "espace_agent:essai_effacer": _sans,
    "espace_agent:visites": _sans,
    "espace_operateur:colleges": _sans,
    "espace_operateur:inscrire": _sans,
    "espace_operateur:visite": lambda decor: [[decor.martin.campagne.etablissement.uai]],
    "espace_operateur:visite_terminer": _sans,
    "espace_public:inscrire": _sans,
    "espace_public:message": _sans,
    "espace_public:activer": lambda _: [[FAUX_JETON]],
    "espace_public:chiffres": _sans,
    "espace_public:accessibilite": _sans,
    "espace_public:vie_privee": _sans,
    "espace_agent:activation": lambda _: [[FAUX_JETON]],
    "espace_agent:courriel": lambda _: [[FAUX_JETON]],
    "espace_agent:oubli": _sans,
    "espace_agent:equipe": _sans,
    "espace_agent:agent_inviter": _sans,
    "espace_agent:agent": _collegue,
    "espace_agent:agent_renvoyer": _collegue,
    "espace_agent:agent_retirer": _collegue,
    "espace_agent:agent_rendre": _collegue,
    "espace_agent:agent_facteur": _collegue,
    "espace_agent:compte": _sans,
    "espace_agent:compte_mot_de_passe": _sans,
    "espace_agent:compte_mel": _sans,
    "espace_agent:compte_facteur": _sans,
    "espace_agent:compte_secours": _sans,
    # On n'y est plus personne : l'avant-dernière.
    "espace_agent:compte_partout": _sans,
    # En dernier : on n'y est plus personne.
    "deconnexion": _sans,
}


def noms(motifs: list[URLPattern | URLResolver] | None = None, espace: str = "") -> Iterator[str]:
    """Le nom de chaque adresse, avec son espace ; son motif si elle n'a pas de nom."""
    for motif in get_resolver().url_patterns if motifs is None else motifs:
        if isinstance(motif, URLResolver):
            dedans = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from noms(motif.url_patterns, dedans)
        else:
            yield f"{espace}{motif.name or motif.pattern}"


def chemins(decor: Decor) -> Iterator[tuple[str, str]]:
    """(nom, chemin) de tout ce qu'un attaquant peut demander, la déconnexion en dernier."""
    for nom, lieux in LIEUX.items():
        for arguments in lieux(decor):
            yield nom, reverse(nom, args=arguments)


def siennes(decor: Decor, espace: str) -> dict[str, str]:
    """{nom: chemin} d'un espace ("" : les portes d'entrée), sur le dossier des Martin."""
    return {
        nom: reverse(nom, args=lieux(decor)[0])
        for nom, lieux in LIEUX.items()
        if nom.rpartition(":")[0] == espace
    }


def corps(decor: Decor) -> Corps:
    """Un envoi forgé qui contente tous les formulaires à la fois."""
    attendue = decor.justificatif.pk
    return {
        "code": FAUX_CODE,
        "mel": decor.mere.mel,
        "moyen": decor.mere.mel,
        "mot_de_passe": "un mot de passe inventé",
        "attendue": str(attendue),
        f"d{attendue}-fichier": SimpleUploadedFile("photo.png", png()),
        "fichiers": SimpleUploadedFile("export.zip", b"PK\x03\x04 rien"),
        "exact": "on",
        "vu": "0" * 16,
        "note": "5",
        "ecran": "dossier",
        "clef": f"personne.{decor.mere.pk}.adresse",
        "personne": str(decor.mere.pk),
        "piece": str(decor.piece.pk),
        "enfants": str(decor.martin.dossier.pk),
        "rue": "1 rue des Lilas",
        "code_postal": "59000",
        "pays": "100",
        "uai": "0590182C",
        "nom": "Ali Petit",
        "lien": "voisin",
        "tel_portable": "06 39 98 77 77",
        "precision": "Voir avec lui",
        "suite": reverse("espace_famille:dossier", args=[decor.martin.dossier.pk]),
        "sorte": "evacuation",
        "evacuation-en": "csv",
        "schema_retour": "commun",
    }
