"""Le plan d'un export : racine, en-tête et balises des enregistrements, sans construire d'arbre.

C'est la cible de la passe d'ouverture. Elle borne aussi ce qu'un enregistrement peut peser, pour
que les lectures, qui en gardent un à la fois, tiennent toujours en mémoire.
"""

from collections.abc import Mapping

from dossiersco.siecle.lus import ExportSansUsage, FichierRefuse, TypeExport

# Un élève complet tient en 5 Ko ; un enregistrement est gardé en mémoire le temps de sa lecture.
ENREGISTREMENT_MAX = 1024 * 1024
# Ce qui entoure les enregistrements : quelques blocs et l'en-tête. Un élément compte pour cent.
CHARPENTE_MAX = 100_000
BALISES_MAX = 200
PROFONDEUR_MAX = 50

A_LA_PLACE = (
    "Déposez l’un de ces exports XML : Nomenclature, Structures, Communs, Élèves ou Responsables "
    "(avec adresses)."
)
DEMESURE = (
    "Le fichier n’est pas bâti comme un export SIECLE : un élément est démesuré. "
    "Refaites l’export dans SIECLE et déposez-le tel quel."
)
SANS_USAGE = {
    "BEE_GEOGRAPHIQUE": "l’export Géographique, dont DossierSCO n’a pas besoin",
    "BEE_ETABLISSEMENTS": "l’export Établissements, dont DossierSCO n’a pas besoin",
    "BEE_ETABLISSEMENT": "l’export Établissements, dont DossierSCO n’a pas besoin",
}
NON_LUES = {
    "BEE_EPHC_ELEVES": "l’export Élèves d’un établissement privé hors contrat",
    "BEE_EPHC_RESPONSABLES": "l’export Responsables d’un établissement privé hors contrat",
    "STS_EDT": "un export de STS-Web (emploi du temps)",
    "IMPORT_ELEVES": "le fichier de retour destiné à SIECLE, pas un export de SIECLE",
}


class Plan:
    """Cible d'analyse de lxml : `start`, `data`, `end` et `close` sont appelées par l'analyseur."""

    def __init__(self) -> None:
        self.version = ""
        self.taille = 0
        self.parametres: dict[str, str] = {}
        self.enregistrements: set[tuple[str, str]] = set()
        self._type: TypeExport | None = None
        self._profondeur = 0
        self._chemin: list[str] = []
        self._texte: list[str] | None = None
        self._dans_enregistrement = False
        self._octets = 0
        self._charpente = 0

    def type_export(self) -> TypeExport:
        """Le type lu à la racine. À demander après l'analyse, qui garantit une racine."""
        if self._type is None:
            raise FichierRefuse(f"Ce fichier n’est pas un export de SIECLE. {A_LA_PLACE}")
        return self._type

    def avancer(self, octets: int) -> None:
        """À appeler pour chaque bloc donné à l'analyseur : borne la taille d'un enregistrement."""
        self.taille += octets
        self._octets += octets
        if self._dans_enregistrement and self._octets > ENREGISTREMENT_MAX:
            raise FichierRefuse(DEMESURE)

    def start(self, balise: str, attributs: Mapping[str, str]) -> None:
        self._profondeur += 1
        if self._profondeur <= 4:
            self._noter(balise, attributs)
        elif self._profondeur > PROFONDEUR_MAX:
            raise FichierRefuse(DEMESURE)

    def data(self, texte: str) -> None:
        if self._dans_enregistrement:
            return
        if self._texte is not None:
            self._texte.append(texte)
        # L'indentation entre les enregistrements n'est pas gardée par les lectures.
        if not texte.isspace():
            self._alourdir(len(texte))

    def end(self, balise: str) -> None:
        if self._profondeur == 4:
            self._dans_enregistrement = False
        elif self._profondeur == 3 and self._texte is not None:
            self._ranger(balise, "".join(self._texte).strip())
        self._profondeur -= 1

    def comment(self, texte: str) -> None:
        """Les commentaires ne disent rien."""

    def close(self) -> None:
        """Rien à rendre : le plan se lit sur l'objet."""

    def _noter(self, balise: str, attributs: Mapping[str, str]) -> None:
        del self._chemin[self._profondeur - 1 :]
        self._chemin.append(balise)
        if self._profondeur == 4 and self._chemin[1] == "DONNEES":
            self._dans_enregistrement = True
            self._octets = 0
            self.enregistrements.add((self._chemin[2], balise))
            return
        self._alourdir(100 + sum(map(len, attributs.values())))
        if self._profondeur == 1:
            self._racine(balise, attributs)
        elif self._profondeur == 3 and self._chemin[1] == "PARAMETRES":
            self._texte = []

    def _racine(self, balise: str, attributs: Mapping[str, str]) -> None:
        if balise in SANS_USAGE:
            raise ExportSansUsage(f"Ce fichier ({balise}) est {SANS_USAGE[balise]}. {A_LA_PLACE}")
        if balise in NON_LUES:
            raise FichierRefuse(f"Ce fichier ({balise}) est {NON_LUES[balise]}. {A_LA_PLACE}")
        try:
            self._type = TypeExport(balise)
        except ValueError:
            raise FichierRefuse(
                f"Ce fichier n’est pas un export de SIECLE (il commence par « {balise[:40]} »). "
                f"{A_LA_PLACE}"
            ) from None
        self.version = attributs.get("VERSION", "").strip()

    def _ranger(self, balise: str, valeur: str) -> None:
        if valeur:
            self.parametres.setdefault(balise, valeur)
        self._texte = None

    def _alourdir(self, poids: int) -> None:
        self._charpente += poids
        if self._charpente > CHARPENTE_MAX or len(self.enregistrements) > BALISES_MAX:
            raise FichierRefuse(DEMESURE)
