"""Ce qu'une famille voit de chaque question, et ce qui empêche d'enregistrer sa réponse.

Ce que l'élève a aujourd'hui n'est jamais refusé à qui n'y touche pas.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dossiersco.campagnes.carte_options import Carte, Choix, Entree, Option

SEUL_CHOIX = "C’est le seul choix possible dans cette classe."
CONTINUE = (
    "Elle continue : le collège ne permet pas de l’arrêter en ligne. "
    "Pour en parler, appelez le secrétariat."
)
FERMEE = "Elle ne se demande pas en ligne : adressez-vous au secrétariat."
DEJA_CHOISIE = "Vous avez déjà choisi cette matière : prenez-en une autre."
UNE_SEULE_FOIS = "Une matière ne se prend qu’une fois : décochez-la ici."
OBLIGATOIRE = "Choisissez une matière : elle est obligatoire."


@dataclass(frozen=True)
class Verrou:
    """Une option montrée en texte. `raison` : pourquoi elle ne se touche pas, et à qui parler."""

    option: Option
    raison: str


@dataclass(frozen=True)
class Question:
    """Un choix devant un élève. `prises` : ce qu'il y a. `offertes` : ce qui peut se cocher.

    `gardees` : prises, et à ne pas quitter. `fermees` : à ne pas prendre.
    """

    choix: Choix
    prises: tuple[str, ...]
    offertes: tuple[Option, ...]
    gardees: tuple[Verrou, ...]
    fermees: tuple[Verrou, ...]

    @property
    def nom(self) -> str:
        return self.choix.nom

    @property
    def minimum(self) -> int:
        """Ce qu'il reste à choisir, sans demander plus qu'il n'y a."""
        return max(0, min(self.choix.minimum - len(self.gardees), len(self.offertes)))

    @property
    def maximum(self) -> int:
        return max(0, self.choix.maximum - len(self.gardees))

    @property
    def une_seule(self) -> bool:
        """Des boutons radio ; sauf pour qui a déjà plus que permis, et peut le garder."""
        return self.maximum == 1 and len(self.a_cocher) <= 1

    @property
    def a_cocher(self) -> list[str]:
        """Ce qui est coché en ouvrant la page."""
        return [code for code in self.prises if code not in self.codes_gardes]

    @property
    def codes_gardes(self) -> set[str]:
        return {verrou.option.code_matiere for verrou in self.gardees}

    @property
    def a_montrer(self) -> bool:
        return bool(self.offertes or self.gardees or self.fermees)


def questions(
    carte: Carte, actuelles: Sequence[Entree], photo: Sequence[Entree]
) -> tuple[Question, ...]:
    """`actuelles` : ce qu'on propose ; `photo` : ce que SIECLE a dit."""
    suivies = {entree["CODE_MATIERE"] for entree in photo}
    prises = carte.prises(actuelles)
    posees = (_question(choix, tuple(prises[choix.nom]), suivies) for choix in carte.choix)
    return tuple(question for question in posees if question.a_montrer)


def _question(choix: Choix, prises: tuple[str, ...], suivies: Collection[str]) -> Question:
    gardees = tuple(
        Verrou(option, CONTINUE)
        for option in choix.options
        if option.code_matiere in prises
        and option.code_matiere in suivies
        and not option.regle.abandonnable
    )
    retenues = {verrou.option for verrou in gardees}
    offertes = tuple(
        option
        for option in choix.options
        if option not in retenues
        # Ce que l'élève a, ou que SIECLE lui donne, peut se reprendre même fermé aux autres.
        and (option.regle.ouverte or option.code_matiere in {*prises, *suivies})
    )
    if len(gardees) >= choix.maximum:
        # Tout est pris par ce qui ne s'arrête pas ; ce que l'élève a de trop lui reste.
        offertes = tuple(option for option in offertes if option.code_matiere in prises)
    elif _sans_alternative(choix, prises, offertes):
        gardees = (*gardees, *(Verrou(option, SEUL_CHOIX) for option in offertes))
        offertes = ()
    montrees = {*offertes, *(verrou.option for verrou in gardees)}
    fermees = tuple(
        # Sans explication du collège, une option fermée ne dit rien à personne : elle se tait.
        Verrou(option, FERMEE)
        for option in choix.options
        if option not in montrees and not option.regle.ouverte and option.regle.explication
    )
    return Question(choix, prises, offertes, gardees, fermees)


def _sans_alternative(choix: Choix, prises: Collection[str], offertes: Sequence[Option]) -> bool:
    toutes_prises = all(option.code_matiere in prises for option in offertes)
    return bool(offertes) and toutes_prises and choix.minimum >= len(prises)


def reponse(question: Question, cochees: Collection[str]) -> list[str]:
    """Ce qui est choisi : ce qui est coché, et ce qui ne se quitte pas."""
    codes = question.codes_gardes | set(cochees)
    return [o.code_matiere for o in question.choix.options if o.code_matiere in codes]


def fautes(
    posees: Sequence[Question], cochees: Mapping[str, Collection[str]], changees: Collection[str]
) -> dict[str, str]:
    """{nom de la question: phrase}. `changees` : celles dont la réponse n'est plus la même."""
    trouvees: dict[str, str] = {}
    vues: set[str] = set()
    for question in posees:
        siennes = set(reponse(question, cochees.get(question.nom, ())))
        touchee = question.nom in changees
        if touchee and (phrase := _faute(question, set(cochees.get(question.nom, ())))):
            trouvees[question.nom] = phrase
        elif siennes & vues and changees:
            trouvees[question.nom] = DEJA_CHOISIE if question.choix.rangs else UNE_SEULE_FOIS
        vues |= siennes
    return trouvees


def _faute(question: Question, cochees: set[str]) -> str:
    if cochees - {option.code_matiere for option in question.offertes}:
        return "Une de ces options n’est pas proposée : choisissez parmi celles qui le sont."
    if len(cochees) < question.minimum:
        if question.choix.un_seul:
            return OBLIGATOIRE
        return f"Choisissez-en {question.minimum} : il en manque {question.minimum - len(cochees)}."
    if len(cochees) > question.maximum:
        return (
            f"Gardez-en {question.maximum} : il y en a {len(cochees) - question.maximum} de trop."
        )
    return ""


def incomplet(carte: Carte, actuelles: Sequence[Entree]) -> list[str]:
    """Les questions obligatoires auxquelles il manque une réponse."""
    prises = carte.prises(actuelles)
    return [choix.titre for choix in carte.choix if len(prises[choix.nom]) < choix.minimum]
