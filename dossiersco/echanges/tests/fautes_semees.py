"""Les pannes du retour de 2019, remises exprès dans une copie de l'écrivain.

Une faute reçoit les blocs d'un envoi juste (personnes, élèves) et les rend abîmés comme en 2019.
Sources : plaintes U-103 à U-110 et défauts X-070 à X-086 du service de 2019, variantes 72 à 84.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from dossiersco.siecle.ecriture import Bloc

Blocs = tuple[list[Bloc], list[Bloc]]
Faute = Callable[[list[Bloc], list[Bloc]], Blocs]
NIVEAUX = ("LEGAL", "PERSONNE_EN_CHARGE", "CONTACT")
NOTRE_UAI = "0590181B"


def _sur_les_eleves(abimer: Callable[[Bloc], object]) -> Faute:
    def faute(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
        for eleve in eleves:
            abimer(eleve)
        return personnes, eleves

    return faute


def _sur_les_personnes(abimer: Callable[[Bloc], object]) -> Faute:
    def faute(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
        for personne in personnes:
            abimer(personne)
        return personnes, eleves

    return faute


def _sur_les_deux(abimer: Callable[[Bloc], object]) -> Faute:
    def faute(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
        for bloc in (*personnes, *eleves):
            abimer(bloc)
        return personnes, eleves

    return faute


def _forcer(balise: str, valeur: str | Bloc) -> Callable[[Bloc], object]:
    return lambda bloc: bloc.update({balise: deepcopy(valeur)})


def _oter(*balises: str) -> Callable[[Bloc], object]:
    return lambda bloc: [bloc.pop(balise, None) for balise in balises]


def _scolarite(abimer: Callable[[Bloc], object]) -> Faute:
    return _sur_les_eleves(
        lambda eleve: eleve.get("SCOLARITE_ACTIVE") and abimer(eleve["SCOLARITE_ACTIVE"])
    )


def _liens(eleve: Bloc) -> Iterator[Bloc]:
    for niveau in NIVEAUX:
        yield from eleve.get("RESPONSABLES_ELEVE", {}).get(niveau, [])


# ─── Les responsables ──────────────────────────────────────────────────────────────────────────


def pere_delie(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Le second responsable légal n'est pas renvoyé : SIECLE le délie."""
    for eleve in eleves:
        eleve["RESPONSABLES_ELEVE"]["LEGAL"] = eleve["RESPONSABLES_ELEVE"]["LEGAL"][:1]
    return _seulement_les_cites(personnes, eleves), eleves


