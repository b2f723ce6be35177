from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.dossiers import actions
from dossiersco.dossiers.models import Dossier, Eleve, Etiquette, Personne, Trace, VueEnregistree
from dossiersco.dossiers.ordres import ORDRES
from dossiersco.dossiers.tests.factories import MefFactory
from dossiersco.espace_agent import dossiers as module
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    creer_dossier,
    creer_personne,
    deposer,
    dire_de_l_eleve,
    dossier_a_traiter,
    relire,
    responsables,
)
from dossiersco.pieces.models import PieceAttendue

AILLEURS = {"LIGNE1_ADRESSE": "1 RUE NEUVE", "CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE"}
DOSSIERS = reverse("espace_agent:dossiers")


def prenoms(reponse):
    return [dossier.eleve.prenom for dossier in reponse.context["dossiers"]]


def garde(client, **filtre):
    return prenoms(client.get(DOSSIERS, filtre))


def feuilleter(client, **filtre):
    """Les dossiers de toutes les pages, une dizaine au plus : une suite peut tourner en rond."""
    vus, adresse = [], "?" + urlencode(filtre)
    for _ in range(10):
        reponse = client.get(DOSSIERS + adresse)
        vus += reponse.context["dossiers"]
        adresse = reponse.context["page_suivante"]
        if not adresse:
            break
    return vus


@pytest.fixture
def deux(campagne):
    """Ana répond au filtre quand on l'y aide ; Bob n'y répond jamais."""
    return creer_dossier(campagne, prenom="Ana"), creer_dossier(campagne, prenom="Bob")


def test_la_classe_se_filtre_par_son_debut(secretaire, deux):
    Eleve.objects.filter(prenom="Bob").update(code_structure="5B")
    assert garde(secretaire, classe="6") == garde(secretaire, classe="6a") == ["Ana"]


def test_la_formation_se_filtre_comme_elle_se_decide(secretaire, campagne, deux):
    MefFactory(campagne=campagne, code_mef="10110001110")
    Dossier.objects.filter(pk=deux[0].pk).update(code_mef_rentree="10110001110")
    assert garde(secretaire, formation="10110001110") == ["Ana"]


def test_le_regime(secretaire, deux):
    Eleve.objects.filter(prenom="Ana").update(code_regime="21")
    assert garde(secretaire, regime="21") == ["Ana"]


def test_le_document_qui_manque_ou_a_ete_refuse(secretaire, campagne, deux):
    piece = deposer(deux[1], responsables(deux[1])[0])
    attendue = PieceAttendue.objects.get()
    assert garde(secretaire, document=attendue.pk) == ["Ana"]
    piece.etat = "refusee"
    piece.save()
    assert garde(secretaire, document=attendue.pk) == ["Ana", "Bob"]
    PieceAttendue.objects.update(codes_regime=["21"])
    Eleve.objects.filter(prenom="Bob").update(code_regime="21")
    assert garde(secretaire, document=attendue.pk) == ["Bob"]


def test_un_document_des_nouveaux_ne_manque_qu_a_eux(secretaire, campagne, deux):
    attendue = PieceAttendue.objects.create(campagne=campagne, nom="Bulletin", condition="nouveaux")
    bob = Eleve.objects.get(prenom="Bob")
    bob.photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": campagne.etablissement.uai}
    bob.save()
    assert garde(secretaire, document=attendue.pk) == ["Ana"]


def test_un_justificatif_de_domicile_manque_a_qui_a_signe_sa_nouvelle_adresse(
    secretaire, campagne, deux
):
    attendue = PieceAttendue.objects.create(
        campagne=campagne, nom="Photo", condition="adresse_modifiee"
    )
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    ana = creer_dossier(campagne, mere, pere, prenom="Léo")
    actions.modifier(ana, mere, {"adresse": AILLEURS}, par=mere)
    # Un brouillon ne se devine pas.
    assert garde(secretaire, document=attendue.pk) == []
    actions.signer(ana, par=mere)
    assert garde(secretaire, document=attendue.pk) == ["Léo"]
    # Celui de l'autre responsable n'y fait rien.
    deposer(ana, pere)
    assert garde(secretaire, document=attendue.pk) == ["Léo"]
    piece = deposer(ana, mere)
    assert garde(secretaire, document=attendue.pk) == []
    piece.etat = "refusee"
    piece.save()
    assert garde(secretaire, document=attendue.pk) == ["Léo"]
    assert "Photo" in secretaire.get(DOSSIERS).content.decode()
    # SIECLE l'a apprise ; elle déménage encore, et ne l'a pas signé.
    Personne.objects.filter(pk=mere.pk).update(photo={"ADRESSE": AILLEURS})
    mere.refresh_from_db()
    encore = {**AILLEURS, "LIGNE1_ADRESSE": "2 RUE NEUVE"}
    actions.modifier(relire(ana), mere, {"adresse": encore}, par=mere)
    assert garde(secretaire, document=attendue.pk) == []


