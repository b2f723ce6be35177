from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dossiersco.dossiers.models import Dossier, Eleve, Personne
from dossiersco.echanges.creation import creer

pytestmark = pytest.mark.django_db

RETORS = (
    "\\N",
    "a\\tb",
    "tab\tici",
    "deux\nlignes\r",
    "« é ’ œ »",
    '"guillemets"',
    " bords ",
    "\\.",
)


def _eleve(campagne, rang, texte):
    photo = {"NOM_DE_FAMILLE": texte, "OPTIONS": [{"CODE_MATIERE": texte}]}
    return Eleve(
        etablissement=campagne.etablissement,
        id_siecle=None if rang % 2 else str(rang),
        id_prv=rang,
        nom_de_famille=texte,
        prenom="Awa",
        date_naiss=date(2015, 2, rang),
        photo=photo,
        adresse={"LIGNE1_ADRESSE": texte},
    )


def test_ce_qui_est_cree_se_relit_tel_quel(campagne):
    eleves = [_eleve(campagne, rang, texte) for rang, texte in enumerate(RETORS, 1)]
    creer(Eleve, eleves)
    relus = Eleve.objects.in_bulk()
    colonnes = [champ.attname for champ in Eleve._meta.concrete_fields]
    for eleve in eleves:
        relu = relus[eleve.pk]
        assert [getattr(eleve, nom) for nom in colonnes] == [getattr(relu, nom) for nom in colonnes]
        assert relu.cle_tri.endswith("AWA")


def test_un_booleen_inconnu_le_reste(campagne):
    dits = (True, False, None)
    personnes = [
        Personne(etablissement=campagne.etablissement, id_prv=rang, accepte_sms=dit)
        for rang, dit in enumerate(dits, 1)
    ]
    creer(Personne, personnes)
    assert tuple(Personne.objects.order_by("id_prv").values_list("accepte_sms", flat=True)) == dits


def test_les_cles_suivent_celles_de_la_table(campagne):
    creer(Eleve, [_eleve(campagne, 1, "A")])
    eleve = _eleve(campagne, 2, "B")
    eleve.save()
    creer(Dossier, [Dossier(campagne=campagne, eleve=eleve)])
    suivant = _eleve(campagne, 3, "C")
    creer(Eleve, [suivant])
    assert suivant.pk > eleve.pk
    suivant.prenom = "Ève"
    suivant.save()
    assert Eleve.objects.count() == 3


def test_une_cle_deja_donnee_reste(campagne):
    eleve = _eleve(campagne, 1, "A")
    eleve.pk = 4_000_000
    creer(Eleve, [eleve, _eleve(campagne, 2, "B")])
    assert Eleve.objects.get(id_prv=1).pk == 4_000_000
    assert Eleve.objects.get(id_prv=2).nom_de_famille == "B"


def test_une_contrainte_reste_une_erreur_de_django(campagne):
    with pytest.raises(IntegrityError), transaction.atomic():
        creer(Eleve, [_eleve(campagne, 1, "A"), _eleve(campagne, 1, "B")])
    assert not Eleve.objects.exists()


def test_rien_a_creer_ne_demande_rien(campagne):
    with CaptureQueriesContext(connection) as requetes:
        creer(Eleve, [])
    assert len(requetes) == 0


def test_une_colonne_qui_se_lit_ailleurs_n_attend_pas_la_copie(campagne):
    (eleve,) = eleves = [_eleve(campagne, 1, "A")]
    creer(Eleve, eleves)
    creer(Dossier, [Dossier(campagne=campagne, eleve_id=eleve.pk)])
    assert Dossier.objects.get().cle_tri == eleve.cle_tri
