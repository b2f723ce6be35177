"""Un envoi, le lendemain : ce que SIECLE en a pris, et son compte rendu."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.affichage import texte
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.models import (
    ChangementEnvoye,
    LigneCompteRendu,
    RapportSiecle,
    Retour,
    Sort,
)
from dossiersco.echanges.rapport import RapportRefuse, enregistrer_rapport
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut
from dossiersco.espace_agent.page import page
from dossiersco.etablissements.droits import Geste
from dossiersco.siecle.banc.compte_rendu import Section
from dossiersco.siecle.codes_rendus import Sens, sens
from dossiersco.siecle.communes import capitales
from dossiersco.siecle.lus import FichierRefuse
from dossiersco.siecle.pdf import TAILLE_MAX
from dossiersco.socle.forms import Formulaire

SCHEMAS = {"commun": "commun à 3.1 et 4.0"}
SECTIONS = {
    Section.PERSONNES_REJETEES: "Responsables rejetés",
    Section.PERSONNES_EN_ANOMALIE: "Responsables importés avec une anomalie",
    Section.PERSONNES_NOTES: "Notes sur des responsables",
    Section.ELEVES_REJETES: "Élèves rejetés",
    Section.ELEVES_EN_ANOMALIE: "Élèves importés avec une anomalie",
    Section.ELEVES_NOTES: "Notes sur des élèves",
    Section.ELEVES_ABSENTS: "Élèves absents du fichier",
    Section.ELEVES_MODIFIES: "Élèves modifiés ou ajoutés",
}
# Ce qui n'appelle rien se compte, et ne s'ouvre qu'à qui le demande.
REPLIEES = frozenset({Section.ELEVES_ABSENTS, Section.ELEVES_MODIFIES})


@dataclass(frozen=True)
class ChangementSuivi:
    libelle: str
    de_qui: str
    ancien: str
    nouveau: str
    envoye: ChangementEnvoye
    autre: str


@dataclass(frozen=True)
class EleveSuivi:
    dossier: Dossier
    changements: list[ChangementSuivi]


@dataclass(frozen=True)
class LigneMontree:
    """`dossier` : None quand la ligne n'a pu être rattachée à personne d'ici."""

    ligne: LigneCompteRendu
    sens: Sens
    dossier: int | None


@dataclass(frozen=True)
class SectionMontree:
    titre: str
    repliee: bool
    lignes: list[LigneMontree]


class FormulaireRapport(Formulaire):
    rapport = forms.FileField(
        label="Le PDF du compte rendu",
        help_text="« Compte Rendu de l’import du privé », tel que SIECLE le donne.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": "Choisissez le PDF du compte rendu.",
            "empty": "Ce fichier est vide. Téléchargez de nouveau le compte rendu dans SIECLE.",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_peut(Geste.EXPORTER)
def envoi(request: RequeteAgent, pk: int) -> HttpResponse:
    retours = Retour.objects.pour_agent(request.agent)
    fait = get_object_or_404(
        retours.select_related("campagne__etablissement", "par_agent", "rapport__par_agent"), pk=pk
    )
    if request.method != "POST":
        return _montrer(request, fait, FormulaireRapport())
    formulaire = FormulaireRapport(request.POST, request.FILES)
    if not (formulaire.is_valid() and _deposer(request, fait, formulaire)):
        return _montrer(request, fait, formulaire, statut=422)
    messages.success(request, "Le compte rendu est lu : voyez-le ci-dessous, ligne par ligne.")
    return redirect("espace_agent:envoi", pk)


def _deposer(request: RequeteAgent, fait: Retour, formulaire: FormulaireRapport) -> bool:
    contenu = formulaire.cleaned_data["rapport"].read(TAILLE_MAX + 1)
    try:
        enregistrer_rapport(fait, contenu, par=request.agent)
    except (RapportRefuse, FichierRefuse) as refus:
        formulaire.add_error("rapport", f"{refus} Rien n’a été écrit.")
        return False
    return True


def _montrer(
    request: RequeteAgent, fait: Retour, formulaire: FormulaireRapport, *, statut: int = 200
) -> HttpResponse:
    envoyes = list(
        ChangementEnvoye.objects.pour_agent(request.agent)
        .filter(retour=fait)
        .select_related("personne")
        .order_by("pk")
    )
    rapport: RapportSiecle | None = getattr(fait, "rapport", None)
    contexte: dict[str, Any] = {
        "envoi": fait,
        "fichier": PurePath(fait.fichier.name or "").name,
        "schema": SCHEMAS.get(fait.schema, fait.schema),
        "nombre": len(envoyes),
        "comptes": _comptes(envoyes),
        "eleves": _eleves(request, fait, envoyes),
        "rapport": rapport,
        "sections": _sections(request, fait, rapport),
        "formulaire": formulaire,
    }
    return page(request, "envoi", contexte, statut=statut)


def _comptes(envoyes: Iterable[ChangementEnvoye]) -> dict[str, int]:
    comptes = Counter(envoye.sort for envoye in envoyes)
    return {str(sort): comptes[sort] for sort in Sort}


def _eleves(
    request: RequeteAgent, fait: Retour, envoyes: Iterable[ChangementEnvoye]
) -> list[EleveSuivi]:
    """Dans l'ordre de la liste de tous les dossiers."""
    tables = tables_de(fait.campagne)
    par_dossier: dict[int, list[ChangementSuivi]] = defaultdict(list)
    for envoye in envoyes:
        par_dossier[envoye.dossier_id].append(_suivi(envoye, tables))
    dossiers = Dossier.objects.pour_agent(request.agent).filter(retours=fait)
    suivis = [EleveSuivi(d, par_dossier[d.pk]) for d in dossiers.select_related("eleve")]
    return sorted(suivis, key=lambda suivi: capitales(suivi.dossier.eleve.nom_de_famille))


