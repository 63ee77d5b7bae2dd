"""Addresses in the graph of the reference stack."""

from __future__ import annotations

STACK = "stack-iot-platform-demo"
DATA_KEY = f"{STACK}/Keys/Data"
LOGS_KEY = f"{STACK}/Keys/Logs"
VPC = f"{STACK}/Network/Vpc"
GATEWAY = f"{VPC}/IGW"
PUBLIC = tuple(f"{VPC}/publicSubnet{number}/Subnet" for number in (1, 2))
PRIVATE = tuple(f"{VPC}/privateSubnet{number}/Subnet" for number in (1, 2))
DATA = tuple(f"{VPC}/dataSubnet{number}/Subnet" for number in (1, 2))
FLOW_LOG = f"{STACK}/Network/FlowLog"
FLOW_LOGS = f"{STACK}/Network/FlowLogs"
FLOW_ROLE = f"{STACK}/Network/FlowLogRole"
PROCESSOR_GROUP = f"{STACK}/SecurityGroups/Processor"
DATABASE_GROUP = f"{STACK}/SecurityGroups/Database"
_PROCESSOR_ID = "stackiotplatformdemoSecurityGroupsProcessorB921306B"
INTO_DATABASE = f"{DATABASE_GROUP}/from {_PROCESSOR_ID}:5432"
INTO_CACHE = f"{STACK}/SecurityGroups/Cache/from {_PROCESSOR_ID}:6379"
STREAM = f"{STACK}/Stream"
CLUSTER = f"{STACK}/Database/Cluster"
WRITER = f"{CLUSTER}/Writer"
READER = f"{CLUSTER}/Reader"
DATABASE_SUBNETS = f"{STACK}/Database/Subnets"
DATABASE_LOGS = f"{STACK}/Database/Logs"
CACHE = f"{STACK}/Cache/Group"
CACHE_SUBNETS = f"{STACK}/Cache/Subnets"
SERVICE = f"{STACK}/Processor/Service/Service"
TASK = f"{STACK}/Processor/Task"
TASK_ROLE = f"{STACK}/Processor/TaskRole"
EXECUTION_ROLE = f"{STACK}/Processor/ExecutionRole"
EXECUTION_POLICY = f"{EXECUTION_ROLE}/DefaultPolicy"
PROCESSOR_LOGS = f"{STACK}/Processor/Logs"
TOPIC = f"{STACK}/AlarmTopic"
TOPIC_POLICY = f"{TOPIC}/Policy"


def alarm(name: str) -> str:
    """The address of an alarm."""
    return f"{STACK}/Alarms/{name}"
