# mutate: replace "my-app-logs-${random_id.unique.hex}" with "my-app-logs"
resource "random_id" "unique" {
  byte_length = 4
}

resource "aws_s3_bucket" "logs" {
  bucket = "my-app-logs-${random_id.unique.hex}"
}
