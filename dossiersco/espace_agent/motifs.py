"""Les raisons courantes d'un refus : la famille les lit, elles disent donc quoi faire."""

MOTIFS_CHAMP = (
    "Le justificatif manque",
    "Le document envoyé ne dit pas la même chose",
    "Il n’y a plus de place",
    "Ce changement se demande au collège",
)

MOTIFS_PIECE = (
    "Illisible, reprenez la photo",
    "Ce n’est pas le document demandé",
    "Le document est trop ancien",
    "Il manque une page",
)
