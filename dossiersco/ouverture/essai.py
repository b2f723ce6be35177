"""Essayer comme une famille : un collège d'essai, copie des réglages, un seul élève inventé.

L'élève inventé n'est pas dans le collège : il est dans sa copie. Une liste, un retour, un décompte
demandent toujours les dossiers d'un collège ou d'une campagne ; celui-là n'y sera jamais, sans
qu'aucun d'eux ait à s'en souvenir. Seul ce qui lit tous les collèges doit dire `vrais()`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from dossiersco.campagnes.models import (
    Campagne,
    CodeCollege,
    Division,
    FormationSuivante,
    GroupeOptions,
    Mef,
    OptionPedagogique,
    Question,
    RegleOption,
)
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.champs import Cible, colonnes
from dossiersco.dossiers.invitations import donner_acces
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable
from dossiersco.dossiers.moyens import tirer_lien
from dossiersco.etablissements.models import Etablissement
from dossiersco.pieces.models import PieceAttendue, PieceJointe
from dossiersco.siecle.lus import Photo
from dossiersco.socle.fichiers import effacer_avec_leurs_fichiers

# Ce qui se copie, dans l'ordre : un groupe avant les règles qui le citent.
REGLAGES: tuple[type[models.Model], ...] = (
    Mef,
    OptionPedagogique,
    FormationSuivante,
    GroupeOptions,
    RegleOption,
    Division,
    CodeCollege,
    Question,
    PieceAttendue,
)
# Ce qui dépend d'une campagne et n'est pas un réglage : un test demande qu'on choisisse.
PAS_COPIES = frozenset(
    {
        "dossiers.Avis",
        "dossiers.Confirmation",
        "dossiers.Dossier",
        "dossiers.Lot",
        "echanges.Import",
        "echanges.Retour",
        "listes.Extraction",
        "papier.Tirage",
        "relances.Relance",
        "relances.RelancesAutomatiques",
    }
)
DUREE = timedelta(days=1)
ADRESSE = {"LIGNE1_ADRESSE": "1 RUE INVENTEE", "CODE_POSTAL": "75000", "LIBELLE_POSTAL": "PARIS"}


@transaction.atomic
def essayer(campagne: Campagne) -> str:
    """Refait l'essai à neuf, d'après les réglages de maintenant. Rend le jeton qui y entre."""
    vrai = Etablissement.objects.select_for_update(no_key=True).get(pk=campagne.etablissement_id)
    effacer(vrai)
    copie = _copier_le_college(vrai)
    personne = _inventer(_copier_la_campagne(campagne, copie))
    donner_acces([personne], expire_le=timezone.now() + DUREE)
    personne.refresh_from_db()
    return tirer_lien(personne.rattachement.compte)


@transaction.atomic
def effacer(vrai: Etablissement) -> None:
    """L'essai, son compte, ses documents : rien n'en reste, et sa session s'éteint."""
    copie = Etablissement.objects.filter(essai_de=vrai).first()
    if copie is None:
        return
    effacer_avec_leurs_fichiers(PieceJointe.objects.filter(dossier__campagne__etablissement=copie))
    Compte.objects.filter(rattachements__personne__etablissement=copie).delete()
    copie.delete()


def _copier_le_college(vrai: Etablissement) -> Etablissement:
    copie = Etablissement.objects.get(pk=vrai.pk)
    copie.pk, copie.essai_de = None, vrai
    # Aucun UAI ne commence par une lettre : celui-là n'est à personne.
    copie.uai = f"E{vrai.pk:07}"
    copie.save(force_insert=True)
    return copie


def _copier_la_campagne(campagne: Campagne, copie: Etablissement) -> Campagne:
    """Ouverte maintenant : on répète avant d'ouvrir la vraie, ou après sa fin."""
    neuve = Campagne.objects.get(pk=campagne.pk)
    neuve.pk, neuve.etablissement = None, copie
    neuve.ouverte_le = timezone.now()
    if neuve.ferme_le and neuve.ferme_le < timezone.localdate():
        neuve.ferme_le = None
    neuve.save(force_insert=True)
    copies: dict[tuple[type[models.Model], int], models.Model] = {}
    for modele in REGLAGES:
        _copier_les_lignes(modele, campagne, neuve, copies)
    return neuve


