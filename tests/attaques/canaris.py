"""Des mots introuvables ailleurs, semés dans tout ce qui doit rester caché, et où les chercher."""

import base64
import io
import re
import zipfile
import zlib
from random import Random
from string import ascii_uppercase

import pypdfium2
from django.http import HttpResponseBase

from dossiersco.dossiers.actions import modifier, noter
from dossiersco.dossiers.brouillons import Page, garder
from dossiersco.dossiers.models import ContactUrgence, DemandeFamille, Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import CodeCollegeFactory
from dossiersco.listes.models import Extraction
from dossiersco.listes.production import produire
from dossiersco.pieces.models import PieceJointe
from tests.attaques.decor import Decor

TELEPHONES = ("tel_portable", "tel_personnel", "tel_professionnel")
LIGNES = tuple(f"LIGNE{n}_ADRESSE" for n in (1, 2, 3, 4))
PROFESSION = "10"
# Ce qu'un secrétariat doit pouvoir lire : sans cela, chercher ne prouverait rien.
VUS_DU_COLLEGE = {"mel", *TELEPHONES, "rue", "commune", "adresse de l’élève", "profession"}
# Un formulaire offre la même liste de professions à tous.
_CHOIX_OFFERT = re.compile(r"<option value=\"[^\"]*\">[^<]*</option>")
_EN_BASE64 = re.compile(r"\.?[A-Za-z0-9_-]{24,}")


class Canaris:
    """`mots` : {mot: ce qu'il trahirait}."""

    def __init__(self, graine: int) -> None:
        self._hasard = Random(graine)
        self.mots: dict[str, str] = {}

    def mot(self, quoi: str) -> str:
        mot = "".join(self._hasard.choices(ascii_uppercase, k=12))
        self.mots[mot] = quoi
        return mot

    def dans(self, texte: str) -> set[str]:
        """Ce que ce texte trahit."""
        majuscules = texte.upper()
        return {quoi for mot, quoi in self.mots.items() if mot in majuscules}

    def adresse(self, numero: int, quoi: str) -> dict[str, str]:
        lignes = {balise: self.mot(quoi) for balise in LIGNES}
        commune = {"LIBELLE_POSTAL": self.mot("commune"), "CODE_POSTAL": "59000"}
        return {"ADRESSE_ID": str(numero), **lignes, **commune, "CODE_PAYS": "100"}

    def mel(self) -> str:
        return f"{self.mot('mel').lower()}@exemple.fr"


def semer(decor: Decor, graine: int) -> Canaris:
    """Avant, après, refusé, en brouillon, dans les raisons et dans le document de la mère."""
    canaris = Canaris(graine)
    mere, dossier = decor.mere, decor.dossier
    CodeCollegeFactory(
        campagne=decor.martin.campagne,
        table="professions_pcs",
        code=PROFESSION,
        libelle=canaris.mot("profession"),
    )
    ancienne = canaris.adresse(12, "rue")
    telephones = {nom.upper(): canaris.mot(nom) for nom in TELEPHONES}
    Personne.objects.filter(pk=mere.pk).update(
        photo={**mere.photo, "ADRESSE": ancienne, "MEL": canaris.mel(), **telephones}
    )
    eleve = dossier.eleve
    Eleve.objects.filter(pk=eleve.pk).update(photo={**eleve.photo, "ADRESSE": ancienne})
    _tout_changer(decor, canaris)
    _refuser(decor, canaris)
    _declarer(decor, canaris)
    _commencer(decor, canaris)
    _lister(decor)
    return canaris


def _tout_changer(decor: Decor, canaris: Canaris) -> None:
    """Deux fois : le journal garde aussi les valeurs intermédiaires."""
    for _ in range(2):
        dossier = decor.dossier
        mere = Personne.objects.get(pk=decor.mere.pk)
        nouvelle = canaris.adresse(99, "rue")
        telephones = {nom: canaris.mot(nom) for nom in TELEPHONES}
        siennes = {"adresse": nouvelle, "mel": canaris.mel(), "code_profession": PROFESSION}
        modifier(dossier, mere, {**siennes, **telephones}, par=mere)
        derivee = canaris.adresse(99, "adresse de l’élève")
        modifier(dossier, dossier.eleve, {"adresse": derivee}, par=mere)


