import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Personne, Trace
from dossiersco.espace_agent.formulaire_saisie import GROUPES
from dossiersco.espace_agent.tests.donnees import (
    creer_dossier,
    creer_personne,
    dire,
    dossier_a_traiter,
    relire,
    responsables,
)
from dossiersco.pieces.models import PieceAttendue, PieceJointe


def adresse(dossier, cible, groupe):
    return reverse("espace_agent:dossier_ecrire", args=[dossier.pk, cible, groupe])


def tel_quel(client, url, **change):
    """Le formulaire tel qu'il est montré, à ces champs près."""
    formulaire = client.get(url).context["formulaire"]
    montre = {nom: formulaire[nom].value() or "" for nom in formulaire.fields}
    return client.post(url, {**montre, **change})


def test_ecrire_pour_la_famille_vaut_aussitot_et_se_signe_du_college(secretaire, agent, campagne):
    dossier = dossier_a_traiter(campagne)
    mere = responsables(dossier)[0]
    tel_quel(secretaire, adresse(dossier, mere.pk, "joindre"), mel="neuf@exemple.fr")
    assert responsables(dossier)[0].mel == "neuf@exemple.fr"
    traces = Trace.objects.filter(champ="mel").order_by("pk")
    assert [(t.geste, t.par_agent) for t in traces] == [("modifier", agent), ("accepter", agent)]
    assert "mel" not in {n.changement.champ.nom for n in examiner_un(relire(dossier)).nouveautes}
    page = secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk]))
    assert any(agent.nom in trace.phrase for trace in page.context["traces"])


def test_ce_qui_n_est_pas_touche_n_est_ni_ecrit_ni_accepte(secretaire, campagne):
    """Le nouveau téléphone de la famille reste à décider."""
    dossier = dossier_a_traiter(campagne)
    mere = responsables(dossier)[0]
    tel_quel(secretaire, adresse(dossier, mere.pk, "joindre"))
    assert not Trace.objects.filter(geste="accepter").exists()
    assert [n.changement.champ.nom for n in examiner_un(relire(dossier)).nouveautes] == [
        "tel_portable"
    ]


def test_ce_que_siecle_a_d_etrange_n_empeche_pas_d_ecrire_le_reste(secretaire, campagne):
    dossier = creer_dossier(campagne)
    mere = responsables(dossier)[0]
    Personne.objects.filter(pk=mere.pk).update(tel_personnel="poste 12", mel="mere@")
    url = adresse(dossier, mere.pk, "joindre")
    assert tel_quel(secretaire, url, tel_portable="+32 470 12 34 56").status_code == 302
    mere.refresh_from_db()
    assert (mere.tel_personnel, mere.tel_portable) == ("poste 12", "+32470123456")


@pytest.mark.parametrize("groupe", list(GROUPES))
def test_chaque_groupe_se_montre_et_s_enregistre_sans_rien_changer(secretaire, campagne, groupe):
    dossier = creer_dossier(campagne)
    cible = 0 if GROUPES[groupe].cible == "eleve" else responsables(dossier)[0].pk
    assert tel_quel(secretaire, adresse(dossier, cible, groupe)).status_code == 302
    assert not Trace.objects.exists()


def test_une_adresse_se_tape_d_un_trait(secretaire, campagne):
    dossier = creer_dossier(campagne)
    tel_quel(
        secretaire,
        adresse(dossier, 0, "domicile"),
        rue="8 avenue des Tilleuls\nBâtiment C",
        code_postal="59 100",
        ville="Roubaix",
    )
    assert relire(dossier).eleve.adresse == {
        "LIGNE1_ADRESSE": "8 avenue des Tilleuls",
        "LIGNE2_ADRESSE": "Bâtiment C",
        "CODE_POSTAL": "59100",
        "LIBELLE_POSTAL": "ROUBAIX",
        "CODE_PAYS": "100",
    }


@pytest.mark.parametrize(
    ("groupe", "faute"),
    [
        ("identite", {"nom_de_famille": ""}),
        ("identite", {"date_naiss": "hier"}),
        ("domicile", {"code_postal": "12"}),
        ("domicile", {"rue": "x" * 60}),
        ("eleve", {"tel_portable": "12"}),
        ("eleve", {"mel": "pas un mel"}),
        ("eleve", {"code_regime": "inconnu"}),
    ],
)
def test_une_saisie_fausse_se_redemande_sans_rien_perdre(secretaire, campagne, groupe, faute):
    dossier = creer_dossier(campagne)
    reponse = tel_quel(secretaire, adresse(dossier, 0, groupe), **faute)
    assert reponse.status_code == 422
    nom, saisi = next(iter(faute.items()))
    assert reponse.context["formulaire"][nom].value() == saisi
    assert not Trace.objects.exists()


