"""Le journal d'un dossier : qui a écrit, décidé, demandé, et quand."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Model, Q
from django.utils import timezone

from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.journal import Ligne
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


class TraceQuerySet(models.QuerySet["Trace"]):
    def en_vigueur(self) -> Self:
        """Sans les décisions sur lesquelles un agent est revenu."""
        annules = Trace.objects.filter(geste="annuler").values("lot")
        return self.exclude(lot__in=annules)

    def des_cibles(self, eleves: Collection[int], personnes: Collection[int]) -> Self:
        return self.filter(Q(eleve__in=eleves) | Q(personne__in=personnes)).order_by("pk")

    def pour_auteur(self, personne: Model) -> Self:
        """Ce que cette personne a écrit, du plus ancien au plus récent."""
        return self.filter(par_personne=personne, geste="modifier").order_by("pk")

    def lignes(self) -> list[Ligne]:
        """Les traces de champs, prêtes pour les calculs du journal."""
        return [
            Ligne(
                clef=(
                    (Cible.ELEVE, trace.eleve_id, trace.champ)
                    if trace.eleve_id
                    else (Cible.PERSONNE, trace.personne_id or 0, trace.champ)
                ),
                geste=trace.geste,
                avant=trace.avant,
                apres=trace.apres,
                le=trace.le,
                personne=trace.par_personne_id,
                agent=trace.par_agent_id,
                motif=trace.motif,
            )
            for trace in self.en_vigueur().exclude(champ="").exclude(geste=DE_SIECLE)
        ]


class Trace(models.Model):
    """Le journal : on y ajoute, on n'y change rien. Une ligne par champ écrit ou décidé.

    `lot` : le geste d'un agent auquel la ligne appartient ; « annuler » défait tout un lot.
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
    def libelle_champ(self) -> str:
        cible = Cible.ELEVE if self.eleve_id else Cible.PERSONNE
        return PAR_NOM[cible][self.champ].libelle
