"""Effacer les vieux messages ; quand, `campagnes/conservation.py` le dit."""

from datetime import datetime

from dossiersco.messagerie.models import Message


def effacer_les_messages(avant: datetime) -> dict[str, int]:
    effaces, _ = Message.objects.filter(cree_le__lt=avant).delete()
    return {"messages": effaces}
