from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("echanges", "0001_initiale"),
    ]

    operations = [
        migrations.AddField(
            model_name="retour",
            name="remarques",
            field=models.JSONField(default=list),
        ),
    ]
