resource "aws_kms_key" "queue" {
  policy = jsonencode({ # finding: KMS-POLICY-001 aws_kms_key.queue
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["kms:GenerateDataKey", "kms:Decrypt"]
      Resource  = "*"
    }]
  })
}
