"""Fabriquer un collège : des familles l'une après l'autre, jusqu'au compte d'élèves demandé."""

from dossiersco.siecle.fabrique.atelier import Atelier, ouvrir
from dossiersco.siecle.fabrique.eleves import eleve
from dossiersco.siecle.fabrique.formations import NIVEAUX, nomenclature
from dossiersco.siecle.fabrique.foyers import ASE, FREQUENCES, GENRES, Foyer
from dossiersco.siecle.fabrique.foyers_rares import FREQUENCES_MECHANTES, TOUS
from dossiersco.siecle.fabrique.hasard import Hasard
from dossiersco.siecle.fabrique.lieux import NOTRE_COLLEGE
from dossiersco.siecle.fabrique.malices import malmener
from dossiersco.siecle.fabrique.modele import College, Demonstration, Personne
from dossiersco.siecle.fabrique.naissances import naissance, saison, sans_commune
from dossiersco.siecle.fabrique.personnes import sans_civilite
from dossiersco.siecle.fabrique.structures import groupes
from dossiersco.siecle.lus import Communs

TAILLES = {"1": 72, "2": 23, "3": 5}
TAILLES_MECHANTES = {"1": 40, "2": 40, "3": 20}
# Au-delà de cent élèves, le collège a au moins une famille de chaque genre.
EXEMPLAIRES = (*((genre, 2) for genre in GENRES), ("couple", 3))
ELEVES_PAR_INCOMPLET = 150


def fabriquer(
    uai: str = "0590181B",
    annee: int = 2026,
    eleves: int = 600,
    graine: int = 1,
    *,
    incomplets: bool = True,
    mechante: bool = False,
) -> College:
    """Un collège entier, toujours le même pour les mêmes arguments.

    `annee` : celle de la rentrée. `eleves` : au moins 1, sinon `ValueError`. `incomplets` : laisse
    un élève sur 150 sans ce qu'il faut pour repartir vers SIECLE (commune de naissance, ou civilité
    d'un parent). `mechante` : des familles rares à foison, et dans chaque fiche ce que les vraies
    bases ont de pire.
    """
    if eleves < 1:
        raise ValueError("Un collège a au moins un élève.")
    atelier = ouvrir(uai, annee, eleves, Hasard(f"{uai} {annee} {graine}"))
    if mechante:
        return _college_mechant(atelier, eleves)
    demonstration = _demonstration(atelier) if eleves >= 5 else Demonstration()
    if eleves >= 100:
        for genre, taille in EXEMPLAIRES:
            _famille(atelier, genre, taille)
    _peupler(atelier, eleves, incomplets=incomplets)
    return _college(atelier, demonstration)


def _college_mechant(atelier: Atelier, eleves: int) -> College:
    while (reste := eleves - len(atelier.eleves)) > 0:
        genre = atelier.hasard.pondere(FREQUENCES_MECHANTES)
        _famille(atelier, genre, min(reste, int(atelier.hasard.pondere(TAILLES_MECHANTES))))
    malmener(atelier)
    return _college(atelier, Demonstration())


def _college(atelier: Atelier, demonstration: Demonstration) -> College:
    return College(
        uai=atelier.uai,
        annee=atelier.annee,
        nomenclature=nomenclature(),
        divisions=atelier.divisions,
        groupes=groupes(atelier.divisions),
        communs=_communs(atelier.uai, atelier.annee),
        eleves=tuple(atelier.eleves),
        personnes=tuple(atelier.personnes),
        liens=tuple(atelier.liens),
        demonstration=demonstration,
    )


def _demonstration(atelier: Atelier) -> Demonstration:
    atelier.soigne = True
    foyers = [_famille(atelier, "seul", 1), _famille(atelier, "separes", 1)]
    foyers.append(_famille(atelier, "couple", 3))
    atelier.soigne = False
    atelier.voisins.clear()
    unique, separes, fratrie = (
        [personne.personne_id for personne in foyer.personnes()] for foyer in foyers
    )
    return Demonstration(unique[0], tuple(separes), fratrie[0])


