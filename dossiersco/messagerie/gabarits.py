"""Le catalogue des messages qui partent. Un texte ne contient que des jetons `{{ nom }}`.

Aucun moteur de gabarit : chaque jeton est remplacé en entier par une chaîne déjà calculée pour ce
destinataire. Un jeton inconnu est une erreur, pas un blanc.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dossiersco.messagerie.textes_sms import AVEC_SECRET, SANS_SECRET
from dossiersco.socle.langues import DROITE_A_GAUCHE, TROU, Catalogue

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
    "plusieurs_nouvelles": Gabarit(
        "Vos dossiers d’inscription : des nouvelles du collège",
        """Bonjour,

Le {{ college }} vous répond :

{{ nouvelles }}

Votre code personnel, ou le lien de votre invitation, vous rouvre vos dossiers.

Le {{ college }}
""",
    ),
    "document_refuse": Gabarit(
        "Un document est à renvoyer : {{ enfant }}",
        """Bonjour,

Le {{ college }} n’a pas pu accepter le document « {{ document }} » envoyé pour {{ enfant }} :

{{ motif }}

Renvoyez-le ici :
{{ endroit }}

Votre code personnel, ou le lien de votre invitation, vous rouvre le dossier.

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
Reprenez le dossier ici, puis envoyez-le de nouveau :
{{ endroit }}

Votre code personnel, ou le lien de votre invitation, vous le rouvre.

Le {{ college }}
""",
    ),
    "agent_activation": Gabarit(
        "Votre accès à DossierSCO : {{ college }}",
        """Bonjour {{ nom }},

Le {{ college }} vous ouvre DossierSCO, l’inscription en ligne, avec ce rôle : {{ role }}.

Ouvrez ce lien pour choisir votre mot de passe :
{{ lien }}

Il sert une fois et vaut sept jours. Prévoyez votre téléphone : une application y donnera le code
demandé à chaque connexion.

Vous n’attendiez pas ce message ? N’ouvrez pas le lien, et prévenez votre direction.

Le {{ college }}
""",
        secret=True,
    ),
    "agent_oubli": Gabarit(
        "Choisir un nouveau mot de passe",
        """Bonjour {{ nom }},

Ouvrez ce lien pour choisir un nouveau mot de passe :
{{ lien }}

Il sert une fois et vaut trente minutes. Si vous n’avez rien demandé, ignorez ce message : votre mot
de passe ne change pas.

Le {{ college }}
""",
        secret=True,
    ),
    "agent_mel": Gabarit(
        "Confirmez votre nouvelle adresse",
        """Bonjour {{ nom }},

Ouvrez ce lien pour vous connecter désormais avec cette adresse :
{{ lien }}

Il sert une fois et vaut trente minutes. Si vous n’avez rien demandé, ignorez ce message.

Le {{ college }}
""",
        secret=True,
    ),
    "agent_mel_change": Gabarit(
        "Cette adresse n’ouvre plus DossierSCO",
        """Bonjour {{ nom }},

L’adresse de votre compte d’agent vient de changer : celle-ci n’y sert plus.
Si ce n’est pas vous, prévenez votre direction sans attendre.

Le {{ college }}
""",
    ),
    "agent_mot_de_passe_change": Gabarit(
        "Votre mot de passe a changé",
        """Bonjour {{ nom }},

Le mot de passe de votre compte d’agent vient de changer. Vos séances ouvertes sont fermées.
Si ce n’est pas vous, prévenez votre direction sans attendre.

Le {{ college }}
""",
    ),
    "agent_second_facteur_change": Gabarit(
        "Votre second facteur change",
        """Bonjour {{ nom }},

Avec votre mot de passe, quelqu’un vient de demander à relier une autre application à votre compte
d’agent, ou de renouveler vos codes de secours.
Si ce n’est pas vous, prévenez votre direction sans attendre, puis changez de mot de passe.

Le {{ college }}
""",
    ),
    "agent_second_facteur_ote": Gabarit(
        "Votre second facteur a été réinitialisé",
        """Bonjour {{ nom }},

La direction a réinitialisé votre second facteur. À votre prochaine connexion, vous relierez de
nouveau une application à votre compte.
Si vous ne l’avez pas demandé, prévenez votre direction sans attendre.

Le {{ college }}
""",
    ),
    "inscription_college": Gabarit(
        "Ouvrir DossierSCO pour le collège {{ uai }}",
        """Bonjour,

Quelqu’un a demandé à inscrire le collège {{ uai }} sur DossierSCO ({{ adresse }}).

Pour ouvrir son espace, suivez ce lien : vous y choisirez le mot de passe de la direction.
{{ lien }}

Il sert une fois et vaut 48 heures. Transmettez ce message à la direction.
Si personne au collège ne l’a demandé, ignorez-le : rien n’est ouvert.
""",
        secret=True,
    ),
    "college_deja_inscrit": Gabarit(
        "Le collège {{ uai }} est déjà inscrit sur DossierSCO",
        """Bonjour,

Quelqu’un a demandé à inscrire le collège {{ uai }} sur DossierSCO ({{ adresse }}).
Il l’est déjà : rien n’a changé.

Pour y entrer, demandez une invitation à la direction du collège, puis connectez-vous sur
{{ adresse }}/connexion/
""",
    ),
    "visite_operateur": Gabarit(
        "Un opérateur consulte votre espace DossierSCO",
        """Bonjour,

L’opérateur {{ operateur }} consulte l’espace du {{ college }}, pour 60 minutes au plus. Sa raison :

{{ motif }}

Il lit seulement : il ne peut rien changer, ni ouvrir un document, ni sortir un fichier.
Toutes ses visites sont sur {{ adresse }}/agent/visites/
""",
    ),
    **{nom: Gabarit("", texte, secret=True) for nom, texte in AVEC_SECRET.items()},
    **{nom: Gabarit("", texte) for nom, texte in SANS_SECRET.items()},
}


def remplir(texte: str, contexte: Mapping[str, str]) -> str:
    def valeur(jeton: re.Match[str]) -> str:
        if jeton[1] not in contexte:
            raise JetonInconnu(jeton[1])
        return contexte[jeton[1]]

    return _JETON.sub(valeur, texte)


def phrases(gabarit: Gabarit) -> Iterator[str]:
    """Ce qu'il y a à traduire, ligne par ligne ; `{{ lien }}` s'y écrit `%(lien)s`."""
    for ligne in (gabarit.objet, *gabarit.corps.splitlines()):
        if any(signe.isalpha() for signe in _JETON.sub("", ligne)):
            yield _avec_des_trous(ligne)


def traduit(texte: str, catalogue: Catalogue) -> str:
    """Le même texte à jetons, dans une autre langue."""
    return "\n".join(_ligne_traduite(ligne, catalogue) for ligne in texte.split("\n"))


def _ligne_traduite(ligne: str, catalogue: Catalogue) -> str:
    traduite = catalogue.phrases.get(_avec_des_trous(ligne), "")
    if not traduite:
        return ligne
    marque = DROITE_A_GAUCHE if catalogue.langue.sens == "rtl" else ""
    return marque + TROU.sub(r"{{ \1 }}", traduite)


def _avec_des_trous(ligne: str) -> str:
    return _JETON.sub(r"%(\1)s", ligne)
