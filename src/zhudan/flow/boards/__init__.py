"""The board of a pipeline: columns with their figures, and cards."""
