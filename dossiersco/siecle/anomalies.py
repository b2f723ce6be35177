"""Les défauts qu'un lecteur sait nommer, et le relevé qui les signale."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from dossiersco.siecle.lus import Anomalie

Signaler = Callable[[Anomalie], None]

# Un fichier d'un autre monde peut avoir des milliers de balises inconnues : on en dit assez.
BALISES_INCONNUES_MAX = 50


class CodeAnomalie(StrEnum):
    """`Anomalie.code` prend ses valeurs ici, et nulle part ailleurs."""

    # Le fichier
    ENCODAGE_FAUX = "encodage_faux"
    ANNEE_SCOLAIRE_ABSENTE = "annee_scolaire_absente"
    ANNEE_SCOLAIRE_DOUBLE = "annee_scolaire_double"
    BALISE_INCONNUE = "balise_inconnue"
    SANS_ADRESSES = "sans_adresses"
    CODE_ABSENT = "code_absent"
    FICHE_DE_SECOURS = "fiche_de_secours"
    LIBELLE_INTRADUISIBLE = "libelle_intraduisible"
    RANG_ILLISIBLE = "rang_illisible"
    # Un enregistrement, élève ou personne
    BALISE_ABSENTE = "balise_absente"
    DATE_IMPOSSIBLE = "date_impossible"
    BOOLEEN_INCONNU = "booleen_inconnu"
    CARACTERE_REMPLACE = "caractere_remplace"
    ADRESSE_INCONNUE = "adresse_inconnue"
    MEL_DOUTEUX = "mel_douteux"
    # Un élève
    ELEVE_SANS_ELEVE_ID = "eleve_sans_eleve_id"
    ELEVE_EN_DOUBLE = "eleve_en_double"
    ELEVE_SANS_NOM = "eleve_sans_nom"
    ELEVE_SANS_PRENOM = "eleve_sans_prenom"
    ELEVE_SANS_DATE_NAISS = "eleve_sans_date_naiss"
    DATE_NAISS_IMPOSSIBLE = "date_naiss_impossible"
    INE_INVALIDE = "ine_invalide"
    INE_EN_DOUBLE = "ine_en_double"
    REGIME_INCONNU = "regime_inconnu"
    NAISSANCE_INCOMPLETE = "naissance_incomplete"
    COMMUNE_NAISS_DOUTEUSE = "commune_naiss_douteuse"
    ELEVE_INCONNU = "eleve_inconnu"
    TYPE_STRUCTURE_INCONNU = "type_structure_inconnu"
    SCOLARITE_MULTIPLE = "scolarite_multiple"
    # Une personne, un lien
    PERSONNE_SANS_PERSONNE_ID = "personne_sans_personne_id"
    PERSONNE_EN_DOUBLE = "personne_en_double"
    PERSONNE_INCONNUE = "personne_inconnue"
    PERSONNE_SANS_LIEN = "personne_sans_lien"
    CIVILITE_INCONNUE = "civilite_inconnue"
    PROFESSION_INCONNUE = "profession_inconnue"
    LIEN_INCOMPLET = "lien_incomplet"
    LIEN_EN_DOUBLE = "lien_en_double"
    NIVEAU_INCONNU = "niveau_inconnu"
    CODE_PARENTE_ANCIEN = "code_parente_ancien"


BLOQUANTES = frozenset(
    {
        CodeAnomalie.CODE_ABSENT,
        CodeAnomalie.ELEVE_SANS_ELEVE_ID,
        CodeAnomalie.ELEVE_EN_DOUBLE,
        CodeAnomalie.ELEVE_SANS_NOM,
        CodeAnomalie.ELEVE_SANS_PRENOM,
        CodeAnomalie.ELEVE_SANS_DATE_NAISS,
        CodeAnomalie.DATE_NAISS_IMPOSSIBLE,
        CodeAnomalie.PERSONNE_SANS_PERSONNE_ID,
        CodeAnomalie.PERSONNE_EN_DOUBLE,
        CodeAnomalie.LIEN_INCOMPLET,
    }
)
"""L'enregistrement n'est pas rendu. Les autres codes sont des avis : il l'est."""


class Releve:
    """Signale au nom d'un fichier ; une balise inconnue n'y est dite qu'une fois."""

    def __init__(self, fichier: str, signaler: Signaler) -> None:
        self._fichier = fichier
        self._signaler = signaler
        self._inconnues: set[str] = set()

    def dire(
        self, code: CodeAnomalie, message: str, *, qui: str = "", ligne: int | None = None
    ) -> None:
        self._signaler(Anomalie(self._fichier, ligne, qui, message, code))

    def balises_inconnues(self, balises: Iterable[str], *, ligne: int | None = None) -> None:
        for balise in balises:
            if balise in self._inconnues or len(self._inconnues) >= BALISES_INCONNUES_MAX:
                continue
            self._inconnues.add(balise)
            self.dire(
                CodeAnomalie.BALISE_INCONNUE,
                f"La balise « {balise[:60]} » n’est pas connue : ce qu’elle contient est ignoré.",
                ligne=ligne,
            )
