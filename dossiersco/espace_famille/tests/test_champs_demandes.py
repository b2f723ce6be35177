"""Un champ que le collège ne demande pas ne se montre pas, ne se change pas, n'est pas nouveau."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import actions
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.examen import changements_de, examiner_un
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Trace
from dossiersco.dossiers.perimetre import AU_CHOIX, champs_demandes, cle
from dossiersco.dossiers.refus import GesteRefuse
from dossiersco.dossiers.tests.factories import (
    MEF_5E,
    DossierFactory,
    QuestionFactory,
    ResponsableFactory,
    famille_martin,
    relire,
)
from dossiersco.espace_famille.etapes.moi import SAISIES
from dossiersco.espace_famille.libelles import tables_lisibles
from dossiersco.espace_famille.presentation import INDISPENSABLES, blocs
from dossiersco.espace_famille.tests.pages import champs, html, saisie, texte, visibles
from dossiersco.pieces.tests.factories import PieceAttendueFactory
from dossiersco.siecle import schema_import
from dossiersco.siecle.schema_import import Choix

TOUT = {cle(cible, champ): "personne" for cible, siens in AU_CHOIX.items() for champ in siens}
CAS = [(cible, champ.nom) for cible, siens in AU_CHOIX.items() for champ in siens]
ETAPE = {Cible.ELEVE: "eleve", Cible.PERSONNE: "moi"}
# Ce qu'une page forgée enverrait, et ce que la colonne en ferait.
FORGES = {
    "nom_usage": ("Durand", "Durand"),
    "prenom2": ("Zoé", "Zoé"),
    "prenom3": ("Ada", "Ada"),
    "mel": ("neuf@exemple.fr", "neuf@exemple.fr"),
    "accepte_sms": ("on", True),
    "profession": ("infirmière", "43"),
    "communication_adresse": ("oui", True),
    "tel_portable": ("0639981111", "0639981111"),
    "tel_personnel": ("0199002222", "0199002222"),
    "tel_professionnel": ("0199003333", "0199003333"),
}


def taire(**champs):
    Campagne.objects.update(champs=champs)


def lignes(martin, ancre):
    """Les champs que la mère lit dans ce bloc de la page du dossier."""
    dossier = relire(martin.dossier)
    mere = Personne.objects.get(pk=martin.mere.pk)
    montres = blocs(dossier, mere, tables_lisibles(dossier), [])
    return {ligne.nom for bloc in montres if bloc.ancre == ancre for ligne in bloc.lignes}


def nom_saisi(cible, nom):
    return SAISIES[nom] if cible is Cible.PERSONNE else nom


@pytest.fixture
def objet(martin):
    """L'élève ou la mère, tel qu'en base."""
    return lambda cible: (
        Eleve.objects.get(pk=martin.dossier.eleve_id)
        if cible is Cible.ELEVE
        else Personne.objects.get(pk=martin.mere.pk)
    )


@pytest.mark.parametrize(("cible", "nom"), CAS)
def test_pas_demande_il_ne_se_montre_ni_ne_se_force(mere, martin, adresse_de, objet, cible, nom):
    adresse, saisi = adresse_de(ETAPE[cible], martin.dossier), nom_saisi(cible, nom)
    avant = mere.get(adresse)
    # Une page fabriquée à la main : demandée, elle change bien quelque chose.
    forge = {saisi: FORGES[saisi][0], "motif": "Erreur de saisie"}
    taire(**{f"{cible}_{nom}": "personne"})
    page = mere.get(adresse)
    assert set(champs(avant)) - set(champs(page)) <= {saisi}
    assert f'name="{saisi}"' in html(avant)
    assert f'name="{saisi}"' not in html(page)
    assert nom not in lignes(martin, ETAPE[cible])
    etait = getattr(objet(cible), nom)
    assert mere.post(adresse, saisie(page, **forge)).status_code == 302
    assert getattr(objet(cible), nom) == etait
    assert not Trace.objects.exists()
    assert changements_de(cible, objet(cible)) == []


@pytest.mark.parametrize(("cible", "nom"), CAS)
def test_demande_la_meme_page_le_change(mere, martin, adresse_de, objet, cible, nom):
    """Sans quoi le test d'au-dessus ne prouverait rien."""
    adresse, saisi = adresse_de(ETAPE[cible], martin.dossier), nom_saisi(cible, nom)
    forge = {saisi: FORGES[saisi][0], "motif": "Erreur de saisie"}
    assert mere.post(adresse, saisie(mere.get(adresse), **forge)).status_code == 302
    assert getattr(objet(cible), nom) == FORGES[saisi][1]
    assert nom in lignes(martin, ETAPE[cible])


@pytest.mark.parametrize(("cible", "nom"), CAS)
def test_le_geste_lui_meme_refuse_ce_qui_n_est_pas_demande(martin, objet, cible, nom):
    taire(**TOUT)
    with pytest.raises(GesteRefuse, match="ne demande pas"):
        actions.modifier(
            relire(martin.dossier),
            objet(cible),
            {"adresse": {}, nom: FORGES[nom_saisi(cible, nom)][1]},
            par=martin.mere,
        )
    assert not Trace.objects.exists()
    assert changements_de(cible, objet(cible)) == []


