"""Ce qu'un élève et une personne ont en commun : un nom d'usage, des téléphones."""

import re

from dossiersco.siecle.banc.compte_rendu import Section
from dossiersco.siecle.banc.encours import EnCours
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.lus import Photo

# Un numéro français, ou un numéro étranger et son indicatif.
RECONNU = re.compile(r"0[1-9][0-9]{8}|\+[1-9][0-9]{6,17}")
# On connaît les deux codes, pas ce qui les distingue : le fixe et le portable, supposons-nous.
TELEPHONES = {
    "TEL_PERSONNEL": "TELEP_E_01",
    "TEL_PROFESSIONNEL": "TELEP_E_01",
    "TEL_PORTABLE": "TELEP_E_02",
}


def controler(photo: Photo, noeud: Noeud, section: Section, en_cours: EnCours) -> None:
    usage = photo.get("NOM_USAGE", "")
    if usage and usage.upper() == photo.get("NOM_DE_FAMILLE", "").upper():
        del photo["NOM_USAGE"]
        en_cours.dire(section, noeud, "PUSAG_A_01", "Nom d’usage égal au nom de famille : ignoré.")
    for balise, code in TELEPHONES.items():
        numero = lu(noeud, balise)
        if numero and not RECONNU.fullmatch(numero):
            anomalie = f"Téléphone « {numero} » non reconnu : conservé en l’état."
            en_cours.dire(section, noeud, code, anomalie)
