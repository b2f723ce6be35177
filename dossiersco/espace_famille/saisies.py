"""Les champs de saisie d'une famille : ce qui se tape de mille façons, rangé comme SIECLE le veut.

Une valeur que SIECLE a déjà n'est jamais refusée à celui qui ne l'a pas touchée : elle ne doit pas
l'empêcher de corriger le reste.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from dossiersco.campagnes.tables import Tables
from dossiersco.siecle import telephones, valeurs
from dossiersco.socle.forms import Formulaire

SCEAU = signing.Signer(salt="espace_famille.vu")


CHANGE_AILLEURS = "Ce renseignement vient d’être changé, dans un autre onglet ou par l’autre parent"
GARDER_LE_MIEN = "Pour garder le vôtre, enregistrez de nouveau ; sinon, corrigez-le."


class Saisie(forms.CharField):
    """Une ligne de texte. `connue` : ce qui était déjà écrit, accepté tel quel."""

    connue: str = ""
    default_error_messages = {"required": "Cette ligne est vide : remplissez-la."}

    def clean(self, value: Any) -> Any:
        if self.connue and str(value or "").strip() == self.connue:
            return self.connue
        return super().clean(value)


class Texte(Saisie):
    """Un texte que l'ISO-8859-15 de SIECLE sait écrire ; les espaces superflus tombent."""

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value) or ""
        visible = "".join(c for c in texte if c.isprintable() or c.isspace())
        try:
            return " ".join(valeurs.representable(visible).split())
        except valeurs.CaractereImpossible as erreur:
            raise forms.ValidationError(
                f"Le caractère « {erreur.caractere} » ne peut pas être enregistré : "
                "écrivez en lettres latines, comme sur une pièce d’identité française."
            ) from erreur


class Paragraphe(Texte):
    """Plusieurs lignes : chacune est nettoyée à part."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        lignes = str(value or "").splitlines()
        return "\n".join(filter(None, map(super().to_python, lignes)))


class Telephone(Saisie):
    """« 06 39 98 12 34 », « +33 6… », « 0032 4… » -> « 0639981234 » ou « +324… »."""

    widget = forms.TelInput

    def clean(self, value: Any) -> Any:
        numero = super().clean(value)
        if not numero or numero == self.connue:
            return numero
        try:
            return telephones.lire(numero)
        except telephones.NumeroDouteux as erreur:
            raise forms.ValidationError(
                "Vérifiez ce numéro : un seul numéro, de 10 chiffres en France, "
                "ou qui commence par + à l’étranger."
            ) from erreur


class Courriel(Saisie):
    widget = forms.EmailInput
    default_validators = forms.EmailField.default_validators

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["invalid"] = (
            "Vérifiez cette adresse : une seule, sans espace ni accent, "
            "comme prenom.nom@exemple.fr."
        )


class FormulaireFamille(Formulaire):
    """Rend seulement ce que la personne a changé : le reste est laissé comme SIECLE l'a écrit.

    `vu` : ce que la page montrait quand elle s'est ouverte. « Changé » se dit par rapport à cela :
    une page restée ouverte ne défait pas ce qu'un autre onglet, ou l'autre parent, a écrit depuis.
    """

    vu = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        donnees: Any,
        *,
        initial: Mapping[str, Any],
        champs: Mapping[str, forms.Field] | None = None,
        tus: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        """`champs` : ceux qui ne se connaissent qu'à la lecture du dossier. `tus` : ceux que le
        collège ne demande pas, qui ne se lisent ni ne s'écrivent."""
        initial = {nom: valeur for nom, valeur in initial.items() if nom not in tus}
        self.actuel = dict(initial)
        montre = {**initial, "vu": _ecrire_vu(initial)}
        if donnees is not None:
            montre |= {**_lire_vu(donnees.get("vu", ""), initial), "vu": donnees.get("vu", "")}
        super().__init__(donnees, initial=montre, **kwargs)
        tous = {**(champs or {}), **self.fields}
        self.fields = {nom: champ for nom, champ in tous.items() if nom not in tus}
        self.ecartes = [] if donnees is None else _ecartes(donnees, {n: tous[n] for n in tus})
        for nom, champ in self.fields.items():
            if isinstance(champ, Saisie):
                champ.connue = str(montre.get(nom) or "")

    @property
    def raison(self) -> str:
        """Pourquoi un nom ou une naissance change, si le formulaire le demande."""
        return str(self.cleaned_data.get("motif", ""))

    def reprendre(self, donnees: QueryDict) -> list[str]:
        """Remet ce qu'un brouillon disait de nouveau ; rend les champs remis, [] si aucun."""
        vu = _lire_vu(donnees.get("vu", ""), self.actuel)
        dits = {
            nom: champ.widget.value_from_datadict(donnees, MultiValueDict(), nom)
            for nom, champ in self.fields.items()
            if nom in vu
        }
        dits = {
            nom: dit
            for nom, dit in dits.items()
            if self.fields[nom].has_changed(vu[nom], dit)
            and self.fields[nom].has_changed(self.actuel[nom], dit)
        }
        # Un champ changé ailleurs depuis le brouillon le dira à l'envoi.
        self.initial["vu"] = _ecrire_vu({**self.actuel, **{nom: vu[nom] for nom in dits}})
        self.initial.update(dits)
        return list(dits)

    @property
    def changes_ailleurs(self) -> list[str]:
        """Les champs qu'un autre onglet, ou l'autre parent, a changés pendant la saisie."""
        return [
            nom
            for nom, champ in self.fields.items()
            if nom in self.actuel
            # Égales, rien n'a bougé : un champ nettoie ce qu'il compare, même écrit par SIECLE.
            and self.initial[nom] != self.actuel[nom]
            and champ.has_changed(self.initial[nom], self.actuel[nom])
        ]

    def _post_clean(self) -> None:
        """Rien ne remplace sans le dire ce que la personne n'a pas vu. Renvoyer, c'est choisir."""
        contestes = [
            nom
            for nom in self.changes_ailleurs
            if nom in self.changed_data
            and self.fields[nom].has_changed(self.actuel[nom], self[nom].data)
        ]
        for nom in contestes:
            self.add_error(nom, self._dit_entre_temps(nom))
        if contestes:
            vu = {nom: self.initial[nom] for nom in self.actuel}
            donnees = cast(QueryDict, self.data).copy()
            donnees["vu"] = _ecrire_vu({**vu, **{nom: self.actuel[nom] for nom in contestes}})
            self.data = donnees

    def _dit_entre_temps(self, nom: str) -> str:
        """Un code se dit par son libellé ; un choix multiple ne se dit pas."""
        valeur = self.actuel[nom]
        libelles = dict(getattr(self.fields[nom], "choices", ()))
        dite = "" if isinstance(valeur, list) else str(libelles.get(valeur, valeur) or "vide")
        devenu = f" : « {dite} »" if dite else ""
        return f"{CHANGE_AILLEURS}{devenu}. {GARDER_LE_MIEN}"

    def proposer(self, nom: str, choix: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[nom]).choices = choix

    def nouvelles(self, noms: tuple[str, ...]) -> dict[str, Any]:
        """{colonne: valeur} des champs nommés qui ont changé."""
        return {nom: self.cleaned_data[nom] for nom in noms if nom in self.changed_data}


