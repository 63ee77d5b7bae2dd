"""One requirement judges an answer in every engine and language, each with no more than its stack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CONTRACT = """\
version: 1
system: jobs
parameters:
  environment_suffix:
    value: demo
    env: ENVIRONMENT_SUFFIX
    context: environmentSuffix
    config: environmentSuffix
    variable: environment_suffix
    parameter: EnvironmentSuffix
policy: {suffix: environment_suffix}
requirements:
  - id: R1
    text: The queue of jobs hides a message for a minute
    expect:
      resource: AWS::SQS::Queue
      where: {name: jobs-demo}
      count: 1
      has: {VisibilityTimeout: 60}
"""
CLOUDFORMATION = """\
```yaml
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  EnvironmentSuffix: {Type: String}
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub jobs-${EnvironmentSuffix}
      VisibilityTimeout: 60
```
"""
TERRAFORM = """\
```hcl
provider "aws" {
  region = "us-east-1"
}

variable "environment_suffix" {
  type = string
}

resource "aws_sqs_queue" "jobs" {
  name                       = "jobs-${var.environment_suffix}"
  visibility_timeout_seconds = 60
}
```
"""
CDK_PYTHON = """\
## lib/tap_stack.py

```python
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs


class TapStack(cdk.Stack):
    def __init__(self, scope, construct_id, *, environment_suffix: str, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        name = f"jobs-{environment_suffix}"
        sqs.Queue(self, "Jobs", queue_name=name, visibility_timeout=cdk.Duration.seconds(60))
```
"""
CDK_TYPESCRIPT = """\
## lib/tap-stack.ts

```typescript
import * as cdk from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface TapStackProps extends cdk.StackProps {
  environmentSuffix: string;
}

export class TapStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: TapStackProps) {
    super(scope, id, props);
    const queueName = `jobs-${props.environmentSuffix}`;
    new sqs.Queue(this, "Jobs", { queueName, visibilityTimeout: cdk.Duration.seconds(60) });
  }
}
```
"""
CDKTF_PYTHON = """\
**lib/tap_stack.py**

```python
from cdktn import TerraformStack
from cdktn_provider_aws.provider import AwsProvider
from cdktn_provider_aws.sqs_queue import SqsQueue


class TapStack(TerraformStack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id)
        suffix = kwargs.get("environment_suffix", "dev")
        AwsProvider(self, "aws", region="us-east-1")
        SqsQueue(self, "jobs", name=f"jobs-{suffix}", visibility_timeout_seconds=60)
```
"""
CDKTF_TYPESCRIPT = """\
**lib/tap-stack.ts**

```ts
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";

export class TapStack extends TerraformStack {
  constructor(scope: Construct, id: string, props?: { environmentSuffix?: string }) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
    const name = `jobs-${props?.environmentSuffix ?? "dev"}`;
    new SqsQueue(this, "jobs", { name, visibilityTimeoutSeconds: 60 });
  }
}
```
"""
PULUMI_PYTHON = """\
```python
# lib/tap_stack.py
import pulumi
from pulumi_aws import sqs


class TapStackArgs:
    def __init__(self, environment_suffix: str = "dev"):
        self.environment_suffix = environment_suffix


class TapStack(pulumi.ComponentResource):
    def __init__(self, name: str, args: TapStackArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("tap:stack:TapStack", name, None, opts)
        jobs = f"jobs-{args.environment_suffix}"
        sqs.Queue("jobs", name=jobs, visibility_timeout_seconds=60, opts=pulumi.ResourceOptions(parent=self))
```
"""
PULUMI_TYPESCRIPT = """\
```typescript
// lib/tap-stack.ts
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

interface TapStackArgs {
  environmentSuffix?: string;
  tags?: pulumi.Input<{ [key: string]: string }>;
}

export class TapStack extends pulumi.ComponentResource {
  constructor(name: string, args: TapStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tap:stack:TapStack", name, args, opts);
    const jobs = `jobs-${args.environmentSuffix ?? "dev"}`;
    new aws.sqs.Queue("jobs", { name: jobs, visibilityTimeoutSeconds: 60 }, { parent: this });
  }
}
```
"""


@pytest.mark.parametrize(
    ("engine", "language", "text"),
    [
        ("cloudformation", "yaml", CLOUDFORMATION),
        ("terraform", "hcl", TERRAFORM),
        *(
            pytest.param(*form, marks=pytest.mark.slow)
            for form in (
                ("cdk", "python", CDK_PYTHON),
                ("cdk", "typescript", CDK_TYPESCRIPT),
                ("cdktf", "python", CDKTF_PYTHON),
                ("cdktf", "typescript", CDKTF_TYPESCRIPT),
                ("pulumi", "python", PULUMI_PYTHON),
                ("pulumi", "typescript", PULUMI_TYPESCRIPT),
            )
        ),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_the_requirement_is_proven_at_the_line_of_the_answer(
    engine: str, language: str, text: str, tmp_path: Path
) -> None:
    document = f"# A queue of jobs\n\n{text}\nDeploy it:\n\n```bash\ndeploy\n```\n"
    (tmp_path / "answer.md").write_text(document)
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    command = [sys.executable, "-m", "stackproof", "check", "--oracles", "none", "--format", "json"]
    done = subprocess.run(
        [*command, "--contract", "contract.yaml", "answer.md"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    data = json.loads(done.stdout)
    line = next(number for number, one in enumerate(document.split("\n"), 1) if "60" in one)
    assert (data["project"]["engine"], data["project"]["language"]) == (engine, language)
    assert [(one["id"], one["status"]) for one in data["requirements"]] == [("R1", "proven")]
    assert {(proof["file"], proof["line"]) for proof in data["requirements"][0]["evidence"]} == {("answer.md", line)}
    serious = [one["rule"] for one in data["findings"] if one["severity"] in ("critical", "high")]
    assert (done.returncode, data["verdict"], serious) == (0, "ready", [])
