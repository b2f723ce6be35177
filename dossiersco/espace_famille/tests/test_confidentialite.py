"""Ce qu'un responsable ne saura jamais de l'autre par ce service.

On sème des canaris (des mots introuvables ailleurs) dans tout ce qui est à l'autre, puis on visite
toutes les pages. Un canari est cherché dans le HTML, dans les courriels, et dans ce que la base a
rendu : ce qui n'est pas chargé ne peut pas fuir.
"""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.dossiers import foyer
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Trace
from dossiersco.dossiers.tests.factories import SignatureFactory, donner_compte
from dossiersco.dossiers.tests.factories import adresse as adresse_siecle
from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.espace_famille.tests.pages import saisie
from dossiersco.messagerie.models import Message
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory

CANARI = "ZQXCANARI"


def canari(n: int) -> str:
    return f"{CANARI}{n}"


@pytest.fixture
def pere_secret(martin):
    """Le père a déménagé, changé de tout, envoyé un justificatif : la mère n'en saura rien."""
    pere = martin.pere
    cachee = adresse_siecle(77, LIGNE1_ADRESSE=canari(1), LIBELLE_POSTAL=canari(2))
    Personne.objects.filter(pk=pere.pk).update(
        photo={**pere.photo, "ADRESSE": cachee, "TEL_PERSONNEL": canari(3)},
        tel_professionnel=canari(4),
        mel=f"{CANARI}@exemple.fr",
        code_profession="10",
    )
    pere.refresh_from_db()
    modifier(
        martin.dossier,
        pere,
        {"adresse": {**cachee, "LIGNE1_ADRESSE": canari(5)}, "tel_portable": canari(6)},
        par=pere,
    )
    Trace.objects.create(
        dossier=martin.dossier, personne=pere, geste="refuser", champ="adresse", motif=canari(7)
    )
    Trace.objects.create(
        dossier=martin.dossier,
        eleve=martin.dossier.eleve,
        geste="modifier",
        champ="adresse",
        apres={"LIGNE1_ADRESSE": canari(10)},
        par_personne=pere,
    )
    contact = {"nom": canari(11), "lien": canari(12), "tel_portable": canari(13)}
    foyer.ecrire_contact(martin.dossier, None, contact, par=pere)
    foyer.demander(martin.dossier, "tiers", {"Nom": canari(14)}, par=pere)
    attendue = PieceAttendueFactory(campagne=martin.campagne, si_demenagement=True)
    PieceJointeFactory(
        dossier=martin.dossier,
        attendue=attendue,
        personne=pere,
        motif=canari(8),
        contenu=canari(9).encode(),
    )
    return pere


def adresses(dossier: Dossier) -> list[str]:
    """Toutes les pages du parcours : une étape ajoutée est visitée sans qu'on y pense."""
    return [
        reverse(f"espace_famille:{etape.nom}", args=[] if etape.nom == "accueil" else [dossier.pk])
        for etape in ETAPES
    ]


@pytest.fixture
def visiter(mere, martin, pere_secret):
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)

    def geste() -> str:
        return "".join(mere.get(a).content.decode() for a in adresses(martin.dossier))

    return geste


def test_aucune_page_ne_porte_un_canari(visiter):
    assert CANARI not in visiter()


def test_aucune_lecture_de_la_base_ne_rend_un_canari(visiter):
    """Chaque SELECT d'une visite est rejoué : aucune ligne rendue ne porte un canari."""
    with CaptureQueriesContext(connection) as lectures:
        visiter()
    assert lectures
    assert [sql for sql in (lu["sql"] for lu in lectures) if CANARI in _rendu(sql)] == []


def test_un_canari_charge_serait_vu(pere_secret):
    with CaptureQueriesContext(connection) as lectures:
        list(Personne.objects.all())
    assert CANARI in _rendu(lectures[0]["sql"])


