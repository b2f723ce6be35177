"""Les options : les obligatoires, une par rang ; les facultatives, en cases à cocher."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dossiersco.dossiers.models import Dossier
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.choix_options import Carte, Entree, Option
from dossiersco.espace_famille.enregistrement import enregistrer
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisies import FormulaireFamille

# Au-delà, une liste déroulante se parcourt mieux que des boutons.
BOUTONS_MAXIMUM = 8


class FormulaireOptions(FormulaireFamille):
    def __init__(self, donnees: Any, *, carte: Carte, actuelles: list[Entree]) -> None:
        self.carte = carte
        prises = carte.prises_aux_rangs(actuelles)
        initial: dict[str, Any] = {f"rang_{rang}": code for rang, code in prises.items()}
        initial["facultatives"] = carte.facultatives_prises(actuelles)
        super().__init__(donnees, initial=initial)
        for rang in carte.rangs:
            self.fields[f"rang_{rang}"] = _champ_obligatoire(carte, rang)
        if carte.facultatives:
            self.fields["facultatives"] = forms.MultipleChoiceField(
                label="Options en plus",
                choices=[(o.code_matiere, o.libelle) for o in carte.facultatives],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self) -> None:
        vues: set[str] = set()
        for nom in self._noms_des_rangs():
            code = self.cleaned_data.get(nom, "")
            if code in vues:
                self.add_error(nom, "Vous avez déjà choisi cette matière : prenez-en une autre.")
            vues |= {code} - {""}
        if vues & set(self.cleaned_data.get("facultatives", [])):
            self.add_error("facultatives", "Une matière ne se prend qu’une fois : décochez-la ici.")

    def choisies(self) -> list[Option]:
        codes = {self.cleaned_data[nom] for nom in self._noms_des_rangs()}
        facultatives = set(self.cleaned_data.get("facultatives", []))
        return [
            option
            for option in self.carte.options
            if option.code_matiere in (codes if option.rangs else facultatives)
        ]

    def _noms_des_rangs(self) -> list[str]:
        return [f"rang_{rang}" for rang in self.carte.rangs]


def _champ_obligatoire(carte: Carte, rang: int) -> forms.ChoiceField:
    proposees = [(o.code_matiere, o.libelle) for o in carte.au_rang(rang)]
    boutons = len(proposees) <= BOUTONS_MAXIMUM
    libelle = "Option obligatoire"
    return forms.ChoiceField(
        label=libelle if len(carte.rangs) == 1 else f"{libelle} {rang} sur {len(carte.rangs)}",
        choices=proposees if boutons else [("", "Choisissez"), *proposees],
        widget=forms.RadioSelect if boutons else forms.Select,
        error_messages={"required": "Choisissez une matière : elle est obligatoire."},
    )


def carte_de(dossier: Dossier) -> Carte:
    """Ce que propose la formation de l'élève : deux lectures."""
    code_mef, campagne = dossier.eleve.code_mef, dossier.campagne
    options = tuple(
        Option(code, modalite, libelle, tuple(rangs))
        for code, modalite, libelle, rangs in campagne.options.filter(code_mef=code_mef)
        .order_by("libelle")
        .values_list("code_matiere", "code_modalite_elect", "libelle", "rangs")
    )
    mef = campagne.mefs.filter(code_mef=code_mef).first()
    dernier_rang = max((rang for option in options for rang in option.rangs), default=0)
    attendues = mef.nb_opt_oblig if mef else None
    return Carte(options, dernier_rang if attendues is None else attendues)


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    eleve, carte = dossier.eleve, carte_de(dossier)
    formulaire = FormulaireOptions(recu(request), carte=carte, actuelles=eleve.options)
    if request.method == "POST" and formulaire.is_valid():
        photo = eleve.photo.get("OPTIONS", [])
        options = carte.composer(formulaire.choisies(), eleve.options, photo)
        valeurs = {"options": options} if formulaire.changed_data else {}
        return enregistrer(request, dossier, [(dossier, eleve, valeurs)], "options", formulaire)
    return page_formulaire(request, "options", dossier, formulaire)
