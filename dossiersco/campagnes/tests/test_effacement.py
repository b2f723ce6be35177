"""Rien de vivant n'est effacé, rien de mort n'est gardé, et un essai n'écrit rien."""

import json
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from dossiersco.campagnes import conservation
from dossiersco.campagnes.conservation import CONSERVATION, Depuis, Sorte
from dossiersco.campagnes.effacement import TropAEffacer, effacer, essayer
from dossiersco.campagnes.models import Effacement
from dossiersco.comptes.models import CodeAcces, Compte, Reunion
from dossiersco.dossiers import conservation as dossiers
from dossiersco.dossiers.brouillons import Brouillon
from dossiersco.dossiers.examen import examiner
from dossiersco.dossiers.models import (
    Avis,
    Confirmation,
    Delegation,
    DemandeFamille,
    Dossier,
    Eleve,
    NoteInterne,
    Personne,
    Signature,
    Trace,
)
from dossiersco.dossiers.tests.factories import (
    AgentFactory,
    CampagneFactory,
    CompteFactory,
    DossierFactory,
    EtablissementFactory,
    Famille,
    ReponseFactory,
    SignatureFactory,
    donner_compte,
    famille_diallo,
    famille_martin,
    relire,
)
from dossiersco.echanges.models import ChangementEnvoye, Import, Retour
from dossiersco.messagerie.models import Message
from dossiersco.pieces.models import PieceJointe
from dossiersco.pieces.stockage import stockage
from dossiersco.pieces.tests.factories import PieceAttendueFactory, PieceJointeFactory
from dossiersco.relances.models import Relance
from dossiersco.socle.dates import plus_des_mois

pytestmark = pytest.mark.django_db
PERDUS = "fichiers sans ligne"


def tout() -> dict[str, list[tuple[Any, ...]]]:
    """Chaque ligne de chaque table."""
    return {
        modele._meta.label: list(modele._base_manager.order_by("pk").values_list())
        for modele in apps.get_models()
    }


def fichiers() -> set[str]:
    return {str(chemin) for chemin in Path(settings.VAR).rglob("*") if chemin.is_file()}


def il_y_a(jours: int) -> datetime:
    return timezone.now() - timedelta(days=jours)


@pytest.fixture
def finie():
    """Finie depuis treize mois."""
    return CampagneFactory(
        annee=2025, ouverte_le=il_y_a(460), ferme_le=timezone.localdate() - timedelta(days=400)
    )


@pytest.fixture
def vivante(finie):
    """La suivante du même collège, ouverte et sans dernier jour."""
    return CampagneFactory(etablissement=finie.etablissement, annee=2026)


@pytest.fixture
def effacer_tout(django_capture_on_commit_callbacks):
    def geste(le: datetime | None = None, **options: int) -> dict[str, int]:
        with django_capture_on_commit_callbacks(execute=True):
            faits = effacer(le or timezone.now(), **options)
        return en_tout(faits)

    return geste


def en_tout(faits: list[Effacement]) -> dict[str, int]:
    """Sans les fichiers perdus : ceux que d'autres tests ont laissés n'ont rien à dire ici."""
    total: Counter[str] = Counter()
    for fait in faits:
        total.update(fait.comptes)
    del total[PERDUS]
    return dict(total)


def vivre(famille: Famille) -> None:
    """Tout ce qu'une famille laisse dans un dossier."""
    dossier, mere = famille.dossier, famille.mere
    agent = AgentFactory(etablissement=famille.campagne.etablissement)
    le = il_y_a(420)
    delegation = Delegation.objects.create(
        par_agent=agent, personne=mere, dossier=dossier, canal="papier", expire_le=le
    )
    ecrit = {"dossier": dossier, "champ": "mel", "personne": mere, "le": le}
    Trace.objects.create(**ecrit, geste="modifier", par_personne=mere, delegation=delegation)
    Trace.objects.create(**ecrit, geste="accepter", par_agent=agent)
    SignatureFactory(dossier=dossier, personne=mere, signee_le=le, delegation=delegation)
    Confirmation.objects.create(campagne=famille.campagne, personne=mere, bloc="moi")
    Avis.objects.create(campagne=famille.campagne, personne=mere, note=5)
    NoteInterne.objects.create(dossier=dossier, par_agent=agent, texte="à rappeler")
    Relance.objects.create(campagne=famille.campagne, personne=mere, numero=1, canal="mel")
    ReponseFactory(dossier=dossier, personne=mere, question__campagne=famille.campagne)
    PieceJointeFactory(dossier=dossier, personne=mere)
    envoi = Retour(campagne=famille.campagne, schema="commun", num_envoi=dossier.pk, sha256="0")
    envoi.fichier.save("envoi.zip", ContentFile(b"envoi"), save=True)
    envoi.dossiers.add(dossier)
    ChangementEnvoye.objects.create(retour=envoi, dossier=dossier, personne=mere, champ="mel")
    fait = Import(campagne=famille.campagne)
    fait.avant.save("avant", ContentFile(b"avant"), save=True)


