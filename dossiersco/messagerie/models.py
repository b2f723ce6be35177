"""La boîte d'envoi : un message est écrit dans la transaction qui le décide, puis expédié."""

from typing import Self

from django.db import models
from django.utils import timezone

from dossiersco.etablissements.models import Etablissement

CANAUX = {"mel": "courriel", "sms": "SMS"}
ETATS = {
    "a_envoyer": "à envoyer",
    "envoi": "en cours d’envoi",
    "envoye": "envoyé",
    "echec": "échec",
}
ESSAIS_MAXIMUM = 8


class MessageQuerySet(models.QuerySet["Message"]):
    def a_expedier(self) -> Self:
        return self.filter(etat="a_envoyer", pas_avant__lte=timezone.now()).order_by("pk")

    def pour_boite_de_bord(self) -> Self:
        """La démonstration seulement : tous les messages, les plus récents d'abord."""
        return self.select_related("etablissement").order_by("-pk")


class Message(models.Model):
    """Un message, un destinataire : ni copie, ni copie cachée. Un PDF peut y être joint.

    Sans `etablissement` : il part à un collège qui n'est pas encore inscrit.
    """

    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    gabarit = models.CharField(max_length=40)
    canal = models.CharField(max_length=3, choices=CANAUX)
    destinataire = models.CharField(max_length=254)
    objet = models.CharField(max_length=200, blank=True)
    corps = models.TextField()
    # Effacé une fois expédié : le destinataire l'a, et nous savons le refaire.
    piece = models.BinaryField(null=True, blank=True)
    piece_nom = models.CharField(max_length=60, blank=True)
    # Décider deux fois le même envoi n'écrit qu'un message.
    cle = models.CharField("clé d’idempotence", max_length=100, unique=True)
    etat = models.CharField("état", max_length=10, choices=ETATS, default="a_envoyer")
    essais = models.PositiveSmallIntegerField(default=0)
    pas_avant = models.DateTimeField(default=timezone.now)
    cree_le = models.DateTimeField(default=timezone.now)
    envoye_le = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["etat", "pas_avant"], name="boite_d_envoi")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat__in=list(ETATS)), name="etat_message_connu"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gabarit} à {self.destinataire}"
