"""Suivre les dossiers : les lots, les notes, les vues, écrire pour une famille ; puis les visites,
l'essai et l'ouverture d'un collège."""

from typing import Any

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dossiersco.dossiers.models import Dossier, Lot, Trace
from dossiersco.ouverture import essai, inscription, visites
from dossiersco.pieces.tests.fichiers_hostiles import png
from tests.attaques.decor import Decor, navigateur
from tests.attaques.gestes import Envoi, Geste, college, decider, envoyer, mere, secretaire, tirer

UAI_NEUF = "0590181B"
MOTIF = "La direction demande de l'aide"


def sur_le_dossier(nom: str, **envoi: Any) -> Geste:
    return lambda decor: (secretaire(decor), college(nom, decor.martin.dossier.pk), envoi)


def confier_d_un_coup(decor: Decor) -> Envoi:
    """Comme l'agent : voir, puis confirmer ce qui est montré."""
    client, geste = secretaire(decor), f"attribuer:{decor.sans_droit.pk}"
    choix = {"geste": geste, "dossier": [decor.martin.dossier.pk, decor.diallo.dossier.pk]}
    vus = client.get(college("lot"), choix).context["vus"]
    return client, college("lot_faire"), {"geste": geste, "vus": vus}


def imprimer_d_un_coup(decor: Decor) -> Envoi:
    client = secretaire(decor)
    choix = {"geste": "imprimer:lettres", "dossier": [decor.martin.dossier.pk]}
    montres = client.get(college("lot_papier"), choix).context["dossiers"]
    return client, college("lot_papier"), {"geste": "imprimer:lettres", "dossiers": montres}


def annuler_un_lot(decor: Decor) -> Envoi:
    envoyer(*confier_d_un_coup(decor))
    return secretaire(decor), college("lot_annuler", Lot.objects.latest("pk").pk), {}


def annuler_sa_decision(decor: Decor) -> Envoi:
    envoyer(*decider("dossier_refuser")(decor))
    decision = Trace.objects.filter(lot__isnull=False).latest("pk")
    return secretaire(decor), college("decision_annuler"), {"lot": str(decision.lot)}


def organiser(decor: Decor) -> Envoi:
    envoi = {"agent": decor.sans_droit.pk, "etiquette_neuve": "Bourse"}
    return sur_le_dossier("dossier_organiser", **envoi)(decor)


def ecrire_pour_la_famille(decor: Decor) -> Envoi:
    """Le formulaire tel qu'il est montré, à un champ près."""
    client = secretaire(decor)
    adresse = college("dossier_ecrire", decor.martin.dossier.pk, 0, "identite")
    formulaire = client.get(adresse).context["formulaire"]
    montre = {nom: formulaire[nom].value() or "" for nom in formulaire.fields}
    return client, adresse, {**montre, "nom_usage": "DURAND"}


def ajouter_un_document(decor: Decor) -> Envoi:
    envoi = {
        "attendue": decor.justificatif.pk,
        "personne": decor.mere.pk,
        "fichier": SimpleUploadedFile("facture.png", png()),
    }
    return sur_le_dossier("dossier_document", **envoi)(decor)


def rouvrir(decor: Decor) -> Envoi:
    Dossier.objects.filter(pk=decor.martin.dossier.pk).update(etat="valide")
    return sur_le_dossier("dossier_rouvrir")(decor)


def effacer_l_essai(decor: Decor) -> Envoi:
    essai.essayer(decor.martin.campagne)
    return secretaire(decor), college("essai_effacer"), {}


def choisir_sa_langue(decor: Decor) -> Envoi:
    return mere(decor), reverse("langue"), {"langue": "ar", "suite": reverse("accueil")}


def inscrire_un_college(decor: Decor) -> Envoi:
    return navigateur(decor.operateur), reverse("espace_operateur:inscrire"), {"uai": UAI_NEUF}


def visiter_un_college(decor: Decor) -> Envoi:
    uai = decor.martin.campagne.etablissement.uai
    adresse = reverse("espace_operateur:visite", args=[uai])
    return navigateur(decor.operateur), adresse, {"motif": MOTIF}


def terminer_sa_visite(decor: Decor) -> Envoi:
    visites.visiter(decor.martin.campagne.etablissement, par=decor.operateur, motif=MOTIF)
    return navigateur(decor.operateur), reverse("espace_operateur:visite_terminer"), {}


def ouvrir_l_espace_du_college(_: Decor) -> Envoi:
    """Le lien reçu par la direction, et son premier mot de passe."""
    inscription.demander(UAI_NEUF)
    jeton = mail.outbox[-1].body.split("/inscrire/")[1].split("/")[0]
    envoi = {"nom": "Claude Invente", "mot_de_passe": "quatre mots sans rapport"}
    return navigateur(None), reverse("espace_public:activer", args=[jeton]), envoi


GESTES_DU_SUIVI: dict[str, Geste] = {
    "espace_agent:lot_faire": confier_d_un_coup,
    "espace_agent:lot_papier": imprimer_d_un_coup,
    "espace_agent:lot_annuler": annuler_un_lot,
    "espace_agent:decision_annuler": annuler_sa_decision,
    "espace_agent:note_ecrire": sur_le_dossier("note_ecrire", texte="Rappeler la mère."),
    "espace_agent:note_effacer": lambda decor: (
        secretaire(decor),
        college("note_effacer", decor.note.pk),
        {},
    ),
    "espace_agent:vue_enregistrer": lambda decor: (
        secretaire(decor),
        college("vue_enregistrer"),
        {"nom": "À traiter", "parametres": "etat=transmis"},
    ),
    "espace_agent:vue_effacer": lambda decor: (
        secretaire(decor),
        college("vue_effacer", decor.vue.pk),
        {},
    ),
    "espace_agent:dossier_organiser": organiser,
    "espace_agent:dossier_regarder": sur_le_dossier("dossier_regarder"),
    "espace_agent:dossier_ecrire": ecrire_pour_la_famille,
    "espace_agent:dossier_document": ajouter_un_document,
    "espace_agent:dossier_rouvrir": rouvrir,
    "espace_agent:dossier_depart": sur_le_dossier("dossier_depart", parti="oui"),
    "espace_agent:piece_tourner": lambda decor: (
        secretaire(decor),
        college("piece_tourner", decor.piece.pk),
        {},
    ),
    "espace_agent:essai_commencer": tirer("essai_commencer"),
    "espace_agent:essai_effacer": effacer_l_essai,
    "espace_operateur:inscrire": inscrire_un_college,
    "espace_operateur:visite": visiter_un_college,
    "espace_operateur:visite_terminer": terminer_sa_visite,
    "espace_public:activer": ouvrir_l_espace_du_college,
    "langue": choisir_sa_langue,
}
