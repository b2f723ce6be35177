"""T-TPL-01 (L3) : rien de ce qu'on écrit n'est jamais exécuté, ni dans un message, ni à l'écran."""

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from dossiersco.dossiers import decisions
from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.examen import examiner_un
from dossiersco.dossiers.invitations import inviter
from dossiersco.dossiers.models import Eleve, Personne
from dossiersco.etablissements.models import Etablissement
from dossiersco.messagerie.gabarits import GABARITS, remplir
from dossiersco.messagerie.models import Message
from tests.attaques.adresses import chemins
from tests.attaques.canaris import octets
from tests.attaques.decor import Decor, navigateur

PIEGES = [
    "{{ code }}",
    "{{ lien }}{{ refus }}",
    "{0.__class__.__init__.__globals__}",
    "{enfant.__class__}",
    "%(code)s %s %n",
    "${7*7} #{7*7} {{7*7}} <%= 7*7 %>",
    "{% debug %}{% load static %}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea></title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    '=HYPERLINK("http://exemple.fr";"clic")',
    "Léa\r\nBcc: voleur@exemple.fr\r\n\r\nCorps",
    "\u2028Bcc: voleur@exemple.fr\x0b\x0c\x85",
]
OUVRANTES = ("<script", "<img src=x", "<svg/onload", "</textarea></title>")


@pytest.mark.parametrize("piege", PIEGES)
def test_un_nom_piege_reste_un_nom(decor: Decor, piege: str):
    """L'élève, sa mère et le collège s'appellent ainsi : tous les messages partent, inertes."""
    mail.outbox.clear()
    Eleve.objects.update(prenom=piege, nom_de_famille=piege)
    Personne.objects.update(prenom=piege, nom_de_famille=piege)
    Etablissement.objects.update(denom_princ=piege[:30], denom_compl="")
    codes = inviter(decor.martin.campagne).codes.values()
    _du_courrier(decor, piege)
    assert len(mail.outbox) >= 5
    for courriel in mail.outbox:
        assert piege in courriel.body
        assert "49" not in courriel.subject
        for trahi in ("<class", "<module", "__builtins__", "DEBUG ="):
            assert trahi not in courriel.body
        assert sum(code[:4] in courriel.body for code in codes) <= 1
        assert len(courriel.subject.splitlines()) == 1


def _du_courrier(decor: Decor, piege: str) -> None:
    mere = Personne.objects.get(pk=decor.mere.pk)
    modifier(decor.dossier, mere, {"tel_portable": "0639981234"}, par=mere)
    signer(decor.dossier, par=mere)
    (nouveaute, *_) = examiner_un(decor.dossier).nouveautes
    decisions.refuser(decor.dossier, nouveaute.changement.clef, motif=piege, par=decor.secretaire)
    decisions.demander_correction(decor.dossier, message=piege, par=decor.secretaire)


@pytest.mark.parametrize("piege", PIEGES)
def test_un_objet_piege_ne_fait_pas_un_en_tete(decor, piege, django_capture_on_commit_callbacks):
    Eleve.objects.update(prenom=piege)
    mere = Personne.objects.get(pk=decor.mere.pk)
    with django_capture_on_commit_callbacks(execute=True):
        modifier(decor.dossier, mere, {"tel_portable": "0639981234"}, par=mere)
        signer(decor.dossier, par=mere)
    (courriel,) = [m for m in mail.outbox if m.to == [mere.mel]][-1:]
    envoye = courriel.message()
    assert envoye.get_all("Bcc") is None
    assert envoye.get_all("To") == [mere.mel]


@pytest.mark.parametrize("mel", ["a@exemple.fr\nBcc: b@exemple.fr", "a@exemple.fr%0ABcc:b", "a@b"])
def test_une_adresse_piegee_ne_recoit_rien(decor, mel):
    Personne.objects.update(mel=mel)
    signer(decor.dossier, par=Personne.objects.get(pk=decor.mere.pk))
    inviter(decor.martin.campagne)
    destinataires = Message.objects.values_list("destinataire", flat=True)
    assert not [d for d in destinataires if "\n" in d or "Bcc" in d]


@pytest.mark.parametrize("qui", ["la mère", "un agent du collège"])
def test_aucune_balise_ecrite_par_une_famille_n_arrive_a_l_ecran(decor, qui):
    """Toutes à la fois : dans les noms, les adresses, les raisons et la demande du collège."""
    piege = " ".join(PIEGES).replace("\r\n", " ")
    Eleve.objects.update(prenom=piege[:100], nom_usage=piege[-90:], ville_naiss="<script>x")
    Personne.objects.update(nom_usage=piege[-90:], mel=f"{piege[:150]}@exemple.fr")
    decor.martin.campagne.dossiers.update(demande=piege)
    client, fautes = navigateur(decor.compte_de(qui)), set()
    for _, chemin in chemins(decor):
        for reponse in (client.get(chemin), client.post(chemin, {"code": piege, "mel": piege})):
            html = octets(reponse)
            fautes |= {(chemin, mot) for mot in OUVRANTES if mot.encode() in html}
    assert fautes == set()


@given(st.sampled_from(sorted(GABARITS)), st.text(max_size=60))
def test_remplir_recopie_sans_lire(nom: str, valeur: str):
    """T-TPL-02 : le texte du catalogue, où la valeur est recopiée telle quelle."""
    gabarit = GABARITS[nom].corps
    jetons = dict.fromkeys(_jetons(gabarit), "\0")
    attendu = remplir(gabarit, jetons).replace("\0", valeur)
    assert remplir(gabarit, dict.fromkeys(jetons, valeur)) == attendu


def _jetons(gabarit: str) -> list[str]:
    return [morceau.split("}}")[0].strip() for morceau in gabarit.split("{{")[1:]]