def _suivi(envoye: ChangementEnvoye, tables: Tables) -> ChangementSuivi:
    champ = envoye.definition
    ancien, nouveau, autre = (
        texte(champ, champ.lire(valeur), tables)
        for valeur in (envoye.avant, envoye.apres, envoye.autre)
    )
    return ChangementSuivi(
        libelle=champ.libelle,
        de_qui=str(envoye.personne or "l’élève"),
        ancien=ancien,
        nouveau=nouveau,
        envoye=envoye,
        autre=autre,
    )


def _sections(
    request: RequeteAgent, fait: Retour, rapport: RapportSiecle | None
) -> list[SectionMontree]:
    """Les sections du compte rendu qui ont des lignes, dans l'ordre de SIECLE."""
    if rapport is None:
        return []
    lignes = list(
        LigneCompteRendu.objects.pour_agent(request.agent).filter(rapport=rapport).order_by("pk")
    )
    dossiers = _dossiers(request, fait, lignes)
    par_section: dict[int, list[LigneMontree]] = defaultdict(list)
    for ligne in lignes:
        dossier = dossiers.get((ligne.eleve_id, ligne.personne_id))
        par_section[ligne.section].append(LigneMontree(ligne, sens(ligne.code), dossier))
    return [
        SectionMontree(titre, section in REPLIEES, par_section[section])
        for section, titre in SECTIONS.items()
        if par_section[section]
    ]


def _dossiers(
    request: RequeteAgent, fait: Retour, lignes: Sequence[LigneCompteRendu]
) -> Mapping[tuple[int | None, int | None], int]:
    """{(élève, None) ou (None, responsable): le dossier où agir}."""
    dossiers = Dossier.objects.pour_agent(request.agent).filter(campagne=fait.campagne_id)
    eleves = {ligne.eleve_id for ligne in lignes if ligne.eleve_id}
    personnes = {ligne.personne_id for ligne in lignes if ligne.personne_id}
    des_eleves = dossiers.filter(eleve__in=eleves).values_list("eleve", "pk")
    des_personnes = (
        dossiers.filter(eleve__responsables__personne__in=personnes)
        .order_by("-pk")
        .values_list("eleve__responsables__personne", "pk")
    )
    return {
        **{(eleve, None): pk for eleve, pk in des_eleves},
        **{(None, personne): pk for personne, pk in des_personnes},
    }
