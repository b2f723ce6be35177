"""Les formations du collège : combien d'élèves, où elles mènent, ce qui manque."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.cartes import cartes
from dossiersco.campagnes.formations import Formation, lire, suivantes
from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.reglages import dire_la_rentree
from dossiersco.dossiers.effectifs import par_formation
from dossiersco.dossiers.formations import sans_formation
from dossiersco.dossiers.models import Dossier
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, derniere_campagne
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.socle.forms import Formulaire

INCONNUE, SORTIE = "", "fin"
RENTREE, EN_COURS = "rentree", "en_cours"
BASES = [
    (RENTREE, "de la rentrée (base « année suivante »)"),
    (EN_COURS, "de l’année qui se termine (base de l’année en cours)"),
]
# Au-delà, c'est la base entière qui est mal lue : la liste n'aiderait plus.
SANS_FORMATION_MONTRES = 50


class FormulaireFormations(Formulaire):
    """Un champ par formation ordinaire, « suivante_<code_mef> »."""

    base = forms.ChoiceField(
        label="La formation que SIECLE donne à un élève est celle",
        widget=forms.RadioSelect,
        help_text="Elle dit de quelle classe un élève choisit les options.",
        choices=BASES,
    )

    def __init__(
        self,
        donnees: Any,
        *,
        campagne: Campagne,
        formations: list[Formation],
        proposees: dict[str, str | None],
    ) -> None:
        base = RENTREE if campagne.mef_de_la_rentree else EN_COURS
        initial: dict[str, Any] = {"base": base}
        initial |= {f"suivante_{c}": SORTIE if s == "" else s for c, s in proposees.items()}
        super().__init__(donnees, initial=initial)
        self.formations = formations
        ouvertes = [(f.code_mef, f.nom) for f in formations if f.ouverte]
        for formation in formations:
            self.fields[f"suivante_{formation.code_mef}"] = forms.ChoiceField(
                label=f"Après {formation.nom}",
                choices=[(INCONNUE, "À préciser"), (SORTIE, "Quitte le collège"), *ouvertes],
                required=False,
            )

    @property
    def sans_mention(self) -> frozenset[str]:  # type: ignore[override]
        return frozenset(self.fields)

    def suivantes(self) -> dict[str, str]:
        dites = {f.code_mef: self.cleaned_data[f"suivante_{f.code_mef}"] for f in self.formations}
        return {c: "" if s == SORTIE else s for c, s in dites.items() if s != INCONNUE}


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.REGLER_FORMATIONS)
def formations(request: RequeteAgent) -> HttpResponse:
    campagne = derniere_campagne(request)
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Formations"})
    connues = formations_de(campagne)
    dites = dict(campagne.suivantes.values_list("code_mef", "code_mef_suivant"))
    proposees = suivantes(connues, dites)
    recues = request.POST if request.method == "POST" else None
    formulaire = FormulaireFormations(
        recues,
        campagne=campagne,
        formations=[f for f in connues if f.niveau],
        proposees=proposees,
    )
    if request.method == "POST" and formulaire.is_valid():
        de_la_rentree = formulaire.cleaned_data["base"] == RENTREE
        dire_la_rentree(campagne, formulaire.suivantes(), mef_de_la_rentree=de_la_rentree)
        messages.success(request, "Les formations de la rentrée sont enregistrées.")
        return redirect("espace_agent:formations")
    effectifs = par_formation(campagne, dites)
    contexte = {
        "formulaire": formulaire,
        **formulaire.get_context(),
        "lignes": _lignes(campagne, formulaire, proposees, effectifs, connues),
        **_a_part(request, campagne, effectifs, connues),
    }
    return page(request, "formations", contexte, statut=422 if formulaire.errors else 200)


def formations_de(campagne: Campagne) -> list[Formation]:
    """Celles de la Nomenclature, de la sixième à la troisième, puis les autres."""
    lues = [
        lire(mef.code_mef, mef.libelle, mef.photo, campagne.date_debut_eleve)
        for mef in campagne.mefs.all()
    ]
    return sorted(lues, key=lambda f: (-f.niveau, f.filiere, f.code_mef))


def _lignes(
    campagne: Campagne,
    formulaire: FormulaireFormations,
    proposees: dict[str, str | None],
    effectifs: Counter[str],
    connues: list[Formation],
) -> list[dict[str, Any]]:
    """Les formations ouvertes, et les fermées où il reste des élèves."""
    toutes = cartes(campagne, [f.code_mef for f in connues])
    return [
        {
            "formation": f,
            "eleves": effectifs[f.code_mef],
            "options": len(toutes[f.code_mef].options) if f.code_mef in toutes else 0,
            "suivante": formulaire[f"suivante_{f.code_mef}"] if f.niveau else None,
            "manque": _manque(f, effectifs[f.code_mef], proposees, options=f.code_mef in toutes),
        }
        for f in connues
        if f.niveau and (f.ouverte or effectifs[f.code_mef])
    ]


def _a_part(
    request: RequeteAgent, campagne: Campagne, effectifs: Counter[str], connues: list[Formation]
) -> dict[str, Any]:
    """Les élèves hors de la règle, et ceux dont il manque la formation."""
    libelles = {f.code_mef: f.nom for f in connues}
    siens = Dossier.objects.pour_agent(request.agent).filter(campagne=campagne)
    ranges = siens.select_related("eleve").order_by("cle_tri", "pk")
    return {
        "inconnues": sorted(effectifs.keys() - libelles.keys() - {""}),
        "sans_formation": list(ranges.filter(sans_formation(campagne))[:SANS_FORMATION_MONTRES]),
        "affectes": [
            {"dossier": d, "formation": libelles.get(d.code_mef_rentree, d.code_mef_rentree)}
            for d in ranges.exclude(code_mef_rentree="")
        ],
    }


def _manque(
    formation: Formation, eleves: int, proposees: dict[str, str | None], *, options: bool
) -> str:
    if formation.niveau and proposees[formation.code_mef] is None:
        return "Dites où va l’élève l’année d’après."
    if eleves and not formation.ouverte:
        return "Elle est fermée, et des élèves y sont : changez leur formation."
    if eleves and not options:
        return "La Nomenclature n’y propose aucune option."
    return ""
