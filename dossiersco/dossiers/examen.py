"""Ce qu'il y a de nouveau dans des dossiers : quatre lectures, quel que soit leur nombre."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, F, JSONField, Q, QuerySet, When

from dossiersco.dossiers import completude
from dossiersco.dossiers.champs import CHAMPS, Champ, Cible, canonique, differe
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.journal import (
    Changement,
    Clef,
    Ligne,
    Nouveaute,
    acceptes,
    avec_les_contestes,
    changements,
    depasses,
    encore_vraies,
    nouveautes,
    photo_du_college,
    sans_brouillons,
    signees,
)
from dossiersco.dossiers.models import (
    Dossier,
    Eleve,
    Personne,
    Responsable,
    ResponsableQuerySet,
    Signature,
    Trace,
)

_Lignes = dict[tuple[Cible, int], list[Ligne]]
# Par élève, et sous None toutes : signer pour un enfant n'atteste pas ce qu'on a écrit d'un autre.
_Signatures = dict[int | None, dict[int, datetime]]
_Lue = TypeVar("_Lue", Trace, Signature)


@dataclass
class Examen:
    """Un dossier, ses personnes, ce qui y est nouveau, et ce que le collège a déjà accepté.

    `traces` et `signatures` : celles de ce dossier, dans l'ordre. `refus` : quelque chose a été
    refusé, un jour, à cet élève ou à l'un de ses responsables.
    """

    dossier: Dossier
    liens: list[Responsable]
    nouveautes: list[Nouveaute] = field(default_factory=list)
    acceptes: list[Changement] = field(default_factory=list)
    pieces_en_attente: bool = False
    refus: bool = False
    traces: list[Trace] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)

    @property
    def attend_le_college(self) -> bool:
        return bool(self.nouveautes) or self.pieces_en_attente

    @property
    def en_desaccord(self) -> bool:
        return any(nouveaute.desaccord for nouveaute in self.nouveautes)

    @property
    def siecle_a_change(self) -> bool:
        return any(nouveaute.lecture for nouveaute in self.nouveautes)

    @property
    def corrige(self) -> bool:
        """Le collège a demandé une correction, et la famille a renvoyé le dossier."""
        demandees = (t for t in self.traces if t.geste == "demander_correction" and t.en_vigueur)
        return self.dossier.etat == Etat.TRANSMIS and any(demandees)

    @property
    def empreinte(self) -> str:
        """Une marque par nouveauté : de quoi dire plus tard lesquelles l'agent a vues."""
        return ".".join(_marque(nouveaute.changement) for nouveaute in self.nouveautes)

    def est_vu(self, empreinte: str) -> bool:
        """On n'accepte que ce qu'on a vu. Ce qui est décidé depuis, chez un frère, ne gêne pas."""
        vues = set(empreinte.split("."))
        return all(_marque(nouveaute.changement) in vues for nouveaute in self.nouveautes)


def _marque(changement: Changement) -> str:
    """Ce que SIECLE dit compte autant que ce qu'on propose d'y mettre."""
    dits = [canonique(changement.champ, dit) for dit in (changement.avant, changement.apres)]
    return hashlib.sha256(f"{changement.clef}={dits}".encode()).hexdigest()[:16]


def valeurs(objet: Eleve | Personne, champs: Iterable[Champ]) -> dict[str, object]:
    return {champ.nom: getattr(objet, champ.nom) for champ in champs}


def changements_de(cible: Cible, objet: Eleve | Personne) -> list[Changement]:
    """Ce que la fiche dit d'autre que SIECLE ; rien, s'il ne la connaît pas encore."""
    if objet.inconnu_de_siecle:
        return []
    return changements(cible, objet.pk, objet.photo, valeurs(objet, CHAMPS[cible]))


