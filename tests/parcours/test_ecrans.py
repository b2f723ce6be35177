"""Tous les autres écrans, aux deux largeurs, pleins, vides ou en erreur : axe ne trouve rien."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from random import Random

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dossiersco.campagnes.models import OptionPedagogique, Question
from dossiersco.demonstration.joueur import Partie
from dossiersco.demonstration.tests.aller_retour import UAI
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.reprises import Croisement, reprendre
from dossiersco.echanges.models import ChangementEnvoye
from dossiersco.siecle.banc.compte_rendu import Ligne, Section
from dossiersco.siecle.tests.comptes_rendus_fictifs import compte_rendu
from dossiersco.siecle.tests.exports_fictifs import eleve, fichier_eleves
from tests.parcours.college import Decor
from tests.parcours.outils import Gestes, verifier_axe
from tests.parcours.pas import bouton, changer_de_page, entrer_au_college, suivre_l_invitation

AUTRE = {"autre_le": timezone.now(), "autre": None}

TAILLES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
deux_tailles = pytest.mark.parametrize("taille", TAILLES, ids=["telephone", "ordinateur"])
Ouvrir = Callable[..., Page]


@deux_tailles
def test_les_portes_d_entree(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    page.goto("/")
    verifier_axe(page, "accueil")
    page.get_by_label("Votre code personnel").fill("AAAA-BBBB-CCCC")
    changer_de_page(bouton(page, "Ouvrir le dossier"))
    verifier_axe(page, "accueil-code-refuse")
    page.goto("/connexion/")
    verifier_axe(page, "connexion")
    changer_de_page(bouton(page, "Se connecter"))
    verifier_axe(page, "connexion-erreur")
    page.goto("/famille/lien/")
    verifier_axe(page, "lien")
    changer_de_page(bouton(page, "Recevoir le lien"))
    verifier_axe(page, "lien-erreur")
    page.get_by_label("Votre courriel ou votre portable").fill("inconnue@exemple.fr")
    changer_de_page(bouton(page, "Recevoir le lien"))
    verifier_axe(page, "lien-parti")
    page.goto("/famille/entrer/jeton-invente/")
    verifier_axe(page, "entrer")
    page.goto("/cette-page-n-existe-pas/")
    verifier_axe(page, "404")


@deux_tailles
def test_les_etapes_d_une_famille(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier = page.url
    etapes = ("eleve", "moi", "adultes", "options", "regime", "autorisations", "questions")
    for etape in (*etapes, "pieces"):
        page.goto(f"{dossier}{etape}/")
        verifier_axe(page, f"famille-{etape}")
    page.goto(f"{dossier}adultes/contact/")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-contact-erreur")
    page.get_by_label("Nom et prénom").fill("Odile Lenoir")
    page.get_by_label("Son lien avec l’enfant").fill("grand-mère")
    page.get_by_label("Téléphone", exact=True).fill("06 39 98 11 11")
    bouton(page, "Enregistrer").click()
    page.goto(f"{dossier}adultes/demande/tiers/")
    verifier_axe(page, "famille-demande")
    page.goto(f"{dossier}adultes/demande/pas_responsable/")
    changer_de_page(bouton(page, "Envoyer la demande"))
    verifier_axe(page, "famille-adultes-plein")
    page.goto(dossier)
    verifier_axe(page, "famille-dossier-pas-responsable")


@deux_tailles
def test_verifier_son_courriel(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}courriel/")
    verifier_axe(page, "famille-courriel")
    changer_de_page(bouton(page, "Recevoir un code"))
    verifier_axe(page, "famille-courriel-code")
    page.get_by_label("Le code reçu").fill("000000")
    changer_de_page(bouton(page, "Vérifier"))
    verifier_axe(page, "famille-courriel-erreur")


@deux_tailles
def test_un_metier_ambigu_et_une_identite_sans_raison(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    dossier = page.url
    page.goto(f"{dossier}moi/")
    page.get_by_role("combobox", name="Profession").fill("directrice d’école")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-moi-metier")
    page.goto(f"{dossier}eleve/")
    page.get_by_label("Prénom", exact=True).fill("Gustave")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-eleve-raison")


@deux_tailles
def test_les_erreurs_d_une_famille(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    dossier = page.url
    page.goto(f"{dossier}moi/")
    page.get_by_label("Téléphone portable").fill("12")
    page.get_by_label("Courriel").fill("pas un mel")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-moi-erreur")
    page.goto(f"{dossier}revue/")
    changer_de_page(bouton(page, "Signer et envoyer"))
    verifier_axe(page, "famille-revue-erreur")
    page.goto(f"{dossier}pieces/")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "acte.html", "mimeType": "text/html", "buffer": b"<html>"}
    )
    expect(page.locator("main")).to_contain_text("ni une photo")
    verifier_axe(page, "famille-pieces-erreur")


@deux_tailles
def test_les_ecrans_du_college(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    dossiers = decor.dossiers(decor.cas.fratrie)
    for dossier in dossiers:
        partie.jouer_famille(dossier)
    (partage,) = decor.dossiers(decor.cas.separes[0])
    partie.contredire(partage)
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    verifier_axe(page, "agent-file")
    ecrans = ("dossiers", "siecle", "retour", "retour/repetition", "invitations", "tableau")
    reglages = ("campagne", "documents", "documents/nouveau", "questions", "questions/nouvelle")
    for ecran in (*ecrans, *reglages, "listes", "droits", "college"):
        page.goto(f"/agent/{ecran}/")
        verifier_axe(page, f"agent-{ecran.replace('/', '-')}")
    page.goto(f"/agent/dossiers/{partage.pk}/")
    verifier_axe(page, "agent-dossier")
    partie.traiter(dossiers[0].pk)
    page.goto("/agent/retour/")
    page.get_by_text("Seulement quelques élèves").click()
    verifier_axe(page, "agent-retour-plein")
    changer_de_page(bouton(page, "Produire pour ceux que je coche"))
    verifier_axe(page, "agent-retour-erreur")
    page.goto("/agent/retour/repetition/?attente=1")
    for resume in page.locator("summary").all():
        resume.click()
    verifier_axe(page, "agent-repetition-pleine")


@deux_tailles
def test_regler_la_campagne_et_ses_erreurs(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/campagne/")
    page.get_by_label("Le mot d’accueil, lu avant de commencer").fill("**Bienvenue**")
    expect(page.locator("[data-apercu-de] strong")).to_have_text("Bienvenue")
    for resume in page.locator("main summary").all():
        resume.click()
    page.get_by_label("Profession", exact=True).select_option("personne")
    page.get_by_role("group", name="Documents : seulement ces formations").get_by_text(
        "6ème", exact=True
    ).click()
    verifier_axe(page, "agent-campagne-champs")
    page.get_by_label("Dernier jour").fill("2020-01-01")
    changer_de_page(bouton(page, "Enregistrer"))
    expect(page.locator("summary", has_text="(Documents)")).to_contain_text("Seulement : 6ème")
    verifier_axe(page, "agent-campagne-erreur")
    page.goto("/agent/documents/nouveau/")
    page.get_by_label("Quel document ?").fill("Certificat médical")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "agent-document-erreur")
    for nature in ("regime_sortie", "image", "question"):
        page.goto(f"/agent/questions/nouvelle/?nature={nature}")
        verifier_axe(page, f"agent-question-{nature}")
    page.get_by_label("La question, telle que les familles la lisent").fill("Êtes-vous marié ?")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "agent-question-erreur")


@deux_tailles
def test_une_famille_repond_au_college(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    Question.objects.filter(nature="question").update(obligatoire=True)
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier = page.url
    verifier_axe(page, "famille-dossier-sans-reponse")
    page.goto(f"{dossier}questions/")
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-questions-erreur")
    page.goto(f"{dossier}autorisations/")
    page.get_by_text("Non", exact=True).first.click()
    page.get_by_text("Oui", exact=True).last.click()
    changer_de_page(bouton(page, "Enregistrer"))
    verifier_axe(page, "famille-dossier-repondu")
    type(decor.campagne).objects.update(ferme_le=timezone.localdate() - timedelta(days=2))
    page.goto(dossier)
    verifier_axe(page, "famille-dossier-ferme-accord")
    changer_de_page(bouton(page, "Retirer mon accord"))
    verifier_axe(page, "famille-accord-retire")


@deux_tailles
def test_deposer_un_mauvais_fichier_au_college(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/siecle/")
    page.locator("input[type=file]").set_input_files(
        {"name": "eleves.xml", "mimeType": "text/xml", "buffer": b"<ELEVES"}
    )
    bouton(page, "Voir ce qui changerait").click()
    page.get_by_text("À corriger avant de continuer").wait_for()
    verifier_axe(page, "agent-siecle-erreur")


@deux_tailles
def test_les_ecrans_quand_siecle_bouge(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    """Une valeur changée des deux côtés, un élève parti, vus du collège puis de la famille."""
    seul = decor.personne(decor.cas.seul)
    (parti,) = decor.dossiers(decor.cas.seul)
    (bouge,) = decor.dossiers(decor.cas.separes[0])
    mere = decor.personne(decor.cas.separes[0])
    modifier(bouge, mere, {"tel_portable": "0639980002"}, par=mere)
    Partie(decor.campagne, decor.agent, Random(2), 0).jouer_famille(bouge)
    avant, apres = mere.photo.get("TEL_PORTABLE", ""), "0639980003"
    mere.refresh_from_db()
    mere.photo["TEL_PORTABLE"] = apres
    mere.save(update_fields=["photo"])
    champ = PAR_NOM[Cible.PERSONNE]["tel_portable"]
    reprendre(decor.campagne, [Croisement(mere, champ, avant, apres)])
    type(parti.eleve).objects.filter(pk=parti.eleve_id).update(absent_depuis=timezone.localdate())
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    verifier_axe(page, "agent-file-siecle-a-change")
    for nom, dossier in (("siecle-a-change", bouge), ("parti", parti)):
        page.goto(f"/agent/dossiers/{dossier.pk}/")
        verifier_axe(page, f"agent-dossier-{nom}")
    page.goto("/agent/dossiers/?etat=partis")
    verifier_axe(page, "agent-dossiers-partis")
    famille = ouvrir(taille)
    famille.goto(decor.lien(seul.id_siecle or ""))
    changer_de_page(bouton(famille, "Continuer"))
    verifier_axe(famille, "famille-eleve-parti")


@deux_tailles
def test_inscrire_un_eleve_avant_siecle(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/eleves/nouveau/")
    verifier_axe(page, "agent-eleve-nouveau")
    changer_de_page(bouton(page, "Inscrire l’élève"))
    verifier_axe(page, "agent-eleve-nouveau-erreur")
    eleve = page.get_by_role("region", name="L’élève")
    eleve.get_by_label("Nom de famille").fill("Diallo")
    eleve.get_by_label("Prénom", exact=True).fill("Awa")
    eleve.locator("label", has_text="Féminin").click()
    eleve.get_by_label("Date de naissance").fill("2014-03-12")
    eleve.get_by_label("Commune de naissance").fill("Lille")
    eleve.get_by_label("Formation à la rentrée").select_option(index=1)
    parent = page.get_by_role("region", name="Un responsable légal")
    parent.locator("label", has_text="Madame").click()
    parent.get_by_label("Nom de famille").fill("Diallo")
    parent.get_by_label("Prénom").fill("Fatou")
    parent.get_by_label("Lien avec").select_option("10")
    parent.get_by_label("Courriel").fill("fatou@exemple.fr")
    bouton(page, "Inscrire l’élève").click()
    page.wait_for_url("**/agent/dossiers/*/")
    verifier_axe(page, "agent-dossier-pas-encore-dans-siecle")


@deux_tailles
def test_voir_ce_que_des_fichiers_changeraient_puis_appliquer_et_annuler(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/siecle/")
    page.locator("input[type=file]").set_input_files(
        {"name": "eleves.xml", "mimeType": "text/xml", "buffer": _autre_export()}
    )
    bouton(page, "Voir ce qui changerait").click()
    page.get_by_role("heading", name="Ce que ces fichiers changeraient").wait_for()
    for repli in page.locator("main details > summary").all():
        repli.click()
    verifier_axe(page, "agent-siecle-apercu")
    page.get_by_text("J’ai lu ce qui est à vérifier").click()
    bouton(page, "Appliquer").click()
    page.get_by_text("Les fichiers sont importés").wait_for()
    page.get_by_text("Annuler cet import").first.click()
    verifier_axe(page, "agent-siecle-historique")
    bouton(page, "Annuler cet import").click()
    page.get_by_text("L’import est annulé").wait_for()
    verifier_axe(page, "agent-siecle-annule")


def _autre_export() -> bytes:
    """Deux élèves au lieu de douze, dont un nom abîmé et un courriel douteux."""
    return fichier_eleves(
        eleve("990001", PRENOM="No?mie", MEL="faux"),
        eleve("990002", PRENOM="Malo", ID_NATIONAL=None),
        UAJ=UAI,
    )


@deux_tailles
def test_suivre_un_envoi_le_lendemain(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    """La page d'un envoi : attendu, en erreur, puis avec chaque sort et un compte rendu."""
    partie = Partie(decor.campagne, decor.agent, Random(2), 0)
    for dossier in decor.dossiers(decor.cas.fratrie):
        partie.jouer_famille(dossier)
        partie.traiter(dossier.pk)
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/retour/")
    bouton(page, "Produire le fichier").click()
    changer_de_page(page.get_by_role("link", name="Suivre l’envoi"))
    verifier_axe(page, "agent-envoi-attendu")
    fichier = page.get_by_label("Le PDF du compte rendu")
    fichier.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"rien"})
    changer_de_page(bouton(page, "Lire le compte rendu"))
    verifier_axe(page, "agent-envoi-erreur")
    _le_lendemain()
    page.get_by_label("Le PDF du compte rendu").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": _compte_rendu()}
    )
    bouton(page, "Lire le compte rendu").click()
    page.locator("details").evaluate_all("tous => tous.forEach(un => { un.open = true })")
    verifier_axe(page, "agent-envoi-plein")
    vu = ChangementEnvoye.objects.vus().first()
    assert vu is not None
    page.goto(f"/agent/dossiers/{vu.dossier_id}/")
    verifier_axe(page, "agent-dossier-vu")


