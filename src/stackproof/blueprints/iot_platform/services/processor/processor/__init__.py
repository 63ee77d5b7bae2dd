"""The processing service: reads the stream, keeps every reading in the database and the latest ones in the cache."""
