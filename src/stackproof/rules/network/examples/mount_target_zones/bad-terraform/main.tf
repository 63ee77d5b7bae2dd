resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1a"
}

resource "aws_efs_file_system" "files" {}

resource "aws_efs_mount_target" "files" {
  count          = 2
  file_system_id = aws_efs_file_system.files.id
  subnet_id      = aws_subnet.app[count.index].id # finding: NET-EFS-001 aws_efs_mount_target.files[1]
}
