"""Rules about Amazon ECS."""