def test_de_l_autre_on_ne_lit_que_quatre_colonnes(visiter):
    """Les requêtes qui rendent une autre personne n'ont ni tel, ni mel, ni adresse, ni photo."""
    with CaptureQueriesContext(connection) as lectures:
        visiter()
    a_elle = re.compile(r'"dossiers_personne"\."(tel_|mel|adresse|photo|code_profession)')
    fiches = [lu["sql"] for lu in lectures if a_elle.search(lu["sql"].split(" FROM ")[0])]
    assert fiches
    # Une fiche entière ne se lit qu'en passant par le compte de celle qui est connectée.
    assert [sql for sql in fiches if "dossiers_rattachement" not in sql] == []


def _rendu(sql: str) -> str:
    if not sql.upper().startswith("SELECT"):
        return ""
    with connection.cursor() as curseur:
        curseur.execute(sql.replace("%", "%%"), ())
        return str(curseur.fetchall())


def test_aucun_courriel_a_l_un_ne_porte_ce_qui_est_a_l_autre(
    mere, martin, pere_secret, adresse_de, django_capture_on_commit_callbacks
):
    revue = adresse_de("revue", martin.dossier)
    # Sans bouger, la mère n'a pas de justificatif à donner : elle peut signer.
    with django_capture_on_commit_callbacks(execute=True):
        assert mere.post(revue, saisie(mere.get(revue), exact="on")).status_code == 302
    assert [m.to for m in mail.outbox] == [[martin.mere.mel]]
    assert CANARI not in "".join(m.subject + m.body for m in mail.outbox)
    assert not Message.objects.filter(corps__contains=CANARI).exists()


def test_l_adresse_neuve_de_l_enfant_parti_chez_l_autre_ne_se_voit_pas(mere, martin):
    """Même quand SIECLE dit que l'enfant et sa mère partagent un ADRESSE_ID."""
    Eleve.objects.update(adresse=adresse_siecle(12, LIGNE1_ADRESSE=canari(1)))
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    pages = "".join(mere.get(a).content.decode() for a in adresses(martin.dossier))
    assert CANARI not in pages


def test_que_l_autre_ait_demenage_ou_non_la_page_est_la_meme(mere, martin, adresse_de):
    """Ni l'adresse, ni même le fait : aux jetons près, les octets sont les mêmes."""

    def pages() -> str:
        vues = "".join(mere.get(a).content.decode() for a in adresses(martin.dossier))
        return re.sub(r'name="(csrfmiddlewaretoken|page)" value="[^"]+"', "", vues)

    PieceAttendueFactory(campagne=martin.campagne, si_demenagement=True)
    SignatureFactory(dossier=martin.dossier, personne=martin.mere)
    avant = pages()
    modifier(martin.dossier, martin.pere, {"adresse": adresse_siecle(5)}, par=martin.pere)
    modifier(martin.dossier, martin.dossier.eleve, {"adresse": adresse_siecle(5)}, par=martin.pere)
    PieceJointeFactory(
        dossier=martin.dossier,
        attendue=martin.campagne.pieces_attendues.get(),
        personne=martin.pere,
    )
    assert pages() == avant


def test_les_deux_parents_voient_chacun_le_sien(client, martin, connecter, adresse_de):
    page = adresse_de("dossier", martin.dossier)
    chez_elle = connecter(martin.mere).get(page).content.decode()
    chez_lui = connecter(martin.pere).get(page).content.decode()
    assert martin.mere.mel in chez_elle
    assert martin.mere.mel not in chez_lui
    assert martin.pere.mel in chez_lui
    assert martin.pere.mel not in chez_elle


def test_nul_n_ecrit_sur_la_fiche_de_l_autre(mere, martin, adresse_de):
    """Un formulaire forgé ne désigne personne : il n'écrit que sur celle qui est connectée."""
    moi = adresse_de("moi", martin.dossier)
    forge = saisie(mere.get(moi), nom_usage="Forgé", personne=str(martin.pere.pk))
    mere.post(moi, {**forge, "pk": str(martin.pere.pk)})
    martin.pere.refresh_from_db()
    assert martin.pere.nom_usage == ""


def test_un_compte_retire_perd_tout_aussitot(client, martin, adresse_de):
    compte = donner_compte(martin.mere)
    client.force_login(compte)
    type(compte).objects.update(is_active=False)
    assert client.get(adresse_de("dossier", martin.dossier)).status_code == 302
