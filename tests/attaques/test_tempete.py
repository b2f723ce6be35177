"""4.6 : soixante-quatre à la fois sur les mêmes dossiers : rien ne se perd, rien ne se bloque.

Deux parents, deux agents, trois enfants. Puis deux agents qui décident de tout, en sens contraire.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count, pairwise
from random import Random
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import transaction

from dossiersco.dossiers import decisions, foyer
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.brouillons import Brouillon, Page, garder
from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.etats import Etat, PassageInterdit
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import ContactUrgence, Dossier, Eleve, Personne, Trace
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    DossierFactory,
    Famille,
    PersonneFactory,
    ResponsableFactory,
    SignatureFactory,
    donner_compte,
    famille_martin,
    relire,
)
from dossiersco.etablissements.models import Agent
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.pieces.tests.fichiers_hostiles import jpeg
from tests.attaques.test_desordre import ensemble

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FILS, SECONDES = 64, 10
# Une machine occupée n'a pas fini en dix secondes : la tempête dure tant qu'elle n'a rien prouvé.
SURSIS, DITES_MINIMUM = 60, 100
# Cent dossiers à cinq décisions : quatre refus, puis tout le reste accepté.
ELEVES = 100
REFUSES = ("prenom2", "prenom3", "nom_usage", "ville_naiss")
# Chacun le sien, et un que les deux se disputent.
A_L_ELEVE = (("prenom2", "prenom2", "nom_usage"), ("prenom3", "prenom3", "nom_usage"))
A_SOI = ("tel_personnel", "nom_usage")


@dataclass
class Bilan:
    """Ce dont quelqu'un a reçu l'accusé. Un fil n'écrit que dans le sien."""

    dites: list[tuple[str, int, str, str]] = field(default_factory=list)
    vues: Counter[tuple[str, Any]] = field(default_factory=Counter)
    valides: list[int] = field(default_factory=list)
    refusees: int = 0
    contacts: set[str] = field(default_factory=set)
    brouillons: set[str] = field(default_factory=set)


