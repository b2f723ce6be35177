"""Les valeurs de SIECLE : les lire, les comparer, les rendre écrivables en ISO-8859-15.

Comparer, c'est mettre les deux côtés (la colonne et la photo) sous la même forme : sans cela,
chaque téléphone espacé autrement serait une modification de la famille.
"""

import json
import re
import unicodedata
from datetime import date
from typing import Any

from dossiersco.siecle import vocabulaire

DATE = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
OUI = frozenset({"1", "true", "o", "oui"})
NON = frozenset({"0", "false", "n", "non"})
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′´`", "'"))
# Corse : SIECLE écrit 620 et 720 (codes du ministère), d'autres 2A et 2B.
DEPARTEMENTS_DE_CORSE = {"620": "02A", "720": "02B"}
# Outre-mer, l'indicatif n'ôte que le zéro : +262 692… se compose aussi 0692…
INDICATIF = re.compile(r"(?:\+|00)(?:33|(?:262|590|594|596)(?=0?[1-9][0-9]{8}$))")
TELEPHONE = re.compile(r"[0-9+().\s/_-]+")

# Ce que l'ISO-8859-15 ne sait pas écrire et que la décomposition Unicode ne remplace pas bien.
REMPLACEMENTS = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "…": "...",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "⁄": "/",
        "•": "-",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ħ": "h",
        "Ħ": "H",
        "ı": "i",
        "ŋ": "n",
        "Ŋ": "N",
        "ə": "e",
        "Ə": "E",
        "ẞ": "SS",
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\u00ad": "",
        "\ufeff": "",
    }
)


class CaractereImpossible(ValueError):
    """Un caractère que l'ISO-8859-15 ne sait pas écrire, même approché : `caractere`."""

    def __init__(self, caractere: str) -> None:
        super().__init__(f"Le caractère « {caractere} » ne peut pas être écrit dans SIECLE.")
        self.caractere = caractere


def date_fr(texte: str) -> date | None:
    """La date d'un texte « JJ/MM/AAAA » ; None si la forme ou le jour n'existe pas."""
    trouve = DATE.fullmatch(texte)
    if trouve is None:
        return None
    try:
        return date(int(trouve[3]), int(trouve[2]), int(trouve[1]))
    except ValueError:
        return None


def booleen(texte: str) -> str | None:
    """« 1 » ou « 0 », d'après 1/0, true/false, O/N ou oui/non ; None si ce n'en est pas un."""
    mot = texte.strip().casefold()
    if mot in OUI:
        return "1"
    return "0" if mot in NON else None


def telephone(texte: str) -> str:
    """Chiffres seuls : +33, 0033 et +262… deviennent 0, un numéro étranger garde son +.

    Rien que des zéros vaut absent. Un texte qui n'est pas un numéro est rendu rogné.
    """
    brut = " ".join(texte.split())
    if not TELEPHONE.fullmatch(brut):
        return brut
    chiffres = re.sub(r"[^0-9]", "", brut)
    if not chiffres.strip("0"):
        return ""
    numero = f"+{chiffres}" if brut.startswith("+") else chiffres
    if INDICATIF.match(numero):
        reste = INDICATIF.sub("", numero, count=1).removeprefix("0")
        return f"0{reste}" if reste.strip("0") else ""
    if numero.startswith("00"):
        return "+" + numero[2:]
    # Un tableur a mangé le zéro de tête.
    return f"0{numero}" if len(numero) == 9 and numero[0] in "123456789" else numero


def departement(texte: str) -> str:
    """Le code sur trois caractères : « 75 » -> « 075 », « 2A », « 620 » -> « 02A »."""
    code = texte.strip().upper().zfill(3)
    return DEPARTEMENTS_DE_CORSE.get(code, code)


def sans_accents(texte: str) -> str:
    """Les lettres nues, la casse gardée ; une ligature ou une lettre barrée reste telle quelle."""
    decompose = unicodedata.normalize("NFKD", texte)
    return "".join(c for c in decompose if not unicodedata.combining(c))


def nom(texte: str) -> str:
    """Un nom en capitales, apostrophes unifiées. Les accents comptent."""
    return " ".join(texte.translate(APOSTROPHES).split()).upper()


def comparable(balise: str, valeur: object) -> str:
    """La forme canonique d'une valeur de photo ou de colonne ; "" si elle est absente.

    Un bloc ou une liste devient un JSON trié ; une clé vide y vaut une clé absente.
    """
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "1" if valeur else "0"
    if isinstance(valeur, date):
        return f"{valeur.day:02}/{valeur.month:02}/{valeur.year:04}"
    if isinstance(valeur, dict | list | tuple):
        canonique = _structure(valeur)
        return json.dumps(canonique, ensure_ascii=False, sort_keys=True) if canonique else ""
    return _texte(balise, unicodedata.normalize("NFC", str(valeur)))


def _texte(balise: str, texte: str) -> str:
    if balise.startswith("TEL"):
        return telephone(texte)
    if balise.startswith("MEL") or balise == "EMAIL":
        return texte.strip().lower()
    if balise in vocabulaire.NOMS_DE_PERSONNE:
        return nom(texte)
    if balise in vocabulaire.BOOLEENS:
        return booleen(texte) or texte.strip()
    if balise in {"CODE_DEPARTEMENT", "CODE_DEPARTEMENT_NAISS"} and texte.strip():
        return departement(texte)
    return " ".join(texte.split())


def _structure(valeur: Any) -> Any:
    """Un bloc sans ses clés vides ; une liste triée, car l'ordre d'un export n'est pas garanti."""
    if isinstance(valeur, dict):
        bloc = {cle: comparable(cle, contenu) for cle, contenu in valeur.items()}
        return {cle: contenu for cle, contenu in bloc.items() if contenu}
    elements = [_structure(v) if isinstance(v, dict) else comparable("", v) for v in valeur]
    return sorted((e for e in elements if e), key=lambda e: json.dumps(e, sort_keys=True))


def representable(texte: str) -> str:
    """Le texte, tel que l'ISO-8859-15 sait l'écrire. Lève `CaractereImpossible`.

    Un accent que l'encodage ignore tombe (« ș » -> « s ») ; une lettre d'un autre alphabet, non.
    """
    compose = unicodedata.normalize("NFC", texte)
    if s_ecrit(compose) and "\u00a0" not in compose and "\u00ad" not in compose:
        return compose
    return "".join(map(_approche, compose.translate(REMPLACEMENTS)))


def _approche(caractere: str) -> str:
    """Le caractère, ou ce qui le compose ; les accents que l'encodage ignore tombent."""
    if s_ecrit(caractere):
        return caractere
    if unicodedata.combining(caractere):
        return ""
    # Un niveau à la fois : « ễ » est « ê » et un tilde, et « ê » s'écrit.
    morceaux = [m for m in unicodedata.decomposition(caractere).split() if not m.startswith("<")]
    if not morceaux:
        raise CaractereImpossible(caractere)
    compose = "".join(chr(int(morceau, 16)) for morceau in morceaux).translate(REMPLACEMENTS)
    return "".join(map(_approche, compose))


def s_ecrit(texte: str) -> bool:
    """Vrai si l'ISO-8859-15 sait écrire tout ce texte."""
    try:
        texte.encode("iso-8859-15")
    except UnicodeEncodeError:
        return False
    return True
