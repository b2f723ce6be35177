"""Ce qu'on dit des places à une famille."""

import pytest

from dossiersco.campagnes.affluence import Affluence

MOI = 9


@pytest.mark.parametrize(
    ("places", "retenus", "phrase"),
    [
        (3, (), "Il reste 3 places."),
        (3, (1, 2), "Il reste 1 place."),
        (2, (1, 2), "Complet. Liste d’attente : vous serez le 1er."),
        (1, (1, 2, 3, 4), "Complet. Liste d’attente : vous serez le 4e."),
        (0, (), "Complet. Liste d’attente : vous serez le 1er."),
        (2, (1, MOI), ""),
        (2, (1, 2, 3, MOI), "Complet : vous êtes le 2e sur la liste d’attente."),
    ],
)
def test_combien_il_en_reste_ou_quel_rang(places, retenus, phrase):
    assert Affluence(places, retenus).phrase(MOI) == phrase
