from dossiersco.etablissements.droits import DROITS, LIBELLES_ROLES, Geste, Role, peut


def test_chaque_geste_dit_ses_roles():
    assert set(DROITS) == set(Geste)


def test_chaque_role_a_un_nom():
    assert set(LIBELLES_ROLES) == set(Role)


def test_la_direction_peut_tout():
    assert [geste for geste in Geste if not peut(Role.DIRECTION, geste)] == []


def test_la_lecture_seule_ne_decide_de_rien_et_n_ouvre_pas_les_documents():
    assert {geste for geste in Geste if peut(Role.LECTURE, geste)} == {
        Geste.VOIR_DOSSIERS,
        Geste.VOIR_TABLEAU,
        Geste.VOIR_DROITS,
        Geste.GERER_SON_COMPTE,
    }


def test_l_infirmerie_lit_qui_appeler_et_rien_d_autre():
    assert {geste for geste in Geste if peut(Role.INFIRMERIE, geste)} == {
        Geste.VOIR_DOSSIERS,
        Geste.VOIR_TABLEAU,
        Geste.VOIR_DROITS,
        Geste.GERER_SON_COMPTE,
    }


def test_seule_la_direction_gere_l_equipe():
    assert DROITS[Geste.GERER_EQUIPE] == {Role.DIRECTION}


def test_un_role_inconnu_ne_peut_rien():
    assert not any(peut("inconnu", geste) for geste in Geste)
