from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pieces", "0002_documents_du_telephone"),
    ]

    operations = [
        migrations.AddField(
            model_name="piecejointe",
            name="lot",
            field=models.UUIDField(blank=True, db_index=True, null=True),
        ),
    ]
