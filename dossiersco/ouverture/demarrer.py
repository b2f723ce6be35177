"""« Démarrer » : de rien à « ouvert », chaque étape avec son état, calculé à chaque lecture.

Rien n'est gardé d'une étape : ce qui la défait (un réimport, un document retiré) la rouvre seule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dossiersco.campagnes.formations import lire, suivantes
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.effectifs import par_formation
from dossiersco.dossiers.invitations import Prevision, invites, prevoir
from dossiersco.echanges.models import Import
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.pieces.models import PieceAttendue
from dossiersco.siecle.lus import TypeExport

EXPORTS = {
    TypeExport.NOMENCLATURE: "Nomenclature",
    TypeExport.STRUCTURES: "Structures",
    TypeExport.COMMUNS: "Communs",
    TypeExport.ELEVES: "Élèves avec adresses",
    TypeExport.RESPONSABLES: "Responsables avec adresses",
}
# Sans eux, la répétition du retour ne sait rien de SIECLE.
POUR_REPETER = frozenset({"Nomenclature", "Structures", "Communs", "Élèves avec adresses"})


class Etat(StrEnum):
    """`CONSEILLEE` : rien n'oblige, rien n'en garde trace."""

    FAITE = "faite"
    A_FAIRE = "a_faire"
    CONSEILLEE = "conseillee"
    ATTEND = "attend"


@dataclass(frozen=True)
class Etape:
    """`ecran` : le nom de l'adresse, dans l'espace du collège. `phrase` : où l'on en est."""

    titre: str
    ecran: str
    etat: Etat
    phrase: str


def etapes(etablissement: Etablissement, campagne: Campagne | None) -> list[Etape]:
    """Dans l'ordre. Autant de lectures pour un élève que pour mille."""
    manquants = _exports_manquants(etablissement)
    if campagne is None:
        return [_exports(manquants), _agents(etablissement)]
    avant = [
        _exports(manquants),
        _formations(campagne),
        _documents(campagne),
        _dates(campagne),
        _contact(etablissement),
        _agents(etablissement),
    ]
    return [*avant, _repetition(manquants), *_inviter(campagne, avant)]


def reste(toutes: Iterable[Etape]) -> int:
    return sum(etape.etat is Etat.A_FAIRE for etape in toutes)


def _exports_manquants(etablissement: Etablissement) -> list[str]:
    """Ceux qu'aucun import appliqué n'a portés ; une fiche élève n'en tient pas lieu."""
    appliques = Import.objects.du_college(etablissement).appliques().values_list("fichiers")
    vus = {fichier["type"] for (fichiers,) in appliques for fichier in fichiers}
    return [nom for sorte, nom in EXPORTS.items() if sorte.value not in vus]


def _exports(manquants: list[str]) -> Etape:
    phrase = f"Il manque : {', '.join(manquants)}." if manquants else "Les cinq sont déposés."
    return Etape("Déposer les exports de SIECLE", "siecle", _si(not manquants), phrase)


def _formations(campagne: Campagne) -> Etape:
    dites = dict(campagne.suivantes.values_list("code_mef", "code_mef_suivant"))
    connues = [
        lire(mef.code_mef, mef.libelle, mef.photo, campagne.date_debut_eleve)
        for mef in campagne.mefs.all()
    ]
    effectifs = par_formation(campagne, dites)
    menent = suivantes([f for f in connues if f.niveau], dites)
    servent = [f for f in connues if f.niveau and (f.ouverte or effectifs[f.code_mef])]
    muettes = sum(menent[f.code_mef] is None for f in servent)
    manques = [
        *([f"{_compter(muettes, 'formation')} sans suite dite"] if muettes else []),
        *([f"{_compter(effectifs[''], 'élève')} sans formation"] if effectifs[""] else []),
    ]
    if not connues:
        manques = ["la Nomenclature n’est pas déposée"]
    phrase = f"Il reste : {', '.join(manques)}." if manques else "Rien ne manque."
    return Etape("Vérifier les formations et les options", "formations", _si(not manques), phrase)


