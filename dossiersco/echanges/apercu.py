"""Ce qu'un import changerait, élève par élève, et ce qui est louche : à lire avant d'appliquer."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import CHAMPS_ELEVE, depuis_photo, differe
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.bilan import Bilan
from dossiersco.echanges.cles import Ensemble
from dossiersco.siecle import eleves
from dossiersco.siecle.anomalies import CodeAnomalie
from dossiersco.siecle.lus import Photo

# Au-delà, on ne lit plus ; et l'aperçu de 20 000 élèves doit tenir dans une ligne de la base.
LIGNES_GARDEES = 200
EXEMPLES_GARDES = 50
BALISES_DES_CHAMPS = frozenset(champ.balise for champ in CHAMPS_ELEVE)
EN_MOTS = {
    "ID_NATIONAL": "INE",
    "CODE_MEF": "Formation",
    "DATE_ENTREE": "Date d’entrée",
    "DATE_SORTIE": "Date de sortie",
}
RESTE = "D’autres données que SIECLE garde"


@dataclass
class Liste:
    """Un compte exact, et les premières lignes seulement."""

    nombre: int = 0
    lignes: list[Any] = field(default_factory=list)

    @property
    def est_pleine(self) -> bool:
        return len(self.lignes) >= LIGNES_GARDEES

    def en_json(self) -> dict[str, Any]:
        return {"nombre": self.nombre, "lignes": self.lignes}


class Apercu:
    """Le témoin d'un import qui en raconte les élèves."""

    def __init__(self) -> None:
        self.campagne: Campagne
        self.inscrits = 0
        self.nouveaux = Liste()
        self.changes_ = Liste()
        self._tables: Tables | None = None

    def commencer(self, campagne: Campagne) -> None:
        self.campagne = campagne

    def crees(self, lignes: Sequence[Model]) -> None:
        for ligne in lignes:
            self.inscrits += isinstance(ligne, Dossier)
            if isinstance(ligne, Eleve):
                self.nouveaux.nombre += 1
                if not self.nouveaux.est_pleine:
                    self.nouveaux.lignes.append(_nom(ligne.photo))

    def changes(self, lignes: Sequence[Model], avant: Sequence[Mapping[str, Any]]) -> None:
        for ligne, colonnes in zip(lignes, avant, strict=True):
            if isinstance(ligne, Eleve):
                self.changes_.nombre += 1
                if not self.changes_.est_pleine:
                    self.changes_.lignes.append(
                        {"nom": _nom(ligne.photo), "champs": self._champs(ligne, colonnes)}
                    )

    def retires(self, lignes: Sequence[Model]) -> None:
        """Aucun élève ne s'efface."""

    def _champs(self, eleve: Eleve, avant: Mapping[str, Any]) -> list[dict[str, str]]:
        # La Nomenclature du lot, importée avant les élèves, compte déjà.
        self._tables = self._tables or tables_de(self.campagne)
        return list(_differences(avant["photo"], eleve.photo, self._tables))

    def en_json(self, bilan: Bilan) -> dict[str, Any]:
        partis, inscrits = _partis(self.campagne, bilan.eleves_vus)
        alertes = _alertes(self.campagne, bilan, partis.nombre, inscrits - self.inscrits)
        return {
            "alertes": list(alertes),
            "nouveaux": self.nouveaux.en_json(),
            "changes": self.changes_.en_json(),
            "partis": partis.en_json(),
            "anomalies": _par_sorte(bilan),
        }


def _nom(photo: Photo) -> str:
    classe = eleves.division(photo)
    nom = f"{photo.get('NOM_DE_FAMILLE', '')} {photo.get('PRENOM', '')}".strip()
    return f"{nom} ({classe})" if classe else nom


