"""Les responsables d'un élève : deux LEGAL au plus, les personnes en charge, les contacts.

SIECLE délie tout responsable absent de la liste : on renvoie donc tous les liens.
"""

from collections.abc import Sequence

from dossiersco.siecle import transport
from dossiersco.siecle.contexte_retour import ResponsablePrepare
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.regles import Releve
from dossiersco.siecle.schema_import import RESPONSABLES_ELEVE, Schema, TypeSimple, balises

NIVEAUX = {"1": "LEGAL", "2": "PERSONNE_EN_CHARGE", "3": "CONTACT"}
LEGAUX_ADMIS = 2
PRIORITES = ("A_CONTACTER_EN_PRIORITE", "HEBERGE_ELEVE", "PAIE_FRAIS_SCOLAIRES")


def responsables_eleve(
    responsables: Sequence[ResponsablePrepare], schema: Schema, releve: Releve
) -> Bloc:
    """Le bloc RESPONSABLES_ELEVE, tous liens gardés."""
    if not _liens_corrects(responsables, releve):
        return {}
    groupes = _repartir(responsables, releve)
    if not groupes["LEGAL"]:
        releve.bloquer("SANS_LEGAL")
    vivant = [*groupes["LEGAL"], *groupes["PERSONNE_EN_CHARGE"]]
    if not any("HEBERGE_ELEVE" in responsable.lien for responsable in vivant):
        releve.avertir("HEBERGE")
    return {
        noeud: [_lien(responsable, noeud, schema, releve) for responsable in groupe]
        for noeud, groupe in groupes.items()
    }


def _liens_corrects(responsables: Sequence[ResponsablePrepare], releve: Releve) -> bool:
    avant = len(releve.blocages)
    vus: set[int] = set()
    for responsable in responsables:
        if responsable.id_prv in vus:
            releve.bloquer("DEUX_FOIS", qui=responsable.nom)
        vus.add(responsable.id_prv)
        if responsable.lien.get("NIVEAU_RESPONSABILITE") not in NIVEAUX:
            releve.bloquer("NIVEAU", qui=responsable.nom)
        # Un caractère passe le schéma 3.1, et SIECLE perd le lien de parenté sans le dire.
        if len(responsable.lien.get("CODE_PARENTE", "")) != 2:
            releve.bloquer("PAREN", qui=responsable.nom)
    return len(releve.blocages) == avant


def _repartir(
    responsables: Sequence[ResponsablePrepare], releve: Releve
) -> dict[str, list[ResponsablePrepare]]:
    groupes: dict[str, list[ResponsablePrepare]] = {noeud: [] for noeud in NIVEAUX.values()}
    for responsable in responsables:
        groupes[NIVEAUX[responsable.lien["NIVEAU_RESPONSABILITE"]]].append(responsable)
    legaux = sorted(groupes["LEGAL"], key=_priorite)
    groupes["LEGAL"], en_trop = legaux[:LEGAUX_ADMIS], legaux[LEGAUX_ADMIS:]
    groupes["PERSONNE_EN_CHARGE"] = en_trop + groupes["PERSONNE_EN_CHARGE"]
    for responsable in en_trop:
        releve.avertir("LEGAL_EN_TROP", valeur=responsable.nom)
    return groupes


def _priorite(responsable: ResponsablePrepare) -> tuple[bool, ...]:
    """Le plus petit d'abord ; à égalité, l'ordre du fichier (le tri est stable)."""
    return tuple(responsable.lien.get(balise) != "1" for balise in PRIORITES)


def _lien(responsable: ResponsablePrepare, noeud: str, schema: Schema, releve: Releve) -> Bloc:
    """Seules les balises que ce lien connaît dans ce schéma : un contact n'a que sa parenté.

    HEBERGE_ELEVE est exigé : quand SIECLE ne l'a pas dit, on répond « non ». Une colonne vide y
    vaut non, et répondre « oui » déplacerait un enfant. Bloquer fermerait la porte à toute base
    antérieure à 2018, où la balise n'existe pas.
    """
    lus = {"HEBERGE_ELEVE": "0", **responsable.lien}
    complet = transport.transporter(lus, transport.LIEN, releve)
    connues = _balises_du_lien(noeud, schema)
    garde = {balise: valeur for balise, valeur in complet.items() if balise in connues}
    return {"ID_PRV_PER": str(responsable.id_prv), **garde}


def _balises_du_lien(noeud: str, schema: Schema) -> frozenset[str]:
    forme = next(lien.forme for lien in RESPONSABLES_ELEVE if lien.balise == noeud)
    return frozenset() if isinstance(forme, TypeSimple) else frozenset(balises(forme, schema))
