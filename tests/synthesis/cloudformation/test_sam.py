from __future__ import annotations

import pytest

from stackproof.graph.location import Location
from stackproof.graph.query import show, string
from stackproof.graph.values import Known, ListValue, Reference, Unknown
from stackproof.synthesis.cloudformation.sam_policies import policy_templates
from tests.synthesis.cloudformation.reading import graph_of

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Timeout: 10
    Environment: {Variables: {A: common, B: common}}
    Tags: {Owner: platform}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: src/
      Timeout: 30
      Environment: {Variables: {B: own}}
      Tracing: Active
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}
      Policies:
        - AmazonS3ReadOnlyAccess
        - S3ReadPolicy: {BucketName: my-bucket}
        - Statement: [{Effect: Allow, Action: 'sns:Publish', Resource: '*'}]
      Events:
        Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
        Get: {Type: Api, Properties: {Path: '/items/{id}', Method: get}}
"""


def test_a_function_becomes_the_resources_that_sam_names() -> None:
    graph = graph_of(TEMPLATE)
    assert {address: resource.type for address, resource in graph.resources.items()} == {
        "Queue": "AWS::SQS::Queue",
        "Worker": "AWS::Lambda::Function",
        "WorkerRole": "AWS::IAM::Role",
        "WorkerJobs": "AWS::Lambda::EventSourceMapping",
        "WorkerNightly": "AWS::Events::Rule",
        "WorkerNightlyPermission": "AWS::Lambda::Permission",
        "WorkerGetPermissionProd": "AWS::Lambda::Permission",
        "ServerlessRestApi": "AWS::ApiGateway::RestApi",
        "ServerlessRestApiDeployment": "AWS::ApiGateway::Deployment",
        "ServerlessRestApiProdStage": "AWS::ApiGateway::Stage",
    }
    assert graph.problems == []
    assert graph.undecided_resources == []


def test_globals_are_merged_and_every_property_keeps_its_own_place() -> None:
    worker = graph_of(TEMPLATE).resources["Worker"]
    assert worker.get("Runtime") == Known("python3.12")
    assert worker.get("Runtime").at == Location("t.yaml", 4, 5)
    assert worker.get("Timeout") == Known(30)
    assert worker.get("Timeout").at == Location("t.yaml", 15, 7)
    assert worker.get("Environment", "Variables", "A") == Known("common")
    assert worker.get("Environment", "Variables", "B") == Known("own")
    assert worker.get("Tags", 1, "Key") == Known("Owner")
    assert worker.get("TracingConfig", "Mode") == Known("Active")
    assert worker.get("DeadLetterConfig", "TargetArn") == Reference("Queue", "Arn")
    assert worker.get("Role") == Reference("WorkerRole", "Arn")
    assert isinstance(worker.get("Code", "S3Key"), Unknown)
    assert worker.location == Location("t.yaml", 10, 3)


def test_a_role_has_what_policies_tracing_queue_and_events_ask_for() -> None:
    role = graph_of(TEMPLATE, region="us-east-1").resources["WorkerRole"]
    prefix = "arn:aws:iam::aws:policy/"
    assert [string(role.get("ManagedPolicyArns", index)) for index in range(4)] == [
        prefix + "service-role/AWSLambdaBasicExecutionRole",
        prefix + "AWSXRayDaemonWriteAccess",
        prefix + "service-role/AWSLambdaSQSQueueExecutionRole",
        prefix + "AmazonS3ReadOnlyAccess",
    ]
    names = [string(role.get("Policies", index, "PolicyName")) for index in range(3)]
    assert names == ["DeadLetterQueuePolicy", "WorkerRolePolicy1", "WorkerRolePolicy2"]
    resources = role.get("Policies", 1, "PolicyDocument", "Statement", 0, "Resource")
    assert show(resources) == "[arn:aws:s3:::my-bucket, arn:aws:s3:::my-bucket/*]"


def test_events_refer_to_their_source_and_their_function() -> None:
    graph = graph_of(TEMPLATE)
    mapping = graph.resources["WorkerJobs"]
    assert mapping.get("EventSourceArn") == Reference("Queue", "Arn")
    assert mapping.get("FunctionName") == Reference("Worker")
    assert mapping.get("BatchSize") == Known(5)
    assert mapping.location == Location("t.yaml", 24, 9)
    assert graph.resources["WorkerNightly"].get("ScheduleExpression") == Known("rate(1 day)")
    assert graph.resources["WorkerNightlyPermission"].get("SourceArn") == Reference("WorkerNightly", "Arn")
    assert show(graph.resources["WorkerGetPermissionProd"].get("SourceArn")).endswith(
        "${ServerlessRestApi}/*/GET/items/*"
    )


@pytest.mark.parametrize(
    ("resource", "expected", "undecided"),
    [
        ("{Type: AWS::Serverless::SimpleTable}", {"R": "AWS::DynamoDB::Table"}, []),
        ("{Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: 's3://b/k'}}",
         {"R": "AWS::Lambda::LayerVersion"}, []),
        ("{Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A}}}",
         {"RRole": "AWS::IAM::Role", "R": "AWS::StepFunctions::StateMachine"}, []),
        ("{Type: AWS::Serverless::Api, Properties: {StageName: dev}}",
         {"R": "AWS::ApiGateway::RestApi", "RDeployment": "AWS::ApiGateway::Deployment",
          "RdevStage": "AWS::ApiGateway::Stage"}, []),
        ("{Type: AWS::Serverless::HttpApi}",
         {"R": "AWS::ApiGatewayV2::Api", "RApiGatewayDefaultStage": "AWS::ApiGatewayV2::Stage"}, []),
        ("{Type: AWS::Serverless::Function, Properties: {InlineCode: x, Role: 'arn:aws:iam::1:role/r',"
         " AutoPublishAlias: live, FunctionUrlConfig: {AuthType: NONE}}}",
         {"R": "AWS::Lambda::Function", "RVersion": "AWS::Lambda::Version", "RAliaslive": "AWS::Lambda::Alias",
          "RUrl": "AWS::Lambda::Url", "RUrlPublicPermissions": "AWS::Lambda::Permission"}, []),
        ("{Type: AWS::Serverless::GraphQLApi}", {"R": "AWS::Serverless::GraphQLApi"},
         ["R is of type AWS::Serverless::GraphQLApi, which is not expanded here"]),
        ("{Type: AWS::Serverless::Connector}", {"R": "AWS::Serverless::Connector"},
         ["R is of type AWS::Serverless::Connector, which is not expanded here"]),
        ("{Type: AWS::Serverless::Function, Properties: {InlineCode: x, Role: r, Events: {E: {Type: Cognito}}}}",
         {"R": "AWS::Lambda::Function"}, ["what the event E of R makes is not expanded here"]),
        ("{Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: a, SemanticVersion: 1.0.0}}}",
         {"R": "AWS::CloudFormation::Stack"},
         ["the template of the nested stack R is not at hand, so its resources are not known"]),
    ],
)  # fmt: skip
def test_other_serverless_types_are_expanded_or_named(
    resource: str, expected: dict[str, str], undecided: list[str]
) -> None:
    graph = graph_of(f"Transform: AWS::Serverless-2016-10-31\nResources:\n  R: {resource}\n")
    assert {address: found.type for address, found in graph.resources.items()} == expected
    assert [problem.message for problem in graph.undecided_resources] == undecided
    assert graph.problems == []


def test_the_condition_of_a_function_holds_for_all_that_is_made_of_it() -> None:
    graph = graph_of("""
        Transform: AWS::Serverless-2016-10-31
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          F: {Type: AWS::Serverless::Function, Condition: C, Properties: {InlineCode: x}}
    """)
    assert {resource.condition for resource in graph.resources.values()} == {"C"}
    assert list(graph.resources) == ["F", "FRole"]


def test_an_old_version_of_a_layer_is_kept_unless_its_policy_says_otherwise() -> None:
    graph = graph_of("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Kept: {Type: AWS::Serverless::LayerVersion}
          Deleted: {Type: AWS::Serverless::LayerVersion, Properties: {RetentionPolicy: Delete}}
    """)
    assert {name: found.lifecycle.on_delete for name, found in graph.resources.items()} == {
        "Kept": "retain",
        "Deleted": "delete",
    }


