"""Regulated platform for sensor data: the constructs and stack of this CDK program."""
