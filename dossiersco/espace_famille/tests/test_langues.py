"""Une seconde langue sous le français : choisie, retenue, sur toutes les pages d'une famille."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.invitations import remettre_code
from dossiersco.dossiers.models import Dossier
from dossiersco.dossiers.tests.factories import Famille
from dossiersco.espace_famille.parcours import ETAPES
from dossiersco.espace_famille.tests.pages import html, saisie
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.socle import dates
from dossiersco.socle.langues import LANGUES, catalogue_de

pytestmark = pytest.mark.django_db
Adresse = Callable[[str, Dossier], str]

# Ce qui ne se traduit pas : les données de la famille Martin, des codes de SIECLE.
DONNEES = {
    "12 RUE DES LILAS, 59000 LILLE",
    "Camille",
    "DossierSCO",
    "France",  # l'anglais l'écrit pareil
    "Féminin",
    "Lille",
    "Léo",
    "MARTIN",
    "Masculin",
    "Nicolas BERNARD (Père)",
    "Professeurs, professions scientifiques",
}
MUETS = re.compile(
    r"<(script|style|svg|title|option|datalist|textarea|details)\b.*?</\1>", re.DOTALL
)
TRADUCTION = re.compile(r' <span class="sco-traduction"[^>]*>(.*?)</span>', re.DOTALL)


def choisir(client: Client, langue: str, suite: str = "/") -> HttpResponse:
    return client.post(reverse("langue"), {"langue": langue, "suite": suite})


def sans_traduction(page: HttpResponse) -> set[str]:
    """Les textes de la page que rien ne suit dans l'autre langue."""
    lisible = TRADUCTION.sub("\x01", MUETS.sub("", html(page)))
    textes = (" ".join(unescape(texte).split()) for texte in re.split(r"<[^>]*>", lisible))
    return {
        texte
        for texte in textes
        if re.search(r"[^\W\d_]{2}", texte)
        and not texte.endswith("\x01")
        and not re.search("@|^COLLEGE DES LILAS", texte)
    }


def traductions(page: HttpResponse) -> list[str]:
    return [unescape(dite) for dite in TRADUCTION.findall(html(page))]


def pages(dossier: Dossier) -> Iterator[str]:
    for etape in ETAPES:
        if etape.nom != "accueil":
            yield reverse(f"espace_famille:{etape.nom}", args=[dossier.pk])
    yield reverse("espace_famille:courriel", args=[dossier.pk])
    yield reverse("espace_famille:contact_nouveau", args=[dossier.pk])
    for sorte in ("tiers", "accueil", "responsable_manquant", "pas_responsable"):
        yield reverse("espace_famille:demande", args=[dossier.pk, sorte])


@pytest.mark.parametrize("langue", LANGUES)
def test_chaque_phrase_de_chaque_page_est_suivie_de_sa_traduction(
    mere: Client, martin: Famille, langue: str
):
    PieceAttendueFactory(campagne=martin.campagne, nom="Certificat", explication="")
    choisir(mere, langue)
    restees = set()
    for adresse in pages(martin.dossier):
        restees |= sans_traduction(mere.get(adresse))
    assert restees - DONNEES <= {"Certificat"}


def test_un_pays_se_cherche_aussi_dans_l_autre_langue(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "ar")
    page = html(mere.get(adresse_de("eleve", martin.dossier)))
    assert ">Maroc – المغرب</option>" in page
    assert ">Marocaine – المغرب</option>" in page


def test_sur_les_portes_d_entree_aussi(client: Client, db: None):
    choisir(client, "tr")
    for adresse in ("/", "/famille/lien/", "/famille/entrer/x/", "/famille/telephone/x/", "/rien/"):
        assert sans_traduction(client.get(adresse)) <= {"DossierSCO"}, adresse


def test_sans_langue_choisie_rien_ne_s_ajoute(mere: Client, martin: Famille, adresse_de: Adresse):
    avant = mere.get(adresse_de("dossier", martin.dossier))
    choisir(mere, "ar")
    choisir(mere, "")
    apres = mere.get(adresse_de("dossier", martin.dossier))
    assert "sco-traduction" not in html(avant)
    assert len(html(apres)) == len(html(avant))


