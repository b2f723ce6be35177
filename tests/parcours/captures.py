"""Les écrans dont le dépôt garde l'image, coupée et allégée. `make captures` les refait."""

from io import BytesIO
from pathlib import Path

from PIL import Image

CAPTURES = Path(__file__).resolve().parents[2] / "docs" / "captures"
OCTETS, COULEURS = 60_000, (96, 64, 48, 32, 24, 16, 8)
# Une page entière peut être très longue : le haut suffit à la juger.
HAUTEURS = {390: 1_900, 1280: 1_500}
RETENUES = frozenset(
    {
        "accueil",
        "connexion",
        "famille-enfants",
        "famille-dossier",
        "famille-dossier-confirme",
        "famille-moi",
        "famille-moi-erreur",
        "famille-adultes-plein",
        "famille-options-regles",
        "famille-pieces",
        "famille-pieces-plusieurs",
        "famille-reunie",
        "famille-reunir",
        "famille-revue",
        "famille-recu",
        "famille-telephone",
        "telephone-envoi",
        "agent-file",
        "agent-dossier",
        "agent-dossiers",
        "agent-siecle-apercu",
        "agent-siecle-erreur",
        "agent-repetition-pleine",
        "agent-retour-plein",
        "agent-envoi-plein",
        "agent-formations",
        "agent-formation",
        "agent-tableau",
        "agent-listes",
        "agent-invitations",
        "agent-college",
        "agent-droits",
        "agent-demarrer",
        "agent-equipe",
        "agent-papier",
        "agent-liste-pleine",
        "agent-lot-valider",
        "public-inscrire",
        "operateur-colleges",
    }
)


def garder(nom: str, largeur: int, image: bytes) -> None:
    if nom in RETENUES and largeur in HAUTEURS:
        CAPTURES.mkdir(parents=True, exist_ok=True)
        legere = alleger(Image.open(BytesIO(image)), HAUTEURS[largeur])
        (CAPTURES / f"{nom}-{largeur}.png").write_bytes(legere)


def alleger(image: Image.Image, hauteur: int) -> bytes:
    """Le plus de couleurs qui tienne dans la taille permise."""
    coupee = image.convert("RGB").crop((0, 0, image.width, min(image.height, hauteur)))
    for couleurs in COULEURS:
        flux = BytesIO()
        coupee.quantize(couleurs, dither=Image.Dither.NONE).save(flux, "PNG", optimize=True)
        if flux.tell() <= OCTETS:
            return flux.getvalue()
    raise ValueError(f"Même en {COULEURS[-1]} couleurs, l’image dépasse {OCTETS} octets.")
