import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0005_regles_des_options"),
    ]

    operations = [
        migrations.AddField(
            model_name="trace",
            name="lot",
            field=models.UUIDField(blank=True, db_index=True, null=True),
        ),
        migrations.AlterField(
            model_name="trace",
            name="geste",
            field=models.CharField(
                choices=[
                    ("modifier", "a modifié"),
                    ("accepter", "a accepté"),
                    ("refuser", "n’a pas retenu"),
                    ("deposer", "a envoyé un document"),
                    ("signer", "a signé"),
                    ("valider", "a validé"),
                    ("demander_correction", "a demandé une correction"),
                    ("creer", "a inscrit l’élève"),
                    ("changer", "a changé"),
                    ("rouvrir", "a ramené le dossier à traiter"),
                    ("affecter", "a choisi la formation de la rentrée"),
                    ("contacts", "a changé ses contacts d’urgence"),
                    ("demander", "a demandé au collège"),
                    ("prendre_en_compte", "a pris en compte la demande"),
                    ("ecarter", "n’a pas retenu la demande"),
                    ("annuler", "est revenu sur sa décision"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Annonce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gabarit", models.CharField(max_length=40)),
                ("contexte", models.JSONField(default=dict)),
                ("lot", models.UUIDField(blank=True, db_index=True, null=True)),
                ("cree_le", models.DateTimeField(default=django.utils.timezone.now)),
                ("postee_le", models.DateTimeField(blank=True, null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annonces",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annonces",
                        to="dossiers.personne",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["postee_le", "cree_le"], name="annonces_a_poster")
                ],
            },
        ),
    ]
