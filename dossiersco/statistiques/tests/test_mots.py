from dossiersco.statistiques.mots import frequents


def test_un_mot_compte_une_fois_par_commentaire():
    assert frequents(["rapide, rapide, rapide", "Rapide !"]) == [("rapide", 2)]


def test_les_accents_et_les_capitales_ne_separent_pas_un_mot():
    assert frequents(["les élèves", "Élèves", "ELEVES"]) == [("élèves", 3)]


def test_un_mot_d_une_seule_famille_n_est_pas_montre():
    """Un nom propre écrit par une famille ne s'étale pas sur un écran."""
    assert frequents(["Bartholomé adore"]) == []


def test_les_mots_vides_et_courts_ne_disent_rien():
    assert frequents(["c’est très bien pour nous", "très bien, oui"]) == []


def test_les_plus_frequents_d_abord_puis_par_ordre():
    textes = ["simple photo", "simple photo", "simple clair", "clair"]
    assert frequents(textes, combien=2) == [("simple", 3), ("clair", 2)]
