"""Rules about EventBridge, its Scheduler, and what reads queues and streams."""
