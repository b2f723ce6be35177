"""Les règles des options d'une formation, en un seul formulaire."""

from collections.abc import Collection
from typing import Any

from django import forms

from dossiersco.campagnes.carte_options import Carte, Groupe, Option, Regle
from dossiersco.campagnes.reglages import CleOption, ReglesFormation
from dossiersco.dossiers.effectifs import Choisies
from dossiersco.socle.forms import Formulaire

LETTRES = ("A", "B", "C")
PLACES_MAXIMUM = 999


class FormulaireReglesOptions(Formulaire):
    """`o<i>_…` : l'option au rang i de la carte. `g<lettre>_…` : un groupe.

    `sans_mention` : dans un formulaire où tout est facultatif, le dire partout ne dit rien.
    """

    def __init__(self, donnees: Any, *, carte: Carte) -> None:
        self.carte = carte
        groupes = list(dict.fromkeys(o.regle.groupe for o in carte.options if o.regle.groupe))
        self.lettres = {groupe: LETTRES[i] for i, groupe in enumerate(groupes[: len(LETTRES)])}
        super().__init__(donnees, initial=self._initial())
        for lettre in LETTRES:
            self._champs_du_groupe(lettre)
        for numero, option in enumerate(carte.options):
            self._champs_de_l_option(numero, option)

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for groupe, lettre in self.lettres.items():
            initial |= {
                f"g{lettre}_nom": groupe.nom,
                f"g{lettre}_minimum": groupe.minimum,
                f"g{lettre}_maximum": groupe.maximum,
            }
        for numero, option in enumerate(self.carte.options):
            regle = option.regle
            initial |= {
                f"o{numero}_ouverte": regle.ouverte,
                f"o{numero}_abandonnable": regle.abandonnable,
                f"o{numero}_places": regle.places,
                f"o{numero}_explication": regle.explication,
                f"o{numero}_groupe": self.lettres.get(regle.groupe, "") if regle.groupe else "",
            }
        return initial

    def _champs_du_groupe(self, lettre: str) -> None:
        self.fields[f"g{lettre}_nom"] = forms.CharField(
            label=f"Groupe {lettre}", max_length=60, required=False
        )
        for borne, libelle in (("minimum", "Au moins"), ("maximum", "Au plus")):
            self.fields[f"g{lettre}_{borne}"] = forms.IntegerField(
                label=libelle, min_value=0, max_value=12, required=False
            )

    def _champs_de_l_option(self, numero: int, option: Option) -> None:
        self.fields[f"o{numero}_ouverte"] = forms.BooleanField(
            label="Peut être demandée", required=False
        )
        self.fields[f"o{numero}_abandonnable"] = forms.BooleanField(
            label="Peut être arrêtée", required=False
        )
        self.fields[f"o{numero}_places"] = forms.IntegerField(
            label="Places",
            min_value=0,
            max_value=PLACES_MAXIMUM,
            required=False,
        )
        if not option.rangs:
            self.fields[f"o{numero}_groupe"] = forms.ChoiceField(
                label="Groupe",
                choices=[("", "Aucun"), *((lettre, lettre) for lettre in LETTRES)],
                required=False,
            )
        self.fields[f"o{numero}_explication"] = forms.CharField(
            label="Explication pour la famille", max_length=300, required=False
        )

    @property
    def sans_mention(self) -> frozenset[str]:  # type: ignore[override]
        return frozenset(self.fields)

    def clean(self) -> None:
        employes = {self._lettre(numero) for numero in range(len(self.carte.options))} - {""}
        for lettre in LETTRES:
            if lettre in employes or self.cleaned_data.get(f"g{lettre}_nom"):
                self._verifier_groupe(lettre, employe=lettre in employes)
        noms = [self.cleaned_data.get(f"g{lettre}_nom") for lettre in sorted(employes)]
        if len(set(noms)) < len(noms):
            self.add_error(
                None, "Deux groupes ont le même nom : donnez-en un autre à l’un des deux."
            )

    def _verifier_groupe(self, lettre: str, *, employe: bool) -> None:
        dit = self.cleaned_data
        minimum, maximum = dit.get(f"g{lettre}_minimum") or 0, dit.get(f"g{lettre}_maximum") or 0
        if not dit.get(f"g{lettre}_nom"):
            self.add_error(f"g{lettre}_nom", "Nommez ce groupe : la famille lira ce titre.")
        if not employe:
            self.add_error(
                f"g{lettre}_nom", "Aucune option n’est dans ce groupe : mettez-en, ou effacez-le."
            )
        if maximum < 1 or minimum > maximum:
            self.add_error(
                f"g{lettre}_maximum",
                "Écrivez combien d’options on y prend au plus : 1 ou davantage, et pas moins que "
                "le minimum.",
            )
        elif employe and minimum > self._ouvertes(lettre):
            self.add_error(
                f"g{lettre}_minimum",
                "Il faut en prendre plus qu’il n’y en a d’ouvertes dans ce groupe.",
            )

    def _ouvertes(self, lettre: str) -> int:
        return sum(
            self._lettre(numero) == lettre and bool(self.cleaned_data.get(f"o{numero}_ouverte"))
            for numero in range(len(self.carte.options))
        )

    def _lettre(self, numero: int) -> str:
        return str(self.cleaned_data.get(f"o{numero}_groupe") or "")

    def reglage(self, *, fermees: Collection[str] = ()) -> ReglesFormation:
        """`fermees` : les matières à fermer, quoi qu'en disent les cases."""
        dit = self.cleaned_data
        groupes = {
            lettre: Groupe(
                dit[f"g{lettre}_nom"], dit[f"g{lettre}_minimum"] or 0, dit[f"g{lettre}_maximum"]
            )
            for lettre in LETTRES
            if dit[f"g{lettre}_nom"]
        }
        regles: dict[CleOption, Regle] = {
            (option.code_matiere, option.modalite): Regle(
                abandonnable=dit[f"o{numero}_abandonnable"],
                ouverte=dit[f"o{numero}_ouverte"] and option.code_matiere not in fermees,
                explication=dit[f"o{numero}_explication"],
                places=dit[f"o{numero}_places"],
                groupe=groupes.get(self._lettre(numero)),
            )
            for numero, option in enumerate(self.carte.options)
        }
        return ReglesFormation(list(groupes.values()), regles)

    def groupes(self) -> list[list[Any]]:
        return [
            [self[f"g{lettre}_{champ}"] for champ in ("nom", "minimum", "maximum")]
            for lettre in LETTRES
        ]

    def lignes(self, bilan: Choisies) -> list[dict[str, Any]]:
        """Une option, ce qu'en font les familles, ses champs."""
        champs = ("ouverte", "abandonnable", "places", "explication", "groupe")
        return [
            {
                "option": option,
                "choix": bilan.par_matiere[option.code_matiere],
                "attente": _attente(option, bilan),
                "champs": [
                    self[nom] for champ in champs if (nom := f"o{numero}_{champ}") in self.fields
                ],
            }
            for numero, option in enumerate(self.carte.options)
        ]


def _attente(option: Option, bilan: Choisies) -> int:
    places = option.regle.places
    return 0 if places is None else max(0, bilan.par_matiere[option.code_matiere].prise - places)