def test_on_n_ecrit_que_sur_un_adulte_de_cet_eleve(secretaire, campagne):
    dossier, autre = creer_dossier(campagne), creer_dossier(campagne)
    etranger = responsables(autre)[0]
    assert secretaire.get(adresse(dossier, etranger.pk, "joindre")).status_code == 404
    assert secretaire.get(adresse(dossier, 0, "joindre")).status_code == 404
    assert secretaire.get(adresse(dossier, 3, "identite")).status_code == 404
    assert secretaire.get(adresse(dossier, 0, "inconnu")).status_code == 404


def photo():
    flux = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(flux, "JPEG")
    return SimpleUploadedFile("photo.jpg", flux.getvalue())


def test_un_document_remis_au_guichet_est_accepte_et_trace(secretaire, agent, campagne):
    dossier = creer_dossier(campagne)
    mere = responsables(dossier)[0]
    attendue = PieceAttendue.objects.create(campagne=campagne, nom="Photo")
    url = reverse("espace_agent:dossier_document", args=[dossier.pk])
    secretaire.post(url, {"attendue": attendue.pk, "personne": mere.pk, "fichier": photo()})
    piece = PieceJointe.objects.get()
    assert (piece.etat, piece.personne) == ("acceptee", mere)
    gestes = Trace.objects.order_by("pk").values_list("geste", "par_agent")
    assert list(gestes) == [("deposer", agent.pk), ("accepter", agent.pk)]


def test_un_faux_fichier_est_refuse_avec_une_phrase(secretaire, campagne):
    dossier = creer_dossier(campagne)
    attendue = PieceAttendue.objects.create(campagne=campagne, nom="Photo")
    url = reverse("espace_agent:dossier_document", args=[dossier.pk])
    envoi = {"attendue": attendue.pk, "personne": responsables(dossier)[0].pk}
    faux = SimpleUploadedFile("photo.jpg", b"pas une image")
    reponse = secretaire.post(url, {**envoi, "fichier": faux})
    assert reponse.status_code == 422
    assert reponse.context["formulaire"].errors["fichier"]
    assert not PieceJointe.objects.exists()


def test_rouvrir_un_dossier_valide_le_remet_dans_la_file(secretaire, campagne):
    dossier = creer_dossier(campagne)
    dire(dossier, responsables(dossier)[0])
    assert relire(dossier).etat == "valide"
    adresse_rouvrir = reverse("espace_agent:dossier_rouvrir", args=[dossier.pk])
    secretaire.post(adresse_rouvrir)
    assert relire(dossier).etat == "transmis"
    secretaire.post(adresse_rouvrir)
    assert relire(dossier).etat == "transmis"
    assert Trace.objects.filter(geste="rouvrir").count() == 1


def test_dire_parti_d_un_dossier_puis_le_remettre(secretaire, campagne):
    dossier = creer_dossier(campagne)
    url = reverse("espace_agent:dossier_depart", args=[dossier.pk])
    secretaire.post(url, {"parti": "oui"})
    page = secretaire.get(reverse("espace_agent:dossier", args=[dossier.pk]))
    assert "Le collège le dit parti" in page.context["depart"]
    assert secretaire.post(adresse(dossier, 0, "identite"), {}).status_code == 422
    tel_quel(secretaire, adresse(dossier, 0, "identite"), nom_usage="DIALLO")
    assert relire(dossier).eleve.nom_usage == ""
    secretaire.post(url)
    assert not relire(dossier).eleve.est_parti


def test_le_dossier_dit_ou_en_est_l_acces_de_chacun(secretaire, campagne):
    mere, pere = creer_personne(campagne), creer_personne(campagne, CODE_CIVILITE="1")
    dossier = creer_dossier(campagne, mere, pere)
    url = reverse("espace_agent:dossier", args=[dossier.pk])
    dits = [r.acces.en_mots for r in secretaire.get(url).context["responsables"]]
    assert dits == ["Pas encore invité."] * 2
    secretaire.post(reverse("espace_agent:code_remis", args=[dossier.pk, mere.pk]))
    dire(dossier, mere)
    dits = [r.acces.en_mots for r in secretaire.get(url).context["responsables"]]
    assert dits[0].startswith("Code remis le ")
    assert "jamais venu, a signé le" in dits[0]
