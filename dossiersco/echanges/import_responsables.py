"""Les personnes et leurs liens : reconnues par PERSONNE_ID, jamais par leur nom seul."""

from collections.abc import Iterator, Mapping, Sequence

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS_PERSONNE, Cible, colonnes
from dossiersco.dossiers.ecritures import ecrire_en_masse
from dossiersco.dossiers.models import Eleve, Personne, Responsable
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.echanges import inchanges, lecteurs, parents_connus
from dossiersco.echanges.bilan import Bilan, Suivi, colonnes_de
from dossiersco.echanges.cles import Ensemble
from dossiersco.echanges.creation import creer
from dossiersco.echanges.fusion import completer, croises, photo_suivante, rafraichir
from dossiersco.echanges.lecteurs import Recu
from dossiersco.echanges.lots import par_lots, trop_long
from dossiersco.echanges.numeros import Numeros
from dossiersco.siecle.cles_derivees import est_derivee
from dossiersco.siecle.lus import Anomalie, LienLu, PersonneLue, Photo

COLONNES = (
    "id_siecle",
    "id_prv",
    "photo",
    *(champ.nom for champ in CHAMPS_PERSONNE),
)

DISPARU = (
    "lien_disparu",
    "Cette personne n’est plus responsable de cet élève dans SIECLE : son accès à ce dossier est "
    "fermé.",
)
A_PART = (
    "responsable_a_part",
    "Le collège a ajouté cette personne, et SIECLE n’a pas pour cet élève de responsable de ce nom "
    "et de ce prénom : elle reste à part, et ne part pas vers SIECLE. Comparez les deux fiches.",
)


