# mutate: replace "PROVISIONED" with "ON_DEMAND"
resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2
  stream_mode_details {
    stream_mode = "PROVISIONED"
  }
}
