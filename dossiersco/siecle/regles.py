"""Ce qui empêche de renvoyer une fiche à SIECLE, et ce que la secrétaire doit faire.

On n'invente rien : une valeur que SIECLE exige et que personne n'a donnée bloque la fiche. Ce qui
ferait perdre à SIECLE une option ou un régime qu'il connaît la bloque aussi. Les codes sont ceux du
compte rendu de SIECLE quand il en a un (SCOAC_E_02…), sinon le préfixe de son thème.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from dossiersco.siecle.ecriture import Bloc


class Etape(StrEnum):
    """Où l'on peut agir."""

    DOSSIER = "dossier"
    """Par la famille, ou dans SIECLE puis un nouvel import."""
    ELEVES = "eleves"
    RESPONSABLES = "responsables"
    NOMENCLATURE = "nomenclature"
    STRUCTURES = "structures"
    COMMUNS = "communs"
    APRES = "apres"
    """Rien avant le dépôt : à vérifier dans SIECLE après l'import."""


AU_DOSSIER = " À compléter par la famille dans son dossier, ou dans SIECLE puis réimportez."
OU_DANS_SIECLE = " Ou corrigez ses options dans SIECLE, puis réimportez les élèves."
AUX_ELEVES = " À compléter dans SIECLE, puis réimportez les élèves."
AUX_RESPONSABLES = " À corriger dans SIECLE, puis réimportez les responsables."

