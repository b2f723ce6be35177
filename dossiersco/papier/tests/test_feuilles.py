"""Le dossier à remplir : ce que SIECLE sait de cet élève et de cette personne, rien d'autre."""

import pytest

from dossiersco.comptes.models import CodeAcces
from dossiersco.dossiers.actions import modifier
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Eleve
from dossiersco.dossiers.tests.factories import OptionFactory, relire
from dossiersco.espace_agent.tests.donnees import creer_dossier, creer_personne, responsables
from dossiersco.papier.actions import demander_feuilles, demander_lettres, demander_un_dossier
from dossiersco.papier.models import Tirage
from dossiersco.pieces.models import PieceAttendue

CANARI = {
    "MEL": "canari@exemple.fr",
    "TEL_PORTABLE": "0639987777",
    "TEL_PERSONNEL": "0199007777",
    "TEL_PROFESSIONNEL": "0199008888",
    "ADRESSE": {
        "LIGNE1_ADRESSE": "77 IMPASSE DU CANARI",
        "CODE_POSTAL": "29200",
        "LIBELLE_POSTAL": "BREST",
    },
}
SECRETS = ("canari@", "39 98 77 77", "99 00 77 77", "99 00 88 88", "CANARI", "29200", "BREST")


@pytest.fixture
def separes(campagne):
    """La mère a des coordonnées que le père ne doit pas lire ; l'enfant vit chez elle."""
    mere = creer_personne(campagne, PRENOM="Odile", **CANARI)
    pere = creer_personne(campagne, PRENOM="Karim")
    dossier = creer_dossier(campagne, mere, pere)
    eleve = dossier.eleve
    eleve.photo = {**eleve.photo, "ADRESSE": CANARI["ADRESSE"]}
    eleve.adresse = CANARI["ADRESSE"]
    eleve.save()
    return dossier


def page_de(lu, prenom):
    return "\n".join(page for page in lu.pages if f"{prenom} MARTIN –" in page)


def test_la_feuille_du_pere_ne_dit_rien_de_la_mere(campagne, agent, lire, separes):
    lu = lire(demander_feuilles(campagne, ou="toutes", codes_neufs=True, par=agent))
    assert all(secret in page_de(lu, "Odile") for secret in SECRETS)
    assert not [secret for secret in SECRETS if secret in page_de(lu, "Karim")]
    assert "Odile" not in page_de(lu, "Karim")


def test_la_lettre_du_pere_ne_dit_rien_de_la_mere(campagne, agent, lire, separes):
    lu = lire(demander_lettres(campagne, qui="tous", ou="toutes", par=agent))
    (celle_du_pere,) = [page for page in lu.pages if "Karim" in page]
    assert not [secret for secret in (*SECRETS, "Odile") if secret in celle_du_pere]


def test_ce_qu_un_autre_vient_d_ecrire_ne_s_imprime_pas(campagne, agent, lire, separes):
    mere = responsables(separes)[0]
    modifier(separes, separes.eleve, {"mel": "nouveau@exemple.fr"}, par=mere)
    lu = lire(demander_un_dossier(separes, codes_neufs=False, par=agent))
    assert "nouveau@exemple.fr" not in lu.texte


def test_les_choix_ont_leurs_cases_et_les_documents_y_sont_tous(campagne, agent, lire):
    dossier = creer_dossier(campagne)
    dossier.eleve.code_mef = "10110001110"
    dossier.eleve.save()
    OptionFactory(campagne=campagne, libelle="LATIN")
    for numero in range(17):
        PieceAttendue.objects.create(campagne=campagne, nom=f"Document {numero:02}")
    texte = lire(demander_un_dossier(dossier, codes_neufs=False, par=agent)).texte
    assert "LATIN" in texte
    assert "Demi-pensionnaire (déjeune au collège)" in texte
    assert all(f"Document {numero:02}" in texte for numero in range(17))


