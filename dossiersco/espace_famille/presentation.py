"""Le dossier tel que ce responsable le voit : des blocs de texte, et ce qui y est nouveau.

Rien ici ne lit la fiche d'un autre responsable. L'adresse de l'élève n'y figure pas : si l'autre
parent l'a changée, elle dirait où il vit.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossiersco.campagnes.questions import UN_NON_SUFFIT
from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import CHAMPS, PAR_NOM, Champ, Cible
from dossiersco.dossiers.examen import changements_de
from dossiersco.dossiers.formations import parmi
from dossiersco.dossiers.journal import Changement
from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.dossiers.perimetre import champs_demandes, est_demande
from dossiersco.dossiers.posees import Posee
from dossiersco.dossiers.questions import en_mots
from dossiersco.espace_famille.foyer import habite_avec, sous_le_meme_toit

ELEVE = (
    "nom_de_famille",
    "nom_usage",
    "prenom",
    "prenom2",
    "prenom3",
    "date_naiss",
    "code_sexe",
    "code_pays",
    "code_commune_insee_naiss",
    "ville_naiss",
    "code_pays_nat",
    "tel_portable",
    "mel",
)
MOI = tuple(champ.nom for champ in CHAMPS[Cible.PERSONNE])
# Vides, ces lignes n'apprennent rien : elles ne se montrent que remplies ou modifiées.
DISCRETS = {
    "nom_usage",
    "prenom2",
    "prenom3",
    "code_commune_insee_naiss",
    "ville_naiss",
    "tel_professionnel",
    "tel_personnel",
}

# Sans ces valeurs, SIECLE refuse la fiche.
INDISPENSABLES = {
    Cible.ELEVE: frozenset({"nom_de_famille", "prenom", "date_naiss", "code_sexe", "code_regime"}),
    Cible.PERSONNE: frozenset({"nom_de_famille", "prenom"}),
}
VERROU_INE = (
    "L’identifiant national est donné par le ministère : il ne se change pas ici. "
    "S’il vous semble faux, appelez le secrétariat du collège."
)
VERROU_SCOLARITE = (
    "La formation et la classe sont décidées par le collège : elles ne se changent pas ici. "
    "Une question ? Appelez le secrétariat du collège."
)


REPONDRE = {
    "autorisations": "Donner ou refuser les autorisations",
    "questions": "Répondre aux questions",
}
NOTE_AUTORISATIONS = (
    "Pour les sorties et les photos, un seul « non » suffit, et sans réponse c’est non. "
    "Vous pouvez changer d’avis."
)


@dataclass(frozen=True)
class Ligne:
    """`avant` : ce que disait SIECLE, si la valeur est nouvelle. `nom` : celui de la colonne.

    `indispensable` : SIECLE ne peut pas s'en passer. `paroles` : qui l'a dit, quand.
    """

    libelle: str
    valeur: str
    avant: str = ""
    nom: str = ""
    indispensable: bool = False
    paroles: tuple[str, ...] = ()

    @property
    def modifiee(self) -> bool:
        return self.avant != ""


@dataclass(frozen=True)
class Bloc:
    """`ancre` est aussi le nom de l'étape qui le modifie. `lien` : le texte complet du lien.

    `verrou` : ce qui ne se change pas ici, pourquoi, et qui appeler. `note` : comment le lire.
    """

    ancre: str
    titre: str
    lien: str
    lignes: tuple[Ligne, ...]
    verrou: str = ""
    note: str = ""

    @property
    def etape(self) -> str:
        return f"espace_famille:{self.ancre}"

    @property
    def empreinte(self) -> str:
        """De ce qui se confirme : les colonnes, sans ce qui dépend d'un seul des enfants."""
        return _empreinte(ligne for ligne in self.lignes if ligne.nom)

    @property
    def manquants(self) -> tuple[str, ...]:
        return tuple(
            ligne.libelle.rstrip(" \u00a0?")
            for ligne in self.lignes
            if ligne.indispensable and ligne.valeur == VIDE
        )

    @property
    def nouvelles(self) -> tuple[Ligne, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.modifiee)


def blocs(
    dossier: Dossier, personne: Personne, tables: Tables, posees: Sequence[Posee]
) -> list[Bloc]:
    """L'ordre de la page. Ce que la campagne ne demande pas n'y est pas.

    `posees` : les questions du collège, telles que cette personne les lit.
    """
    tous = [*_blocs_de_siecle(dossier, personne, tables), *blocs_des_questions(posees)]
    return [bloc for bloc in tous if est_demande(dossier, bloc.ancre)]


def blocs_des_questions(posees: Sequence[Posee]) -> list[Bloc]:
    """Un bloc sans question n'existe pas."""
    par_bloc: dict[str, list[Posee]] = {}
    for posee in posees:
        par_bloc.setdefault(posee.question.bloc, []).append(posee)
    return [
        Bloc(
            ancre,
            titre,
            lien if all(posee.valeur for posee in par_bloc[ancre]) else REPONDRE[ancre],
            tuple(_reponse(posee) for posee in par_bloc[ancre]),
            note=NOTE_AUTORISATIONS if _par_oui_ou_non(par_bloc[ancre]) else "",
        )
        for ancre, titre, lien in (
            ("autorisations", "Autorisations", "Modifier les autorisations"),
            ("questions", "Questions du collège", "Modifier vos réponses"),
        )
        if ancre in par_bloc
    ]


