"""Un transporteur de SMS pour les tests : il garde ce qu'on lui confie."""

ENVOYES: list[tuple[str, str]] = []


class Memoire:
    def envoyer(self, numero: str, texte: str) -> None:
        ENVOYES.append((numero, texte))
