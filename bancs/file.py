"""La file vidée par une secrétaire qui ne quitte pas son clavier, dans un vrai Chromium.

Six cents élèves : cinquante familles envoient un dossier type (trois changements, un document), les
autres jouent comme `jouer_campagne`. Puis tout ce qui attend se traite par les vrais écrans. Le
temps est celui de la machine, de la première touche au dossier suivant : lire n'est pas compté.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, TimeoutError, ViewportSize

from bancs.mesure import Mesure
from bancs.navigateur import chromium_installe, demonstration, ouvrir_chromium
from dossiersco.campagnes.models import Campagne
from dossiersco.demonstration.actions import agent_de_demonstration, jouer
from dossiersco.demonstration.joueur import Partie
from dossiersco.demonstration.preparation import UAI, Etiquette, etiquette
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier

TYPES = 50
TOUCHES_D_UN_TYPE = 3
SANS_NOUVEAUTE = 0.6
ORDINATEUR: ViewportSize = {"width": 1280, "height": 900}
PART_REFUSEE, PART_CORRECTION = 0.1, 0.05
MESSAGE = "Pouvez-vous vérifier vos téléphones ?"

# Ce que la secrétaire a sous les yeux.
LIRE = """() => {
  const fiche = document.activeElement.closest(".agt-fiche");
  const points = [...fiche.querySelectorAll(".agt-difference")];
  const documents = [...fiche.querySelectorAll(".agt-document")];
  return {
    cle: fiche.id,
    points: points.length,
    contestes: points.filter((point) => point.querySelector(".agt-proposition")).length,
    documents: documents.length,
    a_decider: documents.filter((un) => un.querySelector("form")).length,
  };
}"""
MARQUER = "fiche => { fiche.dataset.lue = 'oui'; }"
REDITE = """(cle) => {
  const fiche = document.getElementById(cle);
  const tenue = !fiche.dataset.lue && !fiche.classList.contains("htmx-added");
  return tenue && fiche === document.activeElement;
}"""
SUIVANTE = """(cle) => {
  const fini = document.getElementById("nombre").textContent.includes("Tout est traité");
  const ici = document.activeElement.closest(".agt-fiche:not([data-faite], .htmx-added)");
  return fini || (ici && ici.id !== cle);
}"""


@dataclass
class Secretaire:
    """Compte ce qu'elle fait. `par_dossier` : secondes ; `types` : touches d'un dossier type."""

    page: Page
    hasard: Random
    touches: int = 0
    caracteres: int = 0
    chargements: int = 0
    par_dossier: list[float] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    deja: int = 0

    def entrer(self, adresse: str, acces: Etiquette) -> None:
        self.page.goto(f"{adresse}/connexion/")
        self.page.get_by_label("adresse électronique").fill(acces.mel)
        self.page.get_by_label("mot de passe").fill(acces.mot_de_passe)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url("**/agent/")
        self.page.wait_for_load_state("networkidle")
        self.page.on("framenavigated", self._chargee)
        self.page.context.on("page", self._chargee)
        self.page.locator(".agt-fiche").first.focus()

    def _chargee(self, _quoi: object) -> None:
        self.chargements += 1

    def tout_traiter(self) -> None:
        while "Tout est traité" not in self.page.locator("#nombre").inner_text():
            debut, avant = time.monotonic(), self.touches
            vue = self.page.evaluate(LIRE)
            self._traiter(vue)
            self._attendre(SUIVANTE, vue["cle"])
            self.par_dossier.append(time.monotonic() - debut)
            if _est_type(vue):
                self.types.append(self.touches - avant)
            self.deja += self._etait_deja_traite(vue["cle"])

    def _traiter(self, vue: dict[str, Any]) -> None:
        if vue["a_decider"]:
            self._frapper("d")
        for _ in range(vue["contestes"]):
            self._decider(vue["cle"], "1")
        if _est_type(vue):
            self._frapper("a")
        elif vue["a_decider"] and self.hasard.random() < PART_REFUSEE:
            # Le document vient après les points, dans l'ordre de la fiche.
            self._decider(vue["cle"], *"r" * (vue["points"] - vue["contestes"] + 1), "1")
            self._frapper("c")
            self._frapper("Control+Enter")
        elif self.hasard.random() < PART_CORRECTION:
            self._frapper("c")
            self.page.keyboard.type(MESSAGE)
            self.caracteres += len(MESSAGE)
            self._frapper("Control+Enter")
        else:
            if vue["points"] > vue["contestes"] and self.hasard.random() < PART_REFUSEE:
                self._decider(vue["cle"], "r", "1")
            self._frapper("a")

    def _decider(self, cle: str, *touches: str) -> None:
        """Un geste qui laisse le dossier sous les yeux : attendre qu'il soit redit."""
        for touche in touches[:-1]:
            self._frapper(touche)
        self.page.locator(f"#{cle}").evaluate(MARQUER)
        self._frapper(touches[-1])
        self._attendre(REDITE, cle)

    def _attendre(self, quoi: str, cle: str) -> None:
        try:
            self.page.wait_for_function(quoi, arg=cle)
        except TimeoutError as panne:
            # Ce que l'agent lirait : une panne du service s'y dit.
            dit = self.page.locator(f"#{cle}").inner_text()
            raise AssertionError(f"{cle} ne laisse pas la place :\n{dit}") from panne

    def _frapper(self, touche: str) -> None:
        self.touches += 1
        self.page.keyboard.press(touche)

    def _etait_deja_traite(self, cle: str) -> bool:
        """Un frère validé avec l'aîné, qu'il a fallu passer quand même."""
        return "entre-temps" in self.page.locator(f"#{cle}").inner_text()


