resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2 # finding: KINESIS-MODE-001 aws_kinesis_stream.clicks
  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}
