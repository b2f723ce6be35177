"""Ce que les vraies bases ont de méchant, semé dans un collège fabriqué.

Rien d'impossible : chaque malice vient d'un export réel ou d'une plainte d'établissement. Une
malice change une photo ; le hasard de l'atelier dit lesquelles.
"""

from collections.abc import Callable, Sequence

from dossiersco.siecle.fabrique.adresses import domicile_belge, jumelle
from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.codes import codes
from dossiersco.siecle.fabrique.lieux import NAISSANCES_A_L_ETRANGER
from dossiersco.siecle.lus import Photo

Malice = Callable[[Atelier, Photo], None]

LIGNE_PLEINE = "RESIDENCE DES QUATRE VENTS BATIMENT 12"
TELEPHONES = (
    "06 39 98 {:02} {:02}",
    "06.39.98.{:02}.{:02}",
    "+336 39 98 {:02} {:02}",
    "0033639 98{:02}{:02}",
    "63998{:02}{:02}",
    "+32 400 00 {:02} {:02}",
    "01 99 00 {:02} {:02}",
    "01 99 00 {:02} {:02} pro",
    "00 00 00 00 00",
)


def malmener(atelier: Atelier) -> None:
    """Une à trois malices par élève et par personne, une parfois par lien."""
    for eleve in atelier.eleves:
        _appliquer(atelier, eleve.photo, DES_ELEVES)
    for personne in atelier.personnes:
        _appliquer(atelier, personne.photo, DES_PERSONNES)
    for lien in atelier.liens:
        if atelier.hasard.une_fois_sur(3):
            atelier.hasard.choice(DES_LIENS)(atelier, lien.photo)


def _appliquer(atelier: Atelier, photo: Photo, malices: Sequence[Malice]) -> None:
    for malice in atelier.hasard.sample(malices, atelier.hasard.randint(1, 3)):
        malice(atelier, photo)


def _retirer(*balises: str) -> Malice:
    def malice(_atelier: Atelier, photo: Photo) -> None:
        for balise in balises:
            photo.pop(balise, None)

    return malice


# ─── Pour tous ─────────────────────────────────────────────────────────────────────────────────


def adresse_a_trous(atelier: Atelier, photo: Photo) -> None:
    """Des lignes pleines, des lignes vides, n'importe lesquelles."""
    if "ADRESSE" not in photo:
        return
    adresse = jumelle(atelier, photo["ADRESSE"])
    for rang in range(1, 5):
        adresse.pop(f"LIGNE{rang}_ADRESSE", None)
        if atelier.hasard.une_fois_sur(2):
            adresse[f"LIGNE{rang}_ADRESSE"] = atelier.hasard.choice((LIGNE_PLEINE, f"{rang}  BIS"))
    photo |= {"ADRESSE_ID": adresse["ADRESSE_ID"], "ADRESSE": adresse}


def adresse_etrangere(atelier: Atelier, photo: Photo) -> None:
    adresse = domicile_belge(atelier)
    photo |= {"ADRESSE_ID": adresse["ADRESSE_ID"], "ADRESSE": adresse}


def telephones(atelier: Atelier, photo: Photo) -> None:
    hasard = atelier.hasard
    for balise in ("TEL_PERSONNEL", "TEL_PROFESSIONNEL", "TEL_PORTABLE"):
        if hasard.une_fois_sur(2):
            paires = hasard.randrange(100), hasard.randrange(100)
            photo[balise] = hasard.choice(TELEPHONES).format(*paires)


# ─── Les élèves ────────────────────────────────────────────────────────────────────────────────


def naissance_a_l_etranger(atelier: Atelier, photo: Photo) -> None:
    pays, ville = atelier.hasard.choice(NAISSANCES_A_L_ETRANGER)
    for balise in ("CODE_DEPARTEMENT_NAISS", "CODE_COMMUNE_INSEE_NAISS"):
        photo.pop(balise, None)
    photo |= {"CODE_PAYS": pays, "VILLE_NAISS": ville, "CODE_PAYS_NAT": pays}


def redoublant(atelier: Atelier, photo: Photo) -> None:
    photo |= {"DOUBLEMENT": "1", "CODE_PROVENANCE": "1"}
    photo["SCOLARITE_AN_DERNIER"] = {"CODE_MEF": photo["CODE_MEF"], "CODE_RNE": atelier.uai}


