"""Mes coordonnées. Chacun ne voit et ne change que les siennes."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers import moyens
from dossiersco.dossiers.affichage import telephone
from dossiersco.dossiers.champs import differe
from dossiersco.dossiers.models import Dossier, Personne
from dossiersco.dossiers.perimetre import champs_demandes
from dossiersco.espace_famille.acces import RequeteFamille, dossiers_permis, modification
from dossiersco.espace_famille.enregistrement import Ecriture, enregistrer
from dossiersco.espace_famille.foyer import (
    ADRESSE_ELEVE,
    adresse_dite,
    habite_avec,
    paroles,
    sous_le_meme_toit,
)
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.page import page_formulaire, recu
from dossiersco.espace_famille.saisie_adresse import FormulaireAdresse
from dossiersco.espace_famille.saisies import Courriel, Telephone, Texte, choix, nom_usage
from dossiersco.siecle import professions

TELEPHONES = ("tel_portable", "tel_personnel", "tel_professionnel")
COLONNES = (
    "code_civilite",
    "nom_de_famille",
    "nom_usage",
    "prenom",
    *TELEPHONES,
    "accepte_sms",
    "mel",
    "communication_adresse",
)
# Sous quel nom chaque colonne se tape.
SAISIES = {**{nom: nom for nom in COLONNES}, "code_profession": "profession"}
PLUSIEURS_METIERS = "Plusieurs réponses conviennent : choisissez la vôtre."
METIER_INCONNU = "Nous ne connaissons pas ce métier : choisissez ce qui s’en approche le plus."
OUI_NON = {"oui": "Oui", "non": "Non"}


class FormulaireMoi(FormulaireAdresse):
    sans_mention = FormulaireAdresse.sans_mention | {"enfants"}

    code_civilite = forms.ChoiceField(
        label="Civilité",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une civilité."},
    )
    nom_de_famille = Texte(label="Nom de famille", max_length=100)
    nom_usage = Texte(
        label="Nom d’usage", help_text="S’il est différent.", max_length=100, required=False
    )
    prenom = Texte(label="Prénom", max_length=100)
    tel_portable = Telephone(label="Téléphone portable", max_length=40, required=False)
    tel_personnel = Telephone(label="Téléphone du domicile", max_length=40, required=False)
    tel_professionnel = Telephone(label="Téléphone professionnel", max_length=40, required=False)
    accepte_sms = forms.BooleanField(
        label="J’accepte de recevoir des SMS du collège", required=False
    )
    mel = Courriel(label="Courriel", required=False)
    profession = Texte(
        label="Profession",
        help_text="Écrivez votre métier avec vos mots, "
        "par exemple « infirmière » ou « chauffeur ».",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "metiers", "autocomplete": "off"}),
    )
    choix_profession = forms.ChoiceField(label="Laquelle ?", widget=forms.RadioSelect)
    communication_adresse = forms.TypedChoiceField(
        label="Le collège peut-il donner votre adresse et votre courriel aux fédérations de "
        "parents d’élèves ?",
        choices=OUI_NON,
        coerce=lambda reponse: reponse == "oui",
        widget=forms.RadioSelect,
    )
    enfants = forms.MultipleChoiceField(
        label="À cette adresse habite aussi",
        help_text="Décochez si l’enfant n’y habite pas.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = (
        "code_civilite",
        "nom_de_famille",
        "nom_usage",
        "prenom",
        "rue",
        "code_postal",
        "commune",
        "choix_commune",
        "pays",
        "ville_etrangere",
        "enfants",
    )

    def __init__(
        self,
        donnees: Any,
        *,
        personne: Personne,
        tables: Tables,
        enfants: Sequence[Dossier],
        demandes: Collection[str],
    ) -> None:
        self.libelles = tables.table("professions_pcs")
        initial = {
            **_initial(personne, enfants),
            "profession": self.libelles.get(personne.code_profession, personne.code_profession),
        }
        tus = {saisie for nom, saisie in SAISIES.items() if nom not in demandes}
        super().__init__(donnees, adresse=personne.adresse, tables=tables, initial=initial, tus=tus)
        self.proposer("code_civilite", choix(tables, "civilites", personne.code_civilite))
        self._proposer_les_professions()
        self.proposer("enfants", [(str(d.pk), d.eleve.prenom) for d in enfants])
        self.enfants_ici, self.mel_actuel = bool(enfants), moyens.adresse(personne)
        self.portable_actuel = telephone(moyens.adresse(personne, moyens.SMS))
        if not enfants:
            del self.fields["enfants"]
        for nom in REMPLISSAGE.keys() & self.fields.keys():
            self.fields[nom].widget.attrs["autocomplete"] = REMPLISSAGE[nom]

    def _proposer_les_professions(self) -> None:
        """La liste ne s'ouvre que si les mots tapés n'en désignent pas une seule."""
        touchee = self.is_bound and "profession" in self.changed_data
        ecrite = str(self["profession"].value() or "").strip() if touchee else ""
        self.trouvees = professions.chercher(ecrite, self.libelles) if ecrite else ()
        proposees = self.trouvees or professions.LARGES
        if not ecrite or len(self.trouvees) == 1:
            del self.fields["choix_profession"]
            return
        self.proposer(
            "choix_profession",
            [(code, self.libelles[code]) for code in proposees if code in self.libelles],
        )
        self.fields["choix_profession"].error_messages["required"] = (
            PLUSIEURS_METIERS if self.trouvees else METIER_INCONNU
        )

    @property
    def metiers(self) -> tuple[str, ...]:
        return professions.metiers()

    def _code_profession(self) -> str:
        if "choix_profession" in self.fields:
            return str(self.cleaned_data["choix_profession"])
        return next(iter(self.trouvees), "")

    def clean_nom_usage(self) -> str:
        return nom_usage(self.cleaned_data)

    def valeurs(self) -> dict[str, Any]:
        valeurs = {**self.nouvelles(COLONNES), "adresse": self.adresse()}
        if "profession" in self.changed_data:
            valeurs["code_profession"] = self._code_profession()
        return valeurs


# Ce que le téléphone du parent sait remplir tout seul.
REMPLISSAGE = {
    "nom_de_famille": "family-name",
    "prenom": "given-name",
    "tel_portable": "tel",
    "tel_personnel": "tel",
    "tel_professionnel": "tel",
    "mel": "email",
}


def _initial(personne: Personne, enfants: Sequence[Dossier]) -> dict[str, Any]:
    return {
        **{nom: getattr(personne, nom) for nom in COLONNES},
        **{nom: telephone(getattr(personne, nom)) for nom in TELEPHONES},
        # Sans réponse connue, c'est non : une adresse ne se donne pas par défaut.
        "communication_adresse": "oui" if personne.communication_adresse else "non",
        "enfants": [str(d.pk) for d in enfants if habite_avec(d.eleve, personne)],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@modification
def vue(request: RequeteFamille, dossier: Dossier) -> HttpResponse:
    personne = request.personne
    enfants = [
        autre
        for autre in dossiers_permis(personne).filter(campagne=dossier.campagne)
        if sous_le_meme_toit(autre.eleve, personne)
    ]
    formulaire = FormulaireMoi(
        recu(request),
        personne=personne,
        tables=tables_lisibles(dossier),
        enfants=enfants,
        demandes=champs_demandes(dossier, personne),
    )
    if request.method == "POST" and formulaire.is_valid():
        ecritures = _ecritures(dossier, personne, enfants, formulaire)
        return enregistrer(request, dossier, ecritures, "moi", formulaire)
    return page_formulaire(request, "moi", dossier, formulaire)


def _ecritures(
    dossier: Dossier, personne: Personne, enfants: Sequence[Dossier], formulaire: FormulaireMoi
) -> list[Ecriture]:
    """Les enfants dont la personne dit autre chose qu'avant : elle ne défait rien en passant.

    Toujours dans le même ordre, celui de l'import : deux verrous pris en croix se bloqueraient.
    """
    valeurs = formulaire.valeurs()
    coches = formulaire.cleaned_data.get("enfants", [])
    deja = paroles([enfant.eleve for enfant in enfants], personne)
    dites = {
        enfant: adresse_dite(
            enfant.eleve, personne, valeurs["adresse"], habite=str(enfant.pk) in coches
        )
        for enfant in sorted(enfants, key=lambda enfant: enfant.eleve_id)
    }
    return [
        *(
            (enfant, enfant.eleve, {"adresse": dite})
            for enfant, dite in dites.items()
            if differe(ADRESSE_ELEVE, deja[enfant.eleve_id], dite)
        ),
        (dossier, personne, valeurs),
    ]
