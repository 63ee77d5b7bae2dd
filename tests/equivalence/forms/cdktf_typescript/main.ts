import { CloudwatchLogGroup } from "@cdktn/provider-aws/lib/cloudwatch-log-group";
import { DataAwsCallerIdentity } from "@cdktn/provider-aws/lib/data-aws-caller-identity";
import { DbSubnetGroup } from "@cdktn/provider-aws/lib/db-subnet-group";
import { DynamodbTable } from "@cdktn/provider-aws/lib/dynamodb-table";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key";
import { LambdaEventSourceMapping } from "@cdktn/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktn/provider-aws/lib/lambda-function";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider";
import { RdsCluster } from "@cdktn/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktn/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktn/provider-aws/lib/rds-cluster-parameter-group";
import { RouteTable } from "@cdktn/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktn/provider-aws/lib/route-table-association";
import { S3Bucket } from "@cdktn/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktn/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktn/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketReplicationConfigurationA } from "@cdktn/provider-aws/lib/s3-bucket-replication-configuration";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktn/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktn/provider-aws/lib/s3-bucket-versioning";
import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group";
import { SqsQueue } from "@cdktn/provider-aws/lib/sqs-queue";
import { Subnet } from "@cdktn/provider-aws/lib/subnet";
import { Vpc } from "@cdktn/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktn/provider-aws/lib/vpc-endpoint";
import { App, TerraformStack } from "cdktn";
import { Construct } from "constructs";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Principal?: string | Record<string, string>;
  readonly Condition?: Record<string, Record<string, string>>;
}

function policy(...statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function allow(actions: string[], ...resources: string[]): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources };
}