def _refuser(decor: Decor, canaris: Canaris) -> None:
    for cible in ({"personne": decor.mere}, {"eleve": decor.dossier.eleve}):
        Trace.objects.create(
            dossier=decor.dossier,
            geste="refuser",
            champ="adresse",
            avant=canaris.adresse(12, "rue"),
            apres=canaris.adresse(99, "rue"),
            motif=canaris.mot("raison d’un refus"),
            par_agent=decor.secretaire,
            **cible,
        )
    PieceJointe.objects.filter(pk=decor.piece.pk).update(
        etat="refusee", motif=canaris.mot("raison d’un refus")
    )
    with decor.piece.fichier.storage.open(decor.piece.fichier.name, "ab") as document:
        document.write(canaris.mot("document").encode())


def _declarer(decor: Decor, canaris: Canaris) -> None:
    """Qui appeler, ce qu'elle demande au collège, ce qu'elle pense du service."""
    contact = {"nom": "contact", "lien": "contact", "tel_portable": "contact"}
    ContactUrgence.objects.filter(pk=decor.urgence.pk).update(
        **{champ: canaris.mot(quoi) for champ, quoi in contact.items()}
    )
    DemandeFamille.objects.filter(pk=decor.demande.pk).update(
        donnees={"Nom": canaris.mot("demande"), "Téléphone": canaris.mot("demande")},
        motif=canaris.mot("demande"),
    )
    noter(decor.dossier, par=decor.mere, note=2, commentaire=canaris.mot("avis"))


def _commencer(decor: Decor, canaris: Canaris) -> None:
    """Ce qu'elle tape encore, sans l'avoir envoyé."""
    page = Page(decor.mere.pk, decor.martin.dossier.pk, "moi", "une-page")
    garder(page, {"rue": [canaris.mot("brouillon")], "mel": [canaris.mel()]})


def _lister(decor: Decor) -> None:
    """La liste du collège, refaite : elle porte ce que la mère vient de dire."""
    Extraction.objects.filter(pk=decor.extraction.pk).update(etat="demandee")
    produire(Extraction.objects.get(pk=decor.extraction.pk))


def texte(reponse: HttpResponseBase) -> str:
    """Tout ce qu'une réponse dit : en-têtes, corps, ce qu'il cache (zip, jetons signés)."""
    entetes = "\n".join(f"{nom}: {valeur}" for nom, valeur in reponse.items())
    temoins = reponse.cookies.output()
    lisible = _CHOIX_OFFERT.sub("", "\n".join([entetes, temoins, *_deballer(octets(reponse))]))
    return "\n".join([lisible, *map(_decoder, _EN_BASE64.findall(lisible))])


def octets(reponse: HttpResponseBase) -> bytes:
    """Lire un document jusqu'au bout le ferme."""
    return b"".join(reponse) if reponse.streaming else reponse.content


def _deballer(corps: bytes) -> list[str]:
    if corps.startswith(b"%PDF"):
        return texte_du_pdf(corps)
    if not corps.startswith(b"PK"):
        return [corps.decode("utf-8", "replace")]
    try:
        with zipfile.ZipFile(io.BytesIO(corps)) as archive:
            return [archive.read(nom).decode("iso-8859-15") for nom in archive.namelist()]
    except zipfile.BadZipFile:
        return []


def texte_du_pdf(corps: bytes) -> list[str]:
    """Ce qui se lit sur ses pages, et ce qu'il dit de lui-même."""
    with pypdfium2.PdfDocument(corps) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
        return [*pages, *pdf.get_metadata_dict().values()]


def _decoder(jeton: str) -> str:
    """Un jeton signé n'est pas chiffré : ce qu'il porte se lit."""
    compresse, nu = jeton.startswith("."), jeton.removeprefix(".")
    try:
        octets = base64.urlsafe_b64decode(nu + "=" * (-len(nu) % 4))
        return (zlib.decompress(octets) if compresse else octets).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return ""
