resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute { # finding: DDB-KEYS-001 aws_dynamodb_table.orders
    name = "id"
    type = "S"
  }
  attribute {
    name = "status"
    type = "S"
  }
}