def sortant(atelier: Atelier, photo: Photo) -> None:
    """Parti pendant l'année préparée, encore dans sa classe."""
    photo |= {
        "DATE_SORTIE": f"{atelier.hasard.randint(10, 28)}/11/{atelier.annee}",
        "CODE_MOTIF_SORTIE": "10",
        "DATE_ENTREE": f"01/09/{atelier.annee}",
    }


def arrive_en_novembre(atelier: Atelier, photo: Photo) -> None:
    if "CODE_MOTIF_SORTIE" not in photo:
        photo["DATE_ENTREE"] = f"{atelier.hasard.randint(10, 28)}/11/{atelier.annee}"


def an_dernier_incomplet(atelier: Atelier, photo: Photo) -> None:
    """Une formation d'un autre siècle, ou pas de formation du tout."""
    bloc = {"CODE_RNE": photo["SCOLARITE_AN_DERNIER"].get("CODE_RNE", atelier.uai)}
    if atelier.hasard.une_fois_sur(3):
        bloc["CODE_MEF"] = "00410001110"
    photo["SCOLARITE_AN_DERNIER"] = bloc


def options_a_l_envers(_atelier: Atelier, photo: Photo) -> None:
    """La facultative d'abord, et les langues dans l'autre ordre."""
    renversees = reversed(photo.get("OPTIONS", []))
    photo["OPTIONS"] = [{**o, "NUM_OPTION": str(rang)} for rang, o in enumerate(renversees, 1)]
    if not photo["OPTIONS"]:
        del photo["OPTIONS"]


def regime_rare(atelier: Atelier, photo: Photo) -> None:
    photo["CODE_REGIME"] = atelier.hasard.choice(codes("regimes"))


def tous_ses_prenoms(_atelier: Atelier, photo: Photo) -> None:
    photo |= {"PRENOM2": "Anne--Sophie", "PRENOM3": "D'Œuvre"}


DES_ELEVES: tuple[Malice, ...] = (
    adresse_a_trous,
    adresse_etrangere,
    telephones,
    naissance_a_l_etranger,
    redoublant,
    sortant,
    arrive_en_novembre,
    an_dernier_incomplet,
    options_a_l_envers,
    regime_rare,
    tous_ses_prenoms,
    _retirer("ID_NATIONAL", "INE_BEA", "INE_RNIE"),
    _retirer("OPTIONS"),
    _retirer("STRUCTURES"),
    _retirer("ADRESSE", "ADRESSE_ID"),
    _retirer("CODE_STATUT", "ADHESION_TRANSPORT"),
    _retirer("PRENOM2", "PRENOM3"),
)


# ─── Les personnes ─────────────────────────────────────────────────────────────────────────────


def autre_logiciel(atelier: Atelier, photo: Photo) -> None:
    """Un numéro qu'un autre logiciel a donné, parfois trop grand pour l'import."""
    numero = atelier.personnes.index(next(p for p in atelier.personnes if p.photo is photo))
    photo["ID_PRV_PER"] = str(atelier.hasard.choice((99_999, 200_000)) - numero)


def mel_douteux(atelier: Atelier, photo: Photo) -> None:
    douteux = ("UN@EXEMPLE.FR", "un@exemple.fr;deux@exemple.fr", "-un@exemple.fr", "sans arobase")
    photo["MEL"] = atelier.hasard.choice(douteux)


def organisme(_atelier: Atelier, photo: Photo) -> None:
    photo["PRENOM"] = "."


DES_PERSONNES: tuple[Malice, ...] = (
    adresse_a_trous,
    adresse_etrangere,
    telephones,
    autre_logiciel,
    mel_douteux,
    organisme,
    _retirer("ADRESSE", "ADRESSE_ID"),
    _retirer("CODE_PROFESSION"),
    _retirer("COMMUNICATION_ADRESSE", "ACCEPTE_SMS"),
    _retirer("TEL_PERSONNEL", "TEL_PROFESSIONNEL", "TEL_PORTABLE", "MEL"),
)


# ─── Les liens ─────────────────────────────────────────────────────────────────────────────────


def en_plus(balise: str) -> Malice:
    def malice(_atelier: Atelier, photo: Photo) -> None:
        photo[balise] = "1"

    return malice


DES_LIENS: tuple[Malice, ...] = (
    en_plus("HEBERGE_ELEVE"),
    en_plus("PAIE_FRAIS_SCOLAIRES"),
    en_plus("A_CONTACTER_EN_PRIORITE"),
    _retirer("HEBERGE_ELEVE", "PERCOIT_LES_AIDES", "A_CONTACTER_EN_PRIORITE"),
    _retirer("PAIE_FRAIS_SCOLAIRES"),
)
