"""L'effacement d'une campagne finie ne touche à rien de celle qui vit."""

from typing import Any

import pytest

from dossiersco.campagnes.tests.vies import des_vivants, il_y_a, vivre
from dossiersco.dossiers.examen import examiner
from dossiersco.dossiers.models import (
    Delegation,
    Dossier,
    Eleve,
    Personne,
    Signature,
    Trace,
)
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    DossierFactory,
    EtablissementFactory,
    Famille,
    SignatureFactory,
    famille_diallo,
    famille_martin,
    relire,
)
from dossiersco.pieces.models import PieceJointe

pytestmark = pytest.mark.django_db


# Rien de vivant


def test_la_campagne_vivante_d_a_cote_ne_perd_pas_une_ligne(effacer_tout, voisinage):
    _famille, encore, benjamine = voisinage
    avant, document = des_vivants(voisinage), PieceJointe.objects.get(dossier=benjamine.dossier)
    effacer_tout()
    assert des_vivants(voisinage) == avant
    assert document.fichier.storage.exists(document.fichier.name)
    # Et ce qui était mort à côté ne l'est pas à moitié.
    assert set(Dossier.objects.all()) == {encore, benjamine.dossier}
    assert set(Eleve.objects.all()) == {encore.eleve, benjamine.dossier.eleve}
    assert {p.nom_de_famille for p in Personne.objects.all()} == {"MARTIN", "BERNARD"}


def test_un_autre_college_ne_perd_rien(effacer_tout, finie):
    vivre(famille_martin(finie))
    voisine = famille_martin(CampagneFactory(etablissement=EtablissementFactory()))
    vivre(voisine)
    effacer_tout()
    assert list(Dossier.objects.all()) == [voisine.dossier]
    assert set(Personne.objects.all()) == {voisine.mere, voisine.pere}


def test_le_college_d_essai_ne_se_purge_pas(effacer_tout, finie):
    essai = EtablissementFactory(essai_de=finie.etablissement)
    dossier = DossierFactory(campagne=CampagneFactory(etablissement=essai, ferme_le=finie.ferme_le))
    effacer_tout()
    assert list(Dossier.objects.all()) == [dossier]


def test_qui_a_ecrit_dans_un_dossier_vivant_sans_plus_y_etre_rattache_reste(
    effacer_tout, finie, vivante
):
    parti, encore = famille_martin(finie), famille_diallo(vivante)
    SignatureFactory(dossier=encore.dossier, personne=parti.pere)
    effacer_tout()
    assert set(Personne.objects.all()) == {parti.pere, encore.mere}
    assert encore.dossier.signatures.exists()


def test_une_saisie_ouverte_du_dossier_mort_garde_ce_qu_elle_a_ecrit_chez_le_vivant(
    effacer_tout, voisinage
):
    famille, encore, _ = voisinage
    delegation = Delegation.objects.get(dossier=famille.dossier)
    signature = SignatureFactory(dossier=encore, personne=famille.mere, delegation=delegation)
    effacer_tout()
    signature.refresh_from_db()
    assert signature.delegation.dossier == encore


# Ce qui vaut encore


def dire(famille: Famille, *, signe: bool, accepte: bool) -> None:
    """La mère a donné un autre téléphone dans la campagne finie ; SIECLE ne l'a jamais pris."""
    dossier, mere = famille.dossier, famille.mere
    ecrit = {"dossier": dossier, "champ": "tel_portable", "personne": mere}
    dit = {"avant": mere.photo["TEL_PORTABLE"], "apres": "0639985555"}
    Personne.objects.filter(pk=mere.pk).update(tel_portable="0639985555")
    Trace.objects.create(**ecrit, **dit, geste="modifier", par_personne=mere, le=il_y_a(450))
    if signe:
        SignatureFactory(dossier=dossier, personne=mere, signee_le=il_y_a(449))
    if accepte:
        agent = AgentFactory(etablissement=famille.campagne.etablissement)
        Trace.objects.create(**ecrit, **dit, geste="accepter", par_agent=agent, le=il_y_a(448))


def vu_du_college(dossier: Dossier) -> tuple[list[Any], list[Any]]:
    examen = examiner([relire(dossier)])[0]
    return [n.changement for n in examen.nouveautes], examen.acceptes


@pytest.mark.parametrize(
    ("signe", "accepte"), [(True, True), (True, False), (False, False)], ids=str
)
def test_ce_que_la_fiche_dit_de_plus_que_siecle_se_juge_comme_avant(
    effacer_tout, finie, vivante, signe, accepte
):
    famille = famille_martin(finie)
    encore = DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=signe, accepte=accepte)
    avant = vu_du_college(encore)
    assert [len(liste) for liste in avant] == [int(signe and not accepte), int(accepte)]
    effacer_tout()
    assert vu_du_college(encore) == avant
    assert not Signature.objects.filter(dossier=famille.dossier.pk).exists()


def test_la_reponse_non_signee_le_devient_par_la_signature_de_cette_annee(
    effacer_tout, finie, vivante
):
    famille = famille_martin(finie)
    encore = DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=False, accepte=False)
    effacer_tout()
    SignatureFactory(dossier=encore, personne=famille.mere)
    assert len(vu_du_college(encore)[0]) == 1


def test_une_fois_que_siecle_l_a_pris_la_trace_s_oublie(effacer_tout, finie, vivante):
    famille = famille_martin(finie)
    DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=True, accepte=True)
    effacer_tout()
    assert Trace.objects.filter(dossier=None).count() == 2
    mere = Personne.objects.get(pk=famille.mere.pk)
    mere.photo = {**mere.photo, "TEL_PORTABLE": "0639985555"}
    mere.save()
    effacer_tout()
    assert not Trace.objects.exists()
