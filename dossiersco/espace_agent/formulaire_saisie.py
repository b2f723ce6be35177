"""Les champs d'un dossier que le collège peut taper, par groupe : les mêmes que `champs.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.affichage import TABLE_DU_CHAMP
from dossiersco.dossiers.champs import LIGNES_ADRESSE, PAR_NOM, Champ, Cible, Nature
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.espace_agent.saisies import CODE_POSTAL, Courriel, Nom, Telephone
from dossiersco.siecle import communes
from dossiersco.siecle.adresse import AdresseTropLongue, lignes_adresse
from dossiersco.siecle.pays import FRANCE
from dossiersco.socle.forms import Formulaire

ADRESSE = ("rue", "code_postal", "ville", "ville_etrangere")


@dataclass(frozen=True)
class Groupe:
    titre: str
    cible: Cible
    champs: tuple[str, ...]


NOMS = ("nom_de_famille", "nom_usage", "prenom")
# Ni les options, qui ont leurs règles, ni les lieux de naissance, qui se choisissent dans SIECLE.
GROUPES: dict[str, Groupe] = {
    "identite": Groupe(
        "L’identité de l’élève", Cible.ELEVE, (*NOMS, "prenom2", "prenom3", "date_naiss")
    ),
    "eleve": Groupe(
        "Ses coordonnées et son régime", Cible.ELEVE, ("tel_portable", "mel", "code_regime")
    ),
    "domicile": Groupe("Son adresse", Cible.ELEVE, ("adresse",)),
    "nom": Groupe("L’identité", Cible.PERSONNE, ("code_civilite", *NOMS)),
    "joindre": Groupe(
        "Comment la joindre",
        Cible.PERSONNE,
        ("mel", "tel_portable", "tel_personnel", "tel_professionnel", "accepte_sms"),
    ),
    "adresse": Groupe("L’adresse", Cible.PERSONNE, ("adresse",)),
    "profession": Groupe(
        "La profession", Cible.PERSONNE, ("code_profession", "communication_adresse")
    ),
}
OBLIGATOIRES = frozenset({"nom_de_famille", "prenom", "date_naiss"})
OUI_NON = [("", "Non renseigné"), ("1", "Oui"), ("0", "Non")]


class FormulaireSaisie(Formulaire):
    """Un groupe de champs d'un élève ou d'une personne, avec ce qu'ils disent aujourd'hui."""

    def __init__(
        self, donnees: Any, *, groupe: Groupe, objet: Eleve | Personne, tables: Tables
    ) -> None:
        super().__init__(donnees)
        self.objet = objet
        self.champs = [PAR_NOM[groupe.cible][nom] for nom in groupe.champs]
        for champ in self.champs:
            actuel = getattr(objet, champ.nom)
            if champ.nature is Nature.BLOC:
                self.fields.update(_champs_adresse(actuel))
            else:
                self.fields[champ.nom] = _champ(champ, actuel, tables)

    def clean_rue(self) -> str:
        rue = str(self.cleaned_data["rue"])
        try:
            lignes_adresse(rue)
        except AdresseTropLongue as erreur:
            raise forms.ValidationError(str(erreur)) from erreur
        return rue

    def clean_code_postal(self) -> str:
        code = "".join(str(self.cleaned_data["code_postal"]).split())
        if not CODE_POSTAL.fullmatch(code):
            raise forms.ValidationError("Un code postal a cinq chiffres.")
        return code

    @property
    def nouvelles(self) -> dict[str, Any]:
        """Par colonne, prêtes à écrire."""
        return {champ.nom: self._valeur(champ) for champ in self.champs}

    def _valeur(self, champ: Champ) -> Any:
        if champ.nature is Nature.BLOC:
            pays = self.objet.adresse.get("CODE_PAYS", FRANCE)
            touchee = set(self.changed_data) & set(ADRESSE)
            return _adresse(self.cleaned_data, pays) if touchee else self.objet.adresse
        saisie = self.cleaned_data[champ.nom]
        if champ.nature is Nature.BOOLEEN:
            return {"1": True, "0": False}.get(saisie)
        return saisie


def _champ(champ: Champ, actuel: Any, tables: Tables) -> forms.Field:
    requis = champ.nom in OBLIGATOIRES
    if champ.nature is Nature.DATE:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(label=champ.libelle, initial=actuel, required=requis, widget=widget)
    if champ.nature is Nature.BOOLEEN:
        dit = "" if actuel is None else str(int(actuel))
        return forms.ChoiceField(label=champ.libelle, choices=OUI_NON, initial=dit, required=False)
    if champ.nom in TABLE_DU_CHAMP:
        choix = dict(tables.table(TABLE_DU_CHAMP[champ.nom]))
        # Un code que la table ne connaît pas reste tel qu'il est.
        choix.setdefault(actuel, actuel or "Non renseigné")
        return forms.ChoiceField(
            label=champ.libelle,
            choices=sorted(choix.items(), key=lambda paire: paire[0] != ""),
            initial=actuel,
            required=False,
        )
    return _texte(champ, actuel, requis=requis)


def _texte(champ: Champ, actuel: str, *, requis: bool) -> forms.Field:
    if champ.nom.startswith("tel_"):
        return Telephone(champ.libelle, initial=actuel)
    if champ.nom == "mel":
        return Courriel(champ.libelle, initial=actuel)
    return Nom(champ.libelle, initial=actuel, required=requis)


def _champs_adresse(actuelle: Mapping[str, str]) -> dict[str, forms.Field]:
    """À l'étranger, ni code postal ni commune de France ; le pays se change avec la famille."""
    lignes = [actuelle.get(balise, "") for balise in LIGNES_ADRESSE]
    rue = forms.CharField(
        label="Numéro et rue, bâtiment, résidence",
        initial="\n".join(filter(None, lignes)),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    if actuelle.get("CODE_PAYS", FRANCE) != FRANCE:
        ville = Nom(
            "Code postal et ville", initial=actuelle.get("COMMUNE_ETRANGERE", ""), max_length=32
        )
        return {"rue": rue, "ville_etrangere": ville}
    code = forms.CharField(
        label="Code postal", initial=actuelle.get("CODE_POSTAL", ""), max_length=10
    )
    ville = Nom("Ville", initial=actuelle.get("LIBELLE_POSTAL", ""), max_length=60)
    return {"rue": rue, "code_postal": code, "ville": ville}


def _adresse(saisie: Mapping[str, Any], pays: str) -> dict[str, str]:
    """Comme celle qu'une famille tape : une adresse neuve n'a plus l'identifiant de l'ancienne."""
    lignes = dict(zip(LIGNES_ADRESSE, lignes_adresse(saisie["rue"]), strict=False))
    if pays != FRANCE:
        lieu = {"COMMUNE_ETRANGERE": saisie["ville_etrangere"]}
    else:
        ville = communes.acheminement(saisie["ville"])
        lieu = {"CODE_POSTAL": saisie["code_postal"], "LIBELLE_POSTAL": ville}
    return {**lignes, **lieu, "CODE_PAYS": pays}