def examiner(
    dossiers: Sequence[Dossier], *, liens: ResponsableQuerySet | None = None
) -> list[Examen]:
    """Les dossiers doivent venir avec leur élève (`select_related("eleve")`).

    `liens` : par où lire les responsables, quand la page en montre davantage.
    """
    if not dossiers:
        return []
    examens = examiner_les_champs(dossiers, liens=liens)
    en_attente = completude.en_attente([dossier.pk for dossier in dossiers])
    for examen in examens:
        examen.pieces_en_attente = examen.dossier.pk in en_attente
    return examens


def examiner_les_champs(
    dossiers: Sequence[Dossier],
    *,
    liens: ResponsableQuerySet | None = None,
    avec_les_auteurs: bool = False,
) -> list[Examen]:
    """Sans `pieces_en_attente` : à qui lit lui-même les documents de le dire."""
    eleves = {dossier.eleve_id for dossier in dossiers}
    par_eleve = _liens(Responsable.objects.all() if liens is None else liens, eleves)
    personnes = {lien.personne_id for siens in par_eleve.values() for lien in siens}
    lues = Trace.objects.avec_les_auteurs() if avec_les_auteurs else Trace.objects.all()
    ecrites = list(lues.autour({dossier.pk for dossier in dossiers}, eleves, personnes))
    signatures = list(Signature.objects.autour(eleves, personnes))
    lignes, dernieres = _lignes(ecrites), _dernieres(signatures)
    ses_traces, ses_signatures = _par_dossier(ecrites), _par_dossier(signatures)
    return [
        _examiner(
            Examen(
                dossier,
                par_eleve[dossier.eleve_id],
                traces=ses_traces[dossier.pk],
                signatures=ses_signatures[dossier.pk],
            ),
            lignes,
            dernieres,
        )
        for dossier in dossiers
    ]


def examiner_un(dossier: Dossier) -> Examen:
    """Relit l'élève : lu en même temps que le verrou qu'on a attendu, il daterait d'avant."""
    dossier.eleve = Eleve.objects.get(pk=dossier.eleve_id)
    return examiner([dossier])[0]


def _examiner(examen: Examen, lignes: _Lignes, signatures: _Signatures) -> Examen:
    eleve = examen.dossier.eleve
    _regarder(examen, Cible.ELEVE, eleve, lignes[Cible.ELEVE, eleve.pk], signatures[eleve.pk])
    for lien in examen.liens:
        siennes = lignes[Cible.PERSONNE, lien.personne_id]
        _regarder(examen, Cible.PERSONNE, lien.personne, siennes, signatures[None])
    return examen


def _regarder(
    examen: Examen,
    cible: Cible,
    objet: Eleve | Personne,
    lignes: Sequence[Ligne],
    signatures: Mapping[int, datetime],
) -> None:
    examen.refus |= any(ligne.geste == "refuser" for ligne in lignes)
    valables = encore_vraies(lignes)
    photo = photo_du_college(valables) if objet.inconnu_de_siecle else objet.photo
    actuel = valeurs(objet, CHAMPS[cible])
    vues = sans_brouillons(cible, photo, actuel, valables, signatures)
    trouves = changements(cible, objet.pk, photo, vues)
    attestees = signees(valables, signatures)
    trouves_ou_contestes = avec_les_contestes(trouves, attestees, photo, vues)
    examen.nouveautes += nouveautes(trouves_ou_contestes, attestees)
    depassees = depasses(trouves, attestees)
    valables_encore = [c for c in trouves if c.clef not in depassees]
    examen.acceptes += _acceptes(valables_encore, acceptes(attestees))


def _acceptes(trouves: Iterable[Changement], decisions: dict[Clef, Ligne]) -> list[Changement]:
    """Les changements que le retour portera : la valeur acceptée, même si une autre attend."""
    retenus = []
    for changement in trouves:
        decision = decisions.get(changement.clef)
        champ = changement.champ
        # SIECLE peut déjà dire ce qui a été accepté : il n'y a plus rien à lui apprendre.
        if decision and differe(champ, changement.avant, champ.lire(decision.apres)):
            retenus.append(replace(changement, apres=champ.lire(decision.apres)))
    return retenus


