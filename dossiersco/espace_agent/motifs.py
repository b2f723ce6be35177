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

MOTIFS_DEMANDE = (
    "Un justificatif est nécessaire, appelez le secrétariat",
    "Cette personne est déjà connue du collège",
    "Le collège ne peut pas décider cela, adressez-vous au juge",
)

MOTIFS = {
    "motifs_champ": MOTIFS_CHAMP,
    "motifs_piece": MOTIFS_PIECE,
    "motifs_demande": MOTIFS_DEMANDE,
}
