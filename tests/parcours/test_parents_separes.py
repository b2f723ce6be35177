"""Parcours (c) : deux parents séparés d'un même élève, chacun ne voit que lui-même."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.regimes import regimes_servis
from dossiersco.messagerie.models import Message
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes
from tests.parcours.pas import bouton, lien, signer, suivre_l_invitation

ETAPES = ("", "eleve/", "moi/", "options/", "regime/", "pieces/", "revue/")


@pytest.fixture
def decor_marque(decor: Decor) -> Decor:
    """Chaque donnée de contact des deux parents devient un mot qu'on reconnaîtrait partout."""
    for rang, cle in enumerate(decor.cas.separes):
        personne = decor.personne(cle)
        marque = f"CANARI{'AB'[rang]}"
        personne.mel = f"{marque}@exemple.fr"
        personne.tel_portable = personne.tel_personnel = f"063998000{rang}"
        personne.adresse = {**personne.adresse, "LIGNE1_ADRESSE": f"1 RUE {marque}"}
        personne.photo = {
            **personne.photo,
            "MEL": personne.mel,
            "TEL_PORTABLE": personne.tel_portable,
            "TEL_PERSONNEL": personne.tel_personnel,
            "ADRESSE": {**personne.photo["ADRESSE"], **personne.adresse},
        }
        personne.save()
    return decor


def pages_de(page: Page, decor: Decor, cle: str, gestes: Gestes) -> Iterator[str]:
    """Le texte de chaque écran que ce parent peut ouvrir, jusqu'au reçu."""
    suivre_l_invitation(page, decor, cle, gestes)
    adresse = page.url
    for etape in ETAPES:
        page.goto(adresse + etape)
        yield page.content()
    signer(page, gestes)
    yield page.content()


def secrets_de(personne: Personne) -> tuple[str, ...]:
    return (personne.mel, personne.adresse["LIGNE1_ADRESSE"], personne.tel_portable[-4:])


def test_chacun_ne_voit_que_ses_coordonnees(
    decor_marque: Decor, ouvrir: Callable[..., Page], gestes: Gestes
) -> None:
    for cle, autre in (decor_marque.cas.separes, decor_marque.cas.separes[::-1]):
        moi, lui = decor_marque.personne(cle), decor_marque.personne(autre)
        textes = list(pages_de(ouvrir(), decor_marque, cle, gestes))
        assert any(moi.mel in texte for texte in textes)
        assert any(lui.prenom in texte for texte in textes)
        for texte in textes:
            assert "CANARI" + ("B" if "CANARIA" in moi.mel else "A") not in texte
            assert lui.tel_portable[-2:] not in texte.split("06 39 98 00 ")[1:]
    for message in Message.objects.filter(gabarit__startswith="recu"):
        assert message.corps.count("CANARI") == 0


def test_le_demenagement_de_l_un_ne_se_lit_pas_chez_l_autre(
    decor_marque: Decor, ouvrir: Callable[..., Page], gestes: Gestes
) -> None:
    premier, second = decor_marque.cas.separes
    page = ouvrir()
    suivre_l_invitation(page, decor_marque, premier, gestes)
    lien(page, "Modifier vos coordonnées").click()
    page.get_by_label("Numéro et rue").fill("3 RUE SECRETE")
    bouton(page, "Enregistrer").click()
    expect(page.locator("main")).to_contain_text("SECRETE")
    for texte in pages_de(ouvrir(), decor_marque, second, gestes):
        assert "SECRETE" not in texte


def test_la_part_de_l_un_n_efface_pas_celle_de_l_autre(
    decor: Decor, ouvrir: Callable[..., Page], gestes: Gestes
) -> None:
    """Les deux changent le régime : les deux réponses sont gardées, et le collège les voit."""
    (dossier,) = decor.dossiers(decor.cas.separes[0])
    servis = sorted(regimes_servis(decor.campagne) - {dossier.eleve.code_regime})
    regimes = servis[:2]
    for cle, regime in zip(decor.cas.separes, regimes, strict=True):
        page = ouvrir()
        suivre_l_invitation(page, decor, cle, gestes)
        lien(page, "Modifier le régime").click()
        page.locator(f"input[type=radio][value='{regime}'] + label").click()
        bouton(page, "Enregistrer").click()
        lien(page, "Continuer").click()
        signer(page, gestes)
    propositions = dossier.eleve.traces.filter(champ="code_regime", geste="modifier")
    assert list(propositions.values_list("apres", flat=True)) == regimes
