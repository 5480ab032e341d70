"""How fast the product is, measured from outside beside the bare SQL of the same answers."""