class ImportResponsables:
    """`reconnus` : les clés de la fiche élève que l'import des élèves a reconnues."""

    def __init__(
        self,
        campagne: Campagne,
        export: Recu,
        bilan: Bilan,
        suivre: Suivi,
        reconnus: Mapping[str, int] | None = None,
    ) -> None:
        self.campagne = campagne
        self.export = export
        self.portee = lecteurs.portee(export)
        self.bilan = bilan
        self.suivre = suivre
        self.etablissement = campagne.etablissement
        self.croisements: list[Croisement] = []
        self.eleves_reconnus = dict(reconnus or {})
        self.reconnues = parents_connus.reconnaitre(
            export, self.etablissement, self.eleves_reconnus
        )
        self.personnes = Personne.objects.filter(etablissement=self.etablissement)
        self.numeros = Numeros(
            self.personnes.values_list("id_prv", flat=True).iterator(), lecteurs.numeros(export)
        )
        self.vues, self.eleves_cites, self.liens_vus = Ensemble(), Ensemble(), Ensemble()

    def executer(self) -> None:
        self._personnes()
        self._liens()
        self.bilan.repris(reprendre(self.campagne, self.croisements))

    def _personnes(self) -> None:
        decompte = self.bilan.decompte("personnes")
        for lot in par_lots(lecteurs.lire_personnes(self.export, self.bilan.signaler)):
            decompte.lus += len(lot)
            self._lire_personnes(lot)
            self.suivre("personnes", decompte.lus)
        nommees = self.personnes.filter(id_siecle__isnull=False).values_list("pk", flat=True)
        decompte.absents = sum(pk not in self.vues for pk in nommees.iterator())

    def _lire_personnes(self, lot: Sequence[PersonneLue]) -> None:
        connues = inchanges.personnes(self.etablissement, [lue.personne_id for lue in lot])
        a_ecrire: list[tuple[PersonneLue, int | None]] = []
        for lue in lot:
            connue = connues.get(lue.personne_id)
            reconnue = self.reconnues.get(lue.personne_id)
            if reconnue or connue is None or not connue.redit(lue, self.portee):
                a_ecrire.append((lue, reconnue or (connue and connue.pk)))
            else:
                self.vues.ajouter(connue.pk)
                self.bilan.decompte("personnes").inchanges += 1
        self._ecrire_personnes(a_ecrire)

    def _ecrire_personnes(self, lot: list[tuple[PersonneLue, int | None]]) -> None:
        decompte = self.bilan.decompte("personnes")
        verrouillees = Personne.objects.select_for_update(no_key=True).order_by("pk")
        connues = verrouillees.in_bulk([pk for _, pk in lot if pk])
        neuves, changees, avants = [], [], []
        for lue, pk in lot:
            personne = connues[pk] if pk else self._neuve(lue)
            avant = colonnes_de(personne)
            change = self._rafraichir(personne, lue)
            if colonne := trop_long(personne):
                self._signaler_personne(lue, f"La valeur de {colonne.upper()} est trop longue.")
            elif not pk:
                neuves.append(personne)
            elif change:
                changees.append(personne)
                avants.append(avant)
        creer(Personne, neuves)
        ecrire_en_masse(changees, COLONNES)
        self.bilan.crees(neuves)
        self.bilan.changes(changees, avants)
        self.vues.ajouter(*connues, *(personne.pk for personne in neuves))
        decompte.crees += len(neuves)
        decompte.modifies += len(changees)
        decompte.inchanges += len(lot) - len(neuves) - len(changees)

    def _rafraichir(self, personne: Personne, lue: PersonneLue) -> bool:
        if personne.inconnu_de_siecle:
            # Notre numéro d'attente peut être celui que SIECLE donne à un autre.
            personne.id_prv = self.numeros.attribuer(lue.photo.get("ID_PRV_PER", ""))
        avant = personne.id_siecle or lue.personne_id
        photo = photo_suivante(personne.photo, lue.photo, self.portee, avant)
        if est_derivee(avant) or not est_derivee(lue.personne_id):
            personne.id_siecle = lue.personne_id
        self.croisements += croises(Cible.PERSONNE, personne, photo)
        return rafraichir(Cible.PERSONNE, personne, photo) or personne.id_siecle != avant

    def _neuve(self, lue: PersonneLue) -> Personne:
        return Personne(
            etablissement=self.campagne.etablissement,
            id_siecle=lue.personne_id,
            id_prv=self.numeros.attribuer(lue.photo.get("ID_PRV_PER", "")),
            photo=lue.photo,
            **colonnes(Cible.PERSONNE, lue.photo),
        )

    def _liens(self) -> None:
        decompte = self.bilan.decompte("responsables")
        for lot in par_lots(lecteurs.lire_liens(self.export, self.bilan.signaler)):
            premier_rang = decompte.lus
            decompte.lus += len(lot)
            self._lire_liens(lot, premier_rang)
            self.suivre("responsables", decompte.lus)
        decompte.absents = self._retirer_les_liens_disparus()

    def _lire_liens(self, lot: Sequence[LienLu], premier_rang: int) -> None:
        lus = self._par_cle(lot, premier_rang)
        connus = inchanges.liens(eleve for eleve, _ in lus)
        a_ecrire: list[tuple[Responsable, LienLu, int]] = []
        changeants = {
            cle: connu.pk
            for cle, connu in connus.items()
            if cle in lus and not connu.redit(lus[cle][1], lus[cle][0], self.portee)
        }
        objets = Responsable.objects.in_bulk(list(changeants.values()))
        for cle, (rang, lu) in lus.items():
            if cle in changeants:
                a_ecrire.append((objets[changeants[cle]], lu, rang))
            elif cle not in connus:
                a_ecrire.append((Responsable(eleve_id=cle[0], personne_id=cle[1]), lu, rang))
        self.bilan.decompte("responsables").inchanges += len(lot) - self._ecrire_liens(a_ecrire)
        self.eleves_cites.ajouter(*(eleve for eleve, _ in lus))
        self.liens_vus.ajouter(*(connu.pk for cle, connu in connus.items() if cle in lus))

    def _ecrire_liens(self, lot: Sequence[tuple[Responsable, LienLu, int]]) -> int:
        """Rend combien de liens sont créés ou changés."""
        decompte = self.bilan.decompte("responsables")
        neufs, changes, avants = [], [], []
        for lien, lu, rang in lot:
            avant = colonnes_de(lien)
            if lien.pk and self.portee.de_secours:
                change = _rafraichir_lien(lien, completer(lien.photo, lu.photo), lien.rang)
            else:
                change = _rafraichir_lien(lien, lu.photo, rang)
            if colonne := trop_long(lien):
                self._signaler_lien(
                    lu, f"La valeur de {colonne.upper()} est trop longue.", "lien_trop_long"
                )
            elif not lien.pk:
                neufs.append(lien)
            elif change:
                changes.append(lien)
                avants.append(avant)
        creer(Responsable, neufs)
        Responsable.objects.bulk_update(
            changes, ["niveau_responsabilite", "code_parente", "rang", "photo"], batch_size=200
        )
        self.bilan.crees(neufs)
        self.bilan.changes(changes, avants)
        decompte.crees += len(neufs)
        decompte.modifies += len(changes)
        self.liens_vus.ajouter(*(lien.pk for lien in neufs))
        return len(neufs) + len(changes)

    def _par_cle(
        self, lot: Sequence[LienLu], premier_rang: int
    ) -> dict[tuple[int, int], tuple[int, LienLu]]:
        """(élève, personne) en clés de la base -> le lien lu et son rang ; un orphelin est dit."""
        eleves = inchanges.cles(Eleve, self.etablissement, [lu.eleve_id for lu in lot])
        eleves.update(self.eleves_reconnus)
        personnes = inchanges.cles(Personne, self.etablissement, [lu.personne_id for lu in lot])
        personnes.update(self.reconnues)
        lus = {}
        for rang, lu in enumerate(lot, premier_rang):
            eleve, personne = eleves.get(lu.eleve_id), personnes.get(lu.personne_id)
            if eleve and personne:
                lus[(eleve, personne)] = (rang, lu)
            else:
                quoi = f"PERSONNE_ID {lu.personne_id}" if eleve else f"ELEVE_ID {lu.eleve_id}"
                message = f"Ce lien désigne {quoi}, absent des fichiers : il est ignoré."
                self._signaler_lien(lu, message, "lien_orphelin")
        return lus

    def _retirer_les_liens_disparus(self) -> int:
        """SIECLE ne connaît plus ce lien : l'accès cesse, et le retour ne le recréera pas.

        Un élève sans aucun lien dans le fichier garde les siens : le fichier est partiel. La fiche
        élève, qui ne connaît que deux représentants légaux, ne retire rien.
        """
        if self.portee.de_secours:
            return 0
        liens = Responsable.objects.filter(eleve__etablissement=self.etablissement)
        absents = [
            pk
            for pk, eleve in liens.values_list("pk", "eleve_id").iterator()
            if eleve in self.eleves_cites and pk not in self.liens_vus
        ]
        disparus = [pk for lot in par_lots(absents) for pk in self._dire_les_absents(lot)]
        for lot in par_lots(disparus):
            retires = Responsable.objects.filter(pk__in=lot)
            self.bilan.retires(list(retires))
            retires.delete()
        return len(disparus)

    def _dire_les_absents(self, pks: Sequence[int]) -> Iterator[int]:
        """Ceux à retirer : ce que SIECLE n'a jamais dit, il ne le retire pas."""
        absents = Responsable.objects.filter(pk__in=pks).order_by("pk")
        for pk, eleve, nom, id_siecle in absents.values_list(
            "pk", "eleve_id", "personne__nom_de_famille", "personne__id_siecle"
        ):
            code, message = DISPARU if id_siecle is not None else A_PART
            qui = f"{nom} (élève n° {eleve})"
            self.bilan.signaler(Anomalie(self.export.entete.fichier, None, qui, message, code))
            if id_siecle is not None:
                yield pk

    def _signaler_lien(self, lu: LienLu, message: str, code: str) -> None:
        nom = f"lien ELEVE_ID {lu.eleve_id} – PERSONNE_ID {lu.personne_id}"
        self.bilan.signaler(Anomalie(self.export.entete.fichier, lu.ligne, nom, message, code))

    def _signaler_personne(self, lue: PersonneLue, message: str) -> None:
        nom = f"{lue.photo.get('NOM_DE_FAMILLE', '')} (PERSONNE_ID {lue.personne_id})"
        self.bilan.signaler(
            Anomalie(self.export.entete.fichier, lue.ligne, nom, message, "personne_trop_longue")
        )


def _rafraichir_lien(lien: Responsable, photo: Photo, rang: int) -> bool:
    change = lien.photo != photo or lien.rang != rang
    lien.photo = photo
    lien.rang = rang
    lien.niveau_responsabilite = photo.get("NIVEAU_RESPONSABILITE", "3")
    lien.code_parente = photo.get("CODE_PARENTE", "")
    return change
