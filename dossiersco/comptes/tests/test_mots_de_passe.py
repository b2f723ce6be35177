import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from dossiersco.comptes.models import Compte

COMPTE = Compte(mel="odile.lenoir@exemple.fr")


@pytest.mark.parametrize(
    "faible",
    [
        "girafe halle",  # trop court
        "1q2w3e4r5t6y7u8i",  # dans la liste
        "motdepassemotdepasse",
        "MotDePasse-123456789",
        "azertyuiop123456789",
        "chocolat football 2026",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab1212",
        "odilelenoir123456789",
        "azertyuiopqsdfghj",
        "mlkjhgfdsq poiuytreza",
    ],
)
def test_un_mot_de_passe_connu_meme_rallonge_est_refuse(faible):
    with pytest.raises(ValidationError):
        validate_password(faible, COMPTE)


@pytest.mark.parametrize(
    "bon",
    [
        "girafe tricote sous la halle",
        "un mot de passe de test",
        "x9!Kd02-vvQp_71zT",
        "kayak lundi brume ressort",
        "terre hier poire azerty",
    ],
)
def test_une_phrase_de_mots_sans_rapport_est_acceptee(bon):
    validate_password(bon, COMPTE)


def test_le_refus_dit_quoi_faire():
    with pytest.raises(ValidationError, match="Assemblez quatre ou cinq mots"):
        validate_password("motdepassemotdepasse", COMPTE)
