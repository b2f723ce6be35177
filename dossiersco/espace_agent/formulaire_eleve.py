"""Ce que le collège tape d'un élève que SIECLE ne connaît pas encore, et de ses responsables."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.creations import NouveauResponsable, NouvelEleve
from dossiersco.espace_agent.saisies import AGES, CODE_POSTAL, Courriel, Nom, Telephone
from dossiersco.siecle import communes, nomenclatures
from dossiersco.siecle.controles_eleve import ine
from dossiersco.siecle.pays import FRANCE, nationalites, pays
from dossiersco.socle.forms import Formulaire

CIVILITES = [("2", "Madame"), ("1", "Monsieur")]


class FormulaireEleve(Formulaire):
    sans_mention = frozenset({"commune_naiss", "ville_naiss"})

    nom_de_famille = Nom("Nom de famille")
    prenom = Nom("Prénom")
    prenom2 = Nom("Deuxième prénom", required=False)
    prenom3 = Nom("Troisième prénom", required=False)
    code_sexe = forms.ChoiceField(
        label="Sexe",
        widget=forms.RadioSelect,
        choices=list(nomenclatures.table("sexes").items()),
        error_messages={"required": "Choisissez le sexe."},
    )
    date_naiss = forms.DateField(
        label="Date de naissance",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Écrivez la date de naissance.",
            "invalid": "Cette date n’existe pas : écrivez-la JJ/MM/AAAA.",
        },
    )
    code_pays = forms.ChoiceField(
        label="Pays de naissance", choices=[*pays().items()], initial=FRANCE
    )
    commune_naiss = Nom(
        "Commune de naissance, si c’est en France",
        help_text="Son nom ; son code postal s’il y en a plusieurs de ce nom.",
        required=False,
    )
    ville_naiss = Nom("Ville de naissance, si c’est à l’étranger", max_length=32, required=False)
    code_pays_nat = forms.ChoiceField(
        label="Nationalité", choices=[*nationalites().items()], initial=FRANCE
    )
    code_mef = forms.ChoiceField(
        label="Formation à la rentrée", error_messages={"required": "Choisissez la formation."}
    )
    id_national = forms.CharField(
        label="Identifiant national (INE)",
        help_text="11 caractères. Il évite tout doute quand SIECLE connaîtra l’élève.",
        required=False,
        max_length=11,
    )

    def __init__(self, donnees: Any, *, campagne: Campagne) -> None:
        super().__init__(donnees)
        mefs = campagne.mefs.order_by("libelle").values_list("code_mef", "libelle")
        formation = cast(forms.ChoiceField, self.fields["code_mef"])
        formation.choices = [("", "Choisissez"), *mefs]

    def clean_date_naiss(self) -> date:
        jour: date = self.cleaned_data["date_naiss"]
        if timezone.localdate().year - jour.year not in AGES:
            raise forms.ValidationError("Vérifiez l’année : un élève a entre 5 et 25 ans.")
        return jour

    def clean_id_national(self) -> str:
        saisi = str(self.cleaned_data["id_national"]).strip().upper()
        if saisi and not ine({"ID_NATIONAL": saisi}):
            raise forms.ValidationError(
                "Un INE a 11 caractères : dix chiffres et une lettre, ou neuf chiffres et deux "
                "lettres. Vérifiez-le, ou laissez vide."
            )
        return saisi

    def clean(self) -> None:
        pays_choisi = self.cleaned_data.get("code_pays")
        if pays_choisi == FRANCE:
            self._exiger_la_commune()
        elif pays_choisi and not self.cleaned_data.get("ville_naiss"):
            self.add_error("ville_naiss", "Écrivez la ville de naissance.")

    def _exiger_la_commune(self) -> None:
        saisie = str(self.cleaned_data.get("commune_naiss") or "")
        trouvees = _communes(saisie)
        if len(trouvees) == 1:
            self.cleaned_data["code_commune_insee_naiss"] = trouvees[0].code
        elif trouvees:
            noms = ", ".join(f"{commune.nom} ({commune.code})" for commune in trouvees[:8])
            self.add_error(
                "commune_naiss",
                f"Plusieurs communes conviennent : {noms}. Écrivez le code entre parenthèses.",
            )
        else:
            self.add_error(
                "commune_naiss",
                "Nous ne trouvons pas cette commune : vérifiez son nom, ou tapez son code postal."
                if saisie
                else "Écrivez la commune de naissance.",
            )

    def nouvel_eleve(self, responsables: list[NouveauResponsable]) -> NouvelEleve:
        saisie = self.cleaned_data
        en_france = saisie["code_pays"] == FRANCE
        noms = ("nom_de_famille", "prenom", "prenom2", "prenom3", "code_sexe", "date_naiss")
        valeurs_saisies = {nom: saisie[nom] for nom in (*noms, "code_pays", "code_pays_nat")}
        lieu = {
            "code_commune_insee_naiss": saisie["code_commune_insee_naiss"] if en_france else "",
            "ville_naiss": "" if en_france else saisie["ville_naiss"],
        }
        return NouvelEleve(
            code_mef=saisie["code_mef"],
            id_national=saisie["id_national"],
            valeurs={**valeurs_saisies, **lieu},
            responsables=responsables,
        )


def _communes(saisie: str) -> tuple[communes.Commune, ...]:
    """Par son nom entier, son code INSEE ou son code postal."""
    if communes.existe(saisie.upper()):
        return (communes.Commune(saisie.upper(), communes.nom(saisie.upper()), ()),)
    if CODE_POSTAL.fullmatch(saisie):
        return communes.par_code_postal(saisie)
    return communes.portant_le_nom(saisie)


def _parentes() -> list[tuple[str, str]]:
    liens = nomenclatures.lignes("parentes")
    return [("", "Choisissez"), *((lien["code"], lien["libelle_edition"]) for lien in liens)]


class FormulaireResponsable(Formulaire):
    """Un représentant légal. `facultatif` : laissé vide en entier, il n'y en a pas."""

    sans_mention = frozenset({"mel", "tel_portable"})

    code_civilite = forms.ChoiceField(
        label="Civilité",
        widget=forms.RadioSelect,
        choices=CIVILITES,
        error_messages={"required": "Choisissez la civilité."},
    )
    nom_de_famille = Nom("Nom de famille")
    prenom = Nom("Prénom")
    code_parente = forms.ChoiceField(
        label="Lien avec l’élève",
        choices=_parentes,
        error_messages={"required": "Choisissez le lien."},
    )
    mel = Courriel("Courriel", help_text="L’invitation y sera envoyée.")
    tel_portable = Telephone("Téléphone portable")
    accepte_sms = forms.BooleanField(
        label="Cette personne accepte de recevoir des SMS", required=False
    )

    def __init__(self, donnees: Any, *, prefixe: str, facultatif: bool) -> None:
        super().__init__(
            donnees, prefix=prefixe, empty_permitted=facultatif, use_required_attribute=False
        )

    def nouveau(self) -> NouveauResponsable | None:
        if not self.has_changed():
            return None
        saisie: Mapping[str, Any] = self.cleaned_data
        noms = ("code_civilite", "nom_de_famille", "prenom", "mel", "tel_portable", "accepte_sms")
        return NouveauResponsable(saisie["code_parente"], {nom: saisie[nom] for nom in noms})