def test_un_justificatif_de_domicile_ne_manque_plus_a_qui_garde_son_adresse(
    secretaire, campagne, deux, agent
):
    attendue = PieceAttendue.objects.create(
        campagne=campagne, nom="Photo", condition="adresse_modifiee", pour_la_fratrie=True
    )
    ana = deux[0]
    (mere,) = responsables(ana)
    # Ce qu'un agent écrit vaut aussitôt.
    actions.modifier(ana, mere, {"adresse": AILLEURS}, par=agent)
    assert garde(secretaire, document=attendue.pk) == ["Ana"]
    # Envoyé pour un frère, il vaut pour tous.
    frere = creer_dossier(campagne, mere, prenom="Zoé")
    assert garde(secretaire, document=attendue.pk) == ["Ana", "Zoé"]
    piece = deposer(frere, mere)
    assert garde(secretaire, document=attendue.pk) == []
    piece.delete()
    mere.refresh_from_db()
    actions.modifier(ana, mere, {"adresse": mere.photo["ADRESSE"]}, par=agent)
    assert garde(secretaire, document=attendue.pk) == []


@pytest.mark.parametrize(
    ("signale", "champ"), [("sans_mel", "mel"), ("sans_mobile", "tel_portable")]
)
def test_aucun_responsable_n_est_joignable_ainsi(secretaire, deux, signale, champ):
    Personne.objects.filter(responsables__eleve__prenom="Ana").update(**{champ: ""})
    assert garde(secretaire, signale=signale) == ["Ana"]


def test_les_responsables_qui_se_contredisent_jusqu_a_la_decision(secretaire, campagne, agent):
    mere, pere = creer_personne(campagne), creer_personne(campagne)
    ana = creer_dossier(campagne, mere, pere, prenom="Ana")
    dossier_a_traiter(campagne, prenom="Bob")
    dire_de_l_eleve(ana, mere, nom_usage="DIALLO")
    assert garde(secretaire, signale="desaccord") == []
    dire_de_l_eleve(ana, pere, nom_usage="PETIT")
    assert garde(secretaire, signale="desaccord") == ["Ana"]
    Trace.objects.create(
        dossier=ana, eleve=ana.eleve, geste="modifier", champ="nom_usage", par_agent=agent
    )
    assert garde(secretaire, signale="desaccord") == []


def test_siecle_a_change_un_eleve_ou_un_de_ses_responsables(secretaire, campagne, deux):
    Trace.objects.create(dossier=deux[0], eleve=deux[0].eleve, geste="changer", champ="nom_usage")
    assert garde(secretaire, signale="siecle") == ["Ana"]
    bob = responsables(deux[1])[0]
    Trace.objects.create(dossier=deux[1], personne=bob, geste="changer", champ="mel")
    assert garde(secretaire, signale="siecle") == ["Ana", "Bob"]


def test_la_famille_revenue_depuis(secretaire, campagne):
    dossier_a_traiter(campagne, prenom="Ana")
    bob = creer_dossier(campagne, prenom="Bob")
    Trace.objects.create(
        dossier=bob,
        geste="signer",
        par_personne=responsables(bob)[0],
        le=timezone.now() - timedelta(days=9),
    )
    jour = timezone.localdate() - timedelta(days=3)
    assert garde(secretaire, revenu_depuis=jour.isoformat()) == ["Ana"]


def test_suivi_par_moi_ou_par_personne(secretaire, agent, deux):
    Dossier.objects.filter(pk=deux[0].pk).update(attribue_a=agent)
    assert garde(secretaire, agent=agent.pk) == ["Ana"]
    assert garde(secretaire, agent="personne") == ["Bob"]


def test_une_etiquette(secretaire, campagne, deux):
    etiquette = Etiquette.objects.create(etablissement=campagne.etablissement, nom="Bourse")
    deux[0].etiquettes.add(etiquette)
    reponse = secretaire.get(DOSSIERS, {"etiquette": etiquette.pk})
    assert prenoms(reponse) == ["Ana"]
    assert "Étiquette : Bourse" in [filtre["libelle"] for filtre in reponse.context["filtres"]]
    assert "Bourse" in reponse.context["lignes"][0].cellules


