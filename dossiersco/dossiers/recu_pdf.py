"""Le reçu en PDF balisé (PDF/UA-1) : ce que cette personne a signé, sans rien d'un autre.

Les polices sont celles que typst embarque : celles de la machine ne sont pas regardées.
"""

import json
import threading
from functools import cached_property
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import typst

from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import Signature
from dossiersco.dossiers.questions import en_mots

MODELE = Path(__file__).with_name("recu.typ")
TYPE_MIME = "application/pdf"


def nom_de_fichier(signature: Signature) -> str:
    """La référence seule : un nom de fichier se lit par-dessus l'épaule."""
    return f"recu-{signature.reference}.pdf"


class _ParFil(threading.local):
    """Bâtir un compilateur, polices comprises, coûte plus qu'un reçu : chaque fil garde le sien.

    Deux fils ne peuvent pas s'en servir à la fois.
    """

    @cached_property
    def compilateur(self) -> typst.Compiler:
        return typst.Compiler(MODELE, ignore_system_fonts=True)


_par_fil = _ParFil()


def recu_pdf(signature: Signature) -> bytes:
    pdf = _par_fil.compilateur.compile(
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"recu": json.dumps(_contenu(signature))},
    )
    return cast(bytes, pdf)


def phrase(signature: Signature) -> str:
    """La vérité du moment de la signature ; jamais plus."""
    if signature.sans_nouveaute:
        return "Vous avez confirmé que rien n’a changé : l’inscription est validée."
    if signature.dossier.etat == Etat.A_REMPLIR:
        return "Le collège a reçu votre signature. Il attend aussi celle de l’autre responsable."
    return "Le collège a reçu votre dossier. Au moment de l’envoi, il n’était pas encore validé."


def _contenu(signature: Signature) -> dict[str, object]:
    dossier = signature.dossier
    college = dossier.campagne.etablissement
    signee_le = signature.signee_le.astimezone(ZoneInfo(college.fuseau))
    annee = dossier.campagne.annee
    lignes = [
        ("Élève", str(dossier.eleve)),
        ("Rentrée", f"{annee}-{annee + 1}"),
        ("Signé par", str(signature.personne)),
        ("Le", f"{signee_le:%d/%m/%Y à %H:%M}, heure du collège"),
        ("Référence", signature.reference),
        *_saisi_par(signature),
        *_reponses(signature),
        *([("Aide", "Quelqu’un aidait cette personne, elle l’a dit.")] if signature.aide else []),
    ]
    appeler = f" : {college.telephone}" if college.telephone else ""
    return {
        "college": _ecrit(college.nom),
        "titre": _ecrit(f"Reçu pour {dossier.eleve}"),
        "phrase": phrase(signature),
        "lignes": [(_ecrit(libelle), _ecrit(valeur)) for libelle, valeur in lignes],
        "suite": _ecrit(f"Gardez ce reçu. Une question ? Appelez le collège{appeler}."),
    }


def _reponses(signature: Signature) -> list[tuple[str, str]]:
    """Ses réponses au collège, telles qu'elle les a signées ; jamais celles d'un autre."""
    siennes = signature.personne.reponses.filter(
        dossier=signature.dossier, question__retiree_le=None
    )
    return [
        (reponse.question.intitule, en_mots(reponse.question.sorte, reponse.signee))
        for reponse in siennes.exclude(signee="")
        .select_related("question")
        .order_by("question__rang", "question")
    ]


def _saisi_par(signature: Signature) -> list[tuple[str, str]]:
    if signature.delegation is None:
        return []
    return [("Saisi par", f"le collège, {signature.delegation.get_canal_display()}")]


def _ecrit(texte: str) -> str:
    """Un caractère que la police n'a pas arrêterait tout : SIECLE n'en connaît pas d'autres."""
    return texte.encode("cp1252", "replace").decode("cp1252")
