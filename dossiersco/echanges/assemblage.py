"""Ce qui part vers SIECLE, assemblé sans base de données : des photos, des changements acceptés.

C'est ici que se décide ce qui est écrit ; les propriétés du retour s'éprouvent sur ce module, par
milliers de tirages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from dossiersco.dossiers.journal import Changement
from dossiersco.siecle import identite_retour, preparation, substitutions
from dossiersco.siecle.contexte_retour import ContexteRetour, ResponsablePrepare
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.identite_retour import DE_L_ELEVE, DE_LA_PERSONNE, Gardee
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.prevol import Annonce, Sorte, annoncer, annoncer_la_preparation
from dossiersco.siecle.regles import Blocage, Prepare, Releve
from dossiersco.siecle.schema_import import Schema


def _nom(photo: Photo) -> str:
    return f"{photo.get('NOM_DE_FAMILLE', '?')} {photo.get('PRENOM', '?')}"


@dataclass(frozen=True)
class Fiche:
    """Un élève ou une personne : ce que SIECLE en dit, et ce qu'on a accepté d'y changer.

    `lue` : sa photo. `id_siecle` : ELEVE_ID ou PERSONNE_ID, "" s'il n'en a pas encore.
    """

    id: int
    id_prv: int
    id_siecle: str
    lue: Photo
    acceptes: tuple[Changement, ...] = ()

    @property
    def voulue(self) -> Photo:
        """La photo, où les valeurs acceptées — et elles seules — remplacent celles de SIECLE."""
        voulue = dict(self.lue)
        for changement in self.acceptes:
            valeur = changement.champ.ecrire(changement.apres)
            if valeur is None:
                voulue.pop(changement.champ.balise, None)
            else:
                voulue[changement.champ.balise] = valeur
        return voulue

    def __str__(self) -> str:
        return _nom(self.lue)


@dataclass(frozen=True)
class Lien:
    """`personne` : l'`id` de sa fiche. `photo` : celle du lien."""

    personne: int
    photo: Photo


@dataclass(frozen=True)
class Candidat:
    """Un élève et tous ses liens."""

    eleve: Fiche
    liens: tuple[Lien, ...]


@dataclass(frozen=True)
class Ensemble:
    """Tout ce qu'il faut pour assembler. `parentes` : id de la personne -> tous ses liens.

    `personnes` : id -> fiche, celles des liens au moins. `a_blanc` : tous partent, même sans rien
    de nouveau ; c'est une répétition, rien n'est envoyé.
    """

    candidats: Sequence[Candidat]
    personnes: Mapping[int, Fiche]
    parentes: Mapping[int, Set[str]]
    contexte: ContexteRetour
    schema: Schema
    a_blanc: bool = False


@dataclass
class Assemblage:
    """`eleves` et `personnes` : id -> bloc à écrire. `bloques` : id de l'élève -> raisons."""

    eleves: dict[int, Bloc] = field(default_factory=dict)
    personnes: dict[int, Bloc] = field(default_factory=dict)
    bloques: dict[int, tuple[Blocage, ...]] = field(default_factory=dict)
    avis: list[str] = field(default_factory=list)
    annonces: list[Annonce] = field(default_factory=list)


def assembler(ensemble: Ensemble) -> Assemblage:
    """Les fiches à écrire, celles qui ne peuvent pas l'être, et ce que SIECLE y trouvera."""
    return _Assembleur(ensemble).resultat


