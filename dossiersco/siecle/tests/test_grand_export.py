"""Un grand export se lit à mémoire plate : variante 13."""

import io

import pytest

from dossiersco.siecle import eleves, export, lecture, reserve, responsables
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
    zip_de,
)

NOMBRE = 3_000


def grand_export() -> bytes:
    fiches = [eleve(str(n), ID_NATIONAL=f"{n:09}AB", ADRESSE_ID=str(n)) for n in range(NOMBRE)]
    adresses = [adresse(str(n)) for n in range(NOMBRE)]
    structures = [
        f'<STRUCTURES_ELEVE ELEVE_ID="{n}"><STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE>'
        "<TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>"
        for n in range(NOMBRE)
    ]
    annexes = bloc("STRUCTURES", *structures) + bloc("ADRESSES", *adresses)
    return fichier_eleves(*fiches, apres=annexes)


@pytest.fixture
def deborde(monkeypatch):
    """Force le débord sur le disque, comme pour un très grand fichier."""
    monkeypatch.setattr(reserve, "GARDES", 40)


def test_l_arbre_ne_garde_que_les_enregistrements_d_un_bloc_d_octets():
    recu = export.ouvrir(io.BytesIO(grand_export()), "grand.xml")
    voisins = [len(noeud.getparent()) for _, noeud in lecture.enregistrements(recu)]
    assert len(voisins) == 3 * NOMBRE and max(voisins) < NOMBRE / 5


def test_un_grand_export_zippe_se_lit_en_entier(deborde):
    recu = export.ouvrir(io.BytesIO(zip_de({"grand.xml": grand_export()})), "grand.zip")
    anomalies = []
    lus = list(eleves.lire(recu, anomalies.append))
    assert len(lus) == NOMBRE and anomalies == []
    assert lus[-1].ligne > 2**15
    assert all(eleves.division(lu.photo) == "6A" for lu in lus)


def test_personnes_et_liens_peuvent_se_lire_en_meme_temps(deborde):
    personnes = [personne(str(n)) for n in range(500)]
    liens = [lien(personne_id=str(n)) for n in range(500)]
    octets = zip_de({"r.xml": fichier_responsables(personnes, liens)})
    recu = export.ouvrir(io.BytesIO(octets), "r.zip")
    couples = zip(
        responsables.lire_personnes(recu, lambda _: None),
        responsables.lire_liens(recu, lambda _: None),
        strict=True,
    )
    assert all(p.personne_id == li.personne_id for p, li in couples)
