import io
import zipfile

import pytest
from django.urls import reverse

from dossiersco.campagnes.actions import ouvrir
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import decisions
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.models import Retour
from dossiersco.espace_agent.tests.donnees import (
    client_de,
    creer_agent,
    dire,
    dire_de_l_eleve,
    relire,
    responsables,
)
from dossiersco.etablissements.models import SCHEMAS_RETOUR
from dossiersco.siecle.fabrique import ecrire, fabriquer

RETOUR = reverse("espace_agent:retour")
PRODUIRE = reverse("espace_agent:retour_produire")


@pytest.fixture
def importee(db, tmp_path) -> Campagne:
    """Un vrai collège importé : le fichier de retour a besoin de tout ce que SIECLE a dit."""
    chemins = ecrire(fabriquer(uai="0590181B", annee=2026, eleves=10, graine=1), tmp_path)
    college = creer_college("0590181B", 2026)
    importer(college, [Source(chemin.name, chemin) for chemin in chemins])
    campagne = college.campagnes.get()
    ouvrir(campagne)
    return campagne


@pytest.fixture
def accepte(importee) -> Dossier:
    """Un dossier validé, dont le collège a accepté le nouveau téléphone."""
    dossier = Dossier.objects.filter(campagne=importee, eleve__responsables__rang=0).order_by("pk")
    dossier = relire(dossier.first())
    dire(dossier, responsables(dossier)[0], tel_portable="0639981234")
    empreinte = examiner_un(relire(dossier)).empreinte
    decisions.valider(dossier, empreinte=empreinte, par=creer_agent(importee))
    return relire(dossier)


@pytest.fixture
def principal(client, importee):
    return client_de(creer_agent(importee, "direction"), client)


def test_on_lit_ce_que_siecle_apprendra(principal, accepte):
    reponse = principal.get(RETOUR)
    (depart,) = reponse.context["departs"]
    assert depart.dossier == accepte
    assert [c.nouveau for c in depart.changements] == ["06 39 98 12 34"]


