import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import decisions
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve, Responsable
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.models import ChangementEnvoye, LigneCompteRendu, RapportSiecle
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent, dire, relire, responsables
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.comptes_rendus_fictifs import Mise, compte_rendu


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    college = fabriquer(uai="0590181B", annee=2026, eleves=20, graine=1, incomplets=False)
    return ecrire(college, tmp_path_factory.mktemp("exports"))


@pytest.fixture
def importee(db, exports) -> Campagne:
    college = creer_college("0590181B", 2026)
    importer(college, [Source(chemin.name, chemin) for chemin in exports])
    campagne = college.campagnes.get()
    ouvrir(campagne)
    return campagne


def accepter(campagne, combien, telephone="0639981234"):
    """Des dossiers validés, dont le collège a accepté le nouveau téléphone d'un responsable."""
    agent = creer_agent(campagne)
    premiers = Responsable.objects.filter(niveau_responsabilite="1").values("eleve")
    tous = Dossier.objects.filter(campagne=campagne, eleve__in=premiers).order_by("pk")
    for dossier in tous[:combien]:
        dire(relire(dossier), responsables(dossier)[0], tel_portable=telephone)
        examen = examiner_un(relire(dossier))
        if relire(dossier).etat == Etat.TRANSMIS:
            decisions.valider(relire(dossier), empreinte=examen.empreinte, par=agent)
    return list(tous[:combien])


@pytest.fixture
def envoi(importee):
    accepter(importee, 1)
    return produire_retour(preparer_retour(importee), par=creer_agent(importee, "direction"))


@pytest.fixture
def principal(client, importee):
    return client_de(creer_agent(importee, "direction"), client)


def adresse(envoi):
    return reverse("espace_agent:envoi", args=[envoi.pk])


def lire(client, url):
    """Le texte de la page, sans balises ni blancs en trop."""
    html = client.get(url).content.decode().replace("&nbsp;", " ")
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def pdf(contenu):
    return {"rapport": SimpleUploadedFile("compte_rendu.pdf", contenu, "application/pdf")}


def ligne(eleve, code="REJEL_ENTREE_B_02", anomalie="Date d'entrée incohérente."):
    nom = f"{eleve.nom_de_famille} {eleve.prenom}"
    return Ligne(
        Section.ELEVES_REJETES, "6A", nom, eleve.id_siecle, str(eleve.id_prv), anomalie, code
    )


def test_la_page_dit_qui_quand_quoi_et_sous_quelle_empreinte(principal, envoi):
    texte = lire(principal, adresse(envoi))
    assert f"par {envoi.par_agent}" in texte
    assert envoi.sha256 in texte
    assert "commun à 3.1 et 4.0" in texte
    assert "1 changement." in texte and "1 pas encore vu" in texte
    assert "→ maintenant 06 39 98 12 34" in texte


def test_l_historique_mene_a_la_page_de_l_envoi(principal, envoi):
    assert adresse(envoi) in principal.get(reverse("espace_agent:retour")).content.decode()


@pytest.mark.parametrize(
    ("valeurs", "attendu", "compte"),
    [
        ({"vu_le": timezone.now()}, "Vu dans SIECLE le", "1 vu dans SIECLE"),
        ({"absent_le": timezone.now()}, "repartira au prochain envoi.", "1 absent de SIECLE"),
        (
            {"autre_le": timezone.now(), "autre": "0639980077"},
            "SIECLE dit autre chose : 06 39 98 00 77",
            "1 sur lequel SIECLE dit autre chose",
        ),
        ({}, "Pas encore vu", "1 pas encore vu"),
    ],
)
def test_chaque_changement_dit_son_sort(principal, envoi, valeurs, attendu, compte):
    ChangementEnvoye.objects.update(**valeurs)
    texte = lire(principal, adresse(envoi))
    assert attendu in texte
    assert compte in texte


def test_le_dossier_porte_la_marque_vu_dans_siecle(principal, envoi):
    dossier = envoi.dossiers.first()
    page = reverse("espace_agent:dossier", args=[dossier.pk])
    assert "Vu dans SIECLE" not in lire(principal, page)
    ChangementEnvoye.objects.update(vu_le=timezone.now())
    assert lire(principal, page).count("Vu dans SIECLE le") == 1


def test_la_marque_ne_va_pas_a_une_autre_valeur_acceptee_depuis(principal, envoi, importee):
    ChangementEnvoye.objects.update(vu_le=timezone.now())
    (dossier,) = accepter(importee, 1, telephone="0639985678")
    page = lire(principal, reverse("espace_agent:dossier", args=[dossier.pk]))
    assert page.count("Vu dans SIECLE le") == 1
    assert page.index("06 39 98 56 78") < page.index("Vu dans SIECLE le")


