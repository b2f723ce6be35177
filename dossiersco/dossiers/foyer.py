"""Les gestes d'un responsable à côté des champs : confirmer, dire qui appeler, demander."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.langues import langue_de
from dossiersco.dossiers.models import (
    Confirmation,
    ContactUrgence,
    DemandeFamille,
    Dossier,
    Personne,
    Trace,
)
from dossiersco.dossiers.passages import de, exiger_le_sien
from dossiersco.dossiers.refus import CampagneFermee, GesteRefuse
from dossiersco.etablissements.models import Agent
from dossiersco.messagerie.adresses import mel_utilisable
from dossiersco.messagerie.envois import Courrier, poster

# « Moi » se relit une fois pour tous ses enfants.
POUR_TOUS = frozenset({"moi"})
CONTACTS_MAXIMUM = 6
DEMANDES_MAXIMUM = 10


@transaction.atomic
def signer_et_confirmer(dossier: Dossier, vus: Mapping[str, str], *, par: Personne) -> None:
    """Qui signe a relu chaque bloc : il est confirmé du même geste. Lève comme `signer`."""
    signer(dossier, par=par)
    confirmer(dossier, vus, par=par)


@transaction.atomic
def confirmer(dossier: Dossier, vus: Mapping[str, str], *, par: Personne) -> None:
    """`vus` : {bloc: empreinte de ce qui était lu}. Aucune trace : rien n'a changé."""
    _verifier(dossier, par)
    for bloc, empreinte in vus.items():
        ou: dict[str, Any] = {"dossier": None if bloc in POUR_TOUS else dossier}
        Confirmation.objects.update_or_create(
            campagne=dossier.campagne,
            personne=par,
            bloc=bloc,
            **ou,
            defaults={"empreinte": empreinte, "le": timezone.now()},
        )


def _verifier(dossier: Dossier, par: Personne) -> None:
    if not dossier.campagne.recoit_encore:
        raise CampagneFermee
    exiger_le_sien(dossier, par)


@transaction.atomic
def ecrire_contact(
    dossier: Dossier, contact: ContactUrgence | None, valeurs: Mapping[str, str], *, par: Personne
) -> None:
    """Ajoute en dernier, ou corrige. Le collège lit la liste aussitôt.

    Deux fois le même n'en fait qu'un : appuyer deux fois n'ajoute pas deux fois.
    """
    _verifier(dossier, par)
    siens = _verrouiller_les_contacts(par)
    deja = siens if contact is None else [connu for connu in siens if connu == contact]
    if any(_dit_la_meme_chose(connu, valeurs) for connu in deja):
        return
    if contact is None:
        if len(siens) >= CONTACTS_MAXIMUM:
            raise GesteRefuse(f"Pas plus de {CONTACTS_MAXIMUM} contacts : retirez-en un d’abord.")
        contact = ContactUrgence(personne=par, rang=len(siens))
    elif contact not in siens:
        raise GesteRefuse("Cette personne n’est plus dans votre liste : ajoutez-la de nouveau.")
    for nom, valeur in valeurs.items():
        setattr(contact, nom, valeur)
    contact.save()
    _tracer_les_contacts(dossier, par)


def _dit_la_meme_chose(contact: ContactUrgence, valeurs: Mapping[str, str]) -> bool:
    return all(getattr(contact, nom) == valeur for nom, valeur in valeurs.items())


@transaction.atomic
def retirer_contact(dossier: Dossier, contact: ContactUrgence, *, par: Personne) -> None:
    _verifier(dossier, par)
    siens = _verrouiller_les_contacts(par)
    if contact in siens:
        _ranger([autre for autre in siens if autre != contact])
        contact.delete()
        _tracer_les_contacts(dossier, par)


