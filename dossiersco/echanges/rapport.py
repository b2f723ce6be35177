"""Le geste de déposer le compte rendu de SIECLE : chaque ligne rejoint sa fiche, ou rien."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.echanges.models import LigneCompteRendu, RapportSiecle, Retour
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.siecle import compte_rendu_pdf
from dossiersco.siecle.banc.compte_rendu import DES_PERSONNES, Ligne, Section
from dossiersco.siecle.compte_rendu_pdf import CompteRenduLu

LOT = 500
# Les sections qui ne parlent que d'élèves du fichier.
DU_FICHIER = frozenset(
    {
        Section.ELEVES_REJETES,
        Section.ELEVES_EN_ANOMALIE,
        Section.ELEVES_NOTES,
        Section.ELEVES_MODIFIES,
    }
)
Fiche = Eleve | Personne


class RapportRefuse(Exception):
    """Rien n'est écrit ; le message dit pourquoi et que faire."""


@dataclass(frozen=True)
class _Annuaire:
    """Les fiches d'un collège, par les deux numéros qu'imprime SIECLE."""

    par_prv: dict[str, Fiche]
    par_siecle: dict[str, Fiche]

    @classmethod
    def des(cls, fiches: Iterable[Fiche]) -> "_Annuaire":
        toutes = list(fiches)
        return cls(
            {str(fiche.id_prv): fiche for fiche in toutes},
            {fiche.id_siecle: fiche for fiche in toutes if fiche.id_siecle},
        )

    def trouver(self, ligne: Ligne) -> Fiche | None:
        """Notre numéro, si celui de SIECLE ne le dément pas ; sinon celui de SIECLE."""
        fiche = self.par_prv.get(ligne.id_prv.lstrip("0"))
        if fiche and (not ligne.id_siecle or fiche.id_siecle in (None, ligne.id_siecle)):
            return fiche
        return self.par_siecle.get(ligne.id_siecle)


def enregistrer_rapport(retour: Retour, contenu: bytes, *, par: Agent | None) -> RapportSiecle:
    """Remplace le compte rendu de cet envoi. Le même, déposé deux fois, n'écrit rien.

    Lève `RapportRefuse` ou `FichierRefuse`, sans rien écrire.
    """
    lu = compte_rendu_pdf.lire(contenu)
    etablissement = retour.campagne.etablissement
    _verifier_la_provenance(lu, retour, etablissement)
    lignes = _rattacher(lu.lignes, etablissement)
    _verifier_l_envoi(lignes, set(retour.dossiers.values_list("eleve_id", flat=True)))
    return _ecrire(retour, lu, lignes, par)


@transaction.atomic
def _ecrire(
    retour: Retour, lu: CompteRenduLu, lignes: list[LigneCompteRendu], par: Agent | None
) -> RapportSiecle:
    # Verrouillé : deux dépôts à la fois ne mêlent pas leurs lignes.
    Retour.objects.select_for_update(no_key=True).get(pk=retour.pk)
    rapport = RapportSiecle.objects.filter(retour=retour).first()
    if rapport and rapport.sha256 == lu.sha256:
        return rapport
    rapport, _ = RapportSiecle.objects.update_or_create(
        retour=retour,
        defaults={"sha256": lu.sha256, "par_agent": par, "le": timezone.now()},
    )
    rapport.lignes.all().delete()
    for ligne in lignes:
        ligne.rapport = rapport
    LigneCompteRendu.objects.bulk_create(lignes, batch_size=LOT)
    return rapport


def _verifier_la_provenance(lu: CompteRenduLu, retour: Retour, college: Etablissement) -> None:
    if lu.uais and college.uai not in lu.uais:
        raise RapportRefuse(
            f"Ce compte rendu est celui de l’établissement {min(lu.uais)}, pas du vôtre "
            f"({college.uai}). Téléchargez celui de votre collège."
        )
    envoye = PurePath(retour.fichier.name or "").stem
    if lu.fichiers and envoye not in lu.fichiers:
        raise RapportRefuse(
            f"Ce compte rendu est celui du fichier {min(lu.fichiers)}, pas de cet envoi ({envoye})."
            " Déposez-le sur la page de son envoi."
        )


def _verifier_l_envoi(lignes: Collection[LigneCompteRendu], envoyes: Collection[int]) -> None:
    """Sans le nom du collège, ce sont les numéros qui disent d'où vient le compte rendu."""
    if not any(ligne.eleve_id or ligne.personne_id for ligne in lignes):
        raise RapportRefuse(
            "Aucune ligne de ce compte rendu ne parle d’un élève ou d’un responsable de votre "
            "collège. Vérifiez que c’est bien le sien."
        )
    traites = {ligne.eleve_id for ligne in lignes if ligne.section in DU_FICHIER} - {None}
    if traites and traites.isdisjoint(envoyes):
        raise RapportRefuse(
            "Ce compte rendu parle d’autres élèves que ceux de cet envoi. Déposez-le sur la page "
            "de son envoi."
        )


def _rattacher(lues: Iterable[Ligne], college: Etablissement) -> list[LigneCompteRendu]:
    champs = ("pk", "id_prv", "id_siecle")
    eleves = _Annuaire.des(Eleve.objects.filter(etablissement=college).only(*champs))
    personnes = _Annuaire.des(Personne.objects.filter(etablissement=college).only(*champs))
    return [
        _ligne(ligne, (personnes if ligne.section in DES_PERSONNES else eleves).trouver(ligne))
        for ligne in lues
    ]


def _ligne(lue: Ligne, fiche: Fiche | None) -> LigneCompteRendu:
    return LigneCompteRendu(
        section=Section(lue.section).value,
        division=lue.division[:20],
        nom=lue.nom[:200],
        identifiants=lue.identifiants[:30],
        anomalie=lue.anomalie,
        code=lue.code[:40],
        eleve=fiche if isinstance(fiche, Eleve) else None,
        personne=fiche if isinstance(fiche, Personne) else None,
    )