def test_ceux_que_le_college_dit_partis(secretaire, deux):
    Eleve.objects.filter(prenom="Ana").update(depart_dit_le=date(2026, 6, 1))
    assert garde(secretaire, etat="partis") == ["Ana"]
    assert garde(secretaire, etat="a_remplir") == ["Bob"]


def test_les_filtres_se_combinent_et_s_enlevent_un_par_un(secretaire, deux):
    reponse = secretaire.get(DOSSIERS, {"nom": "ana", "classe": "6A", "tri": "classe"})
    assert prenoms(reponse) == ["Ana"]
    assert [filtre["sans"] for filtre in reponse.context["filtres"]] == [
        "?classe=6A&tri=classe",
        "?nom=ana&tri=classe",
    ]
    assert reponse.context["panneau"].nombre == 1


def test_on_trouve_un_eleve_par_son_parent_sa_classe_ou_son_ine(secretaire, campagne):
    pere = creer_personne(campagne, NOM_DE_FAMILLE="LE GÓFF", PRENOM="Yann")
    creer_dossier(campagne, pere, prenom="Ana")
    creer_dossier(campagne, prenom="Bob")
    ana = Eleve.objects.get(prenom="Ana")
    ana.id_national, ana.code_structure = "1234567890A", "6C"
    ana.save()
    for cherche in ("yann le goff", "legoff ana", "1234567890a", "6c"):
        assert garde(secretaire, nom=cherche) == ["Ana"], cherche


@pytest.mark.parametrize("tri", list(ORDRES))
def test_chaque_ordre_se_suit_sans_saut_ni_double(secretaire, campagne, monkeypatch, tri):
    monkeypatch.setattr(module, "PAR_PAGE", 2)
    mere = creer_personne(campagne)
    for rang, prenom in enumerate(("Ana", "Bob", "Bob", "Léa", "Zoé", "Éva")):
        dossier = creer_dossier(campagne, mere, prenom=prenom)
        Eleve.objects.filter(pk=dossier.eleve_id).update(code_structure=f"{rang % 2}A")
        if rang % 3:
            envoi = timezone.now() - timedelta(hours=rang // 2)
            Dossier.objects.filter(pk=dossier.pk).update(transmis_le=envoi, etat="transmis")
    vus = feuilleter(secretaire, tri=tri)
    assert len({dossier.pk for dossier in vus}) == len(vus) == 6
    entiers = list(ORDRES[tri].ranger(Dossier.objects.all()))
    assert vus == entiers


@pytest.mark.parametrize("tri", ["nom", "classe", "etat"])
def test_des_homonymes_se_suivent_sur_plusieurs_pages(secretaire, campagne, monkeypatch, tri):
    """Même nom, même classe, même état : seul l'id les range."""
    monkeypatch.setattr(module, "PAR_PAGE", 2)
    mere = creer_personne(campagne)
    jumeaux = [creer_dossier(campagne, mere, prenom="Bob").pk for _ in range(5)]
    creer_dossier(campagne, mere, prenom="Zoé")
    vus = [dossier.pk for dossier in feuilleter(secretaire, tri=tri, nom="martin")]
    assert vus[:5] == jumeaux
    assert len(vus) == 6


def test_par_etat_un_eleve_renomme_change_de_place(secretaire, campagne, agent, deux):
    ana = deux[0]
    actions.modifier(ana, ana.eleve, {"nom_de_famille": "ZOLA"}, par=agent)
    assert garde(secretaire, tri="etat") == ["Bob", "Ana"]


def test_la_liste_par_etat_se_lit_dans_l_ordre_de_son_index(campagne, deux):
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            # Sur deux lignes, tout lire puis trier est moins cher.
            curseur.execute("SET LOCAL enable_sort = off")
            curseur.execute("SET LOCAL enable_seqscan = off")
    plan = ORDRES["etat"].ranger(Dossier.objects.filter(campagne=campagne)).explain()
    assert "liste_par_etat" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "apres", [["x"], ["A", "1x"], ["A", "9" * 30], ["A", "B", "C", "1"], ["A", "²"], ["A\0", "1"]]
)
def test_une_place_illisible_ramene_au_debut(secretaire, deux, apres):
    assert garde(secretaire, apres=apres) == ["Ana", "Bob"]
    assert garde(secretaire, apres=apres, tri="envoi") == ["Ana", "Bob"][::-1]


