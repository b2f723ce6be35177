"""Chaque geste qui écrit, tel qu'un navigateur l'enverrait : (client, adresse, envoi)."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import CodeVerification
from dossiersco.dossiers import decisions, moyens
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    MefFactory,
    OptionFactory,
    famille_diallo,
    relire,
)
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.espace_famille.tests.pages import champs, saisie
from dossiersco.etablissements.droits import Role
from dossiersco.pieces.tests.fichiers_hostiles import png
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves
from tests.attaques.decor import Decor, navigateur

Envoi = tuple[Client, str, dict[str, Any]]
Geste = Callable[[Decor], Envoi]


def mere(decor: Decor) -> Client:
    return navigateur(decor.compte_de("la mère"))


def secretaire(decor: Decor) -> Client:
    return navigateur(decor.compte_de("un agent du collège"))


def famille(decor: Decor, etape: str, *reste: int) -> str:
    return reverse(f"espace_famille:{etape}", args=[decor.dossier.pk, *reste])


def college(nom: str, *arguments: int) -> str:
    return reverse(f"espace_agent:{nom}", args=arguments)


def remplir(etape: str, **changes: Any) -> Geste:
    def geste(decor: Decor) -> Envoi:
        client, adresse = mere(decor), famille(decor, etape)
        return client, adresse, saisie(client.get(adresse), **changes)

    return geste


def choisir_une_option(decor: Decor) -> Envoi:
    campagne = decor.martin.campagne
    MefFactory(campagne=campagne, nb_opt_oblig=0)
    option = OptionFactory(campagne=campagne)
    return remplir("options", facultatives=[option.code_matiere])(decor)


def changer_de_regime(decor: Decor) -> Envoi:
    autre = famille_diallo(decor.martin.campagne).dossier.eleve
    type(autre).objects.filter(pk=autre.pk).update(photo={**autre.photo, "CODE_REGIME": "0"})
    return remplir("regime", code_regime="0")(decor)


def garder_un_brouillon(decor: Decor) -> Envoi:
    client, adresse, envoi = remplir("moi", mel="neuf@exemple.fr")(decor)
    return client, f"{adresse}brouillon/", {**envoi, "rang": "1"}


def effacer_un_brouillon(decor: Decor) -> Envoi:
    client, adresse, _ = envoi = garder_un_brouillon(decor)
    envoyer(*envoi)
    return client, f"{adresse}effacer/", {}


def verifier_son_courriel(decor: Decor) -> Envoi:
    compte, mel = decor.compte_de("la mère"), moyens.adresse(decor.mere)
    CodeVerification.objects.create(
        compte=compte,
        canal="mel",
        valeur=mel,
        empreinte=moyens.empreinte_code(compte, mel, "123456"),
        expire_le=timezone.now() + moyens.DUREE,
    )
    return mere(decor), famille(decor, "courriel"), {"code": "123456"}


def envoyer_un_document(decor: Decor) -> Envoi:
    _demenager(decor)
    pk = decor.justificatif.pk
    fichier = SimpleUploadedFile("facture.png", png())
    return mere(decor), famille(decor, "pieces"), {"attendue": pk, f"d{pk}-fichier": fichier}


def retirer_un_document(decor: Decor) -> Envoi:
    return mere(decor), famille(decor, "piece_retirer", decor.piece.pk), {}


def resigner(decor: Decor) -> Envoi:
    modifier(decor.dossier, decor.mere, {"nom_usage": "DURAND"}, par=decor.mere)
    return remplir("revue", exact="on")(decor)


def du_nouveau(decor: Decor) -> dict[str, Any]:
    """De quoi décider : ce qu'un formulaire de l'écran enverrait."""
    _demenager(decor)
    signer(decor.dossier, par=decor.mere)
    (fiche,) = secretaire(decor).get(college("file")).context["fiches"]
    return {
        "ecran": "file",
        "apres": "",
        "suivant": "",
        "empreinte": fiche.empreinte,
        "clef": fiche.differences[0].clef,
        "piece": [decor.piece.pk],
        "precision": "Il manque un acte",
        "message": "Pouvez-vous préciser ?",
    }


def decider(nom: str) -> Geste:
    def geste(decor: Decor) -> Envoi:
        envoi = du_nouveau(decor)
        cible = decor.piece.pk if nom.startswith("piece_") else decor.dossier.pk
        return secretaire(decor), college(nom, cible), envoi

    return geste


def trancher(decor: Decor) -> Envoi:
    for personne, regime in ((decor.pere, "0"), (decor.mere, "22")):
        dossier = decor.dossier
        modifier(dossier, dossier.eleve, {"code_regime": regime}, par=personne)
        signer(dossier, par=personne)
    (fiche,) = secretaire(decor).get(college("file")).context["fiches"]
    envoi = {
        "clef": fiche.differences[0].clef,
        "empreinte": fiche.empreinte,
        "personne": decor.pere.pk,
    }
    return secretaire(decor), college("dossier_trancher", decor.dossier.pk), envoi


def remettre_un_code(decor: Decor) -> Envoi:
    return secretaire(decor), college("code_remis", decor.dossier.pk, decor.mere.pk), {}


def deposer_un_export(decor: Decor) -> Envoi:
    uai = decor.martin.campagne.etablissement.uai
    fichier = SimpleUploadedFile("eleves.xml", fichier_eleves(eleve(), UAJ=uai))
    return secretaire(decor), college("siecle"), {"fichiers": [fichier]}


def ouvrir_la_campagne(decor: Decor) -> Envoi:
    Campagne.objects.update(ouverte_le=None)
    return secretaire(decor), college("campagne_ouvrir"), {}


def inviter_tout_le_monde(decor: Decor) -> Envoi:
    return secretaire(decor), college("invitations_envoyer"), {}


def produire_le_fichier(_: Decor) -> Envoi:
    """Un vrai collège : le fichier a besoin de tout ce que SIECLE a dit."""
    etablissement = creer_college("0590181B", 2026)
    with TemporaryDirectory() as dossier:
        fictif = fabriquer(uai="0590181B", annee=2026, eleves=5, graine=1)
        exports = ecrire(fictif, Path(dossier))
        importer(etablissement, [Source(chemin.name, chemin) for chemin in exports])
    Campagne.objects.filter(etablissement=etablissement).update(ouverte_le=timezone.now())
    agent = AgentFactory(etablissement=etablissement, role=Role.DIRECTION)
    siens = Dossier.objects.filter(campagne__etablissement=etablissement).values("eleve")
    lien = Responsable.objects.qui_agissent().filter(eleve__in=siens).first()
    sien = Dossier.objects.get(eleve=lien.eleve_id)
    modifier(relire(sien), lien.personne, {"tel_portable": "0639981234"}, par=lien.personne)
    signer(relire(sien), par=lien.personne)
    examen = examiner_un(relire(sien))
    decisions.valider(examen.dossier, empreinte=examen.empreinte, par=agent)
    client = navigateur(agent.compte)
    return client, college("retour_produire"), champs(client.get(college("retour")))


def _demenager(decor: Decor) -> None:
    nouvelle = {"LIGNE1_ADRESSE": "1 RUE NEUVE", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"}
    modifier(decor.dossier, decor.mere, {"adresse": nouvelle}, par=decor.mere)


GESTES: dict[str, Geste] = {
    "espace_famille:eleve": remplir("eleve", nom_usage="Durand"),
    "espace_famille:moi": remplir("moi", rue="1 rue Neuve", tel_personnel="01 99 00 12 34"),
    "espace_famille:options": choisir_une_option,
    "espace_famille:regime": changer_de_regime,
    "espace_famille:pieces": envoyer_un_document,
    "espace_famille:piece_retirer": retirer_un_document,
    "espace_famille:revue": resigner,
    "espace_famille:avis": lambda decor: (mere(decor), famille(decor, "avis"), {"note": "5"}),
    "espace_famille:courriel": verifier_son_courriel,
    "espace_famille:courriel_code": lambda decor: (
        mere(decor),
        famille(decor, "courriel_code"),
        {},
    ),
    "espace_famille:brouillon": garder_un_brouillon,
    "espace_famille:brouillon_effacer": effacer_un_brouillon,
    "espace_agent:dossier_valider": decider("dossier_valider"),
    "espace_agent:dossier_refuser": decider("dossier_refuser"),
    "espace_agent:dossier_trancher": trancher,
    "espace_agent:dossier_demander": decider("dossier_demander"),
    "espace_agent:code_remis": remettre_un_code,
    "espace_agent:piece_accepter": decider("piece_accepter"),
    "espace_agent:piece_refuser": decider("piece_refuser"),
    "espace_agent:campagne_ouvrir": ouvrir_la_campagne,
    "espace_agent:invitations_envoyer": inviter_tout_le_monde,
    "espace_agent:siecle": deposer_un_export,
    "espace_agent:retour_produire": produire_le_fichier,
}


def envoyer(client: Client, adresse: str, envoi: dict[str, Any]) -> int:
    """Un fichier déjà envoyé se relit depuis le début."""
    for valeur in envoi.values():
        for fichier in valeur if isinstance(valeur, list) else [valeur]:
            if isinstance(fichier, SimpleUploadedFile):
                fichier.seek(0)
    return client.post(adresse, envoi).status_code
