"""« Tout le reste repart tel que lu » : chaque valeur que personne n'a changée, une par une.

Le fichier vient des gestes (répondre, valider, produire) d'un collège importé dont SIECLE dit, pour
la moitié des élèves, autre chose que la valeur ordinaire : rien ne peut passer par hasard.
"""

from collections.abc import Callable, Iterable, Iterator

import pytest
from lxml import etree

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.models import Eleve, Personne, Responsable
from dossiersco.dossiers.tests.factories import AgentFactory
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.echanges.tests.depots import deposer
from dossiersco.echanges.tests.test_retour import MOBILE, dossiers, racine, repondre, valider
from dossiersco.siecle.lus import Photo
from dossiersco.siecle.schema_import import Schema

pytestmark = pytest.mark.django_db
OUI = {"1": "true", "0": "false"}
ADRESSE = {
    "LIGNE2_ADRESSE": "ESC B",
    "LIGNE3_ADRESSE": "12 BIS RUE DES LILAS",
    "LIGNE4_ADRESSE": "LE BOURG",
    "CODE_POSTAL": "59000",
    "LIBELLE_POSTAL": "LILLE",
    "CODE_PAYS": "100",
}
LIEN = {"HEBERGE_ELEVE": "1", "PAIE_FRAIS_SCOLAIRES": "1", "A_CONTACTER_EN_PRIORITE": "0"}
AUTRE_LIEN = {"HEBERGE_ELEVE": "0", "PAIE_FRAIS_SCOLAIRES": "0", "A_CONTACTER_EN_PRIORITE": "1"}
Lecture = Callable[[Photo], str]


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def partis(college):
    """Dix dossiers validés, un téléphone d'élève accepté ; la moitié a des valeurs rares."""
    agent = AgentFactory(etablissement=college.etablissement)
    dix = dossiers(college, 10)
    for rang, dossier in enumerate(dix):
        _rendre_rare(dossier.eleve, rang)
        repondre(dossier, tel_portable=MOBILE)
        valider(dossier, agent)
    return [dossier.eleve for dossier in dix]


def _rendre_rare(eleve: Eleve, rang: int) -> None:
    rare = rang % 2
    photo = eleve.photo
    photo |= {"ADHESION_TRANSPORT": str(rare), "CODE_PROVENANCE": "9" if rare else "1"}
    photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": f"059{rang:04}A", "CODE_STRUCTURE": "CM2 B"}
    photo["ADRESSE"] = ADRESSE if rare else {**ADRESSE, "LIGNE1_ADRESSE": "CHEZ MME ROY"}
    if rare:
        photo["DOUBLEMENT"] = "1"
        photo["SCOLARITE_AN_DERNIER"]["CODE_MEF"] = photo["CODE_MEF"]
    # La colonne dit comme la photo : sinon c'est la famille qui aurait déménagé.
    eleve.adresse = photo["ADRESSE"]
    eleve.save()
    for place, lien in enumerate(eleve.responsables.select_related("personne")):
        lien.photo |= AUTRE_LIEN if (rare + place) % 2 else LIEN
        lien.save()
        lien.personne.photo["ADRESSE"] = lien.personne.adresse = ADRESSE
        lien.personne.save()


def fichier(college, schema=Schema.COMMUN):
    return racine(produire_retour(preparer_retour(college, schema)))


def fiches(fichier: etree._Element, quoi: str, numero: str) -> dict[str, etree._Element]:
    return {noeud.findtext(numero) or "": noeud for noeud in fichier.iterfind(f".//{quoi}")}


def _lu(balise: str) -> Lecture:
    return lambda photo: photo.get(balise, "")


def _an_dernier(balise: str) -> Lecture:
    return lambda photo: photo["SCOLARITE_AN_DERNIER"].get(balise, "")


def _oui(balise: str) -> Lecture:
    return lambda photo: OUI.get(photo.get(balise, ""), "")


def _adresse(balise: str) -> Lecture:
    return lambda photo: photo["ADRESSE"].get(balise, "")


DE_L_ELEVE = {
    "établissement d'origine": ("ETABLISSEMENT_AN_DERNIER/CODE_RNE", _an_dernier("CODE_RNE")),
    "formation d'origine": ("ETABLISSEMENT_AN_DERNIER/CODE_MEF", _an_dernier("CODE_MEF")),
    "provenance": ("ETABLISSEMENT_AN_DERNIER/CODE_PROVENANCE", _lu("CODE_PROVENANCE")),
    "doublement": ("DOUBLEMENT", _oui("DOUBLEMENT")),
    "transport": ("ADHESION_TRANSPORT", _oui("ADHESION_TRANSPORT")),
    "adresse, ligne 1": ("ADRESSE/LIGNE1_ADRESSE", _adresse("LIGNE1_ADRESSE")),
    "naissance": ("CODE_COMMUNE_INSEE_NAISS", _lu("CODE_COMMUNE_INSEE_NAISS")),
    "INE": ("ID_NATIONAL", _lu("ID_NATIONAL")),
    "régime": ("CODE_REGIME", _lu("CODE_REGIME")),
    "sexe": ("CODE_SEXE", _lu("CODE_SEXE")),
}
TOUJOURS = {
    "adresse, ligne 2": ("ADRESSE/LIGNE2_ADRESSE", "ESC B"),
    "adresse, ligne 3": ("ADRESSE/LIGNE3_ADRESSE", "12 BIS RUE DES LILAS"),
    "adresse, ligne 4": ("ADRESSE/LIGNE4_ADRESSE", "LE BOURG"),
}
DE_LA_PERSONNE = {
    "civilité": ("CODE_CIVILITE", _lu("CODE_CIVILITE")),
    "nom": ("NOM_DE_FAMILLE", _lu("NOM_DE_FAMILLE")),
    "courriel": ("EMAIL", _lu("MEL")),
    "SMS": ("ACCEPTE_SMS", _oui("ACCEPTE_SMS")),
    "communication": ("COMMUNICATION_ADRESSE", _oui("COMMUNICATION_ADRESSE")),
}
DU_LIEN = {
    "chez qui il vit": ("HEBERGE_ELEVE", _oui("HEBERGE_ELEVE")),
    "qui paie": ("PAIE_FRAIS_SCOLAIRES", _oui("PAIE_FRAIS_SCOLAIRES")),
    "qui appeler": ("A_CONTACTER_EN_PRIORITE", _oui("A_CONTACTER_EN_PRIORITE")),
    "parenté": ("CODE_PARENTE", _lu("CODE_PARENTE")),
}