def test_ce_qui_n_est_pas_demande_ne_s_imprime_pas(campagne, agent, lire):
    dossier = creer_dossier(campagne, creer_personne(campagne, TEL_PROFESSIONNEL="0199008888"))
    complet = lire(demander_un_dossier(dossier, codes_neufs=False, par=agent)).texte
    campagne.champs = {"personne_tel_professionnel": "personne", "eleve_mel": "nouveaux"}
    campagne.blocs = {"regime": "personne"}
    campagne.save()
    dossier.refresh_from_db()
    # Sans quoi c'est le même papier, déjà demandé, qui serait rendu.
    Tirage.objects.all().delete()
    court = lire(demander_un_dossier(dossier, codes_neufs=False, par=agent)).texte
    tus = ("Téléphone professionnel", "99 00 88 88", "Demi-pensionnaire")
    assert [mot for mot in tus if mot not in complet] == []
    assert [mot for mot in tus if mot in court] == []
    # Nino est nouveau : son courriel se demande encore.
    assert "Courriel de l’élève" in court


def test_ce_qui_se_demande_a_d_autres_formations_ne_s_imprime_pas(campagne, agent, lire):
    mere = creer_personne(campagne, TEL_PROFESSIONNEL="0199008888", TEL_PERSONNEL="0199002222")
    dossier, cadet = creer_dossier(campagne, mere), creer_dossier(campagne, mere)
    Eleve.objects.filter(pk=cadet.eleve_id).update(code_mef="6e")
    Eleve.objects.filter(pk=dossier.eleve_id).update(code_mef="5e")
    campagne.codes_mef = {
        "eleve_mel": ["6e"],
        "regime": ["6e"],
        "personne_tel_professionnel": ["4e"],
        "personne_tel_personnel": ["6e"],
    }
    campagne.save()
    texte = lire(demander_un_dossier(relire(dossier), codes_neufs=False, par=agent)).texte
    tus = ("Courriel de l’élève", "DEMI-PENSIONNAIRE", "Téléphone professionnel", "99 00 88 88")
    assert [mot for mot in tus if mot in texte] == []
    # Le cadet le fait demander à leur mère.
    assert "99 00 22 22" in texte


def test_chaque_page_dit_de_qui_elle_est(campagne, agent, lire):
    dossier = creer_dossier(campagne, creer_personne(campagne, PRENOM="Léa"))
    lu = lire(demander_un_dossier(dossier, codes_neufs=False, par=agent))
    assert len(lu.pages) > 1
    assert all(f"Mme Léa MARTIN – Nino MARTIN – dossier {dossier.pk}" in p for p in lu.pages)


def test_sans_code_neuf_aucun_acces_ne_bouge(campagne, agent, lire):
    dossier = creer_dossier(campagne)
    inviter(campagne)
    avant = list(CodeAcces.objects.values_list("pk", "revoque_le"))
    lu = lire(demander_un_dossier(dossier, codes_neufs=False, par=agent))
    assert lu.codes == []
    assert list(CodeAcces.objects.values_list("pk", "revoque_le")) == avant


def test_qui_n_a_pas_encore_de_code_en_recoit_un_sans_rien_retirer(campagne, agent, lire):
    munie = creer_dossier(campagne)
    inviter(campagne)
    avant = set(CodeAcces.objects.values_list("pk", flat=True))
    creer_dossier(campagne)
    lu = lire(demander_feuilles(campagne, ou="toutes", codes_neufs=False, par=agent))
    assert len(lu.codes) == 1
    assert set(CodeAcces.objects.filter(revoque_le=None).values_list("pk", flat=True)) > avant
    assert responsables(munie)[0].rattachement.compte.codes.count() == 1


def test_les_feuilles_d_une_fratrie_portent_le_meme_code(campagne, agent, lire):
    mere = creer_personne(campagne)
    creer_dossier(campagne, mere, prenom="Nino")
    creer_dossier(campagne, mere, prenom="Lina")
    lu = lire(demander_feuilles(campagne, ou="toutes", codes_neufs=True, par=agent))
    assert len(lu.codes) == 2
    assert len(set(lu.codes)) == 1