def _copier_les_lignes(
    modele: type[models.Model],
    campagne: Campagne,
    neuve: Campagne,
    copies: dict[tuple[type[models.Model], int], models.Model],
) -> None:
    """Une ligne qui en cite une autre cite sa copie."""
    liens = [
        champ
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.ForeignKey) and champ.name != "campagne"
    ]
    entre_elles = [lien for lien in liens if lien.related_model is modele]
    anciens = list(modele._default_manager.filter(campagne=campagne).order_by("pk"))
    neufs = [_ligne(ancien, neuve, liens, copies) for ancien in anciens]
    modele._default_manager.bulk_create(neufs, batch_size=500)
    copies |= {(modele, ancien.pk): neuf for ancien, neuf in zip(anciens, neufs, strict=True)}
    for ancien, neuf in zip(anciens, neufs, strict=True) if entre_elles else ():
        for lien in entre_elles:
            setattr(neuf, lien.name, copies.get((modele, getattr(ancien, lien.attname))))
        neuf.save(update_fields=[lien.name for lien in entre_elles])


def _ligne(
    ancien: models.Model,
    neuve: Campagne,
    liens: Sequence["models.ForeignKey[Any, Any]"],
    copies: dict[tuple[type[models.Model], int], models.Model],
) -> models.Model:
    valeurs = {
        champ.attname: getattr(ancien, champ.attname)
        for champ in ancien._meta.concrete_fields
        if not champ.primary_key
    }
    valeurs["campagne_id"] = neuve.pk
    for lien in liens:
        cite = valeurs[lien.attname]
        if lien.related_model is type(ancien):
            # Leurs copies ne sont pas encore écrites.
            valeurs[lien.attname] = None
        elif cite is not None:
            valeurs[lien.attname] = copies[(lien.related_model, cite)].pk
    return type(ancien)(**valeurs)


def _inventer(campagne: Campagne) -> Personne:
    """Camille Essai, en classe de la première formation à options, et Dominique, son parent."""
    college = campagne.etablissement
    eleve = Eleve(etablissement=college, id_siecle="1", id_prv=1, code_mef=_formation(campagne))
    _decrire(eleve, Cible.ELEVE, _photo_eleve(campagne.rentree))
    personne = Personne(etablissement=college, id_siecle="1", id_prv=1)
    _decrire(personne, Cible.PERSONNE, _photo_personne())
    lien: Photo = {"NIVEAU_RESPONSABILITE": "1", "CODE_PARENTE": "10"}
    Responsable.objects.create(
        eleve=eleve,
        personne=personne,
        niveau_responsabilite="1",
        code_parente="10",
        photo=lien,
    )
    Dossier.objects.create(campagne=campagne, eleve=eleve)
    return personne


def _decrire(objet: Eleve | Personne, cible: Cible, photo: Photo) -> None:
    objet.photo = photo
    for nom, valeur in colonnes(cible, photo).items():
        setattr(objet, nom, valeur)
    objet.save()


def _formation(campagne: Campagne) -> str:
    """Les options sont ce qu'on veut le plus essayer."""
    avec = campagne.options.order_by("code_mef").values_list("code_mef", flat=True)
    toutes = campagne.mefs.order_by("code_mef").values_list("code_mef", flat=True)
    code = avec.first() or toutes.first() or ""
    if campagne.mef_de_la_rentree:
        return code
    precedente = campagne.suivantes.filter(code_mef_suivant=code).order_by("code_mef").first()
    return precedente.code_mef if precedente else code


def _photo_eleve(rentree: int) -> Photo:
    naissance = date(rentree - 12, 3, 12)
    return {
        "NOM_DE_FAMILLE": "ESSAI",
        "PRENOM": "Camille",
        "DATE_NAISS": f"{naissance:%d/%m/%Y}",
        "CODE_SEXE": "2",
        "CODE_PAYS": "100",
        "CODE_COMMUNE_INSEE_NAISS": "59350",
        "CODE_PAYS_NAT": "100",
        "CODE_REGIME": "2",
        "ADRESSE": ADRESSE,
    }


def _photo_personne() -> Photo:
    return {
        "CODE_CIVILITE": "2",
        "NOM_DE_FAMILLE": "ESSAI",
        "PRENOM": "Dominique",
        "MEL": "dominique.essai@exemple.fr",
        "TEL_PORTABLE": "0639980001",
        "ADRESSE": ADRESSE,
    }