def test_l_arabe_va_de_droite_a_gauche_et_isole_les_noms(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "ar")
    page = html(mere.get(adresse_de("dossier", martin.dossier)))
    assert '<span class="sco-traduction" lang="ar" dir="rtl">ملف \u2068Léo MARTIN\u2069' in page
    assert '<html lang="fr">' in page


@pytest.mark.parametrize(
    ("langue", "dite"),
    [
        ("en", "Read the file again, then send it, no later than June 1, 2099."),
        ("zh-Hans", "2099年6月1日"),
        ("ar", "\u20681 يونيو، 2099\u2069"),
        ("es", "1 de junio de 2099"),
    ],
)
def test_une_date_se_dit_dans_la_langue_de_la_famille(
    mere: Client, martin: Famille, adresse_de: Adresse, langue: str, dite: str
):
    Campagne.objects.update(ferme_le=date(2099, 6, 1))
    choisir(mere, langue)
    page = mere.get(adresse_de("dossier", martin.dossier))
    assert "au plus tard le 1er juin 2099." in html(page)
    assert any(dite in traduction for traduction in traductions(page))


@pytest.mark.parametrize(
    ("texte", "dite"),
    [
        ("12 juin 2026 à 18:04", "12 Haziran 2026, 18:04"),
        ("12/06/2026 à 18:04", "12 Haziran 2026, 18:04"),
        ("31/02/2026", ""),
        ("12 floréal 2026", ""),
        ("le 12 juin 2026", ""),
    ],
)
def test_ce_qui_n_est_pas_une_date_ne_s_invente_pas(texte: str, dite: str):
    assert dates.dire(texte, "tr") == dite


def test_deux_options_du_meme_nom_se_distinguent_dans_les_deux_langues():
    traduire = catalogue_de("es").traduire
    assert traduire("Latin, Anglais (première langue vivante)") == (
        "Latin, Anglais (primera lengua extranjera)"
    )
    deux = "Anglais (première langue vivante), Allemand (deuxième langue vivante)"
    assert traduire(deux) == (
        "Anglais (primera lengua extranjera), Allemand (segunda lengua extranjera)"
    )


def test_une_liste_deroulante_se_lit_dans_les_deux_langues(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "en")
    page = html(mere.get(adresse_de("eleve", martin.dossier)))
    assert re.search(r"<option[^>]*>Choisissez – Choose</option>", page)
    assert "<span" not in "".join(re.findall(r"<select.*?</select>", page, re.DOTALL))


def test_un_refus_et_un_message_se_traduisent_tels_qu_ils_sont_dits(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "en")
    adresse = adresse_de("moi", martin.dossier)
    refusee = mere.post(adresse, saisie(mere.get(adresse), tel_portable="12", mel="faux"))
    assert refusee.status_code == 422
    assert sans_traduction(refusee) <= DONNEES
    assert any(dite.startswith("Mobile phone: Check this number") for dite in traductions(refusee))
    mere.post(adresse, saisie(mere.get(adresse), tel_portable="0639980011", mel="a@exemple.fr"))
    gardee = mere.get(adresse_de("dossier", martin.dossier))
    assert any(dite.startswith("Saved. When everything") for dite in traductions(gardee))


def test_ce_que_tape_une_famille_n_est_jamais_lu_comme_du_balisage(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "en")
    martin.mere.prenom = "<b>Zoé</b>"
    martin.mere.save()
    martin.dossier.eleve.prenom = "<i>Max</i>"
    martin.dossier.eleve.save()
    page = html(mere.get(adresse_de("eleve", martin.dossier)))
    assert "<i>Max" not in page
    assert "the information about &lt;i&gt;Max&lt;/i&gt;" in page


def test_un_envoi_refuse_dit_pourquoi_dans_les_deux_langues(mere: Client, martin: Famille):
    attendue = PieceAttendueFactory(campagne=martin.campagne)
    choisir(mere, "es")
    adresse = reverse("espace_famille:televersement", args=[martin.dossier.pk, attendue.pk])
    refus = mere.post(adresse, {"taille": "0"}).json()["refus"]
    assert refus.startswith("Ce fichier est vide, ou dépasse 10 Mo.")
    assert "– Este archivo está vacío" in refus


