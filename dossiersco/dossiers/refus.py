"""Les gestes qui n'ont pas lieu : chaque exception porte une phrase pour l'écran."""

from dossiersco.dossiers.completude import Manque


class GesteRefuse(Exception):
    """Le geste n'a pas lieu ; le message dit pourquoi et que faire."""


class CampagneFermee(GesteRefuse):
    def __init__(self) -> None:
        super().__init__(
            "Les inscriptions en ligne sont fermées. Adressez-vous au secrétariat du collège."
        )


class EleveParti(GesteRefuse):
    def __init__(self) -> None:
        super().__init__(
            "Cet élève n’est plus inscrit au collège : son dossier est fermé, et ses réponses "
            "sont gardées. Si c’est une erreur, adressez-vous au secrétariat."
        )


class DossierIncomplet(GesteRefuse):
    def __init__(self, manques: list[Manque]) -> None:
        self.manques = manques
        super().__init__(" ".join(manque.message for manque in manques))


class DossierAChange(GesteRefuse):
    def __init__(self) -> None:
        super().__init__(
            "Ce dossier a changé pendant que vous le lisiez. Regardez ce qui est nouveau, "
            "puis décidez de nouveau."
        )
