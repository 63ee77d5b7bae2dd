"""Sends to the queue."""  # finding: LAYOUT-PATHS-001 project
