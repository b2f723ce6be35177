"""Un banc d'essai : applique un fichier IMPORT_ELEVES à une base, comme SIECLE le ferait.

Écrit sans rien savoir de ce qui a fabriqué le fichier, pour pouvoir le contredire. Ce que SIECLE
fait d'une balise facultative omise n'est écrit nulle part : le banc prend le pire et efface la
valeur. Si une base traverse le banc sans perdre un champ, c'est que le fichier disait tout.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from dossiersco.siecle.lus import Photo

CleLien = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Base:
    """Ce que SIECLE sait d'un établissement, dans les balises d'export.

    `liens` : (eleve_id, personne_id) -> photo du lien.
    """

    eleves: dict[str, Photo] = field(default_factory=dict)
    personnes: dict[str, Photo] = field(default_factory=dict)
    liens: dict[CleLien, Photo] = field(default_factory=dict)


NON_TRANSPORTE = {
    "ELEVE": frozenset(
        {
            "ELENOET",
            "ID_ELEVE_ETAB",
            "DATE_MODIFICATION",
            "ADRESSE_ID",
            # Déduit de la commune de naissance.
            "CODE_DEPARTEMENT_NAISS",
            # Jumeaux transitoires de l'INE, que SIECLE attribue lui-même.
            "INE_BEA",
            "INE_RNIE",
        }
    ),
    "PERSONNE": frozenset({"LC_CIVILITE", "LL_CIVILITE", "ADRESSE_ID"}),
    "LIEN": frozenset(),
    "ADRESSE": frozenset(
        {"ADRESSE_ID", "BOITE_POSTALE", "CODE_COMMUNE_INSEE", "LL_PAYS", "CODE_DEPARTEMENT"}
    ),
    "SCOLARITE_AN_DERNIER": frozenset(
        {
            "CODE_NATURE",
            "SIGLE",
            "DENOM_PRINC",
            "DENOM_COMPL",
            "LIGNE1_ADRESSE",
            "LIGNE2_ADRESSE",
            "LIGNE3_ADRESSE",
            "LIGNE4_ADRESSE",
            "BOITE_POSTALE",
            "COMMUNE_ETRANGERE",
            "MEL",
            "TELEPHONE",
            "CODE_COMMUNE_INSEE",
            "LL_COMMUNE_INSEE",
        }
    ),
}
"""Ce que l'export dit et que l'import ne peut pas porter : rien n'y change.

