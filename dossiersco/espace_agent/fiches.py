"""Un dossier prêt à montrer : les gabarits de la file et du dossier ne décident rien."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from dossiersco.campagnes.affluence import ordinal
from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.champs import Cible, differe
from dossiersco.dossiers.entourage import avec_leurs_acces
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner_les_champs
from dossiersco.dossiers.journal import Nouveaute, ecrire_clef
from dossiersco.dossiers.models import Dossier, Signature
from dossiersco.dossiers.places import Attentes, attentes_de
from dossiersco.espace_agent.documents_recus import Document, documents
from dossiersco.espace_agent.noms import Noms
from dossiersco.pieces.models import PieceJointe


@dataclass(frozen=True)
class Proposition:
    """Ce qu'un des responsables en désaccord a écrit."""

    personne: int
    auteur: str
    valeur: str


@dataclass(frozen=True)
class Lecture:
    """Ce que SIECLE disait quand on a écrit ou accepté : il dit autre chose depuis."""

    qui: str
    verbe: str
    valeur: str


@dataclass(frozen=True)
class Difference:
    """`clef` : « eleve.12.nom_usage », pour dire au serveur de quel champ on parle.

    `lecture` : présente si SIECLE a changé entre-temps.
    """

    clef: str
    libelle: str
    de_qui: str
    ancien: str
    nouveau: str
    auteur: str
    sensible: bool
    motif: str = ""
    propositions: list[Proposition] = field(default_factory=list)
    lecture: Lecture | None = None
    attente: str = ""


@dataclass(frozen=True)
class Reprise:
    """Un document que la famille n'a pas à renvoyer : il est dans le dossier d'un frère."""

    nom: str
    auteur: str
    eleve: str
    dossier: int


@dataclass(frozen=True)
class Signataire:
    nom: str
    signature: Signature


@dataclass(frozen=True)
class Lectures:
    """Ce qui se lit une fois pour toutes les fiches d'une page.

    `pieces` : celles de ces dossiers, et ce que leurs responsables ont envoyé pour la fratrie.
    """

    tables: Tables
    pieces: Sequence[PieceJointe]
    attentes: Attentes


@dataclass(frozen=True)
class Visite:
    nom: str
    le: datetime


@dataclass
class Fiche:
    """`attendus` : les responsables dont la signature manque encore. `corrige` : le collège a
    demandé une correction, et la famille a renvoyé le dossier.

    `suivant` : le dossier où aller quand celui-ci quitte la file. `regard` : qui d'autre l'a sous
    les yeux.
    """

    dossier: Dossier
    empreinte: str
    signataires: list[Signataire]
    differences: list[Difference]
    documents: list[Document]
    reprises: list[Reprise]
    attendus: list[str]
    corrige: bool
    visites: list[Visite]
    suivant: int | None = None
    regard: str = ""

    @property
    def nom(self) -> str:
        return str(self.dossier.eleve)

    @property
    def a_traiter(self) -> bool:
        return self.dossier.etat == Etat.TRANSMIS and not self.dossier.eleve.est_parti

    @property
    def attend_une_signature(self) -> bool:
        """Signé, sans rien de nouveau : seule l'autre signature le retient."""
        return self.dossier.etat == Etat.A_REMPLIR and bool(self.signataires)

    @property
    def desaccord(self) -> bool:
        return any(difference.propositions for difference in self.differences)

    @property
    def siecle_a_change(self) -> bool:
        return any(difference.lecture for difference in self.differences)

    @property
    def identite(self) -> bool:
        return any(difference.sensible for difference in self.differences)

    @property
    def validable(self) -> bool:
        return self.a_traiter and not self.desaccord

    @property
    def a_decider(self) -> list[Document]:
        return [document for document in self.documents if document.a_decider]

    @property
    def rien_a_decider(self) -> bool:
        return self.a_traiter and not self.differences and not self.a_decider

    @property
    def libelle_valider(self) -> str:
        return "Accepter et valider" if self.differences or self.a_decider else "Valider"

    @property
    def documents_refuses(self) -> list[Document]:
        return [document for document in self.documents if document.piece.etat == "refusee"]

    @property
    def demande_proposee(self) -> str:
        """De quoi ne pas retaper ce que le refus d'un document a déjà dit."""
        return "\n".join(dict.fromkeys(map(_a_renvoyer, self.documents_refuses)))


def _a_renvoyer(document: Document) -> str:
    # Tous les responsables lisent la demande. Nommer un justificatif de domicile dirait à l'un que
    # l'autre a déménagé, et la raison de son refus peut citer l'adresse.
    if document.piece.attendue.condition == "adresse_modifiee":
        return "Un document n’a pas été accepté : la personne qui l’a envoyé en lit la raison."
    return (
        f"Le document « {document.nom} » n’a pas été accepté ({document.piece.motif}). "
        "Envoyez-le de nouveau."
    )


def fiches(dossiers: Sequence[Dossier], tables: Tables) -> list[Fiche]:
    """Les dossiers viennent avec élève et campagne : un nombre fixe de lectures."""
    if not dossiers:
        return []
    liens = avec_leurs_acces(dossiers[0].campagne)
    examens = examiner_les_champs(dossiers, liens=liens)
    lues = lectures(examens, tables)
    return [fiche(examen, lues) for examen in examens]


