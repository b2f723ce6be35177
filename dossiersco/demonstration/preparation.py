"""La première fois : un collège fictif, écrit en fichiers SIECLE, importé, ouvert, invité."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import codes
from dossiersco.demonstration.actions import (
    agent_de_demonstration,
    animer,
    demander_les_documents,
    poser_les_questions,
)
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Personne
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.etablissements.droits import Role
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.fabrique.modele import Demonstration

UAI, ANNEE, ELEVES, GRAINE = "0590181B", 2026, 600, 1


@dataclass(frozen=True)
class Acces:
    """Un accès imprimé au démarrage. `code` : présenté XXXX-XXXX-XXXX."""

    situation: str
    nom: str
    code: str


@dataclass(frozen=True)
class Etiquette:
    """Ce que la démonstration annonce ; gardé en clair dans `var/`, jamais hors démonstration."""

    mel: str
    mel_direction: str
    mot_de_passe: str
    acces: list[Acces]


def fichier_etiquette() -> Path:
    return Path(settings.VAR) / "demonstration.json"


def etiquette() -> Etiquette:
    """Prépare la démonstration si elle ne l'est pas, et rend ses accès."""
    fichier = fichier_etiquette()
    if not fichier.exists():
        # Une préparation interrompue se reprend : chaque pas sait s'il est déjà fait.
        preparee = preparer()
        fichier.write_text(json.dumps(asdict(preparee), ensure_ascii=False), encoding="utf-8")
    contenu = json.loads(fichier.read_text(encoding="utf-8"))
    acces = [Acces(**ligne) for ligne in contenu["acces"]]
    return Etiquette(**{**contenu, "acces": acces})


def preparer() -> Etiquette:
    call_command("migrate", verbosity=0, interactive=False)
    college = fabriquer(uai=UAI, annee=ANNEE, eleves=ELEVES, graine=GRAINE)
    dossier = Path(settings.VAR) / "exports"
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = ecrire(college, dossier)
    etablissement = creer_college(UAI, ANNEE)
    importer(etablissement, [Source(chemin.name, chemin) for chemin in chemins])
    # Les courriels portent le nom que le fichier Communs vient d'apprendre.
    etablissement.refresh_from_db()
    campagne = etablissement.campagnes.get(annee=ANNEE)
    demander_les_documents(campagne)
    poser_les_questions(campagne)
    ouvrir(campagne)
    cas = college.demonstration
    animer(campagne, sauf={cas.seul, *cas.separes, cas.fratrie})
    mot_de_passe = secrets.token_urlsafe(15)
    agent = agent_de_demonstration(campagne, mot_de_passe)
    direction = agent_de_demonstration(campagne, mot_de_passe, Role.DIRECTION)
    return Etiquette(
        mel=agent.compte.mel or "",
        mel_direction=direction.compte.mel or "",
        mot_de_passe=mot_de_passe,
        acces=_inviter(campagne, cas),
    )


def _inviter(campagne: Campagne, cas: Demonstration) -> list[Acces]:
    situations = {
        cas.seul: "Un parent seul",
        cas.separes[0]: "Deux parents séparés, le premier",
        cas.separes[1]: "Deux parents séparés, le second",
        cas.fratrie: "Un parent de trois enfants",
    }
    clairs = inviter(campagne).codes
    personnes = {
        personne.id_siecle: personne
        for personne in Personne.objects.filter(
            etablissement=campagne.etablissement, id_siecle__in=situations
        )
    }
    return [
        Acces(situation, str(personnes[cle]), codes.presenter(clairs[personnes[cle].pk]))
        for cle, situation in situations.items()
    ]


def lien(code: str) -> str:
    return f"{settings.ADRESSE_PUBLIQUE}{reverse('acces_par_lien', args=[code])}"