class _Assembleur:
    def __init__(self, ensemble: Ensemble) -> None:
        self.ensemble = ensemble
        self.resultat = Assemblage()
        self.fiches: dict[int, Prepare] = {}
        self.candidats_de: dict[int, list[Candidat]] = defaultdict(list)
        partants = [candidat for candidat in ensemble.candidats if self._a_du_nouveau(candidat)]
        for candidat in partants:
            for lien in candidat.liens:
                self.candidats_de[lien.personne].append(candidat)
        for candidat in partants:
            self._preparer(candidat)
        blocs = list(self.resultat.personnes.values()), list(self.resultat.eleves.values())
        self.resultat.annonces += annoncer(*blocs, ensemble.contexte)
        # Une personne que partagent plusieurs enfants n'est annoncée qu'une fois.
        self.resultat.annonces = list(dict.fromkeys(self.resultat.annonces))

    def _a_du_nouveau(self, candidat: Candidat) -> bool:
        """Un élève dont rien n'a été accepté, ni de ses responsables, n'est jamais renvoyé."""
        personnes = self.ensemble.personnes
        return bool(
            self.ensemble.a_blanc
            or candidat.eleve.acceptes
            or any(personnes[lien.personne].acceptes for lien in candidat.liens)
        )

    def _preparer(self, candidat: Candidat) -> None:
        liens = {lien.personne: self._fiche(lien.personne) for lien in candidat.liens}
        eleve = self._eleve(candidat)
        toutes = [eleve, *liens.values()]
        blocages = tuple(dict.fromkeys(b for fiche in toutes for b in fiche.blocages))
        self._annoncer(Sorte.ELEVE, candidat.eleve, eleve)
        for personne, fiche in liens.items():
            self._annoncer(Sorte.PERSONNE, self.ensemble.personnes[personne], fiche)
        if blocages or eleve.bloc is None:
            self.resultat.bloques[candidat.eleve.id] = blocages
            return
        self.resultat.avis += [avis for fiche in toutes for avis in fiche.avis]
        self.resultat.eleves[candidat.eleve.id] = eleve.bloc
        for personne, fiche in liens.items():
            if fiche.bloc is not None:
                self.resultat.personnes[personne] = fiche.bloc

    def _annoncer(self, sorte: Sorte, fiche: Fiche, prepare: Prepare) -> None:
        annonces = annoncer_la_preparation(sorte, fiche.id_prv, str(fiche), prepare)
        self.resultat.annonces += annonces

    def _eleve(self, candidat: Candidat) -> Prepare:
        fiche, ensemble = candidat.eleve, self.ensemble
        cle = identite_retour.cle_siecle(fiche.id_siecle, ensemble.schema)
        a_son_nom = identite_retour.eleve_a_son_nom(fiche.lue, fiche.id_prv, cle)
        photo, remarques = _reconnaissable(fiche, DE_L_ELEVE if a_son_nom else {})
        prepare = preparation.eleve(
            photo,
            fiche.id_prv,
            [self._responsable(lien) for lien in candidat.liens],
            ensemble.contexte,
            ensemble.schema,
            eleve_id=fiche.id_siecle,
        )
        blocages = (*prepare.blocages, *self._confusions(candidat))
        bloc = None if blocages else prepare.bloc
        return Prepare(bloc, blocages, (*remarques, *prepare.remarques))

    def _responsable(self, lien: Lien) -> ResponsablePrepare:
        fiche = self.ensemble.personnes[lien.personne]
        return ResponsablePrepare(fiche.id_prv, lien.photo, str(fiche))

    def _confusions(self, candidat: Candidat) -> Iterable[Blocage]:
        """Ses responsables que SIECLE ne retrouverait qu'au nom, et qui ont près d'eux un homonyme.

        SIECLE cherche parmi les responsables de tous les élèves du fichier qui citent la personne.
        """
        releve = Releve(str(candidat.eleve))
        for lien in candidat.liens:
            fiche = self.ensemble.personnes[lien.personne]
            if self._a_son_nom(fiche) and self._homonymes(fiche):
                releve.bloquer("HOMONYMES", valeur=str(fiche))
        return releve.blocages

    def _homonymes(self, fiche: Fiche) -> set[int]:
        autres = {
            lien.personne
            for candidat in self.candidats_de[fiche.id]
            for lien in candidat.liens
            if lien.personne != fiche.id
        }
        identite = identite_retour.identite(fiche.lue)
        personnes = self.ensemble.personnes
        return {p for p in autres if identite_retour.identite(personnes[p].lue) == identite}

    def _a_son_nom(self, personne: Fiche) -> bool:
        cle = identite_retour.cle_siecle(personne.id_siecle, self.ensemble.schema)
        return identite_retour.personne_a_son_nom(personne.lue, personne.id_prv, cle)

    def _fiche(self, personne: int) -> Prepare:
        """Une personne n'a qu'une fiche, que ses enfants partagent : les fratries restent liées."""
        if personne not in self.fiches:
            fiche, schema = self.ensemble.personnes[personne], self.ensemble.schema
            connue = DE_LA_PERSONNE if self._a_son_nom(fiche) else {}
            photo, remarques = _reconnaissable(fiche, connue)
            prepare = preparation.personne(
                photo,
                fiche.id_prv,
                schema,
                personne_id=fiche.id_siecle,
                parentes=self.ensemble.parentes.get(personne, frozenset()),
            )
            prepare = replace(prepare, remarques=(*remarques, *prepare.remarques))
            self.fiches[personne] = _sans_remplacer(fiche, prepare)
        return self.fiches[personne]


def _sans_remplacer(fiche: Fiche, prepare: Prepare) -> Prepare:
    """Un responsable n'est jamais remplacé : une autre personne s'ajoute, par le collège."""
    voulue = fiche.voulue
    if not identite_retour.est_une_autre(fiche.lue, voulue):
        return prepare
    releve = Releve(str(fiche))
    releve.bloquer("AUTRE_PERSONNE", valeur=_nom(voulue))
    return Prepare(None, (*prepare.blocages, *releve.blocages), prepare.remarques)


def _reconnaissable(fiche: Fiche, identite: Mapping[str, str]) -> Gardee:
    """Sous l'identité que SIECLE connaît, et dans les caractères qu'il sait écrire."""
    gardee, remarques = identite_retour.garder(fiche.lue, fiche.voulue, identite)
    # À qui n'a que son nom pour être reconnu, on n'en change pas une lettre : la fiche est bloquée.
    ecrite, remplacements = substitutions.substituer(gardee, sauf=identite.keys())
    return ecrite, (*remarques, *substitutions.remarques(str(fiche), remplacements))