def lectures(examens: Sequence[Examen], tables: Tables) -> Lectures:
    """`examens` : au moins un, d'une même campagne."""
    dossiers = [examen.dossier for examen in examens]
    personnes = {lien.personne_id for examen in examens for lien in examen.liens}
    pieces = PieceJointe.objects.pour_dossiers(
        [dossier.pk for dossier in dossiers], personnes, dossiers[0].campagne_id
    )
    # Sans changement d'options à décider, il n'y a pas de place à compter.
    aux_options = [e.dossier for e in examens if any(map(_options, e.nouveautes))]
    return Lectures(tables, list(pieces), attentes_de(aux_options, tables.places))


def _options(nouveaute: Nouveaute) -> bool:
    return nouveaute.changement.champ.nom == "options"


def fiche(examen: Examen, lues: Lectures) -> Fiche:
    """Les responsables de l'examen viennent avec leurs accès (`avec_leurs_acces`)."""
    noms = Noms(examen.liens)
    return Fiche(
        dossier=examen.dossier,
        empreinte=examen.empreinte,
        signataires=_signataires(examen.signatures, noms),
        differences=[_difference(nouveaute, examen, noms, lues) for nouveaute in examen.nouveautes],
        documents=documents(_siennes(examen, lues.pieces), noms),
        reprises=_reprises(examen, noms, lues.pieces),
        attendus=[noms.de(lien.personne_id) for lien in examen.liens if vars(lien)["attendu"]],
        corrige=examen.corrige,
        visites=[
            Visite(noms.de(lien.personne_id), venu_le)
            for lien in examen.liens
            if (venu_le := vars(lien)["venu_le"])
        ],
    )


def _siennes(examen: Examen, pieces: Iterable[PieceJointe]) -> list[PieceJointe]:
    return [piece for piece in pieces if piece.dossier_id == examen.dossier.pk]


def _difference(nouveaute: Nouveaute, examen: Examen, noms: Noms, lues: Lectures) -> Difference:
    changement, tables = nouveaute.changement, lues.tables
    champ = changement.champ
    return Difference(
        clef=ecrire_clef(changement.clef),
        libelle=champ.libelle,
        de_qui="l’élève" if changement.cible is Cible.ELEVE else noms.de(changement.id),
        ancien=texte(champ, changement.avant, tables),
        nouveau=texte(champ, changement.apres, tables),
        auteur=_auteur(nouveaute, noms),
        sensible=champ.sensible,
        motif=nouveaute.ecriture.motif if nouveaute.ecriture else "",
        propositions=[
            Proposition(
                personne=ligne.personne or 0,
                auteur=noms.auteur(ligne),
                valeur=texte(champ, champ.lire(ligne.apres), tables),
            )
            for ligne in nouveaute.desaccord
        ],
        lecture=_lecture(nouveaute, tables),
        attente=_attente(nouveaute, lues.attentes.get(examen.dossier.pk, {}), tables),
    )


def _lecture(nouveaute: Nouveaute, tables: Tables) -> Lecture | None:
    ligne, champ = nouveaute.lecture, nouveaute.changement.champ
    if ligne is None:
        return None
    lue = texte(champ, champ.lire(ligne.avant), tables)
    acceptee = champ.lire(ligne.apres)
    if ligne.geste == "accepter" and not differe(champ, acceptee, nouveaute.changement.apres):
        return Lecture("Le collège", "accepté", lue)
    de_la_famille = nouveaute.ecriture is not None and nouveaute.ecriture.personne is not None
    return Lecture("La famille" if de_la_famille else "Le collège", "écrit", lue)


def _attente(nouveaute: Nouveaute, rangs: Mapping[str, int], tables: Tables) -> str:
    """« Latin : liste d'attente (4e) » : l'accepter passerait au-delà des places."""
    if not _options(nouveaute):
        return ""
    return ", ".join(
        f"{tables.matiere(code)} : liste d’attente ({ordinal(rang).removeprefix('le ')})"
        for code, rang in rangs.items()
    )


def _auteur(nouveaute: Nouveaute, noms: Noms) -> str:
    """Sur la ligne d'une personne, son nom est déjà écrit : on ne le répète pas."""
    changement, ecriture = nouveaute.changement, nouveaute.ecriture
    if ecriture and changement.cible is Cible.PERSONNE and ecriture.personne == changement.id:
        return "la personne elle-même"
    return noms.auteur(ecriture)


def _reprises(examen: Examen, noms: Noms, pieces: Sequence[PieceJointe]) -> list[Reprise]:
    personnes = {lien.personne_id for lien in examen.liens}
    ici = {(piece.attendue_id, piece.personne_id) for piece in _siennes(examen, pieces)}
    ailleurs = {
        (piece.attendue_id, piece.personne_id): piece
        for piece in pieces
        if piece.vaut_pour_la_fratrie
        if piece.personne_id in personnes and piece.dossier_id != examen.dossier.pk
    }
    return [
        Reprise(
            nom=piece.attendue.nom,
            auteur=noms.de(piece.personne_id),
            eleve=str(piece.dossier.eleve),
            dossier=piece.dossier_id,
        )
        for clef, piece in ailleurs.items()
        if clef not in ici
    ]


def _signataires(signatures: Iterable[Signature], noms: Noms) -> list[Signataire]:
    """La dernière signature de chacun, dans l'ordre."""
    dernieres = {s.personne_id: s for s in sorted(signatures, key=attrgetter("pk"))}
    return [
        Signataire(noms.de(personne), signature)
        for personne, signature in sorted(dernieres.items(), key=lambda paire: paire[1].pk)
    ]
