"""Le lendemain d'un envoi : vu, absent, ou autre chose, et rien que l'absent ne repart."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.champs import PAR_NOM, Cible
from dossiersco.dossiers.models import Personne
from dossiersco.dossiers.tests.factories import AgentFactory, relire
from dossiersco.echanges import lendemain
from dossiersco.echanges.contexte import contexte_de
from dossiersco.echanges.lecteurs import Portee
from dossiersco.echanges.lendemain import _Lecture
from dossiersco.echanges.models import ChangementEnvoye, LigneCompteRendu, Retour, Sort
from dossiersco.echanges.rapport import enregistrer_rapport
from dossiersco.echanges.retour import preparer_retour
from dossiersco.echanges.tests.depots import deposer, empreinte_de_la_base
from dossiersco.echanges.tests.test_retour import (
    MOBILE,
    dossiers,
    eleves_envoyes,
    fratrie,
    produire,
    repondre,
    responsable,
    valider,
    xml_de,
)
from dossiersco.siecle.banc import Base, Section
from dossiersco.siecle.banc import deposer as deposer_dans_siecle
from dossiersco.siecle.fabrique import ecrire, fabriquer
from dossiersco.siecle.tests.comptes_rendus_fictifs import compte_rendu

pytestmark = pytest.mark.django_db
# Les exports fabriqués se disent du 15 juin au soir.
LA_VEILLE = datetime(2026, 6, 14, 18, tzinfo=UTC)
LE_LENDEMAIN = datetime(2026, 6, 16, 18, tzinfo=UTC)
MOL = "Mol-Élie"


@pytest.fixture(scope="module")
def fabrique():
    """Celui des `exports`."""
    return fabriquer(uai="0590181B", annee=2026, eleves=60, graine=4)


@pytest.fixture
def college(college_fabrique, exports):
    deposer(college_fabrique, *exports)
    return Campagne.objects.select_related("etablissement").get(pk=college_fabrique.pk)


@pytest.fixture
def agent(college):
    return AgentFactory(etablissement=college.etablissement)


def envoyer(college, le=LA_VEILLE):
    produit = produire(college)
    Retour.objects.filter(pk=produit.pk).update(le=le)
    return produit


def accepter(agent, *demandes, **valeurs):
    for dossier in demandes:
        repondre(dossier, **valeurs)
        valider(dossier, agent)


def sorts():
    return {envoye.champ: envoye.sort for envoye in ChangementEnvoye.objects.all()}


def reexporter(fabrique, dossier, eleves=None, personnes=None):
    """Les cinq fichiers, où SIECLE dit autre chose de ces fiches : {clé: {balise: valeur}}."""
    change = replace(
        fabrique,
        eleves=tuple(
            replace(e, photo={**e.photo, **(eleves or {}).get(e.eleve_id, {})})
            for e in fabrique.eleves
        ),
        personnes=tuple(
            replace(p, photo={**p.photo, **(personnes or {}).get(p.personne_id, {})})
            for p in fabrique.personnes
        ),
    )
    return {chemin.name[10:-4]: chemin for chemin in ecrire(change, dossier)}


def test_chaque_changement_envoye_est_garde_avec_l_envoi(college, agent):
    (dossier,) = dossiers(college, 1)
    personne = responsable(dossier)
    repondre(dossier, tel_portable=MOBILE)
    repondre(dossier, cible=personne, tel_professionnel="0320990011")
    valider(dossier, agent)
    produit = produire(college)
    de_l_eleve, de_la_personne = ChangementEnvoye.objects.filter(retour=produit).order_by("champ")
    assert (de_l_eleve.champ, de_la_personne.champ) == ("tel_portable", "tel_professionnel")
    assert (de_l_eleve.eleve, de_l_eleve.personne) == (dossier.eleve, None)
    assert (de_la_personne.eleve, de_la_personne.personne) == (None, personne)
    assert de_l_eleve.avant == dossier.eleve.photo.get("TEL_PORTABLE")
    assert (de_l_eleve.apres, de_l_eleve.dossier) == (MOBILE, dossier)
    assert {de_l_eleve.sort, de_la_personne.sort} == {Sort.ATTENDU}


def test_le_changement_d_un_parent_partage_n_est_garde_qu_une_fois(college, agent):
    personne, freres = fratrie(college)
    modifier(relire(freres[0]), personne, {"tel_portable": MOBILE}, par=personne)
    for frere in freres:
        signer(relire(frere), par=personne)
    valider(freres[0], agent)
    produit = produire(college)
    assert produit.dossiers.count() == len(freres)
    assert produit.changements.get().personne == personne


def test_ce_que_le_fichier_ne_porte_pas_n_est_pas_attendu(college, agent):
    """Un nom de responsable que SIECLE ne reconnaîtrait plus reste l'ancien dans le fichier."""
    (dossier,) = dossiers(college, 1)
    personne = responsable(dossier)
    Personne.objects.filter(pk=personne.pk).update(
        photo={k: v for k, v in personne.photo.items() if k != "ID_PRV_PER"}
    )
    repondre(dossier, cible=personne, nom_de_famille="ZZNOUVEAU", tel_portable=MOBILE)
    valider(dossier, agent)
    assert [c.champ.nom for c in preparer_retour(college).envoyables[0].changements] == [
        "nom_de_famille",
        "tel_portable",
    ]
    produire(college)
    assert sorts() == {"tel_portable": Sort.ATTENDU}