# Quand


@pytest.mark.parametrize("fuseau", ["Europe/Paris", "Indian/Reunion"])
@pytest.mark.parametrize("sorte", [Sorte.NON_COMMENCES, Sorte.DOSSIERS])
def test_le_terme_se_compte_en_mois_depuis_le_dernier_jour_du_college(
    effacer_tout, finie, sorte, fuseau
):
    finie.etablissement.fuseau = fuseau
    finie.etablissement.save()
    dossier = DossierFactory(campagne=finie)
    if sorte is Sorte.DOSSIERS:
        SignatureFactory(dossier=dossier)
    terme = plus_des_mois(finie.fin_du_dernier_jour(finie.ferme_le), CONSERVATION[sorte].mois)
    effacer_tout(terme)
    assert Dossier.objects.exists()
    effacer_tout(terme + timedelta(seconds=1))
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("dans", [0, 3650])
def test_une_campagne_sans_dernier_jour_n_est_jamais_finie(effacer_tout, dans):
    vivre(famille_martin(CampagneFactory(ferme_le=None, ouverte_le=il_y_a(3000))))
    avant = Dossier.objects.count(), PieceJointe.objects.count(), Retour.objects.count()
    effacer_tout(timezone.now() + timedelta(days=dans))
    assert (Dossier.objects.count(), PieceJointe.objects.count(), Retour.objects.count()) == avant


def test_l_annee_bissextile_ne_decale_rien():
    assert plus_des_mois(datetime(2028, 2, 29, tzinfo=UTC), 12) == datetime(2029, 2, 28, tzinfo=UTC)
    assert plus_des_mois(datetime(2026, 1, 31, tzinfo=UTC), -2) == datetime(
        2025, 11, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "commencer",
    [
        lambda d, p: SignatureFactory(dossier=d, personne=p),
        lambda d, p: Trace.objects.create(dossier=d, geste="deposer"),
        lambda d, p: ReponseFactory(dossier=d, personne=p, question__campagne=d.campagne),
        lambda d, p: Brouillon.objects.create(dossier=d, personne=p, etape="moi", page="1"),
        lambda d, p: DemandeFamille.objects.create(dossier=d, par_personne=p, sorte="tiers"),
        lambda d, p: Confirmation.objects.create(campagne=d.campagne, personne=p, bloc="moi"),
        lambda d, p: Dossier.objects.filter(pk=d.pk).update(etat="valide"),
    ],
)
def test_un_dossier_commence_se_garde_un_an(effacer_tout, finie, commencer):
    finie.ferme_le = timezone.localdate() - timedelta(days=100)
    finie.save()
    commence, autre = famille_martin(finie), famille_diallo(finie)
    commencer(commence.dossier, commence.mere)
    # Ce que le collège ou SIECLE écrit seul n'est pas un commencement.
    Trace.objects.create(dossier=autre.dossier, geste="changer", champ="mel", personne=autre.mere)
    compte = effacer_tout()
    assert list(Dossier.objects.all()) == [commence.dossier]
    assert compte == {"dossiers jamais commencés": 1, "élèves": 1, "responsables": 1}
    assert set(Personne.objects.all()) == {commence.mere, commence.pere}


# Quoi


