"""What all rules together cost, for graphs of 100 to 5,000 resources, and which rules cost most.

    python -m benchmarks.rules                      # 100, 500, 1,000, 2,000 and 5,000 resources
    python -m benchmarks.rules --sizes 100 --top 20

Graphs are made of systems of 25 resources each (network, function, queues, table, bucket, key, alarm, dashboard), wired
as such systems are, in one template. Each run has a graph of its own, since what rules derive from a graph is kept with
it; the median of several runs is shown. Everything has been imported and run once before.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.project.discovery import discover
from stackproof.rules.model import Context
from stackproof.rules.registry import all_rules
from stackproof.rules.run import run
from stackproof.sources.project import sources_of
from stackproof.synthesis.model import Settings
from stackproof.synthesis.read import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.rules.model import Rule

TODAY = date(2026, 11, 28)
SIZES = (100, 500, 1000, 2000, 5000)
ONE_SYSTEM = """\
  Network{n}: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.{n}.0.0/16, EnableDnsSupport: true}}}}
  Gateway{n}: {{Type: AWS::EC2::InternetGateway}}
  Attached{n}:
    Type: AWS::EC2::VPCGatewayAttachment
    Properties: {{VpcId: !Ref Network{n}, InternetGatewayId: !Ref Gateway{n}}}
  SubnetA{n}:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Network{n}, CidrBlock: 10.{n}.0.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
  SubnetB{n}:
    Type: AWS::EC2::Subnet
    Properties: {{VpcId: !Ref Network{n}, CidrBlock: 10.{n}.1.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
  Routes{n}: {{Type: AWS::EC2::RouteTable, Properties: {{VpcId: !Ref Network{n}}}}}
  ToInternet{n}:
    Type: AWS::EC2::Route
    DependsOn: Attached{n}
    Properties: {{RouteTableId: !Ref Routes{n}, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway{n}}}
  RoutesA{n}:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {{SubnetId: !Ref SubnetA{n}, RouteTableId: !Ref Routes{n}}}
  Group{n}:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: inside
      VpcId: !Ref Network{n}
      SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.{n}.0.0/16}}]
  Key{n}:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{AWS: !Sub "arn:aws:iam::${{AWS::AccountId}}:root"}}
            Action: kms:*
            Resource: "*"
          - Effect: Allow
            Principal: {{Service: !Sub "logs.${{AWS::Region}}.amazonaws.com"}}
            Action: [kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey*, kms:Describe*]
            Resource: "*"
  Logs{n}:
    Type: AWS::Logs::LogGroup
    Properties: {{LogGroupName: /orders/{n}, RetentionInDays: 30, KmsKeyId: !GetAtt Key{n}.Arn}}
  Letters{n}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: letters-{n}}}}}
  Orders{n}:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders-{n}
      VisibilityTimeout: 360
      RedrivePolicy: {{deadLetterTargetArn: !GetAtt Letters{n}.Arn, maxReceiveCount: 3}}
  Topic{n}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: orders-{n}}}}}
  OrdersPolicy{n}:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Orders{n}]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Service: sns.amazonaws.com}}
            Action: sqs:SendMessage
            Resource: !GetAtt Orders{n}.Arn
            Condition: {{ArnEquals: {{aws:SourceArn: !Ref Topic{n}}}}}
  ToOrders{n}:
    Type: AWS::SNS::Subscription
    Properties: {{Protocol: sqs, TopicArn: !Ref Topic{n}, Endpoint: !GetAtt Orders{n}.Arn}}
  Table{n}:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders-{n}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
  Bucket{n}:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: !Sub "orders-{n}-${{AWS::AccountId}}", VersioningConfiguration: {{Status: Enabled}}}}
  Role{n}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]
      Policies:
        - PolicyName: work
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {{Effect: Allow, Action: [dynamodb:PutItem, dynamodb:GetItem], Resource: !GetAtt Table{n}.Arn}}
              - {{Effect: Allow, Action: s3:PutObject, Resource: !Sub "${{Bucket{n}.Arn}}/*"}}
              - Effect: Allow
                Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]
                Resource: !GetAtt Orders{n}.Arn
  Worker{n}:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker-{n}
      Runtime: python3.12
      Handler: index.handler
      Timeout: 60
      Role: !GetAtt Role{n}.Arn
      Environment: {{Variables: {{TABLE: !Ref Table{n}}}}}
      Code:
        ZipFile: |
          import os
          import boto3
          table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
          def handler(event, context):
              for record in event["Records"]:
                  table.put_item(Item={{"id": record["messageId"]}})
  FromOrders{n}:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {{EventSourceArn: !GetAtt Orders{n}.Arn, FunctionName: !Ref Worker{n}, BatchSize: 10}}
  Hourly{n}:
    Type: AWS::Events::Rule
    Properties: {{ScheduleExpression: rate(1 hour), Targets: [{{Id: worker, Arn: !GetAtt Worker{n}.Arn}}]}}
  FromHourly{n}:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Worker{n}
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Hourly{n}.Arn
  Alarm{n}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{{Name: FunctionName, Value: !Ref Worker{n}}}]
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Period: 60
      Statistic: Sum
      Threshold: 0
      AlarmActions: [!Ref Topic{n}]
  Board{n}:
    Type: AWS::CloudWatch::Dashboard
    Properties:
      DashboardName: orders-{n}
      DashboardBody: !Sub >-
        {{"widgets": [{{"type": "metric", "x": 0, "y": 0, "width": 12, "height": 6, "properties":
        {{"region": "${{AWS::Region}}", "metrics":
        [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "${{Orders{n}.QueueName}}"]]}}}}]}}