def _le_lendemain() -> None:
    """Un changement de chaque sort, le premier vu."""
    sorts = cycle(({"vu_le": timezone.now()}, {"absent_le": timezone.now()}, {}, AUTRE))
    for envoye, sort in zip(ChangementEnvoye.objects.order_by("pk"), sorts, strict=False):
        ChangementEnvoye.objects.filter(pk=envoye.pk).update(**sort)


def _compte_rendu() -> bytes:
    eleve = Eleve.objects.filter(dossiers__retours__isnull=False).first()
    assert eleve is not None
    qui = ("6A", f"{eleve.nom_de_famille} {eleve.prenom}", eleve.id_siecle or "", str(eleve.id_prv))
    inconnu = ("", "INCONNU Léo", "99999999", "9")
    return compte_rendu(
        [
            Ligne(Section.ELEVES_REJETES, *qui, "Date d'entrée incohérente.", "REJEL_ENTREE_B_02"),
            Ligne(Section.ELEVES_EN_ANOMALIE, *inconnu, "Une règle rare.", "XYZ_A_01"),
            Ligne(Section.ELEVES_MODIFIES, *qui, "Modifié.", "MODIF"),
        ]
    )


@deux_tailles
def test_les_options_et_leurs_regles(decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]) -> None:
    (dossier,) = decor.dossiers(decor.cas.seul)
    code_mef = dossier.eleve.code_mef
    college = ouvrir(taille)
    entrer_au_college(college, decor)
    college.goto("/agent/formations/")
    verifier_axe(college, "agent-formations")
    college.goto(f"/agent/formations/{code_mef}/")
    verifier_axe(college, "agent-formation")
    college.get_by_label("Groupe A").fill("Les ateliers")
    college.get_by_label("Explication pour la famille").first.fill("Quatre heures par semaine.")
    college.get_by_label("Places").last.fill("0")
    changer_de_page(bouton(college, "Enregistrer"))
    verifier_axe(college, "agent-formation-erreur")
    college.get_by_label("Groupe A").fill("")
    bouton(college, "Enregistrer").click()
    college.get_by_text("sont enregistrées").wait_for()
    college.goto(f"/agent/dossiers/{dossier.pk}/formation/")
    verifier_axe(college, "agent-formation-eleve")
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.seul, Gestes())
    page.goto(f"{page.url}options/")
    assert page.get_by_text("Liste d’attente").is_visible()
    verifier_axe(page, "famille-options-regles")
    OptionPedagogique.objects.filter(code_mef=code_mef).delete()
    page.reload()
    verifier_axe(page, "famille-options-vide")


