"""Rules about what an account has only one of."""
