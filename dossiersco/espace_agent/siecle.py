"""Déposer les exports de SIECLE : tous à la fois, dans n'importe quel ordre, pour de bon ou non."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.echanges.actions import ImportRefuse, Source, importer
from dossiersco.echanges.bilan import Bilan
from dossiersco.echanges.models import Import
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.lus import FichierRefuse, TypeExport
from dossiersco.socle.forms import Formulaire

IMPORTS_MONTRES = 20
# Au-delà, on ne lit plus : on corrige les premières dans SIECLE et on dépose de nouveau.
ANOMALIES_MONTREES = 50

TYPES = {
    TypeExport.NOMENCLATURE: "Nomenclature",
    TypeExport.STRUCTURES: "Structures",
    TypeExport.COMMUNS: "Communs",
    TypeExport.ELEVES: "Élèves avec adresses",
    TypeExport.RESPONSABLES: "Responsables avec adresses",
    TypeExport.FICHE_ELEVE: "Fiche élève complète, à défaut des deux précédents",
}

SORTES = {
    "communs": "Établissement",
    "formations": "Formations",
    "options": "Options",
    "codes": "Tables de codes",
    "divisions": "Classes",
    "eleves": "Élèves",
    "personnes": "Personnes",
    "responsables": "Liens élève-responsable",
}


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
    simuler = forms.BooleanField(label="Essayer sans rien écrire", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.IMPORTER)
def siecle(request: RequeteAgent) -> HttpResponse:
    if request.method != "POST":
        return _montrer(request, FormulaireExports())
    formulaire = FormulaireExports(request.POST, request.FILES)
    bilan = _importer(request, formulaire) if formulaire.is_valid() else None
    if bilan is None:
        return _montrer(request, formulaire, statut=422)
    if bilan.simule:
        return _montrer(request, FormulaireExports(), essai=_bilan(bilan.en_json()))
    messages.success(request, "Les fichiers sont importés. Le bilan est ci-dessous.")
    return redirect("espace_agent:siecle")


def _importer(request: RequeteAgent, formulaire: FormulaireExports) -> Bilan | None:
    saisie = formulaire.cleaned_data
    sources = [Source(fichier.name, fichier.file) for fichier in saisie["fichiers"]]
    try:
        return importer(
            request.agent.etablissement, sources, par=request.agent, simuler=saisie["simuler"]
        )
    except (ImportRefuse, FichierRefuse) as refus:
        formulaire.add_error("fichiers", f"{refus} Rien n’a été écrit.")
        return None


def _montrer(
    request: RequeteAgent,
    formulaire: FormulaireExports,
    *,
    essai: dict[str, Any] | None = None,
    statut: int = 200,
) -> HttpResponse:
    faits = Import.objects.pour_agent(request.agent).select_related("par_agent")
    contexte = {
        "formulaire": formulaire,
        "types": list(TYPES.values()),
        "essai": essai,
        "imports": [
            {"le": fait.le, "par": fait.par_agent or "le service", "bilan": _bilan(fait.bilan)}
            for fait in faits[:IMPORTS_MONTRES]
        ],
    }
    return page(request, "siecle", contexte, statut=statut)


def _bilan(rapport: dict[str, Any]) -> dict[str, Any]:
    anomalies = rapport.get("anomalies", [])
    return {
        "fichiers": [
            {**fichier, "type": TYPES[TypeExport(fichier["type"])]}
            for fichier in rapport.get("fichiers", [])
        ],
        "comptes": [
            {"sorte": SORTES.get(sorte, sorte), **compte}
            for sorte, compte in rapport.get("comptes", {}).items()
        ],
        "anomalies": anomalies[:ANOMALIES_MONTREES],
        "nombre_anomalies": len(anomalies),
    }