def _est_type(vue: dict[str, Any]) -> bool:
    return bool((vue["points"], vue["contestes"], vue["a_decider"]) == (3, 0, 1))


def mesures() -> Iterator[Mesure | str]:
    if (chromium := chromium_installe()) is None:
        yield "Laissé de côté : Chromium manque (apt-get install chromium)."
        return
    acces = etiquette()
    campagne = Campagne.objects.du_college(UAI).get()
    _repondre(campagne)
    attendus = Dossier.objects.a_traiter().filter(campagne=campagne).count()
    with demonstration() as adresse, ouvrir_chromium(chromium, ORDINATEUR) as page:
        secretaire = Secretaire(page, Random(1))
        secretaire.entrer(adresse, acces)
        debut = time.monotonic()
        secretaire.tout_traiter()
        duree = time.monotonic() - debut
    yield Mesure("La file, dossiers à traiter au départ", attendus, "dossiers")
    yield from _resultats(secretaire, duree)


def _repondre(campagne: Campagne) -> None:
    """Les familles, et elles seules."""
    partie = Partie(campagne, agent_de_demonstration(campagne), Random(1), SANS_NOUVEAUTE)
    a_remplir = Dossier.objects.filter(campagne=campagne, etat=Etat.A_REMPLIR)
    types = 0
    for dossier in a_remplir.select_related("eleve", "campagne__etablissement").order_by("pk"):
        types += types < TYPES and partie.repondre_type(dossier)
    jouer(campagne, graine=1, sans_nouveaute=SANS_NOUVEAUTE, college=False)


def _resultats(faite: Secretaire, duree: float) -> Iterator[Mesure]:
    durees = faite.par_dossier
    yield Mesure("— dossiers passés sous ses yeux", len(durees), "dossiers")
    yield Mesure("— dont déjà réglés par un frère", faite.deja, "dossiers")
    yield Mesure("— touches", faite.touches, "touches")
    yield Mesure("— touches par dossier", faite.touches / len(durees), "touches")
    yield Mesure("— caractères écrits aux familles", faite.caracteres, "caractères")
    # Aucune ligne de ce banc ne touche la souris une fois la file ouverte.
    yield Mesure("— clics", 0, "clics", 0)
    yield Mesure("— pages chargées, onglets compris", faite.chargements, "pages", 0)
    yield Mesure("— temps par dossier, médiane", median(durees), "s")
    yield Mesure("— temps par dossier, 95 sur 100", quantiles(durees, n=20)[-1], "s")
    yield Mesure("— temps en tout", duree, "s")
    yield Mesure("Trois changements et un document, dossiers", len(faite.types), "dossiers")
    yield Mesure("— touches du plus long", max(faite.types), "touches", TOUCHES_D_UN_TYPE)