def test_tout_ce_qui_est_mort_s_efface_avec_ses_fichiers(effacer_tout, finie):
    avant = fichiers()
    famille = famille_martin(finie)
    compte = donner_compte(famille.mere)
    code = CodeAcces.objects.create(compte=compte, empreinte="a", expire_le=il_y_a(400))
    autre = CodeAcces.objects.create(
        compte=CompteFactory(), empreinte="b", expire_le=timezone.now() + timedelta(days=9)
    )
    Reunion.objects.create(code=autre, autre=code)
    vivre(famille)
    rendu = effacer_tout()
    for modele in (Dossier, Eleve, Personne, Trace, Signature, Delegation, Avis, Confirmation):
        assert not modele.objects.exists(), modele
    for modele in (PieceJointe, Retour, ChangementEnvoye, Import, Relance, Reunion):
        assert not modele.objects.exists(), modele
    assert not Compte.objects.filter(pk=compte.pk).exists()
    assert list(CodeAcces.objects.all()) == [autre]
    assert fichiers() <= avant
    assert rendu == {
        "dossiers": 1,
        "signatures": 1,
        "documents": 1,
        "relances": 1,
        "fichiers pour SIECLE": 1,
        "imports": 1,
        "élèves": 1,
        "responsables": 2,
        "comptes": 1,
        "codes d’accès": 1,
        "réunions": 1,
    }


def test_les_reglages_du_college_restent(effacer_tout, finie):
    attendue = PieceAttendueFactory(campagne=finie)
    vivre(famille_martin(finie))
    effacer_tout()
    finie.refresh_from_db()
    assert attendue in finie.pieces_attendues.all() and finie.questions.exists()


def test_un_message_se_garde_un_an(effacer_tout):
    for cle, jours in (("vieux", 370), ("jeune", 360)):
        Message.objects.create(cle=cle, canal="mel", corps="", cree_le=il_y_a(jours))
    assert effacer_tout() == {"messages": 1}
    assert Message.objects.get().cle == "jeune"


def test_un_code_expire_depuis_peu_attend_que_le_dernier_jour_soit_repousse(effacer_tout):
    for empreinte, jours in (("mort", 100), ("dormant", 30)):
        CodeAcces.objects.create(
            compte=CompteFactory(), empreinte=empreinte, expire_le=il_y_a(jours)
        )
    effacer_tout()
    assert CodeAcces.objects.get().empreinte == "dormant"


def test_une_session_expiree_s_efface(effacer_tout):
    for cle, jours in (("morte", 1), ("vive", -1)):
        Session.objects.create(session_key=cle, session_data="", expire_date=il_y_a(jours))
    assert effacer_tout() == {"sessions": 1}
    assert Session.objects.get().session_key == "vive"


def test_un_agent_et_un_operateur_ne_s_effacent_pas(effacer_tout, finie):
    agent = AgentFactory(etablissement=finie.etablissement)
    operateur = Compte.objects.create(est_operateur=True)
    effacer_tout()
    assert set(Compte.objects.all()) == {agent.compte, operateur}


def test_chaque_sorte_de_la_table_a_son_geste():
    inscrites = {
        sorte
        for registre in (
            conservation.de_la_campagne,
            conservation.du_college,
            conservation.du_service,
        )
        for sorte, _ in registre
    }
    assert inscrites == set(Sorte) == set(CONSERVATION)
    # Ce qui s'efface avec la campagne a un terme qui part de sa fin.
    for sorte, _ in conservation.de_la_campagne:
        assert CONSERVATION[sorte].depuis is Depuis.FIN


# Rien de vivant


@pytest.fixture
def voisinage(finie, vivante):
    """La mère, l'aîné (dans les deux campagnes), le cadet (la finie), la benjamine (la vivante)."""
    famille = famille_martin(finie, prenoms=("Aîné", "Cadet"))
    vivre(famille)
    aine, cadet = famille.dossiers
    SignatureFactory(dossier=cadet, personne=famille.pere)
    encore = DossierFactory(campagne=vivante, eleve=aine.eleve)
    benjamine = famille_martin(vivante, prenoms=("Benjamine",))
    benjamine.dossier.eleve.responsables.filter(personne=benjamine.mere).update(
        personne=famille.mere
    )
    Personne.objects.filter(pk=benjamine.mere.pk).delete()
    benjamine.mere = famille.mere
    vivre(benjamine)
    donner_compte(famille.mere)
    famille_diallo(finie)
    return famille, encore, benjamine