def test_un_bloc_qui_n_est_pas_demande_ne_se_force_pas_non_plus(martin):
    Campagne.objects.update(blocs={"regime": "personne"})
    with pytest.raises(GesteRefuse):
        actions.modifier(
            relire(martin.dossier), martin.dossier.eleve, {"code_regime": "3"}, par=martin.mere
        )


def test_un_champ_verrouille_se_demande_quoi_que_dise_le_reglage(martin):
    taire(eleve_nom_de_famille="personne", personne_adresse="personne", personne_mel="personne")
    dossier = relire(martin.dossier)
    assert "nom_de_famille" in champs_demandes(dossier, dossier.eleve)
    assert {"adresse", "mel"} <= champs_demandes(dossier, martin.mere)


def test_ce_que_siecle_exige_et_ce_que_nous_disons_indispensable_est_verrouille():
    schemas = {
        Cible.ELEVE: _exigees(schema_import._eleve(sortant=False)),
        Cible.PERSONNE: _exigees(schema_import.PERSONNE.forme),
    }
    for cible, exigees in schemas.items():
        noms = {champ.nom for champ in AU_CHOIX[cible]}
        assert not noms & INDISPENSABLES[cible]
        # Une profession que personne n'a dite part comme « inconnue ».
        assert {PAR_NOM[cible][nom].balise for nom in noms} & exigees <= {"CODE_PROFESSION"}


def _exigees(bloc):
    trouvees = set()
    for particule in bloc:
        if isinstance(particule, Choix):
            trouvees |= {noeud.balise for branche in particule.branches for noeud in branche}
        elif particule.mini:
            trouvees.add(particule.balise)
    return trouvees


def test_aux_nouveaux_seulement(mere, martin, adresse_de, objet):
    taire(eleve_mel="nouveaux", personne_code_profession="nouveaux")
    eleve, moi = (adresse_de(etape, martin.dossier) for etape in ("eleve", "moi"))
    assert "mel" in visibles(mere.get(eleve))
    assert "profession" in visibles(mere.get(moi))
    ancien = {"SCOLARITE_AN_DERNIER": {"CODE_RNE": martin.campagne.etablissement.uai}}
    Eleve.objects.update(photo={**objet(Cible.ELEVE).photo, **ancien})
    assert "mel" not in visibles(mere.get(eleve))
    assert "profession" not in visibles(mere.get(moi))


def test_ce_qui_est_deja_dit_se_lit_et_se_decide_encore(mere, martin, adresse_de):
    moi = adresse_de("moi", martin.dossier)
    mere.post(moi, saisie(mere.get(moi), tel_professionnel="01 99 00 33 33"))
    taire(**TOUT)
    assert "01 99 00 33 33 modifié" in texte(mere.get(adresse_de("dossier", martin.dossier)))
    assert "tel_professionnel" not in visibles(mere.get(moi))
    revue = adresse_de("revue", martin.dossier)
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    (nouveaute,) = examiner_un(relire(martin.dossier)).nouveautes
    assert nouveaute.changement.champ.nom == "tel_professionnel"


def test_ne_plus_demander_n_ote_rien_au_reste_de_la_page(mere, martin, adresse_de, objet):
    """Tout est tu : on déménage et on corrige une naissance comme d'habitude."""
    taire(**TOUT)
    moi, eleve = (adresse_de(etape, martin.dossier) for etape in ("moi", "eleve"))
    mere.post(moi, saisie(mere.get(moi), rue="3 place du Marché", code_postal="59200", commune=""))
    change = {"date_naiss": "2014-04-13", "motif": "Erreur de saisie"}
    mere.post(eleve, saisie(mere.get(eleve), **change))
    assert [c.champ.nom for c in changements_de(Cible.PERSONNE, objet(Cible.PERSONNE))] == [
        "adresse"
    ]
    assert {c.champ.nom for c in changements_de(Cible.ELEVE, objet(Cible.ELEVE))} == {
        "adresse",
        "date_naiss",
    }
    assert "Vos choix" not in html(mere.get(moi))


def test_une_page_restee_ouverte_dit_ce_qui_n_est_pas_garde(mere, martin, adresse_de, objet):
    moi = adresse_de("moi", martin.dossier)
    tapee = saisie(mere.get(moi), tel_professionnel="01 99 00 33 33", tel_personnel="0199002222")
    taire(personne_tel_professionnel="personne", personne_accepte_sms="personne")
    page = texte(mere.post(moi, tapee, follow=True))
    assert "ne demande plus, et n'a pas gardé : téléphone professionnel." in page
    assert objet(Cible.PERSONNE).tel_personnel == "0199002222"
    assert objet(Cible.PERSONNE).tel_professionnel == martin.mere.tel_professionnel


@pytest.mark.parametrize("etape", ["dossier", "eleve", "moi", "revue"])
def test_regler_champ_par_champ_ne_lit_rien_de_plus(mere, martin, adresse_de, etape):
    lectures = []
    for reglage in ({}, TOUT):
        taire(**reglage)
        with CaptureQueriesContext(connection) as requetes:
            mere.get(adresse_de(etape, martin.dossier))
        lectures.append(len(requetes))
    assert lectures[0] == lectures[1]