def test_sans_fichier_aucun_changement_n_est_garde(college, agent, monkeypatch):
    """Écrits dans la même transaction que l'envoi : l'un n'existe pas sans l'autre."""
    accepter(agent, *dossiers(college, 1), tel_portable=MOBILE)
    monkeypatch.setattr(
        "dossiersco.echanges.retour._changements_envoyes", lambda *_: [ChangementEnvoye()]
    )
    with pytest.raises(Exception, match=r"NOT NULL|not-null|CHECK"):
        produire(college)
    assert not ChangementEnvoye.objects.exists()


def test_ce_que_siecle_dit_maintenant_est_vu(college, agent, fabrique, tmp_path):
    (dossier,) = dossiers(college, 1)
    accepter(agent, dossier, tel_portable=MOBILE)
    envoyer(college)
    cle = dossier.eleve.id_siecle
    frais = reexporter(fabrique, tmp_path, {cle: {"TEL_PORTABLE": "06 39 98 00 01"}})
    deposer(college, frais["ElevesAvecAdresses"])
    (envoye,) = ChangementEnvoye.objects.all()
    assert envoye.sort is Sort.VU
    assert envoye.vu_le and not envoye.absent_le and not envoye.autre_le


def test_ce_que_siecle_dit_encore_comme_avant_est_absent_puis_vu(
    college, agent, exports, fabrique, tmp_path
):
    (dossier,) = dossiers(college, 1)
    accepter(agent, dossier, tel_portable=MOBILE)
    envoyer(college)
    deposer(college, *exports)
    assert sorts() == {"tel_portable": Sort.ABSENT}
    assert eleves_envoyes(college) == {dossier.eleve.id_siecle}
    frais = reexporter(fabrique, tmp_path, {dossier.eleve.id_siecle: {"TEL_PORTABLE": MOBILE}})
    deposer(college, *frais.values())
    assert sorts() == {"tel_portable": Sort.VU}
    assert ChangementEnvoye.objects.get().absent_le is None


def test_une_troisieme_valeur_est_dite_telle_quelle(college, agent, fabrique, tmp_path):
    (dossier,) = dossiers(college, 1)
    accepter(agent, dossier, tel_portable=MOBILE)
    envoyer(college)
    cle = dossier.eleve.id_siecle
    frais = reexporter(fabrique, tmp_path, {cle: {"TEL_PORTABLE": "0639980077"}})
    deposer(college, *frais.values())
    (envoye,) = ChangementEnvoye.objects.all()
    assert (envoye.sort, envoye.autre) == (Sort.AUTRE, "0639980077")
    deposer(college, *frais.values())
    assert ChangementEnvoye.objects.get().autre_le == envoye.autre_le


@pytest.mark.parametrize("nom", ["Nomenclature", "Communs", "Structures"])
def test_un_fichier_qui_ne_parle_de_personne_ne_pointe_rien(
    college, agent, fabrique, tmp_path, nom
):
    accepter(agent, *dossiers(college, 1), tel_portable=MOBILE)
    envoyer(college)
    deposer(college, reexporter(fabrique, tmp_path)[nom])
    assert sorts() == {"tel_portable": Sort.ATTENDU}


def test_les_eleves_seuls_ne_disent_rien_des_responsables(college, agent, fabrique, tmp_path):
    (dossier,) = dossiers(college, 1)
    repondre(dossier, cible=responsable(dossier), tel_professionnel="0320990011")
    repondre(dossier, tel_portable=MOBILE)
    valider(dossier, agent)
    envoyer(college)
    frais = reexporter(fabrique, tmp_path)
    deposer(college, frais["ElevesAvecAdresses"])
    assert sorts() == {"tel_portable": Sort.ABSENT, "tel_professionnel": Sort.ATTENDU}
    deposer(college, frais["ResponsablesAvecAdresses"])
    assert sorts() == {"tel_portable": Sort.ABSENT, "tel_professionnel": Sort.ABSENT}


