"""Chaque geste qui écrit, tel qu'un navigateur l'enverrait : (client, adresse, envoi)."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes import totp
from dossiersco.comptes.models import CodeVerification, LienAgent, SecondFacteur
from dossiersco.dossiers import decisions, guichet, moyens
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    MefFactory,
    OptionFactory,
    famille_diallo,
    relire,
)
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.equipe.actions import retirer_acces
from dossiersco.espace_famille.tests.pages import champs, saisie
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.actions import deposer
from dossiersco.pieces.liens import ouvrir_lien
from dossiersco.pieces.televersements import commencer
from dossiersco.pieces.tests.fichiers_hostiles import png
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.comptes_rendus_fictifs import Mise, compte_rendu
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves
from tests.attaques.decor import Decor, navigateur

# Un envoi en octets est un morceau de fichier, comme l'envoie `envoi.js`.
Envoi = tuple[Client, str, dict[str, Any] | bytes]
Geste = Callable[[Decor], Envoi]
MOT_DE_PASSE = "girafe tricote sous la halle"


def mere(decor: Decor) -> Client:
    return navigateur(decor.compte_de("la mère"))


def secretaire(decor: Decor) -> Client:
    return navigateur(decor.compte_de("un agent du collège"))


def famille(decor: Decor, etape: str, *reste: int | str) -> str:
    return reverse(f"espace_famille:{etape}", args=[decor.dossier.pk, *reste])


def college(nom: str, *arguments: int | str) -> str:
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


def remonter_une_page(decor: Decor) -> Envoi:
    seconde = deposer(decor.dossier, decor.justificatif, BytesIO(png()), par=decor.mere)
    return mere(decor), famille(decor, "piece_deplacer", seconde.pk, 0), {}


def annoncer_un_fichier(decor: Decor) -> Envoi:
    _demenager(decor)
    adresse = famille(decor, "televersement", decor.justificatif.pk)
    return mere(decor), adresse, {"taille": len(png())}


def envoyer_un_morceau(decor: Decor) -> Envoi:
    adresse = reverse(
        "espace_famille:televersement_suite", args=[decor.dossier.pk, _annonce(decor)]
    )
    return mere(decor), f"{adresse}?debut=0", png()


def demander_un_lien(decor: Decor) -> Envoi:
    _demenager(decor)
    return mere(decor), famille(decor, "telephone_inviter", decor.justificatif.pk), {}


def envoyer_par_le_lien(decor: Decor) -> Envoi:
    fichier = SimpleUploadedFile("photo.png", png())
    return navigateur(None), _par_le_lien(decor, "telephone"), {"fichier": fichier}


def annoncer_par_le_lien(decor: Decor) -> Envoi:
    return navigateur(None), _par_le_lien(decor, "telephone_envoi"), {"taille": len(png())}


def un_morceau_par_le_lien(decor: Decor) -> Envoi:
    adresse = _par_le_lien(decor, "telephone_suite", _annonce(decor))
    return navigateur(None), f"{adresse}?debut=0", png()


def _annonce(decor: Decor) -> UUID:
    taille = len(png())
    return commencer(decor.dossier, decor.justificatif, taille=taille, par=decor.mere).pk


def _par_le_lien(decor: Decor, nom: str, *reste: UUID) -> str:
    jeton = ouvrir_lien(decor.dossier, decor.justificatif, par=decor.mere)
    return reverse(f"espace_famille:{nom}", args=[jeton, *reste])


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


def sur_un_depot(nom: str) -> Geste:
    def geste(decor: Decor) -> Envoi:
        client, adresse, envoi = deposer_un_export(decor)
        depot = client.post(adresse, envoi).url.rstrip("/").rpartition("/")[2]
        return client, college(nom, int(depot)), {"malgre": "on"}

    return geste


def annuler_un_import(decor: Decor) -> Envoi:
    client, appliquer, envoi = sur_un_depot("siecle_appliquer")(decor)
    client.post(appliquer, envoi)
    return client, appliquer.replace("appliquer", "annuler"), {}


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


def deposer_le_compte_rendu(decor: Decor) -> Envoi:
    eleve = decor.martin.dossier.eleve
    decor.retour.dossiers.add(decor.martin.dossier)
    numeros = (eleve.id_siecle or "", str(eleve.id_prv))
    ligne = Ligne(Section.ELEVES_REJETES, "", str(eleve), *numeros, "Raison.", "REJEL_ENTREE_B_02")
    contenu = compte_rendu([ligne], Mise(uai=decor.martin.campagne.etablissement.uai))
    fichier = SimpleUploadedFile("compte_rendu.pdf", contenu)
    return secretaire(decor), college("envoi", decor.retour.pk), {"rapport": fichier}


def inviter_un_collegue(decor: Decor) -> Envoi:
    envoi = {"nom": "Odile Lenoir", "mel": "odile@exemple.fr", "role": "gestion"}
    return secretaire(decor), college("agent_inviter"), envoi


def renvoyer_une_invitation(decor: Decor) -> Envoi:
    envoyer(*inviter_un_collegue(decor))
    invitee = Agent.objects.get(nom="Odile Lenoir")
    LienAgent.objects.all().delete()
    return secretaire(decor), college("agent_renvoyer", invitee.pk), {}


def sur_un_collegue(nom: str, **envoi: str) -> Geste:
    return lambda decor: (secretaire(decor), college(nom, decor.sans_droit.pk), dict(envoi))


def rendre_l_acces(decor: Decor) -> Envoi:
    retirer_acces(decor.sans_droit, par=decor.secretaire)
    return sur_un_collegue("agent_rendre")(decor)


def oter_un_second_facteur(decor: Decor) -> Envoi:
    SecondFacteur.objects.create(compte=decor.sans_droit.compte, graine=totp.tirer_graine())
    return sur_un_collegue("agent_facteur")(decor)


def de_son_compte(nom: str, **envoi: str) -> Geste:
    def geste(decor: Decor) -> Envoi:
        decor.secretaire.compte.set_password(MOT_DE_PASSE)
        decor.secretaire.compte.save()
        return secretaire(decor), college(nom), {"actuel": MOT_DE_PASSE, **envoi}

    return geste


def _demenager(decor: Decor) -> None:
    nouvelle = {"LIGNE1_ADRESSE": "1 RUE NEUVE", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"}
    modifier(decor.dossier, decor.mere, {"adresse": nouvelle}, par=decor.mere)


def relancer(decor: Decor) -> Envoi:
    inviter(decor.martin.campagne)
    return secretaire(decor), college("relancer"), {}


def finir_une_saisie(decor: Decor) -> Envoi:
    saisie = guichet.ouvrir(decor.dossier, decor.mere, canal="papier", par=decor.secretaire)
    return secretaire(decor), saisie.chemin(reverse("espace_famille:fin")), {}


def tirer(nom: str, **envoi: str) -> Geste:
    return lambda decor: (secretaire(decor), college(nom), envoi)


def envoyer(client: Client, adresse: str, envoi: dict[str, Any] | bytes) -> int:
    """Un fichier déjà envoyé se relit depuis le début."""
    if isinstance(envoi, bytes):
        return client.post(adresse, envoi, content_type="application/octet-stream").status_code
    for valeur in envoi.values():
        for fichier in valeur if isinstance(valeur, list) else [valeur]:
            if isinstance(fichier, SimpleUploadedFile):
                fichier.seek(0)
    return client.post(adresse, envoi).status_code