def _differences(avant: Photo, apres: Photo, tables: Tables) -> Iterator[dict[str, str]]:
    for champ in CHAMPS_ELEVE:
        ancien, nouveau = depuis_photo(champ, avant), depuis_photo(champ, apres)
        if differe(champ, ancien, nouveau):
            yield _difference(
                champ.libelle, texte(champ, ancien, tables), texte(champ, nouveau, tables)
            )
    for balise, libelle in EN_MOTS.items():
        if avant.get(balise) != apres.get(balise):
            mots = (_mot(balise, photo, tables) for photo in (avant, apres))
            yield _difference(libelle, *mots)
    if eleves.division(avant) != eleves.division(apres):
        yield _difference("Classe", eleves.division(avant) or VIDE, eleves.division(apres) or VIDE)
    dites = BALISES_DES_CHAMPS | EN_MOTS.keys() | {"STRUCTURES"}
    if any(avant.get(balise) != apres.get(balise) for balise in {*avant, *apres} - dites):
        yield _difference(RESTE, "", "")


def _difference(libelle: str, ancien: str, nouveau: str) -> dict[str, str]:
    return {"libelle": libelle, "ancien": ancien, "nouveau": nouveau}


def _mot(balise: str, photo: Photo, tables: Tables) -> str:
    valeur = photo.get(balise, "")
    if balise == "CODE_MEF":
        return tables.codes.get("mefs", {}).get(valeur, valeur) or VIDE
    return valeur or VIDE


def _partis(campagne: Campagne, vus: Ensemble | None) -> tuple[Liste, int]:
    """Les élèves inscrits à cette campagne que le fichier n'a plus, et combien y sont inscrits."""
    if vus is None:
        return Liste(), 0
    dossiers = Dossier.objects.filter(campagne=campagne).values_list("eleve_id", flat=True)
    nombre, partis = 0, []
    for eleve in dossiers.iterator():
        nombre += 1
        if eleve not in vus:
            partis.append(eleve)
    photos = (
        Eleve.objects.filter(pk__in=sorted(partis)[:LIGNES_GARDEES])
        .order_by("cle_tri", "pk")
        .values_list("photo", flat=True)
    )
    return Liste(len(partis), [_nom(photo) for photo in photos]), nombre


def _alertes(campagne: Campagne, bilan: Bilan, partis: int, connus: int) -> Iterator[str]:
    derniere = Campagne.objects.filter(etablissement=campagne.etablissement).latest("annee")
    if campagne.annee != derniere.annee:
        yield (
            f"Ces fichiers sont ceux de {_annee(campagne)} ; votre dernière campagne est celle de "
            f"{_annee(derniere)}. Vérifiez que vous avez choisi la bonne base dans SIECLE."
        )
    codes = Counter(str(anomalie.code) for anomalie in bilan.anomalies)
    for anomalie in bilan.anomalies:
        if anomalie.code == "fichier_ancien":
            yield f"{anomalie.fichier} : {anomalie.message}"
    if partis and partis * 2 >= connus:
        yield (
            f"Il manque {partis} des {connus} élèves de cette campagne. Le fichier est peut-être "
            "l’export d’une partie du collège : exportez tous les élèves."
        )
    if perdus := codes[CodeAnomalie.CARACTERE_REMPLACE]:
        yield (
            f"Noms où se lit un « ? » : {perdus}. SIECLE n’a pas su y écrire une lettre, "
            "ou les accents se sont perdus. Refaites l’export sans ouvrir le fichier."
        )


def _annee(campagne: Campagne) -> str:
    return f"{campagne.annee}-{campagne.annee + 1}"


def _par_sorte(bilan: Bilan) -> list[dict[str, Any]]:
    """Les anomalies par sorte, la plus fréquente d'abord ; de chacune, les premières."""
    exemples: dict[str, list[dict[str, Any]]] = defaultdict(list)
    nombres: Counter[str] = Counter()
    for anomalie in bilan.anomalies:
        code = str(anomalie.code)
        nombres[code] += 1
        if nombres[code] <= EXEMPLES_GARDES:
            exemples[code].append(
                {
                    "fichier": anomalie.fichier,
                    "ligne": anomalie.ligne,
                    "enregistrement": anomalie.enregistrement,
                    "message": anomalie.message,
                }
            )
    return [
        {"code": code, "nombre": nombre, "exemples": exemples[code]}
        for code, nombre in nombres.most_common()
    ]
