"""Un élève : son état civil, son domicile, sa scolarité."""

from datetime import date

from dossiersco.siecle.fabrique import telephones
from dossiersco.siecle.fabrique.adresses import jumelle
from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.formations import Niveau
from dossiersco.siecle.fabrique.foyers import Foyer
from dossiersco.siecle.fabrique.modele import Eleve
from dossiersco.siecle.fabrique.naissances import ecrire_date
from dossiersco.siecle.fabrique.noms import PRENOMS_FILLES, PRENOMS_GARCONS
from dossiersco.siecle.fabrique.scolarite import an_dernier, formation, sortie
from dossiersco.siecle.lus import Photo

GARCON, FILLE = "1", "2"


def eleve(atelier: Atelier, foyer: Foyer, niveau: Niveau, ne: Photo, *, redouble: bool) -> Eleve:
    """`ne` : sa naissance. L'élève est ajouté à l'atelier, sans ses responsables."""
    ulis = atelier.parfois(50)
    elenoet = next(atelier.elenoets)
    photo: Photo = {
        "ELENOET": elenoet,
        "ID_ELEVE_ETAB": f"{elenoet:0>5}{atelier.uai[1:-1]}",
        "NOM_DE_FAMILLE": foyer.nom,
        **_prenoms(atelier),
        **ne,
        **an_dernier(atelier, niveau, ulis=ulis, redouble=redouble),
        **formation(atelier, niveau, ulis=ulis),
        **sortie(atelier),
        **_administratif(atelier),
        **_coordonnees(atelier, foyer),
    }
    if niveau.chiffre != "6" or redouble or not atelier.parfois(20):
        photo |= _ine(atelier)
    if "CODE_MOTIF_SORTIE" in photo:
        photo.pop("STRUCTURES", None)
    fabrique = Eleve(next(atelier.eleve_ids), photo)
    atelier.eleves.append(fabrique)
    return fabrique


def _prenoms(atelier: Atelier) -> Photo:
    hasard = atelier.hasard
    sexe = hasard.choice((GARCON, FILLE))
    choix = PRENOMS_FILLES if sexe == FILLE else PRENOMS_GARCONS
    prenom, deuxieme, troisieme = hasard.sample(choix, 3)
    photo = {
        "PRENOM": next(atelier.prenoms_rares) if atelier.parfois(30) else prenom,
        "CODE_SEXE": sexe,
    }
    if hasard.une_fois_sur(2):
        photo["PRENOM2"] = deuxieme
        if hasard.une_fois_sur(3):
            photo["PRENOM3"] = troisieme
    return photo


def _ine(atelier: Atelier) -> Photo:
    """INE_RNIE et INE_BEA ne répètent ID_NATIONAL que dans quelques fiches."""
    numero = next(atelier.ines)
    photo = {"ID_NATIONAL": numero}
    if atelier.hasard.une_fois_sur(6):
        photo["INE_BEA" if numero[9].isdigit() else "INE_RNIE"] = numero
    return photo


def _administratif(atelier: Atelier) -> Photo:
    hasard = atelier.hasard
    photo = {
        "CODE_STATUT": "ST",
        "ADHESION_TRANSPORT": "1" if hasard.une_fois_sur(5) else "0",
    }
    if not hasard.une_fois_sur(10):
        modification = date(atelier.annee, hasard.randint(1, 5), hasard.randint(1, 28))
        photo["DATE_MODIFICATION"] = ecrire_date(modification)
    if hasard.une_fois_sur(3):
        photo["ACCEPTE_SMS"] = hasard.choice(("0", "1"))
    if atelier.parfois(6):
        # Le numéro que nous avions donné à cet élève dans un envoi précédent.
        photo["ID_PRV_ELE"] = str(len(atelier.eleves) + 1)
    return photo


def _coordonnees(atelier: Atelier, foyer: Foyer) -> Photo:
    hasard = atelier.hasard
    photo: Photo = {}
    if atelier.parfois(25):
        photo["NOM_USAGE"] = f"{foyer.nom}-{hasard.choice(('MARTIN', 'LEROY', 'DIALLO', 'NOWAK'))}"
    if hasard.une_fois_sur(15):
        photo["TEL_PORTABLE"] = telephones.portable(atelier)
    if hasard.une_fois_sur(40):
        photo["MEL"] = telephones.mel("eleve", foyer.nom, len(atelier.eleves) + 1)
    if not atelier.parfois(10):
        chez = jumelle(atelier, foyer.adresse) if atelier.parfois(8) else foyer.adresse
        photo |= {"ADRESSE_ID": chez["ADRESSE_ID"], "ADRESSE": chez}
    return photo
