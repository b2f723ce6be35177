"""L'essai d'un plan sur le SIECLE d'établi : ce qu'il contiendrait après, et ce qui surprend.

Les effets viennent de la comparaison de deux bases, jamais de nos intentions. Ce que le banc dit et
que le pré-vol n'a pas dit, ou l'inverse, est un écart : le montrer vaut mieux que s'y fier.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossiersco.echanges.assemblage import Ensemble, Fiche
from dossiersco.echanges.retour import PlanRetour
from dossiersco.siecle.banc import Base, CompteRendu, Difference, Section, deposer, differences
from dossiersco.siecle.prevol import Annonce, Gravite, Sorte

DE_SIECLE = frozenset({Gravite.REJET, Gravite.ANOMALIE, Gravite.NOTE})
FICHE = "*"
Constat = tuple[str, Sorte, str]
"""Le code, puis la fiche : sa sorte et son numéro dans l'envoi."""


@dataclass(frozen=True, slots=True)
class Effet:
    """Une valeur de SIECLE avant et après, telle qu'il la garde ; None si elle n'y est pas.

    `sorte` : ELEVE, PERSONNE ou LIEN. `eleve` et `personne` : nos ids, None s'il n'y en a pas.
    `balise` : « * » pour une fiche entière, apparue ou disparue.
    """

    sorte: str
    eleve: int | None
    personne: int | None
    balise: str
    avant: Any
    apres: Any


@dataclass(frozen=True, slots=True)
class Essai:
    """`refus` : SIECLE n'importerait rien. `ecarts` : des phrases, vide quand tout concorde."""

    refus: str = ""
    effets: tuple[Effet, ...] = ()
    ecarts: tuple[str, ...] = ()


def essayer(plan: PlanRetour, base: Base, fichier: bytes, nom: str) -> Essai:
    """Dépose l'archive `nom`.zip d'un plan sur une copie de `base`."""
    if plan.ensemble is None:
        return Essai()
    rendu = deposer(base, fichier, contexte=plan.contexte, nom=f"{nom}.zip")
    if rendu.refus:
        return Essai(rendu.refus)
    cles = Cles.de(plan.ensemble)
    effets = tuple(
        _effet(difference, base, rendu.base, cles) for difference in differences(base, rendu.base)
    )
    ecarts = (*_inattendues(plan, base, rendu.base, cles), *_annonces_et_dites(plan, rendu))
    return Essai("", effets, ecarts)


@dataclass(frozen=True)
class Cles:
    """Clé de SIECLE -> notre fiche. Une fiche qu'il ne connaît pas y est « nouveau-<numéro> »."""

    eleves: Mapping[str, Fiche]
    personnes: Mapping[str, Fiche]

    @classmethod
    def de(cls, ensemble: Ensemble) -> "Cles":
        return cls(
            {cle_de(candidat.eleve): candidat.eleve for candidat in ensemble.candidats},
            {cle_de(fiche): fiche for fiche in ensemble.personnes.values()},
        )


def cle_de(fiche: Fiche) -> str:
    return fiche.id_siecle or f"nouveau-{fiche.id_prv}"


def _effet(difference: Difference, avant: Base, apres: Base, cles: Cles) -> Effet:
    eleve, personne = _eleve_et_personne(difference)
    return Effet(
        difference.sorte,
        _id(cles.eleves, eleve),
        _id(cles.personnes, personne),
        difference.balise,
        _valeur(avant, difference),
        _valeur(apres, difference),
    )


def _id(fiches: Mapping[str, Fiche], cle: str) -> int | None:
    fiche = fiches.get(cle)
    return fiche.id if fiche else None


def _eleve_et_personne(difference: Difference) -> tuple[str, str]:
    if isinstance(difference.cle, tuple):
        return difference.cle
    return (difference.cle, "") if difference.sorte == "ELEVE" else ("", difference.cle)


def _valeur(base: Base, difference: Difference) -> Any:
    """La valeur entière : une différence ne porte que sa forme comparable."""
    tables: dict[str, Mapping[Any, Any]] = {
        "ELEVE": base.eleves,
        "PERSONNE": base.personnes,
        "LIEN": base.liens,
    }
    photo = tables[difference.sorte].get(difference.cle)
    if photo is None or difference.balise == FICHE:
        return photo
    return photo.get(difference.balise)


def _inattendues(plan: PlanRetour, avant: Base, apres: Base, cles: Cles) -> Iterator[str]:
    """Ce qui changerait sans avoir été accepté, ou qui ne changerait pas : ni dit, ni voulu."""
    perdues = _perdues(plan.annonces, cles)
    for difference in differences(_attendue(plan, avant, cles), apres):
        eleve, personne = _eleve_et_personne(difference)
        if difference.balise not in perdues.get(eleve or personne, ()):
            qui = cles.eleves.get(eleve) or cles.personnes.get(personne)
            yield (
                f"{qui or 'Une fiche inconnue'}, {difference.balise} : SIECLE aurait "
                f"« {_dire(difference.apres)} », on attendait « {_dire(difference.avant)} »."
            )


def _dire(valeur: Any) -> str:
    return str(valeur) if valeur else "rien"


def _attendue(plan: PlanRetour, base: Base, cles: Cles) -> Base:
    """La base d'avant, et dans les fiches qui partent ce qui a été accepté, rien d'autre."""
    attendue = Base(dict(base.eleves), dict(base.personnes), dict(base.liens))
    partis = {envoyable.dossier.eleve_id for envoyable in plan.envoyables}
    for cle, fiche in cles.eleves.items():
        if fiche.id in partis:
            attendue.eleves[cle] = fiche.voulue
    for cle, fiche in cles.personnes.items():
        if fiche.id in plan.personnes:
            attendue.personnes[cle] = fiche.voulue
    return attendue


def _perdues(annonces: Iterable[Annonce], cles: Cles) -> dict[str, set[str]]:
    """{clé de SIECLE: les balises que le pré-vol a dites perdues}."""
    numeros = {
        **{(Sorte.ELEVE, str(fiche.id_prv)): cle for cle, fiche in cles.eleves.items()},
        **{(Sorte.PERSONNE, str(fiche.id_prv)): cle for cle, fiche in cles.personnes.items()},
    }
    perdues: dict[str, set[str]] = {}
    for annonce in annonces:
        cle = numeros.get((annonce.sorte, annonce.id_prv), "")
        perdues.setdefault(cle, set()).update(annonce.perdues)
    return perdues


def _annonces_et_dites(plan: PlanRetour, rendu: CompteRendu) -> Iterator[str]:
    dites, annoncees = _dites(rendu), _annoncees(plan.annonces)
    for code, sorte, prv in sorted(dites - annoncees):
        yield f"SIECLE dirait {code} ({sorte} n° {prv}), ce que rien n’annonçait."
    for code, sorte, prv in sorted(annoncees - dites):
        yield f"{code} ({sorte} n° {prv}) est annoncé, et SIECLE ne le dirait pas."


def _dites(rendu: CompteRendu) -> set[Constat]:
    return {
        (
            ligne.code,
            Sorte.PERSONNE if ligne.section <= Section.PERSONNES_NOTES else Sorte.ELEVE,
            ligne.id_prv,
        )
        for ligne in rendu.lignes
        if ligne.section <= Section.ELEVES_NOTES
    }


def _annoncees(annonces: Iterable[Annonce]) -> set[Constat]:
    return {(a.code, a.sorte, a.id_prv) for a in annonces if a.gravite in DE_SIECLE}
