resource "aws_ebs_encryption_by_default" "here" {} # finding: SINGLETON-003 aws_ebs_encryption_by_default.here
