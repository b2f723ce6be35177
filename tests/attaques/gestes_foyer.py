"""Ce qu'un responsable dit à côté des champs : confirmer, qui appeler, demander au collège."""

from collections.abc import Callable
from typing import Any

from dossiersco.dossiers import foyer
from dossiersco.dossiers.models import ContactUrgence
from tests.attaques.decor import Decor
from tests.attaques.gestes import Envoi, Geste, college, famille, mere, secretaire

UNE_AUTRE = {"nom": "Karim Haddad", "lien": "voisin", "tel_portable": "06 39 98 22 22"}


def confirmer(decor: Decor) -> Envoi:
    client = mere(decor)
    blocs = client.get(famille(decor, "dossier")).context["blocs"]
    vu = next(montre["bloc"].empreinte for montre in blocs if montre["bloc"].ancre == "moi")
    return client, famille(decor, "confirmer", "moi"), {"vu": vu}


def sur_un_contact(etape: str, /, *reste: int, **envoi: str) -> Geste:
    """Deux contacts dans sa liste ; le geste porte sur le second."""

    def geste(decor: Decor) -> Envoi:
        foyer.ecrire_contact(decor.dossier, None, UNE_AUTRE, par=decor.mere)
        second = ContactUrgence.objects.get(nom=UNE_AUTRE["nom"])
        return mere(decor), famille(decor, etape, second.pk, *reste), envoi

    return geste


def ecrire(etape: str, /, *reste: str, **envoi: str) -> Geste:
    return lambda decor: (mere(decor), famille(decor, etape, *reste), envoi)


def retirer_sa_demande(decor: Decor) -> Envoi:
    return mere(decor), famille(decor, "demande_retirer", decor.demande.pk), {}


def repondre(nom: str, **envoi: Any) -> Callable[[Decor], Envoi]:
    return lambda decor: (secretaire(decor), college(nom, decor.demande.pk), envoi)


GESTES_DU_FOYER: dict[str, Geste] = {
    "espace_famille:confirmer": confirmer,
    "espace_famille:contact_nouveau": ecrire("contact_nouveau", **UNE_AUTRE),
    "espace_famille:contact": sur_un_contact("contact", **{**UNE_AUTRE, "lien": "ami"}),
    "espace_famille:contact_placer": sur_un_contact("contact_placer", 0),
    "espace_famille:contact_retirer": sur_un_contact("contact_retirer"),
    "espace_famille:demande": ecrire("demande", "tiers", nom="Ali Petit", lien="oncle"),
    "espace_famille:demande_retirer": retirer_sa_demande,
    "espace_agent:demande_accepter": repondre("demande_accepter"),
    "espace_agent:demande_refuser": repondre("demande_refuser", precision="Pas de jugement"),
}