def test_signer_sans_rien_de_demande_valide_toujours_seul(mere, martin, adresse_de):
    taire(**TOUT)
    revue = adresse_de("revue", martin.dossier)
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert Dossier.objects.get().etat == "valide"


def aux(**codes_mef):
    Campagne.objects.update(codes_mef=codes_mef)


@pytest.mark.parametrize(("cible", "nom"), CAS)
def test_demande_a_d_autres_formations_il_ne_se_montre_ni_ne_se_force(
    mere, martin, adresse_de, objet, cible, nom
):
    adresse, saisi = adresse_de(ETAPE[cible], martin.dossier), nom_saisi(cible, nom)
    aux(**{f"{cible}_{nom}": [MEF_5E]})
    forge = {saisi: FORGES[saisi][0], "motif": "Erreur de saisie"}
    envoi = saisie(mere.get(adresse), **forge)
    assert nom in champs_demandes(relire(martin.dossier), objet(cible))
    aux(**{f"{cible}_{nom}": ["une autre"]})
    assert f'name="{saisi}"' not in html(mere.get(adresse))
    assert nom not in lignes(martin, ETAPE[cible])
    etait = getattr(objet(cible), nom)
    mere.post(adresse, envoi)
    assert getattr(objet(cible), nom) == etait
    assert not Trace.objects.exists()


@pytest.mark.parametrize("bloc", ["options", "regime", "pieces", "adultes"])
def test_un_bloc_demande_a_d_autres_formations_n_a_ni_lien_ni_page(mere, martin, adresse_de, bloc):
    dossier, etape = adresse_de("dossier", martin.dossier), adresse_de(bloc, martin.dossier)
    PieceAttendueFactory(campagne=martin.campagne, obligatoire=True)
    aux(**{bloc: [MEF_5E]})
    assert f'href="{etape}"' in html(mere.get(dossier))
    assert mere.get(etape).status_code == 200
    aux(**{bloc: ["une autre"]})
    assert f'href="{etape}"' not in html(mere.get(dossier))
    assert mere.get(etape).status_code == 302


@pytest.mark.parametrize("bloc", ["questions", "pieces"])
def test_ce_qui_est_obligatoire_ne_retient_pas_qui_ce_bloc_ne_regarde_pas(
    mere, martin, adresse_de, bloc
):
    QuestionFactory(campagne=martin.campagne, obligatoire=bloc == "questions")
    PieceAttendueFactory(campagne=martin.campagne, obligatoire=bloc == "pieces")
    revue = adresse_de("revue", martin.dossier)
    aux(**{bloc: [MEF_5E]})
    assert mere.post(revue, saisie(mere.get(revue), exact="on")).status_code == 422
    aux(**{bloc: ["une autre"]})
    mere.post(revue, saisie(mere.get(revue), exact="on"))
    assert Dossier.objects.get().etat == "valide"


@pytest.fixture
def fratrie(db):
    """Ada y était déjà ; Bob arrive."""
    famille = famille_martin(prenoms=("Ada", "Bob"))
    ada = famille.dossier.eleve
    ada.photo["SCOLARITE_AN_DERNIER"] = {"CODE_RNE": famille.campagne.etablissement.uai}
    ada.save()
    return famille


def test_une_fratrie_melee_lit_le_meme_bloc_vous_et_le_confirme_une_fois(
    fratrie, connecter, adresse_de
):
    taire(personne_code_profession="nouveaux", personne_tel_portable="nouveaux")
    mere = connecter(fratrie.mere)
    ada, bob = (adresse_de("dossier", dossier) for dossier in fratrie.dossiers)
    moi = [mere.get(adresse_de("moi", dossier)) for dossier in fratrie.dossiers]
    assert "profession" in visibles(moi[0])
    assert visibles(moi[0]).keys() == visibles(moi[1]).keys()
    vu = next(
        b["bloc"].empreinte for b in mere.get(bob).context["blocs"] if b["bloc"].ancre == "moi"
    )
    mere.post(reverse("espace_famille:confirmer", args=[fratrie.dossiers[1].pk, "moi"]), {"vu": vu})
    for page in (ada, bob):
        assert "Confirmé par vous" in texte(mere.get(page))


@pytest.mark.parametrize("nombre", [0, 4])
def test_une_lecture_de_plus_quel_que_soit_le_nombre_d_enfants(
    fratrie, connecter, adresse_de, nombre
):
    for _ in range(nombre):
        frere = DossierFactory(campagne=fratrie.campagne)
        ResponsableFactory(eleve=frere.eleve, personne=fratrie.mere)
    mere = connecter(fratrie.mere)
    page = adresse_de("dossier", fratrie.dossier)
    comptes = []
    for reglage in ({}, {"personne_code_profession": "nouveaux"}):
        taire(**reglage)
        with CaptureQueriesContext(connection) as lectures:
            mere.get(page)
        comptes.append(len(lectures))
    assert comptes[1] == comptes[0] + 1
