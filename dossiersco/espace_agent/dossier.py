"""Un dossier entier : ce qui est nouveau d'abord, puis tout ce qu'on en sait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dossiersco.campagnes.tables import Tables, tables_de
from dossiersco.dossiers.affichage import VIDE, texte
from dossiersco.dossiers.champs import CHAMPS, PAR_NOM, Cible
from dossiersco.dossiers.entourage import avec_leurs_acces
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner_les_champs
from dossiersco.dossiers.formations import parmi
from dossiersco.dossiers.models import (
    NIVEAUX_QUI_AGISSENT,
    ContactUrgence,
    Dossier,
    Eleve,
    Personne,
    Responsable,
    Trace,
)
from dossiersco.dossiers.traces import DE_SIECLE
from dossiersco.espace_agent import noms
from dossiersco.espace_agent.acces import RequeteAgent, agent_peut, dossier_permis
from dossiersco.espace_agent.demandes import demandes_du_dossier
from dossiersco.espace_agent.fiches import fiche, lectures
from dossiersco.espace_agent.formulaire_saisie import GROUPES
from dossiersco.espace_agent.motifs import MOTIFS
from dossiersco.espace_agent.notes import FormulaireNote, FormulaireOrganisation
from dossiersco.espace_agent.page import page
from dossiersco.espace_agent.regards import phrase
from dossiersco.espace_agent.reponses import reponses_du_dossier
from dossiersco.espace_agent.suivi_dossier import Acces, Suivi, lire_le_suivi
from dossiersco.espace_agent.vus import Vus, vu_le, vus
from dossiersco.etablissements.droits import Geste

Donnees = list[tuple[str, str]]

# Un geste qui ne porte sur aucun champ, mais sur un document nommé.
SANS_CHAMP = {"accepter": "a accepté", "refuser": "a refusé", "deposer": "a envoyé"}

AIDE = {True: ", aidé par quelqu’un", False: ""}


@dataclass(frozen=True)
class PersonneMontree:
    id: int
    nom: str
    niveau: str
    donnees: Donnees
    acces: Acces
    a_un_acces: bool


@dataclass(frozen=True)
class TraceMontree:
    le: datetime
    phrase: str
    motif: str
    vu_le: datetime | None = None


@require_safe
@agent_peut(Geste.VOIR_DOSSIERS)
def dossier(request: RequeteAgent, pk: int) -> HttpResponse:
    voulu = dossier_permis(request, pk)
    examen = _examiner(voulu)
    tables = tables_de(voulu.campagne)
    montree = fiche(examen, lectures([examen], tables))
    suivi = lire_le_suivi(voulu, request.agent.etablissement)
    contexte = {
        **_entre_agents(request, voulu, suivi),
        "dossier": voulu,
        "fiche": montree,
        "decidable": montree.a_traiter and request.agent.peut(Geste.DECIDER),
        "depart": _depart(voulu.eleve),
        "eleve": _donnees(Cible.ELEVE, voulu.eleve, tables),
        "scolarite": _scolarite(voulu, tables),
        "responsables": [_personne(lien, tables, suivi.acces) for lien in examen.liens],
        "demandes": demandes_du_dossier(voulu, suivi),
        "contacts": _contacts(suivi, examen.liens),
        "reponses": reponses_du_dossier(voulu, request.agent, examen.liens),
        "traces": _traces(examen, tables, vus(request, examen)),
        **MOTIFS,
        "groupes_eleve": _groupes(Cible.ELEVE),
        "groupes_personne": _groupes(Cible.PERSONNE),
        "rouvrable": voulu.etat == Etat.VALIDE and not voulu.eleve.est_parti,
    }
    return page(request, "dossier", contexte)


def _examiner(dossier: Dossier) -> Examen:
    (examen,) = examiner_les_champs(
        [dossier], liens=avec_leurs_acces(dossier.campagne), avec_les_auteurs=True
    )
    return examen


def _groupes(cible: Cible) -> list[tuple[str, str]]:
    return [(nom, groupe.titre) for nom, groupe in GROUPES.items() if groupe.cible is cible]


def _entre_agents(request: RequeteAgent, dossier: Dossier, suivi: Suivi) -> dict[str, Any]:
    """Ce qu'aucune famille ne voit."""
    agent = str(dossier.attribue_a_id or "")
    posees = [cle for cle, _ in suivi.posees]
    autres = [nom for cle, nom in suivi.regards if cle != str(request.agent.pk)]
    formulaire = FormulaireOrganisation(initial={"agent": agent, "etiquettes": posees})
    return {
        "agent_id": request.agent.pk,
        "regard": phrase(autres),
        "notes": suivi.notes,
        "etiquettes": [nom for _, nom in suivi.posees],
        "confie_a": dict(suivi.agents).get(agent, ""),
        "formulaire_note": FormulaireNote(),
        "formulaire_organisation": formulaire.offrir(suivi.agents, suivi.etiquettes),
    }


