"""Les élèves d'un export deviennent des lignes, par lots, sans une requête par élève."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS_ELEVE, Cible, colonnes
from dossiersco.dossiers.creations import photos_d_attente
from dossiersco.dossiers.ecritures import ecrire_en_masse
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.echanges import departs, lecteurs
from dossiersco.echanges.bilan import Bilan, Suivi, colonnes_de
from dossiersco.echanges.cles import Ensemble
from dossiersco.echanges.creation import creer
from dossiersco.echanges.fusion import croises, photo_suivante, rafraichir
from dossiersco.echanges.lecteurs import Recu
from dossiersco.echanges.lots import par_lots, trop_long
from dossiersco.echanges.numeros import Numeros
from dossiersco.siecle import eleves
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.lus import Anomalie, EleveLu
from dossiersco.siecle.reserve import Vus
from dossiersco.siecle.valeurs import comparable, date_fr

COLONNES = (
    "id_siecle",
    "id_prv",
    "id_national",
    "code_mef",
    "code_structure",
    "date_sortie",
    "absent_depuis",
    "photo",
    *(champ.nom for champ in CHAMPS_ELEVE),
)
Identite = tuple[str, str, str]
A_PART = (
    "Le collège a inscrit cet élève, et ce fichier n’a personne de ce nom né ce jour-là, ni de cet "
    "INE : son dossier reste à part. Comparez avec SIECLE."
)


class ImportEleves:
    """Reconnaît chaque élève (ELEVE_ID, sinon INE, sinon ID_PRV_ELE, sinon identité) et l'écrit.

    `reconnus` : les clés de la fiche élève qui désignent un élève que SIECLE a nommé autrement.
    """

    def __init__(self, campagne: Campagne, export: Recu, bilan: Bilan, suivre: Suivi) -> None:
        self.campagne = campagne
        self.export = export
        self.portee = lecteurs.portee(export)
        self.bilan = bilan
        self.suivre = suivre
        self.decompte = bilan.decompte("eleves")
        self.vus = Ensemble()
        self.ids_vus = Vus()
        self.presents = array("q")
        self.croisements: list[Croisement] = []
        self.revenus: list[int] = []
        self.reconnus: dict[str | None, int] = {}
        self.identites_lues: Counter[Identite] = Counter()
        self.options_lues: Counter[str] = Counter()
        self._indexer()

    def _indexer(self) -> None:
        self.par_id: dict[str, int] = {}
        self.par_ine: dict[str, list[int]] = defaultdict(list)
        self.par_prv: dict[str, int] = {}
        self.par_identite: dict[Identite, list[int]] = defaultdict(list)
        lignes = Eleve.objects.filter(etablissement=self.campagne.etablissement).values_list(
            "pk",
            "id_siecle",
            "id_national",
            "id_prv",
            # Ce que SIECLE disait, pas ce que la famille a écrit depuis.
            "photo__NOM_DE_FAMILLE",
            "photo__PRENOM",
            "photo__DATE_NAISS",
        )
        pris: set[int] = set()
        for pk, id_siecle, ine, id_prv, nom, prenom, ne_le in lignes.iterator():
            pris.add(id_prv)
            if ine:
                self.par_ine[ine].append(pk)
            if id_siecle:
                self.par_id[id_siecle] = pk
                self.par_prv[str(id_prv)] = pk
                self.par_identite[_identite(nom, prenom, ne_le)].append(pk)
        self.attendus = list(self._inconnus())
        self.attente = photos_d_attente(Cible.ELEVE, [eleve.pk for eleve in self.attendus])
        for eleve in self.attendus:
            self.par_identite[self._identite_de(eleve)].append(eleve.pk)
        self.numeros = Numeros(pris, lecteurs.numeros(self.export, "ID_PRV_ELE"))

    def _inconnus(self) -> QuerySet[Eleve]:
        """Ceux que le collège a inscrits avant SIECLE : notre numéro ne les désigne pas encore."""
        return Eleve.objects.filter(etablissement=self.campagne.etablissement, id_siecle=None)

    def _identite_de(self, eleve: Eleve) -> Identite:
        photo = eleve.photo or self.attente.get(eleve.pk, {})
        return _identite(*(photo.get(cle) for cle in ("NOM_DE_FAMILLE", "PRENOM", "DATE_NAISS")))

    def executer(self) -> None:
        a_rapprocher: list[EleveLu] = []
        lus = lecteurs.lire_eleves(self.export, self.bilan.signaler, self.campagne)
        for lot in par_lots(lus):
            surs = [lu for lu in lot if self._premiere_fois(lu)]
            # Un rapprochement par INE ou par nom attend d'avoir vu tout le fichier : sinon un
            # homonyme prendrait la place d'un élève dont l'ELEVE_ID vient plus bas.
            douteux = [lu for lu in surs if self._candidats(lu)]
            a_rapprocher += douteux
            self.identites_lues.update(map(_identite_lue, douteux))
            ecartes = {lu.eleve_id for lu in douteux}
            self._ecrire(
                [(lu, self.par_id.get(lu.eleve_id)) for lu in surs if lu.eleve_id not in ecartes]
            )
            self.suivre("élèves", self.decompte.lus)
        for lot in par_lots(a_rapprocher):
            candidats = {pk for lu in lot for pk in self._candidats(lu)}
            connus = Eleve.objects.in_bulk([pk for pk in candidats if pk not in self.vus])
            self._ecrire([(lu, self._rapprocher(lu, connus)) for lu in lot])
        self.decompte.absents = sum(pk not in self.vus for pk in self.par_prv.values())
        self.bilan.eleves_vus = self.vus
        departs.marquer(self.campagne, self.export, self.vus, self.bilan)
        self._ouvrir_les_dossiers()
        self.bilan.repris(reprendre(self.campagne, self.croisements, self.revenus))
        self._dire_les_options_inconnues()
        self._dire_les_inconnus()

    def _premiere_fois(self, lu: EleveLu) -> bool:
        self.decompte.lus += 1
        if not self.ids_vus.voir(lu.eleve_id):
            self._signaler(lu, "doublon", "Cet élève figure deux fois dans le fichier.")
            return False
        self.options_lues.update(o.get("CODE_MATIERE", "") for o in lu.photo.get("OPTIONS", ()))
        return True

    def _candidats(self, lu: EleveLu) -> list[int]:
        """Les lignes qui pourraient être cet élève, quand son ELEVE_ID ne dit rien ; la plus
        sûre d'abord."""
        if lu.eleve_id in self.par_id:
            return []
        return [*self._numerotes(lu), *self.par_identite.get(_identite_lue(lu), ())]

    def _numerotes(self, lu: EleveLu) -> list[int]:
        """Les lignes qui ont son INE, ou notre numéro."""
        prv = lu.photo.get("ID_PRV_ELE", "")
        return [
            *self.par_ine.get(lu.photo.get("ID_NATIONAL", ""), ()),
            *([self.par_prv[prv]] if prv in self.par_prv else []),
        ]

    def _sosie(self, lu: EleveLu, connus: Mapping[int, Eleve]) -> list[int]:
        """La seule ligne du même nom né le même jour. Entre homonymes, on ne choisit pas."""
        libres = [
            pk
            for pk in self.par_identite.get(_identite_lue(lu), ())
            if pk not in self.vus and pk in connus and _meme_ine(connus[pk], lu)
        ]
        if not libres or (len(libres) == 1 and self.identites_lues[_identite_lue(lu)] == 1):
            return libres
        self._signaler(
            lu,
            "homonyme",
            "Plusieurs élèves portent ce nom et sont nés ce jour-là : non rapproché.",
        )
        return []

    def _rapprocher(self, lu: EleveLu, connus: Mapping[int, Eleve]) -> int | None:
        """Un numéro commun désigne l'élève ; à défaut, son identité, si elle n'est qu'à lui."""
        numerotes = self._parmi(self._numerotes(lu), lu, connus)
        return numerotes or self._parmi(self._sosie(lu, connus), lu, connus)

    def _parmi(
        self, candidats: Iterable[int], lu: EleveLu, connus: Mapping[int, Eleve]
    ) -> int | None:
        for pk in dict.fromkeys(candidats):
            eleve = connus.get(pk)
            if eleve is None or pk in self.vus:
                continue
            if self._identite_de(eleve)[2] != lu.photo["DATE_NAISS"]:
                self._signaler(
                    lu,
                    "naissance",
                    "Même identifiant qu’un élève né un autre jour : non rapproché.",
                )
            elif _meme_ine(eleve, lu):
                self.vus.ajouter(eleve.pk)
                return eleve.pk
        return None

    def _ecrire(self, lot: list[tuple[EleveLu, int | None]]) -> None:
        # Verrouillées : ce qu'une famille écrit pendant l'import ne s'efface pas.
        verrouilles = Eleve.objects.select_for_update(no_key=True).order_by("pk")
        connus = verrouilles.in_bulk([pk for _, pk in lot if pk])
        neufs, changes, avants = [], [], []
        for lu, pk in lot:
            eleve = connus[pk] if pk else self._neuf(lu)
            self.vus.ajouter(*([pk] if pk else []))
            avant = colonnes_de(eleve)
            change = self._rafraichir(eleve, lu)
            if colonne := trop_long(eleve):
                self._signaler(lu, "trop_long", f"La valeur de {colonne.upper()} est trop longue.")
            elif not pk:
                neufs.append(eleve)
            elif change:
                changes.append(eleve)
                avants.append(avant)
            else:
                self._garder([eleve])
        creer(Eleve, neufs)
        ecrire_en_masse(changes, COLONNES)
        self.bilan.crees(neufs)
        self.bilan.changes(changes, avants)
        self._garder(neufs)
        self._garder(changes)
        self.decompte.crees += len(neufs)
        self.decompte.modifies += len(changes)
        self.decompte.inchanges += len(lot) - len(neufs) - len(changes)

    def _neuf(self, lu: EleveLu) -> Eleve:
        return Eleve(
            etablissement=self.campagne.etablissement,
            id_prv=self.numeros.attribuer(lu.photo.get("ID_PRV_ELE", "")),
            photo=lu.photo,
            **colonnes(Cible.ELEVE, lu.photo),
        )

    def _rafraichir(self, eleve: Eleve, lu: EleveLu) -> bool:
        avant = eleve.id_siecle
        if eleve.pk and avant is None:
            # Notre numéro d'attente peut être celui que SIECLE donne à un autre.
            eleve.id_prv = self.numeros.attribuer(lu.photo.get("ID_PRV_ELE", ""))
        photo = photo_suivante(eleve.photo, lu.photo, self.portee, avant or lu.eleve_id)
        if avant and est_derivee(lu.eleve_id) and not est_derivee(avant):
            self.reconnus[lu.eleve_id] = eleve.pk
        else:
            eleve.id_siecle = lu.eleve_id
        sortie = date_fr(photo.get("DATE_SORTIE", ""))
        self.croisements += croises(Cible.ELEVE, eleve, photo)
        if eleve.pk and eleve.est_parti:
            self.revenus.append(eleve.pk)
        change = rafraichir(Cible.ELEVE, eleve, photo) or (
            (eleve.id_siecle, eleve.date_sortie, eleve.absent_depuis) != (avant, sortie, None)
        )
        if eleve.absent_depuis:
            self._signaler(lu, "revenu", "De nouveau dans l’export : son dossier est rouvert.")
        eleve.date_sortie, eleve.absent_depuis = sortie, None
        # Un INE connu ne s'oublie pas : c'est lui qui dira que deux élèves n'en font pas un.
        eleve.id_national = photo.get("ID_NATIONAL", "") or eleve.id_national
        eleve.code_mef = photo.get("CODE_MEF", "")
        eleve.code_structure = eleves.division(photo)
        return change

    def _garder(self, lignes: Iterable[Eleve]) -> None:
        for eleve in lignes:
            self.vus.ajouter(eleve.pk)
            if not eleve.est_parti:
                self.presents.append(eleve.pk)

    def _ouvrir_les_dossiers(self) -> None:
        """Un dossier par élève présent ; un sortant n'en reçoit pas."""
        deja = set(
            Dossier.objects.filter(campagne=self.campagne).values_list("eleve_id", flat=True)
        )
        for lot in par_lots(pk for pk in self.presents if pk not in deja):
            eleves_du_lot = Eleve.objects.only("cle_tri").in_bulk(lot)
            ouverts = [Dossier(campagne=self.campagne, eleve=eleves_du_lot[pk]) for pk in lot]
            creer(Dossier, ouverts)
            self.bilan.crees(ouverts)

    def _dire_les_options_inconnues(self) -> None:
        """Une fois par matière. Sans Nomenclature importée, il n'y a rien à quoi comparer."""
        connues = set(self.campagne.options.values_list("code_matiere", flat=True))
        for matiere in sorted(self.options_lues.keys() - connues - {""}) if connues else ():
            self.bilan.signaler(
                Anomalie(
                    self.export.entete.fichier,
                    None,
                    f"option {matiere}",
                    f"Élèves qui suivent cette option : {self.options_lues[matiere]}. "
                    "Elle n’est pas dans la Nomenclature : elle est gardée telle quelle.",
                    "option_inconnue",
                )
            )

    def _dire_les_inconnus(self) -> None:
        fichier = self.export.entete.fichier
        for eleve in self.attendus:
            if eleve.pk not in self.vus:
                self.bilan.signaler(Anomalie(fichier, None, str(eleve), A_PART, "eleve_a_part"))

    def _signaler(self, lu: EleveLu, code: str, message: str) -> None:
        nom = f"{lu.photo['PRENOM']} {lu.photo['NOM_DE_FAMILLE']} (ELEVE_ID {lu.eleve_id})"
        self.bilan.signaler(
            Anomalie(self.export.entete.fichier, lu.ligne, nom, message, f"eleve_{code}")
        )


def _identite(nom: str | None, prenom: str | None, ne_le: str | None) -> Identite:
    return (comparable("NOM_DE_FAMILLE", nom), comparable("PRENOM", prenom), ne_le or "")


def _identite_lue(lu: EleveLu) -> Identite:
    return _identite(lu.photo["NOM_DE_FAMILLE"], lu.photo["PRENOM"], lu.photo["DATE_NAISS"])


def _meme_ine(eleve: Eleve, lu: EleveLu) -> bool:
    """Deux INE connus et différents : deux élèves, même s'ils ont le même nom."""
    ine = lu.photo.get("ID_NATIONAL", "")
    return not (ine and eleve.id_national) or ine == eleve.id_national
