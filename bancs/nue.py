"""La page nue : autant de champs, mais rien que Django, derrière les mêmes portes.

La même session, le même compte, sa personne et son dossier lus en deux requêtes ; un formulaire que
Django dessine de lui-même. De quoi dire ce que coûte en plus une page d'une famille.
"""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as du_service
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.acces import RequeteFamille, famille_requise

PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>{{ dossier }}</title></head>
<body><form method="post">{% csrf_token %}{{ formulaire }}<button>Enregistrer</button></form></body>
</html>"""


@famille_requise
def vue(request: RequeteFamille, pk: int, textes: int, choix: int) -> HttpResponse:
    """`textes` lignes à remplir, puis une liste de `choix` valeurs s'il y en a."""
    dossiers = Dossier.objects.pour_famille(request.personne).select_related("eleve", "campagne")
    dossier = get_object_or_404(dossiers, pk=pk)
    champs: dict[str, forms.Field] = {
        f"champ_{rang}": forms.CharField(label=f"Champ {rang}", initial="DUPONT")
        for rang in range(textes)
    }
    if choix:
        offerts = [(str(rang), f"Choix {rang}") for rang in range(choix)]
        champs["liste"] = forms.ChoiceField(label="Liste", choices=offerts)
    formulaire = type("FormulaireNu", (forms.Form,), champs)(renderer=DjangoTemplates())
    gabarit = engines["django"].from_string(PAGE)
    return HttpResponse(gabarit.render({"formulaire": formulaire, "dossier": dossier}, request))


urlpatterns = [
    *du_service,
    path("nue/<int:pk>/<int:textes>/<int:choix>/", vue, name="nue"),
]
