"""Déposer les exports de SIECLE, tous à la fois, dans n'importe quel ordre ; et l'histoire."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiersco.echanges.actions import ImportRefuse, Source
from dossiersco.echanges.depots import deposer
from dossiersco.echanges.etats import LIBELLES
from dossiersco.echanges.models import Import
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.bilans import TYPES, bilan_montre
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.socle.forms import Formulaire

IMPORTS_MONTRES = 20


class Fichiers(forms.FileInput):
    allow_multiple_selected = True


class ChampFichiers(forms.FileField):
    """Plusieurs fichiers d'un coup ; chacun est vérifié comme un `FileField` le ferait."""

    def clean(self, donnees: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        return [super(ChampFichiers, self).clean(fichier, initial) for fichier in donnees or [None]]


class FormulaireExports(Formulaire):
    fichiers = ChampFichiers(
        label="Les exports de SIECLE",
        help_text="Nomenclature, Structures, Communs, Élèves et Responsables avec adresses : "
        "tous à la fois, tels que SIECLE les donne, sans les ouvrir.",
        widget=Fichiers(attrs={"multiple": True, "accept": ".zip,.xml,.xls,.xlsx,.ods"}),
        error_messages={"required": "Choisissez au moins un fichier."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.IMPORTER)
def siecle(request: RequeteAgent) -> HttpResponse:
    if request.method != "POST":
        return _montrer(request, FormulaireExports())
    formulaire = FormulaireExports(request.POST, request.FILES)
    depot = _deposer(request, formulaire) if formulaire.is_valid() else None
    if depot is None:
        return _montrer(request, formulaire, statut=422)
    return redirect("espace_agent:siecle_apercu", pk=depot.pk)


def _deposer(request: RequeteAgent, formulaire: FormulaireExports) -> Import | None:
    recus = formulaire.cleaned_data["fichiers"]
    sources = [Source(fichier.name, fichier.file) for fichier in recus]
    try:
        return deposer(request.agent.etablissement, sources, par=request.agent)
    except (ImportRefuse, FichierRefuse) as refus:
        formulaire.add_error("fichiers", f"{refus} Rien n’a été écrit.")
        return None


def _legende(fait: Import) -> str:
    """Deux tableaux de la même page ne portent pas le même nom."""
    le = timezone.localtime(fait.le)
    verbe = "a changé" if fait.etat == "applique" else "changerait"
    return f"Ce que l’import du {le:%d/%m/%Y à %H:%M:%S} {verbe}"


def _montrer(
    request: RequeteAgent, formulaire: FormulaireExports, *, statut: int = 200
) -> HttpResponse:
    imports = Import.objects.pour_agent(request.agent).select_related("par_agent", "annule_par")
    faits = list(imports.defer("apercu")[:IMPORTS_MONTRES])
    dernier = Import.objects.pour_agent(request.agent).appliques().values_list("pk").first()
    contexte = {
        "formulaire": formulaire,
        "types": list(TYPES.values()),
        "imports": [
            {
                "fait": fait,
                "etat": LIBELLES[fait.etat],
                "par": fait.par_agent or "le service",
                "bilan": bilan_montre(fait.bilan),
                "legende": _legende(fait),
                "s_annule": (fait.pk,) == dernier,
            }
            for fait in faits
        ],
    }
    return page(request, "siecle", contexte, statut=statut)