def des_vivants(familles) -> dict[str, list[tuple[Any, ...]]]:
    _famille, encore, benjamine = familles
    eleves = [encore.eleve_id, benjamine.dossier.eleve_id]
    dossiers = [encore.pk, benjamine.dossier.pk]
    lignes: dict[str, list[tuple[Any, ...]]] = {
        "eleves": list(Eleve.objects.filter(pk__in=eleves).values_list()),
        "personnes": list(
            Personne.objects.filter(responsables__eleve__in=eleves).distinct().values_list()
        ),
        "comptes": list(Compte.objects.exclude(rattachements=None).values_list()),
        "imports": list(Import.objects.filter(campagne=benjamine.campagne).values_list()),
        "avis": list(Avis.objects.filter(campagne=benjamine.campagne).values_list()),
        "relances": list(Relance.objects.filter(campagne=benjamine.campagne).values_list()),
    }
    for modele in apps.get_models():
        if any(champ.name == "dossier" for champ in modele._meta.concrete_fields):
            siennes = modele._base_manager.filter(dossier__in=dossiers)
            lignes[modele._meta.label] = list(siennes.values_list())
    return lignes


def test_la_campagne_vivante_d_a_cote_ne_perd_pas_une_ligne(effacer_tout, voisinage):
    _famille, encore, benjamine = voisinage
    avant, document = des_vivants(voisinage), PieceJointe.objects.get(dossier=benjamine.dossier)
    effacer_tout()
    assert des_vivants(voisinage) == avant
    assert document.fichier.storage.exists(document.fichier.name)
    # Et ce qui était mort à côté ne l'est pas à moitié.
    assert set(Dossier.objects.all()) == {encore, benjamine.dossier}
    assert set(Eleve.objects.all()) == {encore.eleve, benjamine.dossier.eleve}
    assert {p.nom_de_famille for p in Personne.objects.all()} == {"MARTIN", "BERNARD"}


def test_un_autre_college_ne_perd_rien(effacer_tout, finie):
    vivre(famille_martin(finie))
    voisine = famille_martin(CampagneFactory(etablissement=EtablissementFactory()))
    vivre(voisine)
    effacer_tout()
    assert list(Dossier.objects.all()) == [voisine.dossier]
    assert set(Personne.objects.all()) == {voisine.mere, voisine.pere}


def test_le_college_d_essai_ne_se_purge_pas(effacer_tout, finie):
    essai = EtablissementFactory(essai_de=finie.etablissement)
    dossier = DossierFactory(campagne=CampagneFactory(etablissement=essai, ferme_le=finie.ferme_le))
    effacer_tout()
    assert list(Dossier.objects.all()) == [dossier]


def test_qui_a_ecrit_dans_un_dossier_vivant_sans_plus_y_etre_rattache_reste(
    effacer_tout, finie, vivante
):
    parti, encore = famille_martin(finie), famille_diallo(vivante)
    SignatureFactory(dossier=encore.dossier, personne=parti.pere)
    effacer_tout()
    assert set(Personne.objects.all()) == {parti.pere, encore.mere}
    assert encore.dossier.signatures.exists()


def test_une_saisie_ouverte_du_dossier_mort_garde_ce_qu_elle_a_ecrit_chez_le_vivant(
    effacer_tout, voisinage
):
    famille, encore, _ = voisinage
    delegation = Delegation.objects.get(dossier=famille.dossier)
    signature = SignatureFactory(dossier=encore, personne=famille.mere, delegation=delegation)
    effacer_tout()
    signature.refresh_from_db()
    assert signature.delegation.dossier == encore


# Ce qui vaut encore


