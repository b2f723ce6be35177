"""Les heures de France, outre-mer compris, sous le nom qu'on leur donne."""

FUSEAUX = {
    "Europe/Paris": "France métropolitaine",
    "America/Guadeloupe": "Guadeloupe, Saint-Martin, Saint-Barthélemy",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Indian/Reunion": "La Réunion",
    "Indian/Mayotte": "Mayotte",
    "Pacific/Noumea": "Nouvelle-Calédonie",
    "Pacific/Wallis": "Wallis-et-Futuna",
    "Pacific/Tahiti": "Polynésie française",
    "Pacific/Marquesas": "Polynésie française, îles Marquises",
    "Pacific/Gambier": "Polynésie française, îles Gambier",
}
