NAME = "orders"  # finding: TEST-PLACEHOLDER-001 project