def mere_deux_fois(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Une mère séparée remplit les deux cases : le père disparaît."""
    for eleve in eleves:
        legaux = eleve["RESPONSABLES_ELEVE"]["LEGAL"]
        if len(legaux) == 2:
            legaux[1] = deepcopy(legaux[0])
    return _seulement_les_cites(personnes, eleves), eleves


def mere_retapee(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """La mère, retapée à la place du père, écrase sa fiche."""
    par_numero = {personne["ID_PRV_PER"]: personne for personne in personnes}
    for eleve in eleves:
        legaux = eleve["RESPONSABLES_ELEVE"]["LEGAL"]
        if len(legaux) == 2:
            mere, pere = (par_numero[legal["ID_PRV_PER"]] for legal in legaux)
            pere |= {balise: mere[balise] for balise in ("NOM_DE_FAMILLE", "PRENOM")}
    return personnes, eleves


def sans_adresse_ecartes(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Une personne à l'adresse « Inconnue » n'est pas renvoyée (X-078)."""
    ecartes = {p["ID_PRV_PER"] for p in personnes if not p.get("ADRESSE")}
    for eleve in eleves:
        responsables = eleve.get("RESPONSABLES_ELEVE", {})
        for niveau, liens in responsables.items():
            responsables[niveau] = [lien for lien in liens if lien["ID_PRV_PER"] not in ecartes]
    return [p for p in personnes if p["ID_PRV_PER"] not in ecartes], eleves


def personne_sautee(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """La même, sautée dans PERSONNES seulement : « ERREUR GRAVE » (variante 77)."""
    return [p for p in personnes if p.get("ADRESSE")], eleves


def lien_saute(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Le contraire : la personne est écrite, aucun élève ne la cite."""
    for eleve in eleves:
        eleve.get("RESPONSABLES_ELEVE", {})["CONTACT"] = []
    return personnes, eleves


def fratries_cassees(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Une PERSONNE par dossier : frère et sœur n'ont plus la même mère."""
    par_numero = {personne["ID_PRV_PER"]: personne for personne in personnes}
    ecrites: list[Bloc] = []
    for eleve in eleves:
        for lien in _liens(eleve):
            copie = deepcopy(par_numero[lien["ID_PRV_PER"]])
            copie["ID_PRV_PER"] = lien["ID_PRV_PER"] = str(len(ecrites) + 1)
            ecrites.append(copie)
    return ecrites, eleves


def ids_de_deux_tables(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Les contacts sont numérotés dans leur propre table (X-073)."""
    contacts = sorted(
        {lien["ID_PRV_PER"] for e in eleves for lien in e["RESPONSABLES_ELEVE"].get("CONTACT", [])}
    )
    neufs = {ancien: str(rang) for rang, ancien in enumerate(contacts, 1)}
    for personne in personnes:
        personne["ID_PRV_PER"] = neufs.get(personne["ID_PRV_PER"], personne["ID_PRV_PER"])
    for eleve in eleves:
        for lien in _liens(eleve):
            lien["ID_PRV_PER"] = neufs.get(lien["ID_PRV_PER"], lien["ID_PRV_PER"])
    return personnes, eleves


def numeros_d_adultes_decales(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Nos numéros changent d'un envoi à l'autre : SIECLE en reconnaît d'autres."""
    for eleve in eleves:
        for lien in _liens(eleve):
            lien["ID_PRV_PER"] = str(int(lien["ID_PRV_PER"]) % 99_999 + 1)
    for personne in personnes:
        personne["ID_PRV_PER"] = str(int(personne["ID_PRV_PER"]) % 99_999 + 1)
    return personnes, eleves


def numeros_d_eleves_decales(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """Un numéro interne, qui est dans SIECLE celui d'un autre élève (X-074)."""
    for eleve in eleves:
        eleve["ID_PRV_ELE"] = str(int(eleve["ID_PRV_ELE"]) + 1)
    return personnes, eleves


def parente_d_un_caractere(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    for eleve in eleves:
        for lien in _liens(eleve):
            lien["CODE_PARENTE"] = lien["CODE_PARENTE"][:1]
    return personnes, eleves


def hebergeur_force(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    """L'enfant vit toujours chez le premier (X-077)."""
    for eleve in eleves:
        for rang, legal in enumerate(eleve["RESPONSABLES_ELEVE"]["LEGAL"]):
            legal["HEBERGE_ELEVE"] = "true" if rang == 0 else "false"
    return personnes, eleves


def contacts_promus(personnes: list[Bloc], eleves: list[Bloc]) -> Blocs:
    for eleve in eleves:
        responsables = eleve["RESPONSABLES_ELEVE"]
        responsables["PERSONNE_EN_CHARGE"] += [
            {**contact, "HEBERGE_ELEVE": "false"} for contact in responsables.pop("CONTACT", [])
        ]
    return personnes, eleves


def _seulement_les_cites(personnes: list[Bloc], eleves: list[Bloc]) -> list[Bloc]:
    cites = {lien["ID_PRV_PER"] for eleve in eleves for lien in _liens(eleve)}
    return [personne for personne in personnes if personne["ID_PRV_PER"] in cites]


# ─── La scolarité ──────────────────────────────────────────────────────────────────────────────


def _notre_uai(eleve: Bloc) -> None:
    if "ETABLISSEMENT_AN_DERNIER" in eleve:
        eleve["ETABLISSEMENT_AN_DERNIER"] |= {"CODE_RNE": NOTRE_UAI, "CODE_PROVENANCE": "1"}


def _triees_par_code(active: Bloc) -> None:
    active["OPTIONS"]["OPTION"].sort(key=lambda option: option["CODE_MATIERE"])


def _toutes_obligatoires(active: Bloc) -> None:
    for option in active["OPTIONS"]["OPTION"]:
        option["CODE_MODALITE_ELECT"] = "O"


def _facultatives_d_abord(active: Bloc) -> None:
    active["OPTIONS"]["OPTION"].sort(key=lambda option: option["CODE_MODALITE_ELECT"])


def _deux_lignes(bloc: Bloc) -> None:
    if bloc.get("ADRESSE"):
        for rang in (3, 4):
            bloc["ADRESSE"].pop(f"LIGNE{rang}_ADRESSE", None)


def _indicatif_perdu(bloc: Bloc) -> None:
    for balise in ("TEL_PERSONNEL", "TEL_PROFESSIONNEL", "TEL_PORTABLE"):
        if bloc.get(balise, "").startswith("+32"):
            bloc[balise] = "0" + bloc[balise][3:]


def _ville_inconnue(eleve: Bloc) -> None:
    if eleve.get("VILLE_NAISS"):
        eleve["VILLE_NAISS"] = "Inconnu"


@dataclass(frozen=True)
class Semee:
    """`vue` : la propriété qui doit la voir ; les autres peuvent la voir aussi."""

    faute: Faute
    vue: str = "(b)"


FAUTES: dict[str, Semee] = {
    "père délié (U-103, U-104)": Semee(pere_delie, "(c)"),
    "mère deux fois, père effacé (U-104)": Semee(mere_deux_fois, "(d)"),
    "mère retapée à la place du père (U-104)": Semee(mere_retapee),
    "« Madame » devient « Monsieur » (U-104, X-072)": Semee(
        _sur_les_personnes(_forcer("CODE_CIVILITE", "1"))
    ),
    "responsables sans adresse écartés (X-078)": Semee(sans_adresse_ecartes, "(c)"),
    "personne sautée dans PERSONNES (variante 77)": Semee(personne_sautee, "(d)"),
    "personne écrite que nul ne cite (variante 77)": Semee(lien_saute, "(d)"),
    "fratries cassées, une personne par dossier (U-104)": Semee(fratries_cassees, "(c)"),
    "numéros pris dans deux tables (X-073)": Semee(ids_de_deux_tables, "(d)"),
    "numéros d'adultes décalés (U-107)": Semee(numeros_d_adultes_decales, "(c)"),
    "numéro d'élève déjà à un autre (X-074)": Semee(numeros_d_eleves_decales, "(c)"),
    "parenté d'un caractère (variante 66)": Semee(parente_d_un_caractere),
    "hébergeur forcé au premier (X-077)": Semee(hebergeur_force),
    "contacts promus en charge": Semee(contacts_promus),
    "profession effacée": Semee(_sur_les_personnes(_forcer("CODE_PROFESSION", "99"))),
    "profession agrégée 73 (format §13)": Semee(
        _sur_les_personnes(_forcer("CODE_PROFESSION", "73")), "(e)"
    ),
    "SMS acceptés de force (X-077)": Semee(_sur_les_deux(_forcer("ACCEPTE_SMS", "true"))),
    "adresse communiquée de force": Semee(
        _sur_les_personnes(_forcer("COMMUNICATION_ADRESSE", "true"))
    ),
    "deux lignes d'adresse sur quatre (X-076)": Semee(_sur_les_deux(_deux_lignes)),
    "adresse perdue": Semee(_sur_les_deux(_oter("ADRESSE"))),
    "courriel perdu": Semee(_sur_les_deux(_oter("EMAIL"))),
    "indicatif étranger perdu (variante 62)": Semee(_sur_les_deux(_indicatif_perdu)),
    "nom d'usage perdu": Semee(_sur_les_deux(_oter("NOM_USAGE"))),
    "prénoms 2 et 3 perdus": Semee(_sur_les_eleves(_oter("PRENOM2", "PRENOM3"))),
    "INE perdu": Semee(_sur_les_eleves(_oter("ID_NATIONAL"))),
    "nationalité française de force": Semee(_sur_les_eleves(_forcer("CODE_PAYS_NAT", "100"))),
    "ville de naissance « Inconnu » (variante 73)": Semee(_sur_les_eleves(_ville_inconnue)),
    "transport refusé de force": Semee(_sur_les_eleves(_forcer("ADHESION_TRANSPORT", "false"))),
    "doublement nié de force (X-077)": Semee(_sur_les_eleves(_forcer("DOUBLEMENT", "false"))),
    "régime 24 de force (X-077)": Semee(_sur_les_eleves(_forcer("CODE_REGIME", "24"))),
    "date d'entrée perdue": Semee(_sur_les_eleves(_oter("DATE_ENTREE"))),
    "date de début d'une autre année (U-105, X-070)": Semee(
        _scolarite(_forcer("DATE_DEB_SCO", "2019-09-02")), "(c)"
    ),
    "options perdues (U-103)": Semee(_scolarite(_forcer("OPTIONS", {})), "(c)"),
    "options triées par code": Semee(_scolarite(_triees_par_code), "(c)"),
    "facultatives avant les obligatoires": Semee(_scolarite(_facultatives_d_abord), "(c)"),
    "modalité « O » partout (variante 83)": Semee(_scolarite(_toutes_obligatoires), "(c)"),
    "statut « 1 » (STATU_C_01)": Semee(_scolarite(_forcer("CODE_STATUT", "1")), "(e)"),
    "division omise": Semee(_scolarite(_oter("CODE_DIVISION"))),
    "division non rattachée (ACDIV_B_01)": Semee(
        _scolarite(_forcer("CODE_DIVISION", "INACTIFS")), "(c)"
    ),
    "école d'origine écrasée (U-106, X-071)": Semee(_sur_les_eleves(_notre_uai)),
}
