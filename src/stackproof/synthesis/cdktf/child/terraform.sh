# Stands for the terraform that the framework asks for its version where a program moves resources.
echo "Terraform v1.14.0"