"""
IN_ONE = sum(1 for line in ONE_SYSTEM.splitlines() if line.startswith("  ") and line[2] != " ")


def template(resources: int) -> str:
    """A template of about that many resources, whole systems of them."""
    systems = max(1, round(resources / IN_ONE))
    return "Resources:\n" + "".join(ONE_SYSTEM.format(n=number) for number in range(systems))


def context(folder: Path) -> Context:
    """A fresh graph of the template in a folder, with nothing derived from it."""
    (project,) = discover(folder).projects
    graph = read(project, Settings(regions={"": "eu-west-1"})).graph
    return Context(graph, TODAY, sources=sources_of(project))


def milliseconds(folder: Path, rules: Sequence[Rule], runs: int) -> tuple[int, float]:
    """How many resources there are, and the median of the milliseconds that the rules take."""
    taken = []
    count = 0
    for _ in range(runs + 1):
        asked = context(folder)
        count = len(asked.graph.resources)
        started = time.perf_counter()
        outcome = run(asked, rules)
        taken.append((time.perf_counter() - started) * 1000)
        assert outcome.complete, [crash.message for crash in outcome.crashes]
    return count, statistics.median(taken[1:])


def each(folder: Path, rules: Sequence[Rule]) -> dict[str, float]:
    """Milliseconds of each rule, asked in order on one graph: the first to need an index pays for it."""
    asked = context(folder)
    spent: dict[str, float] = defaultdict(float)
    for rule in rules:
        started = time.perf_counter()
        run(asked, [rule])
        spent[rule.id] += (time.perf_counter() - started) * 1000
    return spent


def main() -> None:
    """Measures what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--top", type=int, default=10, help="how many of the dearest rules are shown")
    given = parser.parse_args()
    rules = all_rules()
    print(f"{len(rules)} rules")
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "template.yaml").write_text(template(size), "utf-8")
            count, taken = milliseconds(folder, rules, given.runs)
            print(f"{count:5} resources: {taken:8.1f} ms, {1000 * taken / count:6.1f} us a resource", flush=True)
            if size == max(given.sizes):
                dearest = sorted(each(folder, rules).items(), key=lambda one: -one[1])[: given.top]
                print("dearest: " + ", ".join(f"{rule} {spent:.1f} ms" for rule, spent in dearest))


if __name__ == "__main__":
    main()
