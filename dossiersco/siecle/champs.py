"""D'un nœud XML aux champs d'une photo : rogner, reconnaître, contrôler dates et booléens."""

import re
from collections.abc import Iterable

from dossiersco.siecle import vocabulaire
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.noeuds import Noeud, Textes, ligne
from dossiersco.siecle.valeurs import booleen, date_fr

# Une seule adresse ; SIECLE refuse celles qui commencent par un tiret.
MEL = re.compile(r"[^\s@;,<>-][^\s@;,<>]*@[^\s@;,<>]+\.[^\s@;,<>]+")


def connus(
    noeud: Noeud, lus: Textes, balises: frozenset[str], releve: Releve, sauf: frozenset[str]
) -> Photo:
    """Les seuls champs de `balises`, dans leur dernière graphie. Les inconnus sont signalés.

    `sauf` : balises attendues qui ne font pas partie de la photo (clé, blocs).
    """
    photo: Photo = {}
    etrangeres = []
    for balise, texte in lus.items():
        if balise in balises:
            if texte:
                photo[balise] = texte
        elif balise not in sauf and balise not in vocabulaire.ANCIENNES:
            etrangeres.append(balise)
    _moderniser(photo, lus, balises)
    if etrangeres:
        releve.balises_inconnues(etrangeres, ligne=ligne(noeud))
    return photo


def _moderniser(photo: Photo, lus: Textes, balises: frozenset[str]) -> None:
    """Une ancienne graphie ne sert que si la nouvelle ne dit rien."""
    for ancienne in vocabulaire.ANCIENNES.keys() & lus.keys():
        actuelle = vocabulaire.ANCIENNES[ancienne]
        if actuelle in balises and lus[ancienne]:
            photo.setdefault(actuelle, lus[ancienne])


class Controle:
    """Les contrôles d'un enregistrement : chaque défaut est dit avec sa ligne et son nom."""

    def __init__(self, releve: Releve, qui: str, ligne: int) -> None:
        self._releve = releve
        self.qui = qui
        self.ligne = ligne

    def dire(self, code: CodeAnomalie, message: str) -> None:
        self._releve.dire(code, message, qui=self.qui, ligne=self.ligne)

    def dates(self, photo: Photo) -> None:
        """Retire les dates impossibles, sauf DATE_NAISS qui a ses propres codes."""
        for balise in sorted(photo.keys() & vocabulaire.DATES - {"DATE_NAISS"}):
            if date_fr(photo[balise]) is None:
                self.dire(
                    CodeAnomalie.DATE_IMPOSSIBLE,
                    f"{balise} : « {photo.pop(balise)} » n’est pas une date JJ/MM/AAAA ; "
                    "elle est ignorée.",
                )

    def booleens(self, photo: Photo) -> None:
        for balise in sorted(photo.keys() & vocabulaire.BOOLEENS):
            lu = booleen(photo[balise])
            if lu is not None:
                photo[balise] = lu
                continue
            self.dire(
                CodeAnomalie.BOOLEEN_INCONNU,
                f"{balise} : « {photo.pop(balise)} » n’est ni oui ni non ; la valeur est ignorée.",
            )

    def noms(self, photo: Photo) -> None:
        """SIECLE remplace par « ? » les caractères qu'il ne sait pas écrire."""
        for balise in sorted(photo.keys() & vocabulaire.NOMS_DE_PERSONNE):
            if "?" in photo[balise]:
                self.dire(
                    CodeAnomalie.CARACTERE_REMPLACE,
                    f"{balise} : « {photo[balise]} » contient un caractère remplacé par SIECLE ; "
                    "vérifiez l’orthographe.",
                )

    def mel(self, photo: Photo) -> None:
        mel = photo.get("MEL", "")
        if mel and not MEL.fullmatch(mel):
            self.dire(
                CodeAnomalie.MEL_DOUTEUX,
                f"Le mél « {mel} » n’est pas une seule adresse valable : il est gardé tel quel.",
            )

    def absentes(self, photo: Photo, balises: Iterable[str]) -> None:
        manquantes = [balise for balise in balises if balise not in photo]
        if manquantes:
            self.dire(
                CodeAnomalie.BALISE_ABSENTE,
                f"Il manque : {', '.join(manquantes)}.",
            )
