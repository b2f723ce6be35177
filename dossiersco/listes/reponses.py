"""Les réponses aux autorisations et aux questions, dans une liste : une colonne par question.

Une question dit quels rôles lisent ses réponses. Ni la colonne ni un fichier déjà produit qui la
porte ne se donne à un autre.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from dossiersco.campagnes.models import Campagne, Question
from dossiersco.campagnes.questions import IMAGE, MOTS, OUI, UN_NON_SUFFIT
from dossiersco.campagnes.tables import Tables
from dossiersco.dossiers.models import Dossier, Responsable
from dossiersco.dossiers.perimetre import SituationDe, est_demande
from dossiersco.dossiers.questions import Dite, en_mots, retenue, se_pose
from dossiersco.dossiers.reponses import dites_par_dossier
from dossiersco.listes.lignes import Ligne, par_lots

PREFIXE = "question_"
SANS_REPONSE = "Non (pas de réponse)"

Dites = Mapping[int, Sequence[Dite]]


def nom_de(question: Question) -> str:
    return f"{PREFIXE}{question.pk}"


def lisibles(campagne: Campagne, role: str) -> list[Question]:
    """Celles dont ce rôle lit les réponses, encore posées."""
    posees = Question.objects.posees(campagne.pk)
    return [question for question in posees if question.lisible_par(role)]


def interdites(campagne: Campagne, colonnes: Collection[str], role: str) -> bool:
    """Vrai si une de ces colonnes porte des réponses que ce rôle ne lit pas."""
    siennes = {nom_de(q) for q in Question.objects.filter(campagne=campagne) if q.lisible_par(role)}
    return any(nom.startswith(PREFIXE) and nom not in siennes for nom in colonnes)


def lire_les_reponses(dossiers: QuerySet[Dossier], tables: Tables) -> Iterator[Ligne]:
    """Une ligne par dossier, avec ce qui vaut pour l'élève à chaque question qui se pose."""
    questions: list[Question] | None = None
    for lot, liens in par_lots(dossiers.select_related("campagne__etablissement")):
        if lot and questions is None:
            questions = list(Question.objects.posees(lot[0].campagne_id))
        dites = dites_par_dossier([dossier.pk for dossier in lot])
        for dossier in lot:
            # La même pour tous : ce qu'elle sait se lit une fois.
            dossier.campagne = lot[0].campagne
            siens = liens[dossier.eleve_id]
            reponses = _en_mots(dossier, questions or [], dites.get(dossier.pk, {}), siens)
            yield replace(Ligne(dossier, tuple(siens), tables), reponses=reponses)


def lire_les_refus_d_image(dossiers: QuerySet[Dossier], tables: Tables) -> Iterator[Ligne]:
    """Seulement les élèves dont une image au moins n'est pas permise."""
    images: set[str] | None = None
    for ligne in lire_les_reponses(dossiers, tables):
        if images is None:
            posees = Question.objects.posees(ligne.dossier.campagne_id)
            images = {nom_de(question) for question in posees.filter(nature=IMAGE)}
        if any(ligne.reponses.get(nom, MOTS[OUI]) != MOTS[OUI] for nom in images):
            yield ligne


def _en_mots(
    dossier: Dossier, questions: Sequence[Question], dites: Dites, liens: Sequence[Responsable]
) -> dict[str, str]:
    situation = SituationDe(dossier)
    valent = {question.pk: retenue(question, dites.get(question.pk, ())) for question in questions}
    noms = {lien.personne_id: str(lien.personne) for lien in liens}
    return {
        nom_de(question): reponse(question, dites.get(question.pk, ()), noms)
        for question in questions
        if est_demande(dossier, question.bloc) and se_pose(question, situation, valent)
    }


def ce_qui_vaut(question: Question, dites: Sequence[Dite]) -> str:
    vaut = retenue(question, dites)
    if question.nature in UN_NON_SUFFIT:
        return MOTS[vaut] if vaut else SANS_REPONSE
    return en_mots(question.sorte, vaut)


def reponse(question: Question, dites: Sequence[Dite], noms: Mapping[int, str]) -> str:
    """Ce qui vaut ; si plusieurs ne disent pas la même chose, chacun avec son nom."""
    vaut = ce_qui_vaut(question, dites)
    if question.nature in UN_NON_SUFFIT:
        return vaut
    signees = {dite.personne: dite.signee for dite in dites if dite.signee}
    if len(set(signees.values())) < 2:
        return vaut
    chacun = (
        f"{noms.get(personne, 'un responsable')} : {en_mots(question.sorte, dite)}"
        for personne, dite in signees.items()
    )
    return f"{vaut} ({' ; '.join(chacun)})"
