"""T-ADR-01, sans rien lire : deviner l'adresse de l'autre, et voir si le service acquiesce.

Le cas le plus courant : la famille vivait ensemble, SIECLE donne aux trois le même ADRESSE_ID, la
mère part avec l'enfant. Le père, lui, a le droit de dire où l'enfant vit avec lui.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.models import Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import adresse as adresse_siecle
from dossiersco.dossiers.tests.factories import relire
from dossiersco.espace_famille.tests.pages import saisie
from tests.attaques.decor import Decor, compte, navigateur

SECRETE = {
    "LIGNE1_ADRESSE": "3 RUE CACHEE",
    "CODE_POSTAL": "59000",
    "LIBELLE_POSTAL": "LILLE",
    "CODE_PAYS": "100",
}
JUSTE, FAUX = "3 RUE CACHEE", "4 RUE CACHEE"


@pytest.fixture
def pere(decor: Decor) -> Client:
    """Le père, qui a gardé l'adresse commune ; la mère est partie et l'a signé."""
    photo = {**decor.pere.photo, "ADRESSE": adresse_siecle(12)}
    Personne.objects.filter(pk=decor.pere.pk).update(photo=photo, adresse=adresse_siecle(12))
    mere = Personne.objects.get(pk=decor.mere.pk)
    modifier(decor.dossier, mere, {"adresse": SECRETE}, par=mere)
    modifier(decor.dossier, decor.dossier.eleve, {"adresse": SECRETE}, par=mere)
    signer(decor.dossier, par=mere)
    return navigateur(compte(decor.pere))


def lieu(decor: Decor, etape: str) -> str:
    return reverse(f"espace_famille:{etape}", args=[decor.dossier.pk])


def dire(pere: Client, decor: Decor, rue: str, *, enfant: bool) -> None:
    page = pere.get(lieu(decor, "moi"))
    envoi = saisie(page, rue=rue, code_postal="59000", commune="Lille")
    envoi["enfants"] = [str(decor.dossier.pk)] if enfant else []
    assert pere.post(lieu(decor, "moi"), envoi).status_code == 302


def pages(pere: Client, decor: Decor) -> str:
    vues = [pere.get(lieu(decor, e)).content.decode() for e in ("dossier", "moi", "revue")]
    return "\n".join(vues)


def sans_ce_qu_il_a_tape(html: str) -> str:
    """Son adresse et les jetons qui en dépendent diffèrent, forcément ; rien d'autre ne le doit."""
    html = re.sub(r'name="(csrfmiddlewaretoken|vu)" value="[^"]*"', "", html)
    return re.sub(f"{JUSTE}|{FAUX}", "…", html)


@pytest.mark.parametrize("enfant", [True, False], ids=["avec l’enfant", "sans l’enfant"])
def test_deviner_juste_ou_faux_ne_change_rien_a_l_ecran(pere, decor, enfant):
    vues = []
    for essai in (FAUX, JUSTE, FAUX):
        dire(pere, decor, essai, enfant=enfant)
        vues.append(sans_ce_qu_il_a_tape(pages(pere, decor)))
    assert vues[0] == vues[1] == vues[2]


def test_le_pere_qui_essaie_n_efface_pas_ce_que_la_mere_a_dit(pere, decor):
    """Deviner juste, puis changer d'avis, ne rend pas l'enfant à l'adresse de SIECLE."""
    for essai in (JUSTE, FAUX):
        dire(pere, decor, essai, enfant=False)
    assert Eleve.objects.get(pk=decor.dossier.eleve_id).adresse == SECRETE


def test_la_parole_du_pere_reste_quand_la_mere_a_dit_la_meme_chose(pere, decor):
    """Deux parents d'accord le sont dans le journal, et pas seulement le premier à écrire."""
    for _ in range(5):
        dire(pere, decor, JUSTE, enfant=True)
    ecrites = Trace.objects.filter(eleve=decor.dossier.eleve_id, champ="adresse")
    assert ecrites.filter(par_personne=decor.pere).count() == 1
    dire(pere, decor, FAUX, enfant=False)
    page = pere.get(lieu(decor, "moi"))
    assert not saisie(page).get("enfants")


def test_changer_son_telephone_ne_dit_rien_de_l_enfant(pere, decor):
    moi = lieu(decor, "moi")
    envoi = saisie(pere.get(moi), tel_personnel="01 99 00 12 34")
    assert pere.post(moi, envoi).status_code == 302
    assert relire(decor.dossier).eleve.adresse == SECRETE
    assert not Trace.objects.filter(par_personne=decor.pere, champ="adresse").exists()
