"""Un dossier prêt à montrer : les gabarits de la file et du dossier ne décident rien."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner
from dossiersco.dossiers.journal import Clef, Nouveaute
from dossiersco.dossiers.models import Dossier, Signature
from dossiersco.espace_agent.noms import Noms
from dossiersco.pieces.models import PieceJointe


@dataclass(frozen=True)
class Proposition:
    """Ce qu'un des responsables en désaccord a écrit."""

    personne: int
    auteur: str
    valeur: str


@dataclass(frozen=True)
class Difference:
    """`clef` : « eleve.12.nom_usage », pour dire au serveur de quel champ on parle."""

    clef: str
    libelle: str
    de_qui: str
    ancien: str
    nouveau: str
    auteur: str
    sensible: bool
    motif: str = ""
    propositions: list[Proposition] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    piece: PieceJointe
    nom: str
    auteur: str
    etat: str
    a_decider: bool


@dataclass(frozen=True)
class Signataire:
    nom: str
    signature: Signature


@dataclass
class Fiche:
    """`suivant` : le dossier d'en dessous, où revenir quand celui-ci quitte la file."""

    dossier: Dossier
    empreinte: str
    signataires: list[Signataire]
    differences: list[Difference]
    documents: list[Document]
    suivant: int | None = None

    @property
    def nom(self) -> str:
        return str(self.dossier.eleve)

    @property
    def a_traiter(self) -> bool:
        return self.dossier.etat == Etat.TRANSMIS

    @property
    def desaccord(self) -> bool:
        return any(difference.propositions for difference in self.differences)

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


def ecrire_clef(clef: Clef) -> str:
    return ".".join(str(partie) for partie in clef)


def fiches(dossiers: Sequence[Dossier], tables: Tables) -> list[Fiche]:
    """Les dossiers viennent avec élève, signatures et pièces : un nombre fixe de lectures."""
    return [fiche(examen, tables) for examen in examiner(dossiers)]


def fiche(examen: Examen, tables: Tables) -> Fiche:
    noms = Noms(examen.liens)
    dossier = examen.dossier
    return Fiche(
        dossier=dossier,
        empreinte=examen.empreinte,
        signataires=_signataires(dossier.signatures.all(), noms),
        differences=[_difference(nouveaute, noms, tables) for nouveaute in examen.nouveautes],
        documents=[_document(piece, noms) for piece in dossier.pieces.all()],
    )


def _difference(nouveaute: Nouveaute, noms: Noms, tables: Tables) -> Difference:
    changement = nouveaute.changement
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
    )


def _auteur(nouveaute: Nouveaute, noms: Noms) -> str:
    """Sur la ligne d'une personne, son nom est déjà écrit : on ne le répète pas."""
    changement, ecriture = nouveaute.changement, nouveaute.ecriture
    if ecriture and changement.cible is Cible.PERSONNE and ecriture.personne == changement.id:
        return "la personne elle-même"
    return noms.auteur(ecriture)


def _document(piece: PieceJointe, noms: Noms) -> Document:
    return Document(
        piece=piece,
        nom=piece.attendue.nom,
        auteur=noms.de(piece.personne_id),
        etat=piece.get_etat_display(),
        a_decider=piece.etat == "recue",
    )


def _signataires(signatures: Iterable[Signature], noms: Noms) -> list[Signataire]:
    """La dernière signature de chacun, dans l'ordre."""
    dernieres = {signature.personne_id: signature for signature in signatures}
    return [
        Signataire(noms.de(personne), signature)
        for personne, signature in sorted(dernieres.items(), key=lambda paire: paire[1].pk)
    ]
