"""Un geste sur plusieurs dossiers d'un coup : le prévoir, le faire, l'annuler.

Chaque dossier est sa propre transaction : un refus n'emporte pas les autres. Le lot garde ce que
chacun disait avant, ou la décision qui l'a validé ; annuler ne touche pas un dossier qui a changé
depuis, et dit lequel.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import annonces, annulations, decisions
from dossiersco.dossiers.departs_dits import dire_parti, dire_present
from dossiersco.dossiers.entourage import avec_leurs_acces
from dossiersco.dossiers.etats import Etat, PassageInterdit
from dossiersco.dossiers.examen import Examen, examiner, examiner_un
from dossiersco.dossiers.formations import affecter
from dossiersco.dossiers.models import Dossier, DossierQuerySet, Lot, Trace
from dossiersco.dossiers.refus import DossierAChange, GesteRefuse
from dossiersco.etablissements.droits import Geste
from dossiersco.etablissements.models import Agent

# Parmi ceux qui attendent : ce qui ne se décide qu'un par un ne cache pas les suivants.
EXAMINES_AU_PLUS = 2000
DEJA = "c’est déjà le cas"
CHANGE = "il a changé depuis votre lecture"
DEPUIS = "Il a changé depuis."
DEJA_ANNULE = "Ce geste a déjà été annulé."


class LotRefuse(GesteRefuse):
    """Le lot n'a pas eu lieu."""


@dataclass(frozen=True)
class Prevu:
    """Ce qui arriverait à un dossier. `raison` : pourquoi il serait passé ; "" s'il est pris.

    `vu` : ce que l'agent voit de ce dossier ; s'il bouge avant le geste, il est passé.
    """

    dossier: Dossier
    vu: str
    raison: str
    examen: Examen | None = None


@dataclass
class Bilan:
    lot: Lot | None = None
    passes: list[tuple[Dossier, str]] = field(default_factory=list)

    @property
    def nombre(self) -> int:
        return len(self.lot.lignes) if self.lot else 0