@dataclass
class Fil:
    famille: Famille
    agent: Agent
    par: Personne
    hasard: Random
    bilan: Bilan
    numeros: Any
    lenteur: float = 1.5

    def neuf(self) -> str:
        return f"0{next(self.numeros):09}"

    def dossier(self) -> Dossier:
        return relire(self.hasard.choice(self.famille.dossiers))

    # La famille

    def ecrire(self) -> None:
        """L'élève puis soi, comme l'étape « vos coordonnées » : les deux ou rien."""
        dossier = self.dossier()
        champs = A_L_ELEVE[self.par == self.famille.pere]
        du_sien = {self.hasard.choice(champs): self.neuf()}
        de_soi = {self.hasard.choice(A_SOI): self.neuf()}
        with transaction.atomic():
            modifier(dossier, dossier.eleve, du_sien, par=self.par)
            modifier(dossier, self.par, de_soi, par=self.par)
        self.bilan.dites += [("eleve", dossier.eleve_id, *dit) for dit in du_sien.items()]
        self.bilan.dites += [("personne", self.par.pk, *dit) for dit in de_soi.items()]

    def signer(self) -> None:
        signer(self.dossier(), par=self.par)

    def deposer(self) -> None:
        dossier = self.dossier()
        attendue = dossier.campagne.pieces_attendues.get()
        pieces.deposer(dossier, attendue, BytesIO(jpeg()), par=self.par)

    def appeler(self) -> None:
        dit = {"nom": self.neuf(), "lien": "voisin", "tel_portable": "0639981111"}
        foyer.ecrire_contact(self.dossier(), None, dit, par=self.par)
        self.bilan.contacts.add(dit["nom"])

    def taper(self) -> None:
        texte = self.neuf()
        page = Page(self.par.pk, self.famille.dossier.pk, "moi", texte)
        if garder(page, {"rue": [texte]}):
            self.bilan.brouillons.add(texte)

    # Le collège

    def valider(self) -> None:
        """Comme devant la file : trancher, regarder les documents, puis valider ce qu'on a lu."""
        self.trancher()
        self.accepter()
        examen = examiner_un(self.dossier())
        decisions.valider(examen.dossier, empreinte=examen.empreinte, par=self.agent)
        self.bilan.valides.append(examen.dossier.pk)
        for nouveaute in examen.nouveautes:
            champ = nouveaute.changement.champ
            self.bilan.vues[champ.nom, champ.ecrire(nouveaute.changement.apres)] += 1

    def refuser(self) -> None:
        examen = examiner_un(self.dossier())
        if examen.nouveautes:
            clef = self.hasard.choice(examen.nouveautes).changement.clef
            decisions.refuser(examen.dossier, clef, motif="Illisible", par=self.agent)
            self.bilan.refusees += 1

    def trancher(self) -> None:
        examen = examiner_un(self.dossier())
        for nouveaute in examen.nouveautes:
            if nouveaute.desaccord:
                valeur = nouveaute.desaccord[0].apres
                clef = nouveaute.changement.clef
                decisions.trancher(examen.dossier, clef, valeur, par=self.agent)

    def demander(self) -> None:
        decisions.demander_correction(self.dossier(), message="Relisez.", par=self.agent)

    def accepter(self) -> None:
        recues = PieceJointe.objects.filter(dossier=self.dossier(), etat="recue")
        for piece in recues.select_related("dossier", "attendue")[:1]:
            pieces.accepter(piece, par=self.agent)

    def tourner(self, gestes: list[Callable[[], None]], souffle: Callable[[], bool]) -> None:
        while souffle():
            try:
                self.hasard.choice(gestes)()
            except (GesteRefuse, PassageInterdit):
                """Un refus a sa phrase : ce n'est pas une perte."""
            # Une famille lit entre deux gestes : sinon nul agent ne verrait deux fois la même page.
            sleep(self.hasard.uniform(0, self.lenteur))


