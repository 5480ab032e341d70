from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_search")]
    operations = [
        migrations.AddField(
            model_name="column",
            name="published",
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="column",
            name="published",
            field=models.BooleanField(default=False),
        ),
    ]