S'y ajoutent les groupes (STRUCTURES de type G), tout ce qu'on sait d'un CONTACT sauf sa parenté, et
une DATE_SORTIE sans motif : seul un sortant, qui a les deux, porte la sienne.
"""

Conversion = Callable[[str], str]


def _meme(texte: str) -> str:
    return texte


def _date_francaise(texte: str) -> str:
    annee, mois, jour = texte.split("-")
    return f"{jour}/{mois}/{annee}"


def _un_ou_zero(texte: str) -> str:
    return {"true": "1", "false": "0"}.get(texte, texte)


# Balise d'import -> balise d'export, conversion.
JOINDRE: dict[str, tuple[str, Conversion]] = {
    "NOM_DE_FAMILLE": ("NOM_DE_FAMILLE", _meme),
    "NOM_USAGE": ("NOM_USAGE", _meme),
    "PRENOM": ("PRENOM", _meme),
    "TEL_PERSONNEL": ("TEL_PERSONNEL", _meme),
    "TEL_PROFESSIONNEL": ("TEL_PROFESSIONNEL", _meme),
    "TEL_PORTABLE": ("TEL_PORTABLE", _meme),
    "ACCEPTE_SMS": ("ACCEPTE_SMS", _un_ou_zero),
    "EMAIL": ("MEL", _meme),
}
PERSONNE = {
    **JOINDRE,
    "ID_PRV_PER": ("ID_PRV_PER", _meme),
    "CODE_CIVILITE": ("CODE_CIVILITE", _meme),
    "COMMUNICATION_ADRESSE": ("COMMUNICATION_ADRESSE", _un_ou_zero),
    "CODE_PROFESSION": ("CODE_PROFESSION", _meme),
}
ELEVE = {
    **JOINDRE,
    "ID_PRV_ELE": ("ID_PRV_ELE", _meme),
    "ID_NATIONAL": ("ID_NATIONAL", _meme),
    "PRENOM2": ("PRENOM2", _meme),
    "PRENOM3": ("PRENOM3", _meme),
    "CODE_PAYS_NAT": ("CODE_PAYS_NAT", _meme),
    "DATE_NAISS": ("DATE_NAISS", _date_francaise),
    "CODE_SEXE": ("CODE_SEXE", _meme),
    "CODE_PAYS": ("CODE_PAYS", _meme),
    "CODE_COMMUNE_INSEE_NAISS": ("CODE_COMMUNE_INSEE_NAISS", _meme),
    "VILLE_NAISS": ("VILLE_NAISS", _meme),
    "DATE_ENTREE": ("DATE_ENTREE", _date_francaise),
    "ADHESION_TRANSPORT": ("ADHESION_TRANSPORT", _un_ou_zero),
    "CODE_REGIME": ("CODE_REGIME", _meme),
    "DOUBLEMENT": ("DOUBLEMENT", _un_ou_zero),
}
SORTIE = {
    "CODE_MOTIF_SORTIE": ("CODE_MOTIF_SORTIE", _meme),
    "DATE_SORTIE": ("DATE_SORTIE", _date_francaise),
}
SCOLARITE_ACTIVE = {"CODE_MEF": ("CODE_MEF", _meme), "CODE_STATUT": ("CODE_STATUT", _meme)}
PROVENANCE = {"CODE_PROVENANCE": ("CODE_PROVENANCE", _meme)}
ETABLISSEMENT_AN_DERNIER = {
    "CODE_RNE": ("CODE_RNE", _meme),
    "CODE_MEF": ("CODE_MEF", _meme),
    "CODE_DIVISION": ("CODE_STRUCTURE", _meme),
}
ADRESSE = {
    "LIGNE1_ADRESSE": ("LIGNE1_ADRESSE", _meme),
    "LIGNE2_ADRESSE": ("LIGNE2_ADRESSE", _meme),
    "LIGNE3_ADRESSE": ("LIGNE3_ADRESSE", _meme),
    "LIGNE4_ADRESSE": ("LIGNE4_ADRESSE", _meme),
    "CODE_POSTAL": ("CODE_POSTAL", _meme),
    "LL_POSTAL": ("LIBELLE_POSTAL", _meme),
    "COMMUNE_ETRANGERE": ("COMMUNE_ETRANGERE", _meme),
    "CODE_PAYS": ("CODE_PAYS", _meme),
}
PARENTE = {"CODE_PARENTE": ("CODE_PARENTE", _meme)}
EN_CHARGE = {
    **PARENTE,
    "PAIE_FRAIS_SCOLAIRES": ("PAIE_FRAIS_SCOLAIRES", _un_ou_zero),
    "HEBERGE_ELEVE": ("HEBERGE_ELEVE", _un_ou_zero),
    "A_CONTACTER_EN_PRIORITE": ("A_CONTACTER_EN_PRIORITE", _un_ou_zero),
}
AIDES = {"PERCOIT_LES_AIDES": ("PERCOIT_LES_AIDES", _un_ou_zero)}

Table = Mapping[str, tuple[str, Conversion]]


@dataclass(frozen=True, slots=True)
class _Import:
    """Le fichier en cours, la base qu'il modifie, et les numéros que SIECLE nous connaît déjà."""

    base: Base
    version: str
    ids_prv_eleves: Mapping[str, str]
    ids_prv_personnes: dict[str, str]