@dataclass
class Retour:
    """Ce qu'annuler a rendu, et ce qui reste tel quel avec la raison."""

    rendus: set[int] = field(default_factory=set)
    gardes: list[tuple[Dossier, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reglage:
    """Une chose qu'un dossier dit, et comment la lui faire dire. `vise` : ce qu'il dira.

    Le même réglage fait le geste et le défait.
    """

    vise: Callable[[str], Any]
    actuel: Callable[[Dossier, str], Any]
    mettre: Callable[[Dossier, str, Any, Agent], None]


@dataclass(frozen=True)
class GesteDeLot:
    """Sans réglage, c'est une décision par dossier : elle s'annule comme une autre."""

    libelle: str
    droit: Geste
    reglage: Reglage | None = None
    au_plus: int = 2000


def _attribuer(dossier: Dossier, _valeur: str, vise: str, _par: Agent) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(attribue_a=vise or None)


def _etiqueter(dossier: Dossier, valeur: str, posee: bool, _par: Agent) -> None:
    if posee:
        dossier.etiquettes.add(int(valeur))
    else:
        dossier.etiquettes.remove(int(valeur))


def _etiquetee(dossier: Dossier, valeur: str) -> bool:
    return any(str(etiquette.pk) == valeur for etiquette in dossier.etiquettes.all())


def _former(dossier: Dossier, _valeur: str, code_mef: str, par: Agent) -> None:
    affecter(dossier, code_mef, par=par)


def _partir(dossier: Dossier, _valeur: str, parti: bool, par: Agent) -> None:
    (dire_parti if parti else dire_present)(dossier, par=par)


def _dit_parti(dossier: Dossier, _valeur: str) -> bool:
    return dossier.eleve.depart_dit_le is not None


GESTES: dict[str, GesteDeLot] = {
    # Chaque validation écrit à la famille, en différé : elle se relit entière avant.
    "valider": GesteDeLot("Accepter et valider", Geste.DECIDER, au_plus=200),
    "attribuer": GesteDeLot(
        "Confier à",
        Geste.ORGANISER,
        Reglage(str, lambda dossier, _: str(dossier.attribue_a_id or ""), _attribuer),
    ),
    "etiqueter": GesteDeLot(
        "Poser l’étiquette",
        Geste.ORGANISER,
        Reglage(lambda _: True, _etiquetee, _etiqueter),
    ),
    "desetiqueter": GesteDeLot(
        "Retirer l’étiquette",
        Geste.ORGANISER,
        Reglage(lambda _: False, _etiquetee, _etiqueter),
    ),
    "former": GesteDeLot(
        "Donner à la rentrée la formation",
        Geste.REGLER_FORMATIONS,
        Reglage(str, lambda dossier, _: dossier.code_mef_rentree, _former),
    ),
    "dire_parti": GesteDeLot(
        "Dire partis du collège", Geste.DECIDER, Reglage(lambda _: True, _dit_parti, _partir)
    ),
    "dire_present": GesteDeLot(
        "Remettre au collège", Geste.DECIDER, Reglage(lambda _: False, _dit_parti, _partir)
    ),
}


def prevoir(dossiers: DossierQuerySet, geste: str, valeur: str = "") -> list[Prevu]:
    """Dossier par dossier, ce qui se ferait. N'écrit rien."""
    choisi = GESTES[geste]
    avec_l_eleve = dossiers.select_related("eleve", "campagne__etablissement")
    if choisi.reglage is None:
        return _validations(avec_l_eleve, choisi.au_plus)
    legers = avec_l_eleve.defer("eleve__photo").prefetch_related("etiquettes")
    return [_reglage(dossier, choisi.reglage, valeur) for dossier in legers[: choisi.au_plus]]


def _validations(dossiers: DossierQuerySet, au_plus: int) -> list[Prevu]:
    """Au plus tant de prises, dans l'ordre ; puis ce qui n'attend plus le collège.

    Ce qui est passé ne compte pas dans ce nombre : refaire le geste irait toujours aux mêmes.
    """
    en_attente = dossiers.filter(etat=Etat.TRANSMIS)
    prevus: list[Prevu] = []
    for debut in range(0, EXAMINES_AU_PLUS, au_plus):
        entiers = list(en_attente[debut : debut + au_plus])
        liens = avec_leurs_acces(entiers[0].campagne) if entiers else None
        prevus += [_validation(examen) for examen in examiner(entiers, liens=liens)]
        if len(entiers) < au_plus or _prises(prevus) >= au_plus:
            break
    while _prises(prevus) > au_plus:
        prevus.pop()
    ailleurs = dossiers.exclude(etat=Etat.TRANSMIS).defer("eleve__photo")[:EXAMINES_AU_PLUS]
    return prevus + [Prevu(dossier, "", _empeche(dossier)) for dossier in ailleurs]


def _prises(prevus: Sequence[Prevu]) -> int:
    return sum(not prevu.raison for prevu in prevus)


def _validation(examen: Examen) -> Prevu:
    return Prevu(examen.dossier, examen.empreinte, _empeche_de_valider(examen), examen)


def _empeche_de_valider(examen: Examen) -> str:
    if raison := _empeche(examen.dossier):
        return raison
    if examen.en_desaccord:
        return "les responsables se contredisent : à trancher un par un"
    if examen.pieces_en_attente:
        return "un document attend votre décision"
    return ""


def _empeche(dossier: Dossier) -> str:
    if dossier.eleve.est_parti:
        return "l’élève est parti"
    if dossier.etat != Etat.TRANSMIS:
        return f"le dossier est « {dossier.get_etat_display()} »"
    return ""


def _reglage(dossier: Dossier, reglage: Reglage, valeur: str) -> Prevu:
    actuel = reglage.actuel(dossier, valeur)
    return Prevu(dossier, _ecrire(actuel), DEJA if actuel == reglage.vise(valeur) else "")


def _ecrire(actuel: Any) -> str:
    """Sans espace : une liste de ces mots tient dans un seul champ de formulaire."""
    return str(actuel)


def faire(
    campagne: Campagne,
    dossiers: DossierQuerySet,
    geste: str,
    valeur: str,
    vus: Mapping[int, str],
    *,
    par: Agent,
) -> Bilan:
    """Fait le geste sur les dossiers vus, tels qu'ils ont été vus. Un lot garde ce qui a été fait.

    `vus` : {id: `Prevu.vu`}. Lève `LotRefuse` s'il n'y en a aucun.
    """
    bilan, debut = Bilan(), timezone.now()
    faits: list[Prevu] = []
    for prevu in prevoir(dossiers.filter(pk__in=vus), geste, valeur):
        raison = prevu.raison or _faire_un(prevu, geste, valeur, vus[prevu.dossier.pk], par)
        if raison:
            bilan.passes.append((prevu.dossier, raison))
        else:
            faits.append(prevu)
    lignes = _lignes(geste, faits, debut, par)
    bilan.passes += [(fait.dossier, CHANGE) for fait in faits if str(fait.dossier.pk) not in lignes]
    if lignes:
        bilan.lot = Lot.objects.create(
            campagne=campagne, par_agent=par, geste=geste, valeur=valeur, lignes=lignes
        )
    return bilan


def _lignes(geste: str, faits: Sequence[Prevu], debut: datetime, par: Agent) -> dict[str, str]:
    """De quoi annuler : ce que chacun disait, ou la décision qui l'a validé, lui ou son frère.

    Un collègue a pu valider l'un d'eux entre-temps : il n'est pas de ce lot.
    """
    if GESTES[geste].reglage:
        return {str(fait.dossier.pk): fait.vu for fait in faits}
    validations = Trace.objects.filter(
        dossier__in=[fait.dossier for fait in faits], geste="valider", par_agent=par, le__gte=debut
    )
    return {str(dossier): str(lot) for dossier, lot in validations.values_list("dossier", "lot")}


def _faire_un(prevu: Prevu, geste: str, valeur: str, vu: str, par: Agent) -> str:
    """Rend pourquoi rien n'a été fait ; "" si c'est fait."""
    if prevu.vu != vu:
        return CHANGE
    reglage = GESTES[geste].reglage
    try:
        with transaction.atomic():
            if reglage is None:
                _valider(prevu, par)
            else:
                reglage.mettre(prevu.dossier, valeur, reglage.vise(valeur), par)
    except (DossierAChange, PassageInterdit):
        return _entre_temps(prevu.dossier)
    except GesteRefuse as refus:
        return str(refus)
    return ""


def _valider(prevu: Prevu, par: Agent) -> None:
    """Ce qu'un frère partage vient peut-être d'être accepté chez lui : il en reste moins à décider.

    Ce qui reste a été lu ; une nouveauté que l'agent n'a pas vue, elle, arrête tout.
    """
    # Une décision par dossier : annuler le lot reprend chacune, ou la laisse, séparément.
    par.lot = uuid4()
    try:
        decisions.valider(prevu.dossier, empreinte=prevu.vu, par=par)
    except DossierAChange:
        reste = examiner_un(prevu.dossier)
        vues = prevu.examen.nouveautes if prevu.examen else []
        lus = [nouveaute.changement for nouveaute in vues]
        if not all(nouveaute.changement in lus for nouveaute in reste.nouveautes):
            raise
        decisions.valider(prevu.dossier, empreinte=reste.empreinte, par=par)


def _entre_temps(dossier: Dossier) -> str:
    """Valider un aîné a pu valider celui-ci : ce qu'ils partagent ne se décide qu'une fois."""
    dossier.refresh_from_db(fields=["etat"])
    return "" if dossier.etat == Etat.VALIDE else CHANGE


def patience(geste: str) -> timedelta | None:
    """Combien de temps il s'annule : tant que les familles n'en savent rien. None : toujours."""
    return None if GESTES[geste].reglage else min(annonces.delai(), annulations.REVOCABLE)


def annulable(lot: Lot, *, par: Agent) -> bool:
    """Ce que l'écran propose. Une validation n'appartient qu'à celui qui l'a décidée."""
    if lot.annule_le or not par.peut(GESTES[lot.geste].droit):
        return False
    attente = patience(lot.geste)
    return attente is None or (lot.par_agent_id == par.pk and lot.le > timezone.now() - attente)


def annuler(lot: Lot, *, par: Agent) -> Retour:
    """Rend à chaque dossier ce qu'il disait, sauf s'il lui est arrivé autre chose depuis."""
    reglage = GESTES[lot.geste].reglage
    return _rendre(lot, reglage, par) if reglage else _revenir(lot, par)


@transaction.atomic
def _rendre(lot: Lot, reglage: Reglage, par: Agent) -> Retour:
    _clore(lot, par)
    vise = reglage.vise(lot.valeur)
    retour = Retour()
    for dossier in _des_lignes(lot):
        if reglage.actuel(dossier, lot.valeur) == vise:
            avant = _relire(lot.lignes[str(dossier.pk)], vise)
            reglage.mettre(dossier, lot.valeur, avant, par)
            retour.rendus.add(dossier.pk)
        else:
            retour.gardes.append((dossier, DEPUIS))
    return retour


def _clore(lot: Lot, par: Agent) -> None:
    """UPDATE conditionnel : deux agents n'annulent pas deux fois."""
    ouverts = Lot.objects.filter(pk=lot.pk, annule_le=None)
    if not ouverts.update(annule_le=timezone.now(), annule_par=par):
        raise LotRefuse(DEJA_ANNULE)


def _revenir(lot: Lot, par: Agent) -> Retour:
    """Décision par décision, chacune sa transaction ; la dernière d'abord.

    Le lot se clôt ensuite : coupé au milieu, il se reprend. Deux frères validés ensemble ne font
    qu'une décision : ils reviennent ensemble, ou restent.
    """
    if lot.par_agent_id != par.pk:
        raise LotRefuse(f"Seul l’agent qui a validé peut revenir dessus : {lot.par_agent}.")
    if lot.annule_le:
        raise LotRefuse(DEJA_ANNULE)
    retour, raisons = Retour(), dict[str, str]()
    for decision in reversed(dict.fromkeys(lot.lignes.values())):
        try:
            repris = annulations.annuler(UUID(decision), par=par)
        except (GesteRefuse, PassageInterdit) as refus:
            raisons[decision] = str(refus)
        else:
            retour.rendus |= {dossier.pk for dossier in repris}
    if not retour.rendus:
        raise LotRefuse(f"Rien n’est annulé. {next(iter(raisons.values()))}")
    _clore(lot, par)
    gardes = [int(pk) for pk, decision in lot.lignes.items() if decision in raisons]
    restes = Dossier.objects.filter(pk__in=gardes).select_related("eleve").order_by("pk")
    retour.gardes = [(reste, raisons[lot.lignes[str(reste.pk)]]) for reste in restes]
    return retour


def _relire(ecrit: str, vise: Any) -> Any:
    """L'inverse de `_ecrire` : un oui ou un non, ou le texte même."""
    return ecrit == "True" if isinstance(vise, bool) else ecrit


def _des_lignes(lot: Lot) -> Sequence[Dossier]:
    dossiers = Dossier.objects.select_for_update(of=("self",), no_key=True).filter(
        campagne=lot.campagne_id, pk__in=map(int, lot.lignes)
    )
    return list(
        dossiers.select_related("eleve", "campagne__etablissement")
        .prefetch_related("etiquettes")
        .order_by("pk")
    )
