"""Ce qu'il y a de nouveau dans des dossiers : quatre lectures, quel que soit leur nombre."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Q

from dossiersco.dossiers import completude
from dossiersco.dossiers.champs import CHAMPS, Champ, Cible, canonique
from dossiersco.dossiers.journal import (
    Changement,
    Clef,
    Ligne,
    Nouveaute,
    acceptes,
    changements,
    nouveautes,
)
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Signature, Trace

_Lignes = dict[tuple[Cible, int], list[Ligne]]
_Signatures = dict[int, datetime]


@dataclass
class Examen:
    """Un dossier, ses personnes, ce qui y est nouveau, et ce que le collège a déjà accepté."""

    dossier: Dossier
    liens: list[Responsable]
    nouveautes: list[Nouveaute] = field(default_factory=list)
    acceptes: list[Changement] = field(default_factory=list)
    pieces_en_attente: bool = False

    @property
    def attend_le_college(self) -> bool:
        return bool(self.nouveautes) or self.pieces_en_attente

    @property
    def en_desaccord(self) -> bool:
        return any(nouveaute.desaccord for nouveaute in self.nouveautes)

    @property
    def empreinte(self) -> str:
        """Change dès que ce qu'il y a à décider change : on n'accepte que ce qu'on a vu."""
        lignes = [
            f"{n.changement.clef}={canonique(n.changement.champ, n.changement.apres)}"
            for n in self.nouveautes
        ]
        return hashlib.sha256("\n".join(lignes).encode()).hexdigest()[:16]


def valeurs(objet: Eleve | Personne, champs: Iterable[Champ]) -> dict[str, object]:
    return {champ.nom: getattr(objet, champ.nom) for champ in champs}


def changements_de(cible: Cible, objet: Eleve | Personne) -> list[Changement]:
    return changements(cible, objet.pk, objet.photo, valeurs(objet, CHAMPS[cible]))


def examiner(dossiers: Sequence[Dossier]) -> list[Examen]:
    """Les dossiers doivent venir avec leur élève (`select_related("eleve")`)."""
    liens = _liens({dossier.eleve_id for dossier in dossiers})
    personnes = {lien.personne for par_eleve in liens.values() for lien in par_eleve}
    lignes = _lignes({dossier.eleve_id for dossier in dossiers}, {p.pk for p in personnes})
    signatures = _signatures({p.pk for p in personnes})
    en_attente = completude.en_attente([dossier.pk for dossier in dossiers])
    return [
        _examiner(
            Examen(dossier, liens[dossier.eleve_id], pieces_en_attente=dossier.pk in en_attente),
            lignes,
            signatures,
        )
        for dossier in dossiers
    ]


def examiner_un(dossier: Dossier) -> Examen:
    return examiner([dossier])[0]


def _examiner(examen: Examen, lignes: _Lignes, signatures: _Signatures) -> Examen:
    objets: list[tuple[Cible, Eleve | Personne]] = [(Cible.ELEVE, examen.dossier.eleve)]
    objets += [(Cible.PERSONNE, lien.personne) for lien in examen.liens]
    for cible, objet in objets:
        siennes = lignes[cible, objet.pk]
        trouves = changements_de(cible, objet)
        examen.nouveautes += nouveautes(trouves, siennes, signatures)
        examen.acceptes += _acceptes(trouves, acceptes(siennes))
    return examen


def _acceptes(trouves: Iterable[Changement], decisions: dict[Clef, Ligne]) -> list[Changement]:
    """Les changements que le retour portera : la valeur acceptée, même si une autre attend."""
    retenus = []
    for changement in trouves:
        decision = decisions.get(changement.clef)
        if decision is None:
            continue
        champ = changement.champ
        retenus.append(
            Changement(
                changement.cible, changement.id, champ, changement.avant, champ.lire(decision.apres)
            )
        )
    return retenus


def _liens(eleves: set[int]) -> dict[int, list[Responsable]]:
    liens: dict[int, list[Responsable]] = defaultdict(list)
    for lien in (
        Responsable.objects.filter(eleve__in=eleves).select_related("personne").order_by("rang")
    ):
        liens[lien.eleve_id].append(lien)
    return liens


def _lignes(eleves: set[int], personnes: set[int]) -> _Lignes:
    lignes: _Lignes = defaultdict(list)
    for ligne in Trace.objects.des_cibles(eleves, personnes).lignes():
        lignes[ligne.clef[0], ligne.clef[1]].append(ligne)
    return lignes


def _signatures(personnes: set[int]) -> _Signatures:
    return dict(
        Signature.objects.filter(personne__in=personnes)
        .values_list("personne")
        .annotate(derniere=Max("signee_le"))
    )


def refus_pour(dossier: Dossier, personne: Personne) -> list[Trace]:
    """Ce que le collège n'a pas retenu de ce que cette personne a proposé, depuis son envoi.

    Un refus n'est dit qu'à l'auteur du changement : le motif peut parler de son adresse.
    """
    # Ni les écritures sur l'autre responsable, ni aucune valeur : elles diraient son adresse.
    traces = (
        Trace.objects.filter(Q(personne=None) | Q(personne=personne), dossier=dossier, champ__gt="")
        .defer("avant", "apres")
        .order_by("pk")
    )
    auteurs: dict[tuple[int | None, int | None, str], int | None] = {}
    refus: list[Trace] = []
    for trace in traces:
        clef = (trace.eleve_id, trace.personne_id, trace.champ)
        if trace.geste == "modifier":
            auteurs[clef] = trace.par_personne_id
            refus = [t for t in refus if (t.eleve_id, t.personne_id, t.champ) != clef]
        elif trace.geste == "refuser" and auteurs.get(clef) == personne.pk:
            refus.append(trace)
    return refus
