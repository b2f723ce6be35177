"""4.2, 4.6 : tout le monde à la fois, sur un vrai PostgreSQL ; SQLite n'a qu'un écrivain."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from io import BytesIO
from threading import Barrier, BrokenBarrierError
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from dossiersco.comptes.models import CodeAcces, Compte, Reunion
from dossiersco.dossiers import decisions, reunions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.invitations import inviter, remettre_code
from dossiersco.dossiers.models import Dossier, Eleve, Rattachement, Trace
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import relire
from dossiersco.pieces import actions as pieces
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.tests.fichiers_hostiles import png
from tests.attaques.decor import Decor, compte, dresser
from tests.attaques.effets import base, nombres
from tests.attaques.gestes import envoyer
from tests.attaques.gestes_entree import code_de, relu
from tests.attaques.tous_les_gestes import GESTES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FILS = 8


@pytest.fixture
def decor() -> Decor:
    return dresser()


def ensemble(*gestes: Callable[[], Any]) -> list[Any]:
    """Chaque geste dans son fil, avec sa connexion ; tous partent au même instant."""
    depart = Barrier(len(gestes), timeout=10)

    def seul(geste: Callable[[], Any]) -> Any:
        try:
            depart.wait()
            return geste()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(gestes)) as executeur:
        return list(executeur.map(seul, gestes))


def en_croix(*gestes: Callable[[], Any]) -> None:
    """Comme `ensemble`, mais nul ne valide avant que tous aient pris leurs verrous."""
    milieu = Barrier(len(gestes), timeout=2)

    def en_transaction(geste: Callable[[], Any]) -> None:
        with transaction.atomic():
            geste()
            try:
                milieu.wait()
            except BrokenBarrierError:
                """L'autre attend notre verrou : c'est permis, s'attendre tous deux ne l'est pas."""

    ensemble(*[lambda g=geste: en_transaction(g) for geste in gestes])


def autre_navigateur(client: Client) -> Client:
    copie = type(client)()
    copie.cookies = client.cookies
    return copie


PARALLELES = (
    "espace_famille:eleve",
    "espace_famille:moi",
    "espace_famille:pieces",
    "espace_famille:piece_retirer",
    "espace_famille:piece_deplacer",
    "espace_famille:televersement_suite",
    "espace_famille:telephone_inviter",
    "espace_famille:telephone_suite",
    "espace_famille:revue",
    "espace_famille:avis",
    "espace_famille:reunir",
    "espace_famille:portable_code",
    "espace_agent:dossier_valider",
    "espace_agent:dossier_refuser",
    "espace_agent:dossier_trancher",
    "espace_agent:piece_refuser",
    "espace_agent:code_remis",
    "espace_agent:invitations_envoyer",
)
SUIVIS = ("dossiers.Signature", "dossiers.Trace", "messagerie.Message", "pieces.PieceJointe")


@pytest.mark.parametrize("nom", PARALLELES)
def test_huit_envois_au_meme_instant_ne_font_qu_un_effet(decor, nom):
    client, adresse, envoi = GESTES[nom](decor)
    navigateurs = [autre_navigateur(client) for _ in range(FILS)]
    statuts = ensemble(*[lambda c=c: _poster(c, adresse, envoi) for c in navigateurs])
    assert max(statuts) < 500
    ensuite = {suivi: nombres()[suivi] for suivi in SUIVIS}
    _poster(client, adresse, envoi)
    assert {suivi: nombres()[suivi] for suivi in SUIVIS} == ensuite
    doubles = [ligne["fields"] for ligne in base()["dossiers.Trace"] if ligne["fields"]["champ"]]
    assert len({_sans_date(ligne) for ligne in doubles}) == len(doubles)


def _poster(client: Client, adresse: str, envoi: dict[str, Any] | bytes) -> int:
    if isinstance(envoi, bytes):
        return envoyer(client, adresse, envoi)
    fichiers = {nom: _copie(valeur) for nom, valeur in envoi.items()}
    return client.post(adresse, fichiers).status_code


def _copie(valeur: Any) -> Any:
    """Deux fils ne lisent pas le même fichier à la fois."""
    if not hasattr(valeur, "open"):
        return valeur
    valeur.seek(0)
    return type(valeur)(valeur.name, valeur.file.getvalue())


def _sans_date(ligne: dict[str, Any]) -> str:
    return str({nom: valeur for nom, valeur in ligne.items() if nom != "le"})


def test_une_famille_et_le_college_ne_se_bloquent_pas(decor):
    """L'un tient l'élève et l'autre le dossier : chacun attendait l'autre, et perdait sa saisie."""
    mere, eleve = decor.mere, decor.dossier.eleve
    modifier(decor.dossier, eleve, {"nom_usage": "DURAND"}, par=mere)
    signer(decor.dossier, par=mere)
    pieces.accepter(decor.piece, par=decor.secretaire)
    empreinte = examiner_un(decor.dossier).empreinte
    a_elle, au_college = relire(decor.dossier), relire(decor.dossier)
    en_croix(
        lambda: modifier(a_elle, a_elle.eleve, {"prenom2": "Zoé"}, par=decor.pere),
        lambda: decisions.valider(au_college, empreinte=empreinte, par=decor.secretaire),
    )
    assert decor.dossier.etat == "valide"
    assert decor.dossier.eleve.prenom2 == "Zoé"


def test_ecrire_dans_un_onglet_et_signer_dans_l_autre_ne_perd_rien(decor):
    """La signature suivait l'écriture d'un rien, sans la voir : validé, jamais regardé."""
    mere = decor.mere
    pieces.accepter(decor.piece, par=decor.secretaire)
    decisions.valider(
        decor.dossier, empreinte=examiner_un(decor.dossier).empreinte, par=decor.secretaire
    )
    modifier(decor.dossier, mere, {"nom_usage": "DURAND"}, par=mere)
    modifier(decor.dossier, mere, {"nom_usage": ""}, par=mere)
    un_onglet, l_autre = relire(decor.dossier), relire(decor.dossier)
    en_croix(
        lambda: modifier(un_onglet, un_onglet.eleve, {"prenom2": "Zoé"}, par=mere),
        lambda: (sleep(0.2), signer(l_autre, par=mere)),
    )
    a_decider = [n.changement.apres for n in examiner_un(decor.dossier).nouveautes]
    assert (decor.dossier.etat, a_decider) == ("transmis", ["Zoé"])


def test_ranger_des_pages_a_plusieurs_ne_se_bloque_pas(decor):
    """Verrouillées par rang, qui change à chaque geste : la base en annulait un, page d'erreur."""
    autre = pieces.deposer(decor.dossier, decor.justificatif, BytesIO(png()), par=decor.mere)
    pages = (decor.piece, autre)

    def ranger(fil: int) -> None:
        for tour in range(10):
            pieces.placer(pages[(fil + tour) % 2], rang=0)

    ensemble(*[partial(ranger, fil) for fil in range(FILS)])
    assert sorted(PieceJointe.objects.values_list("rang", flat=True)) == [0, 1]


