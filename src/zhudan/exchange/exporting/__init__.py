"""Lists that leave the house as a file: as somebody sees them, no more than he may take along."""
