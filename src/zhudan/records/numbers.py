"""Numbers the system gives: one after another, none twice, whatever happens at once."""

from datetime import date

from django.db import connection

from zhudan.blueprint.fields.auto_number import AutoNumberField

# The row stays locked until the transaction ends, so a number taken is a number used.
_NEXT = """
    INSERT INTO records_counter ("table", field, period, value) VALUES (%s, %s, %s, 1)
    ON CONFLICT ("table", field, period) DO UPDATE SET value = records_counter.value + 1
    RETURNING value"""


def give(table: str, field: AutoNumberField, day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [table, field.key, field.period(day)])
        return field.write(day, cursor.fetchone()[0])
