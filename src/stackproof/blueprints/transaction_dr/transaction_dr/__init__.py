"""Infrastructure of the transaction processing over two regions."""
