"""Saisir une adresse : en France d'après le code postal, ou à l'étranger."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.conf import settings

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.champs import LIGNES_ADRESSE
from dossiersco.espace_famille import lieux
from dossiersco.espace_famille.saisies import FormulaireFamille, Paragraphe, Texte, choix
from dossiersco.siecle import communes
from dossiersco.siecle.adresse import AdresseTropLongue, lignes_adresse
from dossiersco.siecle.pays import FRANCE

Adresse = dict[str, str]
CHAMPS = ("rue", "code_postal", "commune", "choix_commune", "ville_etrangere", "pays")


CODE_VIDE = "Écrivez votre code postal, ou choisissez votre pays."
CODE_INCONNU = "Ce code postal n’existe pas : vérifiez ses cinq chiffres."
PAYS_DOUTEUX = "Choisissez le pays qui va avec l’adresse que vous venez d’écrire."


class CodePostal(Texte):
    """« 59 000 » se lit 59000."""

    def to_python(self, value: Any) -> str:
        return "".join(super().to_python(value).split())


class FormulaireAdresse(FormulaireFamille):
    sans_mention = frozenset(CHAMPS)

    rue = Paragraphe(
        label="Numéro et rue, bâtiment, résidence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    code_postal = CodePostal(
        label="Code postal, en France",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    commune = Texte(
        label="Commune",
        help_text="Vous pouvez la laisser vide : le code postal suffit souvent à la trouver.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    choix_commune = forms.ChoiceField(
        label="Quelle commune ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la commune de votre adresse."},
    )
    pays = forms.ChoiceField(
        label="Pays", widget=forms.Select(attrs={"autocomplete": "country-name"})
    )
    ville_etrangere = Texte(
        label="Code postal et ville, à l’étranger", max_length=32, required=False
    )

    def __init__(
        self,
        donnees: Any,
        *,
        adresse: Adresse,
        tables: Tables,
        initial: Mapping[str, Any],
        tus: Collection[str] = (),
    ) -> None:
        self.actuelle, self.ban = dict(adresse), settings.BAN
        super().__init__(donnees, initial={**initial, **en_saisie(adresse)}, tus=tus)
        self.proposer("pays", choix(tables, "pays", self.initial["pays"]))
        self.proposees = self._communes_a_choisir()
        if self.proposees:
            self.proposer("choix_commune", [(nom, nom) for nom in self.proposees])
        else:
            del self.fields["choix_commune"]

    def _communes_a_choisir(self) -> list[str]:
        """Les libellés postaux à proposer, si le code postal et le nom ne disent pas tout."""
        if not self.is_bound or not self._adresse_touchee():
            return []
        code_postal, nom = self._code_postal(), self._tape("commune")
        if self._tape("pays") != FRANCE or len(lieux.au_code_postal(code_postal, nom)) == 1:
            return []
        desservies = lieux.au_code_postal(code_postal, "")
        ecrite = [communes.acheminement(nom)] if nom and desservies else []
        noms = [communes.acheminement(commune.nom) for commune in desservies]
        return list(dict.fromkeys([*noms, *ecrite]))

    def _tape(self, nom: str) -> str:
        return str(self[nom].value() or "").strip()

    def _code_postal(self) -> str:
        return "".join(self._tape("code_postal").split())

    def _adresse_touchee(self) -> bool:
        return any(nom in self.changed_data for nom in CHAMPS)

    def clean_rue(self) -> str:
        rue: str = self.cleaned_data["rue"]
        try:
            lignes_adresse(rue)
        except AdresseTropLongue as erreur:
            raise forms.ValidationError(str(erreur)) from erreur
        return rue

    def clean(self) -> None:
        if not self._adresse_touchee() or "pays" not in self.cleaned_data:
            return
        if not self.cleaned_data.get("rue") and "rue" not in self.errors:
            self.add_error("rue", "Écrivez le numéro et la rue, ou le lieu-dit.")
        en_france = self.cleaned_data["pays"] == FRANCE
        if self._tape_de_nouveau("ville_etrangere" if en_france else "code_postal"):
            self.add_error("pays", PAYS_DOUTEUX)
        elif not en_france and not self.cleaned_data.get("ville_etrangere"):
            self.add_error("ville_etrangere", "Écrivez la ville où vous habitez.")
        elif en_france and not self.proposees and not self._libelle_postal():
            self.add_error("code_postal", CODE_INCONNU if self._tape("code_postal") else CODE_VIDE)

    def _tape_de_nouveau(self, nom: str) -> bool:
        """Ce qui reste de l'ancienne adresse ne compte pas : on ne demande à personne d'effacer."""
        return nom in self.changed_data and bool(self._tape(nom))

    def _libelle_postal(self) -> str:
        if self.proposees:
            return str(self.cleaned_data.get("choix_commune", ""))
        trouvees = lieux.au_code_postal(self._code_postal(), self._tape("commune"))
        return communes.acheminement(trouvees[0].nom) if trouvees else ""

    def adresse(self) -> Adresse:
        """L'adresse à enregistrer ; celle de SIECLE, intacte, si rien n'y est touché."""
        if not self._adresse_touchee():
            return self.actuelle
        saisie = self.cleaned_data
        lignes = dict(zip(LIGNES_ADRESSE, lignes_adresse(saisie["rue"]), strict=False))
        if saisie["pays"] != FRANCE:
            lieu = {"COMMUNE_ETRANGERE": saisie["ville_etrangere"]}
        else:
            lieu = {"CODE_POSTAL": saisie["code_postal"], "LIBELLE_POSTAL": self._libelle_postal()}
        return {**lignes, **lieu, "CODE_PAYS": saisie["pays"]}


def en_saisie(adresse: Mapping[str, str]) -> dict[str, str]:
    lignes = (adresse.get(balise, "") for balise in LIGNES_ADRESSE)
    return {
        "rue": "\n".join(ligne for ligne in lignes if ligne),
        "code_postal": adresse.get("CODE_POSTAL", ""),
        "commune": adresse.get("LIBELLE_POSTAL", ""),
        "ville_etrangere": adresse.get("COMMUNE_ETRANGERE", ""),
        "pays": adresse.get("CODE_PAYS", FRANCE),
    }
