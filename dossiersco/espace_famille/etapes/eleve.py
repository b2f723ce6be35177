"""L'élève : son identité, sa naissance, comment le joindre."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import telephone
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.perimetre import champs_demandes
from dossiersco.espace_famille import lieux
from dossiersco.espace_famille.acces import RequeteFamille, modification
from dossiersco.espace_famille.enregistrement import enregistrer
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisies import (
    Courriel,
    FormulaireFamille,
    Telephone,
    Texte,
    choix,
    nom_usage,
)
from dossiersco.siecle import communes
from dossiersco.siecle.pays import FRANCE

AGES = range(5, 26)
COLONNES = (
    "nom_de_famille",
    "nom_usage",
    "prenom",
    "prenom2",
    "prenom3",
    "date_naiss",
    "code_sexe",
    "code_pays_nat",
    "tel_portable",
    "mel",
)
COMMUNE_VIDE = "Écrivez la commune de naissance."
COMMUNE_INCONNUE = (
    "Nous ne trouvons pas cette commune : vérifiez son nom, ou tapez son code postal."
)
MOTIF_VIDE = "Dites-le en quelques mots : vous changez un nom, un prénom ou la naissance."
IDENTITE = ("nom_de_famille", "prenom", "prenom2", "prenom3", "date_naiss")
NAISSANCE = ("code_pays", "commune_naiss", "choix_commune", "ville_naiss")


class FormulaireEleve(FormulaireFamille):
    sans_mention = frozenset({*NAISSANCE, "motif"})

    nom_de_famille = Texte(label="Nom de famille", max_length=100)
    nom_usage = Texte(label="Nom d’usage", max_length=100, required=False)
    prenom = Texte(label="Prénom", max_length=100)
    prenom2 = Texte(label="Deuxième prénom", max_length=100, required=False)
    prenom3 = Texte(label="Troisième prénom", max_length=100, required=False)
    date_naiss = forms.DateField(
        label="Date de naissance",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Écrivez la date de naissance.",
            "invalid": "Cette date n’existe pas : écrivez-la JJ/MM/AAAA.",
        },
    )
    code_sexe = forms.ChoiceField(label="Sexe", widget=forms.RadioSelect)
    code_pays = forms.ChoiceField(
        label="Pays de naissance", error_messages={"required": "Choisissez le pays de naissance."}
    )
    commune_naiss = Texte(
        label="Commune de naissance, si c’est en France",
        help_text="Son nom ou son code postal.",
        max_length=60,
        required=False,
    )
    choix_commune = forms.ChoiceField(
        label="Laquelle ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Plusieurs communes conviennent : choisissez la bonne."},
    )
    ville_naiss = Texte(
        label="Ville de naissance, si c’est à l’étranger", max_length=32, required=False
    )
    code_pays_nat = forms.ChoiceField(
        label="Nationalité", error_messages={"required": "Choisissez la nationalité."}
    )
    motif = Texte(
        label="Pourquoi ce changement ?",
        help_text="Seulement si vous changez un nom, un prénom ou la naissance : erreur de saisie, "
        "adoption, jugement… Le collège peut vous demander la pièce d’identité.",
        max_length=200,
        required=False,
    )
    tel_portable = Telephone(label="Téléphone portable de l’élève", max_length=40, required=False)
    mel = Courriel(label="Courriel de l’élève", required=False)

    def __init__(
        self, donnees: Any, *, eleve: Eleve, tables: Tables, demandes: Collection[str]
    ) -> None:
        self.eleve = eleve
        tus = set(COLONNES) - set(demandes)
        super().__init__(donnees, initial=_initial(eleve), tus=tus)
        for nom, table in (("code_pays", "pays"), ("code_pays_nat", "nationalites")):
            codes = choix(tables, table, self.initial[nom], invite="Choisissez")
            self.proposer(nom, codes)
        self.proposer("code_sexe", choix(tables, "sexes", eleve.code_sexe))
        self.trouvees = self._communes_possibles()
        if len(self.trouvees) < 2:
            del self.fields["choix_commune"]
        else:
            precises = [(commune.code, lieux.precise(commune)) for commune in self.trouvees]
            self.proposer("choix_commune", precises)

    def _communes_possibles(self) -> tuple[communes.Commune, ...]:
        saisie = str(self["commune_naiss"].value() or "")
        en_france = self["code_pays"].value() == FRANCE
        connue = saisie == self.initial["commune_naiss"]
        return lieux.communes_de(saisie) if self.is_bound and en_france and not connue else ()

    def clean_date_naiss(self) -> date:
        jour: date = self.cleaned_data["date_naiss"]
        age = timezone.localdate().year - jour.year
        if age not in AGES and jour != self.eleve.date_naiss:
            raise forms.ValidationError("Vérifiez l’année : un élève a entre 5 et 25 ans.")
        return jour

    def clean_nom_usage(self) -> str:
        return nom_usage(self.cleaned_data)

    def clean(self) -> None:
        if set(NAISSANCE) & set(self.changed_data) and "code_pays" in self.cleaned_data:
            self._exiger_le_lieu()
        if self._corrige_l_identite() and not self.cleaned_data.get("motif"):
            self.add_error("motif", MOTIF_VIDE)

    def _corrige_l_identite(self) -> bool:
        """Compléter ce que SIECLE ignore n'a pas à se justifier."""
        touches = {nom for nom in (*IDENTITE, *NAISSANCE) if nom in self.changed_data}
        return any(self.initial.get(nom) for nom in touches)

    def _exiger_le_lieu(self) -> None:
        if self.cleaned_data["code_pays"] != FRANCE:
            if not self.cleaned_data.get("ville_naiss"):
                self.add_error("ville_naiss", "Écrivez la ville de naissance.")
        elif "choix_commune" not in self.fields and not self._code_commune():
            ecrite = self.cleaned_data.get("commune_naiss")
            self.add_error("commune_naiss", COMMUNE_INCONNUE if ecrite else COMMUNE_VIDE)

    def _code_commune(self) -> str:
        if "choix_commune" in self.fields:
            return str(self.cleaned_data.get("choix_commune", ""))
        if "commune_naiss" not in self.changed_data:
            return self.eleve.code_commune_insee_naiss
        return self.trouvees[0].code if self.trouvees else ""

    def valeurs(self) -> dict[str, Any]:
        valeurs = self.nouvelles(COLONNES)
        if set(NAISSANCE) & set(self.changed_data):
            france = self.cleaned_data["code_pays"] == FRANCE
            valeurs["code_pays"] = self.cleaned_data["code_pays"]
            valeurs["code_commune_insee_naiss"] = self._code_commune() if france else ""
            valeurs["ville_naiss"] = "" if france else self.cleaned_data["ville_naiss"]
        return valeurs


def _initial(eleve: Eleve) -> dict[str, Any]:
    commune = eleve.code_commune_insee_naiss
    return {
        **{nom: getattr(eleve, nom) for nom in COLONNES},
        "tel_portable": telephone(eleve.tel_portable),
        "code_pays": eleve.code_pays,
        "commune_naiss": communes.nom(commune) if commune else "",
        "ville_naiss": eleve.ville_naiss,
        "motif": "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    formulaire = FormulaireEleve(
        recu(request),
        eleve=dossier.eleve,
        tables=tables_lisibles(dossier),
        demandes=champs_demandes(dossier, dossier.eleve),
    )
    if request.method == "POST" and formulaire.is_valid():
        ecritures = [(dossier, dossier.eleve, formulaire.valeurs())]
        return enregistrer(request, dossier, ecritures, "eleve", formulaire)
    return page_formulaire(request, "eleve", dossier, formulaire)
