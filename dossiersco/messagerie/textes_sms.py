"""Les SMS. Apostrophe droite, espaces ordinaires : avec les autres, un SMS en coûte deux."""

# Ce qui porte un code ou un lien personnel : effacé une fois expédié.
AVEC_SECRET = {
    "invitation_sms": (
        "{{ college }} : confirmez l'inscription ({{ enfants }}). Lien personnel : {{ lien }}"
    ),
    "relance_sms": (
        "{{ college }} : confirmez l'inscription ({{ enfants }}). Rappel, votre lien : {{ lien }}"
    ),
    "code_verification_sms": (
        "{{ college }} : votre code est {{ code }}. Il vaut dix minutes. Ne le donnez pas."
    ),
    "lien_connexion_sms": (
        "{{ college }} : votre lien pour entrer, une seule fois, dix minutes : {{ lien }}"
    ),
}
SANS_SECRET = {
    "moyen_change_sms": (
        "{{ college }} : ce téléphone ne permet plus d'entrer. Une erreur ? Appelez le collège."
    ),
}
