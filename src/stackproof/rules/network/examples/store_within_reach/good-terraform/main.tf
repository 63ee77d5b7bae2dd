# mutate: replace "6379 # to the cache" with "6378"
# mutate: replace "[aws_vpc.main.cidr_block] # callers" with "[\"192.168.0.0/16\"]"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_security_group" "worker" {
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 6379 # to the cache
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "cache" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 6379
    to_port     = 6379
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.main.cidr_block] # callers
  }
}

resource "aws_elasticache_subnet_group" "main" {
  name       = "main"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id = "main"
  description          = "main"
  node_type            = "cache.t4g.micro"
  subnet_group_name    = aws_elasticache_subnet_group.main.name
  security_group_ids   = [aws_security_group.cache.id]
}

resource "aws_lambda_function" "worker" {
  function_name = "worker"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1"
  role          = "arn:aws:iam::123456789012:role/functions"

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.worker.id]
  }

  environment {
    variables = { CACHE = aws_elasticache_replication_group.main.primary_endpoint_address }
  }
}
