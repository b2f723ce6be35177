"""Le journal d'un dossier : qui a écrit, décidé, demandé, et quand."""

from collections.abc import Collection
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.journal import Clef, Ligne
from dossiersco.etablissements.models import Agent

GESTES_TRACES = {
    "modifier": "a modifié",
    "accepter": "a accepté",
    "refuser": "n’a pas retenu",
    "deposer": "a envoyé un document",
    "signer": "a signé",
    "valider": "a validé",
    "demander_correction": "a demandé une correction",
    "creer": "a inscrit l’élève",
    "changer": "a changé",
    "rouvrir": "a ramené le dossier à traiter",
    "affecter": "a choisi la formation de la rentrée",
    "contacts": "a changé ses contacts d’urgence",
    "demander": "a demandé au collège",
    "prendre_en_compte": "a pris en compte la demande",
    "ecarter": "n’a pas retenu la demande",
    "repondre": "a répondu aux autorisations ou aux questions du collège",
    "dire_parti": "a dit l’élève parti du collège",
    "dire_present": "a remis l’élève au collège",
    "retirer_accord": "a retiré une autorisation",
    "annuler": "est revenu sur sa décision",
}
# Ce que SIECLE change sous une réponse : une nouvelle, pas une écriture ni une décision.
DE_SIECLE = "changer"
# Ce qui vaut aussitôt : le dossier déjà signé n'est pas à envoyer de nouveau.
SANS_NOUVEL_ENVOI = ("signer", "contacts", "demander", "retirer_accord")


class JournalIntouchable(TypeError):
    """Une faute du code, jamais d'une personne : une trace ne se change ni ne s'efface."""


class TraceQuerySet(models.QuerySet["Trace"]):
    """Ajouter et lire. L'effacement d'un dossier, lui, passe par `_base_manager`."""

    def update(self, **_valeurs: Any) -> NoReturn:
        raise JournalIntouchable

    def delete(self) -> NoReturn:
        raise JournalIntouchable

    def marquees(self) -> Self:
        """Chaque trace dit si elle est annulée : un agent est revenu sur ce geste."""
        annulations = Trace.objects.filter(geste="annuler", lot=OuterRef("lot"))
        return self.annotate(annulee=Exists(annulations))

    def en_vigueur(self) -> Self:
        """Sans les décisions sur lesquelles un agent est revenu."""
        return self.marquees().filter(annulee=False)

    def autour(
        self, dossiers: Collection[int], eleves: Collection[int], personnes: Collection[int]
    ) -> Self:
        """Ce qui s'est écrit de ces dossiers, de ces élèves, de ces personnes, dans l'ordre."""
        cibles = Q(eleve__in=eleves) | Q(personne__in=personnes)
        return self.marquees().filter(cibles | Q(dossier__in=dossiers)).order_by("pk")

    def des_cibles(self, eleves: Collection[int], personnes: Collection[int]) -> Self:
        return self.filter(Q(eleve__in=eleves) | Q(personne__in=personnes)).order_by("pk")

    def lignes(self) -> list[Ligne]:
        """Les traces de champs, prêtes pour les calculs du journal."""
        return [trace.en_ligne() for trace in self.en_vigueur() if trace.porte_sur_un_champ]

    def avec_les_auteurs(self) -> Self:
        """De quoi nommer qui a écrit."""
        return self.select_related("par_agent", "delegation__par_agent")

    def pour_auteur(self, personne: Model) -> Self:
        """Ce que cette personne a écrit, du plus ancien au plus récent."""
        return self.filter(par_personne=personne, geste="modifier").order_by("pk")

    def pour_un_nouvel_envoi(self, *personnes: Model) -> Self:
        """Ce que ces personnes ont fait et qui, une fois signé, est à envoyer de nouveau."""
        return self.filter(par_personne__in=personnes).exclude(geste__in=SANS_NOUVEL_ENVOI)


class Trace(models.Model):
    """Le journal : on y ajoute, on n'y change rien (la base le refuse). Une ligne par champ.

    `lot` : le geste d'un agent auquel la ligne appartient ; « annuler » défait tout un lot. Sans
    `dossier` : il est effacé, et ce qui s'y était signé vaut encore (`survivances.py`).
    """

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="traces", null=True, blank=True
    )
    eleve = models.ForeignKey(
        "dossiers.Eleve", on_delete=models.CASCADE, related_name="traces", null=True, blank=True
    )
    personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="traces", null=True, blank=True
    )
    geste = models.CharField(max_length=20, choices=GESTES_TRACES)
    champ = models.CharField(max_length=30, blank=True)
    avant = models.JSONField(null=True, blank=True)
    apres = models.JSONField(null=True, blank=True)
    motif = models.TextField(blank=True)
    par_personne = models.ForeignKey(
        "dossiers.Personne", on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    par_agent = models.ForeignKey(
        Agent, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    aide = models.BooleanField(default=False)
    # La parole est celle de `par_personne` ; c'est l'agent de la délégation qui l'a écrite.
    delegation = models.ForeignKey(
        "dossiers.Delegation", on_delete=models.RESTRICT, related_name="+", null=True
    )
    lot = models.UUIDField(null=True, blank=True, db_index=True)
    le = models.DateTimeField(default=timezone.now)

    objects = TraceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(eleve=None) | Q(personne=None), name="trace_une_seule_cible"
            ),
            models.CheckConstraint(
                condition=Q(par_personne=None) ^ Q(par_agent=None)
                | Q(par_personne=None, par_agent=None),
                name="trace_un_seul_auteur",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.geste} {self.champ}"

    @property
    def clef(self) -> Clef:
        """Le champ écrit, et de qui."""
        if self.eleve_id:
            return (Cible.ELEVE, self.eleve_id, self.champ)
        return (Cible.PERSONNE, self.personne_id or 0, self.champ)

    @property
    def en_vigueur(self) -> bool:
        """D'une trace lue par `marquees` : personne n'est revenu sur ce geste."""
        return not vars(self)["annulee"]

    @property
    def porte_sur_un_champ(self) -> bool:
        """Une écriture ou une décision, non une nouvelle de SIECLE."""
        return bool(self.champ) and self.geste != DE_SIECLE

    def en_ligne(self) -> Ligne:
        """Prête pour les calculs du journal."""
        return Ligne(
            clef=self.clef,
            geste=self.geste,
            avant=self.avant,
            apres=self.apres,
            le=self.le,
            personne=self.par_personne_id,
            agent=self.par_agent_id,
            motif=self.motif,
            signee=self.dossier_id is None,
        )

    @property
    def libelle_champ(self) -> str:
        cible = Cible.ELEVE if self.eleve_id else Cible.PERSONNE
        return PAR_NOM[cible][self.champ].libelle
