"""Les données de test du domaine, et les gens qui reviennent : les Martin, les Diallo, le voisin.

Un élève ou une personne se fabrique d'après sa photo : ses colonnes disent la même chose, sauf
celles qu'on donne, qui deviennent du nouveau (`EleveFactory(prenom="Léa")`). Une balise de la photo
se change par `photo__PRENOM="LEA"`.
"""

from dataclasses import dataclass
from datetime import timedelta
from string import ascii_uppercase
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from dossiersco.campagnes.models import Campagne, CodeCollege, Mef, OptionPedagogique, Question
from dossiersco.comptes.models import Compte
from dossiersco.dossiers.champs import Cible, colonnes
from dossiersco.dossiers.etats import Etat
from dossiersco.dossiers.models import (
    Dossier,
    Eleve,
    Personne,
    Rattachement,
    Reponse,
    Responsable,
    Signature,
)
from dossiersco.etablissements.droits import Role
from dossiersco.etablissements.models import Agent, Etablissement
from dossiersco.etablissements.uai import est_valable

MERE, PERE = "10", "20"
MEF_5E = "10110001110"


def _uai(numero: int) -> str:
    """Un UAI inventé, avec sa bonne lettre-clé."""
    candidats = (f"{numero:07}{lettre}" for lettre in ascii_uppercase)
    return next(uai for uai in candidats if est_valable(uai))


class EtablissementFactory(DjangoModelFactory):
    class Meta:
        model = Etablissement

    # Loin de 0590181B et de ses voisins, que des tests écrivent en toutes lettres.
    uai = factory.Sequence(lambda n: _uai(5_900_000 + n))
    denom_princ = "COLLEGE"
    denom_compl = factory.Sequence(lambda n: f"DES LILAS {n}")


class CampagneFactory(DjangoModelFactory):
    class Meta:
        model = Campagne

    class Params:
        pas_ouverte = factory.Trait(ouverte_le=None)
        fermee = factory.Trait(
            ferme_le=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=2))
        )

    etablissement = factory.SubFactory(EtablissementFactory)
    annee = 2026
    ouverte_le = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))


class MefFactory(DjangoModelFactory):
    class Meta:
        model = Mef

    campagne = factory.SubFactory(CampagneFactory)
    code_mef = MEF_5E
    libelle = "5ème"
    nb_opt_oblig = 2


class OptionFactory(DjangoModelFactory):
    """Une facultative ; `rangs=[1]` et `code_modalite_elect="O"` en font une obligatoire."""

    class Meta:
        model = OptionPedagogique

    campagne = factory.SubFactory(CampagneFactory)
    code_mef = MEF_5E
    code_matiere = factory.Sequence(lambda n: f"{n:06}")
    code_modalite_elect = "F"
    libelle = factory.Sequence(lambda n: f"MATIERE {n}")


class QuestionFactory(DjangoModelFactory):
    """Un oui ou non facultatif ; `choix=["A", "B"]` en fait un choix."""

    class Meta:
        model = Question

    campagne = factory.SubFactory(CampagneFactory)
    intitule = factory.Sequence(lambda n: f"Question {n}")
    nature = "question"

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        if noms := kwargs.pop("choix", None):
            kwargs |= {"sorte": "choix"}
            kwargs["choix"] = [{"nom": nom, "description": ""} for nom in noms]
        return kwargs


class CodeCollegeFactory(DjangoModelFactory):
    class Meta:
        model = CodeCollege

    campagne = factory.SubFactory(CampagneFactory)
    table = "regimes"
    code = "24"
    libelle = "DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT 4"


class CompteFactory(DjangoModelFactory):
    class Meta:
        model = Compte


class AgentFactory(DjangoModelFactory):
    class Meta:
        model = Agent

    compte = factory.SubFactory(
        CompteFactory, mel=factory.Sequence(lambda n: f"agent{n}@exemple.fr")
    )
    etablissement = factory.SubFactory(EtablissementFactory)
    nom = factory.Sequence(lambda n: f"Agent {n}")
    role = Role.SECRETARIAT


def adresse(numero: int, **balises: str) -> dict[str, str]:
    """Une adresse lilloise de la photo ; le même numéro donne le même ADRESSE_ID."""
    return {
        "ADRESSE_ID": str(numero),
        "LIGNE1_ADRESSE": f"{numero} RUE DES LILAS",
        "CODE_POSTAL": "59000",
        "LIBELLE_POSTAL": "LILLE",
        "CODE_COMMUNE_INSEE": "59350",
        "CODE_PAYS": "100",
        **balises,
    }


class EleveFactory(DjangoModelFactory):
    class Meta:
        model = Eleve

    etablissement = factory.SubFactory(EtablissementFactory)
    id_siecle = factory.Sequence(lambda n: str(1_000_000 + n))
    id_prv = factory.Sequence(lambda n: n + 1)
    id_national = factory.Sequence(lambda n: f"1234567{n:03}A"[:11])
    code_mef = MEF_5E
    code_structure = "5A"
    photo = factory.Dict(
        {
            "NOM_DE_FAMILLE": "MARTIN",
            "PRENOM": factory.Sequence(lambda n: f"Eleve{n}"),
            "DATE_NAISS": "12/03/2014",
            "CODE_SEXE": "1",
            "CODE_PAYS": "100",
            "CODE_COMMUNE_INSEE_NAISS": "59350",
            "CODE_PAYS_NAT": "100",
            "CODE_REGIME": "24",
            "ADRESSE": factory.LazyFunction(lambda: adresse(1)),
        }
    )

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**colonnes(Cible.ELEVE, kwargs["photo"]), **kwargs}


