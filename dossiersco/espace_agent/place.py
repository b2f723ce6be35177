"""La place de l'agent dans la file : la retrouver d'une page à l'autre, et après un geste."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dossiersco.dossiers.models import Dossier

# Un identifiant tel qu'une base le lit : une adresse forgée peut porter mille chiffres.
NUMERO = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Place:
    """Le dernier dossier de la page d'avant : son rang, son heure d'envoi, son id."""

    rang: int
    transmis_le: datetime
    pk: int

    @classmethod
    def lire(cls, texte: str) -> Self | None:
        """ "1_2026-06-02T18:04:09+00:00_42" ; ce qui ne se lit pas ramène au début de la file."""
        try:
            rang, heure, pk = texte.split("_")
            instant = datetime.fromisoformat(heure)
            place = cls(int(rang), instant.astimezone(UTC), int(pk))
        except (ValueError, OverflowError):
            return None
        return place if instant.tzinfo else None

    def __str__(self) -> str:
        return f"{self.rang}_{self.transmis_le.isoformat()}_{self.pk}"


class FormulairePlace(forms.Form):
    """Ce que chaque geste renvoie avec lui : l'écran d'où il part et où il ramène."""

    ecran = forms.ChoiceField(choices=[(nom, nom) for nom in ("file", "dossier", "revue")])
    apres = forms.CharField(required=False)
    suivant = forms.IntegerField(required=False)


def a_redire(request: HttpRequest) -> dict[str, str]:
    """Ce que portait un formulaire refusé et qu'il faut porter encore en le montrant de nouveau."""
    noms = (*FormulairePlace.base_fields, "clef", "empreinte")
    return {nom: request.POST.get(nom, "") for nom in noms}


def prochain(request: HttpRequest, dossier: Dossier, *, fini: bool) -> int | None:
    """Le dossier que l'agent a ensuite sous les yeux, si l'écran en montre un."""
    envoye = _envoye(request)
    if envoye["ecran"] == "revue":
        return None
    return envoye["suivant"] if fini and envoye["ecran"] == "file" else dossier.pk


def revenir(request: HttpRequest, dossier: Dossier, *, fini: bool) -> HttpResponse:
    """`fini` : le dossier quitte la file, on ramène au suivant ; sinon, au même."""
    envoye = _envoye(request)
    if envoye["ecran"] == "revue" and NUMERO.fullmatch(envoye["apres"]):
        return redirect("espace_agent:revue", pk=int(envoye["apres"]))
    if envoye["ecran"] != "file":
        return redirect("espace_agent:dossier", pk=dossier.pk)
    adresse = reverse("espace_agent:file")
    if place := Place.lire(envoye["apres"]):
        adresse += "?" + urlencode({"apres": str(place)})
    ancre = prochain(request, dossier, fini=fini)
    return redirect(f"{adresse}#dossier-{ancre}" if ancre else adresse)


def _envoye(request: HttpRequest) -> dict[str, Any]:
    formulaire = FormulairePlace(request.POST)
    return formulaire.cleaned_data if formulaire.is_valid() else {"ecran": "dossier"}
