"""Les élèves d'un export deviennent des lignes, par lots, sans une requête par élève."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS_ELEVE, Cible, colonnes
from dossiersco.dossiers.ecritures import ecrire_en_masse
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.echanges import departs, inchanges, lecteurs
from dossiersco.echanges.bilan import Bilan, Suivi, colonnes_de
from dossiersco.echanges.cles import Ensemble
from dossiersco.echanges.creation import creer
from dossiersco.echanges.fusion import croises, photo_suivante, rafraichir
from dossiersco.echanges.lecteurs import Recu
from dossiersco.echanges.lots import par_lots, trop_long
from dossiersco.echanges.numeros import Numeros
from dossiersco.echanges.rapprochement import Rapprochement, qui
from dossiersco.siecle import eleves
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.lus import Anomalie, EleveLu
from dossiersco.siecle.valeurs import date_fr

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
        self.presents = array("q")
        self.croisements: list[Croisement] = []
        self.revenus: list[int] = []
        self.reconnus: dict[str, int] = {}
        self.options_lues: Counter[str] = Counter()
        etablissement = campagne.etablissement
        self.eleves = Eleve.objects.filter(etablissement=etablissement)
        fichier = export.entete.fichier
        self.rapprochement = Rapprochement(etablissement, self.vus, bilan, fichier)
        self.numeros = Numeros(
            self.eleves.values_list("id_prv", flat=True).iterator(), lecteurs.numeros(export)
        )

    def executer(self) -> None:
        a_rapprocher: list[EleveLu] = []
        for lot in par_lots(lecteurs.lire_eleves(self.export, self.bilan.signaler, self.campagne)):
            a_rapprocher += self._lire(lot)
            self.suivre("élèves", self.decompte.lus)
        for lot in par_lots(a_rapprocher):
            candidats = {pk for lu in lot for pk in self.rapprochement.candidats(lu)}
            connus = Eleve.objects.in_bulk([pk for pk in candidats if pk not in self.vus])
            self._ecrire([(lu, self.rapprochement.reconnaitre(lu, connus)) for lu in lot])
        nommes = self.eleves.filter(id_siecle__isnull=False).values_list("pk", flat=True)
        self.decompte.absents = sum(pk not in self.vus for pk in nommes.iterator())
        self.bilan.eleves_vus = self.vus
        departs.marquer(self.campagne, self.export, self.vus, self.bilan)
        self._ouvrir_les_dossiers()
        self.bilan.repris(reprendre(self.campagne, self.croisements, self.revenus))
        self._dire_les_options_inconnues()
        self._dire_les_inconnus()

    def _lire(self, lot: Sequence[EleveLu]) -> list[EleveLu]:
        """Écrit les élèves dont l'ELEVE_ID suffit à dire qui ils sont ; rend les autres.

        Un rapprochement par INE ou par nom attend d'avoir vu tout le fichier : sinon un homonyme
        prendrait la place d'un élève dont l'ELEVE_ID vient plus bas.
        """
        self.decompte.lus += len(lot)
        connus = inchanges.eleves(self.campagne.etablissement, [lu.eleve_id for lu in lot])
        a_ecrire: list[tuple[EleveLu, int | None]] = []
        douteux = []
        for lu in lot:
            self.options_lues.update(o.get("CODE_MATIERE", "") for o in lu.photo.get("OPTIONS", ()))
            connu = connus.get(lu.eleve_id)
            if connu is None and self.rapprochement.candidats(lu):
                douteux.append(lu)
            elif connu is None or not connu.redit(lu, self.portee):
                a_ecrire.append((lu, connu and connu.pk))
            else:
                self.vus.ajouter(connu.pk)
                self.presents.append(connu.pk)
                self.decompte.inchanges += 1
        self.rapprochement.attendre(douteux)
        self._ecrire(a_ecrire)
        return douteux

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
        dossiers = Dossier.objects.filter(campagne=self.campagne)
        deja = Ensemble(dossiers.values_list("eleve_id", flat=True).iterator())
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
        for eleve in self.rapprochement.attendus:
            if eleve.pk not in self.vus:
                self.bilan.signaler(Anomalie(fichier, None, str(eleve), A_PART, "eleve_a_part"))

    def _signaler(self, lu: EleveLu, code: str, message: str) -> None:
        self.bilan.signaler(
            Anomalie(self.export.entete.fichier, lu.ligne, qui(lu), message, f"eleve_{code}")
        )
