"""Les autorisations et les questions d'une campagne : ce qui se demande, à qui, et qui lit.

Une seule table : un régime de sortie, un droit à l'image et une question se posent, se signent et
se lisent de la même façon. La `nature` décide du bloc, et de la réponse qui l'emporte.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from dossiersco.campagnes.destinataires import Destinataires
from dossiersco.etablissements.droits import Role

if TYPE_CHECKING:
    from dossiersco.campagnes.models import Campagne
    from dossiersco.etablissements.models import Agent

REGIME_SORTIE, SORTIE, IMAGE, QUESTION = "regime_sortie", "sortie", "image", "question"
NATURES = {
    REGIME_SORTIE: "Régime de sortie",
    SORTIE: "Autorisation de sortie",
    IMAGE: "Droit à l’image",
    QUESTION: "Question du collège",
}
AUTORISATIONS = (REGIME_SORTIE, SORTIE, IMAGE)
# Le premier « non » l'emporte, et l'absence de réponse compte comme « non ».
UN_NON_SUFFIT = (SORTIE, IMAGE)

OUI_NON, CHOIX, TEXTE, DATE, COMMUNE = "oui_non", "choix", "texte", "date", "commune"
SORTES = {
    OUI_NON: "Oui ou non",
    CHOIX: "Un choix dans une liste",
    TEXTE: "Un texte court",
    DATE: "Une date",
    COMMUNE: "Une commune",
}
# Une réponse que l'autre responsable peut lire : les autres diraient où l'on vit.
MONTRABLES = (OUI_NON, CHOIX)
OUI, NON = "oui", "non"
MOTS = {OUI: "Oui", NON: "Non"}

CONDITIONS = {"tous": "à tous les élèves", "nouveaux": "aux élèves qui arrivent dans le collège"}
LECTEURS = (Role.DIRECTION.value, Role.SECRETARIAT.value)


class QuestionQuerySet(models.QuerySet["Question"]):
    def pour_agent(self, agent: "Agent") -> Self:
        """Celles du collège : les régler n'est pas en lire les réponses."""
        return self.filter(campagne__etablissement=agent.etablissement_id)

    def posees(self, campagne: int) -> Self:
        """Dans l'ordre où elles se posent, sans celles qu'on a retirées."""
        return self.filter(campagne=campagne, retiree_le=None).order_by("rang", "pk")


class Question(models.Model):
    """`choix` : {"nom", "description"} ; d'un régime de sortie, du plus strict au plus libre.

    `codes_mef`, `codes_regime` : vides, ils ne restreignent rien. `copie_de` : la même, l'an
    dernier ; sa réponse se confirme au lieu de se redonner. `lecteurs` : les rôles ; vide,
    `LECTEURS`.
    """

    campagne: "models.ForeignKey[Campagne, Campagne]" = models.ForeignKey(
        "campagnes.Campagne", on_delete=models.CASCADE, related_name="questions"
    )
    nature = models.CharField(max_length=15, choices=NATURES, default=QUESTION)
    rang = models.PositiveSmallIntegerField(default=0)
    intitule = models.CharField("intitulé", max_length=150)
    explication = models.TextField(blank=True)
    sorte = models.CharField(max_length=10, choices=SORTES, default=OUI_NON)
    choix = models.JSONField(default=list, blank=True)
    obligatoire = models.BooleanField(default=False)
    condition = models.CharField(max_length=10, choices=CONDITIONS, default="tous")
    codes_mef = models.JSONField(default=list, blank=True)
    codes_regime = models.JSONField(default=list, blank=True)
    si_question = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="suites"
    )
    si_reponse = models.CharField(max_length=80, blank=True)
    lecteurs = models.JSONField(default=list, blank=True)
    retiree_le = models.DateTimeField(null=True, blank=True)
    copie_de = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "intitule"],
                condition=Q(retiree_le=None),
                name="une_question_par_intitule",
            ),
            models.UniqueConstraint(
                fields=["campagne"],
                condition=Q(retiree_le=None, nature=REGIME_SORTIE),
                name="un_seul_choix_de_sortie",
            ),
            models.CheckConstraint(condition=Q(nature__in=list(NATURES)), name="nature_connue"),
            models.CheckConstraint(condition=Q(sorte__in=list(SORTES)), name="sorte_connue"),
            models.CheckConstraint(
                condition=~Q(nature__in=UN_NON_SUFFIT) | Q(sorte=OUI_NON),
                name="autorisation_par_oui_ou_non",
            ),
        ]

    def __str__(self) -> str:
        return self.intitule

    @property
    def bloc(self) -> str:
        return "questions" if self.nature == QUESTION else "autorisations"

    @property
    def destinataires(self) -> Destinataires:
        return Destinataires(self.condition, self.codes_mef, self.codes_regime)

    @property
    def reponses_permises(self) -> list[str]:
        """Ce qu'on peut répondre ; [] si la réponse est libre."""
        if self.sorte == OUI_NON:
            return [OUI, NON]
        return [choix["nom"] for choix in self.choix] if self.sorte == CHOIX else []

    @property
    def se_pose(self) -> bool:
        """Un choix à une seule réponse n'est pas une question."""
        return self.sorte != CHOIX or len(self.choix) > 1

    def lisible_par(self, role: str) -> bool:
        return role in (self.lecteurs or LECTEURS)
