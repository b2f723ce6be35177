"""La base refuse de changer une trace écrite, d'où que vienne l'écriture."""

from django.db import migrations

# Ces deux colonnes-là changent quand un dossier s'efface (`dossiers/survivances.py`).
POSTGRESQL = """
CREATE FUNCTION journal_intouchable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'dossier_id' - 'delegation_id'
        IS DISTINCT FROM to_jsonb(OLD) - 'dossier_id' - 'delegation_id' THEN
        RAISE EXCEPTION 'journal : une trace ne change pas'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_intouchable BEFORE UPDATE ON dossiers_trace
FOR EACH ROW EXECUTE FUNCTION journal_intouchable();
"""
# SQLite perd ce déclencheur quand Django refait la table : un test le verrait, à reposer alors.
SQLITE = """
CREATE TRIGGER journal_intouchable BEFORE UPDATE OF id, eleve_id, personne_id, geste, champ, avant,
    apres, motif, par_personne_id, par_agent_id, aide, lot, le ON dossiers_trace
BEGIN
    SELECT RAISE(ABORT, 'journal : une trace ne change pas');
END
"""


def poser(_apps, editeur):
    editeur.execute(POSTGRESQL if editeur.connection.vendor == "postgresql" else SQLITE)


def retirer(_apps, editeur):
    if editeur.connection.vendor == "postgresql":
        editeur.execute("DROP TRIGGER journal_intouchable ON dossiers_trace")
        editeur.execute("DROP FUNCTION journal_intouchable()")
    else:
        editeur.execute("DROP TRIGGER journal_intouchable")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_liste_par_etat")]

    operations = [migrations.RunPython(poser, retirer)]
