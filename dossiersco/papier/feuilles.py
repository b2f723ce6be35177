"""Le dossier à remplir à la main, pour un élève et un de ses responsables.

Ce que SIECLE sait de cet élève et de cette personne, rien d'autre : ni un autre responsable, ni
l'adresse de l'élève, qui dirait où vit l'autre.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from dossiersco.campagnes.carte_options import Carte
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import CHAMPS, PAR_NOM, Champ, Cible, Nature, depuis_photo
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.perimetre import champs_demandes, est_demande
from dossiersco.papier.lettres import acces, echeance, entete
from dossiersco.papier.questions import sections
from dossiersco.pieces.controles import demandes

MODELE = Path(__file__).with_name("feuille.typ")
Ligne = tuple[str, str, int]
"""Le libellé, ce qu'on sait, et combien de lignes pour le corriger."""
# Ces deux-là se cochent.
EN_CASES = {"options", "code_regime"}
CONSIGNE = (
    "À gauche, ce que le collège sait. Si c’est exact, n’écrivez rien. Sinon, écrivez à droite la "
    "bonne valeur. Signez, joignez les documents demandés, et rendez ces pages au collège."
)
EXACT = "Je certifie que ces renseignements, corrigés à la main s’il le faut, sont exacts."


class Reglages(NamedTuple):
    """Lus une fois pour tout un tirage. `regimes` : ceux que sert le collège."""

    tables: Tables
    regimes: Collection[str]
    questions: Sequence[Question]


def feuille(
    dossier: Dossier, personne: Personne, reglages: Reglages, carte: Carte, *, code: str
) -> dict[str, Any]:
    """`code` en clair, "" s'il n'y en a pas de neuf."""
    campagne, eleve, tables = dossier.campagne, dossier.eleve, reglages.tables
    demande = partial(est_demande, dossier)
    regimes = _regimes(eleve, tables, reglages.regimes)
    return {
        **entete(campagne, personne, tables),
        **acces(code),
        "objet": f"Inscription de {eleve}, rentrée {_annee(campagne)}",
        "corps": [CONSIGNE + echeance(campagne)],
        "sections": [
            _section("L’élève", _lignes(dossier, Cible.ELEVE, tables, eleve)),
            _section("Vous", _lignes(dossier, Cible.PERSONNE, tables, personne)),
            *_cases("Les options", _options(eleve, carte) if demande("options") else []),
            *_cases("La demi-pension", regimes if demande("regime") else []),
            *sections(dossier, reglages.questions),
            *_cases("Les documents à joindre", _documents(dossier, personne)),
        ],
        "exact": EXACT,
        "pied": f"{personne.avec_civilite} – {eleve} – dossier {dossier.pk}",
    }


def _annee(campagne: Campagne) -> str:
    return f"{campagne.rentree}-{campagne.rentree + 1}"


def _section(titre: str, lignes: list[Ligne]) -> dict[str, Any]:
    return {"titre": titre, "lignes": lignes, "choix": []}


def _cases(titre: str, choix: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"titre": titre, "lignes": [], "choix": choix}] if choix else []


def _lignes(dossier: Dossier, cible: Cible, tables: Tables, objet: Eleve | Personne) -> list[Ligne]:
    """Ce que la campagne demande, et rien d'autre."""
    demandes = champs_demandes(dossier, objet) - EN_CASES
    champs = [c for c in CHAMPS[cible] if c.nom in demandes and not c.confidentiel]
    return [
        (champ.libelle, _connu(champ, objet, tables), 3 if champ.nature is Nature.BLOC else 1)
        for champ in champs
    ]


def _connu(champ: Champ, objet: Eleve | Personne, tables: Tables) -> str:
    """La photo : ce qu'un autre vient d'écrire, sans l'avoir signé, n'est pas à imprimer."""
    dit = texte(champ, _valeur(champ, objet), tables)
    return "" if dit == VIDE else dit


def _valeur(champ: Champ, objet: Eleve | Personne) -> Any:
    if objet.inconnu_de_siecle:
        return getattr(objet, champ.nom)
    return depuis_photo(champ, objet.photo)


def _options(eleve: Eleve, carte: Carte) -> list[dict[str, Any]]:
    prises = carte.prises(_valeur(PAR_NOM[Cible.ELEVE]["options"], eleve))
    questions = [
        _question(
            f"{choix.titre} ({_combien(choix.minimum, choix.maximum)})",
            [
                (choix.libelle(option), option.code_matiere in prises[choix.nom])
                for option in choix.options
                if option.regle.ouverte or option.code_matiere in prises[choix.nom]
            ],
        )
        for choix in carte.choix
    ]
    return [question for question in questions if question["cases"]]


def _combien(minimum: int, maximum: int) -> str:
    if minimum == maximum:
        return f"choisissez-en {minimum}"
    return f"jusqu’à {maximum}" if not minimum else f"de {minimum} à {maximum}"


def _regimes(eleve: Eleve, tables: Tables, servis: Collection[str]) -> list[dict[str, Any]]:
    actuel = _valeur(PAR_NOM[Cible.ELEVE]["code_regime"], eleve)
    cases = [(tables.libelle("regimes", c), c == actuel) for c in sorted({*servis, actuel} - {""})]
    return [_question("Cochez un seul régime", cases)] if cases else []


def _documents(dossier: Dossier, personne: Personne) -> list[dict[str, Any]]:
    """Ce qu'elle n'a pas encore envoyé, que ni l'autre ni l'an dernier n'ont donné."""
    manquent = [demande for demande in demandes(dossier, personne) if not demande.siennes]
    cases = [
        (demande.nom + ("" if demande.obligatoire else " (facultatif)"), False)
        for demande in manquent
        if not (demande.recue_d_un_autre or demande.deja_recue_le)
    ]
    return [_question("Cochez ce que vous joignez", cases)] if cases else []


def _question(titre: str, cases: Iterable[tuple[str, bool]]) -> dict[str, Any]:
    return {"titre": titre, "cases": list(cases), "longues": False}
