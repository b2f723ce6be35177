"""Répéter le retour : ce que SIECLE aurait après, et toute règle qui mordrait. N'écrit rien.

Deux fichiers sont faits et déposés sur le SIECLE d'établi : le vrai, des dossiers prêts ; puis un à
blanc, de tous les autres élèves tels que SIECLE les connaît, pour savoir en mars ce qui bloquerait
en juin. Par ce second fichier rien ne doit changer : tout ce qui y bougerait est une alerte.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import differe
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner
from dossiersco.dossiers.journal import Changement
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.essai import Effet, Essai, essayer
from dossiersco.echanges.lendemain import oublier_les_vus
from dossiersco.echanges.retour import PlanRetour, a_envoyer, composer, ecrire_envoi, planifier
from dossiersco.siecle.banc import Base
from dossiersco.siecle.prevol import Annonce, Etape, Gravite, Sorte
from dossiersco.siecle.regles_en_clair import A_FAIRE, TITRES
from dossiersco.siecle.retour import RetourInvalide
from dossiersco.siecle.schema_import import Schema

ORDRE = tuple(Gravite)
"""La plus grave d'abord : ce qui bloque, ce qui se perd, puis ce que SIECLE dirait."""


A_BLANC = "À blanc : "


@dataclass(frozen=True, slots=True)
class Touche:
    """Un élève sur qui une règle mordrait. `part` : il est du prochain envoi, ou en est empêché."""

    dossier: Dossier
    messages: tuple[str, ...]
    part: bool


@dataclass(frozen=True, slots=True)
class RegleTouchee:
    """`code` : celui du compte rendu de SIECLE, ou le nôtre quand il n'en a pas."""

    code: str
    gravite: Gravite
    etape: Etape
    titre: str
    que_faire: str
    eleves: tuple[Touche, ...]


