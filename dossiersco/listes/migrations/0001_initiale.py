import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import dossiersco.listes.stockage


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("campagnes", "0001_initiale"),
        ("etablissements", "0001_initiale"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extraction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sorte", models.CharField(max_length=20)),
                (
                    "format",
                    models.CharField(
                        choices=[("xlsx", "Excel (.xlsx)"), ("csv", "CSV, pour tout logiciel")],
                        max_length=4,
                    ),
                ),
                ("colonnes", models.JSONField(default=list)),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("demandee", "en attente"),
                            ("en_cours", "en cours"),
                            ("prete", "prête"),
                            ("echec", "échec"),
                        ],
                        default="demandee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("avancement", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("demandee_le", models.DateTimeField(default=django.utils.timezone.now)),
                ("expire_le", models.DateTimeField()),
                (
                    "fichier",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=dossiersco.listes.stockage.stockage,
                        upload_to=dossiersco.listes.stockage.chemin,
                    ),
                ),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extractions",
                        to="campagnes.campagne",
                    ),
                ),
                (
                    "par_agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="etablissements.agent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("etat__in", ["demandee", "en_cours", "prete", "echec"])
                        ),
                        name="etat_extraction_connu",
                    )
                ],
            },
        ),
    ]