def test_un_export_d_avant_l_envoi_ne_prouve_aucune_absence(college, agent, exports):
    accepter(agent, *dossiers(college, 1), tel_portable=MOBILE)
    envoyer(college, le=LE_LENDEMAIN)
    deposer(college, *exports)
    assert sorts() == {"tel_portable": Sort.ATTENDU}


def test_un_export_sans_adresses_ne_dit_rien_des_adresses(college, agent, fabrique, tmp_path):
    (dossier,) = dossiers(college, 1)
    adresse = {**dossier.eleve.photo["ADRESSE"], "LIGNE1_ADRESSE": "9 RUE DU PUITS"}
    accepter(agent, dossier, adresse=adresse, tel_portable=MOBILE)
    envoyer(college)
    sans = replace(
        fabrique,
        eleves=tuple(
            replace(
                e, photo={k: v for k, v in e.photo.items() if k not in ("ADRESSE", "ADRESSE_ID")}
            )
            for e in fabrique.eleves
        ),
    )
    deposer(college, *ecrire(sans, tmp_path))
    assert sorts() == {"adresse": Sort.ATTENDU, "tel_portable": Sort.ABSENT}


def test_la_fiche_eleve_ne_prouve_aucune_absence():
    """Ses colonnes sont trop peu : ce qu'elle tait garde sa photo d'avant."""
    attendu = ChangementEnvoye(champ="tel_portable")
    assert not _Lecture(None, Portee(de_secours=True)).prouve_une_absence(attendu)
    assert _Lecture(None, Portee()).prouve_une_absence(attendu)


def test_pointer_deux_fois_les_memes_fichiers_n_ecrit_rien(college, agent, exports):
    accepter(agent, *dossiers(college, 3), tel_portable=MOBILE)
    envoyer(college)
    deposer(college, *exports)
    avant = empreinte_de_la_base(sauf=("echanges.Import",))
    deposer(college, *exports)
    assert empreinte_de_la_base(sauf=("echanges.Import",)) == avant


def test_un_essai_ne_pointe_rien(college, agent, exports):
    accepter(agent, *dossiers(college, 1), tel_portable=MOBILE)
    envoyer(college)
    deposer(college, *exports, simuler=True)
    assert sorts() == {"tel_portable": Sort.ATTENDU}


def test_pointer_lit_et_ecrit_autant_pour_un_que_pour_dix(college, agent, monkeypatch, exports):
    recus = []

    def garder(_, exports):
        recus.append(list(exports))
        return [], []

    monkeypatch.setattr("dossiersco.echanges.actions.pointer", garder)
    deposer(college, *exports)
    requetes = []
    for lot in (dossiers(college, 1), dossiers(college, 10)[1:]):
        ChangementEnvoye.objects.all().delete()
        accepter(agent, *lot, tel_portable=MOBILE)
        envoyer(college)
        with CaptureQueriesContext(connection) as captees:
            lendemain.pointer(college, recus[0])
        assert set(sorts().values()) == {Sort.ABSENT}
        requetes.append(len(captees))
    assert requetes[0] == requetes[1] <= 5


@pytest.mark.parametrize(
    ("cible", "champ", "envoye", "dit"),
    [
        (Cible.ELEVE, "nom_usage", "d’Alembert-Œuvrard", "D'ALEMBERT-ŒUVRARD"),
        (Cible.ELEVE, "prenom", "Wołodymyr", "WOLODYMYR"),
        (Cible.ELEVE, "tel_portable", "+33 6 39 98 00 01", "0639980001"),
        (Cible.ELEVE, "ville_naiss", "Timişoara", "TIMISOARA"),
        (Cible.PERSONNE, "mel", "Lea@Exemple.fr", "lea@exemple.fr"),
        (
            Cible.PERSONNE,
            "adresse",
            {"LIGNE1_ADRESSE": "3 bis, rue de l’Île", "CODE_POSTAL": "59000"},
            {"LIGNE1_ADRESSE": "3 BIS, RUE DE L'ÎLE", "CODE_POSTAL": "59000", "ADRESSE_ID": "9"},
        ),
        (
            Cible.ELEVE,
            "options",
            [{"NUM_OPTION": "1", "CODE_MATIERE": "030201", "CODE_MODALITE_ELECT": "O"}],
            [{"NUM_OPTION": "2", "CODE_MATIERE": "030201", "CODE_MODALITE_ELECT": "O"}],
        ),
    ],
)
def test_les_formes_de_siecle_comptent_comme_vues(cible, champ, envoye, dit):
    assert lendemain.pareil(PAR_NOM[cible][champ], envoye, dit)


