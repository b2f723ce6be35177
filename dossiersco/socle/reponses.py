"""Rendre un document venu d'ailleurs : il se lit, il ne fait rien."""

from typing import IO

from django.http import FileResponse

PDF = "application/pdf"


def document(
    flux: IO[bytes], *, nom: str, type_contenu: str = PDF, a_l_ecran: bool = False
) -> FileResponse:
    """Même piégé, il ne pourrait ni s'exécuter, ni être encadré, ni être repris par un autre site.

    `a_l_ecran` : pour une image. Un PDF s'ouvre hors de la page : le navigateur refuse son lecteur
    dans un bac à sable. Le reste (`nosniff`, `no-store`) est dit de toute réponse par les
    intergiciels.
    """
    reponse = FileResponse(
        flux, content_type=type_contenu, as_attachment=not a_l_ecran, filename=nom
    )
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    reponse["Cross-Origin-Resource-Policy"] = "same-origin"
    return reponse