@deux_tailles
def test_confirmer_bloc_par_bloc_avec_quelqu_un(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    college = decor.campagne.etablissement
    college.telephone, college.horaires = "01 99 00 12 34", "du lundi au vendredi"
    college.save()
    page = ouvrir(taille)
    suivre_l_invitation(page, decor, decor.cas.separes[0], Gestes())
    dossier = page.url
    page.get_by_role("button", name="Quelqu’un m’aide à remplir").click()
    bouton(page, "C’est exact : L’élève").click()
    page.wait_for_url("**#eleve")
    (sien,) = decor.dossiers(decor.cas.separes[0])
    modifier(sien, sien.eleve, {"code_regime": "21"}, par=decor.personne(decor.cas.separes[1]))
    modifier(sien, sien.eleve, {"code_regime": "22"}, par=decor.personne(decor.cas.separes[0]))
    page.goto(dossier)
    verifier_axe(page, "famille-dossier-confirme")
    page.goto(f"{dossier}revue/")
    verifier_axe(page, "famille-revue-desaccord")


@deux_tailles
def test_le_papier_les_relances_et_la_saisie_au_guichet(
    decor: Decor, ouvrir: Ouvrir, taille: dict[str, int]
) -> None:
    (dossier,) = decor.dossiers(decor.cas.seul)
    page = ouvrir(taille)
    entrer_au_college(page, decor)
    page.goto("/agent/papier/")
    verifier_axe(page, "agent-papier-vide")
    page.locator("label", has_text="Tous les responsables").click()
    bouton(page, "Préparer les lettres").click()
    page.get_by_role("link", name="Télécharger").first.wait_for()
    verifier_axe(page, "agent-papier")
    page.goto("/agent/invitations/relances/")
    verifier_axe(page, "agent-relances")
    bouton(page, "Relancer").click()
    page.goto("/agent/invitations/relances/")
    verifier_axe(page, "agent-relances-vide")
    page.goto(f"/agent/dossiers/{dossier.pk}/")
    with page.expect_popup() as onglet:
        page.get_by_role("button", name="Saisir sa feuille").first.click()
    saisie = onglet.value
    saisie.get_by_text("Vous saisissez pour").wait_for()
    verifier_axe(saisie, "agent-saisie-dossier")
    saisie.goto(f"{saisie.url}moi/")
    verifier_axe(saisie, "agent-saisie-moi")
    bouton(saisie, "Terminer la saisie").click()
    saisie.wait_for_url(f"**/agent/dossiers/{dossier.pk}/")
    verifier_axe(saisie, "agent-dossier-apres-saisie")
