"""L'adresse renvoyée : quatre lignes telles que lues, puis une commune et un pays."""

from dossiersco.siecle import transport
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.pays import FRANCE
from dossiersco.siecle.regles import Releve

TRANSPORTEES = frozenset(
    ligne.lu
    for table in (transport.LIGNES, transport.POSTAL, transport.A_L_ETRANGER, transport.PAYS)
    for ligne in table
)


def adresse(photo: Photo, releve: Releve) -> Bloc:
    """Le bloc ADRESSE de cette fiche, vide si SIECLE n'en connaît pas."""
    lue: Photo = photo.get("ADRESSE", {})
    if not any(lue.get(balise) for balise in TRANSPORTEES):
        return {}
    if not lue.get("CODE_PAYS"):
        releve.bloquer("ADRES_PAYS")
        return {}
    commune = _commune(lue, releve)
    return {
        **transport.transporter(lue, transport.LIGNES, releve),
        **commune,
        **transport.transporter(lue, transport.PAYS, releve),
    }


def _commune(lue: Photo, releve: Releve) -> Bloc:
    """L'import veut le code postal avec sa commune, ou la commune étrangère seule."""
    francaise = bool(lue.get("CODE_POSTAL") and lue.get("LIBELLE_POSTAL"))
    etrangere = bool(lue.get("COMMUNE_ETRANGERE"))
    if not francaise and not etrangere:
        releve.bloquer("ADRES_COMMUNE")
        return {}
    retenue, ecartee = transport.POSTAL, transport.A_L_ETRANGER
    if etrangere and not (francaise and lue["CODE_PAYS"] == FRANCE):
        retenue, ecartee = ecartee, retenue
    perdues = [ligne.lu for ligne in ecartee if lue.get(ligne.lu)]
    for balise in perdues:
        releve.avertir("ADRESSE_PERDUE", valeur=f"{balise} « {lue[balise]} »")
    if lue.get("BOITE_POSTALE"):
        releve.avertir("BOITE_POSTALE", valeur=lue["BOITE_POSTALE"])
    return transport.transporter(lue, retenue, releve)
