"""Le catalogue des messages qui partent. Un texte ne contient que des jetons `{{ nom }}`.

Aucun moteur de gabarit : chaque jeton est remplacé en entier par une chaîne déjà calculée pour ce
destinataire. Un jeton inconnu est une erreur, pas un blanc.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_JETON = re.compile(r"\{\{ ?(\w+) ?\}\}")


class JetonInconnu(Exception):
    """Le texte demande un jeton que le contexte ne donne pas."""


@dataclass(frozen=True)
class Gabarit:
    """`secret` : le corps porte un code personnel ; il est effacé une fois expédié."""

    objet: str
    corps: str
    secret: bool = False


GABARITS: dict[str, Gabarit] = {
    "invitation_mel": Gabarit(
        "Inscription au collège : {{ enfants }}",
        """Bonjour,

Le {{ college }} vous invite à confirmer l’inscription de : {{ enfants }}.

Ouvrez ce lien, qui vous est personnel :
{{ lien }}

Si rien n’a changé, cela prend une minute. Sinon, dites seulement ce qui est nouveau.

Vous pouvez aussi aller sur {{ adresse }} et taper votre code : {{ code }}
Ne donnez ce code à personne, pas même à l’autre parent : chacun a le sien.

Le {{ college }}
""",
        secret=True,
    ),
    "invitation_sms": Gabarit(
        "",
        # Apostrophe droite, espaces ordinaires : avec les autres, un SMS en coûte deux ou trois.
        "{{ college }} : confirmez l'inscription ({{ enfants }}). Lien personnel : {{ lien }}",
        secret=True,
    ),
    "relance_mel": Gabarit(
        "Il reste à répondre : {{ enfants }}",
        """Bonjour,

{{ raison }}
Il s’agit de l’inscription de : {{ enfants }}.

Ouvrez ce lien, qui vous est personnel. Il remplace les précédents :
{{ lien }}

Vous pouvez aussi aller sur {{ adresse }} et taper votre code : {{ code }}
Ne donnez ce code à personne, pas même à l’autre parent : chacun a le sien.

Vous préférez le papier ? Demandez au collège le dossier à remplir à la main.

Le {{ college }}
""",
        secret=True,
    ),
    "relance_sms": Gabarit(
        "",
        # Comme au-dessus : un SMS, pas trois.
        "{{ college }} : confirmez l'inscription ({{ enfants }}). Rappel, votre lien : {{ lien }}",
        secret=True,
    ),
    "code_verification": Gabarit(
        "Votre code : {{ code }}",
        """Bonjour,

Votre code pour vérifier ce courriel : {{ code }}
Il vaut dix minutes. Tapez-le sur la page qui vous l’a demandé.

Si vous n’avez rien demandé, ignorez ce message, et ne donnez ce code à personne.

Le {{ college }}
""",
        secret=True,
    ),
    "lien_connexion": Gabarit(
        "Votre lien pour entrer",
        """Bonjour,

Ouvrez ce lien pour entrer dans vos dossiers d’inscription :
{{ lien }}

Il sert une fois et vaut dix minutes. Si vous n’avez rien demandé, ignorez ce message.

Le {{ college }}
""",
        secret=True,
    ),
    "moyen_change": Gabarit(
        "Ce courriel ne permet plus d’entrer",
        """Bonjour,

Le courriel donné au {{ college }} pour votre dossier d’inscription vient de changer.
Cette adresse-ci ne permet donc plus d’entrer.

Si ce n’est pas vous, appelez le collège : il vous donnera un nouveau code personnel.

Le {{ college }}
""",
    ),
    "recu_a_valider": Gabarit(
        "Le collège a reçu votre dossier : {{ enfant }}",
        """Bonjour,

Le {{ college }} a reçu votre dossier pour {{ enfant }}, le {{ date }}.
Il n’est pas encore validé : le collège va regarder ce qui est nouveau et vous écrira.

Votre reçu est joint à ce message.

Référence : {{ reference }}

Le {{ college }}
""",
    ),
    "recu_en_attente": Gabarit(
        "Le collège a reçu votre signature : {{ enfant }}",
        """Bonjour,

Le {{ college }} a reçu votre signature pour {{ enfant }}, le {{ date }}.
Il attend aussi celle de l’autre responsable. Vous n’avez plus rien à faire.

Votre reçu est joint à ce message.

Référence : {{ reference }}

Le {{ college }}
""",
    ),
    "recu_valide": Gabarit(
        "Inscription confirmée : {{ enfant }}",
        """Bonjour,

Vous avez confirmé, le {{ date }}, que rien n’a changé pour {{ enfant }}.
Le {{ college }} n’a rien à vérifier : l’inscription est validée.

Votre reçu est joint à ce message.

Référence : {{ reference }}

Le {{ college }}
""",
    ),
    "dossier_valide": Gabarit(
        "Dossier validé : {{ enfant }}",
        """Bonjour,

Le {{ college }} a validé ce dossier : {{ enfant }}.
{{ refus }}
Le {{ college }}
""",
    ),
    "document_refuse": Gabarit(
        "Un document est à renvoyer : {{ enfant }}",
        """Bonjour,

Le {{ college }} n’a pas pu accepter le document « {{ document }} » envoyé pour {{ enfant }} :

{{ motif }}

Renvoyez-le par le lien de votre invitation, ou avec votre code personnel sur {{ adresse }}

Le {{ college }}
""",
    ),
    "demande_acceptee": Gabarit(
        "Votre demande est prise en compte : {{ enfant }}",
        """Bonjour,

Le {{ college }} a pris en compte votre demande pour {{ enfant }} : {{ demande }}.

Le {{ college }}
""",
    ),
    "demande_refusee": Gabarit(
        "Votre demande n’est pas retenue : {{ enfant }}",
        """Bonjour,

Le {{ college }} n’a pas retenu votre demande pour {{ enfant }} : {{ demande }}.

{{ motif }}

Le {{ college }}
""",
    ),
    "correction_demandee": Gabarit(
        "Le collège vous demande une précision : {{ enfant }}",
        """Bonjour,

Le {{ college }} a lu ce dossier : {{ enfant }}. Il vous demande :

{{ message }}

{{ refus }}
Reprenez le dossier par le lien de votre invitation, ou avec votre code personnel sur
{{ adresse }}, puis envoyez-le de nouveau.

Le {{ college }}
""",
    ),
}


def remplir(texte: str, contexte: Mapping[str, str]) -> str:
    def valeur(jeton: re.Match[str]) -> str:
        if jeton[1] not in contexte:
            raise JetonInconnu(jeton[1])
        return contexte[jeton[1]]

    return _JETON.sub(valeur, texte)
