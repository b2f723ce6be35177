"""Les phrases qu'une famille peut lire, cherchées dans les gabarits et dans le code.

`make phrases` les ajoute, à traduire, aux catalogues où elles manquent, et
en ôte celles que plus rien n'écrit.
"""

import ast
import json
import re
from collections.abc import Iterator

from dossiersco.dossiers.models import AN_PROCHAIN
from dossiersco.espace_famille.saisies import CHANGE_AILLEURS, GARDER_LE_MIEN
from dossiersco.messagerie.gabarits import GABARITS as MESSAGES
from dossiersco.messagerie.gabarits import phrases
from dossiersco.socle.langues import LANGUES, TROU, Langue, lire
from tests.coherence.outils import DOSSIERSCO, RACINE

# Ce qui, dans l'espace des familles, ne se montre qu'à un agent.
DES_AGENTS = frozenset({"_delegation.html", "delegation.py", "guichet.py"})
# De même des messages : ceux d'un agent, d'un collège.
MESSAGES_DES_AGENTS = ("agent_", "inscription_college", "college_", "visite_")
GABARITS = (
    *(
        gabarit
        for gabarit in sorted((DOSSIERSCO / "espace_famille/templates").rglob("*.html"))
        if gabarit.name not in DES_AGENTS
    ),
    *(
        gabarit
        for gabarit in sorted((DOSSIERSCO / "socle/templates").rglob("*.html"))
        # Une panne se dit sans lire la session ; le menu des langues ne se traduit pas.
        if gabarit.name not in {"500.html", "lire_aussi.html"}
    ),
    DOSSIERSCO / "comptes/templates/comptes/accueil.html",
    DOSSIERSCO / "comptes/templates/comptes/acces_par_lien.html",
)
MODULES = (
    *(
        module
        for module in sorted((DOSSIERSCO / "espace_famille").glob("*.py"))
        if module.name not in DES_AGENTS
    ),
    *sorted((DOSSIERSCO / "espace_famille/etapes").glob("*.py")),
    *(
        DOSSIERSCO / nom
        for nom in (
            "campagnes/affluence.py",
            "campagnes/carte_options.py",
            "campagnes/regimes.py",
            "campagnes/regles_options.py",
            "comptes/forms.py",
            "comptes/views.py",
            "dossiers/actions.py",
            "dossiers/affichage.py",
            "dossiers/champs.py",
            "dossiers/controles.py",
            "dossiers/declarations.py",
            "dossiers/foyer.py",
            "dossiers/passages.py",
            "dossiers/posees.py",
            "dossiers/questions.py",
            "dossiers/refus.py",
            "dossiers/reponses.py",
            "pieces/actions.py",
            "pieces/controles.py",
            "pieces/fichiers.py",
            "pieces/pdf.py",
            "pieces/stockage.py",
            "pieces/televersements.py",
            "siecle/adresse.py",
            "socle/middleware.py",
        )
    ),
)
# Ce qui ressemble à une phrase et ne se lit pas sur une page de famille.
SANS_LECTEUR = re.compile(
    r"data-dit|[\w-]+: |[A-Z][a-z]*(-[A-Z][\w-]+)+$|['<|]|\w+\[|.*\||%[dmY]|M\d|q %|"
    r"DossierSCO$|Personne$|ContactUrgence$|DemandeFamille$|Espace des familles$|"
    r"(contact|question|réponse) %|Reponse$|Dossier$|\{|Ceci est un essai|L’élève est inventé|"
    r"Le code de votre application|Six chiffres(, qui|.*secours)|Le sceau |"
    r"Ce brouillon ne se garde|"
    # Dit en entier dans AUSSI, ou fait surtout de noms et de dates.
    r"le 1er$|le %|le \\d|Option obligatoire%|.* par semaine$|%\(nombre\)s jour|"
    r"%\(\w+\)s (sur|le|à) %|%\(texte\)s|%\(date\)s|Complet|"
    # Ce que lit le collège.
    r"Votre adresse électronique|Votre mot de passe|Cette adresse et ce mot de passe|"
    r"Cet élève n’est plus inscrit|Ce dossier a changé pendant|Ce document a déjà été décidé|"
    r"Cette demande est déjà décidée"
)
# Le titre d'une page est celui de l'onglet, où rien ne s'ajoute.
COMMENTAIRE = re.compile(
    r"\{#.*?#\}|\{% block titre %\}.*?\{% endblock %\}|<title>.*?</title>", re.DOTALL
)
# Ce qui s'écrit ailleurs, ou en plusieurs morceaux.
AUSSI = (
    *AN_PROCHAIN.values(),
    f"{CHANGE_AILLEURS}\u00a0: «\u00a0%(valeur)s\u00a0». {GARDER_LE_MIEN}",
    "Ce champ est obligatoire.",
    "Sélectionnez un choix valide. %(value)s n’en fait pas partie.",
    "Assurez-vous que cette valeur comporte au plus %(limit_value)s caractères "
    "(actuellement %(show_value)s).",
    "Saisissez une date valide.",
    "4 – satisfait",
    "%(regime)s, %(nombre)s jours par semaine",
    "%(regime)s, 1 jour par semaine",
    "Option obligatoire",
    "Option obligatoire %(rang)s sur %(total)s",
    "Complet. Liste d’attente\u00a0: vous serez le %(rang)s.",
    "Complet\u00a0: vous êtes le %(rang)s sur la liste d’attente.",
)
VARIABLE = re.compile(r"\{\{\s*([\w.]+)((?:\|[^}]*)?)\s*\}\}")
DANS_UNE_BALISE = re.compile(
    r"""\b(?:libelle|texte|titre|precision)="([^"]+)"|\|pluralize:"([^"]+)"|"""
    r"""\b(?:aria-label|alt|data-(?!envoi|si\b|si-|suite|pages|suivi|brouillon|ban)[a-z-]+)="([^"]+)\""""
)
LETTRES = re.compile(r"[^\W\d_]{2}")