def test_le_compte_rendu_depose_se_lit_avec_ce_qu_il_faut_faire(principal, envoi):
    dossier = envoi.dossiers.first()
    lignes = [ligne(dossier.eleve), ligne(dossier.eleve, code="XYZ_Q_09", anomalie="Mystère.")]
    reponse = principal.post(adresse(envoi), pdf(compte_rendu(lignes)))
    assert reponse.status_code == 302
    texte = lire(principal, adresse(envoi))
    assert "Élèves rejetés (2)" in texte
    assert "La date d’entrée est incohérente : l’élève n’a pas été importé." in texte
    assert "À faire : Corrigez la date d’entrée dans SIECLE" in texte
    assert "« Mystère. », code XYZ_Q_09" in texte
    lien = reverse("espace_agent:dossier", args=[dossier.pk])
    assert lien in principal.get(adresse(envoi)).content.decode()


def test_une_ligne_inconnue_est_dite_inconnue(principal, envoi):
    eleve = envoi.dossiers.first().eleve
    inconnue = Ligne(Section.ELEVES_NOTES, "", "INCONNU Léo", "99999999", "9", "Note.", "A_01")
    principal.post(adresse(envoi), pdf(compte_rendu([ligne(eleve), inconnue])))
    assert "INCONNU Léo (inconnu de DossierSCO, 99999999/9)" in lire(principal, adresse(envoi))


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"bonjour", "n’est pas un PDF"),
        (b"%PDF-1.7\nrien", "coupé"),
        (b"", "Ce fichier est vide."),
    ],
)
def test_un_mauvais_fichier_est_dit_et_rien_n_est_ecrit(principal, envoi, contenu, phrase):
    reponse = principal.post(adresse(envoi), pdf(contenu))
    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not RapportSiecle.objects.exists()


def test_le_compte_rendu_d_un_autre_college_est_refuse_a_l_ecran(principal, envoi):
    contenu = compte_rendu([ligne(envoi.dossiers.first().eleve)], Mise(uai="0590182C"))
    reponse = principal.post(adresse(envoi), pdf(contenu))
    assert reponse.status_code == 422
    assert "0590182C, pas du vôtre" in reponse.content.decode()
    assert not LigneCompteRendu.objects.exists()


def test_sans_fichier_la_page_le_demande(principal, envoi):
    reponse = principal.post(adresse(envoi), {})
    assert reponse.status_code == 422
    assert "Choisissez le PDF du compte rendu." in reponse.content.decode()


def test_l_envoi_d_un_autre_college_est_introuvable(client, voisine, envoi):
    voisin = client_de(creer_agent(voisine), client)
    assert voisin.get(adresse(envoi)).status_code == 404
    contenu = compte_rendu([ligne(envoi.dossiers.first().eleve)])
    assert voisin.post(adresse(envoi), pdf(contenu)).status_code == 404
    assert not RapportSiecle.objects.exists()


@pytest.mark.parametrize("role", ["gestion", "lecture", "vie_scolaire"])
def test_qui_ne_peut_exporter_ne_voit_pas_l_envoi(client, importee, envoi, role):
    autre = client_de(creer_agent(importee, role), client)
    assert autre.get(adresse(envoi)).status_code == 403


def test_la_page_fait_autant_de_requetes_pour_un_que_pour_dix(principal, importee):
    requetes = []
    for combien in (1, 10):
        accepter(importee, combien, telephone=f"06399800{combien:02}")
        envoi = produire_retour(preparer_retour(importee))
        eleves = Eleve.objects.filter(dossiers__retours=envoi)
        principal.post(adresse(envoi), pdf(compte_rendu([ligne(e) for e in eleves])))
        with CaptureQueriesContext(connection) as captees:
            assert principal.get(adresse(envoi)).status_code == 200
        requetes.append(len(captees))
    assert envoi.dossiers.count() >= 5
    assert requetes[0] == requetes[1] < 20


def test_regarder_l_envoi_n_ecrit_rien(principal, envoi):
    avant = ChangementEnvoye.objects.values_list().get()
    principal.get(adresse(envoi))
    assert ChangementEnvoye.objects.values_list().get() == avant


def test_importer_les_exports_du_lendemain_se_lit_sur_la_page(principal, envoi, importee, exports):
    envoi.le -= timedelta(days=365)
    envoi.save()
    importer(importee.etablissement, [Source(chemin.name, chemin) for chemin in exports])
    assert "1 absent de SIECLE" in lire(principal, adresse(envoi))
