"""Où en est une campagne : quatre lectures, quel que soit le nombre de dossiers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q

from dossiersco.campagnes.formations import Formation, lire
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.etats import LIBELLES, Etat
from dossiersco.dossiers.models import Avis, Dossier, Responsable, Signature, Trace
from dossiersco.siecle.lus import Photo
from dossiersco.statistiques import durees
from dossiersco.statistiques.courbe import Courbe, tracer
from dossiersco.statistiques.mots import frequents

SANS_FORMATION = "Sans formation"
COMMENTAIRES_MONTRES = 30
GESTES_DU_COLLEGE = ("valider", "accepter", "refuser", "demander_correction")


@dataclass(frozen=True)
class Niveau:
    """Une formation : combien de dossiers dans chaque état, dans l'ordre des états."""

    nom: str
    nombres: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.nombres)


@dataclass(frozen=True)
class Jour:
    """`total` : les dossiers signés depuis le début, au soir de ce jour."""

    jour: date
    signes: int
    total: int


@dataclass(frozen=True)
class Opinion:
    """`notes` : [(5, combien), …, (1, combien)]."""

    moyenne: float | None
    notes: list[tuple[int, int]]
    commentaires: list[tuple[date, int, str]]
    nombre_commentaires: int
    mots: list[tuple[str, int]]

    @property
    def nombre(self) -> int:
        return sum(combien for _, combien in self.notes)


@dataclass(frozen=True)
class Tableau:
    """`part_sans_nouveaute` : entre 0 et 1, parmi les signés. Les minutes : None si on ne sait pas.

    `jamais_venus` : personne n'a ouvert le dossier ; `injoignables` : ni courriel ni portable.
    """

    niveaux: list[Niveau]
    jamais_venus: int
    injoignables: int
    commences: int
    jours: list[Jour]
    courbes: list[Courbe]
    part_sans_nouveaute: float | None
    minutes_famille: float | None
    minutes_college: float | None
    opinion: Opinion
    etats: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(niveau.total for niveau in self.niveaux)

    def nombre(self, etat: Etat) -> int:
        return dict(self.etats)[etat.value]


def tableau(campagne: Campagne) -> Tableau:
    """Lit seulement. Les jours sont ceux du collège."""
    fuseau = ZoneInfo(campagne.etablissement.fuseau)
    comptes = _comptes(campagne)
    signatures = _signatures(campagne)
    siennes = [s for s in signatures if s.annee == campagne.annee]
    jours = _jours(siennes, fuseau)
    etats = {
        etat: sum(compte.nombre for compte in comptes if compte.etat == etat) for etat in LIBELLES
    }
    a_remplir = [compte for compte in comptes if compte.etat == Etat.A_REMPLIR]
    return Tableau(
        niveaux=_niveaux(comptes),
        jamais_venus=sum(c.nombre for c in a_remplir if not c.venu),
        injoignables=sum(c.nombre for c in a_remplir if not c.joignable and not c.venu),
        commences=sum(c.nombre for c in a_remplir if c.venu),
        jours=jours,
        courbes=_courbes(
            campagne, jours, _jours([s for s in signatures if s not in siennes], fuseau)
        ),
        part_sans_nouveaute=_part(siennes),
        minutes_famille=durees.minutes_des_familles((s.connexion, s.le) for s in siennes),
        minutes_college=durees.minutes_du_college(_passages(campagne)),
        opinion=_opinion(campagne, fuseau),
        etats=list(etats.items()),
    )


class _Compte(NamedTuple):
    etat: str
    code_mef: str
    libelle: str | None
    photo: Photo | None
    venu: bool
    joignable: bool
    nombre: int


def _comptes(campagne: Campagne) -> list[_Compte]:
    """Les dossiers, groupés par tout ce qu'on en dit."""
    responsables = Responsable.objects.qui_agissent().filter(eleve=OuterRef("eleve"))
    venus = responsables.filter(personne__rattachement__compte__last_login__isnull=False)
    joignables = responsables.filter(~Q(personne__mel="") | ~Q(personne__tel_portable=""))
    mef = campagne.mefs.filter(code_mef=OuterRef("eleve__code_mef"))
    lignes = (
        Dossier.objects.presents()
        .filter(campagne=campagne)
        .order_by()
        .annotate(libelle=mef.values("libelle")[:1], photo_mef=mef.values("photo")[:1])
        .annotate(venu=Exists(venus), joignable=Exists(joignables))
        .values_list("etat", "eleve__code_mef", "libelle", "photo_mef", "venu", "joignable")
        .annotate(nombre=Count("pk"))
    )
    return [_Compte(*ligne) for ligne in lignes]


