"""Le parcours d'une famille, dans l'ordre. Les adresses et les tests en sont tirés."""

from dataclasses import dataclass

from dossiersco.espace_famille.acces import Vue
from dossiersco.espace_famille.etapes import (
    accueil,
    adultes,
    autorisations,
    dossier,
    eleve,
    moi,
    options,
    pieces,
    questions,
    recu,
    regime,
    revue,
)


@dataclass(frozen=True)
class Etape:
    """`nom` : celui de l'adresse, du fichier, du gabarit et du test."""

    nom: str
    titre: str
    vue: Vue


ETAPES = (
    Etape("accueil", "Vos enfants", accueil.vue),
    Etape("dossier", "Le dossier", dossier.vue),
    Etape("eleve", "L’élève", eleve.vue),
    Etape("moi", "Vos coordonnées", moi.vue),
    Etape("adultes", "Les autres adultes", adultes.vue),
    Etape("options", "Les options", options.vue),
    Etape("regime", "La demi-pension", regime.vue),
    Etape("autorisations", "Les autorisations", autorisations.vue),
    Etape("questions", "Les questions du collège", questions.vue),
    Etape("pieces", "Les documents", pieces.vue),
    Etape("revue", "Relire et signer", revue.vue),
    Etape("recu", "Le reçu", recu.vue),
)