def _peupler(atelier: Atelier, eleves: int, *, incomplets: bool) -> None:
    faits = 0
    while (reste := eleves - len(atelier.eleves)) > 0:
        if incomplets and len(atelier.eleves) // ELEVES_PAR_INCOMPLET > faits:
            faits += 1
            _famille_incomplete(atelier, faits)
            continue
        genre = atelier.hasard.pondere(FREQUENCES)
        _famille(atelier, genre, min(reste, int(atelier.hasard.pondere(TAILLES))))


def _famille(atelier: Atelier, genre: str, taille: int) -> Foyer:
    foyer = TOUS[genre](atelier, taille)
    niveaux = atelier.hasard.sample(NIVEAUX, taille)
    # Seul un enfant unique redouble : les naissances des autres doivent rester espacées.
    redouble = taille == 1 and atelier.parfois(40)
    debut = saison(atelier)
    naissances = [
        naissance(atelier, atelier.annee - niveau.age - redouble, debut) for niveau in niveaux
    ]
    # Des jumeaux ont les mêmes parents, ce que ne dit pas une famille recomposée.
    if taille > 1 and foyer.liens[0] == foyer.liens[1] and atelier.parfois(6):
        niveaux[1], naissances[1] = niveaux[0], naissances[0]
    for niveau, ne, liens in zip(niveaux, naissances, foyer.liens, strict=True):
        atelier.lier(eleve(atelier, foyer, niveau, ne, redouble=redouble), liens)
    atelier.voisins = _parents(foyer) or atelier.voisins
    return foyer


def _parents(foyer: Foyer) -> list[Personne]:
    """Les représentants légaux qui sont des gens, et pas une institution."""
    return [
        personne
        for personne, lien in foyer.liens[0]
        if lien["NIVEAU_RESPONSABILITE"] == "1" and lien["CODE_PARENTE"] != ASE
    ]


def _famille_incomplete(atelier: Atelier, rang: int) -> None:
    """Un enfant unique à qui manque, tour à tour, sa commune de naissance ou une civilité."""
    atelier.soigne = True
    foyer = GENRES["seul"](atelier, 1)
    (personne, lien), *_ = foyer.liens[0]
    if rang % 2 == 0:
        personne = sans_civilite(atelier, personne)
    niveau = atelier.hasard.choice(NIVEAUX)
    ne = naissance(atelier, atelier.annee - niveau.age, saison(atelier))
    if rang % 2 == 1:
        ne = sans_commune(ne)
    atelier.lier(eleve(atelier, foyer, niveau, ne, redouble=False), ((personne, lien),))
    atelier.soigne = False


def _communs(uai: str, annee: int) -> Communs:
    etablissement = {
        "ETAB_UAJ_ID": "4807",
        "DENOM_PRINC": NOTRE_COLLEGE["DENOM_PRINC"],
        "DENOM_COMPL": NOTRE_COLLEGE["DENOM_COMPL"],
        "QUAL_RESP": "PRINCIPALE",
        "LIGNE1_ADRESSE": NOTRE_COLLEGE["LIGNE1_ADRESSE"],
        "BOITE_POST": "BP 12",
        "TELEPHONE": NOTRE_COLLEGE["TELEPHONE"],
        "MEL_1": f"ce.{uai.lower()}@exemple.fr",
        "CODE_TYPE_ETAB": "CLG",
        "SECTEUR_CODE": "PU",
        "CODE_POSTAL": "59000",
        "CODE_COMMUNE_INSEE": NOTRE_COLLEGE["CODE_COMMUNE_INSEE"],
        "CODE_PAYS": "100",
        "LIBELLE_POSTAL": "LILLE",
    }
    return Communs(
        etablissement=etablissement,
        date_debut_eleve=f"01/09/{annee}",
        date_fin_eleve=f"31/08/{annee + 1}",
        date_debut_eleve_ad=f"01/09/{annee - 1}",
        date_fin_eleve_ad=f"31/08/{annee}",
    )
