"""Un an après la fin, plus rien ne porte un mot des familles : ni base, ni disque."""

import gzip
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from dossiersco.campagnes import conservation as table
from dossiersco.campagnes.effacement import effacer
from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tests.vies import disque_neuf
from dossiersco.dossiers import conservation
from dossiersco.dossiers.models import Eleve, Personne, Reponse
from dossiersco.echanges.models import FichierDepose, Import, LigneCompteRendu, RapportSiecle
from dossiersco.messagerie.models import Message
from dossiersco.relances.models import Relance
from tests.attaques.canaris import Canaris, semer
from tests.attaques.decor import Decor

GRAINE = 20_260_701
UN_AN_APRES = timedelta(days=400)


@pytest.fixture(autouse=True)
def _disque(tmp_path, monkeypatch):
    disque_neuf(tmp_path, monkeypatch)


@pytest.fixture
def canaris(decor: Decor) -> Canaris:
    """Ceux de la mère, et d'autres dans tout ce qu'une attaque ne lit pas."""
    canaris = semer(decor, GRAINE)
    campagne, mere, dossier = decor.martin.campagne, decor.mere, decor.dossier
    Personne.objects.filter(pk=mere.pk).update(nom_de_famille=canaris.mot("nom de la mère"))
    Personne.objects.filter(pk=decor.contact.pk).update(prenom=canaris.mot("nom du contact"))
    Eleve.objects.filter(pk=dossier.eleve_id).update(prenom=canaris.mot("nom de l’élève"))
    Message.objects.create(
        etablissement=campagne.etablissement,
        cle="canari",
        canal="mel",
        corps=canaris.mot("message"),
    )
    Reponse.objects.create(
        dossier=dossier, question=decor.question, personne=mere, valeur=canaris.mot("réponse")
    )
    Relance.objects.create(campagne=campagne, personne=mere, numero=9, canal="mel")
    decor.note.texte = canaris.mot("note")
    decor.note.save()
    _echanger(decor, canaris)
    Campagne.objects.filter(pk=campagne.pk).update(ferme_le=timezone.localdate())
    return canaris


def _echanger(decor: Decor, canaris: Canaris) -> None:
    retour, fait = decor.retour, Import(campagne=decor.martin.campagne)
    with retour.fichier.storage.open(retour.fichier.name, "ab") as envoi:
        envoi.write(canaris.mot("envoi").encode())
    rapport = RapportSiecle.objects.create(retour=retour, sha256="0" * 64)
    LigneCompteRendu.objects.create(
        rapport=rapport, section=1, identifiants="1", nom=canaris.mot("compte rendu")
    )
    fait.bilan = {"anomalies": [{"enregistrement": canaris.mot("bilan")}]}
    journal = gzip.compress(canaris.mot("journal d’annulation").encode())
    fait.avant.save("avant", ContentFile(journal), save=True)
    depose = FichierDepose(depot=decor.depot, nom=canaris.mot("nom d’un dépôt"))
    depose.fichier.save("depot", ContentFile(canaris.mot("dépôt").encode()), save=True)


def restes(canaris: Canaris) -> dict[str, set[str]]:
    """Où se lisent encore des canaris, et lesquels."""
    lus = {modele._meta.label: _lignes(modele) for modele in apps.get_models()}
    for chemin in Path(settings.VAR).rglob("*"):
        if chemin.is_file():
            lus[str(chemin)] = f"{chemin}\n{_texte(chemin.read_bytes())}"
    return {ou: dits for ou, texte in lus.items() if (dits := canaris.dans(texte))}


def _lignes(modele) -> str:
    return "\n".join(map(str, modele._base_manager.values_list()))


def _texte(octets: bytes) -> str:
    if octets.startswith(b"\x1f\x8b"):
        octets = zlib.decompress(octets, wbits=31)
    return octets.decode("utf-8", "replace")


def semes(canaris: Canaris) -> set[str]:
    return set(canaris.mots.values())


# Ce que le collège règle n'est à personne : la table des professions reste.
REGLAGES = {"campagnes.CodeCollege": {"profession"}}


def test_plus_rien_ne_porte_un_canari(decor, canaris, django_capture_on_commit_callbacks):
    avant = restes(canaris)
    # Chercher ne prouverait rien si les mots n'étaient pas là.
    assert set().union(*avant.values()) == semes(canaris)
    with django_capture_on_commit_callbacks(execute=True):
        effacer(timezone.now() + UN_AN_APRES)
    assert restes(canaris) == REGLAGES


def test_avant_le_terme_ils_y_sont_tous(decor, canaris, django_capture_on_commit_callbacks):
    avant = restes(canaris)
    with django_capture_on_commit_callbacks(execute=True):
        effacer(timezone.now())
    assert restes(canaris) == avant


@pytest.mark.parametrize("oubli", ["effacer_les_dossiers", "effacer_qui_n_est_plus_cite"])
def test_un_oubli_serait_vu(decor, canaris, monkeypatch, django_capture_on_commit_callbacks, oubli):
    geste = getattr(conservation, oubli)
    for registre in ("de_la_campagne", "du_college"):
        restent = [i for i in getattr(table, registre) if i[1] is not geste]
        monkeypatch.setattr(f"dossiersco.campagnes.effacement.{registre}", restent)
    with django_capture_on_commit_callbacks(execute=True):
        effacer(timezone.now() + UN_AN_APRES)
    assert restes(canaris) != REGLAGES
