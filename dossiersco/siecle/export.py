"""Ouvrir un export : le reconnaître à sa racine et lire son en-tête, en une passe à mémoire plate.

La passe vérifie aussi que le XML est entier et bien formé : une lecture commencée ensuite ne
s'interrompt pas au milieu.
"""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, cast

from lxml import etree

from dossiersco.siecle import archive, encodage
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.flux import BLOC
from dossiersco.siecle.lus import Anomalie, Entete, FichierRefuse
from dossiersco.siecle.plan import Plan

ANNEE = re.compile(r"(\d{4})(?:\s*[-/]\s*\d{2,4})?")
SANS_UAJ = (
    "Le fichier n’indique pas son établissement (PARAMETRES/UAJ est absent). "
    "Refaites l’export dans SIECLE et déposez-le tel quel."
)


@dataclass(frozen=True, slots=True)
class Export:
    """Un export ouvert, relisible autant de fois que nécessaire.

    `encodage` est celui à imposer à l'analyseur : la déclaration, ou le vrai si elle est fausse.
    `enregistrements` : les couples (bloc, balise) vus sous DONNEES. `taille_xml` : en octets.
    """

    entete: Entete
    encodage: str
    avis: tuple[Anomalie, ...]
    enregistrements: frozenset[tuple[str, str]]
    taille_xml: int
    contenant: archive.Contenant

    def flux(self) -> AbstractContextManager[IO[bytes]]:
        """Les octets du XML, depuis le début."""
        return self.contenant.flux()


def ouvrir(source: Path | IO[bytes], nom: str) -> Export:
    """Ouvre `source` (zip ou XML) ; `nom` ne sert qu'aux messages.

    Lève `FichierRefuse`. La vérification de l'établissement et de l'année est à l'appelant.
    """
    contenant = archive.ouvrir(source)
    plan = Plan()
    with contenant.flux() as flux:
        declare, reel = _parcourir(flux, plan)
    avis: list[Anomalie] = []
    releve = Releve(nom, avis.append)
    if declare != reel:
        releve.dire(
            CodeAnomalie.ENCODAGE_FAUX,
            f"Le fichier se dit en {declare} mais il est écrit en {reel}, sans doute parce qu’il a "
            f"été modifié à la main. Il est lu en {reel} : vérifiez les accents.",
            ligne=1,
        )
    entete = _entete(plan, contenant, nom, releve)
    vus = frozenset(plan.enregistrements)
    return Export(entete, reel, tuple(avis), vus, plan.taille, contenant)


def illisible(erreur: etree.XMLSyntaxError) -> FichierRefuse:
    """La phrase à dire devant un XML mal formé."""
    return FichierRefuse(
        f"Le fichier est abîmé : le XML est illisible à la ligne {erreur.lineno or 1}. "
        "Refaites l’export dans SIECLE et déposez-le sans l’ouvrir ni le modifier."
    )


def _incomplet(erreur: etree.XMLSyntaxError) -> FichierRefuse:
    return FichierRefuse(
        f"Le fichier est incomplet : il s’arrête à la ligne {erreur.lineno or 1}. "
        "Refaites l’export dans SIECLE et déposez-le tel quel."
    )


def _parcourir(flux: IO[bytes], plan: Plan) -> tuple[str, str]:
    """Lit tout, par blocs ; rend l'encodage déclaré et l'encodage réel."""
    tete = flux.read(1024)
    declare = encodage.declare(tete)
    if not tete.removeprefix(encodage.BOM_UTF8).lstrip().startswith(b"<"):
        raise FichierRefuse(
            "Ce fichier n’est ni un zip ni un XML. Déposez le zip produit par SIECLE, "
            "sans l’ouvrir dans un tableur ni un traitement de texte."
        )
    # Les balises sont en ASCII : leur plan se lit pareil dans tous les encodages à un octet.
    analyseur = etree.XMLParser(
        # Les annotations de lxml admettent aussi des octets, que lxml ne passe jamais à une cible.
        target=cast("etree.ParserTarget", plan),
        encoding="UTF-8" if declare == "UTF-8" else "ISO-8859-1",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    balayage = encodage.Balayage()
    try:
        for bloc in chain([tete], iter(partial(flux.read, BLOC), b"")):
            balayage.avaler(bloc)
            plan.avancer(len(bloc))
            analyseur.feed(bloc)
    except etree.XMLSyntaxError as erreur:
        raise illisible(erreur) from erreur
    try:
        analyseur.close()
    except etree.XMLSyntaxError as erreur:
        # L'analyseur attendait une suite : le fichier a été coupé.
        raise _incomplet(erreur) from erreur
    return declare, balayage.reel(declare)


def _entete(plan: Plan, contenant: archive.Contenant, nom: str, releve: Releve) -> Entete:
    parametres = plan.parametres
    uaj = parametres.get("UAJ", "").upper()
    if not uaj:
        raise FichierRefuse(SANS_UAJ)
    return Entete(
        type=plan.type_export(),
        fichier=nom,
        uaj=uaj,
        annee_scolaire=_annee(parametres.get("ANNEE_SCOLAIRE", ""), releve),
        horodatage=parametres.get("HORODATAGE", ""),
        version=plan.version,
        sha256=contenant.sha256,
        taille=contenant.taille,
    )


def _annee(texte: str, releve: Releve) -> str:
    """Le premier millésime : « 2026-2027 » donne « 2026 », avec un avis."""
    trouve = ANNEE.fullmatch(texte)
    if trouve is None:
        releve.dire(
            CodeAnomalie.ANNEE_SCOLAIRE_ABSENTE,
            "Le fichier n’indique pas son année scolaire : vérifiez que c’est l’export attendu.",
        )
        return ""
    if trouve[1] != texte:
        releve.dire(
            CodeAnomalie.ANNEE_SCOLAIRE_DOUBLE,
            f"L’année scolaire est écrite « {texte} » : elle est lue comme la rentrée {trouve[1]}.",
        )
    return trouve[1]
