"""One cell of a file: text in a csv, typed in a workbook, None when empty."""

from datetime import date, datetime, time

Cell = str | float | bool | date | datetime | time | None
