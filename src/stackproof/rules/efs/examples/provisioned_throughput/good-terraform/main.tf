# mutate: replace "  provisioned_throughput_in_mibps = 10\n" with ""
resource "aws_efs_file_system" "files" {
  throughput_mode                 = "provisioned"
  provisioned_throughput_in_mibps = 10
}