def _depart(eleve: Eleve) -> str:
    """Ce qui fait dire que l'élève est parti ; "" s'il est là."""
    if eleve.est_sorti:
        source = f"SIECLE le dit sorti le {eleve.date_sortie:%d/%m/%Y}."
    elif eleve.depart_dit_le:
        return (
            f"Le collège le dit parti depuis le {eleve.depart_dit_le:%d/%m/%Y}. Le dossier est "
            "fermé pour la famille ; ses réponses sont gardées. SIECLE, lui, ne le sait pas par "
            "nous : dites-le-lui aussi."
        )
    elif eleve.absent_depuis:
        source = (
            f"Il n’est plus dans les exports de SIECLE depuis le {eleve.absent_depuis:%d/%m/%Y}."
        )
    else:
        return ""
    return (
        f"{source} Le dossier est fermé pour la famille ; ses réponses sont gardées. Si c’est une "
        "erreur, corrigez-la dans SIECLE, puis redéposez les exports : le dossier se rouvrira."
    )


def _donnees(cible: Cible, objet: Eleve | Personne, tables: Tables) -> Donnees:
    return [
        (champ.libelle, texte(champ, getattr(objet, champ.nom), tables)) for champ in CHAMPS[cible]
    ]


def _scolarite(dossier: Dossier, tables: Tables) -> Donnees:
    eleve = dossier.eleve
    code_mef = parmi(dossier.campagne, dossier.code_mef_rentree, eleve.code_mef, tables.suivantes)
    an_dernier = eleve.photo.get("SCOLARITE_AN_DERNIER", {})
    return [
        ("Formation à la rentrée", tables.formation(code_mef) or VIDE),
        ("Classe", eleve.code_structure or VIDE),
        ("Identifiant national (INE)", eleve.id_national or VIDE),
        ("Établissement de l’an dernier", an_dernier.get("CODE_RNE") or VIDE),
    ]


def _personne(lien: Responsable, tables: Tables, acces: Mapping[int, Acces]) -> PersonneMontree:
    return PersonneMontree(
        id=lien.personne_id,
        nom=noms.responsable(lien),
        niveau=noms.NIVEAUX.get(lien.niveau_responsabilite, ""),
        donnees=_donnees(Cible.PERSONNE, lien.personne, tables),
        acces=acces.get(lien.personne_id, Acces()),
        a_un_acces=lien.niveau_responsabilite in NIVEAUX_QUI_AGISSENT,
    )


def _contacts(suivi: Suivi, liens: Iterable[Responsable]) -> list[tuple[str, list[ContactUrgence]]]:
    """Ceux que chaque responsable a donnés, dans son ordre."""
    donnes = [
        (noms.responsable(lien), [c for c in suivi.contacts if c.personne_id == lien.personne_id])
        for lien in liens
    ]
    return [(auteur, contacts) for auteur, contacts in donnes if contacts]


def _traces(examen: Examen, tables: Tables, vus_le: Vus) -> list[TraceMontree]:
    """Les plus récentes d'abord."""
    personnes = noms.Noms(examen.liens)
    return [
        TraceMontree(
            le=trace.le,
            phrase=f"{_auteur(trace, personnes)} {_geste(trace, tables)}{AIDE[trace.aide]}",
            motif=trace.motif,
            vu_le=vu_le(trace, vus_le),
        )
        for trace in reversed(examen.traces)
    ]


def _auteur(trace: Trace, personnes: noms.Noms) -> str:
    if trace.geste == DE_SIECLE:
        return "SIECLE"
    if trace.par_agent:
        return f"{trace.par_agent} (collège)"
    if trace.delegation:
        canal, pour = trace.delegation.get_canal_display(), personnes.de(trace.par_personne_id)
        return f"{trace.delegation.par_agent} (collège), pour {pour}, {canal},"
    return personnes.de(trace.par_personne_id) if trace.par_personne_id else "Le service"


def _geste(trace: Trace, tables: Tables) -> str:
    if not trace.champ:
        if trace.geste in SANS_CHAMP:
            return f"{SANS_CHAMP[trace.geste]} le document « {trace.apres} »"
        dite = f" : {trace.apres}" if trace.apres else ""
        return f"{trace.get_geste_display()}{dite}"
    champ = PAR_NOM[Cible.ELEVE if trace.eleve_id else Cible.PERSONNE][trace.champ]
    dits = [texte(champ, champ.lire(valeur), tables) for valeur in (trace.avant, trace.apres)]
    return f"{trace.get_geste_display()} : {champ.libelle}, {dits[0]} → {dits[1]}"
