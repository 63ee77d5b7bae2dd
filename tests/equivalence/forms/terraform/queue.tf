locals {
  zones = { a = "us-east-1a", b = "us-east-1b" }
}

resource "aws_vpc" "queue" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "equal-queue" }
}

resource "aws_subnet" "queue" {
  for_each          = local.zones
  vpc_id            = aws_vpc.queue.id
  cidr_block        = cidrsubnet(aws_vpc.queue.cidr_block, 8, index(keys(local.zones), each.key) + 1)
  availability_zone = each.value
  tags              = { Name = "equal-queue-${each.key}" }
}

resource "aws_route_table" "queue" {
  vpc_id = aws_vpc.queue.id
  tags   = { Name = "equal-queue" }
}

resource "aws_route_table_association" "queue" {
  for_each       = aws_subnet.queue
  subnet_id      = each.value.id
  route_table_id = aws_route_table.queue.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.queue.id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.queue.id]
}

resource "aws_security_group" "worker" {
  name        = "equal-worker-demo"
  description = "the worker"
  vpc_id      = aws_vpc.queue.id
  egress {
    description = "services inside"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_vpc.queue.cidr_block]
  }
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "equal-orders-dead-demo"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "orders" {
  name                       = "equal-orders-demo"
  visibility_timeout_seconds = 30
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.orders.arn]
  }
}

resource "aws_iam_role" "worker" {
  name               = "equal-worker-demo"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "worker" {
  role       = aws_iam_role.worker.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "orders" {
  name   = "orders"
  role   = aws_iam_role.worker.name
  policy = data.aws_iam_policy_document.orders.json
}

resource "aws_cloudwatch_log_group" "worker" {
  name              = "/aws/lambda/equal-worker-demo"
  retention_in_days = 14
}

resource "aws_lambda_function" "worker" {
  depends_on    = [aws_cloudwatch_log_group.worker]
  function_name = "equal-worker-demo"
  runtime       = "python3.13"
  handler       = "index.handler"
  role          = aws_iam_role.worker.arn
  timeout       = 60
  memory_size   = 256
  s3_bucket     = "equal-packages-demo"
  s3_key        = "worker.zip"

  vpc_config {
    subnet_ids         = [for subnet in aws_subnet.queue : subnet.id]
    security_group_ids = [aws_security_group.worker.id]
  }

  environment {
    variables = {
      QUEUE_URL = aws_sqs_queue.orders.url
    }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn        = aws_sqs_queue.orders.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
}
