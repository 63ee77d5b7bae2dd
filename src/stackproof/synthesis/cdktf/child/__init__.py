"""What is shown to the sandbox beside a program of CDKTF or CDK Terrain. It imports nothing of stackproof."""
