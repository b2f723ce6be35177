"""Ce que dit une lettre : qui écrit, à qui, le code et le dessin à viser, jusqu'à quand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from dossiersco.campagnes.models import Campagne
from dossiersco.campagnes.tables import Tables
from dossiersco.comptes.codes import presenter
from dossiersco.dossiers.invitations import lien_d_acces
from dossiersco.dossiers.models import Personne
from dossiersco.papier.enveloppe import destinataire
from dossiersco.socle.dates import en_lettres
from dossiersco.socle.francais import de

MODELE = Path(__file__).with_name("lettre.typ")
QR_DIT = "Code QR qui ouvre le lien d’accès personnel"
OBJETS = {
    "lettres": "Inscription au collège : {enfants}",
    "rappels": "Il reste à confirmer l’inscription : {enfants}",
}
OUVERTURES = {
    "lettres": "Le {college} vous invite à confirmer l’inscription {d_enfants}.",
    "rappels": "Le {college} n’a pas encore toutes vos réponses pour {enfants}.",
}


def lettre(
    campagne: Campagne,
    personne: Personne,
    enfants: Sequence[str],
    tables: Tables,
    *,
    sorte: str,
    code: str,
) -> dict[str, Any]:
    """`sorte` : une clé de `OBJETS`. `code` en clair, "" s'il n'y en a pas de neuf."""
    college, noms = campagne.etablissement, en_liste(enfants)
    mots = {"college": college.nom, "enfants": noms, "d_enfants": de(noms)}
    return {
        **entete(campagne, personne, tables),
        **acces(code),
        "objet": OBJETS[sorte].format(**mots),
        "corps": [
            "Bonjour,",
            OUVERTURES[sorte].format(**mots)
            + " Si rien n’a changé, cela prend une minute. Sinon, dites seulement ce qui est "
            f"nouveau.{echeance(campagne)}",
        ],
        "suite": [
            "Ce code est à vous seul : ne le donnez à personne, pas même à l’autre parent, qui a "
            "le sien. Il remplace celui que vous aviez peut-être déjà.",
            f"Vous préférez le papier, ou vous avez besoin d’aide ? {_appeler(campagne)}",
        ],
    }


def entete(campagne: Campagne, personne: Personne, tables: Tables) -> dict[str, Any]:
    college = campagne.etablissement
    lignes = [college.nom, college.telephone, college.horaires]
    return {
        "expediteur": [ligne for ligne in lignes if ligne],
        "destinataire": destinataire(personne, tables),
    }


def acces(code: str) -> dict[str, Any]:
    """Le dessin mène au lien de cette personne, ou à la page d'entrée si elle a déjà son code."""
    lien = lien_d_acces(code) if code else settings.ADRESSE_PUBLIQUE
    taper = "et tapez votre code personnel :" if code else "et tapez le code que vous avez déjà."
    return {
        "code": presenter(code) if code else "",
        "qr": segno.make(lien, error="m").svg_inline(),
        "qr_dit": QR_DIT if code else "Code QR qui ouvre la page d’entrée du service",
        "entrer": [
            "En ligne : visez ce dessin avec l’appareil photo de votre téléphone,",
            f"ou allez sur {settings.ADRESSE_PUBLIQUE}",
            taper,
        ],
    }


def echeance(campagne: Campagne) -> str:
    return (
        f" Répondez au plus tard le {en_lettres(campagne.ferme_le)}." if campagne.ferme_le else ""
    )


def en_liste(noms: Sequence[str]) -> str:
    """ "Nino, Lina et Sam"."""
    *premiers, dernier = noms or [""]
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def _appeler(campagne: Campagne) -> str:
    telephone = campagne.etablissement.telephone
    return f"Appelez le collège : {telephone}." if telephone else "Adressez-vous au collège."
