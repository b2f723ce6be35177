"""La seconde langue d'une page : la traduction ajoutée sous chaque phrase française connue.

Cela se fait une fois la page écrite : ni les gabarits, ni les formulaires, ni les refus du métier
ne savent qu'une autre langue existe. Sans langue choisie, la page passe telle quelle.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from dossiersco.socle.langues import DEUX_POINTS, LANGUES, Catalogue, catalogue_de

# La clef de session ; "" dit « français seulement », même si le compte a une langue.
CLEF = "langue"
BALISE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
NOM = re.compile(r"<(\w+)")
ESPACES = re.compile(r"[ \t\r\n]+")
# Ce qui n'accepte pas de balise à l'intérieur, ou ne se lit pas.
SANS_AJOUT = frozenset({"datalist", "script", "style", "svg", "textarea", "title"})
DIT_PAR_ATTRIBUT = re.compile(r'\b(alt|aria-label|data-[a-z-]+)="([^"]+)"')
LETTRES = re.compile(r"[^\W\d_]{2}")


class LireAussi:
    """Ajoute la langue choisie aux pages des familles ; celles du collège restent en français."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        if not isinstance(reponse, HttpResponse) or not _est_une_page(reponse):
            return reponse
        if langue := langue_de(request):
            page = accompagner_page(reponse.content.decode(), catalogue_de(langue))
            reponse.content = page.encode()
        return reponse


def _est_une_page(reponse: HttpResponse) -> bool:
    """Pas une page de panne : lire la session demanderait la base, peut-être en panne."""
    return reponse.status_code < 500 and reponse.headers.get("Content-Type", "").startswith(
        "text/html"
    )


def langue_de(request: HttpRequest) -> str:
    """La langue choisie dans cette session, sinon celle du compte ; "" : français seulement."""
    if request.path.startswith("/agent/"):
        return ""
    du_compte = getattr(request.user, "langue", "")
    choisie = str(request.session.get(CLEF, du_compte))
    return choisie if choisie in LANGUES else ""


def accompagner_page(page: str, catalogue: Catalogue) -> str:
    """La même page ; sous chaque phrase connue, sa traduction."""
    a_laisser, sortie = "", []
    for rang, morceau in enumerate(BALISE.split(page)):
        est_balise = rang % 2 == 1
        if a_laisser:
            sortie.append(morceau)
            a_laisser = "" if est_balise and morceau.startswith(f"</{a_laisser}") else a_laisser
        elif est_balise:
            sortie.append(DIT_PAR_ATTRIBUT.sub(lambda dit: _attribut(dit, catalogue), morceau))
            a_laisser = _a_laisser(morceau)
        else:
            en_liste = bool(sortie) and sortie[-1].startswith("<option")
            sortie.append(_texte(morceau, catalogue, en_liste=en_liste))
    return "".join(sortie)


def accompagner(phrase: str, langue: str) -> str:
    """Pour ce qui ne porte pas de balise : « Page reçue – Page received »."""
    traduite = catalogue_de(langue).traduire(phrase) if langue else ""
    return f"{phrase} – {traduite}" if traduite else phrase


def _a_laisser(balise: str) -> str:
    """Le nom de l'élément si rien ne s'y ajoute, sinon ""."""
    trouve = NOM.match(balise)
    nom = trouve[1] if trouve else ""
    return nom if nom in SANS_AJOUT or 'translate="no"' in balise else ""


def _texte(morceau: str, catalogue: Catalogue, *, en_liste: bool) -> str:
    """`en_liste` : une ligne de liste déroulante n'accepte pas de balise."""
    dit = ESPACES.sub(" ", unescape(morceau)).strip(" ").removeprefix(DEUX_POINTS)
    traduite = catalogue.traduire(dit) if LETTRES.search(dit) else ""
    if not traduite:
        return morceau
    texte, langue = morceau.rstrip(), catalogue.langue
    fin = morceau[len(texte) :]
    if en_liste:
        return f"{texte} – {escape(traduite)}{fin}"
    return (
        f'{texte} <span class="sco-traduction" lang="{langue.code}" '
        f'dir="{langue.sens}">{escape(traduite)}</span>{fin}'
    )


def _attribut(dit: re.Match[str], catalogue: Catalogue) -> str:
    traduite = catalogue.traduire(unescape(dit[2]))
    return f'{dit[1]}="{dit[2]} – {escape(traduite)}"' if traduite else dit[0]
