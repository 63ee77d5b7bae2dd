-- Which task reads which shard, and how far it has come.
CREATE TABLE shard_leases (
    stream text NOT NULL,
    shard_id text NOT NULL,
    parents text[] NOT NULL,
    checkpoint text,
    finished boolean NOT NULL DEFAULT false,
    owner text,
    expires_at timestamptz,
    PRIMARY KEY (stream, shard_id)
);

-- The tasks that are there; shards are shared out among them.
CREATE TABLE workers (
    stream text NOT NULL,
    worker text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (stream, worker)
);
