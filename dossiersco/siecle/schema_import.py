"""Ce qu'est un fichier IMPORT_ELEVES : une table, à lire à voix haute.

`exige` : la balise est là une fois ; `permet` : une fois au plus ; `repete` : de tant à tant de
fois. L'ordre de la table est l'ordre du fichier. `dans` dit quels schémas connaissent la balise.
Source : schémas d'import du privé 3.1 (24/07/2018) et 4.0 (17/10/2022) ; les tests comparent cette
table à ces schémas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Union


class Schema(StrEnum):
    """COMMUN est ce que 3.1, « 3.1 avec correction » et 4.0 acceptent tous les trois."""

    COMMUN = "commun"
    V3_1 = "3.1"
    V4_0 = "4.0"


VERSION_RACINE = {Schema.COMMUN: "3.1", Schema.V3_1: "3.1", Schema.V4_0: "4.0"}

TOUS = frozenset(Schema)
COMMUN = frozenset({Schema.COMMUN})
TROIS = frozenset({Schema.V3_1})
QUATRE = frozenset({Schema.V4_0})


@dataclass(frozen=True, slots=True)
class TypeSimple:
    """Une valeur. `mini` et `maxi` comptent des caractères ; `motif` vaut pour toute la valeur ;
    `plafond` borne un entier ; `attendu` complète « on attend … » dans les messages."""

    nom: str
    attendu: str
    mini: int = 1
    maxi: int | None = None
    motif: str = ""
    plafond: int | None = None


# Une ligne de la table n'est égale qu'à elle-même : la reconnaître (`lire`) ne la parcourt pas.
@dataclass(frozen=True, slots=True, eq=False)
class Noeud:
    """Une balise. `maxi` vaut None quand rien ne la borne."""

    balise: str
    forme: Union[TypeSimple, "Bloc"]
    mini: int = 1
    maxi: int | None = 1
    dans: frozenset[Schema] = TOUS


@dataclass(frozen=True, slots=True, eq=False)
class Choix:
    """Une branche et une seule (ou aucune, si le choix n'est pas obligatoire)."""

    branches: tuple["Bloc", ...]
    obligatoire: bool = True


Particule = Noeud | Choix
Bloc = tuple[Particule, ...]


def exige(balise: str, forme: TypeSimple | Bloc, dans: frozenset[Schema] = TOUS) -> Noeud:
    return Noeud(balise, forme, dans=dans)


def permet(balise: str, forme: TypeSimple | Bloc, dans: frozenset[Schema] = TOUS) -> Noeud:
    return Noeud(balise, forme, mini=0, dans=dans)


def repete(balise: str, forme: TypeSimple | Bloc, mini: int, maxi: int | None = None) -> Noeud:
    return Noeud(balise, forme, mini, maxi)


def _texte(nom: str, mini: int, maxi: int) -> TypeSimple:
    nombre = f"exactement {maxi}" if mini == maxi else f"de {mini} à {maxi}"
    return TypeSimple(nom, f"{nombre} caractère{'s' if maxi > 1 else ''}", mini, maxi)


# ─── Les valeurs ───────────────────────────────────────────────────────────────────────────────

CODE1 = _texte("code1", 1, 1)
CODE2 = _texte("code2", 1, 2)
CODE2_STRICT = _texte("code2strict", 2, 2)
CODE3 = _texte("code3", 1, 3)
CODE5 = _texte("code5", 1, 5)
CODE6 = _texte("code6", 1, 6)
CODE8 = _texte("code8", 1, 8)
CODE10 = _texte("code10", 1, 10)
NOM_PRENOM = _texte("nom_prenom", 1, 100)
CODE_CP_COMMUNE = _texte("code_cp_commune", 5, 5)
VILLE = _texte("ville", 1, 32)
MEF = _texte("mef", 11, 11)
LIGNE_ADRESSE = _texte("ligneAdresse", 1, 38)
TELEPHONE = _texte("telephone", 1, 20)
EMAIL = _texte("email", 1, 254)

ID_NATIONAL = TypeSimple("id_national", "11 chiffres ou lettres", motif=r"[0-9A-Za-z]{11}")
RNE = TypeSimple("rne", "8 chiffres ou lettres", motif=r"[0-9A-Za-z]{8}")
ANNEE = TypeSimple("annee", "une année sur 4 chiffres", motif=r"[0-9]{4}")
DATE_FR = TypeSimple("dateFr", "une date JJ/MM/AAAA", motif=r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
DATE = TypeSimple("xs:date", "une date AAAA-MM-JJ", motif=r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
BOOLEEN = TypeSimple("xs:boolean", "« true » ou « false »", motif=r"true|false|1|0")


def _entier(nom: str, plafond: int) -> TypeSimple:
    attendu = f"un entier de 0 à {plafond}, sans zéro de tête"
    return TypeSimple(nom, attendu, motif=r"0|[1-9][0-9]{0,9}", plafond=plafond)


ENTIER2 = _entier("entier2", 99)
ENTIER5 = _entier("entier5", 99_999)
OCTET = _entier("xs:unsignedByte", 255)
ENTIER_LONG = _entier("xs:unsignedInt", 4_294_967_295)

# ─── Les blocs ─────────────────────────────────────────────────────────────────────────────────

ID_PRV_PER = (
    exige("ID_PRV_PER", ENTIER5, dans=COMMUN | TROIS),
    exige("ID_PRV_PER", ENTIER_LONG, dans=QUATRE),
)

# Le schéma 3.1 accepte un code de parenté d'un caractère, que SIECLE ignore sans le dire.
CODE_PARENTE = (
    exige("CODE_PARENTE", CODE2_STRICT, dans=COMMUN),
    exige("CODE_PARENTE", CODE2, dans=TROIS | QUATRE),
)

ADRESSE = permet(
    "ADRESSE",
    (
        permet("LIGNE1_ADRESSE", LIGNE_ADRESSE),
        permet("LIGNE2_ADRESSE", LIGNE_ADRESSE),
        permet("LIGNE3_ADRESSE", LIGNE_ADRESSE),
        permet("LIGNE4_ADRESSE", LIGNE_ADRESSE),
        Choix(
            (
                (exige("CODE_POSTAL", CODE_CP_COMMUNE), exige("LL_POSTAL", VILLE)),
                (exige("COMMUNE_ETRANGERE", VILLE),),
            )
        ),
        exige("CODE_PAYS", CODE3),
    ),
)

PERSONNE = repete(
    "PERSONNE",
    (
        *ID_PRV_PER,
        permet("ID_SIECLE_PER", ENTIER_LONG, dans=QUATRE),
        exige("CODE_CIVILITE", CODE1),
        exige("NOM_DE_FAMILLE", NOM_PRENOM),
        permet("NOM_USAGE", NOM_PRENOM),
        exige("PRENOM", NOM_PRENOM),
        ADRESSE,
        permet("COMMUNICATION_ADRESSE", BOOLEEN),
        exige("CODE_PROFESSION", CODE2),
        permet("TEL_PERSONNEL", TELEPHONE),
        permet("TEL_PROFESSIONNEL", TELEPHONE),
        permet("TEL_PORTABLE", TELEPHONE),
        permet("ACCEPTE_SMS", BOOLEEN),
        permet("EMAIL", EMAIL),
        permet("ENFANT_A_CHARGE", OCTET, dans=TROIS),
    ),
    mini=1,
)

RESPONSABLES_ELEVE = (
    repete(
        "LEGAL",
        (
            *ID_PRV_PER,
            *CODE_PARENTE,
            permet("PAIE_FRAIS_SCOLAIRES", BOOLEEN),
            exige("HEBERGE_ELEVE", BOOLEEN),
            permet("PERCOIT_LES_AIDES", BOOLEEN),
            permet("A_CONTACTER_EN_PRIORITE", BOOLEEN),
        ),
        mini=1,
        maxi=2,
    ),
    repete(
        "PERSONNE_EN_CHARGE",
        (
            *ID_PRV_PER,
            *CODE_PARENTE,
            permet("PAIE_FRAIS_SCOLAIRES", BOOLEEN),
            exige("HEBERGE_ELEVE", BOOLEEN),
            permet("PERCOIT_LES_AIDES", BOOLEEN, dans=QUATRE),
            permet("A_CONTACTER_EN_PRIORITE", BOOLEEN),
        ),
        mini=0,
    ),
    repete("CONTACT", (*ID_PRV_PER, *CODE_PARENTE), mini=0),
)

DPPS = permet(
    "DPPS",
    (
        repete(
            "DPP",
            (
                exige("CODE_DPP", CODE2),
                exige("DATE_DEB_DPP", DATE),
                exige("DATE_FIN_DPP", DATE),
            ),
            mini=0,
        ),
    ),
    dans=QUATRE,
)

OPTION = repete(
    "OPTION",
    (
        exige("CODE_MATIERE", CODE6),
        exige("CODE_MODALITE_ELECT", CODE1),
        permet("UAJ_ACCUEIL", RNE, dans=QUATRE),
    ),
    mini=0,
    maxi=12,
)

SCOLARITE_ACTIVE = (
    exige("CODE_MEF", MEF),
    permet("CODE_DIVISION", CODE8),
    exige("CODE_STATUT", CODE2),
    exige("DATE_DEB_SCO", DATE),
    permet("DATE_FIN_SCO", DATE),
    permet("ARRET_FORMATION", BOOLEEN),
    exige("OPTIONS", (OPTION,)),
    DPPS,
)

ETABLISSEMENT_AN_DERNIER = (
    Choix(((exige("CODE_RNE", RNE),), (exige("CODE_DEPARTEMENT", CODE3),))),
    exige("CODE_PROVENANCE", CODE1),
    permet("CODE_MEF", MEF),
    permet("TYPE_MEF", CODE1),
    permet("CODE_DIVISION", CODE8),
    permet("CODE_STATUT", CODE2),
    permet("DATE_DEB_SCO", DATE),
    permet("DATE_FIN_SCO", DATE),
    permet("CODE_REGIME", CODE2, dans=QUATRE),
    exige("OPTIONS_AN_DERNIER", (repete("CODE_MATIERE", CODE5, mini=0, maxi=12),)),
    DPPS,
)

BOURSE = repete(
    "BOURSE",
    (exige("CODE_BOURSE", CODE1), exige("NB_PART", ENTIER2)),
    mini=1,
    maxi=2,
)


def _eleve(*, sortant: bool) -> Bloc:
    """Un élève sortant dit d'abord pourquoi et quand il sort ; on exige ensuite moins de lui."""
    sauf_sortant = permet if sortant else exige
    sortie = (exige("CODE_MOTIF_SORTIE", CODE2), exige("DATE_SORTIE", DATE)) if sortant else ()
    return (
        *sortie,
        exige("ID_PRV_ELE", ENTIER5, dans=COMMUN | TROIS),
        exige("ID_PRV_ELE", ENTIER_LONG, dans=QUATRE),
        permet("ID_SIECLE_ELE", ENTIER_LONG, dans=QUATRE),
        permet("ID_NATIONAL", ID_NATIONAL),
        permet("INE_BEA", ID_NATIONAL, dans=TROIS),
        permet("INE_RNIE", ID_NATIONAL, dans=TROIS),
        exige("NOM_DE_FAMILLE", NOM_PRENOM),
        permet("NOM_USAGE", NOM_PRENOM),
        exige("PRENOM", NOM_PRENOM),
        permet("PRENOM2", NOM_PRENOM),
        permet("PRENOM3", NOM_PRENOM),
        sauf_sortant("CODE_PAYS_NAT", CODE3),
        exige("DATE_NAISS", DATE),
        sauf_sortant("CODE_SEXE", CODE1),
        exige("CODE_PAYS", CODE3),
        Choix(
            (
                (exige("CODE_COMMUNE_INSEE_NAISS", CODE_CP_COMMUNE),),
                (exige("VILLE_NAISS", VILLE),),
            ),
            obligatoire=not sortant,
        ),
        permet("DATE_ENTREE", DATE),
        ADRESSE,
        permet("TEL_PERSONNEL", TELEPHONE),
        permet("TEL_PROFESSIONNEL", TELEPHONE),
        permet("TEL_PORTABLE", TELEPHONE),
        permet("ACCEPTE_SMS", BOOLEEN),
        permet("EMAIL", EMAIL),
        exige("ADHESION_TRANSPORT", BOOLEEN),
        exige("CODE_REGIME", CODE2),
        permet("UAI_ETAB_HEBERGEMENT", RNE, dans=QUATRE),
        exige("DOUBLEMENT", BOOLEEN),
        permet("BOURSES", (BOURSE,)),
        sauf_sortant("RESPONSABLES_ELEVE", RESPONSABLES_ELEVE),
        sauf_sortant("SCOLARITE_ACTIVE", SCOLARITE_ACTIVE),
        sauf_sortant("ETABLISSEMENT_AN_DERNIER", ETABLISSEMENT_AN_DERNIER),
    )


ELEVE = repete("ELEVE", (Choix((_eleve(sortant=True), _eleve(sortant=False))),), mini=1)

PARAMETRES = (
    exige("UAJ", RNE),
    exige("ANNEE_SCOLAIRE", ANNEE),
    exige("DATE_IMPORT", DATE_FR),
    exige("NUM_ENVOI", ENTIER5),
    exige("LOGICIEL", CODE10),
)

IMPORT_ELEVES = exige(
    "IMPORT_ELEVES",
    (
        exige("PARAMETRES", PARAMETRES),
        exige("DONNEES", (exige("PERSONNES", (PERSONNE,)), exige("ELEVES", (ELEVE,)))),
    ),
)

# ─── Lire la table ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Lecture:
    """Un bloc une fois ses choix faits. `choix` : les obligatoires, que rien ne tranche.

    `noeuds` : par balise, dans l'ordre du fichier ; `rangs` dit cet ordre.
    """

    noeuds: Mapping[str, Noeud]
    rangs: Mapping[str, int]
    choix: tuple[Choix, ...]


# D'une fiche à l'autre les mêmes balises reviennent : la table n'est lue qu'une fois pour toutes.
@lru_cache(maxsize=1024)
def lire(bloc: Bloc, presentes: frozenset[str], schema: Schema) -> Lecture:
    """Ce que ce bloc attend, quand il porte ces balises."""
    attendus = {noeud.balise: noeud for noeud in noeuds(bloc, presentes, schema)}
    rangs = {balise: rang for rang, balise in enumerate(attendus)}
    return Lecture(attendus, rangs, tuple(choix_a_faire(bloc, presentes, schema)))


def balises(bloc: Bloc, schema: Schema) -> Iterator[str]:
    """Toutes les balises que ce bloc connaît dans ce schéma, branches comprises."""
    for particule in bloc:
        if isinstance(particule, Choix):
            for branche in particule.branches:
                yield from balises(branche, schema)
        elif schema in particule.dans:
            yield particule.balise


def branche(choix: Choix, presentes: frozenset[str], schema: Schema) -> Bloc | None:
    """La branche que désignent les balises présentes, ou None si aucune ne la désigne.

    Une balise propre à une branche la désigne ; à défaut, celle par quoi une branche commence.
    """
    noms = [frozenset(balises(bloc, schema)) for bloc in choix.branches]
    for bloc, miens in zip(choix.branches, noms, strict=True):
        autres = frozenset().union(*(n for n in noms if n is not miens))
        if presentes & (miens - autres):
            return bloc
    return next((b for b in choix.branches if next(balises(b, schema)) in presentes), None)


def noeuds(bloc: Bloc, presentes: frozenset[str], schema: Schema) -> Iterator[Noeud]:
    """Les balises du bloc, dans l'ordre du fichier, une fois ses choix faits."""
    for particule in bloc:
        if isinstance(particule, Choix):
            yield from noeuds(branche(particule, presentes, schema) or (), presentes, schema)
        elif schema in particule.dans:
            yield particule


def choix_a_faire(bloc: Bloc, presentes: frozenset[str], schema: Schema) -> Iterator[Choix]:
    """Les choix obligatoires que rien ne tranche, y compris dans la branche retenue."""
    for particule in bloc:
        if not isinstance(particule, Choix):
            continue
        retenue = branche(particule, presentes, schema)
        if retenue is not None:
            yield from choix_a_faire(retenue, presentes, schema)
        elif particule.obligatoire:
            yield particule
