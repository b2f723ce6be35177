"""T-AUTH, T-PERM-02 : on n'entre que par sa clé, les freins tiennent, un droit retiré cesse."""

import ast
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.comptes import codes
from dossiersco.comptes.models import CodeAcces, Compte, EchecConnexion
from dossiersco.dossiers.invitations import inviter, remettre_code
from dossiersco.dossiers.models import Responsable
from dossiersco.etablissements.droits import Role
from tests.attaques.adresses import chemins
from tests.attaques.canaris import octets
from tests.attaques.decor import Decor, navigateur
from tests.coherence.outils import DOSSIERSCO, modules

CODE, MOT_DE_PASSE = reverse("acces_par_code"), reverse("connexion_agent")
PHRASE = "une phrase de passe assez longue"


def entre(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_une_seule_fonction_ouvre_une_session():
    """L1 : en 2019, une page ouvrait la session du responsable dont elle recevait le numéro."""
    ouvrent = {
        module.relative_to(DOSSIERSCO).as_posix()
        for module in modules(DOSSIERSCO)
        for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call)
        if ast.unparse(noeud.func).split(".")[-1] in {"login", "force_login", "alogin"}
    }
    assert ouvrent == {"comptes/views.py"}


def test_compter_n_ouvre_aucune_session(decor):
    """L1 : tout demander, avec des numéros qui se suivent, sans rien savoir."""
    client = Client()
    for _, chemin in chemins(decor):
        for numero in range(1, 4):
            client.get(chemin, {"resp_legal": numero, "id": numero, "compte": numero}).close()
            client.post(chemin, {"compte": numero, "personne": numero, "user": numero}).close()
    assert not entre(client)


def test_l_ine_et_la_date_de_naissance_n_ouvrent_rien(decor, client):
    """T-AUTH-03 (L2) : un camarade les connaît."""
    eleve = decor.dossier.eleve
    for saisie in (eleve.id_national, f"{eleve.id_national}A", "12032014", "1203-2014-0000"):
        envoi = {"code": saisie, "ine": eleve.id_national, "date_naiss": "12/03/2014"}
        client.post(CODE, envoi)
        client.post(MOT_DE_PASSE, {"mel": decor.mere.mel, "mot_de_passe": saisie, **envoi})
    assert not entre(client)


def test_chaque_parent_a_sa_cle(decor):
    """L2 : une clé commune faisait lire à l'un l'adresse de l'autre."""
    clairs = inviter(decor.martin.campagne).codes
    assert clairs[decor.mere.pk] != clairs[decor.pere.pk]
    assert decor.contact.pk not in clairs
    for personne in (decor.mere, decor.pere):
        client = Client()
        client.post(CODE, {"code": clairs[personne.pk]})
        page = client.get(reverse("espace_famille:moi", args=[decor.dossier.pk])).content.decode()
        autre = decor.pere if personne == decor.mere else decor.mere
        assert personne.mel in page
        assert autre.mel not in page


DEGUISEMENTS = [
    {"HTTP_X_FORWARDED_FOR": "203.0.113.{n}"},
    {"HTTP_X_REAL_IP": "203.0.113.{n}"},
    {"HTTP_FORWARDED": "for=203.0.113.{n}"},
    {"HTTP_USER_AGENT": "robot {n}"},
    {"HTTP_HOST": "localhost"},
]


@pytest.mark.parametrize("deguisement", DEGUISEMENTS, ids=lambda d: next(iter(d)))
def test_se_deguiser_ne_relache_pas_le_frein(decor, deguisement):
    """T-AUTH-04."""
    clairs = inviter(decor.martin.campagne).codes
    for n in range(60):
        entetes = {nom: valeur.format(n=n) for nom, valeur in deguisement.items()}
        Client().post(CODE, {"code": codes.tirer()}, **entetes)
    client = Client()
    entetes = {nom: valeur.format(n=99) for nom, valeur in deguisement.items()}
    client.post(CODE, {"code": clairs[decor.mere.pk]}, **entetes)
    assert not entre(client)


def test_le_lien_et_le_champ_partagent_leur_frein(decor):
    code = inviter(decor.martin.campagne).codes[decor.mere.pk]
    for n in range(60):
        faux = codes.presenter(codes.tirer())
        lien = reverse("acces_par_lien", args=[faux])
        Client().post(*((lien,) if n % 2 else (CODE, {"code": faux})))
    client = Client()
    client.post(reverse("acces_par_lien", args=[codes.presenter(code)]))
    assert not entre(client)