def _eleves_du_fichier(college, partis) -> Iterator[tuple[Eleve, etree._Element]]:
    ecrites = fiches(fichier(college), "ELEVE", "ID_PRV_ELE")
    for eleve in Eleve.objects.filter(pk__in=[eleve.pk for eleve in partis]):
        yield eleve, ecrites[str(eleve.id_prv)]


def _tel_que_lu(quoi: str, couples: Iterable[tuple[str, str]]) -> None:
    ecrits, lus = zip(*couples, strict=True)
    assert ecrits == lus, quoi
    assert len(set(lus)) > 1, f"{quoi} : une seule valeur ne prouverait rien"


def test_de_l_eleve_tout_repart_tel_que_lu(college, partis):
    ecrits = list(_eleves_du_fichier(college, partis))
    assert len(ecrits) == 10
    for quoi, (chemin, lecture) in DE_L_ELEVE.items():
        _tel_que_lu(quoi, [(noeud.findtext(chemin) or "", lecture(e.photo)) for e, noeud in ecrits])


def test_les_lignes_d_une_adresse_restent_a_leur_place(college, partis):
    """La première peut être vide : SIECLE la garde vide, et nous aussi."""
    for _, noeud in _eleves_du_fichier(college, partis):
        for quoi, (chemin, valeur) in TOUJOURS.items():
            assert noeud.findtext(chemin) == valeur, quoi


def test_d_un_responsable_tout_repart_tel_que_lu(college, partis):
    ecrites = fiches(fichier(college), "PERSONNE", "ID_PRV_PER")
    personnes = list(Personne.objects.filter(responsables__eleve__in=partis).distinct())
    for quoi, (chemin, lecture) in DE_LA_PERSONNE.items():
        _tel_que_lu(
            quoi,
            [(ecrites[str(p.id_prv)].findtext(chemin) or "", lecture(p.photo)) for p in personnes],
        )


def test_d_un_lien_tout_repart_tel_que_lu(college, partis):
    liens = [
        (fiches(noeud, "RESPONSABLES_ELEVE/*", "ID_PRV_PER")[str(lien.personne.id_prv)], lien)
        for eleve, noeud in _eleves_du_fichier(college, partis)
        for lien in eleve.responsables.qui_agissent().select_related("personne")
    ]
    for quoi, (balise, lecture) in DU_LIEN.items():
        _tel_que_lu(
            quoi, [(ecrit.findtext(balise) or "", lecture(lien.photo)) for ecrit, lien in liens]
        )


def test_les_deux_parents_restent_quoi_qu_ait_fait_la_famille(college, partis):
    """Chaque élève cite tous ses responsables, chacun une fois ; aucun n'est ajouté."""
    deux = 0
    for eleve, noeud in _eleves_du_fichier(college, partis):
        cites = [n.findtext("ID_PRV_PER") for n in noeud.iterfind("RESPONSABLES_ELEVE/*")]
        liens = Responsable.objects.filter(eleve=eleve).values_list("personne__id_prv", flat=True)
        assert sorted(map(int, cites)) == sorted(liens)
        deux += len(cites) > 1
    assert deux, "aucun de ces élèves n'a deux responsables"


def test_un_redoublant_part_redoublant_et_siecle_n_y_trouve_rien_a_redire(college, partis):
    plan = preparer_retour(college)
    redoublants = [
        envoyable.bloc for envoyable in plan.envoyables if envoyable.bloc["DOUBLEMENT"] == "true"
    ]
    assert len(redoublants) == 5
    for bloc in redoublants:
        origine = bloc["ETABLISSEMENT_AN_DERNIER"]["CODE_MEF"]
        assert origine == bloc["SCOLARITE_ACTIVE"]["CODE_MEF"]
    assert "SCOAC_F_01" not in {annonce.code for annonce in plan.annonces}


def test_nos_numeros_ne_changent_pas_d_un_envoi_a_l_autre(college, partis):
    premier, second = fichier(college), fichier(college)
    for quoi, numero in (("ELEVE", "ID_PRV_ELE"), ("PERSONNE", "ID_PRV_PER")):
        noms = [
            {n: noeud.findtext("NOM_DE_FAMILLE") for n, noeud in fiches(f, quoi, numero).items()}
            for f in (premier, second)
        ]
        assert noms[0] == noms[1]


def test_en_4_0_chacun_porte_sa_cle_de_siecle(college, partis):
    envoye = fichier(college, Schema.V4_0)
    for eleve in partis:
        noeud = fiches(envoye, "ELEVE", "ID_PRV_ELE")[str(eleve.id_prv)]
        assert noeud.findtext("ID_SIECLE_ELE") == eleve.id_siecle
    for personne in Personne.objects.filter(responsables__eleve__in=partis).distinct():
        noeud = fiches(envoye, "PERSONNE", "ID_PRV_PER")[str(personne.id_prv)]
        assert noeud.findtext("ID_SIECLE_PER") == personne.id_siecle