def _documents(campagne: Campagne) -> Etape:
    combien = PieceAttendue.objects.filter(campagne=campagne).count()
    phrase = (
        f"{_compter(combien, 'document')} à demander aux familles."
        if combien
        else "Aucun document demandé. Moins vous en demandez, mieux les familles vous notent."
    )
    etat = Etat.FAITE if combien else Etat.CONSEILLEE
    return Etape("Choisir les documents demandés", "college", etat, phrase)


def _dates(campagne: Campagne) -> Etape:
    if campagne.ferme_le is None:
        phrase = "Aucun dernier jour : fixez-le avant d’inviter, les codes expirent ce jour-là."
    else:
        phrase = f"Dernier jour : le {campagne.ferme_le:%d/%m/%Y}."
    return Etape("Fixer le dernier jour", "college", _si(campagne.ferme_le is not None), phrase)


def _contact(etablissement: Etablissement) -> Etape:
    noms = {"le téléphone": etablissement.telephone, "les horaires": etablissement.horaires}
    manquent = [nom for nom, valeur in noms.items() if not valeur]
    phrase = (
        f"Il manque {' et '.join(manquent)} : une famille qui bloque ne sait pas qui appeler."
        if manquent
        else f"{etablissement.telephone}, {etablissement.horaires}."
    )
    return Etape("Dire qui appeler", "college", _si(not manquent), phrase)


def _agents(etablissement: Etablissement) -> Etape:
    actifs = Agent.objects.filter(
        etablissement=etablissement, actif=True, compte__is_active=True
    ).count()
    phrase = (
        f"{actifs} personnes ont un accès."
        if actifs > 1
        else "Vous êtes seul à avoir un accès : qu’arrive-t-il si vous êtes absent ?"
    )
    etat = Etat.FAITE if actifs > 1 else Etat.CONSEILLEE
    return Etape("Donner accès aux collègues", "droits", etat, phrase)


def _repetition(manquants: list[str]) -> Etape:
    """Répéter n'écrit rien : on dit si elle est possible, pas si quelqu'un l'a lue."""
    bloquants = [nom for nom in manquants if nom in POUR_REPETER]
    if bloquants:
        etat, phrase = Etat.ATTEND, f"Il manque encore : {', '.join(bloquants)}."
    else:
        etat = Etat.CONSEILLEE
        phrase = "Possible dès maintenant : voyez ce que SIECLE recevrait, sans rien écrire."
    return Etape("Répéter le retour vers SIECLE", "repetition", etat, phrase)


def _inviter(campagne: Campagne, avant: list[Etape]) -> list[Etape]:
    prevision, deja = prevoir(campagne), invites(campagne)
    manque = reste(avant)
    return [
        Etape(
            "Savoir qui l’on joindra",
            "invitations",
            _si(prevision.total + deja > 0),
            _joignables(prevision, deja),
        ),
        Etape("Ouvrir la campagne", "invitations", *_ouverture(campagne, manque)),
    ]


def _joignables(prevision: Prevision, deja: int) -> str:
    if not prevision.total:
        tous = f"Tous invités ({deja})."
        return tous if deja else "Aucun responsable à joindre pour l’instant."
    return (
        f"{prevision.mels} par courriel, {prevision.sms} par SMS, {prevision.sur_papier} sur "
        f"papier. Déjà invités : {deja}."
    )


def _ouverture(campagne: Campagne, manque: int) -> tuple[Etat, str]:
    if campagne.est_ouverte:
        return Etat.FAITE, "Les familles peuvent commencer."
    if campagne.ouverte_le is not None:
        return Etat.FAITE, "La campagne est finie."
    if manque:
        return Etat.ATTEND, f"Possible, mais il reste {_compter(manque, 'étape')} à faire avant."
    return Etat.A_FAIRE, "Tout est prêt."


def _si(fait: bool) -> Etat:
    return Etat.FAITE if fait else Etat.A_FAIRE


def _compter(nombre: int, nom: str) -> str:
    return f"{nombre} {nom}{'s' if nombre > 1 else ''}"
