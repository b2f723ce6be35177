"""Des histoires au hasard, par les vrais gestes : deux parents, un collège, SIECLE qui repasse."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiersco.dossiers.actions import modifier, signer
from dossiersco.dossiers.champs import Cible, canonique, differe
from dossiersco.dossiers.decisions import refuser, trancher, valider
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.examen import changements_de, examiner_un
from dossiersco.dossiers.models import Eleve, Personne, Signature, Trace
from dossiersco.dossiers.tests.factories import AgentFactory, famille_martin, relire
from dossiersco.echanges.fusion import rafraichir

CHAMPS_JOUES = {
    "code_regime": ("0", "21", "24"),
    "prenom2": ("Zoé", "Noé", ""),
    "tel_portable": ("0639980001", "06 39 98 00 02", ""),
}
GESTES = st.lists(
    st.one_of(
        st.tuples(
            st.just("ecrire"),
            st.sampled_from(["mere", "pere"]),
            st.sampled_from(sorted(CHAMPS_JOUES)),
            st.integers(0, 2),
        ),
        st.tuples(st.just("signer"), st.sampled_from(["mere", "pere"])),
        st.tuples(st.just("accepter")),
        st.tuples(st.just("refuser")),
        st.tuples(st.just("siecle"), st.sampled_from(sorted(CHAMPS_JOUES)), st.integers(0, 2)),
    ),
    max_size=10,
)
REGLAGES = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestHistoires(TestCase):
    """Hypothesis rejoue chaque exemple dans sa propre transaction, que rien n'a encore touchée.

    La famille, elle, n'est dressée qu'une fois : les gestes ne la lisent que de la base.
    """

    @classmethod
    def setUpTestData(cls):
        cls.famille = famille_martin()
        cls.agent = AgentFactory(etablissement=cls.famille.campagne.etablissement)

    def jouer(self, gestes):
        for geste, *details in gestes:
            getattr(self, geste)(*details)

    @property
    def dossier(self):
        return relire(self.famille.dossier)

    @property
    def examen(self):
        return examiner_un(self.dossier)

    def qui(self, qui):
        return Personne.objects.get(pk=getattr(self.famille, qui).pk)

    def ecrire(self, qui, champ, rang):
        par = self.qui(qui)
        cible = par if champ == "tel_portable" else self.dossier.eleve
        modifier(self.dossier, cible, {champ: CHAMPS_JOUES[champ][rang]}, par=par)

    def signer(self, qui):
        signer(self.dossier, par=self.qui(qui))

    def accepter(self):
        for nouveaute in self.examen.nouveautes:
            if nouveaute.desaccord:
                trancher(
                    self.dossier,
                    nouveaute.changement.clef,
                    nouveaute.changement.champ.lire(nouveaute.desaccord[0].apres),
                    par=self.agent,
                )
        if self.dossier.etat == Etat.TRANSMIS:
            valider(self.dossier, empreinte=self.examen.empreinte, par=self.agent)

    def refuser(self):
        for nouveaute in self.examen.nouveautes:
            refuser(self.dossier, nouveaute.changement.clef, motif="Non.", par=self.agent)

    def siecle(self, champ, rang):
        """Un nouvel import : la photo suit SIECLE."""
        objet = self.qui("mere") if champ == "tel_portable" else self.dossier.eleve
        cible = Cible.PERSONNE if champ == "tel_portable" else Cible.ELEVE
        photo = {**objet.photo, champ.upper(): CHAMPS_JOUES[champ][rang]}
        if rafraichir(cible, objet, photo):
            objet.save()

    def differents(self):
        """Les champs dont la colonne ne dit pas la même chose que la photo."""
        objets = [(Cible.ELEVE, Eleve.objects.get(pk=self.famille.dossier.eleve_id))]
        objets += [(Cible.PERSONNE, self.qui(qui)) for qui in ("mere", "pere")]
        return {c.clef for cible, objet in objets for c in changements_de(cible, objet)}

    def nouveaux(self):
        return {nouveaute.changement.clef for nouveaute in self.examen.nouveautes}

    def contestes(self):
        """L'un a demandé du nouveau, l'autre a remis la valeur de SIECLE : rien ne diffère."""
        return {
            n.changement.clef
            for n in self.examen.nouveautes
            if not differe(n.changement.champ, n.changement.avant, n.changement.apres)
        }

    def acceptes(self):
        return {changement.clef for changement in self.examen.acceptes}

    @REGLAGES
    @given(GESTES)
    def test_tout_signe_nouveau_ou_accepte_est_exactement_colonne_differente(self, gestes):
        self.jouer([*gestes, ("signer", "mere"), ("signer", "pere")])
        contestes = self.contestes()
        assert self.nouveaux() - contestes | self.acceptes() == self.differents()
        assert all(n.desaccord for n in self.examen.nouveautes if n.changement.clef in contestes)

    @REGLAGES
    @given(GESTES)
    def test_le_college_ne_voit_ni_n_accepte_jamais_un_brouillon(self, gestes):
        self.jouer(gestes)
        dates = {
            personne: list(
                Signature.objects.filter(personne=personne).values_list("signee_le", flat=True)
            )
            for personne in (self.famille.mere.pk, self.famille.pere.pk)
        }
        for nouveaute in self.examen.nouveautes:
            ecriture, changement = nouveaute.ecriture, nouveaute.changement
            if ecriture is None:
                assert changement.clef in self.contestes()
                continue
            assert ecriture.valeur == canonique(changement.champ, changement.apres)
            if ecriture.personne:
                assert any(le >= ecriture.le for le in dates[ecriture.personne])

    @REGLAGES
    @given(GESTES)
    def test_apres_avoir_tout_refuse_il_ne_reste_rien_a_decider(self, gestes):
        self.jouer([*gestes, ("refuser",)])
        assert self.nouveaux() == set()

    @REGLAGES
    @given(GESTES)
    def test_apres_avoir_tout_accepte_il_ne_reste_rien_a_decider(self, gestes):
        self.jouer([*gestes, ("signer", "mere"), ("signer", "pere"), ("accepter",)])
        assert self.nouveaux() == set()
        assert self.acceptes() == self.differents()

    @REGLAGES
    @given(GESTES)
    def test_ne_part_vers_siecle_que_ce_que_le_college_a_accepte(self, gestes):
        self.jouer(gestes)
        lignes = Trace.objects.filter(geste="accepter").lignes()
        decides = {(ligne.clef, ligne.valeur) for ligne in lignes}
        partent = {(c.clef, canonique(c.champ, c.apres)) for c in self.examen.acceptes}
        assert partent <= decides