def test_le_fichier_produit_se_telecharge_sous_son_nom(principal, accepte):
    principal.post(PRODUIRE)
    produit = Retour.objects.get()
    reponse = principal.get(reverse("espace_agent:retour_fichier", args=[produit.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(reponse.streaming_content)))
    (nom,) = archive.namelist()
    assert nom.startswith("0590181BPRIVE2026")
    assert f'filename="{nom.removesuffix(".xml")}.zip"' in reponse["Content-Disposition"]
    assert "Envoi n°&nbsp;1, 1 élève" in principal.get(RETOUR).content.decode()


def test_ce_qui_attend_une_decision_se_dit_avant_d_envoyer(principal, accepte):
    assert "votre décision" not in principal.get(RETOUR).content.decode()
    Dossier.objects.filter(pk=accepte.pk).update(etat=Etat.TRANSMIS)
    page = principal.get(RETOUR).content.decode()
    assert "1 dossier attend" in page and reverse("espace_agent:file") in page


def test_sans_changement_il_n_y_a_pas_de_fichier(principal):
    assert "aucun fichier n’est utile" in principal.get(RETOUR).content.decode()
    principal.post(PRODUIRE)
    assert not Retour.objects.exists()


def test_un_dossier_bloque_dit_pourquoi_avec_un_lien(principal, accepte):
    Eleve.objects.filter(pk=accepte.eleve_id).update(photo={"PRENOM": "Nino"})
    reponse = principal.get(RETOUR)
    (bloque,) = reponse.context["bloques"]
    html = reponse.content.decode()
    assert bloque.motifs
    assert reverse("espace_agent:dossier", args=[accepte.pk]) in html


def test_le_fichier_d_un_autre_college_est_introuvable(client, voisine, accepte, principal):
    principal.post(PRODUIRE)
    voisin = client_de(creer_agent(voisine), client)
    adresse = reverse("espace_agent:retour_fichier", args=[Retour.objects.get().pk])
    assert voisin.get(adresse).status_code == 404


# ─── Quelques élèves seulement ─────────────────────────────────────────────────────────────────


@pytest.fixture
def acceptes(importee) -> list[Dossier]:
    """Trois dossiers validés, chacun avec un changement accepté."""
    agent = creer_agent(importee)
    tous = [relire(dossier) for dossier in Dossier.objects.filter(campagne=importee)]
    trois = [d for d in tous if responsables(d) and "DATE_SORTIE" not in d.eleve.photo][:3]
    for dossier in trois:
        dire_de_l_eleve(dossier, responsables(dossier)[0], tel_portable="0639981234")
        empreinte = examiner_un(relire(dossier)).empreinte
        decisions.valider(relire(dossier), empreinte=empreinte, par=agent)
    return trois


def test_le_fichier_ne_contient_que_ceux_qu_on_coche(principal, acceptes):
    coches = [acceptes[0].pk, acceptes[2].pk]
    principal.post(PRODUIRE, {"lesquels": "choisis", "dossiers": coches})
    assert {dossier.pk for dossier in Retour.objects.get().dossiers.all()} == set(coches)
    restent = {depart.dossier.pk for depart in principal.get(RETOUR).context["departs"]}
    assert acceptes[1].pk in restent


def test_tous_partent_quand_on_ne_coche_rien(principal, acceptes):
    principal.post(PRODUIRE, {"lesquels": "tous"})
    assert Retour.objects.get().dossiers.count() == 3


@pytest.mark.parametrize(
    ("lesquels", "coche", "attendu"),
    [
        ("choisis", False, "Cochez au moins un élève"),
        ("tous", True, "Vous avez coché des élèves"),
    ],
)
def test_une_demande_ambigue_ne_produit_rien_et_garde_les_coches(
    principal, acceptes, lesquels, coche, attendu
):
    dossiers = [acceptes[0].pk] if coche else []
    reponse = principal.post(PRODUIRE, {"lesquels": lesquels, "dossiers": dossiers})
    assert reponse.status_code == 422
    assert not Retour.objects.exists()
    html = reponse.content.decode()
    assert attendu in html
    assert html.count("checked>") == len(dossiers) + 1, "les cases cochées, et le schéma choisi"


def test_un_eleve_coche_qui_ne_peut_plus_partir_arrete_tout(principal, acceptes):
    Eleve.objects.filter(pk=acceptes[0].eleve_id).update(photo={"PRENOM": "Nino"})
    coches = [dossier.pk for dossier in acceptes]
    reponse = principal.post(PRODUIRE, {"lesquels": "choisis", "dossiers": coches})
    assert (reponse.status_code, Retour.objects.count()) == (422, 0)
    assert "ne peut plus partir" in reponse.content.decode()


@pytest.mark.parametrize("dossiers", [["abc"], ["9" * 30], ["0"]])
def test_un_dossier_qui_n_existe_pas_repond_404(principal, acceptes, dossiers):
    donnees = {"lesquels": "choisis", "dossiers": dossiers}
    assert principal.post(PRODUIRE, donnees).status_code == 404


def test_le_dossier_d_un_autre_college_repond_404(client, voisine, acceptes):
    voisin = client_de(creer_agent(voisine), client)
    donnees = {"lesquels": "choisis", "dossiers": [acceptes[0].pk]}
    assert voisin.post(PRODUIRE, donnees).status_code == 404
    assert not Retour.objects.exists()


def test_les_caracteres_remplaces_se_lisent_avant_et_apres(principal, acceptes):
    eleve = acceptes[0].eleve
    adresse = {"CODE_POSTAL": "59000", "LIBELLE_POSTAL": "LILLE", "CODE_PAYS": "100"}
    Eleve.objects.filter(pk=eleve.pk).update(
        photo={**eleve.photo, "ADRESSE": {**adresse, "LIGNE1_ADRESSE": "RUE ŁÓDŹ"}}
    )
    reponse = principal.get(RETOUR)
    (remplacement,) = reponse.context["remplacements"]
    assert remplacement.dossier == acceptes[0]
    assert "RUE LÓDZ" in remplacement.phrases[0]
    assert remplacement.phrases[0] not in reponse.context["avis"]
    principal.post(PRODUIRE)
    assert "gardée" in principal.get(RETOUR).content.decode()


# ─── Le schéma du collège ──────────────────────────────────────────────────────────────────────


def test_le_schema_choisi_est_celui_des_fichiers_suivants(principal, importee, accepte):
    principal.post(reverse("espace_agent:retour_schema"), {"schema_retour": "4.0"})
    principal.post(PRODUIRE)
    assert Retour.objects.get().schema == "4.0"


def test_un_schema_inconnu_est_refuse_et_rien_ne_change(principal, importee):
    reponse = principal.post(reverse("espace_agent:retour_schema"), {"schema_retour": "9"})
    assert reponse.status_code == 422
    assert "Choisissez l’un des trois schémas" in reponse.content.decode()
    importee.etablissement.refresh_from_db()
    assert importee.etablissement.schema_retour == "commun"


def test_chaque_schema_a_son_conseil(principal, importee):
    choix = dict(principal.get(RETOUR).context["formulaire"].fields["schema_retour"].choices)
    assert set(choix) == set(SCHEMAS_RETOUR)
    assert all(len(conseil) > 40 for conseil in choix.values())
