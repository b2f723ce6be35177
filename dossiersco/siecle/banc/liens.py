"""Relier un élève à ses responsables : ceux du fichier, et eux seuls."""

from dossiersco.siecle.banc.encours import EnCours, ecraser
from dossiersco.siecle.banc.noeuds import Noeud, lu
from dossiersco.siecle.banc.tables import AIDES, EN_CHARGE, PARENTE, Table


def relier(eleve_id: str, noeud: Noeud, en_cours: EnCours) -> None:
    """Un responsable que le fichier ne cite pas, ou que SIECLE a rejeté, est délié."""
    liens = en_cours.base.liens
    anciens = {cle: liens.pop(cle) for cle in list(liens) if cle[0] == eleve_id}
    tables: dict[str, tuple[str, Table]] = {
        "LEGAL": ("1", {**EN_CHARGE, **AIDES}),
        # En 3.1, une personne en charge n'a pas de PERCOIT_LES_AIDES : rien n'y change.
        "PERSONNE_EN_CHARGE": (
            "2",
            EN_CHARGE | AIDES if en_cours.version.startswith("4") else EN_CHARGE,
        ),
        "CONTACT": ("3", PARENTE),
    }
    for lien in noeud.iterfind("RESPONSABLES_ELEVE/*"):
        prv = lu(lien, "ID_PRV_PER")
        if prv in en_cours.rejetees:
            continue
        cle = (eleve_id, en_cours.cles_personnes[prv])
        niveau, table = tables[str(lien.tag)]
        photo = anciens.get(cle, {})
        photo["NIVEAU_RESPONSABILITE"] = niveau
        ecraser(photo, lien, table)
        # Un code d'un caractère passe le schéma, et le lien de parenté se perd sans un mot.
        if len(photo["CODE_PARENTE"]) != 2:
            del photo["CODE_PARENTE"]
        liens[cle] = photo
