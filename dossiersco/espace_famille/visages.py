"""Cinq visages pour une note : dessinés, car tous les téléphones n'ont pas les mêmes caractères."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

# La bouche seule change ; l'ordonnée du milieu dit si elle sourit.
BOUCHES = {
    "5": ("M7 13q5 8 10 0z", "5 – très satisfait"),
    "4": ("M8 14q4 4 8 0", "4 – satisfait"),
    "3": ("M8 15.5h8", "3 – ni l’un ni l’autre"),
    "2": ("M8 17q4-3 8 0", "2 – peu satisfait"),
    "1": ("M7 18q5-7 10 0", "1 – pas du tout satisfait"),
}
# Le visage ne se lit pas à voix haute : la phrase d'à côté dit la même chose.
VISAGE = (
    '<span class="sco-visage"><svg aria-hidden="true" focusable="false" viewBox="0 0 24 24" '
    'width="28" height="28" fill="none" stroke="currentColor" stroke-width="1.8">'
    '<circle cx="12" cy="12" r="10.5"/><path d="M8.5 8v2M15.5 8v2"/><path d="{}"/></svg> {}</span>'
)


def notes() -> dict[str, SafeString]:
    return {note: format_html(VISAGE, *dit) for note, dit in BOUCHES.items()}
