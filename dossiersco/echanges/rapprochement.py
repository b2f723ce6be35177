"""Reconnaître un élève dont l'ELEVE_ID ne dit rien : son INE, notre numéro, sinon son identité.

La base n'est parcourue qu'au premier élève inconnu : un import qui n'en a pas n'y gagne rien.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from dossiersco.dossiers.champs import Cible
from dossiersco.dossiers.creations import photos_d_attente
from dossiersco.dossiers.models import Eleve
from dossiersco.echanges.bilan import Bilan
from dossiersco.echanges.cles import Ensemble, Repertoire
from dossiersco.etablissements.models import Etablissement
from dossiersco.siecle.lus import Anomalie, EleveLu
from dossiersco.siecle.valeurs import comparable

Identite = tuple[str, str, str]


class Rapprochement:
    """`vus` : les lignes que le fichier a déjà désignées, tenu par l'appelant.

    `attendus` : ceux que le collège a inscrits avant SIECLE ; notre numéro ne les désigne pas
    encore.
    """

    def __init__(
        self, etablissement: Etablissement, vus: Ensemble, bilan: Bilan, fichier: str
    ) -> None:
        self._eleves = Eleve.objects.filter(etablissement=etablissement)
        self._dernier = self._eleves.order_by("-pk").values_list("pk", flat=True).first()
        self._vus = vus
        self._bilan = bilan
        self._fichier = fichier
        self._repertoire: Repertoire | None = None
        self._lues: Counter[Identite] = Counter()
        self.attendus = list(self._eleves.filter(id_siecle=None))
        self._attente = photos_d_attente(Cible.ELEVE, [eleve.pk for eleve in self.attendus])

    def candidats(self, lu: EleveLu) -> list[int]:
        """Les lignes d'avant cet import qui pourraient être cet élève ; la plus sûre d'abord."""
        if self._dernier is None:
            return []
        return [*self._numerotes(lu), *self._du_meme_nom(lu)]

    def attendre(self, lus: Iterable[EleveLu]) -> None:
        """Ces élèves seront rapprochés une fois tout le fichier vu."""
        self._lues.update(map(_identite_lue, lus))

    def reconnaitre(self, lu: EleveLu, connus: Mapping[int, Eleve]) -> int | None:
        """Un numéro commun désigne l'élève ; à défaut, son identité, si elle n'est qu'à lui."""
        numerotes = self._parmi(self._numerotes(lu), lu, connus)
        return numerotes or self._parmi(self._sosie(lu, connus), lu, connus)

    def _index(self) -> Repertoire:
        if self._repertoire is None:
            self._repertoire = repertoire = Repertoire()
            for pk, id_siecle, ine, id_prv, *identite in self._d_avant().iterator():
                repertoire.ajouter(_cle_ine(ine), pk)
                if id_siecle is not None:
                    repertoire.ajouter(_cle_prv(str(id_prv)), pk)
                    repertoire.ajouter(_cle(_identite(*identite)), pk)
            for eleve in self.attendus:
                repertoire.ajouter(_cle(self._identite_de(eleve)), eleve.pk)
        return self._repertoire

    def _d_avant(self) -> "QuerySet[Eleve, Any]":
        # Ce que SIECLE disait, pas ce que la famille a écrit depuis.
        identite = ("photo__NOM_DE_FAMILLE", "photo__PRENOM", "photo__DATE_NAISS")
        lignes = self._eleves.filter(pk__lte=self._dernier).order_by("pk")
        return lignes.values_list("pk", "id_siecle", "id_national", "id_prv", *identite)

    def _numerotes(self, lu: EleveLu) -> list[int]:
        """Les lignes qui ont son INE, ou notre numéro."""
        cles = (
            _cle_ine(lu.photo.get("ID_NATIONAL", "")),
            _cle_prv(lu.photo.get("ID_PRV_ELE", "")),
        )
        return list(chain.from_iterable(map(self._index().lire, cles)))

    def _du_meme_nom(self, lu: EleveLu) -> list[int]:
        return self._index().lire(_cle(_identite_lue(lu)))

    def _sosie(self, lu: EleveLu, connus: Mapping[int, Eleve]) -> list[int]:
        """La seule ligne du même nom né le même jour. Entre homonymes, on ne choisit pas."""
        libres = [
            pk
            for pk in self._du_meme_nom(lu)
            if pk not in self._vus and pk in connus and _meme_ine(connus[pk], lu)
        ]
        if not libres or (len(libres) == 1 and self._lues[_identite_lue(lu)] == 1):
            return libres
        self._signaler(
            lu,
            "homonyme",
            "Plusieurs élèves portent ce nom et sont nés ce jour-là : non rapproché.",
        )
        return []

    def _parmi(
        self, candidats: Iterable[int], lu: EleveLu, connus: Mapping[int, Eleve]
    ) -> int | None:
        for pk in dict.fromkeys(candidats):
            eleve = connus.get(pk)
            if eleve is None or pk in self._vus:
                continue
            if self._identite_de(eleve)[2] != lu.photo["DATE_NAISS"]:
                self._signaler(
                    lu,
                    "naissance",
                    "Même identifiant qu’un élève né un autre jour : non rapproché.",
                )
            elif _meme_ine(eleve, lu):
                self._vus.ajouter(eleve.pk)
                return eleve.pk
        return None

    def _identite_de(self, eleve: Eleve) -> Identite:
        photo = eleve.photo or self._attente.get(eleve.pk, {})
        return _identite(*(photo.get(cle) for cle in ("NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS")))

    def _signaler(self, lu: EleveLu, code: str, message: str) -> None:
        self._bilan.signaler(Anomalie(self._fichier, lu.ligne, qui(lu), message, f"eleve_{code}"))


def qui(lu: EleveLu) -> str:
    return f"{lu.photo['PRENOM']} {lu.photo['NOM_DE_FAMILLE']} (ELEVE_ID {lu.eleve_id})"


def _cle_ine(ine: str) -> str:
    return f"ine\n{ine}" if ine else ""


def _cle_prv(id_prv: str) -> str:
    return f"prv\n{id_prv}" if id_prv else ""


def _cle(identite: Identite) -> str:
    return "\n".join(identite)


def _identite(nom: str | None, prenom: str | None, ne_le: str | None) -> Identite:
    return (comparable("NOM_DE_FAMILLE", nom), comparable("PRENOM", prenom), ne_le or "")


def _identite_lue(lu: EleveLu) -> Identite:
    return _identite(lu.photo["NOM_DE_FAMILLE"], lu.photo["PRENOM"], lu.photo["DATE_NAISS"])


def _meme_ine(eleve: Eleve, lu: EleveLu) -> bool:
    """Deux INE connus et différents : deux élèves, même s'ils ont le même nom."""
    ine = lu.photo.get("ID_NATIONAL", "")
    return not (ine and eleve.id_national) or ine == eleve.id_national
