"""Inscrire un élève que SIECLE ne connaît pas encore ; l'import le reconnaîtra."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.journal import Ligne, photo_du_college
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Trace
from dossiersco.dossiers.passages import sur
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.valeurs import comparable


class EleveDejaInscrit(GesteRefuse):
    def __init__(self, eleve: Eleve) -> None:
        super().__init__(
            f"{eleve} existe déjà dans votre collège, avec ce nom et cette naissance ou cet INE : "
            "cherchez son dossier dans « Tous les dossiers ». S’il n’y est pas, déposez de "
            "nouveaux exports de SIECLE."
        )


@dataclass(frozen=True)
class NouveauResponsable:
    """`valeurs` : par colonne de `Personne`."""

    code_parente: str
    valeurs: Mapping[str, Any]


@dataclass(frozen=True)
class NouvelEleve:
    """`valeurs` : par colonne de `Eleve`, parmi celles qui peuvent changer (`champs.py`)."""

    code_mef: str
    id_national: str
    valeurs: Mapping[str, Any]
    responsables: Sequence[NouveauResponsable]


def photos_d_attente(cible: Cible, ids: Collection[int]) -> dict[int, Photo]:
    """{id: ce que le collège a dit de ceux que SIECLE ne connaît pas encore}.

    Jamais les colonnes : qui y écrirait le nom d'un autre recevrait sa fiche à l'import.
    """
    eleves, personnes = (ids, []) if cible is Cible.ELEVE else ([], ids)
    par_objet: dict[int, list[Ligne]] = defaultdict(list)
    for ligne in Trace.objects.des_cibles(eleves, personnes).lignes():
        par_objet[ligne.clef[1]].append(ligne)
    return {pk: photo_du_college(lignes) for pk, lignes in par_objet.items()}


@transaction.atomic
def creer_eleve(campagne: Campagne, nouveau: NouvelEleve, *, par: Agent) -> Dossier:
    """L'élève, ses responsables et son dossier. `photo` reste vide : SIECLE n'en a rien dit.

    Lève `EleveDejaInscrit` : appuyer deux fois, ou inscrire à deux, ne fait pas deux élèves.
    """
    etablissement = campagne.etablissement
    # Le verrou de l'import aussi : ni numéro ni élève donné deux fois.
    Etablissement.objects.select_for_update(no_key=True).get(pk=etablissement.pk)
    _verifier_absent(etablissement, nouveau)
    eleve = Eleve.objects.create(
        etablissement=etablissement,
        id_prv=_numero_libre(Eleve, etablissement),
        id_national=nouveau.id_national,
        code_mef=nouveau.code_mef,
        **nouveau.valeurs,
    )
    dossier = Dossier.objects.create(campagne=campagne, eleve=eleve)
    Trace.objects.create(dossier=dossier, geste="creer", par_agent=par)
    _accepter(dossier, eleve, nouveau.valeurs, par)
    for rang, responsable in enumerate(nouveau.responsables):
        _creer_responsable(dossier, responsable, rang, par)
    return dossier


def _creer_responsable(
    dossier: Dossier, nouveau: NouveauResponsable, rang: int, par: Agent
) -> None:
    """Toujours une personne neuve : un nom pareil ne fait pas d'elle quelqu'un de connu."""
    etablissement = dossier.campagne.etablissement
    personne = Personne.objects.create(
        etablissement=etablissement,
        id_prv=_numero_libre(Personne, etablissement),
        **nouveau.valeurs,
    )
    Responsable.objects.create(
        eleve=dossier.eleve,
        personne=personne,
        niveau_responsabilite="1",
        code_parente=nouveau.code_parente,
        rang=rang,
    )
    _accepter(dossier, personne, nouveau.valeurs, par)


def _accepter(
    dossier: Dossier, objet: Eleve | Personne, valeurs: Mapping[str, Any], par: Agent
) -> None:
    """Ce que le collège a tapé lui-même n'est pas à décider."""
    champs = PAR_NOM[Cible.ELEVE if isinstance(objet, Eleve) else Cible.PERSONNE]
    Trace.objects.bulk_create(
        [
            Trace(
                dossier=dossier,
                geste="accepter",
                champ=nom,
                apres=champs[nom].ecrire(valeur),
                par_agent=par,
                **sur(objet),
            )
            for nom, valeur in valeurs.items()
            if champs[nom].ecrire(valeur) is not None
        ]
    )


def _verifier_absent(etablissement: Etablissement, nouveau: NouvelEleve) -> None:
    siens = Eleve.objects.filter(etablissement=etablissement)
    if nouveau.id_national and (deja := siens.filter(id_national=nouveau.id_national).first()):
        raise EleveDejaInscrit(deja)
    for autre in siens.filter(date_naiss=nouveau.valeurs["date_naiss"]):
        if all(
            comparable(nom.upper(), getattr(autre, nom))
            == comparable(nom.upper(), nouveau.valeurs[nom])
            for nom in ("nom_de_famille", "prenom")
        ):
            raise EleveDejaInscrit(autre)


def _numero_libre(modele: type[Eleve] | type[Personne], etablissement: Etablissement) -> int:
    pris = set(modele.objects.filter(etablissement=etablissement).values_list("id_prv", flat=True))
    return next(numero for numero in count(1) if numero not in pris)
