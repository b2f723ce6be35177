"""Ce qui empêche de renvoyer une fiche à SIECLE, et ce que la secrétaire doit faire.

On n'invente rien : une valeur que SIECLE exige et que personne n'a donnée bloque la fiche. Les
codes sont ceux du compte rendu de SIECLE quand il en a un (SCOAC_E_02…), sinon le préfixe de son
thème.
"""

from dataclasses import dataclass, field

from dossiersco.siecle.ecriture import Bloc

AU_DOSSIER = " À compléter par la famille dans son dossier, ou dans SIECLE puis réimportez."
AUX_ELEVES = " À compléter dans SIECLE, puis réimportez les élèves."
AUX_RESPONSABLES = " À corriger dans SIECLE, puis réimportez les responsables."

RAISONS = {
    "ACMEF": "La formation de {qui} (« {valeur} ») n’est pas ouverte cette année-là : "
    "choisissez-la dans SIECLE puis réimportez les élèves, ou importez la Nomenclature.",
    "ADRES_COMMUNE": "L’adresse de {qui} n’a ni code postal avec sa commune, ni commune étrangère."
    + AU_DOSSIER,
    "ADRES_PAYS": "L’adresse de {qui} n’a pas de pays." + AU_DOSSIER,
    "CIVIL": "La civilité de {qui} est inconnue." + AU_DOSSIER,
    "CSEXE": "Le sexe de {qui} n’est pas renseigné." + AUX_ELEVES,
    "DEUX_FOIS": "{qui} est deux fois responsable du même élève : gardez un lien."
    + AUX_RESPONSABLES,
    "DNAIS": "La date de naissance de {qui} manque." + AUX_ELEVES,
    "DOUBL": "SIECLE ne dit pas si {qui} redouble." + AUX_ELEVES,
    "ELNAT": "La nationalité de {qui} manque." + AU_DOSSIER,
    "ELNOM": "Le nom ou le prénom de {qui} manque (pour un organisme, le prénom est un point). "
    "À compléter dans SIECLE, puis réimportez le fichier.",
    "FORMAT": "{qui}, {balise} : {message}",
    "HETAB": "L’établissement de l’an dernier de {qui} est inconnu." + AUX_ELEVES,
    "INOPT_B_01": "L’option {valeur} choisie pour {qui} n’est pas au programme de sa formation : "
    "la famille doit en choisir une autre dans son dossier.",
    "INOPT_MODALITE": "L’option {valeur} de {qui} peut être obligatoire ou facultative : "
    "précisez-le dans SIECLE, puis réimportez les élèves.",
    "INOPT_NOMBRE": "{qui} a {valeur} options, et SIECLE en accepte 12 : retirez-en.",
    "LNAIS_COMMUNE": "La commune de naissance de {qui}, en France, manque." + AU_DOSSIER,
    "LNAIS_PAYS": "Le pays de naissance de {qui} manque." + AU_DOSSIER,
    "LNAIS_VILLE": "La ville de naissance de {qui}, à l’étranger, manque." + AU_DOSSIER,
    "NIVEAU": "SIECLE ne dit pas si {qui} est responsable légal, en charge ou contact."
    + AUX_RESPONSABLES,
    "PAREN": "Le lien de parenté de {qui} avec l’élève est inconnu." + AUX_RESPONSABLES,
    "PEPCS": "SIECLE n’accepte pas la profession de {qui} (code « {valeur} »)." + AU_DOSSIER,
    "PROVE": "La provenance de {qui} est inconnue." + AUX_ELEVES,
    "REGIM": "Le régime de {qui} (externe, demi-pensionnaire…) manque." + AU_DOSSIER,
    "SANS_LEGAL": "{qui} n’a pas de responsable légal : SIECLE refuserait sa fiche."
    + AUX_RESPONSABLES,
    "SCOAC_ANNEE": "Les dates de l’année scolaire sont inconnues : importez le fichier Communs.",
    "SCOAC_E_02": "{qui} entre le {valeur}, après la fin de l’année scolaire : corrigez la date "
    "d’entrée dans SIECLE, puis réimportez les élèves.",
    "SORTI": "La sortie de {qui} est incomplète : il faut une date et un motif." + AUX_ELEVES,
}

AVIS = {
    "ADRESSE_PERDUE": "L’import de SIECLE ne transporte pas {valeur} dans l’adresse de {qui} : "
    "vérifiez-la après l’import.",
    "ASE": "{qui} agit pour l’aide sociale à l’enfance : SIECLE impose la profession 99.",
    "DATE_SORTIE": "La date de sortie de {qui} ({valeur}), sans motif, ne peut pas être envoyée : "
    "vérifiez-la après l’import.",
    "DIVISION": "La division {valeur} de {qui} n’est pas rattachée à sa formation : elle n’est pas "
    "envoyée.",
    "HEBERGE": "SIECLE ne dit pas chez qui vit {qui} : aucun responsable ne sera noté comme "
    "l’hébergeant.",
    "INE": "L’identifiant national de {qui} n’a pas 11 caractères : il n’est pas envoyé.",
    "LEGAL_EN_TROP": "{qui} a plus de deux responsables légaux : {valeur} part comme personne en "
    "charge.",
    "MEFAD": "La formation de l’an dernier de {qui} n’a pas 11 caractères : elle n’est pas "
    "envoyée.",
    "MEL": "L’adresse électronique de {qui} semble fausse : elle part telle que lue.",
    "MODCH": "{qui} a {valeur} option(s) obligatoire(s), pas le nombre que demande sa formation : "
    "SIECLE peut retirer ses options.",
    "OPOBL": "Les options obligatoires de {qui} ne trouvent pas toutes un rang permis : elles "
    "partent dans l’ordre de SIECLE.",
    "OPTION_EN_DOUBLE": "L’option {valeur} de {qui} est notée deux fois : elle part une fois.",
    "OPTION_HORS_PROGRAMME": "L’option {valeur} de {qui} n’est pas au programme de sa formation : "
    "elle part telle que lue.",
    "SANS_SCOLARITE": "{qui} est sorti avant le début de l’année : sa scolarité n’est pas envoyée.",
}


@dataclass(frozen=True, slots=True)
class Blocage:
    """Une raison de ne pas envoyer la fiche. `message` s'adresse à la secrétaire."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Prepare:
    """La fiche prête à écrire, ou None et ce qui la bloque. Les avis n'empêchent rien."""

    bloc: Bloc | None
    blocages: tuple[Blocage, ...] = ()
    avis: tuple[str, ...] = ()


@dataclass(slots=True)
class Releve:
    """Ce que la préparation d'une fiche relève en chemin. `qui` : son nom, pour les messages."""

    qui: str
    blocages: list[Blocage] = field(default_factory=list)
    avis: list[str] = field(default_factory=list)

    def bloquer(self, code: str, **precisions: str) -> None:
        message = RAISONS[code].format(**{"qui": self.qui, **precisions})
        self.blocages.append(Blocage(code, message))

    def avertir(self, code: str, **precisions: str) -> None:
        self.avis.append(AVIS[code].format(**{"qui": self.qui, **precisions}))

    def rendre(self, bloc: Bloc) -> Prepare:
        return Prepare(None if self.blocages else bloc, tuple(self.blocages), tuple(self.avis))
