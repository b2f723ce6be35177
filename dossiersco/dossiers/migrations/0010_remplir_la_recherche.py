"""Ce que `dossiers/recherche.py` calculait quand cette migration a été écrite."""

import re
import unicodedata

from django.db import migrations

LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ẞ": "SS"}
    | dict(zip("łŁđĐħĦıŋŊəƏ", "lLdDhHinNeE", strict=True))
)
# Elles séparent deux mots ; NFKD les effacerait.
PONCTUATION = str.maketrans(dict.fromkeys("’‘ʼ‚“”„‐‑‒–—―", " "))
NOMS = ("nom_de_famille", "nom_usage", "prenom", "prenom2", "prenom3")
AUSSI = ("id_national", "code_structure")
LOT = 500


def capitales(texte):
    decompose = unicodedata.normalize("NFKD", texte.translate(PONCTUATION).translate(LIGATURES))
    nus = decompose.encode("ascii", "ignore").decode("ascii").upper()
    return re.sub(r"[^A-Z0-9\n]+", " ", nus).strip()


def mots(objet):
    noms = [capitales(getattr(objet, nom, "")) for nom in NOMS]
    colles = [nom.replace(" ", "") for nom in noms if " " in nom]
    autres = [capitales(getattr(objet, nom, "")) for nom in AUSSI]
    return " ".join(filter(None, [*noms, *colles, *autres]))


def remplir(apps, _editeur):
    for nom in ("Eleve", "Personne"):
        modele = apps.get_model("dossiers", nom)
        colonnes = ["recherche", "cle_tri"] if nom == "Eleve" else ["recherche"]
        dernier = 0
        while lot := list(modele.objects.filter(pk__gt=dernier).order_by("pk")[:LOT]):
            for objet in lot:
                objet.recherche = mots(objet)
                if nom == "Eleve":
                    tri = f"{capitales(objet.nom_de_famille)} {capitales(objet.prenom)}"
                    objet.cle_tri = tri[:210]
            modele.objects.bulk_update(lot, colonnes)
            dernier = lot[-1].pk


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_liste_et_lots")]

    operations = [migrations.RunPython(remplir, migrations.RunPython.noop, elidable=True)]