function trust(service: string): string {
  return policy({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

function tcp(port: number, cidr: string, description: string) {
  return { protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: [cidr], description };
}

class HomeStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: "us-east-1" });
  }

  protected key(id: string, description: string): KmsKey {
    const account =
      (this.node.tryFindChild("account") as DataAwsCallerIdentity | undefined) ??
      new DataAwsCallerIdentity(this, "account");
    return new KmsKey(this, id, {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account.accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
    });
  }

  protected network(prefix: string, name: string): { vpc: Vpc; subnets: Subnet[] } {
    const vpc = new Vpc(this, "vpc", {
      cidrBlock: `${prefix}.0.0/16`,
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    const subnets = ["a", "b"].map(
      (letter, index) =>
        new Subnet(this, `subnet-${letter}`, {
          vpcId: vpc.id,
          cidrBlock: `${prefix}.${index + 1}.0/24`,
          availabilityZone: `us-east-1${letter}`,
          tags: { Name: `${name}-${letter}` },
        }),
    );
    return { vpc, subnets };
  }
}

class BucketStack extends HomeStack {
  private readonly versioning: S3BucketVersioningA[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const sourceKey = this.key("source-key", "documents");
    const replicaKey = this.key("replica-key", "replica of the documents");
    const source = this.bucket("source", sourceKey);
    const replica = this.bucket("replica", replicaKey);
    new S3BucketLifecycleConfiguration(this, "archive", {
      bucket: replica.id,
      rule: [{ id: "archive", status: "Enabled", transition: [{ days: 90, storageClass: "GLACIER" }] }],
    });
    const role = new IamRole(this, "replication", {
      name: "equal-replication-demo",
      assumeRolePolicy: trust("s3.amazonaws.com"),
    });
    new IamRolePolicy(this, "replication-policy", {
      name: "replication",
      role: role.id,
      policy: policy(
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.arn),
        allow(
          ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
          `${source.arn}/*`,
        ),
        allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], `${replica.arn}/*`),
        allow(["kms:Decrypt"], sourceKey.arn),
        allow(["kms:Encrypt"], replicaKey.arn),
      ),
    });
    new S3BucketReplicationConfigurationA(this, "replicate", {
      bucket: source.id,
      role: role.arn,
      dependsOn: this.versioning,
      rule: [
        {
          id: "everything",
          status: "Enabled",
          priority: 1,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: replica.arn,
            encryptionConfiguration: { replicaKmsKeyId: replicaKey.arn },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
          },
        },
      ],
    });
    new S3BucketPolicy(this, "source-policy", {
      bucket: source.id,
      policy: policy({
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [source.arn, `${source.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    });
  }

  private bucket(name: string, key: KmsKey): S3Bucket {
    const bucket = new S3Bucket(this, name, { bucket: `equal-${name}-demo` });
    this.versioning.push(
      new S3BucketVersioningA(this, `${name}-versioning`, {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
      }),
    );
    new S3BucketServerSideEncryptionConfigurationA(this, `${name}-encryption`, {
      bucket: bucket.id,
      rule: [
        {
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
        },
      ],
    });
    new S3BucketPublicAccessBlock(this, `${name}-access`, {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    return bucket;
  }
}

class QueueStack extends HomeStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { vpc, subnets } = this.network("10.20", "equal-queue");
    const table = new RouteTable(this, "table", { vpcId: vpc.id, tags: { Name: "equal-queue" } });
    subnets.forEach((subnet, index) => {
      new RouteTableAssociation(this, `association-${index}`, { subnetId: subnet.id, routeTableId: table.id });
    });
    new VpcEndpoint(this, "endpoint", {
      vpcId: vpc.id,
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: [table.id],
    });
    const group = new SecurityGroup(this, "group", {
      name: "equal-worker-demo",
      description: "the worker",
      vpcId: vpc.id,
      egress: [tcp(443, "10.20.0.0/16", "services inside")],
    });
    const dead = new SqsQueue(this, "dead-letters", {
      name: "equal-orders-dead-demo",
      messageRetentionSeconds: 1209600,
      sqsManagedSseEnabled: true,
    });
    const orders = new SqsQueue(this, "orders", {
      name: "equal-orders-demo",
      visibilityTimeoutSeconds: 30,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
    });
    const role = new IamRole(this, "role", {
      name: "equal-worker-demo",
      assumeRolePolicy: trust("lambda.amazonaws.com"),
    });
    new IamRolePolicyAttachment(this, "in-vpc", {
      role: role.name,
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    });
    new IamRolePolicy(this, "policy", {
      name: "orders",
      role: role.id,
      policy: policy(
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], orders.arn),
      ),
    });
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: "/aws/lambda/equal-worker-demo",
      retentionInDays: 14,
    });
    const worker = new LambdaFunction(this, "worker", {
      functionName: "equal-worker-demo",
      runtime: "python3.13",
      handler: "index.handler",
      role: role.arn,
      timeout: 60,
      memorySize: 256,
      s3Bucket: "equal-packages-demo",
      s3Key: "worker.zip",
      vpcConfig: { subnetIds: subnets.map((subnet) => subnet.id), securityGroupIds: [group.id] },
      environment: { variables: { QUEUE_URL: orders.url } },
      tracingConfig: { mode: "Active" },
      dependsOn: [logs],
    });
    new LambdaEventSourceMapping(this, "mapping", {
      eventSourceArn: orders.arn,
      functionName: worker.arn,
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
  }
}

class AuroraStack extends HomeStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { vpc, subnets } = this.network("10.30", "equal-data");
    const clients = new SecurityGroup(this, "clients", {
      name: "equal-clients-demo",
      description: "clients of the database",
      vpcId: vpc.id,
      egress: [tcp(5432, "10.30.0.0/16", "the database")],
    });
    const database = new SecurityGroup(this, "database", {
      name: "equal-database-demo",
      description: "the database",
      vpcId: vpc.id,
      ingress: [
        {
          protocol: "tcp",
          fromPort: 5432,
          toPort: 5432,
          securityGroups: [clients.id],
          description: "its clients",
        },
      ],
      egress: [tcp(443, "10.30.0.0/16", "services inside")],
    });
    const subnetGroup = new DbSubnetGroup(this, "subnet-group", {
      name: "equal-data-demo",
      description: "private subnets",
      subnetIds: subnets.map((subnet) => subnet.id),
    });
    const parameters = new RdsClusterParameterGroup(this, "parameters", {
      name: "equal-data-demo",
      description: "TLS only",
      family: "aurora-postgresql15",
      parameter: [{ name: "rds.force_ssl", value: "1" }],
    });
    const cluster = new RdsCluster(this, "cluster", {
      clusterIdentifier: "equal-data-demo",
      engine: "aurora-postgresql",
      engineVersion: "15.12",
      databaseName: "equal",
      masterUsername: "steward",
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnetGroup.name,
      dbClusterParameterGroupName: parameters.name,
      vpcSecurityGroupIds: [database.id],
      storageEncrypted: true,
      kmsKeyId: this.key("key", "data").arn,
      backupRetentionPeriod: 30,
      enabledCloudwatchLogsExports: ["postgresql"],
      deletionProtection: false,
      skipFinalSnapshot: true,
      serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
    });
    for (const name of ["writer", "reader"]) {
      new RdsClusterInstance(this, name, {
        identifier: `equal-data-${name}-demo`,
        clusterIdentifier: cluster.id,
        engine: "aurora-postgresql",
        instanceClass: "db.serverless",
      });
    }
  }
}

class TableStack extends HomeStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new DynamodbTable(this, "sessions", {
      name: "equal-sessions-demo",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "id",
      rangeKey: "stamp",
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      attribute: [
        { name: "id", type: "S" },
        { name: "stamp", type: "N" },
        { name: "owner", type: "S" },
      ],
      globalSecondaryIndex: [{ name: "by-owner", hashKey: "owner", projectionType: "ALL" }],
      ttl: { attributeName: "expires", enabled: true },
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: true },
      replica: [{ regionName: "us-east-2", pointInTimeRecovery: true }],
    });
  }
}

const app = new App();
new BucketStack(app, "equal-bucket");
new QueueStack(app, "equal-queue");
new AuroraStack(app, "equal-aurora");
new TableStack(app, "equal-table");
app.synth();
