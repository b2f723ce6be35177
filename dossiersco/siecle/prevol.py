"""Le pré-vol : ce que SIECLE trouverait à redire d'un envoi, dit avant de l'envoyer.

Chaque annonce porte le code du compte rendu de SIECLE, ce que faire et où. Ce que le banc d'essai
rejette ou note, le pré-vol l'a annoncé, et réciproquement : c'est une propriété éprouvée.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dossiersco.siecle import prevol_fiches
from dossiersco.siecle.contexte_retour import ContexteRetour
from dossiersco.siecle.ecriture import Bloc
from dossiersco.siecle.prevol_regles import REGLES, Gravite
from dossiersco.siecle.regles import Etape, Prepare

__all__ = ["Annonce", "Etape", "Gravite", "Sorte", "annoncer", "annoncer_la_preparation"]


class Sorte(StrEnum):
    ELEVE = "eleve"
    PERSONNE = "personne"


ID_PRV = {Sorte.ELEVE: "ID_PRV_ELE", Sorte.PERSONNE: "ID_PRV_PER"}


@dataclass(frozen=True, slots=True)
class Annonce:
    """`id_prv` : le numéro de la fiche dans l'envoi. `etape` : où l'on peut agir.

    `perdues` : les balises d'export que SIECLE ne prendra pas telles qu'envoyées ; « * », toutes.
    """

    code: str
    gravite: Gravite
    sorte: Sorte
    id_prv: str
    qui: str
    message: str
    que_faire: str
    etape: Etape
    perdues: frozenset[str]


def annoncer(
    personnes: Sequence[Bloc], eleves: Sequence[Bloc], contexte: ContexteRetour
) -> tuple[Annonce, ...]:
    """Les règles qui mordraient sur ces fiches, les personnes d'abord, dans l'ordre du fichier."""
    parentes = _parentes(eleves)
    des_personnes = [
        _annonce(Sorte.PERSONNE, bloc, constat)
        for bloc in personnes
        for constat in prevol_fiches.de_la_personne(bloc, parentes[bloc.get("ID_PRV_PER", "")])
    ]
    rejetees = {a.id_prv for a in des_personnes if a.gravite is Gravite.REJET}
    des_eleves = [
        _annonce(Sorte.ELEVE, bloc, constat)
        for bloc in eleves
        for constat in prevol_fiches.de_l_eleve(bloc, rejetees, contexte)
    ]
    return (*des_personnes, *des_eleves)


def annoncer_la_preparation(
    sorte: Sorte, id_prv: int, qui: str, prepare: Prepare
) -> Iterator[Annonce]:
    """Ce qui empêche une fiche de partir, puis ce qu'elle ne dira pas."""
    for blocage in prepare.blocages:
        yield Annonce(
            code=blocage.code,
            gravite=Gravite.BLOCAGE,
            sorte=sorte,
            id_prv=str(id_prv),
            qui=qui,
            message=blocage.message,
            que_faire="",
            etape=blocage.etape,
            perdues=frozenset(),
        )
    for remarque in prepare.remarques:
        yield Annonce(
            code=remarque.code,
            gravite=Gravite.PERTE,
            sorte=sorte,
            id_prv=str(id_prv),
            qui=qui,
            message=remarque.message,
            que_faire="",
            etape=remarque.etape,
            perdues=remarque.perdues,
        )


def _parentes(eleves: Iterable[Bloc]) -> Mapping[str, set[str]]:
    trouvees: dict[str, set[str]] = defaultdict(set)
    for eleve in eleves:
        for niveau in prevol_fiches.NIVEAUX:
            for lien in prevol_fiches.liens(eleve, niveau):
                trouvees[lien.get("ID_PRV_PER", "")].add(lien.get("CODE_PARENTE", ""))
    return trouvees


def _annonce(sorte: Sorte, bloc: Bloc, constat: prevol_fiches.Constat) -> Annonce:
    code, valeur = constat
    regle = REGLES[code]
    qui = f"{bloc.get('NOM_DE_FAMILLE', '?')} {bloc.get('PRENOM', '?')}"
    return Annonce(
        code=code,
        gravite=regle.gravite,
        sorte=sorte,
        id_prv=bloc.get(ID_PRV[sorte], ""),
        qui=qui,
        message=regle.message.format(qui=qui, valeur=valeur),
        que_faire=regle.que_faire,
        etape=regle.etape,
        perdues=regle.perdues,
    )