def _par_oui_ou_non(posees: Iterable[Posee]) -> bool:
    return any(posee.question.nature in UN_NON_SUFFIT for posee in posees)


def nom_de(posee: Posee) -> str:
    return f"question_{posee.question.pk}"


def _reponse(posee: Posee) -> Ligne:
    """Nouvelle tant qu'elle n'est pas signée."""
    sorte, sienne = posee.question.sorte, posee.sienne
    nouvelle = sienne is not None and sienne.valeur != sienne.signee
    return Ligne(
        posee.question.intitule,
        en_mots(sorte, posee.valeur) or VIDE,
        (en_mots(sorte, sienne.signee) or VIDE) if sienne and nouvelle else "",
        nom=nom_de(posee),
        indispensable=posee.question.obligatoire,
    )


def _blocs_de_siecle(dossier: Dossier, personne: Personne, tables: Tables) -> list[Bloc]:
    eleve = dossier.eleve
    de_l_eleve = _changements(Cible.ELEVE, eleve)
    de_moi = _changements(Cible.PERSONNE, personne)

    def lignes(cible: Cible, objet: Eleve | Personne, noms: Iterable[str]) -> tuple[Ligne, ...]:
        changements = de_l_eleve if cible is Cible.ELEVE else de_moi
        # Ce qui est déjà dit se lit encore, même plus demandé : on ne signe que ce qu'on a lu.
        lus = champs_demandes(dossier, objet) | changements.keys()
        voulus = [PAR_NOM[cible][nom] for nom in noms if nom in lus]
        trouvees = (_ligne(champ, objet, changements, tables) for champ in voulus)
        return tuple(ligne for ligne in trouvees if ligne)

    vous = (*lignes(Cible.PERSONNE, personne, MOI), *_sous_mon_toit(eleve, personne))
    scolarite = (*_classe(dossier, tables), *lignes(Cible.ELEVE, eleve, ("options",)))
    return [
        Bloc(
            "eleve",
            "L’élève",
            "Modifier les renseignements",
            (*lignes(Cible.ELEVE, eleve, ELEVE), *_ine(eleve)),
            verrou=VERROU_INE if eleve.id_national else "",
        ),
        Bloc("moi", "Vous", "Modifier vos coordonnées", vous),
        Bloc(
            "options",
            "Scolarité et options",
            "Modifier les options",
            scolarite,
            verrou=VERROU_SCOLARITE if _classe(dossier, tables) else "",
        ),
        Bloc(
            "regime",
            "Demi-pension",
            "Modifier le régime",
            lignes(Cible.ELEVE, eleve, ("code_regime",)),
        ),
    ]


def nouvelles(montres: Iterable[Bloc]) -> list[Ligne]:
    return [ligne for bloc in montres for ligne in bloc.nouvelles]


def empreinte(montres: Iterable[Bloc]) -> str:
    """Change dès qu'un mot affiché change : on ne signe que ce qu'on a lu."""
    return _empreinte(ligne for bloc in montres for ligne in bloc.lignes)


def _empreinte(lignes: Iterable[Ligne]) -> str:
    dites = "\n".join(f"{ligne.libelle}={ligne.valeur}" for ligne in lignes)
    return hashlib.sha256(dites.encode()).hexdigest()[:16]


def _changements(cible: Cible, objet: Eleve | Personne) -> dict[str, Changement]:
    return {changement.champ.nom: changement for changement in changements_de(cible, objet)}


def _ligne(
    champ: Champ, objet: Eleve | Personne, changements: Mapping[str, Changement], tables: Tables
) -> Ligne | None:
    valeur = texte(champ, getattr(objet, champ.nom), tables)
    if champ.nom in changements:
        avant = texte(champ, changements[champ.nom].avant, tables)
    elif valeur == VIDE and champ.nom in DISCRETS:
        return None
    else:
        avant = ""
    nature = Cible.ELEVE if isinstance(objet, Eleve) else Cible.PERSONNE
    return Ligne(
        champ.libelle,
        valeur,
        avant,
        nom=champ.nom,
        indispensable=champ.nom in INDISPENSABLES[nature],
    )


def _sous_mon_toit(eleve: Eleve, personne: Personne) -> tuple[Ligne, ...]:
    if not sous_le_meme_toit(eleve, personne):
        return ()
    reponse = "Oui" if habite_avec(eleve, personne) else "Non"
    return (Ligne(f"{eleve.prenom} habite à cette adresse", reponse),)


def _ine(eleve: Eleve) -> tuple[Ligne, ...]:
    if not eleve.id_national:
        return ()
    return (Ligne("Identifiant national (INE)", eleve.id_national),)


def _classe(dossier: Dossier, tables: Tables) -> tuple[Ligne, ...]:
    """La formation et la classe ne se changent pas ici : c'est le collège qui les donne."""
    eleve, choisie = dossier.eleve, dossier.code_mef_rentree
    code_mef = parmi(dossier.campagne, choisie, eleve.code_mef, tables.suivantes)
    nom = tables.codes.get("mefs", {}).get(code_mef, "")
    lignes = (Ligne("Formation", nom), Ligne("Classe", eleve.code_structure))
    return tuple(ligne for ligne in lignes if ligne.valeur)
