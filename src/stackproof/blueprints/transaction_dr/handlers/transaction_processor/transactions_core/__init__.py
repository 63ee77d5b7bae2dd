"""What the transaction function is made of."""
