"""Les gestes d'une famille sur un dossier : une fonction = un geste = une transaction.

Ceux du collège sont dans `decisions.py`, les invitations dans `invitations.py`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers import completude, moyens, posees, reponses
from dossiersco.dossiers.champs import CHAMPS, PAR_NOM, Champ, Cible, depuis_photo, differe
from dossiersco.dossiers.controles import reponses_obligatoires
from dossiersco.dossiers.ecritures import ecrire
from dossiersco.dossiers.entourage import autre_attendu
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.langues import langue_de
from dossiersco.dossiers.models import Avis, Dossier, Eleve, Personne, Signature, Trace
from dossiersco.dossiers.passages import de, exiger_ouvert, passer, sur, tracer, un_geste_a_la_fois
from dossiersco.dossiers.perimetre import champs_demandes
from dossiersco.dossiers.recu_pdf import nom_de_fichier, recu_pdf
from dossiersco.dossiers.refus import DossierIncomplet, GesteRefuse
from dossiersco.dossiers.traces import SANS_NOUVEL_ENVOI
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster

PAS_DEMANDE = (
    "Le collège ne demande pas ce renseignement : rien n’est enregistré. "
    "S’il est faux, appelez le secrétariat."
)


@transaction.atomic
def modifier(
    dossier: Dossier,
    cible: Eleve | Personne,
    nouvelles: Mapping[str, Any],
    *,
    par: Personne | Agent,
    motif: str = "",
) -> int:
    """Écrit les valeurs qui changent, une trace par champ. Rend leur nombre.

    `motif` : pourquoi une identité change ; gardé avec la trace de chaque champ sensible.

    Un responsable ne touche qu'à lui-même et à l'élève du dossier. Une valeur équivalente à celle
    de SIECLE reprend exactement celle de SIECLE : retaper son numéro autrement ne change rien.
    """
    nature = _nature(cible)
    if isinstance(par, Personne):
        _verifier_famille(dossier, cible, par)
        _verifier_la_demande(dossier, cible, nouvelles)
    # La ligne est relue verrouillée : deux responsables à la fois ne s'effacent pas sans trace.
    courant = type(cible).objects.select_for_update(no_key=True).get(pk=cible.pk)
    ecrits: list[Champ] = []
    for nom, valeur in nouvelles.items():
        champ = PAR_NOM[nature][nom]
        avant = getattr(courant, nom)
        apres = _comme_siecle(champ, courant, valeur)
        if differe(champ, avant, apres):
            setattr(courant, nom, apres)
            setattr(cible, nom, apres)
            dit = motif if champ.sensible else ""
            tracer(dossier, cible, champ, "modifier", (avant, apres, dit), par)
            ecrits.append(champ)
        elif champ.confidentiel and not _l_a_deja_dit(champ, courant, apres, par):
            # Un autre l'avait déjà écrit, sans qu'on le lui montre : sa parole compte quand même.
            tracer(dossier, cible, champ, "modifier", (avant, apres), par)
    if ecrits:
        ecrire(courant, [champ.nom for champ in ecrits])
        joignables = {PAR_NOM[Cible.PERSONNE][nom] for nom in moyens.COLONNES.values()}
        if isinstance(courant, Personne) and joignables & set(ecrits):
            moyens.retirer_les_anciens(courant)
    return len(ecrits)


def _verifier_famille(dossier: Dossier, cible: Eleve | Personne, par: Personne) -> None:
    exiger_ouvert(dossier)
    un_geste_a_la_fois(par)
    sienne = cible == par if isinstance(cible, Personne) else cible.pk == dossier.eleve_id
    if not sienne or not Dossier.objects.pour_famille(par).filter(pk=dossier.pk).exists():
        raise GesteRefuse("Cette donnée n’est pas la vôtre : demandez au collège de la changer.")


def _verifier_la_demande(dossier: Dossier, cible: Eleve | Personne, noms: Iterable[str]) -> None:
    if not champs_demandes(dossier, cible).issuperset(noms):
        raise GesteRefuse(PAS_DEMANDE)


def _l_a_deja_dit(
    champ: Champ, cible: Eleve | Personne, valeur: Any, par: Personne | Agent
) -> bool:
    if isinstance(par, Agent):
        return True
    derniere = Trace.objects.pour_auteur(par).filter(champ=champ.nom, **sur(cible)).last()
    dite = champ.lire(derniere.apres) if derniere else depuis_photo(champ, cible.photo)
    return not differe(champ, dite, valeur)


def _nature(cible: Eleve | Personne) -> Cible:
    return Cible.ELEVE if isinstance(cible, Eleve) else Cible.PERSONNE


def _comme_siecle(champ: Champ, objet: Eleve | Personne, valeur: Any) -> Any:
    siecle = champ.lire(objet.photo.get(champ.balise))
    return valeur if differe(champ, siecle, valeur) else siecle


@transaction.atomic
def signer(dossier: Dossier, *, par: Personne) -> Signature:
    """Le responsable atteste sa part. Sans rien de nouveau, le dossier se valide de lui-même."""
    un_geste_a_la_fois(par)
    dossier = _verrouiller(dossier, par)
    exiger_ouvert(dossier)
    deja = _signature_encore_bonne(dossier, par)
    if deja:
        return deja
    lues = posees.toutes(dossier, par)
    gardees = posees.celles_qui_se_posent(dossier, lues)
    if manques := [*reponses_obligatoires(gardees), *completude.manques(dossier, par)]:
        raise DossierIncomplet(manques)
    signature = Signature.objects.create(
        dossier=dossier,
        personne=par,
        sans_nouveaute=False,
        empreinte=_empreinte(dossier, par, gardees),
        aide=par.aidee,
        delegation=par.delegation,
    )
    reponses.sceller(dossier, lues, par=par)
    if examiner_un(dossier).attend_le_college or dossier.etat == Etat.A_CORRIGER:
        _transmettre(dossier)
    elif not autre_attendu(dossier, par):
        passer(dossier, "valider_sans_nouveaute")
        signature.sans_nouveaute = True
        signature.save(update_fields=["sans_nouveaute"])
    Trace.objects.create(dossier=dossier, geste="signer", **de(par))
    _accuser_reception(signature)
    return signature


def _verrouiller(dossier: Dossier, par: Personne) -> Dossier:
    sien = (
        Dossier.objects.pour_famille(par)
        .select_for_update(of=("self",), no_key=True)
        .select_related("eleve", "campagne__etablissement")
        .filter(pk=dossier.pk)
        .first()
    )
    if sien is None:
        raise GesteRefuse("Ce dossier n’est pas le vôtre : adressez-vous au collège.")
    return sien


def _transmettre(dossier: Dossier) -> None:
    """Un dossier déjà dans la file y garde sa place."""
    if dossier.etat != Etat.TRANSMIS:
        passer(dossier, "transmettre")


def _signature_encore_bonne(dossier: Dossier, par: Personne) -> Signature | None:
    """Appuyer deux fois ne signe qu'une fois : rien n'a bougé depuis la dernière signature."""
    derniere = Signature.objects.filter(dossier=dossier, personne=par).order_by("-pk").first()
    if derniere is None or dossier.etat == Etat.A_CORRIGER:
        return None
    a_bouge = (
        Trace.objects.filter(par_personne=par, le__gt=derniere.signee_le)
        .exclude(geste__in=SANS_NOUVEL_ENVOI)
        .exists()
    )
    return None if a_bouge else derniere


def _empreinte(dossier: Dossier, par: Personne, gardees: Iterable[posees.Posee]) -> str:
    """SHA-256 de ce qu'il avait sous les yeux : l'élève, lui-même, ses réponses."""
    vues = [
        f"{champ.balise}={champ.ecrire(getattr(objet, champ.nom))}"
        for nature, objet in ((Cible.ELEVE, dossier.eleve), (Cible.PERSONNE, par))
        for champ in CHAMPS[nature]
    ]
    vues += [f"question {posee.question.pk}={posee.valeur}" for posee in gardees]
    return hashlib.sha256("\n".join(vues).encode()).hexdigest()


def _accuser_reception(signature: Signature) -> None:
    personne, dossier = signature.personne, signature.dossier
    mel = mel_utilisable(personne.mel)
    if not mel:
        return
    fuseau = ZoneInfo(dossier.campagne.etablissement.fuseau)
    signee_le = signature.signee_le.astimezone(fuseau)
    courrier = Courrier(
        gabarit=_gabarit_du_recu(signature),
        destinataire=mel,
        cle=f"recu:{signature.pk}",
        contexte={
            "enfant": str(dossier.eleve),
            "date": f"{signee_le:%d/%m/%Y à %H:%M}",
            "reference": signature.reference,
        },
        piece=recu_pdf(signature),
        piece_nom=nom_de_fichier(signature),
        langue=langue_de(personne),
    )
    poster(dossier.campagne.etablissement, [courrier])


def _gabarit_du_recu(signature: Signature) -> str:
    if signature.sans_nouveaute:
        return "recu_valide"
    en_attente = signature.dossier.etat == Etat.A_REMPLIR
    return "recu_en_attente" if en_attente else "recu_a_valider"


@transaction.atomic
def noter(
    dossier: Dossier, *, par: Personne, note: int, commentaire: str, an_prochain: str = ""
) -> None:
    Avis.objects.update_or_create(
        campagne=dossier.campagne,
        personne=par,
        defaults={
            "note": note,
            "commentaire": commentaire,
            "an_prochain": an_prochain,
            "donne_le": timezone.now(),
        },
    )
