"""Ce que la loi interdit de demander à une famille, et ce qui peut se demander à la place.

Sources : RGPD, article 9 (santé, religion, origine) ; décret 2019-341 (numéro de sécurité
sociale) ; guides de la CNIL pour les écoles (situation de famille ; du handicap, le besoin et
jamais la nature). Des mots suffisent à alerter, pas à juger : ce qui n'est pas absolu se confirme.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Interdit:
    """`mots` : des débuts de mots, sans accent. `absolu` : le collège ne peut pas passer outre."""

    sujet: str
    mots: tuple[str, ...]
    pourquoi: str
    plutot: str
    absolu: bool = True


INTERDITS = (
    Interdit(
        "la santé",
        (
            *("allergi", "asthm", "diabet", "epilep", "maladi", "medica", "medecin", "vaccin"),
            *("sante", "groupe sanguin", "hospitalis", "ordonnance", "pai", "operer"),
            *("operation chirurgicale", "psycholog", "psychiatr", "intoleran", "grossesse"),
            *("carnet de sante",),
        ),
        "Une réponse de santé est une donnée sensible : DossierSCO n’en garde aucune.",
        "Remettez à tous la fiche de l’infirmerie, à rendre sous enveloppe fermée.",
    ),
    Interdit(
        "la religion",
        (
            *("religi", "halal", "casher", "kasher", "musulman", "catholi", "chretien", "juif"),
            *("juive", "judai", "protestan", "boudd", "hindou", "athee", "ramadan", "bapteme"),
            *("baptise", "culte", "confession", "careme"),
        ),
        "La religion est une donnée sensible, et l’école publique est laïque.",
        "Pour la cantine, demandez un menu : « sans porc », « sans viande ».",
    ),
    Interdit(
        "l’origine ou l’opinion",
        (
            *("origine ethni", "origine raci", "origine geograph", "origine de la famille"),
            *("origines", "ethni", "race", "raciale", "couleur de peau", "immigr", "sans-papiers"),
            *("sans papiers", "titre de sejour", "opinion politi", "parti politi", "syndique"),
            *("orientation sexuelle",),
        ),
        "L’origine et l’opinion sont des données sensibles : elles n’ont rien à faire ici.",
        "Pour un élève qui parle peu français, demandez les langues parlées à la maison.",
    ),
    Interdit(
        "le numéro de sécurité sociale",
        (
            *("numero de secu", "n° de secu", "no de secu", "securite sociale", "numero de ss"),
            *("carte vitale", "numero insee", "nir"),
        ),
        "Un collège n’a pas le droit de demander ni de garder ce numéro.",
        "Pour l’assurance, demandez l’attestation d’assurance scolaire, dans les documents.",
    ),
    Interdit(
        "le handicap",
        (
            "handicap",
            "mdph",
            "rqth",
            "ulis",
            "autis",
            "dyslexi",
            "dyspraxi",
            "aesh",
            "tdah",
            "trouble",
        ),
        "La nature d’un handicap ne se demande pas.",
        "Demandez le besoin : une place au premier rang, une salle au rez-de-chaussée.",
        absolu=False,
    ),
    Interdit(
        "la situation de famille",
        (
            *("situation de famille", "situation famil", "situation matrimoni", "matrimonial"),
            *("divorc", "celibat", "marie", "mariage", "pacs", "concubin", "veuf", "veuve"),
            *("parents separes", "parents sont separes"),
        ),
        "Le collège a besoin de savoir qui est responsable, pas si l’on est marié ou séparé.",
        "Demandez ce qui vous sert : chez qui l’élève dort la semaine, à qui il peut être confié.",
        absolu=False,
    ),
)


@dataclass(frozen=True)
class Alerte:
    """`mot` : celui qui a été trouvé, sans ses accents."""

    interdit: Interdit
    mot: str

    @property
    def phrase(self) -> str:
        i = self.interdit
        return f"Ce texte parle de {i.sujet} (« {self.mot} »). {i.pourquoi} {i.plutot}"


def alertes(textes: Iterable[str]) -> list[Alerte]:
    """Une alerte par sujet interdit que ces textes abordent."""
    lu = sans_accents(" ".join(textes))
    trouvees = ((interdit, _mot(interdit, lu)) for interdit in INTERDITS)
    return [Alerte(interdit, mot) for interdit, mot in trouvees if mot]


def sans_accents(texte: str) -> str:
    """« Élève ALLERGIQUE ? » -> « eleve allergique ? »"""
    droit = texte.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
    decompose = unicodedata.normalize("NFKD", droit)
    return "".join(c for c in decompose if not unicodedata.combining(c))


def _mot(interdit: Interdit, lu: str) -> str:
    for mot in interdit.mots:
        # Un sigle court est un mot entier : « pai » n'est pas « paiement », ni « nir » « finir ».
        fin = r"\b" if len(mot) <= 5 else r"\w*"
        if trouve := re.search(rf"\b{re.escape(mot)}{fin}", lu):
            return trouve.group()
    return ""