@dataclass(frozen=True, slots=True)
class Partant:
    """`effets` : ce qui changerait dans SIECLE, sur lui, ses liens et ses responsables."""

    dossier: Dossier
    effets: tuple[Effet, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """`autres` : les élèves de qui rien n'est prêt ; `bloques_plus_tard` : ceux qui bloqueraient.

    `en_attente` : les dossiers transmis, pas encore validés. `alertes` : ce qui surprend.
    """

    campagne: Campagne
    schema: Schema
    avec_attente: bool
    en_attente: int
    partants: tuple[Partant, ...]
    bloques: tuple[Dossier, ...]
    autres: int
    bloques_plus_tard: tuple[Dossier, ...]
    regles: tuple[RegleTouchee, ...]
    alertes: tuple[str, ...]
    personnes: Mapping[int, str]


def repeter(
    campagne: Campagne, schema: Schema | None = None, *, avec_attente: bool = False
) -> Repetition:
    """À tout moment, même avant d'avoir invité. Autant de lectures pour 1 élève que pour 1 000.

    `avec_attente` : comme si le collège acceptait tout ce qui attend sa décision.
    """
    choisi = schema or Schema(campagne.etablissement.schema_retour)
    dossiers = (
        Dossier.objects.presents().filter(campagne=campagne).select_related("eleve", "campagne")
    )
    examens = examiner(list(dossiers.order_by("pk")))
    oublier_les_vus(campagne, examens)
    prets = [_pret(examen, avec_attente=avec_attente) for examen in examens]
    partants = [examen for examen in prets if a_envoyer(examen)]
    autres = [examen for examen in prets if not a_envoyer(examen)]
    contexte, base = contexte_de(campagne), base_de(campagne)
    vrai = planifier(campagne, choisi, contexte, partants)
    a_blanc = planifier(campagne, choisi, contexte, autres, a_blanc=True)
    essai = _deposer(vrai, base, composer)
    temoin = _deposer(a_blanc, base, ecrire_envoi)
    return Repetition(
        campagne=campagne,
        schema=choisi,
        avec_attente=avec_attente,
        en_attente=sum(examen.dossier.etat == Etat.TRANSMIS for examen in examens),
        partants=tuple(_partants(vrai, essai)),
        bloques=tuple(bloque.dossier for bloque in vrai.bloques),
        autres=len(autres),
        bloques_plus_tard=tuple(bloque.dossier for bloque in a_blanc.bloques),
        regles=tuple(_regles((vrai, partants), (a_blanc, autres))),
        alertes=tuple(dict.fromkeys((*_alertes(essai, ""), *_alertes(temoin, A_BLANC)))),
        personnes={lien.personne_id: str(lien.personne) for e in examens for lien in e.liens},
    )


def base_de(campagne: Campagne) -> Base:
    """Ce que SIECLE sait du collège, d'après ses derniers exports ; ce qu'il ignore n'y est pas."""
    college = campagne.etablissement_id
    eleves = Eleve.objects.filter(etablissement=college).values_list("id_siecle", "photo")
    personnes = Personne.objects.filter(etablissement=college).values_list("id_siecle", "photo")
    liens = (
        Responsable.objects.filter(eleve__etablissement=college)
        .order_by("rang")
        .values_list("eleve__id_siecle", "personne__id_siecle", "photo")
    )
    return Base(
        {cle: photo for cle, photo in eleves if cle},
        {cle: photo for cle, photo in personnes if cle},
        {(eleve, personne): photo for eleve, personne, photo in liens if eleve and personne},
    )


def _pret(examen: Examen, *, avec_attente: bool) -> Examen:
    """Ce qui partirait de ce dossier. Pas encore validé, rien n'en part, même accepté."""
    etat = examen.dossier.etat
    if avec_attente and etat == Etat.TRANSMIS:
        return replace(examen, acceptes=_tout_accepte(examen))
    return examen if etat == Etat.VALIDE else replace(examen, acceptes=[])


def _tout_accepte(examen: Examen) -> list[Changement]:
    tous = {changement.clef: changement for changement in examen.acceptes}
    for nouveaute in examen.nouveautes:
        changement = nouveaute.changement
        # Un désaccord peut porter sur la valeur que SIECLE a déjà : il n'y a rien à lui apprendre.
        if differe(changement.champ, changement.avant, changement.apres):
            tous[changement.clef] = changement
    return list(tous.values())


# ─── Le dépôt ──────────────────────────────────────────────────────────────────────────────────


Ecrivain = Callable[[PlanRetour, int, datetime], tuple[str, bytes]]


def _deposer(plan: PlanRetour, base: Base, ecrivain: Ecrivain) -> Essai:
    if not plan.envoyables:
        return Essai()
    etablissement = plan.campagne.etablissement
    instant = timezone.now().astimezone(ZoneInfo(etablissement.fuseau))
    try:
        nom, contenu = ecrivain(plan, etablissement.dernier_envoi + 1, instant)
    except RetourInvalide as invalide:
        return Essai(f"{invalide} {invalide.fautes[0].message}")
    return essayer(plan, base, contenu, nom)


def _alertes(essai: Essai, ou: str) -> Iterator[str]:
    if essai.refus:
        yield f"{ou}SIECLE refuserait le fichier entier : {essai.refus}"
    yield from (f"{ou}{ecart}" for ecart in essai.ecarts)


def _partants(plan: PlanRetour, essai: Essai) -> Iterator[Partant]:
    par_eleve: dict[int | None, list[Effet]] = defaultdict(list)
    par_personne: dict[int | None, list[Effet]] = defaultdict(list)
    for effet in essai.effets:
        if effet.eleve is None:
            par_personne[effet.personne].append(effet)
        else:
            par_eleve[effet.eleve].append(effet)
    for envoyable in plan.envoyables:
        des_siens = [e for personne in envoyable.personnes for e in par_personne[personne]]
        yield Partant(envoyable.dossier, (*par_eleve[envoyable.dossier.eleve_id], *des_siens))


# ─── Les règles ────────────────────────────────────────────────────────────────────────────────

Volet = tuple[PlanRetour, Sequence[Examen]]


def _regles(vrai: Volet, a_blanc: Volet) -> list[RegleTouchee]:
    """Une par code et par gravité, la plus grave d'abord ; les élèves du prochain envoi d'abord."""
    groupes: dict[tuple[Gravite, str], list[Touche]] = defaultdict(list)
    modeles: dict[tuple[Gravite, str], Annonce] = {}
    for (plan, examens), part in ((vrai, True), (a_blanc, False)):
        for cle, annonces in _par_regle(plan.annonces).items():
            modeles.setdefault(cle, annonces[0])
            groupes[cle] += _touches(annonces, examens, part=part)
    regles = [_regle(modeles[cle], eleves) for cle, eleves in groupes.items()]
    return sorted(regles, key=lambda r: (ORDRE.index(r.gravite), -len(r.eleves), r.code))


def _par_regle(annonces: Iterable[Annonce]) -> dict[tuple[Gravite, str], list[Annonce]]:
    trouvees: dict[tuple[Gravite, str], list[Annonce]] = defaultdict(list)
    for annonce in annonces:
        trouvees[annonce.gravite, annonce.code].append(annonce)
    return trouvees


def _regle(modele: Annonce, eleves: Sequence[Touche]) -> RegleTouchee:
    return RegleTouchee(
        code=modele.code,
        gravite=modele.gravite,
        etape=modele.etape,
        titre=TITRES[modele.code],
        que_faire=modele.que_faire or A_FAIRE[modele.etape],
        eleves=tuple(eleves),
    )


def _touches(
    annonces: Iterable[Annonce], examens: Iterable[Examen], *, part: bool
) -> Iterator[Touche]:
    """Les élèves que ces annonces concernent, eux-mêmes ou par un de leurs responsables."""
    par_fiche: dict[tuple[Sorte, str], list[str]] = defaultdict(list)
    for annonce in annonces:
        par_fiche[annonce.sorte, annonce.id_prv].append(annonce.message)
    for examen in examens:
        messages = [m for fiche in _fiches(examen) for m in par_fiche.get(fiche, ())]
        if messages:
            yield Touche(examen.dossier, tuple(dict.fromkeys(messages)), part)


def _fiches(examen: Examen) -> Iterator[tuple[Sorte, str]]:
    yield Sorte.ELEVE, str(examen.dossier.eleve.id_prv)
    for lien in examen.liens:
        yield Sorte.PERSONNE, str(lien.personne.id_prv)