def dire(famille: Famille, *, signe: bool, accepte: bool) -> None:
    """La mère a donné un autre téléphone dans la campagne finie ; SIECLE ne l'a jamais pris."""
    dossier, mere = famille.dossier, famille.mere
    ecrit = {"dossier": dossier, "champ": "tel_portable", "personne": mere}
    dit = {"avant": mere.photo["TEL_PORTABLE"], "apres": "0639985555"}
    Personne.objects.filter(pk=mere.pk).update(tel_portable="0639985555")
    Trace.objects.create(**ecrit, **dit, geste="modifier", par_personne=mere, le=il_y_a(450))
    if signe:
        SignatureFactory(dossier=dossier, personne=mere, signee_le=il_y_a(449))
    if accepte:
        agent = AgentFactory(etablissement=famille.campagne.etablissement)
        Trace.objects.create(**ecrit, **dit, geste="accepter", par_agent=agent, le=il_y_a(448))


def vu_du_college(dossier: Dossier) -> tuple[list[Any], list[Any]]:
    examen = examiner([relire(dossier)])[0]
    return [n.changement for n in examen.nouveautes], examen.acceptes


@pytest.mark.parametrize(
    ("signe", "accepte"), [(True, True), (True, False), (False, False)], ids=str
)
def test_ce_que_la_fiche_dit_de_plus_que_siecle_se_juge_comme_avant(
    effacer_tout, finie, vivante, signe, accepte
):
    famille = famille_martin(finie)
    encore = DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=signe, accepte=accepte)
    avant = vu_du_college(encore)
    assert [len(liste) for liste in avant] == [int(signe and not accepte), int(accepte)]
    effacer_tout()
    assert vu_du_college(encore) == avant
    assert not Signature.objects.filter(dossier=famille.dossier.pk).exists()


def test_la_reponse_non_signee_le_devient_par_la_signature_de_cette_annee(
    effacer_tout, finie, vivante
):
    famille = famille_martin(finie)
    encore = DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=False, accepte=False)
    effacer_tout()
    SignatureFactory(dossier=encore, personne=famille.mere)
    assert len(vu_du_college(encore)[0]) == 1


def test_une_fois_que_siecle_l_a_pris_la_trace_s_oublie(effacer_tout, finie, vivante):
    famille = famille_martin(finie)
    DossierFactory(campagne=vivante, eleve=famille.dossier.eleve)
    dire(famille, signe=True, accepte=True)
    effacer_tout()
    assert Trace.objects.filter(dossier=None).count() == 2
    mere = Personne.objects.get(pk=famille.mere.pk)
    mere.photo = {**mere.photo, "TEL_PORTABLE": "0639985555"}
    mere.save()
    effacer_tout()
    assert not Trace.objects.exists()


# L'essai, le plafond, les pannes


def test_un_essai_n_ecrit_rien_et_annonce_juste(effacer_tout, voisinage):
    avant, sur_disque = tout(), fichiers()
    annonce = en_tout(essayer(timezone.now()))
    assert (tout(), fichiers()) == (avant, sur_disque)
    assert annonce["dossiers"] == 3
    assert effacer_tout() == annonce


def test_deux_campagnes_mortes_du_meme_college_ne_se_retiennent_pas(effacer_tout, finie):
    famille = famille_martin(finie)
    encore_avant = CampagneFactory(
        etablissement=finie.etablissement, annee=2024, ferme_le=finie.ferme_le - timedelta(365)
    )
    DossierFactory(campagne=encore_avant, eleve=famille.dossier.eleve)
    annonce = en_tout(essayer(timezone.now()))
    assert (annonce["élèves"], annonce["responsables"]) == (1, 2)
    assert effacer_tout() == annonce


def test_une_seconde_fois_n_efface_rien(effacer_tout, voisinage):
    assert effacer_tout()
    apres = tout()
    assert effacer_tout() == {}
    assert tout() == apres


def test_au_dela_du_plafond_rien_n_est_efface(effacer_tout, voisinage):
    avant = tout()
    with pytest.raises(TropAEffacer, match="Plus de 2 dossiers"):
        effacer_tout(plafond=2)
    assert tout() == avant
    assert effacer_tout(plafond=3)["dossiers"] == 3


def test_le_journal_garde_des_nombres_et_aucun_nom(effacer_tout, finie):
    vivre(famille_martin(finie))
    effacer_tout()
    campagne, college = Effacement.objects.exclude(uai="").order_by("pk")
    assert (campagne.uai, campagne.annee) == (finie.etablissement.uai, 2025)
    assert campagne.dernier_jour == finie.ferme_le
    assert (college.uai, college.annee) == (finie.etablissement.uai, None)
    assert all(isinstance(n, int) for n in {**campagne.comptes, **college.comptes}.values())


