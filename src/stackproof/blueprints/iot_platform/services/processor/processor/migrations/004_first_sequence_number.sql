-- The number that a shard begins with: another one is that of a stream which was made anew under its name.
ALTER TABLE shard_leases ADD COLUMN first_sequence_number text;
