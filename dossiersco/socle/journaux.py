"""Ce qui ne s'écrit pas dans les journaux du serveur."""

import logging
import re

_LIEN = re.compile(
    r"(/acces/|/telephone/|/inscrire/|/famille/entrer/|/agent/activation/|/agent/courriel/)[^/\s]+"
)


class SansCode(logging.Filter):
    """Un code ou un jeton est dans l'adresse de son lien, que Django cite en la refusant."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _LIEN.sub(r"\1…", record.getMessage()), ()
        return True
