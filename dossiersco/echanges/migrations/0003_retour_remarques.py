from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("echanges", "0002_import_en_deux_gestes"),
    ]

    operations = [
        migrations.AddField(
            model_name="retour",
            name="remarques",
            field=models.JSONField(default=list),
        ),
    ]