@transaction.atomic
def placer_contact(dossier: Dossier, contact: ContactUrgence, *, rang: int, par: Personne) -> None:
    """L'appelle à ce rang (0 : le premier).

    Le rang visé, plutôt que « un cran plus tôt » : appuyer deux fois ne le déplace qu'une.
    """
    _verifier(dossier, par)
    siens = _verrouiller_les_contacts(par)
    autres = [autre for autre in siens if autre != contact]
    ordre = [*autres[:rang], contact, *autres[rang:]]
    if contact in siens and ordre != siens:
        _ranger(ordre)
        _tracer_les_contacts(dossier, par)


def _ranger(ordre: list[ContactUrgence]) -> None:
    for rang, contact in enumerate(ordre):
        contact.rang = rang
    ContactUrgence.objects.bulk_update(ordre, ["rang"])


def _verrouiller_les_contacts(par: Personne) -> list[ContactUrgence]:
    """La personne d'abord : deux onglets qui ajoutent à la fois ne prennent pas le même rang."""
    Personne.objects.select_for_update(no_key=True).get(pk=par.pk)
    return list(ContactUrgence.objects.pour_famille(par))


def _tracer_les_contacts(dossier: Dossier, par: Personne) -> None:
    Trace.objects.create(dossier=dossier, geste="contacts", **de(par))


@transaction.atomic
def demander(dossier: Dossier, sorte: str, donnees: Mapping[str, str], *, par: Personne) -> None:
    """Le collège décidera ; d'ici là rien ne change pour personne. Deux fois la même n'en fait
    qu'une."""
    _verifier(dossier, par)
    Personne.objects.select_for_update(no_key=True).get(pk=par.pk)
    posees = list(DemandeFamille.objects.pour_famille(dossier, par).posees())
    if any(d.sorte == sorte and d.donnees == dict(donnees) for d in posees):
        return
    if len(posees) >= DEMANDES_MAXIMUM:
        raise GesteRefuse("Le collège a déjà beaucoup de vos demandes à regarder : appelez-le.")
    demande = DemandeFamille.objects.create(
        dossier=dossier, par_personne=par, sorte=sorte, donnees=dict(donnees)
    )
    _tracer(demande, "demander", par)


@transaction.atomic
def retirer_demande(demande: DemandeFamille, *, par: Personne) -> None:
    """Ce que le collège a déjà décidé reste écrit."""
    _verifier(demande.dossier, par)
    DemandeFamille.objects.filter(pk=demande.pk, par_personne=par, etat="posee").delete()


@transaction.atomic
def decider(demande: DemandeFamille, *, acceptee: bool, motif: str = "", par: Agent) -> None:
    """SIECLE n'en est pas écrit : le collège y crée lui-même la personne ou le lien."""
    # UPDATE conditionnel : deux agents à la fois ne décident qu'une fois.
    decidee = DemandeFamille.objects.filter(pk=demande.pk, etat="posee").update(
        etat="acceptee" if acceptee else "refusee",
        motif=motif,
        decidee_le=timezone.now(),
        par_agent=par,
    )
    if not decidee:
        raise GesteRefuse("Cette demande est déjà décidée, ou la famille l’a retirée.")
    _tracer(demande, "prendre_en_compte" if acceptee else "ecarter", par, motif)
    _annoncer(demande, acceptee=acceptee, motif=motif)


def _tracer(demande: DemandeFamille, geste: str, par: Personne | Agent, motif: str = "") -> None:
    Trace.objects.create(
        dossier=demande.dossier,
        geste=geste,
        apres=demande.get_sorte_display(),
        motif=motif,
        **de(par),
    )


def _annoncer(demande: DemandeFamille, *, acceptee: bool, motif: str) -> None:
    mel = mel_utilisable(demande.par_personne.mel)
    if not mel:
        return
    dossier = demande.dossier
    courrier = Courrier(
        gabarit="demande_acceptee" if acceptee else "demande_refusee",
        destinataire=mel,
        cle=f"demande:{demande.pk}",
        contexte={
            "enfant": str(dossier.eleve),
            "demande": demande.get_sorte_display(),
            "motif": motif,
        },
        langue=langue_de(demande.par_personne),
    )
    poster(dossier.campagne.etablissement, [courrier])
