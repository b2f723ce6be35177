import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("combien", "attendu"), [(0, "0 dossier"), (1, "1 dossier"), (2, "2 dossiers")]
)
def test_zero_est_au_singulier(combien, attendu):
    gabarit = Template("{{ n }} dossier{{ n|pluralize }}")
    assert gabarit.render(Context({"n": combien})) == attendu


def test_une_liste_se_compte_et_les_deux_formes_se_disent():
    gabarit = Template('{{ l|pluralize:"a,ont" }}')
    assert [gabarit.render(Context({"l": "x" * n})) for n in range(3)] == ["a", "a", "ont"]
