"""Ouvrir un export : le reconnaître à sa racine, lire son en-tête, retenir ce qu'il dit.

Une passe, à mémoire plate. Elle finit avant que rien ne soit lu pour de bon : le XML est alors
entier et bien formé, et une lecture commencée ensuite ne s'interrompt pas au milieu.
"""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dossiersco.siecle import archive, encodage
from dossiersco.siecle.anomalies import CodeAnomalie, Releve
from dossiersco.siecle.lus import Anomalie, Entete, FichierRefuse, TypeExport
from dossiersco.siecle.moisson import Moisson, blocs
from dossiersco.siecle.plan import Plan
from dossiersco.siecle.recolte import Recolte, RecolteEleves, RecolteResponsables

ANNEE = re.compile(r"(\d{4})(?:\s*[-/]\s*\d{2,4})?")
SANS_UAJ = (
    "Le fichier n’indique pas son établissement (PARAMETRES/UAJ est absent). "
    "Refaites l’export dans SIECLE et déposez-le tel quel."
)
# Les autres sont petits : on les relit.
RECOLTES: dict[TypeExport, type[RecolteEleves | RecolteResponsables]] = {
    TypeExport.ELEVES: RecolteEleves,
    TypeExport.RESPONSABLES: RecolteResponsables,
}


@dataclass(frozen=True, slots=True)
class Export:
    """Un export ouvert, relisible autant de fois que nécessaire.

    `encodage` est celui à imposer à l'analyseur : la déclaration, ou le vrai si elle est fausse.
    `enregistrements` : les couples (bloc, balise) vus sous DONNEES. `recolte` : ce que la passe a
    retenu des élèves ou des responsables.
    """

    entete: Entete
    encodage: str
    avis: tuple[Anomalie, ...]
    enregistrements: frozenset[tuple[str, str]]
    contenant: archive.Contenant
    recolte: Recolte | None

    def flux(self) -> AbstractContextManager[IO[bytes]]:
        """Les octets du XML, depuis le début."""
        return self.contenant.flux()


def ouvrir(source: Path | IO[bytes], nom: str) -> Export:
    """Ouvre `source` (zip ou XML) ; `nom` ne sert qu'aux messages.

    Lève `FichierRefuse`. La vérification de l'établissement et de l'année est à l'appelant.
    """
    contenant = archive.ouvrir(source)
    declare = _encodage_declare(contenant)
    # Cinq octets manquent à windows-1252 : l'ISO-8859-1 les lit tous, le temps de savoir.
    suppose = "ISO-8859-1" if declare == encodage.CP1252 else declare
    balayage = encodage.Balayage()
    plan, recolte = _parcourir(contenant, suppose, nom, balayage)
    reel = balayage.reel(declare)
    if reel != suppose:
        plan, recolte = _parcourir(contenant, reel, nom)
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
    return Export(entete, reel, tuple(avis), vus, contenant, recolte)


def _encodage_declare(contenant: archive.Contenant) -> str:
    with contenant.flux() as flux:
        tete = next(blocs(flux))
    declare = encodage.declare(tete)
    if not tete.removeprefix(encodage.BOM_UTF8).lstrip().startswith(b"<"):
        raise FichierRefuse(
            "Ce fichier n’est ni un zip ni un XML. Déposez le zip produit par SIECLE, "
            "sans l’ouvrir dans un tableur ni un traitement de texte."
        )
    return declare


def _parcourir(
    contenant: archive.Contenant, suppose: str, nom: str, balayage: encodage.Balayage | None = None
) -> tuple[Plan, Recolte | None]:
    """Lit tout, une fois, dans l'encodage supposé."""
    with contenant.flux() as flux:
        lus = blocs(flux)
        moisson = Moisson(balayage.regarder(lus) if balayage else lus, suppose)
        sorte = RECOLTES.get(moisson.plan.type)
        recolte = sorte(nom) if sorte else None
        for bloc, noeud in moisson:
            if recolte:
                recolte.noter(bloc, noeud)
    if recolte:
        recolte.conclure(moisson.plan.enregistrements)
    return moisson.plan, recolte


def _entete(plan: Plan, contenant: archive.Contenant, nom: str, releve: Releve) -> Entete:
    parametres = plan.parametres
    uaj = parametres.get("UAJ", "").upper()
    if not uaj:
        raise FichierRefuse(SANS_UAJ)
    return Entete(
        type=plan.type,
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
