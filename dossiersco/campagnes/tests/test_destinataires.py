"""À qui se demande un bloc, un champ, une question, un document."""

from types import SimpleNamespace

import pytest

from dossiersco.campagnes.destinataires import Destinataires
from dossiersco.campagnes.models import Campagne

SIXIEME, CINQUIEME = "10010012110", "10110001110"
ARRIVANT = SimpleNamespace(code_mef=SIXIEME, code_regime="2", nouveau=True)
ANCIEN = SimpleNamespace(code_mef=SIXIEME, code_regime="2", nouveau=False)
SANS_FORMATION = SimpleNamespace(code_mef="", code_regime="2", nouveau=True)


@pytest.mark.parametrize(
    ("a_qui", "eleve", "attendu"),
    [
        (Destinataires(), ANCIEN, True),
        (Destinataires("nouveaux"), ARRIVANT, True),
        (Destinataires("nouveaux"), ANCIEN, False),
        (Destinataires("personne"), ARRIVANT, False),
        (Destinataires(codes_mef=[SIXIEME]), ANCIEN, True),
        (Destinataires(codes_mef=[CINQUIEME, SIXIEME]), ANCIEN, True),
        (Destinataires(codes_mef=[CINQUIEME]), ANCIEN, False),
        (Destinataires(codes_mef=[CINQUIEME]), SANS_FORMATION, False),
        (Destinataires(), SANS_FORMATION, True),
        (Destinataires("nouveaux", [SIXIEME]), ANCIEN, False),
        (Destinataires("personne", [SIXIEME]), ARRIVANT, False),
        (Destinataires(codes_regime=["2"]), ANCIEN, True),
        (Destinataires("tous", [SIXIEME], ["0"]), ANCIEN, False),
    ],
)
def test_toutes_les_conditions_valent_ensemble(a_qui, eleve, attendu):
    assert a_qui.comprennent(eleve) is attendu


def test_ce_dont_la_campagne_ne_parle_pas_se_demande_a_tous():
    campagne = Campagne(
        blocs={"regime": "nouveaux"},
        champs={"eleve_mel": "personne"},
        codes_mef={"regime": [SIXIEME], "options": [CINQUIEME]},
    )
    assert campagne.destinataires("regime") == Destinataires("nouveaux", [SIXIEME])
    assert campagne.destinataires("options") == Destinataires("tous", [CINQUIEME])
    assert campagne.destinataires("eleve_mel") == Destinataires("personne")
    assert campagne.destinataires("pieces") == Destinataires()