def vieillir(nom: str) -> None:
    ancien = (timezone.now() - timedelta(days=31)).timestamp()
    os.utime(stockage().path(nom), (ancien, ancien))


@pytest.mark.django_db(transaction=True)
def test_tue_entre_la_base_et_les_fichiers_il_ne_reste_qu_un_fichier_que_le_suivant_efface(
    finie, monkeypatch
):
    famille = famille_martin(finie)
    piece = PieceJointeFactory(dossier=famille.dossier, personne=famille.mere)
    vieillir(piece.fichier.name)
    with monkeypatch.context() as panne:

        def tuer(*_: object) -> None:
            raise KeyboardInterrupt

        panne.setattr(type(stockage()), "delete", tuer)
        with pytest.raises(KeyboardInterrupt):
            effacer(timezone.now())
    assert not Dossier.objects.exists() and not PieceJointe.objects.exists()
    assert stockage().exists(piece.fichier.name)
    effacer(timezone.now())
    assert not Personne.objects.exists()
    assert not stockage().exists(piece.fichier.name)


@pytest.mark.django_db(transaction=True)
def test_une_panne_au_milieu_d_une_campagne_ne_laisse_rien_a_moitie(finie, monkeypatch):
    vivre(famille_martin(finie))
    avant, sur_disque = tout(), fichiers()
    pour_de_vrai, appels = dossiers._effacer, count()

    def tomber(partants):
        # L'essai efface deux sortes de dossiers ; c'est ensuite, pour de bon, que la base tombe.
        if next(appels) == 2:
            raise OSError("plus de base")
        return pour_de_vrai(partants)

    monkeypatch.setattr(dossiers, "_effacer", tomber)
    with pytest.raises(OSError, match="plus de base"):
        effacer(timezone.now())
    assert (tout(), fichiers()) == (avant, sur_disque)


def test_un_fichier_cite_ou_recent_n_est_pas_un_orphelin(effacer_tout):
    cite, recent, perdu = (PieceJointeFactory() for _ in range(3))
    for piece in (cite, perdu):
        vieillir(piece.fichier.name)
    PieceJointe.objects.exclude(pk=cite.pk).delete()
    effacer_tout()
    restent = [stockage().exists(p.fichier.name) for p in (cite, recent, perdu)]
    assert restent == [True, True, False]


# La commande


def lancer(*arguments: str) -> tuple[int, str, str]:
    sortie, erreur = StringIO(), StringIO()
    try:
        call_command("effacer_perimes", *arguments, stdout=sortie, stderr=erreur)
    except SystemExit as fin:
        return int(fin.code or 0), sortie.getvalue(), erreur.getvalue()
    return 0, sortie.getvalue(), erreur.getvalue()


def test_la_commande_essaie_d_abord(finie):
    vivre(famille_martin(finie))
    avant = tout()
    statut, dit, _ = lancer()
    assert (statut, tout()) == (0, avant)
    assert f"{finie.etablissement.uai}, campagne 2025" in dit and "1 dossiers" in dit
    assert "Essai : rien n’est effacé" in dit


def test_la_commande_efface_pour_de_bon_et_le_dit_en_json(finie):
    vivre(famille_martin(finie))
    statut, dit, _ = lancer("--pour-de-bon", "--json")
    rapport = json.loads(dit)
    assert (statut, rapport["pour_de_bon"], Dossier.objects.count()) == (0, True, 0)
    assert "dossiers" in rapport["effacements"][-2]["comptes"]
    assert lancer("--pour-de-bon")[1] == "Rien n’a passé son terme.\n"


@pytest.mark.parametrize("option", [[], ["--pour-de-bon"]])
def test_la_commande_refuse_au_dela_du_plafond(finie, option):
    vivre(famille_martin(finie))
    avant = tout()
    statut, dit, erreur = lancer(*option, "--plafond", "0")
    assert (statut, dit, tout()) == (1, "", avant)
    assert "Plus de 0 dossiers seraient effacés : rien ne l’est." in erreur