@pytest.mark.parametrize(
    "filtre",
    [
        {"document": "9" * 18},
        {"agent": "x"},
        {"etiquette": "é"},
        {"revenu_depuis": "hier"},
        {"formation": "'"},
        {"classe": "%"},
        {"nom": "%"},
    ],
)
def test_un_filtre_forge_ne_casse_rien(secretaire, deux, filtre):
    assert secretaire.get(DOSSIERS, filtre).status_code == 200


def test_les_colonnes_se_choisissent(secretaire, deux):
    reponse = secretaire.get(DOSSIERS, {"colonnes": ["ine", "naissance"]})
    assert reponse.context["titres"] == ["INE", "Naissance"]
    assert reponse.context["lignes"][0].cellules == ["–", "12/03/2014"]


def test_une_vue_garde_filtres_ordre_et_colonnes(secretaire, agent, deux):
    parametres = "etat=a_remplir&tri=classe&colonnes=ine"
    envoi = {"nom": "À relancer", "parametres": parametres + "&pirate=oui"}
    secretaire.post(reverse("espace_agent:vue_enregistrer"), envoi)
    vue = VueEnregistree.objects.get()
    assert vue.parametres == parametres
    assert [v.nom for v in secretaire.get(DOSSIERS).context["panneau"].vues] == ["À relancer"]
    secretaire.post(reverse("espace_agent:vue_effacer", args=[vue.pk]))
    assert not VueEnregistree.objects.exists()


def test_une_vue_ne_se_montre_aux_collegues_que_partagee(secretaire, client, campagne, voisine):
    collegue, voisin = creer_agent(campagne), creer_agent(voisine)
    for nom, partagee in (("La mienne", False), ("La nôtre", True)):
        VueEnregistree.objects.create(par_agent=collegue, nom=nom, partagee=partagee)
    VueEnregistree.objects.create(par_agent=voisin, nom="La leur", partagee=True)
    vues = secretaire.get(DOSSIERS).context["panneau"].vues
    assert [vue.nom for vue in vues] == ["La nôtre"]
    effacer = reverse("espace_agent:vue_effacer", args=[vues[0].id])
    assert secretaire.post(effacer).status_code == 404
    client_de(collegue, client)
    assert client.post(effacer).status_code == 302


@pytest.mark.parametrize("nombre", [1, 30])
def test_six_lectures_avec_filtres_etiquettes_et_vues(secretaire, campagne, agent, nombre):
    etiquette = Etiquette.objects.create(etablissement=campagne.etablissement, nom="Bourse")
    VueEnregistree.objects.create(par_agent=agent, nom="Vue")
    for _ in range(nombre):
        creer_dossier(campagne).etiquettes.add(etiquette)
    filtre = {"nom": "martin", "etiquette": etiquette.pk, "colonnes": ["formation", "agent"]}
    with CaptureQueriesContext(connection) as lectures:
        assert secretaire.get(DOSSIERS, filtre).status_code == 200
    assert len(lectures) <= 6


def test_d_une_campagne_immense_on_ne_compte_que_ce_qui_tient_sur_la_page(
    secretaire, campagne, deux, monkeypatch
):
    monkeypatch.setattr(module, "COMPTES_AU_PLUS", 1)
    monkeypatch.setattr(module, "PAR_PAGE", 1)
    tous, martin = (secretaire.get(DOSSIERS, filtre) for filtre in ({}, {"nom": "martin"}))
    for reponse in (tous, martin):
        assert reponse.context["panneau"].nombre is None
        assert not reponse.context["par_etat"]
    assert "Plus de 2&nbsp;000 dossiers" in tous.content.decode()
    assert "Plus de 1 dossiers" in martin.content.decode()
    assert secretaire.get(DOSSIERS, {"nom": "ana"}).context["panneau"].nombre == 1
    personne = secretaire.get(DOSSIERS, {"nom": "introuvable"})
    assert personne.context["panneau"].nombre == 0
    suite = secretaire.get(DOSSIERS + martin.context["page_suivante"])
    assert suite.context["panneau"].nombre is None


def test_un_filtre_illisible_dit_quoi_corriger(secretaire, deux):
    html = secretaire.get(DOSSIERS, {"revenu_depuis": "hier"}).content.decode()
    resume = html.split("À corriger avant de continuer")[1].split("</ul>")[0]
    assert "Cette date n’existe pas" in resume
    assert 'value="hier"' in html