RAISONS: dict[str, tuple[Etape, str]] = {
    "ACMEF": (
        Etape.NOMENCLATURE,
        "La formation de {qui} (« {valeur} ») n’est pas ouverte cette année-là : "
        "choisissez-la dans SIECLE puis réimportez les élèves, ou importez la Nomenclature.",
    ),
    "ADRES_COMMUNE": (
        Etape.DOSSIER,
        "L’adresse de {qui} n’a ni code postal avec sa commune, ni commune étrangère." + AU_DOSSIER,
    ),
    "ADRES_PAYS": (Etape.DOSSIER, "L’adresse de {qui} n’a pas de pays." + AU_DOSSIER),
    "AUTRE_PERSONNE": (
        Etape.RESPONSABLES,
        "{qui} deviendrait {valeur} : c’est une autre personne, et SIECLE perdrait la première. "
        "Ajoutez la nouvelle dans SIECLE et réimportez les responsables ; si le nom était faux, "
        "corrigez-le dans SIECLE.",
    ),
    "CIVIL": (
        Etape.DOSSIER,
        "La civilité de {qui} est inconnue." + AU_DOSSIER,
    ),
    "CSEXE": (Etape.ELEVES, "Le sexe de {qui} n’est pas renseigné." + AUX_ELEVES),
    "DEUX_FOIS": (
        Etape.RESPONSABLES,
        "{qui} est deux fois responsable du même élève : gardez un lien." + AUX_RESPONSABLES,
    ),
    "DNAIS": (Etape.ELEVES, "La date de naissance de {qui} manque." + AUX_ELEVES),
    "DOUBL": (Etape.ELEVES, "SIECLE ne dit pas si {qui} redouble." + AUX_ELEVES),
    "ELNAT": (Etape.DOSSIER, "La nationalité de {qui} manque." + AU_DOSSIER),
    "ELNOM": (
        Etape.ELEVES,
        "Le nom ou le prénom de {qui} manque (pour un organisme, le prénom est un point). "
        "À compléter dans SIECLE, puis réimportez le fichier.",
    ),
    "FICHE_ELEVE": (
        Etape.ELEVES,
        "{qui} n’est connu que par la fiche élève complète, qui ne dit pas tout : un envoi "
        "effacerait le reste dans SIECLE. Importez les exports XML Élèves et Responsables.",
    ),
    "FORMAT": (Etape.DOSSIER, "{qui}, {balise} : {message}"),
    "HETAB": (
        Etape.ELEVES,
        "L’établissement de l’an dernier de {qui} est inconnu." + AUX_ELEVES,
    ),
    "HOMONYMES": (
        Etape.RESPONSABLES,
        "Deux responsables de {qui} s’appellent {valeur} : SIECLE les confondrait. Distinguez "
        "leurs prénoms dans SIECLE puis réimportez, ou passez au schéma 4.0.",
    ),
    "INF_REGIM_A_01": (
        Etape.DOSSIER,
        "Le régime de {qui} (« {valeur} ») n’existe pas dans SIECLE, qui en ferait un externe."
        + AU_DOSSIER,
    ),
    "INOPT_B_01": (
        Etape.DOSSIER,
        "L’option {valeur} de {qui} n’est pas au programme de sa formation, et SIECLE la "
        "retirerait : la famille doit en choisir une autre dans son dossier." + OU_DANS_SIECLE,
    ),
    "INOPT_MODALITE": (
        Etape.ELEVES,
        "L’option {valeur} de {qui} peut être obligatoire ou facultative : "
        "précisez-le dans SIECLE, puis réimportez les élèves.",
    ),
    "INOPT_NOMBRE": (
        Etape.DOSSIER,
        "{qui} a {valeur} options, et SIECLE en accepte 12 : retirez-en.",
    ),
    "LNAIS_COMMUNE": (
        Etape.DOSSIER,
        "La commune de naissance de {qui}, en France, manque." + AU_DOSSIER,
    ),
    "LNAIS_PAYS": (Etape.DOSSIER, "Le pays de naissance de {qui} manque." + AU_DOSSIER),
    "LNAIS_VILLE": (
        Etape.DOSSIER,
        "La ville de naissance de {qui}, à l’étranger, manque." + AU_DOSSIER,
    ),
    "MODCH_B_02": (
        Etape.DOSSIER,
        "{qui} n’a que {valeur} option(s) obligatoire(s) sur les {attendu} de sa formation, et "
        "SIECLE retirerait toutes ses options : la famille doit les compléter dans son dossier."
        + OU_DANS_SIECLE,
    ),
    "MODCH_B_03": (
        Etape.DOSSIER,
        "{qui} a {valeur} options obligatoires pour les {attendu} de sa formation, et SIECLE "
        "retirerait toutes ses options : la famille doit en ôter dans son dossier."
        + OU_DANS_SIECLE,
    ),
    "NIVEAU": (
        Etape.RESPONSABLES,
        "SIECLE ne dit pas si {qui} est responsable légal, en charge ou contact."
        + AUX_RESPONSABLES,
    ),
    "OPOBL_C_01": (
        Etape.DOSSIER,
        "Les options obligatoires de {qui} ne trouvent pas toutes un rang permis, et SIECLE "
        "retirerait les autres : la famille doit en changer dans son dossier." + OU_DANS_SIECLE,
    ),
    "PAREN": (
        Etape.RESPONSABLES,
        "Le lien de parenté de {qui} avec l’élève est inconnu." + AUX_RESPONSABLES,
    ),
    "PEPCS": (
        Etape.DOSSIER,
        "SIECLE n’accepte pas la profession de {qui} (code « {valeur} »)." + AU_DOSSIER,
    ),
    "PROVE": (Etape.ELEVES, "La provenance de {qui} est inconnue." + AUX_ELEVES),
    "REGIM": (
        Etape.DOSSIER,
        "Le régime de {qui} (externe, demi-pensionnaire…) manque." + AU_DOSSIER,
    ),
    "SANS_LEGAL": (
        Etape.RESPONSABLES,
        "{qui} n’a pas de responsable légal : SIECLE refuserait sa fiche." + AUX_RESPONSABLES,
    ),
    "SCOAC_ANNEE": (
        Etape.COMMUNS,
        "Les dates de l’année scolaire sont inconnues : importez le fichier Communs.",
    ),
    "SCOAC_E_02": (
        Etape.ELEVES,
        "{qui} entre le {valeur}, après la fin de l’année scolaire : corrigez la date "
        "d’entrée dans SIECLE, puis réimportez les élèves.",
    ),
    "SORTI": (
        Etape.ELEVES,
        "La sortie de {qui} est incomplète : il faut une date et un motif." + AUX_ELEVES,
    ),
}

