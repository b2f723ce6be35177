import re

import pytest
from django import forms

from dossiersco.socle.forms import Formulaire


class Essai(Formulaire):
    nom = forms.CharField(label="Nom", help_text="Comme sur la <b>carte</b>.")
    mel = forms.EmailField(label="Adresse électronique", required=False)
    regime = forms.ChoiceField(
        label="Régime", choices=[("0", "Externe"), ("2", "DP")], widget=forms.RadioSelect
    )
    signe = forms.BooleanField(label="Je certifie", widget=forms.CheckboxInput({"class": "grand"}))
    piece = forms.FileField(label="Pièce", required=False, widget=forms.FileInput)
    jeton = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def refuse() -> str:
    return str(Essai({"mel": "pas-une-adresse"}))


def test_un_champ_porte_la_classe_du_dsfr():
    page = str(Essai())
    assert re.search(r'<input type="text"[^>]*class="fr-input"', page)
    assert re.search(r'<input type="file"[^>]*class="fr-upload"', page)
    assert '<div class="fr-radio-group">' in page


def test_les_classes_demandees_par_le_formulaire_restent():
    assert re.search(r'<input type="checkbox"[^>]*class="grand"', str(Essai()))


def test_un_champ_cache_n_a_ni_bloc_ni_etiquette():
    page = str(Essai())
    assert '<input type="hidden" name="jeton"' in page
    assert 'for="id_jeton"' not in page


def test_l_aide_est_echappee_et_reliee_au_champ():
    page = str(Essai())
    assert "&lt;b&gt;carte&lt;/b&gt;" in page
    assert re.search(r'<input type="text"[^>]*aria-describedby="id_nom_helptext"', page)


def test_seuls_les_champs_facultatifs_sont_marques():
    libelles = re.findall(r"(?:<label|<legend)[^>]*>\s*([^<]+?)\s*<", str(Essai()))
    assert [libelle for libelle in libelles if "facultatif" in libelle] == [
        "Adresse électronique (facultatif)",
        "Pièce (facultatif)",
    ]


def test_une_erreur_est_reliee_a_son_champ(refuse):
    assert re.search(r'<input type="email"[^>]*aria-invalid="true"', refuse)
    assert re.search(r'<input type="email"[^>]*aria-describedby="id_mel_error"', refuse)
    assert re.search(r'<fieldset[^>]*aria-describedby="id_regime_error"', refuse)


def test_le_resume_mene_a_chaque_champ_en_erreur(refuse):
    liens = re.findall(r'href="#([^"]+)"', refuse)
    assert liens == ["id_nom", "id_mel", "id_regime", "id_signe"]
    assert all(refuse.count(f'id="{lien}"') == 1 for lien in liens)


def test_une_erreur_sans_champ_est_dans_le_resume():
    formulaire = Essai({"nom": "Martin", "regime": "0", "signe": "on"})
    formulaire.add_error(None, "Le service est fermé.")
    assert "<li>Le service est fermé.</li>" in str(formulaire)


def test_sans_erreur_pas_de_resume():
    assert 'role="alert"' not in str(Essai())


def test_un_champ_qu_un_autre_rend_necessaire_n_est_pas_dit_facultatif():
    class Ensemble(Essai):
        sans_mention = frozenset({"mel"})

    assert str(Essai()).count("(facultatif)") == str(Ensemble()).count("(facultatif)") + 1


def test_le_resume_n_enchaine_pas_deux_ponctuations():
    class Question(Formulaire):
        ville = forms.CharField(label="Quelle commune\u00a0?")

    assert "Quelle commune&nbsp;: Ce champ" in str(Question({}))
