"""Ce qui n'est pas un export, ou qui veut nuire : variantes 5, 11 et 12. À chacun sa phrase."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiersco.siecle import communs, eleves, nomenclature, plan, responsables, structures
from dossiersco.siecle.anomalies import BALISES_INCONNUES_MAX
from dossiersco.siecle.lus import FichierRefuse, TypeExport
from dossiersco.siecle.tests.exports_fictifs import (
    adresse,
    bloc,
    codes,
    document,
    eleve,
    fichier_eleves,
    fichier_responsables,
    lien,
    lire_eleves,
    ouvrir,
    personne,
    zip_de,
)

ELEVES = fichier_eleves(
    eleve(NOM_DE_FAMILLE="NOËL", ADRESSE_ID="9001"),
    eleve("1002", ID_NATIONAL="0123456789B"),
    apres=bloc("ADRESSES", adresse())
    + bloc(
        "STRUCTURES",
        '<STRUCTURES_ELEVE ELEVE_ID="1001"><STRUCTURE><CODE_STRUCTURE>6A</CODE_STRUCTURE>'
        "<TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>",
    ),
)
RESPONSABLES = fichier_responsables([personne(ADRESSE_ID="9001")], [lien()], adresse())
NOMENCLATURE = document(
    "BEE_NOMENCLATURES",
    bloc("MEFS", '<MEF CODE_MEF="10010012110"><FORMATION>6EME</FORMATION></MEF>')
    + bloc(
        "OPTIONS_OBLIGATOIRES",
        "<OPTION_OBLIGATOIRE><CODE_MEF>10010012110</CODE_MEF><CODE_MATIERE>030201</CODE_MATIERE>"
        "<RANG_OPTION>1</RANG_OPTION></OPTION_OBLIGATOIRE>",
    ),
)
STRUCTURES = document(
    "BEE_STRUCTURES",
    bloc("DIVISIONS", '<DIVISION CODE_STRUCTURE="6A"><LIBELLE_LONG>6E A</LIBELLE_LONG></DIVISION>'),
)
COMMUNS = document(
    "BEE_COMMUN", bloc("ANNEE_SCOLAIRE", "<DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE>")
)


def refus(octets: bytes) -> str:
    with pytest.raises(FichierRefuse) as erreur:
        ouvrir(octets)
    return str(erreur.value)


def avec_dtd(dtd: str) -> bytes:
    return ELEVES.replace(b"<BEE_ELEVES", dtd.encode() + b"<BEE_ELEVES", 1)


def tout_lire(octets: bytes) -> None:
    """Ouvre, puis lit avec le lecteur du type trouvé."""
    recu = ouvrir(octets)
    lecteurs = {
        TypeExport.ELEVES: [eleves.lire],
        TypeExport.RESPONSABLES: [responsables.lire_personnes, responsables.lire_liens],
        TypeExport.NOMENCLATURE: [nomenclature.lire],
        TypeExport.STRUCTURES: [structures.lire],
        TypeExport.COMMUNS: [communs.lire],
    }
    for lire in lecteurs[recu.entete.type]:
        resultat = lire(recu, lambda _: None)
        if lire in (eleves.lire, responsables.lire_personnes, responsables.lire_liens):
            list(resultat)


def test_le_milliard_de_rires_est_refuse():
    rires = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "DOCTYPE ou ENTITY" in refus(avec_dtd(rires))


def test_une_entite_externe_est_refusee(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    assert "DOCTYPE ou ENTITY" in refus(
        avec_dtd(f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>')
    )


def test_une_dtd_distante_est_refusee():
    assert "DOCTYPE ou ENTITY" in refus(avec_dtd('<!DOCTYPE x SYSTEM "http://exemple.fr/x.dtd">'))


@pytest.mark.parametrize("decalage", range(12))
def test_une_dtd_a_cheval_sur_deux_blocs_est_vue(decalage):
    debut = ELEVES.index(b"<BEE_ELEVES")
    avant = ELEVES[:debut].ljust(1024 - decalage)
    assert "DOCTYPE ou ENTITY" in refus(avant + b"<!DOCTYPE x>" + ELEVES[debut:])


def test_ce_qui_n_est_ni_zip_ni_xml_est_refuse():
    for octets in (b"%PDF-1.7", b"Nom;Prenom\n", b"\xd0\xcf\x11\xe0", b"   ", b"\xef\xbb\xbf"):
        assert "ni un zip ni un XML" in refus(octets)


def test_un_fichier_tronque_n_importe_ou_est_refuse():
    for coupe in range(1, len(ELEVES) - 1):
        assert re.search(r"incomplet|illisible|n.est (pas|ni)", refus(ELEVES[:coupe]))


def test_un_fichier_coupe_au_milieu_des_eleves_est_dit_incomplet_avec_sa_ligne():
    coupe = ELEVES.index(b'"1002"') + 40
    ligne = ELEVES[:coupe].count(b"\n") + 1
    assert f"incomplet : il s’arrête à la ligne {ligne}" in refus(ELEVES[:coupe])


def test_une_balise_mal_fermee_est_dite_avec_sa_ligne():
    octets = ELEVES.replace(b"</ELEVES>", b"</ELEVES d>")
    ligne = octets[: octets.index(b"</ELEVES d>")].count(b"\n") + 1
    assert f"illisible à la ligne {ligne}" in refus(octets)


def test_un_fichier_casse_avant_l_uaj_est_refuse():
    assert "illisible à la ligne" in refus(ELEVES.replace(b"<UAJ>", b"<UAJ"))


def test_plusieurs_xml_bout_a_bout_sont_refuses():
    assert "illisible à la ligne" in refus(ELEVES + ELEVES)


def test_une_ligne_vide_avant_la_declaration_est_refusee_avec_sa_ligne():
    assert "illisible à la ligne" in refus(b"\n" + ELEVES)


def test_un_enregistrement_demesure_est_refuse():
    assert "démesuré" in refus(fichier_eleves(eleve(MEL="x" * 3_000_000)))


def test_une_charpente_demesuree_est_refusee():
    assert "démesuré" in refus(document("BEE_ELEVES", "<BLOC/>" * 5_000))


@pytest.mark.parametrize(
    "cree",
    [
        lambda: ELEVES.replace(b"<DONNEES>", b"<DONNEES>" + b"x" * 3_000_000),
        lambda: ELEVES.replace(b"<ELEVES>", b"<ELEVES>" + b"x" * 3_000_000),
        lambda: ELEVES.replace(b"</UAJ>", b"</UAJ><SUITE>" + b"x" * 200_000 + b"</SUITE>", 1),
        lambda: ELEVES.replace(b"<DONNEES>", b"<AUTRE><A/></AUTRE>" * 2_000 + b"<DONNEES>"),
        lambda: b"<!--" + b"x" * 3_000_000 + b"-->" + ELEVES.split(b"\n", 1)[1],
        lambda: ELEVES.replace(b"<ELEVES>", b'<ELEVES A="' + b"x" * 3_000_000 + b'">'),
    ],
    ids=["donnees", "bloc", "parametre", "parties", "commentaire", "attribut"],
)
def test_rien_ne_grossit_autour_des_enregistrements(cree):
    assert "démesuré" in refus(cree())


def test_deux_blocs_de_donnees_se_lisent_a_la_suite():
    suite = bloc("DONNEES", bloc("ELEVES", eleve("1003", ID_NATIONAL=None)))
    octets = ELEVES.replace(b"</BEE_ELEVES>", suite.encode("iso-8859-15") + b"</BEE_ELEVES>")
    assert [lu.eleve_id for lu in lire_eleves(octets)[0]] == ["1001", "1002", "1003"]


def test_la_racine_se_voit_meme_loin_derriere_un_commentaire():
    octets = ELEVES.replace(b"<BEE_ELEVES", b"<!--" + b"x" * 70_000 + b"-->\n<BEE_ELEVES", 1)
    assert [lu.eleve_id for lu in lire_eleves(octets)[0]] == ["1001", "1002"]


def test_trop_de_sortes_d_enregistrements_sont_refusees():
    fiches = "".join(f"<E{n}/>" for n in range(plan.BALISES_MAX + 1))
    assert "démesuré" in refus(document("BEE_ELEVES", bloc("ELEVES", fiches, "</ELEVES><ELEVES>")))


def test_une_profondeur_folle_est_refusee():
    assert "démesuré" in refus(fichier_eleves(eleve(MEL="<A>" * 60 + "</A>" * 60)))


def test_mille_balises_inconnues_ne_font_pas_mille_avis():
    inconnues = {f"X{n}": "1" for n in range(1_000)}
    _, anomalies = lire_eleves(fichier_eleves(eleve(**inconnues)))
    assert codes(anomalies).count("balise_inconnue") == BALISES_INCONNUES_MAX


@pytest.mark.parametrize("octets", [ELEVES, RESPONSABLES, NOMENCLATURE, STRUCTURES, COMMUNS])
def test_les_fichiers_mutes_sont_valides_avant_mutation(octets):
    tout_lire(octets)
    tout_lire(zip_de({"x.xml": octets}))


MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=0, max_size=4)), max_size=6
)


@settings(max_examples=400, deadline=None)
@given(
    octets=st.sampled_from([ELEVES, RESPONSABLES, NOMENCLATURE, STRUCTURES, COMMUNS]),
    en_zip=st.booleans(),
    mutations=MUTATIONS,
    garde=st.floats(0, 1),
)
def test_un_fichier_mute_ne_leve_jamais_que_fichier_refuse(octets, en_zip, mutations, garde):
    recu = bytearray(zip_de({"x.xml": octets}) if en_zip else octets)
    for place, contenu in mutations:
        debut = int(place * len(recu))
        recu[debut : debut + len(contenu)] = contenu
    if garde > 0.5:
        del recu[int((garde - 0.5) * 2 * len(recu)) :]
    with suppress(FichierRefuse):
        tout_lire(bytes(recu))