@pytest.mark.parametrize(
    ("champ", "envoye", "dit"),
    [("prenom", "Noé", "NOE"), ("ville_naiss", "Lille", "LYS"), ("tel_portable", "", "0639980001")],
)
def test_un_accent_perdu_ou_une_autre_valeur_ne_comptent_pas(champ, envoye, dit):
    assert not lendemain.pareil(PAR_NOM[Cible.ELEVE][champ], envoye, dit)


def test_une_adresse_que_siecle_a_mise_en_capitales_ne_repart_pas(
    college, agent, fabrique, tmp_path
):
    (dossier,) = dossiers(college, 1)
    lue = dossier.eleve.photo["ADRESSE"]
    accepter(agent, dossier, adresse={**lue, "LIGNE1_ADRESSE": "9 rue du Puits"})
    envoyer(college)
    reprise = {**lue, "LIGNE1_ADRESSE": "9 RUE DU PUITS", "ADRESSE_ID": "77777777"}
    cle = dossier.eleve.id_siecle
    frais = reexporter(
        fabrique, tmp_path, {cle: {"ADRESSE": reprise, "ADRESSE_ID": reprise["ADRESSE_ID"]}}
    )
    deposer(college, *frais.values())
    assert sorts() == {"adresse": Sort.VU}
    assert eleves_envoyes(college) == set()


def test_seul_l_eleve_rejete_repart(college, agent, fabrique, tmp_path):
    """Produire, déposer dans SIECLE, qui en rejette un ; réexporter, importer ; produire."""
    trois = dossiers(college, 3)
    accepter(agent, *trois, tel_portable=MOBILE, prenom2=MOL)
    envoyer(college)
    rejete, *_ = trois
    nom, xml = xml_de(Retour.objects.get())
    racine = etree.fromstring(xml)
    for eleve in racine.iter("ELEVE"):
        if eleve.findtext("ID_PRV_ELE") == str(rejete.eleve.id_prv):
            eleve.find("DATE_ENTREE").text = "1990-01-01"
    rendu = deposer_dans_siecle(
        base_de(fabrique),
        etree.tostring(racine, encoding="ISO-8859-15"),
        contexte=contexte_de(college),
    )
    rejets = [ligne.code for ligne in rendu.section(Section.ELEVES_REJETES)]
    assert (rendu.refus, rejets) == ("", ["REJEL_ENTREE_B_02"])
    enregistrer_rapport(Retour.objects.get(), compte_rendu(rendu.lignes), par=agent)
    rejetees = LigneCompteRendu.objects.filter(section=Section.ELEVES_REJETES)
    assert [ligne.eleve_id for ligne in rejetees] == [rejete.eleve_id]
    assert not LigneCompteRendu.objects.filter(eleve=None, personne=None).exists()

    deposer(college, *ecrire(college_de(fabrique, rendu.base), tmp_path))

    absents = ChangementEnvoye.objects.filter(absent_le__isnull=False)
    assert {envoye.dossier_id for envoye in absents} == {rejete.pk}
    assert ChangementEnvoye.objects.vus().count() == 4
    nom_suivant, xml_suivant = xml_de(produire(college))
    partis = [e.findtext("ID_PRV_ELE") for e in etree.fromstring(xml_suivant).iter("ELEVE")]
    assert partis == [str(rejete.eleve.id_prv)]
    assert nom_suivant != nom


def base_de(fabrique):
    return deepcopy(
        Base(
            {e.eleve_id: e.photo for e in fabrique.eleves},
            {p.personne_id: p.photo for p in fabrique.personnes},
            {(li.eleve_id, li.personne_id): li.photo for li in fabrique.liens},
        )
    )


def college_de(fabrique, base):
    return replace(
        fabrique,
        eleves=tuple(replace(e, photo=base.eleves[e.eleve_id]) for e in fabrique.eleves),
        personnes=tuple(
            replace(p, photo=base.personnes[p.personne_id]) for p in fabrique.personnes
        ),
        liens=tuple(
            replace(li, photo=base.liens[li.eleve_id, li.personne_id]) for li in fabrique.liens
        ),
    )