def toutes() -> dict[str, str]:
    """{phrase: le premier fichier qui l'écrit}."""
    trouvees: dict[str, str] = {}
    for phrases_de, fichiers in ((du_gabarit, GABARITS), (du_code, MODULES)):
        for fichier in fichiers:
            for phrase in phrases_de(fichier.read_text(encoding="utf-8")):
                trouvees.setdefault(phrase, fichier.relative_to(RACINE).as_posix())
    for phrase in AUSSI:
        trouvees.setdefault(phrase, "tests/coherence/phrases.py")
    for nom, gabarit in MESSAGES.items():
        for phrase in () if nom.startswith(MESSAGES_DES_AGENTS) else phrases(gabarit):
            trouvees.setdefault(phrase, "dossiersco/messagerie/gabarits.py")
    return trouvees


def du_gabarit(source: str) -> Iterator[str]:
    """Le texte entre deux balises ; `{{ eleve.prenom|de }}` y devient `%(de_prenom)s`."""
    source = COMMENTAIRE.sub("", source).replace("&nbsp;", "\u00a0")
    for trouve in DANS_UNE_BALISE.finditer(source):
        libelle, au_choix, attribut = trouve.groups()
        textes = au_choix.split(",") if au_choix else [libelle or attribut]
        yield from (texte for texte in textes if _se_lit(texte))
    for morceau in re.split(r"\{%.*?%\}|<[^>]*>", VARIABLE.sub(_trou, source), flags=re.DOTALL):
        texte = re.sub(r"[ \t\r\n]+", " ", morceau).strip(" ")
        if _se_lit(texte):
            yield texte


def _trou(variable: re.Match[str]) -> str:
    nom = variable[1].rpartition(".")[2]
    de = "de_" if re.match(r"\|de\b(?!f)", variable[2]) else ""
    return f"%({de}{nom})s"


def du_code(source: str) -> Iterator[str]:
    """Les chaînes d'un module, sauf ses docstrings ; `{eleve.prenom}` y devient `%(prenom)s`."""
    arbre = ast.parse(source)
    a_part = {
        id(noeud.value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)
    }
    a_part |= {id(n) for f in ast.walk(arbre) if isinstance(f, ast.JoinedStr) for n in f.values}
    for noeud in ast.walk(arbre):
        if id(noeud) in a_part:
            continue
        if isinstance(noeud, ast.JoinedStr):
            texte = _a_trous(noeud)
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            texte = noeud.value
        else:
            continue
        if _est_une_phrase(texte):
            yield texte.strip(" ")


def _a_trous(chaine: ast.JoinedStr) -> str:
    noms: list[str] = []
    for morceau in chaine.values:
        if isinstance(morceau, ast.FormattedValue):
            dits = re.findall(r"[A-Za-z_]\w*", ast.unparse(morceau.value))
            nom = dits[-1].strip("_").lower()
            noms.append(f"{nom}_{len(noms)}" if nom in noms else nom)
    reste = iter(noms)
    return "".join(
        str(morceau.value) if isinstance(morceau, ast.Constant) else f"%({next(reste)})s"
        for morceau in chaine.values
    )


def _est_une_phrase(texte: str) -> bool:
    debut = TROU.sub("", texte)
    a_l_air = re.match(r"[A-ZÀ-Ü]", texte) and re.search("[a-zà-ü]", texte)
    return bool(_se_lit(texte) and (a_l_air or re.search(r"[a-zà-ü’]+ ", debut)))


def _se_lit(texte: str) -> bool:
    texte = texte.strip(" ")
    return bool(LETTRES.search(TROU.sub("", texte)) and not SANS_LECTEUR.match(texte))


def ecrire(langue: Langue, traductions: dict[str, str], origines: dict[str, str]) -> None:
    """Rangé par fichier d'origine, pour traduire un écran d'un seul tenant."""
    entete = f"Language: {langue.code}\nContent-Type: text/plain; charset=UTF-8\n"
    morceaux = ["\n".join(['msgid ""', f"msgstr {_entre_guillemets(entete)}"])]
    for phrase, origine in origines.items():
        dite = traductions.get(phrase, "")
        morceaux.append(
            f"#: {origine}\nmsgid {_entre_guillemets(phrase)}\nmsgstr {_entre_guillemets(dite)}"
        )
    langue.catalogue.parent.mkdir(parents=True, exist_ok=True)
    langue.catalogue.write_text("\n\n".join(morceaux) + "\n", encoding="utf-8")


def _entre_guillemets(texte: str) -> str:
    return json.dumps(texte, ensure_ascii=False)


def mettre_a_jour() -> None:
    origines = toutes()
    for langue in LANGUES.values():
        deja = lire(langue.catalogue) if langue.catalogue.exists() else {}
        ecrire(langue, deja, origines)
