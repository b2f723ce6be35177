"""Ce qui ne s'écrit pas dans les journaux."""

import logging

import pytest

from dossiersco.socle.journaux import SansCode


@pytest.mark.parametrize(
    "adresse",
    [
        "/acces/4F7K-9M2P-X3WD/",
        "/famille/telephone/un-jeton_secret/envoi/",
        "/inscrire/un-jeton_secret/",
    ],
)
def test_le_secret_d_un_lien_n_est_pas_ecrit(adresse):
    trace = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (adresse,), None)
    assert SansCode().filter(trace)
    assert "4F7K" not in trace.getMessage()
    assert "secret" not in trace.getMessage()
