"""Une lettre par responsable, avec son code à lui ; l'ancien ne vaut plus."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from dossiersco.comptes.backends import ParCodeAcces
from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers import foyer
from dossiersco.dossiers.invitations import inviter
from dossiersco.espace_agent.tests.donnees import (
    ADRESSE,
    creer_agent,
    creer_campagne,
    creer_dossier,
    creer_personne,
    responsables,
)
from dossiersco.papier import actions, composition, production
from dossiersco.papier.actions import TirageRefuse, demander_lettres
from dossiersco.papier.destinataires import annoncer
from dossiersco.papier.menage import oublier_les_expires
from dossiersco.papier.models import Tirage
from dossiersco.papier.tasks import oublier_les_tirages


def ecrire(campagne, agent, qui="tous", ou="toutes"):
    return demander_lettres(campagne, qui=qui, ou=ou, par=agent)


def ouvre(code):
    return ParCodeAcces().authenticate(None, code_acces=code)


def test_le_code_de_la_lettre_ouvre_le_compte_de_son_destinataire(campagne, agent, lire):
    dossier = creer_dossier(campagne)
    (code,) = lire(ecrire(campagne, agent)).codes
    compte = ouvre(code)
    assert compte.rattachements.get().personne == responsables(dossier)[0]


def test_la_lettre_revoque_le_code_d_avant(campagne, agent, lire):
    creer_dossier(campagne)
    (ancien,) = inviter(campagne).codes.values()
    lire(ecrire(campagne, agent))
    assert ouvre(ancien) is None
    assert CodeAcces.objects.filter(revoque_le=None).count() == 1


def test_deux_parents_a_la_meme_adresse_ont_chacun_leur_lettre(campagne, agent, lire):
    creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))
    lu = lire(ecrire(campagne, agent))
    assert len(lu.pages) == len(set(lu.codes)) == 2


def test_une_mere_de_deux_enfants_n_a_qu_une_lettre_qui_les_nomme(campagne, agent, lire):
    mere = creer_personne(campagne)
    creer_dossier(campagne, mere, prenom="Nino")
    creer_dossier(campagne, mere, prenom="Lina")
    lu = lire(ecrire(campagne, agent))
    assert len(lu.pages) == 1
    assert "Lina MARTIN et Nino MARTIN" in lu.texte


def test_le_prenom_s_elide(campagne, agent, lire):
    creer_dossier(campagne, prenom="Inès")
    texte = " ".join(lire(ecrire(campagne, agent)).texte.split())
    assert "l’inscription d’Inès" in texte


def test_l_adresse_est_celle_de_l_enveloppe_avec_la_civilite(campagne, agent, lire):
    etages = {**ADRESSE, "LIGNE2_ADRESSE": "BAT B", "LIGNE3_ADRESSE": "APPT 4"}
    creer_dossier(campagne, creer_personne(campagne, PRENOM="Léa", ADRESSE=etages))
    lignes = [ligne.strip() for ligne in lire(ecrire(campagne, agent)).texte.splitlines()]
    debut = lignes.index("Mme Léa MARTIN")
    attendues = ["3 RUE DES LILAS", "BAT B", "APPT 4", "59000 LILLE"]
    assert lignes[debut + 1 : debut + 5] == attendues


def test_sans_adresse_la_lettre_se_remet_en_main_propre(campagne, agent, lire):
    creer_dossier(campagne, creer_personne(campagne, ADRESSE={}))
    assert "À remettre en main propre" in lire(ecrire(campagne, agent)).texte


def test_la_lettre_dit_qui_appeler_et_jusqu_a_quand(campagne, agent, lire):
    campagne.ferme_le = date(2127, 6, 1)
    campagne.save()
    creer_dossier(campagne)
    lu = lire(ecrire(campagne, agent))
    assert "01 99 00 12 34" in lu.texte
    assert "au plus tard le 1er juin 2127" in " ".join(lu.texte.split())


def test_les_lettres_se_rangent_par_classe(campagne, agent, lire):
    for nom, classe in (("ZOLA", "5B"), ("ARNOUX", "6A"), ("BASTIDE", "4C")):
        eleve = creer_dossier(campagne, nom=nom).eleve
        eleve.code_structure = classe
        eleve.save()
    pages = lire(ecrire(campagne, agent)).pages
    noms = [next(n for n in ("ZOLA", "ARNOUX", "BASTIDE") if n in page) for page in pages]
    assert noms == ["BASTIDE", "ZOLA", "ARNOUX"]


def test_dans_une_classe_l_accent_ne_renvoie_pas_a_la_fin(campagne, agent, lire):
    for nom in ("ZOLA", "ÉLUARD", "ARNOUX"):
        creer_dossier(campagne, nom=nom)
    pages = lire(ecrire(campagne, agent)).pages
    noms = [next(n for n in ("ZOLA", "ÉLUARD", "ARNOUX") if n in page) for page in pages]
    assert noms == ["ARNOUX", "ÉLUARD", "ZOLA"]


def test_on_peut_n_ecrire_qu_a_une_classe(campagne, agent, lire):
    creer_dossier(campagne)
    autre = creer_dossier(campagne, nom="ZOLA").eleve
    autre.code_structure = "5B"
    autre.save()
    pages = lire(ecrire(campagne, agent, ou="classe:5B")).pages
    assert len(pages) == 1
    assert "ZOLA" in pages[0]


def test_sans_moyen_laisse_ceux_qu_un_courriel_atteint(campagne, agent, lire):
    creer_dossier(campagne, creer_personne(campagne, MEL=""), creer_personne(campagne))
    assert len(lire(ecrire(campagne, agent, qui="sans_moyen")).pages) == 1


def test_ni_le_voisin_ni_un_parti_ni_qui_n_est_pas_responsable(campagne, agent, lire):
    reste = creer_dossier(campagne, creer_personne(campagne), creer_personne(campagne))
    foyer.demander(reste, "pas_responsable", {}, par=responsables(reste)[1])
    creer_dossier(creer_campagne("0590182C"))
    parti = creer_dossier(campagne).eleve
    parti.absent_depuis = timezone.localdate()
    parti.save()
    assert len(lire(ecrire(campagne, agent)).pages) == 1


def test_l_ecran_dit_combien_perdraient_leur_code(campagne):
    creer_dossier(campagne)
    inviter(campagne)
    creer_dossier(campagne, creer_personne(campagne, MEL=""))
    assert (annoncer(campagne, "tous").personnes, annoncer(campagne, "tous").deja_munies) == (2, 1)
    assert annoncer(campagne, "sans_moyen").deja_munies == 0


def test_un_nom_qui_ne_s_ecrit_pas_est_dit_et_garde_son_code(campagne, agent, lire):
    illisible = creer_dossier(campagne, creer_personne(campagne, PRENOM="中"))
    creer_dossier(campagne)
    anciens = inviter(campagne).codes
    tirage = ecrire(campagne, agent)
    lu = lire(tirage)
    assert tirage.laisses == ["Mme 中 MARTIN"]
    assert len(lu.pages) == 1
    assert ouvre(anciens[responsables(illisible)[0].pk])


def test_ce_qui_ressemble_a_du_balisage_s_imprime_tel_quel(campagne, agent, lire):
    creer_dossier(campagne, creer_personne(campagne, PRENOM='#read("/etc/passwd") *x*'))
    assert '#read("/etc/passwd") *x*' in lire(ecrire(campagne, agent)).texte


def test_un_disque_plein_ne_revoque_aucun_code(campagne, agent, monkeypatch):
    creer_dossier(campagne)
    (ancien,) = inviter(campagne).codes.values()

    def plein(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", plein)
    tirage = ecrire(campagne, agent)
    tirage.refresh_from_db()
    assert tirage.etat == "echec"
    assert ouvre(ancien)


def test_un_ouvrier_tue_en_route_ne_revoque_rien(campagne, agent, monkeypatch):
    creer_dossier(campagne)
    (ancien,) = inviter(campagne).codes.values()
    monkeypatch.setattr(production, "reunir", _mort)
    with pytest.raises(KeyboardInterrupt):
        ecrire(campagne, agent)
    assert ouvre(ancien)


def _mort(*_):
    raise KeyboardInterrupt


def test_produire_deux_fois_ne_change_rien(campagne, agent, lire):
    creer_dossier(campagne)
    tirage = ecrire(campagne, agent)
    (code,) = lire(tirage).codes
    production.produire(tirage)
    assert lire(tirage).codes == [code]
    assert ouvre(code)


def test_appuyer_deux_fois_ne_tue_pas_les_codes_du_premier(campagne, agent, lire):
    creer_dossier(campagne)
    premier, second = ecrire(campagne, agent), ecrire(campagne, agent)
    assert premier == second
    (code,) = lire(premier).codes
    assert ouvre(code)


def test_un_seul_tirage_a_codes_a_la_fois(campagne, agent, monkeypatch):
    creer_dossier(campagne)
    monkeypatch.setattr(actions, "produire_le_tirage", _EnAttente)
    ecrire(campagne, agent)
    with pytest.raises(TirageRefuse, match="déjà en cours"):
        ecrire(campagne, creer_agent(campagne))
    Tirage.objects.update(demande_le=timezone.now() - timedelta(hours=2))
    ecrire(campagne, agent)


class _EnAttente:
    @staticmethod
    def enqueue(_pk):
        """L'ouvrier n'est pas encore passé."""


def test_personne_a_joindre_se_dit(campagne, agent):
    with pytest.raises(TirageRefuse, match="Personne"):
        ecrire(campagne, agent)
    assert not Tirage.objects.exists()


def test_un_tirage_expire_disparait_avec_son_fichier(campagne, agent, lire):
    creer_dossier(campagne)
    tirage = ecrire(campagne, agent)
    lire(tirage)
    fichier, stockage = tirage.fichier.name, tirage.fichier.storage
    Tirage.objects.update(expire_le=timezone.now())
    assert not Tirage.objects.pour_agent(agent).exists()
    assert oublier_les_expires() == 1
    assert not stockage.exists(fichier)


def test_l_effacement_est_programme_meme_si_plus_personne_ne_demande(campagne, agent, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    creer_dossier(campagne)
    tirage = ecrire(campagne, agent)
    menage = DBTaskResult.objects.get(task_path="dossiersco.papier.tasks.oublier_les_tirages")
    assert menage.run_after >= tirage.expire_le
    Tirage.objects.update(expire_le=timezone.now())
    oublier_les_tirages.call()
    assert not Tirage.objects.exists()


def test_aucun_code_en_clair_ne_reste_en_base(campagne, agent, lire):
    creer_dossier(campagne)
    tirage = ecrire(campagne, agent)
    (code,) = lire(tirage).codes
    dit = str(Tirage.objects.values().get()) + str(CodeAcces.objects.values().get())
    assert code not in dit
    assert code.replace("-", "") not in dit


@pytest.mark.parametrize("nombre", [1, 6])
def test_le_nombre_de_lectures_ne_suit_pas_les_familles(
    nombre, campagne, agent, django_assert_max_num_queries
):
    for _ in range(nombre):
        creer_dossier(campagne)
    with django_assert_max_num_queries(40):
        ecrire(campagne, agent)


def test_les_morceaux_se_suivent_dans_l_ordre(campagne, agent, lire, monkeypatch):
    monkeypatch.setattr(composition, "PAR_MORCEAU", 2)
    for nom in ("ARNOUX", "BASTIDE", "CALVET", "DUMAS", "EVRARD"):
        creer_dossier(campagne, nom=nom)
    tirage = ecrire(campagne, agent)
    noms = [
        page.split("Inscription au collège\u00a0: Nino ")[1].split()[0]
        for page in lire(tirage).pages
    ]
    assert noms == ["ARNOUX", "BASTIDE", "CALVET", "DUMAS", "EVRARD"]
    assert (tirage.avancement, tirage.total) == (5, 5)