def test_ecrire_le_mel_autrement_ne_relache_pas_le_frein(db):
    Compte.objects.creer_agent("agent@exemple.fr", PHRASE)
    formes = ("agent@exemple.fr", " Agent@Exemple.fr ", "AGENT@EXEMPLE.FR", "agent@EXEMPLE.fr")
    for n in range(8):
        envoi = {"mel": formes[n % 4], "mot_de_passe": "faux"}
        Client().post(MOT_DE_PASSE, envoi, REMOTE_ADDR=f"192.0.2.{n}")
    client = Client()
    client.post(MOT_DE_PASSE, {"mel": formes[0], "mot_de_passe": PHRASE}, REMOTE_ADDR="192.0.2.9")
    assert not entre(client)
    assert EchecConnexion.objects.exists()


def test_un_code_ne_se_lit_nulle_part_dans_la_base(decor):
    """Une base volée n'ouvre rien : ni le code, ni rien qui le devienne sans la clé du serveur."""
    code = inviter(decor.martin.campagne).codes[decor.mere.pk]
    assert not CodeAcces.objects.filter(empreinte__icontains=code).exists()
    for forme in (code, codes.presenter(code)):
        assert forme not in str(list(CodeAcces.objects.values()))


def sans_lien(decor: Decor) -> None:
    Responsable.objects.filter(personne=decor.mere).delete()


def simple_contact(decor: Decor) -> None:
    Responsable.objects.filter(personne=decor.mere).update(niveau_responsabilite="3")


def compte_ferme(decor: Decor) -> None:
    Compte.objects.filter(rattachements__personne=decor.mere).update(is_active=False)


def code_remplace(decor: Decor) -> None:
    remettre_code(decor.martin.campagne, decor.mere)


@pytest.mark.parametrize("retirer", [sans_lien, simple_contact, compte_ferme, code_remplace])
def test_un_droit_retire_cesse_aussitot(decor, retirer):
    """T-PERM-02 : au prochain clic, pas à la prochaine connexion."""
    # Un navigateur ordinaire : Django efface lui-même une session dont la clé a changé.
    client = navigateur(decor.compte_de("la mère"), Client)
    assert _ouvre(client, decor) == {200}
    retirer(decor)
    assert _ouvre(client, decor) <= {302, 404}


def _ouvre(client: Client, decor: Decor) -> set[int]:
    statuts = set()
    for nom, reste in (("moi", []), ("piece", [decor.piece.pk])):
        reponse = client.get(reverse(f"espace_famille:{nom}", args=[decor.dossier.pk, *reste]))
        octets(reponse)
        statuts.add(reponse.status_code)
    return statuts


def test_un_code_expire_n_ouvre_plus_et_le_nouveau_arrive(decor, mailoutbox):
    """Réinvitée, la famille recevait un message d'avant, ou rien, et un code que nul ne savait."""
    inviter(decor.martin.campagne)
    CodeAcces.objects.update(expire_le=timezone.now() - timedelta(days=1))
    mailoutbox.clear()
    clairs = inviter(decor.martin.campagne).codes
    envoyes = {courriel.to[0]: courriel.body for courriel in mailoutbox}
    assert codes.presenter(clairs[decor.mere.pk]) in envoyes[decor.mere.mel]
    client = Client()
    client.post(CODE, {"code": clairs[decor.mere.pk]})
    assert entre(client)


def test_une_annonce_non_lue_ne_passe_pas_a_l_autre_parent(decor):
    """T-SES : la tablette de la maison. « Le collège a reçu : Justificatif » dirait le départ."""
    clairs = inviter(decor.martin.campagne).codes
    tablette = Client()
    tablette.post(CODE, {"code": clairs[decor.mere.pk]})
    piece = reverse("espace_famille:piece_retirer", args=[decor.dossier.pk, decor.piece.pk])
    for sortir in (reverse("deconnexion"), None):
        tablette.post(piece)
        if sortir:
            tablette.post(sortir)
        else:
            tablette.cookies.pop("sessionid", None)
        tablette.post(CODE, {"code": clairs[decor.pere.pk]})
        page = tablette.get(reverse("espace_famille:dossier", args=[decor.dossier.pk]))
        assert "Document retiré" not in page.content.decode()
        tablette.post(CODE, {"code": clairs[decor.mere.pk]})


def test_un_role_ne_voit_pas_plus_en_changeant_d_adresse(decor):
    """La vie scolaire n'a qu'un écran, quelle que soit l'écriture du chemin."""
    client = navigateur(decor.sans_droit.compte)
    assert decor.sans_droit.role == Role.VIE_SCOLAIRE
    for chemin in ("/agent", "/agent//", "/agent/./dossiers/", "/AGENT/dossiers/", "/agent/%2e/"):
        assert client.get(chemin).status_code in {301, 403, 404}
