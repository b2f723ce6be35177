"""Le fichier pour SIECLE : les différences acceptées des dossiers validés, et rien d'autre."""

import hashlib
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from dossiersco.campagnes.blocs import BLOCS
from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers import decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Dossier, Eleve
from dossiersco.dossiers.perimetre import AU_CHOIX, cle
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.echanges.models import Retour
from dossiersco.echanges.retour import preparer_retour, produire_retour
from dossiersco.echanges.tests.depots import deposer, empreinte_de_la_base
from dossiersco.siecle.schema_import import Schema
from dossiersco.siecle.tests.test_schema_import_hasard import refus_officiels

pytestmark = pytest.mark.django_db
MOBILE = "0639980001"


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


def responsable(dossier):
    liens = dossier.eleve.responsables.qui_agissent().order_by("rang")
    return liens.select_related("personne").first().personne


def dossiers(college, combien):
    """Des enfants uniques : leurs responsables n'ont pas d'autre dossier."""
    trouves = [
        dossier
        for dossier in college.dossiers.order_by("pk").select_related(
            "eleve", "campagne__etablissement"
        )
        if "DATE_SORTIE" not in dossier.eleve.photo
        and dossier.eleve.responsables.qui_agissent().exists()
        and not any(
            lien.personne.responsables.exclude(eleve=dossier.eleve).exists()
            for lien in dossier.eleve.responsables.all()
        )
    ]
    return trouves[:combien]


def fratrie(college):
    """Une personne et les dossiers de ses enfants, tous présents."""
    for dossier in college.dossiers.order_by("pk"):
        personne = responsable(dossier)
        siens = Dossier.objects.pour_famille(personne).select_related("eleve")
        if siens.count() > 1 and not any("DATE_SORTIE" in d.eleve.photo for d in siens):
            return personne, list(siens)
    raise AssertionError("Le collège fabriqué n’a plus de fratrie.")


def repondre(dossier, cible=None, **valeurs):
    personne = responsable(dossier)
    modifier(relire(dossier), cible or dossier.eleve, valeurs, par=personne)
    signer(relire(dossier), par=personne)


def valider(dossier, agent):
    empreinte = examiner_un(relire(dossier)).empreinte
    decisions.valider(relire(dossier), empreinte=empreinte, par=agent)


def produire(college, schema=None):
    return produire_retour(preparer_retour(college, schema))


def xml_de(produit):
    with produit.fichier.open("rb") as fichier:
        archive = zipfile.ZipFile(io.BytesIO(fichier.read()))
    (nom,) = archive.namelist()
    return nom, archive.read(nom)


def donnees(plan):
    """Le fichier, sans son numéro d'envoi."""
    return etree.tostring(racine(produire_retour(plan)).find("DONNEES"))


def racine(produit):
    return etree.fromstring(xml_de(produit)[1])


def eleves_envoyes(college):
    return {e.dossier.eleve.id_siecle for e in preparer_retour(college).envoyables}


def test_rien_d_accepte_pas_de_fichier(college, agent):
    sans_nouveaute, transmis, refuse = dossiers(college, 3)
    signer(sans_nouveaute, par=responsable(sans_nouveaute))
    repondre(transmis, tel_portable=MOBILE)
    repondre(refuse, tel_portable=MOBILE)
    (nouveaute,) = examiner_un(relire(refuse)).nouveautes
    decisions.refuser(relire(refuse), nouveaute.changement.clef, motif="Non.", par=agent)
    valider(refuse, agent)
    avant = empreinte_de_la_base()
    assert produire(college) is None
    assert empreinte_de_la_base() == avant


def test_seuls_partent_les_dossiers_valides_qui_portent_une_difference(college, agent):
    accepte, transmis, sans_nouveaute, a_remplir = dossiers(college, 4)
    repondre(accepte, tel_portable=MOBILE)
    valider(accepte, agent)
    repondre(transmis, tel_portable=MOBILE)
    signer(sans_nouveaute, par=responsable(sans_nouveaute))
    modifier(a_remplir, a_remplir.eleve, {"tel_portable": MOBILE}, par=responsable(a_remplir))
    assert eleves_envoyes(college) == {accepte.eleve.id_siecle}


