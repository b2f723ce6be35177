"""Ce que l'adresse de la liste porte : les filtres, l'ordre, les colonnes, la page."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from dossiersco.dossiers.filtres import ETATS, PERSONNE, SIGNALES
from dossiersco.dossiers.ordres import ORDRES
from dossiersco.socle.forms import Formulaire

COLONNES: dict[str, str] = {
    "classe": "Classe",
    "formation": "Formation",
    "regime": "Régime",
    "naissance": "Naissance",
    "ine": "INE",
    "etat": "État",
    "envoi": "Dernier envoi",
    "agent": "Suivi par",
    "etiquettes": "Étiquettes",
}
D_OFFICE = ("classe", "etat", "agent", "etiquettes")
# Ce qui choisit des dossiers ; le reste ne fait que les montrer.
CHOISISSENT = (
    "nom",
    "etat",
    "classe",
    "formation",
    "regime",
    "document",
    "signale",
    "revenu_depuis",
    "agent",
    "etiquette",
)
Choix = Sequence[tuple[str, str]]
NUMERO = r"[0-9]{1,18}"


class FormulaireListe(Formulaire):
    """Un choix se vérifie sur sa forme seulement : un code inconnu ne trouve personne, c'est tout.

    Les listes déroulantes se remplissent après lecture (`offrir`).
    """

    sans_mention = frozenset((*CHOISISSENT, "tri", "colonnes"))

    nom = forms.CharField(
        label="Nom, prénom, INE ou parent",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    etat = forms.ChoiceField(
        label="État du dossier", required=False, choices=[("", "Tous"), *ETATS.items()]
    )
    classe = forms.CharField(
        label="Classe", help_text="6 pour toutes les 6e.", required=False, max_length=8
    )
    signale = forms.ChoiceField(
        label="À regarder", required=False, choices=[("", "Peu importe"), *SIGNALES.items()]
    )
    formation = forms.RegexField(r"[0-9A-Z]{1,11}", label="Formation", required=False)
    regime = forms.RegexField(r"[0-9A-Za-z]{1,10}", label="Régime", required=False)
    document = forms.RegexField(NUMERO, label="Document qui manque", required=False)
    agent = forms.RegexField(rf"{PERSONNE}|{NUMERO}", label="Suivi par", required=False)
    etiquette = forms.RegexField(NUMERO, label="Étiquette", required=False)
    revenu_depuis = forms.DateField(
        label="La famille est revenue depuis le",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Cette date n’existe pas : écrivez-la JJ/MM/AAAA."},
    )
    tri = forms.ChoiceField(
        label="Ranger par",
        required=False,
        choices=[(nom, ordre.libelle) for nom, ordre in ORDRES.items()],
    )
    colonnes = forms.MultipleChoiceField(
        label="Colonnes",
        required=False,
        choices=list(COLONNES.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_classe(self) -> str:
        return str(self.cleaned_data["classe"]).strip().upper()

    @property
    def criteres(self) -> dict[str, Any]:
        """Ce qui se lit, même si un autre champ est à corriger."""
        if not self.is_bound:
            return {}
        self.full_clean()
        return {nom: self.cleaned_data[nom] for nom in CHOISISSENT if self.cleaned_data.get(nom)}

    @property
    def ordre(self) -> str:
        return str(self.cleaned_data.get("tri") or "nom")

    @property
    def colonnes_choisies(self) -> list[str]:
        return list(self.cleaned_data.get("colonnes") or D_OFFICE)

    @property
    def parametres(self) -> str:
        """La même liste, en adresse : ce qui n'a pas pu se lire n'y est pas."""
        return parametres(self.cleaned_data)

    def offrir(self, choix: Mapping[str, Choix]) -> None:
        for nom in ("formation", "regime", "document", "agent", "etiquette"):
            d_abord = [("", "Peu importe")]
            if nom == "agent":
                d_abord.append((PERSONNE, "Personne"))
            self.fields[nom].widget = forms.Select(choices=[*d_abord, *choix.get(nom, ())])

    @property
    def repliables(self) -> list[forms.BoundField]:
        """Les filtres du second rideau."""
        d_abord = ("nom", "etat", "classe", "tri")
        return [self[nom] for nom in self.fields if nom not in d_abord]

    @property
    def champs_et_erreurs(self) -> list[tuple[forms.BoundField, Any]]:
        """Ce que le résumé des erreurs lit, quand les champs se rangent à la main."""
        return [(champ, champ.errors) for champ in self]

    @property
    def deplie(self) -> bool:
        return any(self.data.get(champ.name) for champ in self.repliables)


def parametres(saisie: Mapping[str, Any]) -> str:
    dits = {nom: saisie[nom] for nom in (*CHOISISSENT, "tri", "colonnes") if saisie.get(nom)}
    return urlencode(dits, doseq=True)


def relire(texte: str) -> FormulaireListe:
    """Ce que portait une adresse."""
    formulaire = FormulaireListe(QueryDict(texte[:2000]))
    formulaire.full_clean()
    return formulaire
