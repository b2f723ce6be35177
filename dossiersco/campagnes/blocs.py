"""Ce que la campagne demande, et de qui. L'élève et ses responsables se relisent toujours."""

from dossiersco.campagnes.destinataires import NOUVEAUX, PERSONNE, TOUS

# Une clé est aussi le nom de l'étape de la famille.
BLOCS = {
    "options": "Scolarité et options",
    "regime": "Demi-pension",
    "autorisations": "Autorisations",
    "questions": "Questions du collège",
    "pieces": "Documents",
    "adultes": "Contacts d’urgence et autres adultes",
}
A_QUI = {
    TOUS: "À tous",
    NOUVEAUX: "Aux nouveaux élèves",
    PERSONNE: "À personne",
}