def test_le_fichier_porte_la_valeur_acceptee_et_celles_de_siecle(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    (eleve,) = racine(produire(college)).iter("ELEVE")
    photo = Eleve.objects.get(pk=dossier.eleve_id).photo
    assert eleve.findtext("TEL_PORTABLE") == MOBILE
    assert eleve.findtext("NOM_DE_FAMILLE") == photo["NOM_DE_FAMILLE"]
    assert eleve.findtext("CODE_REGIME") == photo["CODE_REGIME"]
    assert eleve.findtext("ID_PRV_ELE") == str(dossier.eleve.id_prv)


def test_ne_plus_rien_demander_n_ote_rien_au_fichier(college, agent):
    """Des réponses données avant, puis tout ce qui peut se taire se tait : au mot près le même."""
    for dossier in dossiers(college, 4):
        personne = responsable(dossier)
        modifier(relire(dossier), personne, {"tel_professionnel": MOBILE}, par=personne)
        repondre(dossier, tel_portable=MOBILE)
        valider(dossier, agent)
    avant = donnees(preparer_retour(college))
    tus = {cle(cible, c): "personne" for cible, siens in AU_CHOIX.items() for c in siens}
    ailleurs = {nom: ["formation sans élève"] for nom in (*tus, *BLOCS)}
    for tout in (
        {"champs": tus, "blocs": dict.fromkeys(BLOCS, "personne")},
        {"champs": {}, "blocs": {}, "codes_mef": ailleurs},
    ):
        Campagne.objects.update(**tout)
        relue = Campagne.objects.select_related("etablissement").get(pk=college.pk)
        assert donnees(preparer_retour(relue)) == avant
    assert avant.count(b"<TEL_PORTABLE>") >= 4


def test_un_brouillon_ecrit_apres_la_validation_ne_part_pas(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    eleve = relire(dossier).eleve
    brouillon = {"tel_portable": "0639980099", "prenom2": "Zéphyr"}
    modifier(relire(dossier), eleve, brouillon, par=responsable(dossier))
    (envoye,) = racine(produire(college)).iter("ELEVE")
    assert envoye.findtext("TEL_PORTABLE") == MOBILE
    assert envoye.findtext("PRENOM2") != "Zéphyr"


def test_un_brouillon_qui_revient_a_siecle_ne_retire_pas_ce_qui_est_accepte(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    eleve = relire(dossier).eleve
    siecle = {"tel_portable": eleve.photo.get("TEL_PORTABLE", "")}
    modifier(relire(dossier), eleve, siecle, par=responsable(dossier))
    assert eleves_envoyes(college) == {eleve.id_siecle}
    signer(relire(dossier), par=responsable(dossier))
    assert eleves_envoyes(college) == set()


def test_un_dossier_revenu_dans_la_file_attend_d_etre_valide_de_nouveau(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    repondre(dossier, prenom2="Zéphyr")
    assert eleves_envoyes(college) == set()
    valider(dossier, agent)
    assert eleves_envoyes(college) == {dossier.eleve.id_siecle}


def test_un_changement_refuse_ne_part_pas_avec_les_autres(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE, prenom2="Zéphyr")
    nouveautes = examiner_un(relire(dossier)).nouveautes
    clef = next(n.changement.clef for n in nouveautes if n.changement.champ.nom == "prenom2")
    decisions.refuser(relire(dossier), clef, motif="Sans justificatif.", par=agent)
    valider(dossier, agent)
    (envoyable,) = preparer_retour(college).envoyables
    assert [c.champ.nom for c in envoyable.changements] == ["tel_portable"]
    (eleve,) = racine(produire(college)).iter("ELEVE")
    assert eleve.findtext("PRENOM2") != "Zéphyr"


def test_une_fratrie_n_a_qu_une_fiche_par_personne(college, agent):
    personne, freres = fratrie(college)
    modifier(relire(freres[0]), personne, {"tel_portable": MOBILE}, par=personne)
    for dossier in freres:
        signer(relire(dossier), par=personne)
    valider(freres[0], agent)
    document = racine(produire(college))
    fiches = [p.findtext("ID_PRV_PER") for p in document.iter("PERSONNE")]
    assert len(fiches) == len(set(fiches))
    assert fiches.count(str(personne.id_prv)) == 1
    eleves = list(document.iter("ELEVE"))
    assert len(eleves) == len(freres)
    for eleve in eleves:
        assert str(personne.id_prv) in [n.text for n in eleve.iter("ID_PRV_PER")]


def test_un_dossier_bloque_est_liste_avec_sa_raison_et_n_arrete_pas_les_autres(college, agent):
    bloque, autre = dossiers(college, 2)
    Eleve.objects.filter(pk=bloque.eleve_id).update(
        photo={k: v for k, v in bloque.eleve.photo.items() if k != "CODE_SEXE"}, code_sexe=""
    )
    for dossier in (bloque, autre):
        repondre(relire(dossier), tel_portable=MOBILE)
        valider(dossier, agent)
    plan = preparer_retour(college)
    (refus,) = plan.bloques
    assert refus.dossier == bloque
    assert refus.motifs and all(motif.endswith(".") for motif in refus.motifs)
    assert [e.dossier for e in plan.envoyables] == [autre]


def test_un_nom_impossible_a_ecrire_bloque_ce_dossier_et_lui_seul(college, agent):
    bloque, autre = dossiers(college, 2)
    repondre(bloque, nom_usage="李明")
    repondre(autre, tel_portable=MOBILE)
    for dossier in (bloque, autre):
        valider(dossier, agent)
    plan = preparer_retour(college)
    assert [b.dossier for b in plan.bloques] == [bloque]
    assert produire_retour(plan) is not None


def sans_ses_facultatives(dossier):
    """Une liste d'options que SIECLE accepterait : celles qu'il a, moins les facultatives."""
    return [o for o in dossier.eleve.options if o["CODE_MODALITE_ELECT"] == "O"]


@pytest.mark.parametrize("cas", ["autre_formation", "meme_formation", "base_de_l_annee"])
def test_les_options_d_une_formation_que_siecle_ne_donne_pas_attendent(college, agent, cas):
    dossier = next(d for d in dossiers(college, 60) if sans_ses_facultatives(d) != d.eleve.options)
    repondre(dossier, tel_portable=MOBILE, options=sans_ses_facultatives(dossier))
    valider(dossier, agent)
    if cas == "base_de_l_annee":
        Campagne.objects.filter(pk=college.pk).update(mef_de_la_rentree=False)
    else:
        autre = college.mefs.exclude(code_mef=dossier.eleve.code_mef).first().code_mef
        rentree = autre if cas == "autre_formation" else dossier.eleve.code_mef
        Dossier.objects.filter(pk=dossier.pk).update(code_mef_rentree=rentree)
    plan = preparer_retour(college)
    (eleve,) = racine(produire_retour(plan)).iter("ELEVE")
    attendent = cas != "meme_formation"
    envoyees = {option.text for option in eleve.iterfind(".//OPTION/CODE_MATIERE")}
    lues = {o["CODE_MATIERE"] for o in dossier.eleve.photo["OPTIONS"]}
    assert (envoyees == lues) is attendent
    assert any("elles ne partent pas" in avis for avis in plan.avis) is attendent
    # Le reste du dossier part, sous la formation que dit SIECLE.
    assert eleve.findtext("TEL_PORTABLE") == MOBILE
    assert eleve.findtext("SCOLARITE_ACTIVE/CODE_MEF") == dossier.eleve.photo["CODE_MEF"]


def test_chaque_envoi_a_son_numero_et_son_nom(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    premier, second = produire(college), produire(college)
    assert (premier.num_envoi, second.num_envoi) == (1, 2)
    assert racine(second).findtext("PARAMETRES/NUM_ENVOI") == "2"
    noms = [xml_de(produit)[0] for produit in (premier, second)]
    assert len(set(noms)) == 2
    for produit, nom in zip((premier, second), noms, strict=True):
        assert re.fullmatch(r"0590181BPRIVE2026\d{12}\.xml", nom)
        assert produit.fichier.name.split("/")[-1] == nom.replace(".xml", ".zip")


def test_l_empreinte_gardee_est_celle_du_fichier(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    produit = produire_retour(preparer_retour(college), par=agent)
    with produit.fichier.open("rb") as fichier:
        assert produit.sha256 == hashlib.sha256(fichier.read()).hexdigest()
    assert Retour.objects.get().par_agent == agent
    assert list(produit.dossiers.all()) == [dossier]


@pytest.mark.parametrize("schema", Schema)
def test_le_fichier_est_valide_dans_les_schemas_officiels(college, agent, schema):
    for dossier in dossiers(college, 8):
        repondre(dossier, tel_portable=MOBILE, nom_usage="ŒUVRARD-L'ÉCLUSE")
        valider(dossier, agent)
    plan = preparer_retour(college, schema)
    assert len(plan.envoyables) >= 6
    assert refus_officiels(xml_de(produire_retour(plan))[1], schema) == []


def test_par_defaut_le_schema_est_celui_du_college(college):
    college.etablissement.schema_retour = "4.0"
    assert preparer_retour(college).schema == Schema.V4_0


def test_ce_que_siecle_a_repris_ne_repart_pas(college, agent):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    eleve = relire(dossier).eleve
    eleve.photo["TEL_PORTABLE"] = "06 39 98 00 01"
    eleve.save()
    assert eleves_envoyes(college) == set()


def test_ce_que_siecle_a_change_depuis_n_est_pas_ecrase_par_un_brouillon(college, agent):
    """Accepté, repris par SIECLE, puis corrigé dans SIECLE : l'ancienne décision est consommée."""
    (dossier,) = dossiers(college, 1)
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    eleve = relire(dossier).eleve
    eleve.photo["TEL_PORTABLE"] = eleve.tel_portable = "0639980055"
    eleve.save()
    modifier(relire(dossier), eleve, {"tel_portable": "0639980066"}, par=responsable(dossier))
    assert eleves_envoyes(college) == set()


def test_preparer_lit_autant_pour_un_que_pour_dix_et_n_ecrit_rien(college, agent):
    lectures = []
    for lot in (dossiers(college, 1), dossiers(college, 10)[1:]):
        for dossier in lot:
            repondre(dossier, tel_portable=MOBILE)
            valider(dossier, agent)
        avant = empreinte_de_la_base()
        with CaptureQueriesContext(connection) as requetes:
            preparer_retour(college)
        lectures.append(len(requetes))
        assert empreinte_de_la_base() == avant
    assert lectures[0] == lectures[1] < 15