def _ecartes(donnees: QueryDict, tus: Mapping[str, forms.Field]) -> list[str]:
    """Ce que quelqu'un a tapé pendant que le collège cessait de le demander : on le lui dira."""
    vu = _desceller(donnees.get("vu", ""))
    return [
        str(champ.label)
        for nom, champ in tus.items()
        if nom in vu
        and champ.has_changed(
            vu[nom], champ.widget.value_from_datadict(donnees, MultiValueDict(), nom)
        )
    ]


def _ecrire_vu(initial: Mapping[str, Any]) -> str:
    """Signé : personne ne fait passer pour déjà connue une valeur qui ne l'est pas."""
    return SCEAU.sign_object(
        {
            nom: valeur.isoformat() if isinstance(valeur, date) else valeur
            for nom, valeur in initial.items()
        }
    )


def _lire_vu(signe: str, initial: Mapping[str, Any]) -> dict[str, Any]:
    return {
        nom: date.fromisoformat(valeur) if valeur and isinstance(initial[nom], date) else valeur
        for nom, valeur in _desceller(signe).items()
        if nom in initial
    }


def _desceller(signe: str) -> dict[str, Any]:
    """{} si la page ne le disait pas, ou si quelqu'un l'a réécrit."""
    try:
        return dict(SCEAU.unsign_object(signe))
    except signing.BadSignature:
        return {}


def choix(tables: Tables, nom: str, actuel: str, *, invite: str = "") -> list[tuple[str, str]]:
    """Les codes de la table nommée ; celui que SIECLE a déjà y figure toujours."""
    codes = dict(tables.table(nom))
    if actuel and actuel not in codes:
        codes[actuel] = tables.libelle(nom, actuel)
    return [*([("", invite)] if invite else []), *codes.items()]


def nom_usage(saisie: Mapping[str, Any]) -> str:
    """SIECLE ignore un nom d'usage égal au nom de famille : il ne s'écrit pas."""
    usage: str = saisie["nom_usage"]
    pareil = valeurs.nom(usage) == valeurs.nom(saisie.get("nom_de_famille", ""))
    return "" if pareil else usage