def _liens(lus: ResponsableQuerySet, eleves: Collection[int]) -> dict[int, list[Responsable]]:
    liens: dict[int, list[Responsable]] = defaultdict(list)
    for lien in lus.filter(eleve__in=eleves).select_related("personne").order_by("rang"):
        liens[lien.eleve_id].append(lien)
    return liens


def _par_dossier(lues: Iterable[_Lue]) -> dict[int | None, list[_Lue]]:
    par_dossier: dict[int | None, list[_Lue]] = defaultdict(list)
    for lue in lues:
        par_dossier[lue.dossier_id].append(lue)
    return par_dossier


def _lignes(traces: Iterable[Trace]) -> _Lignes:
    lignes: _Lignes = defaultdict(list)
    for trace in traces:
        if trace.en_vigueur and trace.porte_sur_un_champ:
            cible, pk, _ = trace.clef
            lignes[cible, pk].append(trace.en_ligne())
    return lignes


def _dernieres(signatures: Iterable[Signature]) -> _Signatures:
    """`signatures` : dans l'ordre, chacune avec son élève."""
    dernieres: _Signatures = defaultdict(dict)
    for signature in signatures:
        for eleve in (vars(signature)["eleve"], None):
            dernieres[eleve][signature.personne_id] = signature.signee_le
    return dernieres


def refus_pour(dossier: Dossier, personne: Personne) -> list[Trace]:
    """Ce que le collège n'a pas retenu de ce que cette personne a proposé, depuis son envoi.

    Un refus n'est dit qu'à l'auteur du changement : le motif peut parler de son adresse.
    """
    return refus_parmi(_traces(dossier, personne), personne)


def _traces(dossier: Dossier, personne: Personne) -> QuerySet[Trace]:
    """Le journal des champs de l'élève et de cette personne, du plus ancien au plus récent."""
    # Ni les écritures sur l'autre responsable, ni aucune valeur : elles diraient son adresse.
    # Ce qui la concerne, elle, vaut pour tous ses enfants : le refus peut être écrit chez un autre.
    return (
        Trace.objects.en_vigueur()
        .filter(
            Q(eleve=dossier.eleve_id) | Q(personne=personne),
            dossier__campagne=dossier.campagne_id,
            champ__gt="",
        )
        .defer("avant", "apres")
        .order_by("pk")
    )


def traces_visibles(dossier: Dossier, personne: Personne) -> list[Trace]:
    """Avec `dit_avant` et `dit`, les valeurs écrites sur l'élève, sauf les confidentielles."""
    caches = [champ.nom for champ in CHAMPS[Cible.ELEVE] if champ.confidentiel]
    montrable = Q(eleve=dossier.eleve_id) & ~Q(champ__in=caches)
    return list(
        _traces(dossier, personne).annotate(
            dit_avant=Case(When(montrable, then=F("avant")), output_field=JSONField()),
            dit=Case(When(montrable, then=F("apres")), output_field=JSONField()),
        )
    )


def refus_parmi(traces: Iterable[Trace], personne: Personne) -> list[Trace]:
    ecritures: dict[tuple[int | None, int | None, str], list[Trace]] = defaultdict(list)
    refus: list[Trace] = []
    for trace in traces:
        clef = (trace.eleve_id, trace.personne_id, trace.champ)
        if trace.geste == "modifier":
            ecritures[clef].append(trace)
            if trace.par_personne_id in (None, personne.pk):
                refus = [t for t in refus if (t.eleve_id, t.personne_id, t.champ) != clef]
        elif trace.geste == "refuser" and _auteur_refuse(ecritures[clef], trace) == personne.pk:
            refus.append(trace)
    return refus


def _auteur_refuse(ecritures: Sequence[Trace], refus: Trace) -> int | None:
    """Qui avait proposé ce qui est refusé : un autre a pu écrire le même champ depuis."""
    if len({trace.par_personne_id for trace in ecritures}) > 1:
        ecritures = [trace for trace in ecritures if trace.apres == refus.apres]
    return ecritures[-1].par_personne_id if ecritures else None