def _niveaux(comptes: Iterable[_Compte]) -> list[Niveau]:
    """De la sixième à la troisième, chaque filière à part, puis les autres."""
    par_formation: dict[Formation | None, Counter[str]] = defaultdict(Counter)
    for compte in comptes:
        par_formation[_formation(compte)][compte.etat] += compte.nombre
    connues = sorted(
        (formation for formation in par_formation if formation),
        key=lambda une: (-une.niveau, une.filiere, une.code_mef),
    )
    rangees = [*connues, None] if None in par_formation else connues
    return [
        Niveau(
            formation.nom if formation else SANS_FORMATION,
            tuple(par_formation[formation][etat] for etat in LIBELLES),
        )
        for formation in rangees
    ]


def _formation(compte: _Compte) -> Formation | None:
    if compte.libelle is None or compte.photo is None:
        return None
    return lire(compte.code_mef, compte.libelle, compte.photo, None)


class _Signature(NamedTuple):
    annee: int
    dossier: int
    le: datetime
    sans_nouveaute: bool
    connexion: datetime | None


def _signatures(campagne: Campagne) -> list[_Signature]:
    """De cette campagne et de la précédente, dans l'ordre."""
    lignes = (
        Signature.objects.filter(
            dossier__campagne__etablissement=campagne.etablissement_id,
            dossier__campagne__annee__in=(campagne.annee, campagne.annee - 1),
        )
        .order_by("signee_le")
        .values_list(
            "dossier__campagne__annee",
            "dossier",
            "signee_le",
            "sans_nouveaute",
            "personne__rattachement__compte__last_login",
        )
    )
    return [_Signature(*ligne) for ligne in lignes]


def _jours(signatures: Iterable[_Signature], fuseau: ZoneInfo) -> list[Jour]:
    """Du premier au dernier jour, sans trou ; un dossier compte à sa première signature."""
    premieres: dict[int, date] = {}
    for signature in signatures:
        premieres.setdefault(signature.dossier, signature.le.astimezone(fuseau).date())
    if not premieres:
        return []
    par_jour = Counter(premieres.values())
    debut, fin = min(par_jour), max(par_jour)
    dates = [debut + timedelta(days=rang) for rang in range((fin - debut).days + 1)]
    totaux = accumulate(par_jour[jour] for jour in dates)
    return [Jour(jour, par_jour[jour], total) for jour, total in zip(dates, totaux, strict=True)]


def _courbes(campagne: Campagne, jours: Sequence[Jour], avant: Sequence[Jour]) -> list[Courbe]:
    """Celle de l'an dernier part du même jour de campagne : le premier dossier signé."""
    duree = max(len(jours), len(avant))
    maximum = max([jour.total for jour in (*jours, *avant)], default=0)
    series = ((campagne.annee, jours), (campagne.annee - 1, avant))
    return [
        tracer(f"Rentrée {annee}", [jour.total for jour in serie], duree, maximum)
        for annee, serie in series
        if serie
    ]


def _part(signatures: Iterable[_Signature]) -> float | None:
    """Par dossier, d'après sa dernière signature."""
    dernieres = {signature.dossier: signature.sans_nouveaute for signature in signatures}
    return sum(dernieres.values()) / len(dernieres) if dernieres else None


def _passages(campagne: Campagne) -> list[durees.Passage]:
    traces = Trace.objects.filter(
        dossier__campagne=campagne, par_agent__isnull=False, geste__in=GESTES_DU_COLLEGE
    )
    return list(traces.order_by("le").values_list("par_agent_id", "le", "dossier_id"))


def _opinion(campagne: Campagne, fuseau: ZoneInfo) -> Opinion:
    avis = list(
        Avis.objects.filter(campagne=campagne)
        .order_by("-donne_le")
        .values_list("donne_le", "note", "commentaire")
    )
    notes = Counter(note for _, note, _ in avis)
    ecrits = [(le, note, texte) for le, note, texte in avis if texte.strip()]
    return Opinion(
        moyenne=sum(note for _, note, _ in avis) / len(avis) if avis else None,
        notes=[(note, notes[note]) for note in range(5, 0, -1)],
        commentaires=[
            (le.astimezone(fuseau).date(), note, texte)
            for le, note, texte in ecrits[:COMMENTAIRES_MONTRES]
        ],
        nombre_commentaires=len(ecrits),
        mots=frequents(texte for _, _, texte in ecrits),
    )