class PersonneFactory(DjangoModelFactory):
    class Meta:
        model = Personne

    etablissement = factory.SubFactory(EtablissementFactory)
    id_siecle = factory.Sequence(lambda n: str(2_000_000 + n))
    id_prv = factory.Sequence(lambda n: n + 1)
    photo = factory.Dict(
        {
            "CODE_CIVILITE": "2",
            "NOM_DE_FAMILLE": "MARTIN",
            "PRENOM": factory.Sequence(lambda n: f"Adulte{n}"),
            "TEL_PORTABLE": factory.Sequence(lambda n: f"063998{n % 10000:04}"),
            "MEL": factory.Sequence(lambda n: f"adulte{n}@exemple.fr"),
            "CODE_PROFESSION": "34",
            "ADRESSE": factory.LazyFunction(lambda: adresse(1)),
        }
    )

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**colonnes(Cible.PERSONNE, kwargs["photo"]), **kwargs}


class ResponsableFactory(DjangoModelFactory):
    class Meta:
        model = Responsable

    class Params:
        contact = factory.Trait(niveau_responsabilite="3")

    eleve = factory.SubFactory(EleveFactory)
    personne = factory.SubFactory(
        PersonneFactory, etablissement=factory.SelfAttribute("..eleve.etablissement")
    )
    niveau_responsabilite = "1"
    code_parente = MERE
    rang = factory.Sequence(lambda n: n)


class DossierFactory(DjangoModelFactory):
    class Meta:
        model = Dossier

    class Params:
        transmis = factory.Trait(etat=Etat.TRANSMIS, transmis_le=factory.LazyFunction(timezone.now))
        valide = factory.Trait(
            etat=Etat.VALIDE,
            transmis_le=factory.LazyFunction(timezone.now),
            valide_le=factory.LazyFunction(timezone.now),
        )
        a_corriger = factory.Trait(
            etat=Etat.A_CORRIGER,
            transmis_le=factory.LazyFunction(timezone.now),
            demande="Pouvez-vous vérifier le nom d’usage ?",
        )

    campagne = factory.SubFactory(CampagneFactory)
    eleve = factory.SubFactory(
        EleveFactory, etablissement=factory.SelfAttribute("..campagne.etablissement")
    )


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = Signature

    dossier = factory.SubFactory(DossierFactory)
    personne = factory.SubFactory(PersonneFactory)
    empreinte = "0" * 64
    sans_nouveaute = True


class ReponseFactory(DjangoModelFactory):
    class Meta:
        model = Reponse

    dossier = factory.SubFactory(DossierFactory)
    question = factory.SubFactory(QuestionFactory)
    personne = factory.SubFactory(PersonneFactory)
    valeur = "oui"
    signee = factory.SelfAttribute("valeur")
    signee_le = factory.LazyFunction(timezone.now)


@dataclass
class Famille:
    """Les dossiers sont ceux de `mere`, de l'aîné au dernier ; `pere` partage ceux qu'il a."""

    campagne: Campagne
    dossiers: list[Dossier]
    mere: Personne
    pere: Personne | None = None

    @property
    def dossier(self) -> Dossier:
        return self.dossiers[0]


def donner_compte(personne: Personne) -> Compte:
    """De quoi se connecter : `client.force_login(donner_compte(personne))`."""
    compte = CompteFactory()
    Rattachement.objects.create(compte=compte, personne=personne)
    return compte


def famille_martin(
    campagne: Campagne | None = None, prenoms: tuple[str, ...] = ("Léo",)
) -> Famille:
    """Deux parents séparés : les enfants vivent chez leur mère, 12 rue des Lilas."""
    campagne = campagne or CampagneFactory()
    college = campagne.etablissement
    mere = PersonneFactory(
        etablissement=college, photo__PRENOM="Camille", photo__ADRESSE=adresse(12)
    )
    pere = PersonneFactory(
        etablissement=college,
        photo__CODE_CIVILITE="1",
        photo__NOM_DE_FAMILLE="BERNARD",
        photo__PRENOM="Nicolas",
        photo__ADRESSE=adresse(77),
    )
    dossiers = [
        _enfant(campagne, "MARTIN", prenom, adresse(12), {mere: MERE, pere: PERE})
        for prenom in prenoms
    ]
    return Famille(campagne, dossiers, mere, pere)


def famille_diallo(campagne: Campagne) -> Famille:
    """Une mère seule, dans le même collège que les Martin."""
    mere = PersonneFactory(
        etablissement=campagne.etablissement,
        photo__NOM_DE_FAMILLE="DIALLO",
        photo__PRENOM="Aminata",
        photo__ADRESSE=adresse(31),
    )
    return Famille(
        campagne, [_enfant(campagne, "DIALLO", "Binta", adresse(31), {mere: MERE})], mere
    )


def college_voisin() -> Famille:
    """Un autre collège, sa campagne et une famille."""
    return famille_martin(CampagneFactory(), prenoms=("Voisin",))


def _enfant(
    campagne: Campagne, nom: str, prenom: str, chez: dict[str, str], liens: dict[Personne, str]
) -> Dossier:
    eleve = EleveFactory(
        etablissement=campagne.etablissement,
        photo__NOM_DE_FAMILLE=nom,
        photo__PRENOM=prenom,
        photo__ADRESSE=chez,
    )
    for personne, parente in liens.items():
        ResponsableFactory(eleve=eleve, personne=personne, code_parente=parente)
    return DossierFactory(campagne=campagne, eleve=eleve)


def relire(dossier: Dossier) -> Dossier:
    """Le dossier tel qu'il est en base, comme une requête suivante le lirait."""
    return Dossier.objects.select_related("eleve", "campagne__etablissement").get(pk=dossier.pk)
