"""Numbers the system gives: one after another, none twice, whatever happens at once."""

from datetime import date

from django.db import connection

from zhudan.blueprint.fields.auto_number import AutoNumberField

# The row stays locked until the transaction ends, so a number taken is a number used.
_NEXT = """
    INSERT INTO records_counter ("table", field, period, value) VALUES (%s, %s, %s, %s)
    ON CONFLICT ("table", field, period)
    DO UPDATE SET value = records_counter.value + excluded.value
    RETURNING value"""


def take(table: str, field: AutoNumberField, day: date, many: int) -> list[str]:
    """The next `many` numbers of a field."""
    if not many:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [table, field.key, field.period(day), many])
        last = cursor.fetchone()[0]
    return [field.write(day, number) for number in range(last - many + 1, last + 1)]
