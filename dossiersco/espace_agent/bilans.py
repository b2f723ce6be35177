"""Le bilan d'un import et ses anomalies, en mots."""

from typing import Any

from dossiersco.siecle.lus import TypeExport

# Au-delà, on ne lit plus : on corrige les premières dans SIECLE et on dépose de nouveau.
ANOMALIES_MONTREES = 50
# De quoi comparer deux empreintes à l'œil.
EMPREINTE_MONTREE = 12

TYPES = {
    TypeExport.NOMENCLATURE: "Nomenclature",
    TypeExport.STRUCTURES: "Structures",
    TypeExport.COMMUNS: "Communs",
    TypeExport.ELEVES: "Élèves avec adresses",
    TypeExport.RESPONSABLES: "Responsables avec adresses",
    TypeExport.FICHE_ELEVE: "Fiche élève complète, à défaut des deux précédents",
}

SORTES = {
    "communs": "Établissement",
    "formations": "Formations",
    "options": "Options",
    "codes": "Tables de codes",
    "divisions": "Classes",
    "eleves": "Élèves",
    "personnes": "Personnes",
    "responsables": "Liens élève-responsable",
}

# Ce qui se lit en tête d'une sorte d'anomalies ; une sorte absente d'ici prend sa première phrase.
ANOMALIES = {
    "caractere_remplace": "Un « ? » dans un nom",
    "mel_douteux": "Courriels douteux",
    "ine_invalide": "INE mal formés",
    "ine_en_double": "INE en double",
    "adresse_inconnue": "Adresses introuvables",
    "naissance_incomplete": "Lieux de naissance incomplets",
    "commune_naiss_douteuse": "Communes de naissance douteuses",
    "regime_inconnu": "Régimes inconnus",
    "civilite_inconnue": "Civilités inconnues",
    "profession_inconnue": "Professions inconnues",
    "date_impossible": "Dates impossibles",
    "personne_sans_lien": "Personnes sans enfant dans le fichier",
    "lien_disparu": "Liens que SIECLE n’a plus",
    "lien_orphelin": "Liens vers un élève ou une personne absents",
    "eleve_homonyme": "Homonymes",
    "eleve_naissance": "Même identifiant, autre date de naissance",
    "option_inconnue": "Options absentes de la Nomenclature",
    "balise_inconnue": "Balises inconnues",
    "fichier_ancien": "Fichiers plus anciens que les derniers",
    "sans_usage": "Fichiers laissés de côté",
    "sans_adresses": "Exports sans adresses",
}


def bilan_montre(rapport: dict[str, Any]) -> dict[str, Any]:
    anomalies = rapport.get("anomalies", [])
    return {
        "fichiers": fichiers_montres(rapport),
        "comptes": comptes_montres(rapport),
        "anomalies": anomalies[:ANOMALIES_MONTREES],
        "nombre_anomalies": len(anomalies),
    }


def fichiers_montres(rapport: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **fichier,
            "type": TYPES[TypeExport(fichier["type"])],
            "empreinte": fichier.get("sha256", "")[:EMPREINTE_MONTREE],
        }
        for fichier in rapport.get("fichiers", [])
    ]


def comptes_montres(rapport: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"sorte": SORTES.get(sorte, sorte), **compte}
        for sorte, compte in rapport.get("comptes", {}).items()
    ]


def anomalies_montrees(apercu: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {**sorte, "titre": ANOMALIES.get(sorte["code"], sorte["exemples"][0]["message"])}
        for sorte in apercu.get("anomalies", [])
    ]