def appliquer(
    base: Base,
    xml: bytes,
    ids_prv_eleves: Mapping[str, str] | None = None,
    ids_prv_personnes: Mapping[str, str] | None = None,
) -> Base:
    """La base après l'import ; celle reçue n'est pas modifiée.

    `ids_prv_eleves`, `ids_prv_personnes` : ID_PRV_… d'un envoi précédent -> clé de SIECLE. Une
    fiche que rien ne fait reconnaître est créée sous la clé « nouveau-<ID_PRV> ».
    """
    racine = etree.fromstring(xml)
    en_cours = _Import(
        deepcopy(base),
        racine.get("VERSION", ""),
        dict(ids_prv_eleves or {}),
        dict(ids_prv_personnes or {}),
    )
    for noeud in racine.iterfind("DONNEES/PERSONNES/PERSONNE"):
        _appliquer_personne(noeud, en_cours)
    for noeud in racine.iterfind("DONNEES/ELEVES/ELEVE"):
        _appliquer_eleve(noeud, en_cours)
    return en_cours.base


# ─── Reconnaître ───────────────────────────────────────────────────────────────────────────────


def _lu(noeud: etree._Element | None, chemin: str) -> str:
    return "" if noeud is None else (noeud.findtext(chemin) or "").strip()


def _personne_reconnue(noeud: etree._Element, en_cours: _Import) -> str:
    id_prv, connues = _lu(noeud, "ID_PRV_PER"), en_cours.base.personnes
    if _lu(noeud, "ID_SIECLE_PER") in connues:
        return _lu(noeud, "ID_SIECLE_PER")
    if id_prv in en_cours.ids_prv_personnes:
        return en_cours.ids_prv_personnes[id_prv]
    return _porteur(connues, "ID_PRV_PER", id_prv) or f"nouveau-{id_prv}"


def _eleve_reconnu(noeud: etree._Element, en_cours: _Import) -> str:
    """Par l'INE, sinon notre numéro, sinon la clé de SIECLE, sinon nom, prénom et naissance."""
    id_prv, connus = _lu(noeud, "ID_PRV_ELE"), en_cours.base.eleves
    ine, cle = _lu(noeud, "ID_NATIONAL"), _lu(noeud, "ID_SIECLE_ELE")
    return (
        (_porteur(connus, "ID_NATIONAL", ine) if ine else "")
        or _porteur(connus, "ID_PRV_ELE", id_prv)
        or en_cours.ids_prv_eleves.get(id_prv, "")
        or (cle if cle in connus else "")
        or _homonyme(noeud, connus)
        or f"nouveau-{id_prv}"
    )


def _porteur(fiches: Mapping[str, Photo], balise: str, valeur: str) -> str:
    return next((cle for cle, photo in fiches.items() if photo.get(balise) == valeur), "")


def _homonyme(noeud: etree._Element, connus: Mapping[str, Photo]) -> str:
    identite = {balise: _lu(noeud, balise) for balise in ("NOM_DE_FAMILLE", "PRENOM")}
    identite["DATE_NAISS"] = _date_francaise(_lu(noeud, "DATE_NAISS"))
    return next((cle for cle, photo in connus.items() if identite.items() <= photo.items()), "")


# ─── Écraser ───────────────────────────────────────────────────────────────────────────────────


def _ecraser(photo: Photo, noeud: etree._Element | None, table: Table) -> None:
    """Ce que le fichier donne remplace ; ce qu'il omet disparaît."""
    for balise, (exportee, convertir) in table.items():
        valeur = _lu(noeud, balise)
        if valeur:
            photo[exportee] = convertir(valeur)
        else:
            photo.pop(exportee, None)


def _ecraser_bloc(photo: Photo, cle: str, noeud: etree._Element | None, table: Table) -> None:
    bloc: Photo = photo.get(cle, {})
    _ecraser(bloc, noeud, table)
    if bloc:
        photo[cle] = bloc
    else:
        photo.pop(cle, None)


def _appliquer_personne(noeud: etree._Element, en_cours: _Import) -> None:
    cle = _personne_reconnue(noeud, en_cours)
    photo = en_cours.base.personnes.setdefault(cle, {})
    _ecraser(photo, noeud, PERSONNE)
    _ecraser_bloc(photo, "ADRESSE", noeud.find("ADRESSE"), ADRESSE)
    en_cours.ids_prv_personnes[_lu(noeud, "ID_PRV_PER")] = cle


