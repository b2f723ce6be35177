"""Tous les élèves de la campagne : les chercher, les filtrer, agir sur plusieurs."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.effectifs import plus_de
from dossiersco.dossiers.filtres import ETATS, filtrer
from dossiersco.dossiers.models import Dossier, DossierQuerySet
from dossiersco.dossiers.ordres import ORDRES
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, campagnes
from dossiersco.espace_agent.colonnes import lignes, titres
from dossiersco.espace_agent.formulaire_liste import FormulaireListe, parametres
from dossiersco.espace_agent.gestes_lot import gestes_permis
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.panneau import COMPTES_AU_PLUS, Panneau, panneau
from dossiersco.espace_agent.vues import FormulaireVue
from dossiersco.etablissements.droits import Geste
from dossiersco.pieces.manquants import sans_le_document

PAR_PAGE = 50


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def dossiers(request: RequeteAgent) -> HttpResponse:
    campagne = campagnes(request).annotate(immense=plus_de(COMPTES_AU_PLUS)).first()
    if campagne is None:
        return page(request, "sans_campagne", {"titre": "Tous les dossiers"})
    formulaire = FormulaireListe(request.GET)
    tous = tous_les_dossiers(request, campagne)
    criteres = formulaire.criteres
    voulus = choisir(request, campagne, criteres)
    ordre = ORDRES[formulaire.ordre]
    apres = request.GET.getlist("apres")
    suite = ordre.apres(ordre.ranger(voulus), apres)
    lot = list(suite.select_related("eleve", "attribue_a").defer("eleve__photo")[: PAR_PAGE + 1])
    montres = lot[:PAR_PAGE]
    lu = panneau(
        request,
        campagne,
        montres=montres,
        tous=None if campagne.immense else tous,
        voulus=voulus if criteres and not campagne.immense else None,
    )
    if len(lot) == len(montres) and not apres:
        lu.nombre = len(montres)  # Tout est là : même d'une campagne immense, cela se compte.
    formulaire.offrir(lu.choix)
    contexte = {
        "formulaire": formulaire,
        "panneau": lu,
        "par_etat": _par_etat(lu),
        "dossiers": montres,
        "par_page": PAR_PAGE,
        "titres": titres(formulaire.colonnes_choisies),
        "lignes": lignes(montres, formulaire.colonnes_choisies, lu, campagne),
        "filtres": _dits(formulaire, criteres),
        "parametres": formulaire.parametres,
        "formulaire_vue": FormulaireVue(initial={"parametres": formulaire.parametres}),
        "gestes": gestes_permis(request.agent, lu.choix),
        "page_suivante": _suivante(formulaire, ordre.place(montres[-1]))
        if len(lot) > PAR_PAGE
        else "",
    }
    return page(request, "dossiers", contexte)


def tous_les_dossiers(request: RequeteAgent, campagne: Campagne) -> DossierQuerySet:
    # L'élève est du même collège : le dire mène la base à l'index de la liste.
    return Dossier.objects.pour_agent(request.agent).filter(
        campagne=campagne, eleve__etablissement=request.agent.etablissement_id
    )


def choisir(request: RequeteAgent, campagne: Campagne, criteres: dict[str, Any]) -> DossierQuerySet:
    """Les dossiers que ces critères gardent."""
    voulus = filtrer(tous_les_dossiers(request, campagne), criteres, campagne)
    if document := criteres.get("document"):
        attendue = campagne.pieces_attendues.filter(pk=document).first()
        voulus = sans_le_document(voulus, attendue) if attendue else voulus.none()
    return voulus


def _par_etat(lu: Panneau) -> list[dict[str, Any]]:
    return [
        {"etat": etat, "libelle": libelle, "nombre": lu.par_etat.get(etat, 0)}
        for etat, libelle in ETATS.items()
        if lu.par_etat
    ]


def _dits(formulaire: FormulaireListe, criteres: dict[str, Any]) -> list[dict[str, str]]:
    """Chaque filtre en cours, en mots, avec l'adresse qui l'enlève."""
    saisie = formulaire.cleaned_data
    return [
        {
            "libelle": f"{formulaire.fields[nom].label} : {_valeur(formulaire, nom, valeur)}",
            "sans": "?" + parametres({**saisie, nom: ""}),
        }
        for nom, valeur in criteres.items()
    ]


def _valeur(formulaire: FormulaireListe, nom: str, valeur: Any) -> str:
    if nom == "revenu_depuis":
        return f"{valeur:%d/%m/%Y}"
    choix = dict(getattr(formulaire.fields[nom].widget, "choices", ()))
    return str(choix.get(valeur, valeur))


def _suivante(formulaire: FormulaireListe, place: list[str]) -> str:
    return f"?{formulaire.parametres}&{urlencode({'apres': place}, doseq=True)}".replace("?&", "?")
