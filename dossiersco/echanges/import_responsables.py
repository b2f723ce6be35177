"""Les personnes et leurs liens : reconnues par PERSONNE_ID, jamais par leur nom seul."""

from collections.abc import Mapping

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.champs import CHAMPS_PERSONNE, Cible, colonnes
from dossiersco.dossiers.ecritures import ecrire_en_masse
from dossiersco.dossiers.models import Eleve, Personne, Responsable
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.echanges import lecteurs, parents_connus
from dossiersco.echanges.bilan import Bilan, Suivi, colonnes_de
from dossiersco.echanges.cles import Ensemble, Index
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
        reconnus: Mapping[str | None, int] | None = None,
    ) -> None:
        self.campagne = campagne
        self.export = export
        self.portee = lecteurs.portee(export)
        self.bilan = bilan
        self.suivre = suivre
        etablissement = campagne.etablissement
        self.croisements: list[Croisement] = []
        eleves = Eleve.objects.filter(etablissement=etablissement)
        self.eleves = Index(eleves.values_list("id_siecle", "pk").iterator())
        self.eleves.poser((reconnus or {}).items())
        personnes = Personne.objects.filter(etablissement=etablissement)
        connues = personnes.filter(id_siecle__isnull=False)
        self.personnes = Index(connues.values_list("id_siecle", "pk").iterator())
        self.connues = set(connues.values_list("pk", flat=True))
        self.personnes.poser(
            parents_connus.reconnaitre(export, etablissement, self.eleves, self.personnes).items()
        )
        self.numeros = Numeros(
            personnes.values_list("id_prv", flat=True).iterator(),
            lecteurs.numeros(export, "ID_PRV_PER"),
        )
        self.eleves_cites, self.liens_vus = Ensemble(), Ensemble()

    def executer(self) -> None:
        self._personnes()
        self._liens()
        self.bilan.repris(reprendre(self.campagne, self.croisements))

    def _personnes(self) -> None:
        decompte = self.bilan.decompte("personnes")
        vues: set[int] = set()
        for lot in par_lots(lecteurs.lire_personnes(self.export, self.bilan.signaler)):
            decompte.lus += len(lot)
            vues |= self._ecrire_personnes(lot) & self.connues
            self.suivre("personnes", decompte.lus)
        decompte.absents = len(self.connues - vues)

    def _ecrire_personnes(self, lot: list[PersonneLue]) -> set[int]:
        decompte = self.bilan.decompte("personnes")
        lues = {lue.personne_id: lue for lue in lot}
        verrouillees = Personne.objects.select_for_update(no_key=True).order_by("pk")
        pks = {cle: pk for cle in lues if (pk := self.personnes.get(cle))}
        par_pk = verrouillees.in_bulk(list(pks.values()))
        connues = {cle: par_pk[pk] for cle, pk in pks.items()}
        neuves, changees, avants = [], [], []
        for cle, lue in lues.items():
            personne = connues.get(cle) or self._neuve(lue)
            avant = colonnes_de(personne)
            change = self._rafraichir(personne, lue)
            if colonne := trop_long(personne):
                self._signaler_personne(lue, f"La valeur de {colonne.upper()} est trop longue.")
            elif cle not in connues:
                neuves.append(personne)
            elif change:
                changees.append(personne)
                avants.append(avant)
        creer(Personne, neuves)
        ecrire_en_masse(changees, COLONNES)
        self.bilan.crees(neuves)
        self.bilan.changes(changees, avants)
        self.personnes.poser((personne.id_siecle, personne.pk) for personne in neuves)
        decompte.crees += len(neuves)
        decompte.modifies += len(changees)
        decompte.inchanges += len(lot) - len(neuves) - len(changees)
        return set(pks.values())

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
            self._ecrire_liens(lot, premier_rang)
            self.suivre("responsables", decompte.lus)
        decompte.absents = self._retirer_les_liens_disparus()

    def _ecrire_liens(self, lot: list[LienLu], premier_rang: int) -> None:
        decompte = self.bilan.decompte("responsables")
        lus: dict[tuple[int, int], tuple[int, LienLu]] = {}
        for rang, lu in enumerate(lot, premier_rang):
            cle = self._cle(lu)
            if cle:
                lus[cle] = (rang, lu)
        connus = {
            (lien.eleve_id, lien.personne_id): lien
            for lien in Responsable.objects.filter(eleve__in={eleve for eleve, _ in lus})
        }
        neufs, changes, avants = [], [], []
        for cle, (rang, lu) in lus.items():
            lien = connus.get(cle) or Responsable(eleve_id=cle[0], personne_id=cle[1])
            avant = colonnes_de(lien)
            if cle in connus and self.portee.de_secours:
                change = _rafraichir_lien(lien, completer(lien.photo, lu.photo), lien.rang)
            else:
                change = _rafraichir_lien(lien, lu.photo, rang)
            if colonne := trop_long(lien):
                self._signaler_lien(
                    lu, f"La valeur de {colonne.upper()} est trop longue.", "lien_trop_long"
                )
            elif cle not in connus:
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
        decompte.inchanges += len(lot) - len(neufs) - len(changes)
        self.eleves_cites.ajouter(*(eleve for eleve, _ in lus))
        self.liens_vus.ajouter(*(lien.pk for cle, lien in connus.items() if cle in lus))
        self.liens_vus.ajouter(*(lien.pk for lien in neufs))

    def _cle(self, lu: LienLu) -> tuple[int, int] | None:
        eleve, personne = self.eleves.get(lu.eleve_id), self.personnes.get(lu.personne_id)
        if eleve and personne:
            return (eleve, personne)
        quoi = f"ELEVE_ID {lu.eleve_id}" if not eleve else f"PERSONNE_ID {lu.personne_id}"
        self._signaler_lien(
            lu, f"Ce lien désigne {quoi}, absent des fichiers : il est ignoré.", "lien_orphelin"
        )
        return None

    def _retirer_les_liens_disparus(self) -> int:
        """SIECLE ne connaît plus ce lien : l'accès cesse, et le retour ne le recréera pas.

        Un élève sans aucun lien dans le fichier garde les siens : le fichier est partiel. La fiche
        élève, qui ne connaît que deux représentants légaux, ne retire rien.
        """
        if self.portee.de_secours:
            return 0
        liens = Responsable.objects.filter(eleve__etablissement=self.campagne.etablissement)
        absents = [
            lien
            for lien in liens.values_list(
                "pk", "eleve_id", "personne__nom_de_famille", "personne__id_siecle"
            ).iterator()
            if lien[1] in self.eleves_cites and lien[0] not in self.liens_vus
        ]
        # Ce que SIECLE n'a jamais dit, il ne le retire pas.
        disparus = [lien for lien in absents if lien[3] is not None]
        for _, eleve, nom, id_siecle in absents:
            code, message = DISPARU if id_siecle is not None else A_PART
            qui = f"{nom} (élève n° {eleve})"
            self.bilan.signaler(Anomalie(self.export.entete.fichier, None, qui, message, code))
        for lot in par_lots(disparus):
            retires = Responsable.objects.filter(pk__in=[lien[0] for lien in lot])
            self.bilan.retires(list(retires))
            retires.delete()
        return len(disparus)

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
