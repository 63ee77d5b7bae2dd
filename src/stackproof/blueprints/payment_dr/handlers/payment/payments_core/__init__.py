"""What the payment function is made of."""
