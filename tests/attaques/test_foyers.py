"""T-ADR, T-MAIL-03 : chacun ne lit, et ne reçoit, que ce qui est à lui. Quatre foyers, marqués."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from dossiersco.dossiers import decisions, foyer, invitations
from dossiersco.dossiers.actions import signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.pieces.actions import refuser
from tests import sms
from tests.attaques.canaris import TELEPHONES, Canaris, semer, texte_du_pdf
from tests.attaques.decor import Decor, navigateur
from tests.attaques.visite import visiter

FOYERS = ("la mère", "l’autre parent", "une autre famille", "une famille d’un autre collège")
# La visite passe par leurs dossiers : ils doivent s'y lire, ou chercher ne prouverait rien.
VISITES = FOYERS[:3]


def personne_de(decor: Decor, qui: str) -> Personne:
    return decor.compte_de(qui).rattachements.get().personne


def marquer(personne: Personne, canaris: Canaris) -> None:
    """SIECLE et la base disent la même chose : rien de nouveau, mais à elle seule."""
    adresse, mel = canaris.adresse(personne.pk, "rue"), canaris.mel()
    telephones = {nom: canaris.mot(nom) for nom in TELEPHONES}
    en_photo = {"ADRESSE": adresse, "MEL": mel, **{n.upper(): v for n, v in telephones.items()}}
    Personne.objects.filter(pk=personne.pk).update(
        photo={**personne.photo, **en_photo}, adresse=adresse, mel=mel, **telephones
    )


@pytest.fixture
def marques(decor: Decor) -> dict[str, Canaris]:
    par_foyer = {qui: Canaris(graine) for graine, qui in enumerate(FOYERS)}
    for qui, canaris in par_foyer.items():
        marquer(personne_de(decor, qui), canaris)
    # L'enfant vit chez sa mère : son adresse est celle qu'on cherche.
    mere = personne_de(decor, "la mère")
    Eleve.objects.filter(pk=decor.martin.dossier.eleve_id).update(adresse=mere.adresse)
    return par_foyer


@pytest.mark.parametrize("qui", FOYERS)
def test_chacun_ne_lit_que_les_siens(decor, marques, qui):
    vu = "\n".join(visiter(navigateur(decor.compte_de(qui)), decor).values())
    lus = {foyer for foyer, canaris in marques.items() if canaris.dans(vu)}
    assert lus == ({qui} if qui in VISITES else set())


def test_le_recu_ne_porte_la_marque_de_personne(decor, marques):
    """Pas même la sienne : un reçu s'imprime, se prête, se perd."""
    client = navigateur(decor.compte_de("la mère"))
    pdf = client.get(f"/famille/dossier/{decor.martin.dossier.pk}/recu.pdf")
    (lu, *_) = texte_du_pdf(pdf.content)
    assert str(decor.dossier.eleve) in lu
    assert {qui for qui, canaris in marques.items() if canaris.dans(lu)} == set()


def contenu(courriel: EmailMessage) -> str:
    """L'objet, le corps, le nom de chaque fichier joint et ce qu'il dit."""
    lus = [courriel.subject, courriel.body]
    for nom, corps, _ in courriel.attachments:
        lus += [nom, *texte_du_pdf(corps)]
    return "\n".join(lus)


def tout_repondre(decor: Decor, canaris: Canaris) -> None:
    """Le collège refuse, demande, écarte, puis valide : tout ce qui fait partir un message."""
    dossier, agent = decor.dossier, decor.secretaire
    signer(dossier, par=decor.mere)
    raison = canaris.mot("raison d’un refus")
    for nouveaute in examiner_un(dossier).nouveautes:
        decisions.refuser(dossier, nouveaute.changement.clef, motif=raison, par=agent)
    refuser(decor.piece, motif=raison, par=agent, vues=[decor.piece.pk])
    foyer.decider(decor.demande, acceptee=False, motif=raison, par=agent)
    decisions.demander_correction(dossier, message="Relisez, merci.", par=agent)
    for personne in (decor.pere, decor.mere):
        signer(decor.dossier, par=personne)
    decisions.valider(dossier, empreinte=examiner_un(decor.dossier).empreinte, par=agent)
    invitations.inviter(decor.martin.campagne)


@pytest.fixture
def a_l_autre_parent(decor: Decor) -> tuple[Canaris, list[str]]:
    """Ce que le père a reçu, pendant que la mère changeait de tout."""
    sms.ENVOYES.clear()
    canaris = semer(decor, 7)
    type(decor.piece).objects.filter(pk=decor.piece.pk).update(etat="recue", motif="")
    decor.demande.refresh_from_db()
    decor.piece.refresh_from_db()
    tout_repondre(decor, canaris)
    recus = [contenu(m) for m in mail.outbox if m.to == [decor.pere.mel]]
    recus += [corps for numero, corps in sms.ENVOYES if numero == decor.pere.tel_portable]
    return canaris, recus


def test_l_autre_parent_ne_recoit_rien_de_ce_qui_est_a_elle(a_l_autre_parent):
    canaris, recus = a_l_autre_parent
    assert len(recus) >= 4
    assert [trahi for recu in recus if (trahi := canaris.dans(recu))] == []
