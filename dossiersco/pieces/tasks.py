"""Les tâches des documents : charger, appeler."""

from django_tasks import task

from dossiersco.pieces import dessins
from dossiersco.pieces.models import PieceJointe


# Après les messages : cent PDF déposés le même soir ne retardent aucun courriel.
@task(priority=-10)
def dessiner_le_pdf(pk: int) -> None:
    piece = PieceJointe.objects.filter(pk=pk).first()
    if piece is not None:
        dessins.dessiner(piece)
