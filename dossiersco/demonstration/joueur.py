"""Joue une campagne entière : les familles puis le collège, par les mêmes gestes que les écrans."""

import io
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from PIL import Image

from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.hasard import IDEES
from dossiersco.dossiers import actions, decisions
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner_un
from dossiersco.dossiers.journal import Nouveaute
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.dossiers.refus import DossierIncomplet
from dossiersco.etablissements.models import Agent
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.controles import Demande, demandes
from dossiersco.pieces.models import PieceAttendue, PieceJointe

PART_REFUSEE = 0.1
PART_DOCUMENT = 0.3
PART_CORRECTION = 0.05
CHAMPS_TYPES = {Cible.PERSONNE: ("tel_portable",), Cible.ELEVE: ("prenom2", "code_regime")}


@dataclass
class Partie:
    """Une campagne qui se joue. `decompte` et `changements` font le rapport."""

    campagne: Campagne
    agent: Agent
    hasard: Random
    sans_nouveaute: float
    decompte: Counter[str] = field(default_factory=Counter)
    changements: list[dict[str, Any]] = field(default_factory=list)

    def jouer_famille(self, dossier: Dossier) -> None:
        personne = self._qui_repond(dossier)
        if personne is None:
            self.decompte["sans_responsable"] += 1
            return
        if self.hasard.random() >= self.sans_nouveaute:
            self._dire_du_nouveau(dossier, personne)
        self._signer(dossier, personne)

    def _qui_repond(self, dossier: Dossier) -> Personne | None:
        liens = list(
            Responsable.objects.qui_agissent()
            .filter(eleve=dossier.eleve_id)
            .select_related("personne")
            .order_by("rang")
        )
        return self.hasard.choice(liens).personne if liens else None

    def contredire(self, dossier: Dossier) -> None:
        """Les responsables ne demandent pas le même régime : le collège devra trancher."""
        liens = Responsable.objects.qui_agissent().filter(eleve=dossier.eleve_id)
        for lien, regime in zip(liens.select_related("personne"), ("21", "22"), strict=False):
            actions.modifier(dossier, dossier.eleve, {"code_regime": regime}, par=lien.personne)
            self._signer(_relire(dossier.pk), lien.personne)

    def repondre_type(self, dossier: Dossier) -> bool:
        """Trois changements, un document : le dossier type. Faux, s'il ne peut pas l'être."""
        personne = self._qui_repond(dossier)
        if personne is None or dossier.etat != Etat.A_REMPLIR:
            return False
        for idee in (idee for idee in IDEES if idee.champ in CHAMPS_TYPES[idee.cible]):
            objet = dossier.eleve if idee.cible is Cible.ELEVE else personne
            nouveau = {idee.champ: idee.inventer(self.hasard, objet)}
            actions.modifier(dossier, objet, nouveau, par=personne)
        self._envoyer_un_document(dossier, personne)
        self._signer(dossier, personne)
        return True

    def _dire_du_nouveau(self, dossier: Dossier, personne: Personne) -> None:
        objets: dict[Cible, Eleve | Personne] = {
            Cible.ELEVE: dossier.eleve,
            Cible.PERSONNE: personne,
        }
        # Comme à l'écran : ce qui se dit de l'un s'enregistre d'un coup.
        dites: dict[Cible, dict[str, Any]] = {}
        for idee in self.hasard.sample(IDEES, self.hasard.randint(1, 3)):
            inventee = idee.inventer(self.hasard, objets[idee.cible])
            dites.setdefault(idee.cible, {})[idee.champ] = inventee
        for cible, nouvelles in dites.items():
            self.decompte["modifications"] += actions.modifier(
                dossier, objets[cible], nouvelles, par=personne
            )
        if self.hasard.random() < PART_DOCUMENT:
            self._envoyer_un_document(dossier, personne)

    def _envoyer_un_document(self, dossier: Dossier, personne: Personne) -> None:
        demandees = demandes(dossier, personne)
        if demandees:
            self._deposer(dossier, personne, self.hasard.choice(demandees))

    def _deposer(self, dossier: Dossier, personne: Personne, demande: Demande) -> None:
        attendue = PieceAttendue.objects.get(pk=demande.attendue)
        pieces.deposer(dossier, attendue, _photo(self.hasard), par=personne)
        self.decompte["documents"] += 1

    def _signer(self, dossier: Dossier, personne: Personne) -> None:
        try:
            signature = actions.signer(dossier, par=personne)
        except DossierIncomplet:
            self._completer(dossier, personne)
            signature = actions.signer(dossier, par=personne)
        self.decompte["signatures"] += 1
        self.decompte["sans_nouveaute"] += signature.sans_nouveaute

    def _completer(self, dossier: Dossier, personne: Personne) -> None:
        for demande in demandes(dossier, personne):
            if demande.manque:
                self._deposer(dossier, personne, demande)

    def traiter(self, pk: int) -> None:
        """Le collège : les documents, les refus, une correction parfois, puis la validation."""
        examen = self._regarder(pk)
        if examen is None:
            return
        decide = [self._decider(examen, nouveaute) for nouveaute in examen.nouveautes]
        corrige = self.hasard.random() < PART_CORRECTION
        if corrige:
            self._faire_corriger(_relire(pk))
        if corrige or any(decide):
            examen = self._regarder(pk)
        if examen:
            self._valider(examen)

    def _regarder(self, pk: int) -> Examen | None:
        """Les documents d'abord. None : plus rien à décider, la correction a pu tout valider."""
        dossier = _relire(pk)
        if dossier.etat != Etat.TRANSMIS:
            return None
        for piece in PieceJointe.objects.a_decider().filter(dossier=dossier):
            self._decider_piece(piece)
        return examiner_un(dossier)

    def _valider(self, examen: Examen) -> None:
        self.changements += [_ligne(examen, n, "acceptee") for n in examen.nouveautes]
        decisions.valider(examen.dossier, empreinte=examen.empreinte, par=self.agent)
        self.decompte["valides_par_le_college"] += 1

    def _decider_piece(self, piece: PieceJointe) -> None:
        if self.hasard.random() < PART_REFUSEE:
            pieces.refuser(piece, motif="La photo est floue.", par=self.agent)
            self.decompte["documents_refuses"] += 1
        else:
            pieces.accepter(piece, par=self.agent)
            self.decompte["documents_acceptes"] += 1

    def _decider(self, examen: Examen, nouveaute: Nouveaute) -> bool:
        """Vrai s'il y avait de quoi trancher ou refuser : le dossier n'est plus le même."""
        if nouveaute.desaccord:
            retenue = self.hasard.choice(nouveaute.desaccord)
            changement = nouveaute.changement
            valeur = changement.champ.lire(retenue.apres)
            decisions.trancher(examen.dossier, changement.clef, valeur, par=self.agent)
            return True
        if self.hasard.random() < PART_REFUSEE:
            self.changements.append(_ligne(examen, nouveaute, "refusee"))
            decisions.refuser(
                examen.dossier,
                nouveaute.changement.clef,
                motif="Un justificatif est nécessaire.",
                par=self.agent,
            )
            self.decompte["refus"] += 1
            return True
        return False

    def _faire_corriger(self, dossier: Dossier) -> None:
        decisions.demander_correction(
            dossier, message="Pouvez-vous vérifier vos téléphones ?", par=self.agent
        )
        self.decompte["corrections"] += 1
        signature = dossier.signatures.order_by("-pk").select_related("personne").first()
        if signature:
            self._signer(_relire(dossier.pk), signature.personne)


def _relire(pk: int) -> Dossier:
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(pk=pk)


def _ligne(examen: Examen, nouveaute: Nouveaute, decision: str) -> dict[str, Any]:
    changement = nouveaute.changement
    objets: dict[tuple[Cible, int], str | None] = {
        (Cible.PERSONNE, lien.personne_id): lien.personne.id_siecle for lien in examen.liens
    }
    objets[Cible.ELEVE, examen.dossier.eleve_id] = examen.dossier.eleve.id_siecle
    return {
        "cible": str(changement.cible),
        "id_siecle": objets[changement.cible, changement.id],
        "champ": changement.champ.balise,
        "avant": changement.champ.ecrire(changement.avant),
        "apres": changement.champ.ecrire(changement.apres),
        "decision": decision,
    }


def _photo(hasard: Random) -> io.BytesIO:
    """Une petite image unie, différente à chaque fois."""
    sortie = io.BytesIO()
    couleur = (hasard.randrange(256), hasard.randrange(256), hasard.randrange(256))
    Image.new("RGB", (320, 240), couleur).save(sortie, "JPEG")
    sortie.seek(0)
    return sortie