def _appliquer_eleve(noeud: etree._Element, en_cours: _Import) -> None:
    cle = _eleve_reconnu(noeud, en_cours)
    photo = en_cours.base.eleves.setdefault(cle, {})
    active, passee = noeud.find("SCOLARITE_ACTIVE"), noeud.find("ETABLISSEMENT_AN_DERNIER")
    _ecraser(photo, noeud, ELEVE)
    if _lu(noeud, "CODE_MOTIF_SORTIE") or photo.get("CODE_MOTIF_SORTIE"):
        _ecraser(photo, noeud, SORTIE)
    _ecraser_bloc(photo, "ADRESSE", noeud.find("ADRESSE"), ADRESSE)
    _ecraser(photo, active, SCOLARITE_ACTIVE)
    _ecraser(photo, passee, PROVENANCE)
    _ecraser_bloc(photo, "SCOLARITE_AN_DERNIER", passee, ETABLISSEMENT_AN_DERNIER)
    _remplacer_les_options(photo, active)
    _remplacer_la_division(photo, _lu(active, "CODE_DIVISION"))
    _relier(cle, noeud, en_cours)


def _remplacer_les_options(photo: Photo, active: etree._Element | None) -> None:
    noeuds = [] if active is None else active.findall("OPTIONS/OPTION")
    _poser(
        photo,
        "OPTIONS",
        (
            {
                "NUM_OPTION": str(rang),
                "CODE_MODALITE_ELECT": _lu(noeud, "CODE_MODALITE_ELECT"),
                "CODE_MATIERE": _lu(noeud, "CODE_MATIERE"),
            }
            for rang, noeud in enumerate(noeuds, 1)
        ),
    )


def _remplacer_la_division(photo: Photo, division: str) -> None:
    """Les groupes restent ; une division inchangée garde sa place dans la liste."""
    lues: list[Photo] = photo.get("STRUCTURES", [])
    nouvelle = {"CODE_STRUCTURE": division, "TYPE_STRUCTURE": "D"}
    gardees = [s for s in lues if s.get("TYPE_STRUCTURE") != "D" or s == nouvelle]
    if division and nouvelle not in gardees:
        gardees.insert(0, nouvelle)
    _poser(photo, "STRUCTURES", gardees)


def _poser(photo: Photo, cle: str, blocs: Iterable[Photo]) -> None:
    liste = list(blocs)
    if liste:
        photo[cle] = liste
    else:
        photo.pop(cle, None)


# ─── Relier ────────────────────────────────────────────────────────────────────────────────────


def _relier(eleve_id: str, noeud: etree._Element, en_cours: _Import) -> None:
    """Un responsable que le fichier ne cite pas est délié."""
    tables = {
        "LEGAL": ("1", {**EN_CHARGE, **AIDES}),
        # En 3.1, une personne en charge n'a pas de PERCOIT_LES_AIDES : rien n'y change.
        "PERSONNE_EN_CHARGE": ("2", EN_CHARGE if en_cours.version == "3.1" else EN_CHARGE | AIDES),
        "CONTACT": ("3", PARENTE),
    }
    anciens = {cle: en_cours.base.liens.pop(cle) for cle in _liens_de(eleve_id, en_cours.base)}
    for lien in noeud.iterfind("RESPONSABLES_ELEVE/*"):
        cle = (eleve_id, en_cours.ids_prv_personnes[_lu(lien, "ID_PRV_PER")])
        niveau, table = tables[str(lien.tag)]
        photo = anciens.get(cle, {})
        photo["NIVEAU_RESPONSABILITE"] = niveau
        _ecraser(photo, lien, table)
        en_cours.base.liens[cle] = photo


def _liens_de(eleve_id: str, base: Base) -> list[CleLien]:
    return [cle for cle in base.liens if cle[0] == eleve_id]
