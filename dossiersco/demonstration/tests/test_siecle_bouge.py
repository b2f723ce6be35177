"""Une campagne de bout en bout : les familles répondent, SIECLE bouge, rien ne se perd."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiersco.campagnes.models import Campagne
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.decisions import valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import Examen, examiner_un
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Dossier, Eleve, Personne, Responsable, Signature
from dossiersco.echanges.actions import Source, creer_college, importer
from dossiersco.echanges.bilan import Bilan
from dossiersco.espace_agent.tests.donnees import client_de, creer_agent
from dossiersco.siecle.tests.exports_fictifs import (
    PARAMETRES,
    adresse,
    bloc,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    personne,
)

pytestmark = pytest.mark.django_db
SANS = {"ID_NATIONAL": None}
ENFANTS = {"1": "Awa", "2": "Noa", "3": "Ines", "4": "Sami", "5": "Lou"}
MELS = {cle: f"parent{cle}@exemple.fr" for cle in ENFANTS}


def un_eleve(cle: str, prenom: str, **champs: str | None) -> str:
    return eleve(cle, PRENOM=prenom, **{**SANS, **champs})


def un_parent(cle: str, **champs: str | None) -> str:
    connu = {"MEL": MELS.get(cle), "TEL_PORTABLE": f"063998000{cle}", "ADRESSE_ID": cle}
    return personne(f"50{cle}", PRENOM=f"Parent {cle}", **{**connu, **champs})


def adresses(**autres: str) -> str:
    rues = {cle: f"{cle} RUE DES LILAS" for cle in ENFANTS} | autres
    return bloc("ADRESSES", *(adresse(cle, LIGNE1_ADRESSE=rue) for cle, rue in rues.items()))


def deposer(campagne: Campagne, *octets: bytes) -> Bilan:
    sources = [Source(f"export{rang}.xml", io.BytesIO(o)) for rang, o in enumerate(octets)]
    return importer(campagne.etablissement, sources)


def avant(campagne: Campagne) -> Bilan:
    return deposer(
        campagne,
        fichier_eleves(*(un_eleve(cle, nom) for cle, nom in ENFANTS.items())),
        fichier_responsables(
            [un_parent(cle) for cle in ENFANTS],
            [lien(cle, f"50{cle}") for cle in ENFANTS],
            apres=adresses(),
        ),
    )


def apres(campagne: Campagne) -> Bilan:
    """Awa part, Max arrive, Noa reçoit son INE, le numéro du parent d'Ines change, l'adresse de
    celui de Sami aussi, Lou a un second responsable."""
    presents = {"2": "Noa", "3": "Ines", "4": "Sami", "5": "Lou", "6": "Max"}
    ines = {"2": {"ID_NATIONAL": "123456789AB"}}
    parents = [un_parent(cle) for cle in ("1", "2", "5", "6", "7")]
    parents += [un_parent("3", TEL_PORTABLE="0639980099"), un_parent("4")]
    liens = [lien(cle, f"50{cle}") for cle in presents]
    return deposer(
        campagne,
        fichier_eleves(*(un_eleve(cle, nom, **ines.get(cle, {})) for cle, nom in presents.items())),
        fichier_responsables(
            parents,
            [*liens, lien("5", "507", CODE_PARENTE="20")],
            apres=adresses(**{"4": "99 AVENUE NEUVE"}),
        ),
    )


@pytest.fixture
def campagne() -> Campagne:
    college = creer_college(PARAMETRES["UAJ"], 2026)
    campagne = college.campagnes.get()
    campagne.ouverte_le = timezone.now()
    campagne.save()
    avant(campagne)
    inviter(campagne)
    return campagne


def dossier(cle: str) -> Dossier:
    dossiers = Dossier.objects.select_related("eleve", "campagne__etablissement")
    return dossiers.get(eleve__id_siecle=cle)


def parent(cle: str) -> Personne:
    return Personne.objects.get(id_siecle=f"50{cle}")


def examen(cle: str) -> Examen:
    return examiner_un(dossier(cle))


def toutes_les_familles_repondent() -> None:
    """Awa change de régime ; les parents de Sami, Ines et Lou donnent du nouveau ; Noa confirme."""
    ecritures = {
        "1": {"code_regime": "0"},
        "3": {"mel": "neuf3@exemple.fr"},
        "4": {"adresse": {"LIGNE1_ADRESSE": "12 RUE CHOISIE", "CODE_POSTAL": "75012"}},
        "5": {"tel_portable": "0639980055"},
    }
    for cle, valeurs in ecritures.items():
        cible = dossier(cle).eleve if cle == "1" else parent(cle)
        modifier(dossier(cle), cible, valeurs, par=parent(cle))
    for cle in ENFANTS:
        signer(dossier(cle), par=parent(cle))


def test_siecle_bouge_sous_les_reponses_rien_ne_se_perd_tout_se_voit(
    campagne: Campagne, client: Client
) -> None:
    toutes_les_familles_repondent()
    agent = creer_agent(campagne)
    for cle in ("4", "5"):
        valider(dossier(cle), empreinte=examen(cle).empreinte, par=agent)

    bilan = apres(campagne)

    assert Eleve.objects.count() == Dossier.objects.count() == 6
    assert Signature.objects.count() == len(ENFANTS)
    _awa_est_partie_avec_ses_reponses(bilan)
    _noa_a_son_ine_et_reste_validee()
    _ines_garde_sa_reponse_et_suit_siecle_pour_le_reste()
    _sami_revient_a_decider()
    _lou_a_un_second_responsable_a_inviter(campagne)
    _tout_se_voit_au_college(client_de(agent, client))
    assert sum(decompte.ecrits for decompte in apres(campagne).decomptes.values()) == 0


def _awa_est_partie_avec_ses_reponses(bilan: Bilan) -> None:
    awa = dossier("1")
    assert awa.eleve.est_parti
    assert (awa.eleve.code_regime, awa.etat) == ("0", Etat.TRANSMIS)
    assert [a.enregistrement for a in bilan.anomalies if a.code == "eleve_parti"] == [
        "Awa DIALLO (ELEVE_ID 1)"
    ]
    assert Responsable.objects.filter(eleve=awa.eleve).count() == 1


def _noa_a_son_ine_et_reste_validee() -> None:
    noa = dossier("2")
    assert (noa.eleve.id_national, noa.etat) == ("123456789AB", Etat.VALIDE)


def _ines_garde_sa_reponse_et_suit_siecle_pour_le_reste() -> None:
    parent_d_ines = parent("3")
    assert parent_d_ines.tel_portable == "0639980099"
    assert parent_d_ines.mel == "neuf3@exemple.fr"
    (nouveaute,) = examen("3").nouveautes
    assert nouveaute.lecture is None


def _sami_revient_a_decider() -> None:
    assert dossier("4").etat == Etat.TRANSMIS
    (nouveaute,) = examen("4").nouveautes
    assert nouveaute.lecture is not None
    lues = [nouveaute.lecture.avant, nouveaute.changement.avant, nouveaute.changement.apres]
    assert [valeur["LIGNE1_ADRESSE"] for valeur in lues] == [
        "4 RUE DES LILAS",
        "99 AVENUE NEUVE",
        "12 RUE CHOISIE",
    ]
    assert examen("4").acceptes == []


def _lou_a_un_second_responsable_a_inviter(campagne: Campagne) -> None:
    lou = dossier("5")
    assert lou.eleve.responsables.count() == 2
    assert lou.etat == Etat.VALIDE
    assert [c.apres for c in examen("5").acceptes] == ["0639980055"]
    # Max arrive avec son parent : lui seul reste à inviter, le dossier de Lou étant validé.
    assert inviter(campagne).codes.keys() == {parent("6").pk}


def _tout_se_voit_au_college(secretaire: Client) -> None:
    file = secretaire.get(reverse("espace_agent:file")).content.decode()
    assert file.index("Sami DIALLO") < file.index("Ines DIALLO")
    assert "SIECLE a changé entre-temps" in file
    assert "Awa" not in file
    liste = secretaire.get(reverse("espace_agent:dossiers")).content.decode()
    assert "Parti du collège&nbsp;: 1" in liste
