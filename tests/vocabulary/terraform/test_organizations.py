"""AWS Organizations, IAM Identity Center, stacks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}


def test_accounts_and_policies_of_an_organization() -> None:
    graph = translated(
        {
            "aws_organizations_organization.a": {
                "feature_set": "ALL",
                "enabled_policy_types": ["SERVICE_CONTROL_POLICY"],
                "aws_service_access_principals": ["cloudtrail.amazonaws.com"],
            },
            "aws_organizations_account.a": {
                "name": "prod",
                "email": "a@example.com",
                "parent_id": ref("aws_organizations_organization.a", "roots.0.id"),
                "role_name": "admin",
                "close_on_deletion": True,
            },
            "aws_organizations_policy.a": {
                "name": "deny",
                "type": "SERVICE_CONTROL_POLICY",
                "content": json.dumps(POLICY),
                "skip_destroy": True,
            },
            "aws_organizations_policy_attachment.a": {
                "policy_id": ref("aws_organizations_policy.a", "id"),
                "target_id": ref("aws_organizations_account.a", "id"),
            },
        }
    )
    assert graph.resources["aws_organizations_policy.a"].lifecycle.on_delete == "retain"
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_organizations_organization.a": {"FeatureSet": "ALL"},
        "aws_organizations_account.a": {
            "AccountName": "prod",
            "Email": "a@example.com",
            "ParentIds": ["${aws_organizations_organization.a.RootId}"],
            "RoleName": "admin",
        },
        "aws_organizations_policy.a": {
            "Name": "deny",
            "Type": "SERVICE_CONTROL_POLICY",
            "Content": POLICY,
            "TargetIds": ["${aws_organizations_account.a}"],
        },
    }


def test_a_permission_set_takes_in_its_policies() -> None:
    set_ = {"instance_arn": "arn:i", "permission_set_arn": ref("aws_ssoadmin_permission_set.a", "arn")}
    graph = translated(
        {
            "aws_ssoadmin_permission_set.a": {
                "name": "admin",
                "instance_arn": "arn:i",
                "relay_state": "https://example.com",
                "session_duration": "PT2H",
            },
            "aws_ssoadmin_managed_policy_attachment.a": {**set_, "managed_policy_arn": "arn:p"},
            "aws_ssoadmin_customer_managed_policy_attachment.a": {
                **set_,
                "customer_managed_policy_reference": [{"name": "p", "path": "/"}],
            },
            "aws_ssoadmin_permission_set_inline_policy.a": {**set_, "inline_policy": json.dumps(POLICY)},
            "aws_ssoadmin_permissions_boundary_attachment.a": {
                **set_,
                "permissions_boundary": [{"managed_policy_arn": "arn:b"}],
            },
            "aws_ssoadmin_account_assignment.a": {
                **set_,
                "principal_id": "g",
                "principal_type": "GROUP",
                "target_id": "123456789012",
                "target_type": "AWS_ACCOUNT",
            },
            "aws_ssoadmin_instance_access_control_attributes.a": {
                "instance_arn": "arn:i",
                "attribute": [{"key": "name", "value": [{"source": ["${path:name.givenName}"]}]}],
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_ssoadmin_permission_set.a": {
            "Name": "admin",
            "InstanceArn": "arn:i",
            "RelayStateType": "https://example.com",
            "SessionDuration": "PT2H",
            "ManagedPolicies": ["arn:p"],
            "CustomerManagedPolicyReferences": [{"Name": "p", "Path": "/"}],
            "InlinePolicy": POLICY,
            "PermissionsBoundary": {"ManagedPolicyArn": "arn:b"},
        },
        "aws_ssoadmin_account_assignment.a": {
            "InstanceArn": "arn:i",
            "PermissionSetArn": "${aws_ssoadmin_permission_set.a}",
            "PrincipalId": "g",
            "PrincipalType": "GROUP",
            "TargetId": "123456789012",
            "TargetType": "AWS_ACCOUNT",
        },
        "aws_ssoadmin_instance_access_control_attributes.a": {
            "InstanceArn": "arn:i",
            "AccessControlAttributes": [{"Key": "name", "Value": {"Source": ["${path:name.givenName}"]}}],
        },
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"template_body": "{}"}, {"TemplateURL": "unknown"}),
        ({"template_body": unknown()}, {"TemplateURL": "unknown"}),
        ({"template_url": "https://b/t"}, {"TemplateURL": "https://b/t"}),
        ({"parameters": {"A": "b"}, "timeout_in_minutes": 5}, {"Parameters": {"A": "b"}, "TimeoutInMinutes": 5}),
    ],
)
def test_the_template_of_a_stack_is_known_where_it_lies_in_a_bucket(
    arguments: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert plain(only({"aws_cloudformation_stack.a": {"name": "s", "on_failure": "DELETE", **arguments}})) == expected


def test_a_set_of_stacks() -> None:
    found = only(
        {
            "aws_cloudformation_stack_set.a": {
                "name": "s",
                "permission_model": "SERVICE_MANAGED",
                "auto_deployment": [{"enabled": True, "depends_on_stack_sets": ["arn:o"]}],
            }
        }
    )
    assert plain(found) == {
        "StackSetName": "s",
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": True, "DependsOn": ["arn:o"]},
    }
