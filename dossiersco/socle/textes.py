"""Les textes qu'un collège écrit : un Markdown très court, sans HTML, sans image, sans titre.

Un titre casserait l'ordre de la page ; une image ferait savoir à un autre site qui la lit.
"""

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

REGLES = ("emphasis", "link", "list", "newline", "escape", "entity")
AIDE_EN_LIGNE = "**gras**, *italique*, [texte](https://…) pour un lien."
AIDE = (
    "Une ligne vide sépare deux paragraphes. **gras**, *italique*, « - » en tête de ligne pour une "
    "liste, [texte](https://…) pour un lien."
)


def rendre(texte: str) -> SafeString:
    """Le HTML d'un texte ; tout ce qui n'est pas compris reste écrit tel quel."""
    html: str = _lecteur().render(texte)
    return mark_safe(html)  # noqa: S308 (aucun HTML n'est laissé passer)


def en_ligne(texte: str) -> SafeString:
    """Le même, sans paragraphe ni liste : il tient dans l'aide d'un champ."""
    html: str = _lecteur().renderInline(texte)
    return mark_safe(html)  # noqa: S308 (aucun HTML n'est laissé passer)


class _Lecteur(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (le nom de la bibliothèque)
        """Un lien ne mène qu'à un site, par une adresse sûre ; un autre reste du texte."""
        return url.lower().startswith("https://")


@cache
def _lecteur() -> MarkdownIt:
    return _Lecteur("zero", {"breaks": True, "html": False}).enable(list(REGLES))
