import pytest

from tests.attaques.decor import Decor, dresser


@pytest.fixture
def decor(db) -> Decor:
    return dresser()