def test_un_fichier_refuse_par_le_formulaire_aussi(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    attendue = PieceAttendueFactory(campagne=martin.campagne)
    choisir(mere, "uk")
    fichier = SimpleUploadedFile("a.pdf", b"%PDF-1.4 rien")
    envoi = {"attendue": attendue.pk, f"d{attendue.pk}-fichier": fichier}
    page = mere.post(adresse_de("pieces", martin.dossier), envoi)
    assert any("Цей PDF пошкоджено" in dite for dite in traductions(page))


def test_les_mots_que_disent_les_scripts_sont_dans_les_deux_langues(
    mere: Client, martin: Famille, adresse_de: Adresse
):
    choisir(mere, "ro")
    page = html(mere.get(adresse_de("moi", martin.dossier)))
    assert 'data-attente="Pas encore enregistré… – Încă nesalvat…"' in page


def test_le_choix_est_retenu_par_le_compte_et_vaut_sur_un_autre_appareil(
    mere: Client, martin: Famille, adresse_de: Adresse, connecter: Callable[..., Client]
):
    choisir(mere, "pt")
    ailleurs = Client()
    ailleurs.force_login(martin.mere.rattachement.compte)
    assert "O processo de Léo" in html(ailleurs.get(adresse_de("dossier", martin.dossier)))
    pere = connecter(martin.pere)
    assert not traductions(pere.get(adresse_de("dossier", martin.dossier)))


def test_choisie_avant_d_entrer_elle_suit_le_compte(client: Client, martin: Famille):
    code = remettre_code(martin.campagne, martin.mere)
    choisir(client, "zh-Hans")
    client.post("/acces/", {"code": code})
    assert Compte.objects.get(rattachements__personne=martin.mere).langue == "zh-Hans"


def test_entrer_sans_choisir_ne_change_rien_au_compte(client: Client, martin: Famille):
    code = remettre_code(martin.campagne, martin.mere)
    Compte.objects.filter(rattachements__personne=martin.mere).update(langue="ar")
    client.post("/acces/", {"code": code})
    assert Compte.objects.get(rattachements__personne=martin.mere).langue == "ar"


@pytest.mark.parametrize("suite", ["https://ailleurs.exemple/", "//ailleurs.exemple/", "/acces/"])
def test_on_ne_revient_que_sur_une_de_nos_pages(mere: Client, suite: str):
    assert choisir(mere, "ar", suite)["Location"] == "/"


def test_on_revient_ou_l_on_etait(mere: Client, martin: Famille, adresse_de: Adresse):
    adresse = adresse_de("moi", martin.dossier)
    assert choisir(mere, "ar", adresse)["Location"] == adresse


def test_une_langue_inconnue_vaut_francais_seulement(mere: Client, martin: Famille):
    choisir(mere, "xx")
    assert Compte.objects.get(rattachements__personne=martin.mere).langue == ""


def test_choisir_demande_un_envoi(client: Client, db: None):
    assert client.get(reverse("langue")).status_code == 405


def test_une_page_accompagnee_reste_legere_et_ne_lit_rien_de_plus(
    mere: Client,
    martin: Famille,
    adresse_de: Adresse,
    django_assert_max_num_queries: Callable[..., object],
):
    choisir(mere, "ar")
    for etape in ("dossier", "moi", "eleve", "revue"):
        with django_assert_max_num_queries(8):
            page = mere.get(adresse_de(etape, martin.dossier))
        assert len(page.content) < 60_000


def test_le_message_porte_le_francais_puis_la_langue(
    mere: Client, martin: Famille, mailoutbox: list[EmailMessage]
):
    choisir(mere, "ar")
    mere.post(reverse("espace_famille:courriel_code", args=[martin.dossier.pk]))
    (message,) = mailoutbox
    francais, _, arabe = str(message.body).partition("— العربية —")
    assert francais.startswith("Bonjour,")
    assert "رمزكم للتحقق من هذا البريد الإلكتروني" in arabe
    assert re.findall(r"\d{6}", francais) == re.findall(r"\d{6}", arabe)
    assert message.subject.startswith("Votre code")
    assert "رمزكم" in message.subject


def test_une_phrase_inconnue_reste_en_francais():
    catalogue = catalogue_de("en")
    for phrase in ("Le carnet bleu", "Pour les demi-pensionnaires. Le midi.", "Apportez-le"):
        assert catalogue.traduire(phrase) == ""
