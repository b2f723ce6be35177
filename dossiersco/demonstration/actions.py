"""Les gestes de la démonstration : jouer une campagne, préparer ses documents et son agent."""

from collections.abc import Collection
from random import Random
from typing import Any

from django.db import transaction

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne, Question
from dossiersco.comptes.models import Compte
from dossiersco.demonstration.joueur import Partie
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Dossier
from dossiersco.echanges.bilan import Suivi, sans_suivi
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.models import PieceAttendue

DOCUMENTS = (
    PieceAttendue(
        nom="Justificatif de domicile",
        explication="Pour prouver votre nouvelle adresse. Il sert à tous vos enfants.",
        exemple="une facture de moins de trois mois, une attestation d’hébergement.",
        obligatoire=True,
        condition="adresse_modifiee",
        pour_la_fratrie=True,
    ),
    PieceAttendue(
        nom="Photo d’identité",
        explication="Pour le carnet de correspondance. Le visage de face, sur fond clair.",
        obligatoire=False,
        condition="tous",
    ),
)


def _choix(*noms_et_descriptions: tuple[str, str]) -> list[dict[str, str]]:
    return [{"nom": nom, "description": dit} for nom, dit in noms_et_descriptions]


VIE_SCOLAIRE = [Role.DIRECTION.value, Role.SECRETARIAT.value, Role.VIE_SCOLAIRE.value]
QUESTIONS = (
    Question(
        nature="regime_sortie",
        intitule="Régime de sortie",
        explication="À l’heure de sa sortie habituelle, l’élève peut quitter le collège.",
        sorte="choix",
        choix=_choix(
            ("Ne sort pas seul", "Il reste au collège jusqu’à la fin de la journée."),
            ("Sort plus tôt", "Il peut partir si un professeur est absent."),
        ),
        lecteurs=VIE_SCOLAIRE,
        rang=0,
    ),
    Question(
        nature="image",
        intitule="Photo de classe",
        explication="Remise aux familles, et à personne d’autre.",
        lecteurs=VIE_SCOLAIRE,
        rang=1,
    ),
    Question(
        nature="image",
        intitule="Photos sur le site du collège",
        explication="Sans son nom, pendant **un an**.",
        lecteurs=VIE_SCOLAIRE,
        rang=2,
    ),
    Question(
        nature="question",
        intitule="Quelles langues parlez-vous à la maison ?",
        explication="Pour trouver un interprète le jour des rencontres.",
        sorte="texte",
        rang=3,
    ),
)


class PartieImpossible(Exception):
    """Rien n'est joué ; le message dit pourquoi."""


def demander_les_documents(campagne: Campagne) -> None:
    for modele in DOCUMENTS:
        PieceAttendue.objects.get_or_create(
            campagne=campagne,
            nom=modele.nom,
            defaults={
                "explication": modele.explication,
                "exemple": modele.exemple,
                "obligatoire": modele.obligatoire,
                "condition": modele.condition,
                "pour_la_fratrie": modele.pour_la_fratrie,
            },
        )


def poser_les_questions(campagne: Campagne) -> None:
    champs = ("nature", "explication", "sorte", "choix", "lecteurs", "rang")
    for modele in QUESTIONS:
        Question.objects.get_or_create(
            campagne=campagne,
            intitule=modele.intitule,
            defaults={nom: getattr(modele, nom) for nom in champs},
        )


NOMS = {Role.SECRETARIAT: "Camille Fictif", Role.DIRECTION: "Dominique Fictif"}


def agent_de_demonstration(
    campagne: Campagne, mot_de_passe: str | None = None, role: Role = Role.SECRETARIAT
) -> Agent:
    uai = campagne.etablissement.uai
    mel = f"{role}.{uai.lower()}@exemple.fr"
    compte, neuf = Compte.objects.get_or_create(mel=mel)
    if neuf or mot_de_passe:
        compte.set_password(mot_de_passe)
        compte.save(update_fields=["password"])
    agent, _ = Agent.objects.get_or_create(
        compte=compte,
        defaults={
            "etablissement": campagne.etablissement,
            "nom": NOMS[role],
            "role": role,
        },
    )
    return agent


@transaction.atomic
def jouer(
    campagne: Campagne,
    *,
    graine: int,
    sans_nouveaute: float,
    college: bool = True,
    suivre: Suivi = sans_suivi,
) -> dict[str, Any]:
    """Ouvre la campagne, fait répondre les familles, fait décider le collège. Rend le rapport.

    `college` : faux, il ne décide rien et la file reste pleine.
    """
    a_remplir = list(
        Dossier.objects.filter(campagne=campagne, etat=Etat.A_REMPLIR)
        .select_related("eleve", "campagne__etablissement")
        .order_by("pk")
    )
    if not a_remplir:
        raise PartieImpossible("Aucun dossier à remplir : importez d’abord, ou recommencez.")
    ouvrir(campagne)
    for dossier in a_remplir:
        dossier.campagne = campagne
    demander_les_documents(campagne)
    partie = _partie(campagne, graine=graine, sans_nouveaute=sans_nouveaute)
    for rang, dossier in enumerate(a_remplir, 1):
        partie.jouer_famille(dossier)
        suivre("familles", rang)
    for rang, pk in enumerate(_a_traiter(campagne) if college else (), 1):
        partie.traiter(pk)
        suivre("dossiers traités", rang)
    return _rapport(partie, len(a_remplir))


def _partie(campagne: Campagne, *, graine: int, sans_nouveaute: float) -> Partie:
    # Un hasard qui se rejoue, pas un secret.
    hasard = Random(graine)  # noqa: S311 (des données inventées)
    return Partie(campagne, agent_de_demonstration(campagne), hasard, sans_nouveaute)


@transaction.atomic
def animer(campagne: Campagne, *, sauf: Collection[str], familles: int = 90) -> None:
    """Quelques familles ont déjà répondu : la file du collège n'est pas vide à l'ouverture.

    `sauf` : les PERSONNE_ID dont les enfants restent à confirmer. Une famille se contredit.
    """
    dossiers = (
        Dossier.objects.filter(campagne=campagne, etat=Etat.A_REMPLIR)
        .exclude(eleve__responsables__personne__id_siecle__in=sauf)
        .select_related("eleve", "campagne__etablissement")
        .order_by("eleve__id_national", "pk")[:familles]
    )
    partie = _partie(campagne, graine=1, sans_nouveaute=0.6)
    premier, *autres = dossiers
    partie.contredire(premier)
    for dossier in autres:
        partie.jouer_famille(dossier)


def _a_traiter(campagne: Campagne) -> list[int]:
    transmis = Dossier.objects.a_traiter().filter(campagne=campagne)
    return list(transmis.order_by("transmis_le", "pk").values_list("pk", flat=True))


def _rapport(partie: Partie, joues: int) -> dict[str, Any]:
    etats = {
        str(etat): Dossier.objects.filter(campagne=partie.campagne, etat=etat).count()
        for etat in Etat
    }
    return {
        "dossiers": joues,
        **dict(sorted(partie.decompte.items())),
        "etats": etats,
        "changements": partie.changements,
    }