AVIS: dict[str, tuple[Etape, str]] = {
    "ADRESSE_PERDUE": (
        Etape.APRES,
        "L’import de SIECLE ne transporte pas {valeur} dans l’adresse de {qui} : "
        "vérifiez-la après l’import.",
    ),
    "ASE": (
        Etape.APRES,
        "{qui} agit pour l’aide sociale à l’enfance : SIECLE impose la profession 99.",
    ),
    "BOITE_POSTALE": (
        Etape.APRES,
        "L’import de SIECLE ne transporte pas la boîte postale de {qui} (« {valeur} ») : "
        "vérifiez-la après l’import.",
    ),
    "CARACTERE": (
        Etape.APRES,
        "{qui}, {valeur} : SIECLE ne sait pas écrire {caracteres}.",
    ),
    "DATE_SORTIE": (
        Etape.APRES,
        "La date de sortie de {qui} ({valeur}), sans motif, ne peut pas être envoyée : "
        "vérifiez-la après l’import.",
    ),
    "DIVISION": (
        Etape.STRUCTURES,
        "La division {valeur} de {qui} n’est pas rattachée à sa formation : elle n’est pas "
        "envoyée. Rattachez-la dans SIECLE, puis réimportez les Structures.",
    ),
    "HEBERGE": (
        Etape.RESPONSABLES,
        "SIECLE ne dit pas chez qui vit {qui} : aucun responsable ne sera noté comme l’hébergeant.",
    ),
    "IDENTITE": (
        Etape.APRES,
        "{valeur} de {qui} ne part pas : sous un autre nom, SIECLE ne reconnaîtrait pas la fiche "
        "et en créerait une seconde. Corrigez-le à la main dans SIECLE.",
    ),
    "INE": (
        Etape.ELEVES,
        "L’identifiant national de {qui} n’a pas 11 caractères : il n’est pas envoyé.",
    ),
    "LEGAL_EN_TROP": (
        Etape.APRES,
        "{qui} a plus de deux responsables légaux : {valeur} part comme personne en charge.",
    ),
    "LNAIS": (
        Etape.APRES,
        "{qui} : {valeur} ne part pas, l’import ne garde qu’une commune en France ou qu’une ville "
        "à l’étranger. Vérifiez le lieu de naissance.",
    ),
    "MEFAD": (
        Etape.APRES,
        "La formation de l’an dernier de {qui} n’a pas 11 caractères : elle n’est pas envoyée.",
    ),
    "MEL": (
        Etape.DOSSIER,
        "L’adresse électronique de {qui} semble fausse : elle part telle que lue.",
    ),
    "MODCH_B_02": (
        Etape.DOSSIER,
        "{qui} n’a aucune option, et sa formation en demande {attendu} : SIECLE le notera.",
    ),
    "OPTION_EN_DOUBLE": (
        Etape.APRES,
        "L’option {valeur} de {qui} est notée deux fois : elle part une fois.",
    ),
    "PUSAG": (
        Etape.DOSSIER,
        "Le nom d’usage de {qui} est son nom de famille : il n’est pas envoyé.",
    ),
    "SANS_SCOLARITE": (
        Etape.APRES,
        "{qui} est sorti avant le début de l’année : sa scolarité n’est pas envoyée.",
    ),
}

PERDUES: dict[str, frozenset[str]] = {
    "ADRESSE_PERDUE": frozenset({"ADRESSE"}),
    "ASE": frozenset({"CODE_PROFESSION"}),
    "DIVISION": frozenset({"STRUCTURES"}),
    "IDENTITE": frozenset({"NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS"}),
    "INE": frozenset({"ID_NATIONAL"}),
    "LEGAL_EN_TROP": frozenset({"NIVEAU_RESPONSABILITE"}),
    "LNAIS": frozenset({"CODE_COMMUNE_INSEE_NAISS", "VILLE_NAISS"}),
    "MEFAD": frozenset({"SCOLARITE_AN_DERNIER"}),
    "OPTION_EN_DOUBLE": frozenset({"OPTIONS"}),
    "PUSAG": frozenset({"NOM_USAGE"}),
    "SANS_SCOLARITE": frozenset({"CODE_MEF", "CODE_STATUT", "OPTIONS", "STRUCTURES"}),
}
"""Avis -> balises d'export que SIECLE n'aura pas telles qu'il les dit, ou qu'on les voudrait."""


@dataclass(frozen=True, slots=True)
class Blocage:
    """Une raison de ne pas envoyer la fiche. `message` s'adresse à la secrétaire."""

    code: str
    message: str
    etape: Etape = Etape.DOSSIER


@dataclass(frozen=True, slots=True)
class Remarque:
    """Ce que la fiche, telle qu'elle part, ne dira pas. `perdues` : les balises concernées."""

    code: str
    message: str
    etape: Etape
    perdues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prepare:
    """La fiche prête à écrire, ou None et ce qui la bloque. Les remarques n'empêchent rien."""

    bloc: Bloc | None
    blocages: tuple[Blocage, ...] = ()
    remarques: tuple[Remarque, ...] = ()

    @property
    def avis(self) -> tuple[str, ...]:
        return tuple(remarque.message for remarque in self.remarques)


@dataclass(slots=True)
class Releve:
    """Ce que la préparation d'une fiche relève en chemin. `qui` : son nom, pour les messages."""

    qui: str
    blocages: list[Blocage] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)

    def bloquer(self, code: str, **precisions: str) -> None:
        etape, phrase = RAISONS[code]
        message = phrase.format(**{"qui": self.qui, **precisions})
        self.blocages.append(Blocage(code, message, etape))

    def avertir(self, code: str, **precisions: str) -> None:
        etape, phrase = AVIS[code]
        message = phrase.format(**{"qui": self.qui, **precisions})
        self.remarques.append(Remarque(code, message, etape, PERDUES.get(code, frozenset())))

    def rendre(self, bloc: Bloc) -> Prepare:
        prete = None if self.blocages else bloc
        return Prepare(prete, tuple(self.blocages), tuple(self.remarques))
