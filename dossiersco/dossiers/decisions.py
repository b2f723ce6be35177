"""Les gestes du collège sur un dossier : accepter, refuser, trancher, demander."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.annonces import Annonce
from dossiersco.dossiers.champs import Cible, differe
from dossiersco.dossiers.ecritures import ecrire
from dossiersco.dossiers.examen import Examen, examiner, examiner_un, refus_pour
from dossiersco.dossiers.journal import Changement, Clef
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Trace
from dossiersco.dossiers.passages import de, passer, sur, tracer
from dossiersco.dossiers.refus import DossierAChange, EleveParti, GesteRefuse
from dossiersco.dossiers.tasks import annoncer
from dossiersco.etablissements.models import Agent


@transaction.atomic
def valider(dossier: Dossier, *, empreinte: str, par: Agent) -> None:
    """Accepte tout ce qui est nouveau et valide. `empreinte` : celle de ce que l'agent a lu."""
    examen = _examiner_verrouille(dossier)
    if not examen.est_vu(empreinte):
        raise DossierAChange
    if examen.en_desaccord:
        raise GesteRefuse("Les deux responsables ne disent pas la même chose : tranchez d’abord.")
    if examen.pieces_en_attente:
        raise GesteRefuse("Un document attend encore votre décision.")
    Trace.objects.bulk_create(
        _decision(examen, nouveaute.changement, "accepter", par) for nouveaute in examen.nouveautes
    )
    _conclure(examen, par)
    _valider_les_freres(examen, [nouveaute.changement for nouveaute in examen.nouveautes], par)


@transaction.atomic
def valider_sans_attendre(dossier: Dossier, *, par: Agent) -> None:
    """Une signature manque, que le collège n'attend plus. Rien de nouveau n'est accepté par là."""
    examen = _examiner_verrouille(dossier)
    if not examen.dossier.signatures.exists():
        raise GesteRefuse("Personne n’a encore signé ce dossier.")
    if examen.attend_le_college:
        raise DossierAChange
    _conclure(examen, par, "valider_sans_attendre")


def _conclure(examen: Examen, par: Agent, passage: str = "valider") -> None:
    passer(examen.dossier, passage)
    Trace.objects.create(dossier=examen.dossier, geste="valider", **de(par))
    _annoncer(examen, "dossier_valide", par)


def _examiner_verrouille(dossier: Dossier) -> Examen:
    # Les frères avec lui, toujours dans le même ordre : valider l'un peut valider l'autre, et deux
    # agents qui commencent chacun par un bout s'attendraient pour toujours.
    verrouilles = (
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .filter(campagne=dossier.campagne_id, eleve__in=_fratrie(dossier))
        .select_related("eleve", "campagne__etablissement")
        .order_by("pk")
    )
    voulu = next(autre for autre in verrouilles if autre.pk == dossier.pk)
    if voulu.eleve.est_parti:
        raise EleveParti
    return examiner_un(voulu)


def _fratrie(dossier: Dossier) -> QuerySet[Eleve]:
    """L'élève et ceux qui partagent un responsable avec lui."""
    personnes = Responsable.objects.filter(eleve=dossier.eleve_id).values("personne")
    freres = Responsable.objects.filter(personne__in=personnes).values("eleve")
    return Eleve.objects.filter(Q(pk=dossier.eleve_id) | Q(pk__in=freres))


def _objet(examen: Examen, changement: Changement) -> Eleve | Personne:
    if changement.cible is Cible.ELEVE:
        return examen.dossier.eleve
    return next(lien.personne for lien in examen.liens if lien.personne_id == changement.id)


def _decision(
    examen: Examen, changement: Changement, geste: str, par: Agent, motif: str = ""
) -> Trace:
    champ = changement.champ
    return Trace(
        dossier=examen.dossier,
        geste=geste,
        champ=champ.nom,
        avant=champ.ecrire(changement.avant),
        apres=champ.ecrire(changement.apres),
        motif=motif,
        **de(par),
        **sur(_objet(examen, changement)),
    )


