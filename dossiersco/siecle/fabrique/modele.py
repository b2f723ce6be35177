"""Le collège fabriqué : ce que les lecteurs devront rendre une fois les cinq fichiers lus."""

from dataclasses import dataclass

from dossiersco.siecle.lus import Communs, DivisionLue, Nomenclature, Photo


@dataclass(frozen=True, slots=True)
class Eleve:
    """`photo` : mêmes clés et mêmes valeurs que `lus.EleveLu.photo`."""

    eleve_id: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class Personne:
    """`photo` : mêmes clés et mêmes valeurs que `lus.PersonneLue.photo`."""

    personne_id: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class Lien:
    """`photo` : mêmes clés et mêmes valeurs que `lus.LienLu.photo`."""

    eleve_id: str
    personne_id: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class Groupe:
    """Un groupe et les divisions dont viennent ses élèves."""

    code_structure: str
    codes_division: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Les trois familles que la démonstration ouvre, par leurs PERSONNE_ID.

    `seul` : unique responsable de son unique enfant. `separes` : les deux parents, à deux adresses,
    d'un même enfant. `fratrie` : un parent de trois enfants du collège. Rien ne manque à ces
    familles. Sous cinq élèves il n'y a pas la place : les trois sont vides.
    """

    seul: str = ""
    separes: tuple[str, ...] = ()
    fratrie: str = ""


@dataclass(frozen=True, slots=True)
class College:
    """`annee` : celle de la rentrée. Les numéros d'élève et de personne sont des clés de SIECLE."""

    uai: str
    annee: int
    nomenclature: Nomenclature
    divisions: tuple[DivisionLue, ...]
    groupes: tuple[Groupe, ...]
    communs: Communs
    eleves: tuple[Eleve, ...]
    personnes: tuple[Personne, ...]
    liens: tuple[Lien, ...]
    demonstration: Demonstration

    @property
    def date_export(self) -> str:
        """Une soirée de juin avant la rentrée : SIECLE refuse d'exporter entre 8 h et 18 h."""
        return f"15/06/{self.annee}"

    @property
    def horodatage(self) -> str:
        return f"{self.date_export} 19:32:07"
