"""Un responsable a des enfants dans deux collèges de ce site : les voir en entrant une seule fois.

Il le prouve en montrant l'autre code ; un nom, un courriel, un téléphone pareils ne prouvent rien.
Chaque collège garde sa fiche et son code, et n'apprend rien de l'autre.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.actions import retenir_langue
from dossiersco.comptes.models import CodeAcces, Compte, Reunion
from dossiersco.comptes.reunions import faire_suivre, noter_l_entree, qui_suivraient
from dossiersco.dossiers.invitations import donner_acces, verrouiller
from dossiersco.dossiers.models import Personne, Rattachement, Responsable
from dossiersco.dossiers.moyens import adresse


class Verdict(StrEnum):
    REUNI = "réuni"
    INCONNU = "inconnu"
    LE_SIEN = "le sien"
    MEME_COLLEGE = "même collège"


def partout(compte: Compte) -> list[Personne]:
    """La personne de ce compte d'abord, puis elle dans les collèges réunis ; [] s'il n'en a pas."""
    trouvees = list(Personne.objects.pour_comptes_reunis(compte))
    elle = [p for p in trouvees if p.rattachement.compte_id == compte.pk]
    if not elle:
        return []
    ailleurs = [p for p in trouvees if p.rattachement.compte_id != compte.pk]
    return [*elle[:1], *sorted(ailleurs, key=lambda p: (p.etablissement.nom, p.pk))]


def celle_du_dossier(personnes: Sequence[Personne], pk: int) -> Personne:
    """Laquelle ouvre ce dossier ; la première, qui ne l'ouvrira pas, s'il n'est à aucune."""
    if len(personnes) == 1:
        return personnes[0]
    liens = Responsable.objects.qui_agissent().filter(personne__in=personnes, eleve__dossiers=pk)
    trouvee = liens.values_list("personne", flat=True).first()
    return next((p for p in personnes if p.pk == trouvee), personnes[0])


@transaction.atomic
def reunir(compte: Compte, saisie: str) -> Verdict:
    """`saisie` : l'autre code. Réunir deux fois ne fait rien de plus."""
    # Le sien est tenu : deux codes d'un même collège montrés ensemble passent l'un après l'autre.
    siens = CodeAcces.objects.select_for_update(no_key=True).filter(compte=compte, revoque_le=None)
    sien = siens.first()
    autre = _code(saisie)
    personnes = partout(compte)
    if sien is None or autre is None or not personnes:
        return Verdict.INCONNU
    if autre.compte_id == compte.pk:
        return Verdict.LE_SIEN
    elle = Personne.objects.pour_compte(autre.compte).select_related("etablissement").first()
    if elle is None or _essai(elle) or _essai(personnes[0]):
        return Verdict.INCONNU
    if elle in personnes:
        return Verdict.REUNI
    # Deux fiches d'un même collège sont deux personnes : l'autre parent garde son code.
    if elle.etablissement_id in {p.etablissement_id for p in personnes}:
        return Verdict.MEME_COLLEGE
    Reunion.objects.get_or_create(code=sien, autre=autre)
    noter_l_entree(compte)
    if compte.langue and not autre.compte.langue:
        retenir_langue(autre.compte, compte.langue)
    return Verdict.REUNI


@transaction.atomic
def relancer(canaux: Mapping[Personne, str], *, expire_le: datetime) -> dict[int, str]:
    """Un code neuf à chacun, comme `donner_acces`, sans couper ce qui peut rester réuni.

    Une relance ne retire rien à personne ; mais elle peut partir à une adresse qu'un autre lit.
    """
    # D'abord : ce qu'un agent coupe au même instant ne se recoudrait pas.
    verrouiller(canaux)
    envois = {
        lien.compte_id: (canaux[lien.personne], adresse(lien.personne, canaux[lien.personne]))
        for lien in Rattachement.objects.filter(personne__in=canaux).select_related("personne")
    }
    gardees = qui_suivraient(envois)
    clairs = donner_acces(list(canaux), expire_le=expire_le)
    faire_suivre(gardees, envois)
    return clairs


@transaction.atomic
def separer(compte: Compte, personne_pk: int) -> None:
    """Ne change rien chez l'autre : son code, qui s'y entre toujours, n'a pas bougé."""
    siennes = Reunion.objects.filter(code__compte=compte)
    siennes.filter(autre__compte__rattachements__personne__pk=personne_pk).delete()


def _code(saisie: str) -> CodeAcces | None:
    code = codes.normaliser(saisie)
    en_vigueur = CodeAcces.objects.en_vigueur(timezone.now())
    trouve = en_vigueur.filter(empreinte=codes.empreinte(code)).select_related("compte")
    return trouve.first()


def _essai(personne: Personne) -> bool:
    return personne.etablissement.essai_de_id is not None
