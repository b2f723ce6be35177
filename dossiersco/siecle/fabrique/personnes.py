"""Parents, proches et institutions : les PERSONNE du fichier Responsables."""

from dossiersco.siecle.fabrique import telephones
from dossiersco.siecle.fabrique.atelier import Atelier
from dossiersco.siecle.fabrique.codes import codes
from dossiersco.siecle.fabrique.modele import Personne
from dossiersco.siecle.fabrique.noms import NOMS, PRENOMS_MERES, PRENOMS_PERES
from dossiersco.siecle.lus import Photo

HOMME, FEMME = "1", "2"
CIVILITES = {HOMME: ("M.", "MONSIEUR"), FEMME: ("MME", "MADAME")}
ANTENNES = ("DE LILLE", "DE ROUBAIX-TOURCOING", "DES FLANDRES", "DU VALENCIENNOIS")


def nom(atelier: Atelier) -> str:
    """Les familles soignées ont chacune le leur : la démonstration ne doit pas les confondre."""
    if atelier.soigne:
        return next(atelier.noms_distincts)
    return next(atelier.noms_rares) if atelier.parfois(25) else atelier.hasard.choice(NOMS)


def parent(atelier: Atelier, civilite: str, nom_de_famille: str, adresse: Photo | None) -> Personne:
    """Un adulte ; `adresse` est None quand le collège ne la connaît pas."""
    prenom = atelier.hasard.choice(PRENOMS_MERES if civilite == FEMME else PRENOMS_PERES)
    return _inscrire(
        atelier,
        {
            **_civilite(atelier, civilite),
            "NOM_DE_FAMILLE": nom_de_famille,
            "PRENOM": prenom,
            **_telephones(atelier),
            **_choix(atelier),
            **_adresse(adresse),
        },
        mel=not atelier.parfois(9),
    )


def homonyme(atelier: Atelier, autre: Personne, adresse: Photo) -> Personne:
    """Même nom, même prénom, même civilité, mais quelqu'un d'autre."""
    identite = {
        balise: autre.photo[balise]
        for balise in ("LC_CIVILITE", "LL_CIVILITE", "CODE_CIVILITE", "NOM_DE_FAMILLE", "PRENOM")
    }
    photo = {**identite, **_telephones(atelier), **_choix(atelier), **_adresse(adresse)}
    return _inscrire(atelier, photo, mel=True)


def institution(atelier: Atelier) -> Personne:
    """L'aide sociale à l'enfance, par antenne : la même personne pour tous ses enfants."""
    antenne = atelier.hasard.choice(ANTENNES)
    if antenne not in atelier.institutions:
        photo = {
            **_civilite(atelier, HOMME),
            "NOM_DE_FAMILLE": f"AIDE SOCIALE A L'ENFANCE {antenne}",
            "PRENOM": ".",
            "TEL_PROFESSIONNEL": telephones.fixe(atelier),
            "COMMUNICATION_ADRESSE": "0",
            "CODE_PROFESSION": "99",
        }
        atelier.institutions[antenne] = _inscrire(atelier, photo, mel=False)
    return atelier.institutions[antenne]


def sans_civilite(atelier: Atelier, personne: Personne) -> Personne:
    """Remplace la personne par la même, à la civilité inconnue : SIECLE refusera son renvoi."""
    photo = {balise: v for balise, v in personne.photo.items() if "CIVILITE" not in balise}
    incomplete = Personne(personne.personne_id, photo)
    atelier.personnes[atelier.personnes.index(personne)] = incomplete
    return incomplete


def _inscrire(atelier: Atelier, photo: Photo, *, mel: bool) -> Personne:
    rang = len(atelier.personnes) + 1
    if mel:
        adresse = telephones.mel(photo["PRENOM"], photo["NOM_DE_FAMILLE"], rang)
        photo["MEL"] = adresse.upper() if atelier.parfois(40) else adresse
    if atelier.parfois(5):
        # Le numéro que nous avions donné à cette personne dans un envoi précédent.
        photo["ID_PRV_PER"] = str(rang)
    if photo.get("CODE_CIVILITE") == FEMME and atelier.hasard.une_fois_sur(4):
        photo["NOM_USAGE"] = _nom_usage(atelier, photo["NOM_DE_FAMILLE"])
    personne = Personne(next(atelier.personne_ids), photo)
    atelier.personnes.append(personne)
    return personne


def _nom_usage(atelier: Atelier, nom_de_famille: str) -> str:
    """Toujours un autre nom : SIECLE ignore un nom d'usage égal au nom de famille."""
    autre = nom(atelier)
    return f"{nom_de_famille}-{autre}" if autre == nom_de_famille else autre


def _civilite(atelier: Atelier, code: str) -> Photo:
    court, long = CIVILITES[code]
    if code == FEMME and atelier.parfois(80):
        court, long = "MLE", "MADEMOISELLE"
    return {"LC_CIVILITE": court, "LL_CIVILITE": long, "CODE_CIVILITE": code}


def _telephones(atelier: Atelier) -> Photo:
    hasard = atelier.hasard
    numeros = {}
    if not atelier.parfois(12):
        numeros["TEL_PORTABLE"] = telephones.portable(atelier)
    if hasard.une_fois_sur(3):
        numeros["TEL_PERSONNEL"] = telephones.fixe(atelier)
    if hasard.une_fois_sur(6):
        numeros["TEL_PROFESSIONNEL"] = telephones.fixe(atelier)
    return numeros


def _choix(atelier: Atelier) -> Photo:
    """Ce que la famille accepte, et la profession quand elle l'a dite."""
    choix = {
        "ACCEPTE_SMS": "0" if atelier.hasard.une_fois_sur(4) else "1",
        "COMMUNICATION_ADRESSE": "1" if atelier.hasard.une_fois_sur(3) else "0",
    }
    if not atelier.parfois(12):
        choix["CODE_PROFESSION"] = atelier.hasard.choice(codes("professions_pcs"))
    return choix


def _adresse(adresse: Photo | None) -> Photo:
    return {} if adresse is None else {"ADRESSE_ID": adresse["ADRESSE_ID"], "ADRESSE": adresse}
