"""T-ADR-05 : la lettre qui confirme la nouvelle adresse ne part pas à l'ancienne (Charnwood)."""

import pytest

from dossiersco.dossiers import decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Personne
from dossiersco.messagerie.models import Message
from dossiersco.pieces import actions as pieces
from tests.attaques.canaris import Canaris
from tests.attaques.decor import Decor, navigateur

FILE = "/agent/"


@pytest.fixture
def canaris() -> Canaris:
    return Canaris(graine=5)


def demenager(decor: Decor, canaris: Canaris) -> str:
    """La mère change d'adresse et de courriel, et signe. Rend l'ancien courriel."""
    mere = Personne.objects.get(pk=decor.mere.pk)
    ancien = mere.mel
    nouvelle = canaris.adresse(99, "rue")
    telephone = canaris.mot("téléphone")
    siennes = {"adresse": nouvelle, "mel": canaris.mel(), "tel_portable": telephone}
    modifier(decor.dossier, mere, siennes, par=mere)
    modifier(decor.dossier, decor.dossier.eleve, {"adresse": nouvelle}, par=mere)
    signer(decor.dossier, par=mere)
    return ancien


def accepter(decor: Decor) -> None:
    pieces.accepter(decor.piece, par=decor.secretaire)
    examen = examiner_un(decor.dossier)
    decisions.valider(decor.dossier, empreinte=examen.empreinte, par=decor.secretaire)


def refuser(decor: Decor) -> None:
    for nouveaute in examiner_un(decor.dossier).nouveautes:
        clef = nouveaute.changement.clef
        decisions.refuser(decor.dossier, clef, motif="Il manque un acte", par=decor.secretaire)
    pieces.refuser(decor.piece, motif="Floue", par=decor.secretaire)
    examen = examiner_un(decor.dossier)
    decisions.valider(decor.dossier, empreinte=examen.empreinte, par=decor.secretaire)


def demander(decor: Decor) -> None:
    """Ce que l'écran propose d'écrire, tel quel : la secrétaire appuie sans le relire."""
    pieces.refuser(decor.piece, motif="Ce n’est pas votre adresse", par=decor.secretaire)
    (fiche,) = navigateur(decor.secretaire.compte).get(FILE).context["fiches"]
    assert fiche.demande_proposee
    message = f"Bonjour. {fiche.demande_proposee}"
    decisions.demander_correction(decor.dossier, message=message, par=decor.secretaire)


def reinviter(decor: Decor) -> None:
    inviter(decor.martin.campagne)


@pytest.mark.parametrize("geste", [accepter, refuser, demander, reinviter])
def test_aucun_message_ne_porte_la_nouvelle_valeur(decor, canaris, geste):
    """Ni à l'ancien canal, ni à l'autre parent, ni au nouveau : un message ne la dit jamais."""
    ancien = demenager(decor, canaris)
    geste(decor)
    messages = Message.objects.all()
    assert {m.destinataire for m in messages} & {ancien, decor.pere.mel}
    assert canaris.dans("\n".join(f"{m.objet} {m.corps}" for m in messages)) == set()


def test_le_pere_n_apprend_pas_que_la_mere_a_demenage(decor, canaris):
    """Le justificatif de domicile n'est demandé qu'à qui déménage : le nommer, c'est le dire."""
    demenager(decor, canaris)
    demander(decor)
    au_pere = Message.objects.filter(destinataire=decor.pere.mel)
    assert au_pere.filter(gabarit="correction_demandee").exists()
    lus = "\n".join(au_pere.values_list("corps", flat=True))
    page = navigateur(decor.compte_de("l’autre parent")).get(
        f"/famille/dossier/{decor.dossier.pk}/"
    )
    for mot in ("Justificatif", "votre adresse"):
        assert mot not in lus
        assert mot not in page.context["dossier"].demande


def test_les_anciens_messages_ne_repartent_pas_au_nouveau_canal(decor, canaris):
    """Le destinataire d'un message est celui du jour où il fut décidé, jamais un autre parent."""
    demenager(decor, canaris)
    accepter(decor)
    siens = Message.objects.exclude(destinataire=decor.pere.mel)
    mels = {decor.mere.mel, Personne.objects.get(pk=decor.mere.pk).mel}
    assert set(siens.values_list("destinataire", flat=True)) <= mels
