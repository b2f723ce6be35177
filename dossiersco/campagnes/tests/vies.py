"""Des familles qui ont vécu dans une campagne, et de quoi compter ce qui en reste."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from dossiersco.campagnes.models import Effacement
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.models import (
    Avis,
    Confirmation,
    Delegation,
    Eleve,
    NoteInterne,
    Personne,
    Trace,
)
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    Famille,
    ReponseFactory,
    SignatureFactory,
)
from dossiersco.echanges.models import ChangementEnvoye, Import, Retour
from dossiersco.pieces.tests.factories import PieceJointeFactory
from dossiersco.relances.models import Relance

PERDUS = "fichiers sans ligne"


def tout() -> dict[str, list[tuple[Any, ...]]]:
    """Chaque ligne de chaque table."""
    return {
        modele._meta.label: list(modele._base_manager.order_by("pk").values_list())
        for modele in apps.get_models()
    }


def disque_neuf(tmp_path: Path, monkeypatch: Any) -> None:
    """Ce que d'autres tests ont laissé sur le disque n'est pas ici : il passerait pour perdu."""
    for nom in settings.STORAGES:
        if nom != "staticfiles":
            monkeypatch.setattr(storages[nom], "location", str(tmp_path / nom))
    monkeypatch.setattr(settings, "VAR", tmp_path)


def fichiers() -> set[str]:
    return {str(chemin) for chemin in Path(settings.VAR).rglob("*") if chemin.is_file()}


def il_y_a(jours: int) -> datetime:
    return timezone.now() - timedelta(days=jours)


def en_tout(faits: list[Effacement]) -> dict[str, int]:
    """Sans les fichiers perdus : ceux que d'autres tests ont laissés n'ont rien à dire ici."""
    total: Counter[str] = Counter()
    for fait in faits:
        total.update(fait.comptes)
    del total[PERDUS]
    return dict(total)


def vivre(famille: Famille) -> None:
    """Tout ce qu'une famille laisse dans un dossier."""
    dossier, mere = famille.dossier, famille.mere
    agent = AgentFactory(etablissement=famille.campagne.etablissement)
    le = il_y_a(420)
    delegation = Delegation.objects.create(
        par_agent=agent, personne=mere, dossier=dossier, canal="papier", expire_le=le
    )
    ecrit = {"dossier": dossier, "champ": "mel", "personne": mere, "le": le}
    Trace.objects.create(**ecrit, geste="modifier", par_personne=mere, delegation=delegation)
    Trace.objects.create(**ecrit, geste="accepter", par_agent=agent)
    SignatureFactory(dossier=dossier, personne=mere, signee_le=le, delegation=delegation)
    Confirmation.objects.create(campagne=famille.campagne, personne=mere, bloc="moi")
    Avis.objects.create(campagne=famille.campagne, personne=mere, note=5)
    NoteInterne.objects.create(dossier=dossier, par_agent=agent, texte="à rappeler")
    Relance.objects.create(campagne=famille.campagne, personne=mere, numero=1, canal="mel")
    ReponseFactory(dossier=dossier, personne=mere, question__campagne=famille.campagne)
    PieceJointeFactory(dossier=dossier, personne=mere)
    envoi = Retour(campagne=famille.campagne, schema="commun", num_envoi=dossier.pk, sha256="0")
    envoi.fichier.save("envoi.zip", ContentFile(b"envoi"), save=True)
    envoi.dossiers.add(dossier)
    ChangementEnvoye.objects.create(retour=envoi, dossier=dossier, personne=mere, champ="mel")
    fait = Import(campagne=famille.campagne)
    fait.avant.save("avant", ContentFile(b"avant"), save=True)


def des_vivants(familles) -> dict[str, list[tuple[Any, ...]]]:
    _famille, encore, benjamine = familles
    eleves = [encore.eleve_id, benjamine.dossier.eleve_id]
    dossiers = [encore.pk, benjamine.dossier.pk]
    lignes: dict[str, list[tuple[Any, ...]]] = {
        "eleves": list(Eleve.objects.filter(pk__in=eleves).values_list()),
        "personnes": list(
            Personne.objects.filter(responsables__eleve__in=eleves).distinct().values_list()
        ),
        "comptes": list(Compte.objects.exclude(rattachements=None).values_list()),
        "imports": list(Import.objects.filter(campagne=benjamine.campagne).values_list()),
        "avis": list(Avis.objects.filter(campagne=benjamine.campagne).values_list()),
        "relances": list(Relance.objects.filter(campagne=benjamine.campagne).values_list()),
    }
    for modele in apps.get_models():
        if any(champ.name == "dossier" for champ in modele._meta.concrete_fields):
            siennes = modele._base_manager.filter(dossier__in=dossiers)
            lignes[modele._meta.label] = list(siennes.values_list())
    return lignes
