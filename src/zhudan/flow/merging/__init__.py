"""Two records of one table become one, and may be parted again."""
