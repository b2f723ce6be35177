"""Ce que le collège règle ou sort : les formations, le schéma, les listes, un élève à part."""

from typing import Any

from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.models import Dossier, Signature
from dossiersco.dossiers.tests.factories import MEF_5E, MefFactory, OptionFactory
from dossiersco.espace_famille.tests.pages import champs
from dossiersco.pieces import actions as pieces
from tests.attaques.decor import Decor
from tests.attaques.gestes import Envoi, Geste, college, secretaire

ELEVE = {
    "nom_de_famille": "Lenoir",
    "prenom": "Awa",
    "code_sexe": "2",
    "date_naiss": "2014-03-12",
    "code_pays": "100",
    "commune_naiss": "Lille",
    "code_pays_nat": "100",
    "code_mef": MEF_5E,
    "premier-code_civilite": "2",
    "premier-nom_de_famille": "Lenoir",
    "premier-prenom": "Fatou",
    "premier-code_parente": "10",
}


def regler(nom: str, *arguments: Any, **changes: str) -> Geste:
    """Le formulaire de l'écran, avec ce changement."""

    def geste(decor: Decor) -> Envoi:
        campagne = decor.martin.campagne
        MefFactory(
            campagne=campagne,
            nb_opt_oblig=0,
            photo={"FORMATION": "5ème", "CODE_MEFSTAT": "2112"},
        )
        OptionFactory(campagne=campagne)
        client, adresse = secretaire(decor), college(nom, *arguments)
        return client, adresse, {**champs(client.get(adresse)), **changes}

    return geste


def donner_une_formation(decor: Decor) -> Envoi:
    pk = decor.martin.dossier.pk
    return regler("formation_eleve", pk, code_mef=MEF_5E)(decor)


def choisir_le_schema(decor: Decor) -> Envoi:
    return secretaire(decor), college("retour_schema"), {"schema_retour": "3.1"}


def demander_une_liste(decor: Decor) -> Envoi:
    envoi = {"sorte": "evacuation", "evacuation-en": "csv"}
    return secretaire(decor), college("liste_demander"), envoi


def ne_plus_attendre(decor: Decor) -> Envoi:
    """Deux signatures demandées, une seule reçue."""
    decor.martin.campagne.signatures_requises = 2
    decor.martin.campagne.save()
    pieces.accepter(decor.piece, par=decor.secretaire)
    Dossier.objects.filter(pk=decor.martin.dossier.pk).update(etat="a_remplir")
    Signature.objects.filter(personne=decor.pere).delete()
    signer(decor.dossier, par=decor.mere)
    return secretaire(decor), college("dossier_sans_attendre", decor.martin.dossier.pk), {}


GESTES_DES_REGLAGES: dict[str, Geste] = {
    "espace_agent:college": regler("college", telephone="01 99 00 12 34"),
    "espace_agent:formations": regler("formations", **{f"suivante_{MEF_5E}": "fin"}),
    "espace_agent:formation": regler("formation", MEF_5E, o0_explication="Deux heures."),
    "espace_agent:formation_eleve": donner_une_formation,
    "espace_agent:retour_schema": choisir_le_schema,
    "espace_agent:eleve_nouveau": regler("eleve_nouveau", **ELEVE),
    "espace_agent:liste_demander": demander_une_liste,
    "espace_agent:dossier_sans_attendre": ne_plus_attendre,
}
