-- Every reading once, whatever number of times it came.
CREATE TABLE readings (
    reading_id uuid PRIMARY KEY,
    device_id text NOT NULL,
    measured_at timestamptz NOT NULL,
    metric text NOT NULL,
    value double precision NOT NULL,
    unit text NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX readings_of_device ON readings (device_id, metric, measured_at DESC);

-- Records that are no readings, or contradict one, with the beginning of what they held.
CREATE TABLE rejected_records (
    stream text NOT NULL,
    shard_id text NOT NULL,
    sequence_number text NOT NULL,
    reason text NOT NULL,
    size_bytes integer NOT NULL,
    sha256 bytea NOT NULL,
    beginning bytea NOT NULL,
    rejected_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, shard_id, sequence_number)
);