def test_a_function_that_listens_to_a_bucket_adds_to_its_notifications() -> None:
    graph = graph_of("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              InlineCode: x
              Events: {New: {Type: S3, Properties: {Bucket: !Ref B, Events: ['s3:ObjectCreated:*']}}}
          B:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: b
              NotificationConfiguration: {LambdaConfigurations: [{Event: e, Function: f}]}
    """)
    bucket = graph.resources["B"]
    assert bucket.get("BucketName") == Known("b")
    listed = bucket.get("NotificationConfiguration", "LambdaConfigurations")
    assert show(listed) == "[{Event: e, Function: f}, {Event: s3:ObjectCreated:*, Function: ${F.Arn}}]"
    assert graph.resources["FNewPermission"].get("Principal") == Known("s3.amazonaws.com")
    assert bucket.depends_on == ("FNewPermission",)
    assert bucket.get("NotificationConfiguration", "LambdaConfigurations", 0, "Event").at.line == 13
    assert graph.undecided_resources == []


def test_names_that_sam_gives_to_what_it_makes_can_be_referred_to() -> None:
    graph = graph_of("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Api: {Type: AWS::Serverless::Api, Properties: {StageName: dev}}
          F: {Type: AWS::Serverless::Function, Properties: {InlineCode: x, AutoPublishAlias: live}}
        Outputs:
          A: {Value: !Ref Api.Stage}
          B: {Value: !Sub '${Api.Stage}/${F.Alias}/${F.Version}'}
    """)
    assert [show(output.value) for output in graph.outputs] == [
        "${ApidevStage}",
        "${ApidevStage}/${FAliaslive}/${FVersion}",
    ]
    assert graph.problems == []


def test_every_policy_template_of_sam_can_be_filled() -> None:
    templates = policy_templates()
    assert len(templates) == 81
    policies = "".join(f"        - {name}: {{}}\n" for name in templates)
    graph = graph_of(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
        f"    Properties:\n      InlineCode: x\n      Policies:\n{policies}"
    )
    assert graph.problems == []
    listed = graph.resources["FRole"].get("Policies")
    assert isinstance(listed, ListValue)
    assert len(listed.items) == 81


def test_names_that_a_macro_may_make_are_no_faults() -> None:
    graph = graph_of("Transform: Mine\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref X}}\n")
    assert graph.problems == []
    assert isinstance(graph.resources["T"].get("TopicName"), Unknown)
