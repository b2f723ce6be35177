"""La seule porte de l'espace famille : qui est là, et quel dossier il peut ouvrir."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from dossiersco.comptes.models import Compte
from dossiersco.dossiers import reunions
from dossiersco.dossiers.models import DemandeFamille, Dossier, Personne, Signature
from dossiersco.dossiers.perimetre import est_demande
from dossiersco.dossiers.traces import Trace
from dossiersco.espace_famille import delegation, sceau


class RequeteFamille(HttpRequest):
    """`entree` : quand cette personne s'est connectée.

    `reunies` : elle, et elle encore dans les collèges dont elle a montré le code ; `personne` est
    celle d'entre elles dont cette page montre le dossier.
    """

    personne: Personne
    reunies: list[Personne]
    entree: datetime | None


# La clef de session : « quelqu'un m'aide », jusqu'à ce qu'on le retire ou qu'on sorte.
AIDE = "aide"
Vue = Callable[..., HttpResponseBase]


def famille_requise(vue: Vue) -> Vue:
    """Pose `request.personne`, la personne pour qui le compte agit."""

    @wraps(vue)
    def porte(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Compte):
            return redirect("accueil")
        numero = delegation.numero(request)
        if numero:
            personne = delegation.personne(request.user, numero)
            if refus := delegation.refus(request, personne):
                return refus
            reunies = [personne] if personne else []
        else:
            reunies = reunions.partout(request.user)
        if not reunies:
            raise PermissionDenied
        request.reunies = reunies
        request.personne = _laquelle(request, reunies, kwargs)
        request.entree = request.user.last_login
        return vue(request, *args, **kwargs)

    vars(porte)["famille_requise"] = True
    return porte


def _laquelle(request: Any, reunies: list[Personne], adresse: dict[str, Any]) -> Personne:
    """Relue à chaque page : un code révoqué entre deux appuis coupe au second."""
    personne = reunions.celle_du_dossier(reunies, adresse.get("pk", 0))
    personne.aidee = not personne.delegation and bool(request.session.get(AIDE))
    return personne


def modification(vue: Vue) -> Vue:
    """La porte d'une étape qui change le dossier : fermée, elle renvoie à la page qui le dit."""

    @famille_requise
    @wraps(vue)
    def porte(request: RequeteFamille, pk: int, **kwargs: Any) -> HttpResponseBase:
        dossier = dossier_permis(request, pk)
        if dossier.eleve.est_parti or not dossier.campagne.est_ouverte_a(request.entree):
            return redirect("espace_famille:dossier", pk)
        if not est_demande(dossier, _etape(request)):
            return redirect("espace_famille:dossier", pk)
        return vue(request, dossier, **kwargs)

    vars(porte)["sans_session"] = sceau.sans_session
    return porte


def _etape(request: HttpRequest) -> str:
    """Son nom, qui est aussi celui du bloc que la campagne peut ne pas demander."""
    return (request.resolver_match and request.resolver_match.url_name) or ""


def dossiers_permis(*personnes: Personne) -> "QuerySet[Dossier]":
    """Ses dossiers, quand elle a signé chacun et quand elle y a touché ; en une seule lecture.

    Plusieurs : la même, dans plusieurs collèges.
    """
    signees = Signature.objects.pour_signataires(*personnes)
    touches = Trace.objects.pour_un_nouvel_envoi(*personnes)
    declinee = DemandeFamille.objects.pour_famille(OuterRef("pk"), *personnes).pas_responsable()
    freres = Dossier.objects.pour_famille(*personnes).filter(campagne=OuterRef("campagne"))
    return (
        Dossier.objects.pour_famille(*personnes)
        .select_related("eleve", "campagne__etablissement")
        .annotate(
            signe_le=_la_derniere(signees, "signee_le"),
            touche_le=_la_derniere(touches, "le"),
            se_dit_pas_responsable=Exists(declinee),
            a_des_freres=Exists(freres.exclude(pk=OuterRef("pk"))),
        )
        .order_by(F("campagne__annee").desc(), "eleve__date_naiss", "eleve_id")
    )


def _la_derniere(lignes: "QuerySet[Any]", date: str) -> Subquery:
    """Pas `Max` : joindre signatures et traces les multiplierait, et grouperait cent colonnes."""
    du_dossier = lignes.filter(dossier=OuterRef("pk"))
    return Subquery(du_dossier.order_by(f"-{date}").values(date)[:1])


def dossier_permis(request: RequeteFamille, pk: int) -> Dossier:
    """Le dossier d'un enfant de cette personne, sinon 404 : on ne dit pas qu'il existe."""
    return get_object_or_404(dossiers_permis(request.personne), pk=pk)
