"""Ce que SIECLE a pris d'un dossier, pour le dire en face de ce que le collège a accepté."""

from datetime import datetime

from dossiersco.dossiers.champs import PAR_NOM, canonique
from dossiersco.dossiers.examen import Examen
from dossiersco.dossiers.journal import Clef
from dossiersco.dossiers.models import Trace
from dossiersco.echanges.models import ChangementEnvoye
from dossiersco.espace_agent.acces import RequeteAgent

Vus = dict[tuple[Clef, str], datetime]
"""{(champ de qui, valeur): quand un export l'a montrée}."""


def vus(request: RequeteAgent, examen: Examen) -> Vus:
    if not any(trace.geste == "accepter" and trace.champ for trace in examen.traces):
        # Rien d'accepté : rien n'est parti.
        return {}
    personnes = [lien.personne_id for lien in examen.liens]
    envoyes = ChangementEnvoye.objects.pour_agent(request.agent).vus()
    siens = envoyes.des_cibles([examen.dossier.eleve_id], personnes).order_by("-vu_le")
    return {
        (envoye.clef, canonique(envoye.definition, envoye.apres)): envoye.vu_le
        for envoye in siens
        if envoye.vu_le
    }


def vu_le(trace: Trace, vus_le: Vus) -> datetime | None:
    """La date où SIECLE a montré la valeur que cette ligne accepte ; la première fois."""
    if trace.geste != "accepter" or not trace.champ:
        return None
    cible, _, nom = trace.clef
    return vus_le.get((trace.clef, canonique(PAR_NOM[cible][nom], trace.apres)))
