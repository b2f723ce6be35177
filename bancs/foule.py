"""Un collège immense, écrit en masse : six élèves sur dix répondent à chaque filtre de la liste."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from dossiersco.campagnes.models import Campagne, Mef
from dossiersco.dossiers.models import Dossier, Eleve, Etiquette, Personne, Responsable, Trace
from dossiersco.etablissements.models import Agent
from dossiersco.pieces.models import PieceAttendue, PieceJointe

Ligne = TypeVar("Ligne", bound=Model)
MEF = "10010012110"
PAR_LOT = 5000
# Le second responsable, qui contredit le premier.
AUTRE = 99_999


def remplir(campagne: Campagne, agent: Agent, taille: int) -> None:
    """Jusqu'à `taille` dossiers, avec leurs responsables, leurs documents et leur journal."""
    deja = campagne.dossiers.count()
    if not deja:
        _regler(campagne)
    autre = campagne.etablissement.personnes.get(id_prv=AUTRE)
    for debut in range(deja + 1, taille + 1, PAR_LOT):
        numeros = range(debut, min(debut + PAR_LOT, taille + 1))
        dossiers = _dossiers(campagne, agent, numeros)
        responsables = _responsables(campagne, dossiers)
        _ecrire(_pieces(campagne, dossiers))
        _ecrire(_traces(responsables, dossiers, autre))
        _etiqueter(campagne, dossiers)
    if not deja:
        _de_l_an_passe(campagne)
    # Ce que l'autovacuum fait de lui-même.
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")


def _regler(campagne: Campagne) -> None:
    college = campagne.etablissement
    Mef.objects.create(campagne=campagne, code_mef=MEF, libelle="6EME")
    PieceAttendue.objects.create(campagne=campagne, nom="Photo")
    Etiquette.objects.create(etablissement=college, nom="À voir")
    Personne.objects.create(etablissement=college, id_prv=AUTRE, nom_de_famille="AUTRE")


def _de_l_an_passe(campagne: Campagne) -> None:
    """Deux élèves étaient déjà là : leur dossier d'alors n'est pas de la liste."""
    passee = Campagne.objects.create(etablissement=campagne.etablissement, annee=campagne.annee - 1)
    deux = campagne.etablissement.eleves.order_by("pk")[:2]
    _ecrire([Dossier(campagne=passee, eleve=eleve) for eleve in deux])


def _choisi(numero: int) -> bool:
    """Six sur dix, dans le désordre."""
    return numero * 7919 % 10 < 6


def _dossiers(campagne: Campagne, agent: Agent, numeros: Iterable[int]) -> list[Dossier]:
    eleves = _ecrire([_eleve(campagne, numero) for numero in numeros])
    maintenant = timezone.now()
    return _ecrire(
        [
            Dossier(
                campagne=campagne,
                eleve=eleve,
                etat="transmis" if _choisi(eleve.id_prv) else "a_remplir",
                transmis_le=maintenant if _choisi(eleve.id_prv) else None,
                attribue_a=agent if _choisi(eleve.id_prv) else None,
            )
            for eleve in eleves
        ]
    )


def _eleve(campagne: Campagne, numero: int) -> Eleve:
    choisi = _choisi(numero)
    return Eleve(
        etablissement=campagne.etablissement,
        id_siecle=str(numero),
        id_prv=numero,
        # Dans le désordre : l'ordre du fichier n'est pas celui de la liste.
        nom_de_famille=f"NOM {numero * 7919 % 100_003:06}",
        prenom="Ana" if choisi else "Bob",
        code_structure=f"{6 if choisi else 5}{'ABCDEF'[numero % 6]}",
        code_regime="2" if choisi else "0",
        code_mef=MEF if choisi else "",
    )


def _responsables(campagne: Campagne, dossiers: Sequence[Dossier]) -> list[Responsable]:
    """Un par élève ; six sur dix n'ont ni courriel ni mobile."""
    personnes = _ecrire(
        [
            Personne(
                etablissement=campagne.etablissement,
                id_prv=dossier.eleve.id_prv,
                nom_de_famille=dossier.eleve.nom_de_famille,
                mel="" if _choisi(dossier.eleve.id_prv) else "lea@exemple.fr",
                tel_portable="" if _choisi(dossier.eleve.id_prv) else "0639980001",
            )
            for dossier in dossiers
        ]
    )
    return _ecrire(
        [
            Responsable(eleve=dossier.eleve, personne=personne, niveau_responsabilite="1")
            for dossier, personne in zip(dossiers, personnes, strict=True)
        ]
    )


def _pieces(campagne: Campagne, dossiers: Iterable[Dossier]) -> list[PieceJointe]:
    attendue = campagne.pieces_attendues.get()
    return [
        PieceJointe(
            dossier=dossier,
            attendue=attendue,
            fichier="photo.jpg",
            type_contenu="image/jpeg",
            taille=1,
            sha256=str(dossier.pk),
        )
        for dossier in dossiers
        if not _choisi(dossier.eleve.id_prv)
    ]


def _traces(
    responsables: Iterable[Responsable], dossiers: Iterable[Dossier], autre: Personne
) -> list[Trace]:
    """Deux régimes écrits par deux personnes, et SIECLE qui en dit un troisième."""
    traces = []
    for responsable, dossier in zip(responsables, dossiers, strict=True):
        if _choisi(dossier.eleve.id_prv):
            ecrites = [("modifier", responsable.personne), ("modifier", autre), ("changer", None)]
            traces += [
                Trace(
                    dossier=dossier,
                    eleve=dossier.eleve,
                    geste=geste,
                    champ="code_regime",
                    par_personne=auteur,
                )
                for geste, auteur in ecrites
            ]
    return traces


def _etiqueter(campagne: Campagne, dossiers: Iterable[Dossier]) -> None:
    etiquette = campagne.etablissement.etiquettes.get()
    pose = Dossier.etiquettes.through
    _ecrire(
        [
            pose(dossier=dossier, etiquette=etiquette)
            for dossier in dossiers
            if _choisi(dossier.eleve.id_prv)
        ]
    )


def _ecrire(lignes: list[Ligne]) -> list[Ligne]:
    return type(lignes[0])._default_manager.bulk_create(lignes, batch_size=1000) if lignes else []