def test_deux_agents_ne_refusent_pas_deux_fois_le_meme_changement(decor):
    """Le second attendait le verrou avec un élève lu avant : il refusait ce qui l'était déjà."""
    modifier(decor.dossier, decor.dossier.eleve, {"prenom2": "Zoé"}, par=decor.mere)
    signer(decor.dossier, par=decor.mere)
    ((clef,),) = [[n.changement.clef] for n in examiner_un(decor.dossier).nouveautes]

    def refuser() -> None:
        with suppress(GesteRefuse):
            decisions.refuser(decor.dossier, clef, motif="Pas d’acte", par=decor.secretaire)

    en_croix(refuser, refuser)
    assert Trace.objects.filter(geste="refuser", champ="prenom2").count() == 1


def test_le_college_ne_valide_pas_ce_qui_change_pendant_qu_il_attend(decor):
    """Elle signe autre chose à l'instant où l'agent valide ce qu'il lit."""
    pieces.accepter(decor.piece, par=decor.secretaire)
    modifier(decor.dossier, decor.dossier.eleve, {"prenom2": "Zoé"}, par=decor.mere)
    signer(decor.dossier, par=decor.mere)
    empreinte = examiner_un(decor.dossier).empreinte
    a_elle = relire(decor.dossier)

    def se_raviser() -> None:
        with transaction.atomic():
            Dossier.objects.select_for_update(no_key=True).get(pk=a_elle.pk)
            sleep(0.4)
            modifier(a_elle, a_elle.eleve, {"prenom2": "Zoa"}, par=decor.mere)
            signer(a_elle, par=decor.mere)

    def valider() -> None:
        sleep(0.2)
        with suppress(GesteRefuse):
            decisions.valider(decor.dossier, empreinte=empreinte, par=decor.secretaire)

    ensemble(se_raviser, valider)
    (attend,) = examiner_un(decor.dossier).nouveautes
    assert (decor.dossier.etat, attend.changement.apres) == ("transmis", "Zoa")


def test_deux_parents_ne_s_effacent_pas(decor):
    """Chaque valeur dite est dans la colonne ou dans le journal."""
    dites = [f"0{n}" for n in range(FILS)]
    dossiers = [relire(decor.dossier) for _ in dites]

    def dire(rang: int) -> None:
        dossier, par = dossiers[rang], (decor.mere, decor.pere)[rang % 2]
        modifier(dossier, dossier.eleve, {"code_regime": dites[rang]}, par=par)
        modifier(dossier, dossier.eleve, {"prenom2": dites[rang]}, par=par)

    ensemble(*[lambda r=rang: dire(r) for rang in range(FILS)])
    for champ in ("code_regime", "prenom2"):
        ecrites = Trace.objects.filter(champ=champ).order_by("pk")
        assert sorted(trace.apres for trace in ecrites) == dites
        assert getattr(Eleve.objects.get(pk=decor.dossier.eleve_id), champ) == ecrites.last().apres


def test_deux_agents_qui_remettent_un_code_n_en_laissent_qu_un(decor):
    """Même à quelqu'un qui n'avait pas encore de compte."""
    Compte.objects.filter(rattachements__personne=decor.mere).delete()
    campagne = decor.martin.campagne
    ensemble(*[lambda: remettre_code(campagne, decor.mere)] * FILS)
    assert Rattachement.objects.filter(personne=decor.mere).count() == 1
    siens = CodeAcces.objects.filter(compte__rattachements__personne=decor.mere)
    assert siens.filter(revoque_le=None).count() == 1


def test_deux_agents_qui_invitent_n_invitent_qu_une_fois(decor, mailoutbox):
    campagne = decor.martin.campagne
    codes = ensemble(*[lambda: inviter(campagne).codes] * FILS)
    assert sorted(map(len, codes)) == [0] * (FILS - 1) + [3]
    assert len([c for c in mailoutbox if "Inscription" in c.subject]) == 3


def test_deux_codes_d_un_meme_college_au_meme_instant_n_en_reunissent_qu_un(decor):
    code_de(decor.mere)
    tires = [code_de(personne) for personne in (decor.voisins.mere, decor.voisins.pere)]
    sien = compte(relu(decor).mere)
    ensemble(*[lambda c=code: reunions.reunir(sien, c) for code in tires * 4])
    assert Reunion.objects.count() == 1