def _fils(famille: Famille, agents: list[Agent]) -> list[Fil]:
    assert famille.pere is not None
    numeros = count(1)
    return [
        Fil(
            famille,
            agents[rang % 2],
            (famille.mere, famille.pere)[rang // 2 % 2],
            Random(rang),
            Bilan(),
            numeros,
        )
        for rang in range(FILS)
    ]


@pytest.fixture
def tempete() -> tuple[Famille, list[Fil]]:
    campagne = CampagneFactory()
    PieceAttendueFactory(campagne=campagne)
    famille = famille_martin(campagne, prenoms=("Léo", "Nina", "Zoé"))
    # Sans courriel : un reçu en PDF à chaque signature mesurerait autre chose.
    Personne.objects.update(mel="")
    for personne in (famille.mere, famille.pere):
        donner_compte(personne)
        personne.refresh_from_db()
    agents = AgentFactory.create_batch(2, etablissement=campagne.etablissement)
    fils = _fils(famille, agents)
    fin = monotonic() + SECONDES

    def souffle() -> bool:
        return monotonic() < fin or (monotonic() < fin + SURSIS and not _assez(fils))

    # Trois quarts de familles : le collège n'a de quoi décider que si elles écrivent et signent.
    ensemble(
        *[
            lambda f=fil, r=rang: f.tourner(
                [f.valider, f.valider, f.valider, f.refuser, f.demander]
                if r % 4 == 0
                else [f.ecrire, f.ecrire, f.signer, f.signer, f.deposer, f.appeler, f.taper],
                souffle,
            )
            for rang, fil in enumerate(fils)
        ]
    )
    return famille, fils


def test_une_tempete_ne_perd_rien_et_ne_valide_que_ce_qui_a_ete_vu(tempete):
    """Un blocage mutuel lèverait une erreur dans son fil : aucune n'est attendue ici."""
    famille, fils = tempete
    assert _assez(fils)
    dites = [dit for fil in fils for dit in fil.bilan.dites]
    _tout_est_trace(dites)
    _les_colonnes_suivent_le_journal(dites)
    _rien_n_est_accepte_sans_avoir_ete_vu(fils)
    _chaque_decision_suit_une_signature(famille)
    _rien_de_signe_n_est_oublie(famille)
    assert set(ContactUrgence.objects.values_list("nom", flat=True)) == {
        nom for fil in fils for nom in fil.bilan.contacts
    }
    gardes = {nom for fil in fils for nom in fil.bilan.brouillons}
    assert {b.contenu["rue"][0] for b in Brouillon.objects.all()} <= gardes


def _assez(fils: list[Fil]) -> bool:
    """De quoi juger : des réponses par dizaines, et au moins un dossier validé."""
    dites = sum(len(fil.bilan.dites) for fil in fils)
    return dites > DITES_MINIMUM and any(fil.bilan.valides for fil in fils)


def _tout_est_trace(dites: list[tuple[str, int, str, str]]) -> None:
    ecrites = {
        (*_cible(trace), trace.champ, trace.apres)
        for trace in Trace.objects.filter(geste="modifier")
    }
    assert [dit for dit in dites if dit not in ecrites] == []


def _cible(trace: Trace) -> tuple[str, int | None]:
    return ("eleve", trace.eleve_id) if trace.eleve_id else ("personne", trace.personne_id)


def _les_colonnes_suivent_le_journal(dites: list[tuple[str, int, str, str]]) -> None:
    modeles: dict[str, Any] = {"eleve": Eleve, "personne": Personne}
    for sorte, pk, champ in {dit[:3] for dit in dites}:
        lignes = Trace.objects.filter(**{sorte: pk}, champ=champ).exclude(geste="accepter")
        derniere = lignes.order_by("pk").last()
        # Un refus remet SIECLE, sauf si un brouillon plus récent est déjà là : il reste.
        possibles = {derniere.apres, derniere.avant} if derniere else set()
        possibles |= {t.apres for t in lignes.filter(geste="modifier").order_by("-pk")[:1]}
        actuelle = getattr(modeles[sorte].objects.get(pk=pk), champ)
        # Ce que SIECLE ne dit pas est absent du journal, vide dans la colonne.
        assert actuelle in {dite or "" for dite in possibles}, (sorte, champ, actuelle, possibles)


def _rien_n_est_accepte_sans_avoir_ete_vu(fils: list[Fil]) -> None:
    """Chaque valeur acceptée, autant de fois qu'un agent qui validait l'avait lue, au plus.

    Lue par deux agents, décidée par le premier : le second valide le reste sans l'accepter encore.
    """
    vues = sum((fil.bilan.vues for fil in fils), Counter())
    acceptees = Trace.objects.filter(geste="accepter").exclude(champ="")
    assert Counter(acceptees.values_list("champ", "apres")) - vues == Counter()
    refusees = Trace.objects.filter(geste="refuser").exclude(champ="").count()
    assert refusees == sum(fil.bilan.refusees for fil in fils)


def _chaque_decision_suit_une_signature(famille: Famille) -> None:
    for dossier in famille.dossiers:
        suite = Trace.objects.filter(
            dossier=dossier, geste__in=("signer", "valider", "demander_correction")
        )
        gestes = list(suite.order_by("pk").values_list("geste", flat=True))
        decidees = [a for a, b in pairwise(gestes) if "signer" not in (a, b)]
        assert decidees == []


def _rien_de_signe_n_est_oublie(famille: Famille) -> None:
    """Un dossier validé n'a rien de signé qui attende ; sauf ce qu'un frère transmis montre."""
    examens = [examiner_un(relire(dossier)) for dossier in famille.dossiers]
    montres = {
        n.changement.clef for e in examens if e.dossier.etat != Etat.VALIDE for n in e.nouveautes
    }
    oublies = [
        n.changement.clef
        for e in examens
        if e.dossier.etat == Etat.VALIDE
        for n in e.nouveautes
        if n.changement.clef not in montres
    ]
    assert oublies == []


@pytest.fixture
def a_decider() -> list[Dossier]:
    """Chacun porte un téléphone neuf, signé, et quatre lignes à refuser."""
    campagne = CampagneFactory()
    college = campagne.etablissement
    dossiers, meres = [], PersonneFactory.create_batch(ELEVES, etablissement=college, photo__MEL="")
    for mere in meres:
        lien = ResponsableFactory(personne=mere, eleve__etablissement=college)
        dossiers.append(DossierFactory(campagne=campagne, eleve=lien.eleve, transmis=True))
    Personne.objects.filter(etablissement=college).update(tel_portable="0199001111")
    Eleve.objects.filter(etablissement=college).update(**dict.fromkeys(REFUSES, "Zoé"))
    Trace.objects.bulk_create(
        Trace(dossier=dossier, geste="modifier", champ=champ, apres=apres, par_personne=mere, **sur)
        for dossier, mere in zip(dossiers, meres, strict=True)
        for champ, apres, sur in (
            ("tel_portable", "0199001111", {"personne": mere}),
            *((nom, "Zoé", {"eleve": dossier.eleve}) for nom in REFUSES),
        )
    )
    for dossier, mere in zip(dossiers, meres, strict=True):
        SignatureFactory(dossier=dossier, personne=mere)
    return dossiers


def _decider_de_tout(dossiers: list[Dossier], agent: Agent) -> Counter[str]:
    """Ce qu'un agent obtient : refuser quatre lignes, puis valider ce qu'il lit alors."""
    faites: Counter[str] = Counter()
    for dossier in dossiers:
        for champ in REFUSES:
            with suppress(GesteRefuse):
                clef = (Cible.ELEVE, dossier.eleve_id, champ)
                decisions.refuser(dossier, clef, motif="Pas d’acte", par=agent)
                faites["refuser"] += 1
        with suppress(GesteRefuse, PassageInterdit):
            empreinte = examiner_un(relire(dossier)).empreinte
            decisions.valider(dossier, empreinte=empreinte, par=agent)
            faites["valider"] += 1
    return faites


def _ecrire_et_signer(dossiers: list[Dossier], dites: list[int]) -> None:
    """Une famille sur dix écrit encore, pendant que les agents décident."""
    for dossier in dossiers[::10]:
        mere = dossier.eleve.responsables.get().personne
        modifier(relire(dossier), mere, {"tel_personnel": "0199001234"}, par=mere)
        signer(relire(dossier), par=mere)
        dites.append(dossier.pk)


def test_deux_agents_et_cinq_cents_decisions_n_en_prennent_chacune_qu_une(a_decider):
    premier, second = AgentFactory.create_batch(
        2, etablissement=a_decider[0].campagne.etablissement
    )
    dites: list[int] = []
    faites = ensemble(
        lambda: _decider_de_tout(a_decider, premier),
        lambda: _decider_de_tout(a_decider[::-1], second),
        lambda: _ecrire_et_signer(a_decider, dites),
    )
    decidees = Trace.objects.filter(champ__in=(*REFUSES, "tel_portable"), par_agent__isnull=False)
    une_fois = Counter((d.pk, champ) for d in a_decider for champ in (*REFUSES, "tel_portable"))
    assert Counter(decidees.values_list("dossier", "champ")) == une_fois
    assert faites[0]["refuser"] + faites[1]["refuser"] == ELEVES * len(REFUSES)
    assert len(dites) == ELEVES // 10
    # Ce qu'une famille a dit entre-temps est accepté, ou attend devant un agent : jamais ni l'un
    # ni l'autre.
    for dossier in a_decider[::10]:
        examen = examiner_un(relire(dossier))
        attend = [n.changement.champ.nom for n in examen.nouveautes]
        pris = [c.champ.nom for c in examen.acceptes]
        assert ("tel_personnel" in pris) != (
            "tel_personnel" in attend and examen.dossier.etat == Etat.TRANSMIS
        )
