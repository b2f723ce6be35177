"""Ce que tous les gestes partagent : changer l'état une seule fois, et laisser une trace."""

from typing import Any

from django.utils import timezone

from dossiersco.dossiers.champs import Champ
from dossiersco.dossiers.etats import PASSAGES, Etat, PassageInterdit
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Rattachement, Trace
from dossiersco.dossiers.refus import CampagneFermee, EleveParti, GesteRefuse
from dossiersco.etablissements.models import Agent


def exiger_ouvert(dossier: Dossier) -> None:
    """Ce qu'une famille écrit n'entre que dans un dossier ouvert, ou en cours de fermeture."""
    if not dossier.campagne.recoit_encore:
        raise CampagneFermee
    if dossier.eleve.est_parti:
        raise EleveParti


def exiger_le_sien(dossier: Dossier, par: Personne) -> None:
    """Son lien à l'élève a pu tomber pendant qu'il lisait sa page."""
    if not Dossier.objects.pour_famille(par).filter(pk=dossier.pk).exists():
        raise GesteRefuse("Ce dossier n’est pas le vôtre : adressez-vous au collège.")


def un_geste_a_la_fois(par: Personne) -> None:
    """Ce qu'un responsable écrit dans un onglet et signe dans l'autre se suit.

    Une signature vaut pour ce qui est écrit avant elle : sans ce verrou, pris le premier, elle
    couvrirait une écriture encore en cours que ni lui ni le collège n'ont vue.
    """
    siens = Rattachement.objects.select_for_update(no_key=True).filter(personne=par)
    list(siens.values_list("pk"))


def passer(dossier: Dossier, geste: str) -> None:
    passage = PASSAGES[geste]
    maintenant = timezone.now()
    dates_par_etat: dict[str, dict[str, Any]] = {
        Etat.TRANSMIS: {"transmis_le": maintenant, "valide_le": None},
        Etat.VALIDE: {"valide_le": maintenant},
    }
    dates = dates_par_etat.get(passage.vers, {})
    # UPDATE conditionnel : deux agents qui cliquent en même temps ne valident qu'une fois.
    fait = Dossier.objects.filter(pk=dossier.pk, etat__in=passage.de).update(
        etat=passage.vers, demande="", **dates
    )
    if not fait:
        dossier.refresh_from_db(fields=["etat"])
        raise PassageInterdit(geste, dossier.etat)
    for nom, valeur in {"etat": passage.vers, "demande": "", **dates}.items():
        setattr(dossier, nom, valeur)


def tracer(
    dossier: Dossier,
    cible: Eleve | Personne,
    champ: Champ,
    geste: str,
    valeurs: tuple[Any, Any] | tuple[Any, Any, str],
    par: Personne | Agent,
) -> None:
    """`valeurs` : avant, après, et la raison quand elle est demandée."""
    avant, apres, *motif = valeurs
    Trace.objects.create(
        dossier=dossier,
        geste=geste,
        champ=champ.nom,
        avant=champ.ecrire(avant),
        apres=champ.ecrire(apres),
        motif="".join(motif),
        **sur(cible),
        **de(par),
    )


def sur(cible: Eleve | Personne) -> dict[str, Any]:
    return {"eleve": cible} if isinstance(cible, Eleve) else {"personne": cible}


def de(par: Personne | Agent) -> dict[str, Any]:
    if isinstance(par, Personne):
        return {"par_personne": par, "aide": par.aidee, "delegation": par.delegation}
    return {"par_agent": par, "lot": par.lot}
