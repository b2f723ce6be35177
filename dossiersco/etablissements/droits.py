"""Qui peut quoi : la seule table des droits, montrée telle quelle aux agents."""

from enum import StrEnum


class Role(StrEnum):
    DIRECTION = "direction"
    SECRETARIAT = "secretariat"
    GESTION = "gestion"
    VIE_SCOLAIRE = "vie_scolaire"
    INFIRMERIE = "infirmerie"
    LECTURE = "lecture"


LIBELLES_ROLES: dict[str, str] = {
    Role.DIRECTION.value: "Direction",
    Role.SECRETARIAT.value: "Secrétariat",
    Role.GESTION.value: "Gestion",
    Role.VIE_SCOLAIRE.value: "Vie scolaire",
    Role.INFIRMERIE.value: "Infirmerie",
    Role.LECTURE.value: "Lecture seule",
}


class Geste(StrEnum):
    VOIR_DOSSIERS = "voir_dossiers"
    DECIDER = "decider"
    VOIR_PIECES = "voir_pieces"
    REMETTRE_CODE = "remettre_code"
    INVITER = "inviter"
    IMPORTER = "importer"
    EXPORTER = "exporter"
    VOIR_TABLEAU = "voir_tableau"
    ORGANISER = "organiser"
    EXTRAIRE = "extraire"
    EXTRAIRE_LISTES = "extraire_listes"
    CREER_ELEVE = "creer_eleve"
    SAISIR_POUR_FAMILLE = "saisir_pour_famille"
    REGLER_FORMATIONS = "regler_formations"
    REGLER = "regler"
    VOIR_DROITS = "voir_droits"
    GERER_EQUIPE = "gerer_equipe"
    GERER_SON_COMPTE = "gerer_son_compte"
    PREPARER = "preparer"


DROITS: dict[Geste, frozenset[Role]] = {
    # L'infirmerie y lit qui appeler ; aucune réponse de santé n'y est gardée (0006).
    Geste.VOIR_DOSSIERS: frozenset(
        {Role.DIRECTION, Role.SECRETARIAT, Role.GESTION, Role.INFIRMERIE, Role.LECTURE}
    ),
    Geste.DECIDER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.VOIR_PIECES: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.REMETTRE_CODE: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.INVITER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.IMPORTER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.EXPORTER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.VOIR_TABLEAU: frozenset(Role),
    Geste.ORGANISER: frozenset({Role.DIRECTION, Role.SECRETARIAT, Role.GESTION}),
    Geste.EXTRAIRE: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.EXTRAIRE_LISTES: frozenset(
        {Role.DIRECTION, Role.SECRETARIAT, Role.GESTION, Role.VIE_SCOLAIRE}
    ),
    Geste.CREER_ELEVE: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.SAISIR_POUR_FAMILLE: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.REGLER_FORMATIONS: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.REGLER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
    Geste.VOIR_DROITS: frozenset(Role),
    Geste.GERER_EQUIPE: frozenset({Role.DIRECTION}),
    Geste.GERER_SON_COMPTE: frozenset(Role),
    Geste.PREPARER: frozenset({Role.DIRECTION, Role.SECRETARIAT}),
}

# Ce qu'un opérateur en visite peut lire ; ni document, ni fichier, ni écriture : voir la porte,
# espace_agent/acces.py.
EN_VISITE: frozenset[Geste] = frozenset(
    {
        Geste.VOIR_DOSSIERS,
        Geste.VOIR_TABLEAU,
        Geste.VOIR_DROITS,
        Geste.PREPARER,
        Geste.IMPORTER,
        Geste.REGLER,
        Geste.REGLER_FORMATIONS,
    }
)


def peut(role: str, geste: Geste) -> bool:
    return role in DROITS[geste]
