"""The Systems Manager Automation document: the operator's way to the workflow, under the same guards."""

from __future__ import annotations

from typing import Any

WAIT_SECONDS = 1800
"""Longer than the workflow may take."""

_STATES = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]


def runbook(
    *, region: str, state_machine_arn: str, role_arn: str, topic_arn: str, global_cluster: str
) -> dict[str, Any]:
    """The content of the document of one region (schema version 0.3).

    Args:
        region: the region that the document makes active.
        state_machine_arn: its workflow.
        role_arn: the role with which the document acts.
        topic_arn: who is told when the workflow cannot even be started.
        global_cluster: identifier of the global database, whose state is shown before and after.
    """
    execution = {"executionArn": "{{ StartWorkflow.Execution }}"}
    return {
        "schemaVersion": "0.3",
        "description": (
            f"Makes {region} the active region of the payments: takes the lock, judges, promotes the database, "
            "switches the parameters and with them the traffic, tells people. A test run unless DryRun is false."
        ),
        "assumeRole": role_arn,
        "parameters": {
            "Mode": {
                "type": "String",
                "description": "failover: the other region is down, data may be lost; switchover: planned, no loss",
                "allowedValues": ["failover", "switchover"],
                "default": "failover",
            },
            "DryRun": {
                "type": "String",
                "description": "true: report what would be done and change nothing",
                "allowedValues": ["true", "false"],
                "default": "true",
            },
            "Force": {
                "type": "String",
                "description": "true: fail over although the other region seems up, or switch over in spite of the lag",
                "allowedValues": ["true", "false"],
                "default": "false",
            },
            "Reason": {
                "type": "String",
                "description": "Why, for the people who are told",
                "allowedPattern": "^[A-Za-z0-9 .,:;()/_-]{3,200}$",
            },
        },
        "outputs": ["ReadOutcome.Outcome", "ShowAfter.Members"],
        "mainSteps": [
            _call(
                "ShowBefore",
                "rds",
                "DescribeGlobalClusters",
                {"GlobalClusterIdentifier": global_cluster},
                [_output("Members", "$.GlobalClusters[0].GlobalClusterMembers", "MapList")],
                onFailure="Continue",
                isCritical=False,
                nextStep="StartWorkflow",
            ),
            _call(
                "StartWorkflow",
                "stepfunctions",
                "StartExecution",
                {
                    "stateMachineArn": state_machine_arn,
                    "name": "runbook-{{ automation:EXECUTION_ID }}",
                    "input": (
                        '{"mode":"{{ Mode }}","dry_run":{{ DryRun }},"force":{{ Force }},"reason":"{{ Reason }}"}'
                    ),
                },
                [_output("Execution", "$.executionArn", "String")],
                maxAttempts=3,
                onFailure="step:TellNotStarted",
                nextStep="WaitForWorkflow",
            ),
            {
                "name": "WaitForWorkflow",
                "action": "aws:waitForAwsResourceProperty",
                "timeoutSeconds": WAIT_SECONDS,
                "inputs": {
                    "Service": "stepfunctions",
                    "Api": "DescribeExecution",
                    **execution,
                    "PropertySelector": "$.status",
                    "DesiredValues": _STATES,
                },
                "onFailure": "Abort",
                "nextStep": "ReadOutcome",
            },
            _call(
                "ReadOutcome",
                "stepfunctions",
                "DescribeExecution",
                execution,
                [_output("Outcome", "$.status", "String")],
                nextStep="ShowAfter",
            ),
            _call(
                "ShowAfter",
                "rds",
                "DescribeGlobalClusters",
                {"GlobalClusterIdentifier": global_cluster},
                [_output("Members", "$.GlobalClusters[0].GlobalClusterMembers", "MapList")],
                onFailure="Continue",
                isCritical=False,
                nextStep="DemandSuccess",
            ),
            {
                "name": "DemandSuccess",
                "action": "aws:assertAwsResourceProperty",
                "inputs": {
                    "Service": "stepfunctions",
                    "Api": "DescribeExecution",
                    **execution,
                    "PropertySelector": "$.status",
                    "DesiredValues": ["SUCCEEDED"],
                },
                "onFailure": "Abort",
                "isEnd": True,
            },
            _call(
                "TellNotStarted",
                "sns",
                "Publish",
                # The step that failed is critical, so that the run ends as failed although this one succeeds.
                {
                    "TopicArn": topic_arn,
                    "Subject": f"Payments: failover to {region} could NOT be started",
                    "Message": "{{ automation:EXECUTION_ID }} could not start the workflow. Reason given: {{ Reason }}",
                },
                [],
                isEnd=True,
            ),
        ],
    }


def _call(
    name: str, service: str, api: str, inputs: dict[str, Any], outputs: list[dict[str, str]], **more: Any
) -> dict[str, Any]:
    """A step that calls an API."""
    step: dict[str, Any] = {
        "name": name,
        "action": "aws:executeAwsApi",
        "inputs": {"Service": service, "Api": api, **inputs},
    }
    if outputs:
        step["outputs"] = outputs
    return {**step, **more}


def _output(name: str, selector: str, kind: str) -> dict[str, str]:
    """A value that a step keeps."""
    return {"Name": name, "Selector": selector, "Type": kind}
