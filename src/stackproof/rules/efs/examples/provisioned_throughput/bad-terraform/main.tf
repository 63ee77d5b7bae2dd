resource "aws_efs_file_system" "files" {
  throughput_mode = "provisioned" # finding: EFS-THROUGHPUT-001 aws_efs_file_system.files
}
