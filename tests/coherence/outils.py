"""Ce que les tests de cohérence lisent : les couches, les modules, les fichiers suivis."""

import subprocess
import tomllib
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
DOSSIERSCO = RACINE / "dossiersco"


def couches() -> dict[str, int]:
    """Le rang de chaque app, 0 en haut : la liste même que lit import-linter."""
    projet = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    contrats = projet["tool"]["importlinter"]["contracts"]
    lignes = next(contrat["layers"] for contrat in contrats if contrat["type"] == "layers")
    return {app.strip(): rang for rang, ligne in enumerate(lignes) for app in ligne.split("|")}


def modules(*dossiers: Path) -> list[Path]:
    """Le code qui sert : ni tests, ni migrations."""
    return [
        module
        for dossier in dossiers
        for module in sorted(dossier.rglob("*.py"))
        if not {"tests", "migrations"} & set(module.relative_to(RACINE).parts)
    ]


def fichiers_du_depot() -> list[Path]:
    """Suivis par git, ou prêts à l'être."""
    commande = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    noms = subprocess.run(commande, cwd=RACINE, capture_output=True, check=True).stdout
    chemins = [RACINE / nom for nom in noms.decode().split("\0") if nom]
    return [chemin for chemin in chemins if chemin.is_file()]