def _valider_les_freres(examen: Examen, decides: Iterable[Changement], par: Agent) -> None:
    """Un changement d'un parent de trois enfants se décide une fois, pas trois."""
    personnes = {changement.id for changement in decides if changement.cible is Cible.PERSONNE}
    if not personnes:
        return
    freres = (
        Dossier.objects.a_traiter()
        .filter(campagne=examen.dossier.campagne_id, eleve__responsables__personne__in=personnes)
        .exclude(pk=examen.dossier.pk)
        .select_related("eleve", "campagne__etablissement")
        .distinct()
    )
    for autre in examiner(list(freres)):
        if not autre.attend_le_college:
            _conclure(autre, par)


@transaction.atomic
def refuser(dossier: Dossier, clef: Clef, *, motif: str, par: Agent) -> None:
    """Remet la valeur de SIECLE, avec la raison que la famille lira."""
    examen = _examiner_verrouille(dossier)
    changement = _trouver(examen, clef)
    _remettre_siecle(_objet(examen, changement), changement)
    _decision(examen, changement, "refuser", par, motif).save()
    _valider_les_freres(examen, [changement], par)


def _remettre_siecle(objet: Eleve | Personne, changement: Changement) -> None:
    champ = changement.champ
    courant = type(objet).objects.select_for_update(no_key=True).get(pk=objet.pk)
    # Un brouillon écrit depuis n'est pas ce que le collège a lu et refuse : il reste.
    if not differe(champ, getattr(courant, champ.nom), changement.apres):
        setattr(courant, champ.nom, changement.avant)
        ecrire(courant, [champ.nom])


@transaction.atomic
def trancher(dossier: Dossier, clef: Clef, valeur: Any, *, par: Agent) -> None:
    """Deux responsables se contredisent : le collège retient une des valeurs proposées."""
    examen = _examiner_verrouille(dossier)
    changement = _trouver(examen, clef)
    # Déjà tranché, par un collègue ou par un double appui : une seule trace suffit.
    if not any(n.desaccord for n in examen.nouveautes if n.changement == changement):
        raise DossierAChange
    objet, champ = _objet(examen, changement), changement.champ
    if not modifier(dossier, objet, {champ.nom: valeur}, par=par):
        # La valeur retenue est déjà en vigueur : la trace suffit à clore le désaccord.
        tracer(dossier, objet, champ, "modifier", (changement.apres, valeur), par)


def _trouver(examen: Examen, clef: Clef) -> Changement:
    for nouveaute in examen.nouveautes:
        if nouveaute.changement.clef == clef:
            return nouveaute.changement
    raise DossierAChange


@transaction.atomic
def demander_correction(dossier: Dossier, *, message: str, par: Agent) -> None:
    examen = _examiner_verrouille(dossier)
    passer(examen.dossier, "demander_correction")
    Dossier.objects.filter(pk=dossier.pk).update(demande=message)
    Trace.objects.create(dossier=dossier, geste="demander_correction", motif=message, **de(par))
    _annoncer(examen, "correction_demandee", par, message=message)


def _annoncer(examen: Examen, gabarit: str, par: Agent, *, message: str = "") -> None:
    """Écrit à chaque responsable qui a signé, et à lui seul, ce qui le concerne."""
    dossier = examen.dossier
    signataires = {signature.personne_id for signature in examen.signatures}
    annoncer(
        [
            Annonce(
                dossier=dossier,
                personne=lien.personne,
                gabarit=gabarit,
                contexte={
                    "enfant": str(dossier.eleve),
                    "message": message,
                    "refus": _phrases(_refus(examen, lien.personne)),
                },
                lot=par.lot,
            )
            for lien in examen.liens
            if lien.personne_id in signataires and lien.agit
        ]
    )


def _refus(examen: Examen, personne: Personne) -> list[Trace]:
    # Le plus souvent, rien n'a jamais été refusé : rien à relire.
    return refus_pour(examen.dossier, personne) if examen.refus else []


def _phrases(refus: Iterable[Trace]) -> str:
    """« Nous n'avons pas retenu : Options (places limitées). », une ligne par refus."""
    return "\n".join(
        f"Nous n’avons pas retenu : {trace.libelle_champ} ({trace.motif})." for trace in refus
    )
