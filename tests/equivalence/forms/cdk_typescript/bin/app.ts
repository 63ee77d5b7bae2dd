import * as cdk from "aws-cdk-lib";
import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

function key(scope: Construct, id: string, description: string): kms.Key {
  return new kms.Key(scope, id, {
    description,
    enableKeyRotation: true,
    pendingWindow: cdk.Duration.days(7),
  });
}

interface Network {
  readonly vpc: ec2.CfnVPC;
  readonly subnets: ec2.CfnSubnet[];
}

function network(scope: Construct, prefix: string, name: string): Network {
  const vpc = new ec2.CfnVPC(scope, "Vpc", {
    cidrBlock: `${prefix}.0.0/16`,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: [{ key: "Name", value: name }],
  });
  const subnets = ["a", "b"].map(
    (letter, index) =>
      new ec2.CfnSubnet(scope, `Subnet${letter.toUpperCase()}`, {
        vpcId: vpc.ref,
        cidrBlock: `${prefix}.${index + 1}.0/24`,
        availabilityZone: `us-east-1${letter}`,
        tags: [{ key: "Name", value: `${name}-${letter}` }],
      }),
  );
  return { vpc, subnets };
}

function tcp(port: number, cidrIp: string, description: string): ec2.CfnSecurityGroup.EgressProperty {
  return { ipProtocol: "tcp", fromPort: port, toPort: port, cidrIp, description };
}

class BucketStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    const sourceKey = key(this, "SourceKey", "documents");
    const replicaKey = key(this, "ReplicaKey", "replica of the documents");
    const common: s3.BucketProps = {
      versioned: true,
      encryption: s3.BucketEncryption.KMS,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    };
    const replica = new s3.Bucket(this, "Replica", {
      ...common,
      bucketName: "equal-replica-demo",
      encryptionKey: replicaKey,
      lifecycleRules: [
        {
          id: "archive",
          transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: cdk.Duration.days(90) }],
        },
      ],
    });
    const role = new iam.Role(this, "ReplicationRole", {
      roleName: "equal-replication-demo",
      assumedBy: new iam.ServicePrincipal("s3.amazonaws.com"),
    });
    const source = new s3.Bucket(this, "Source", {
      ...common,
      bucketName: "equal-source-demo",
      encryptionKey: sourceKey,
      enforceSSL: true,
    });
    const statements: [string[], string][] = [
      [["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucketArn],
      [
        ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
        source.arnForObjects("*"),
      ],
      [["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], replica.arnForObjects("*")],
      [["kms:Decrypt"], sourceKey.keyArn],
      [["kms:Encrypt"], replicaKey.keyArn],
    ];
    for (const [actions, resource] of statements) {
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    }
    (source.node.defaultChild as s3.CfnBucket).replicationConfiguration = {
      role: role.roleArn,
      rules: [
        {
          id: "everything",
          status: "Enabled",
          priority: 1,
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: replica.bucketArn,
            encryptionConfiguration: { replicaKmsKeyId: replicaKey.keyArn },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
          },
        },
      ],
    };
  }
}

class QueueStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    const { vpc, subnets } = network(this, "10.20", "equal-queue");
    const table = new ec2.CfnRouteTable(this, "Table", {
      vpcId: vpc.ref,
      tags: [{ key: "Name", value: "equal-queue" }],
    });
    subnets.forEach((subnet, index) => {
      new ec2.CfnSubnetRouteTableAssociation(this, `Association${index}`, {
        subnetId: subnet.ref,
        routeTableId: table.ref,
      });
    });
    new ec2.CfnVPCEndpoint(this, "Endpoint", {
      vpcId: vpc.ref,
      serviceName: "com.amazonaws.us-east-1.s3",
      vpcEndpointType: "Gateway",
      routeTableIds: [table.ref],
    });
    const group = new ec2.CfnSecurityGroup(this, "Group", {
      groupName: "equal-worker-demo",
      groupDescription: "the worker",
      vpcId: vpc.ref,
      securityGroupEgress: [tcp(443, "10.20.0.0/16", "services inside")],
    });
    const dead = new sqs.Queue(this, "DeadLetters", {
      queueName: "equal-orders-dead-demo",
      retentionPeriod: cdk.Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
    });
    const orders = new sqs.Queue(this, "Orders", {
      queueName: "equal-orders-demo",
      visibilityTimeout: cdk.Duration.seconds(30),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
    });
    const role = new iam.Role(this, "Role", {
      roleName: "equal-worker-demo",
      assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
      managedPolicies: [
        iam.ManagedPolicy.fromManagedPolicyArn(
          this,
          "InVpc",
          "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
        ),
      ],
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [orders.queueArn],
      }),
    );
    const groupOfLogs = new logs.LogGroup(this, "Logs", {
      logGroupName: "/aws/lambda/equal-worker-demo",
      retention: logs.RetentionDays.TWO_WEEKS,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const worker = new lambda.CfnFunction(this, "Worker", {
      functionName: "equal-worker-demo",
      runtime: "python3.13",
      handler: "index.handler",
      role: role.roleArn,
      timeout: 60,
      memorySize: 256,
      code: { s3Bucket: "equal-packages-demo", s3Key: "worker.zip" },
      vpcConfig: {
        subnetIds: subnets.map((subnet) => subnet.ref),
        securityGroupIds: [group.attrGroupId],
      },
      environment: { variables: { QUEUE_URL: orders.queueUrl } },
      tracingConfig: { mode: "Active" },
    });
    worker.node.addDependency(groupOfLogs);
    new lambda.CfnEventSourceMapping(this, "Mapping", {
      eventSourceArn: orders.queueArn,
      functionName: worker.attrArn,
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
  }
}

class AuroraStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    const { vpc, subnets } = network(this, "10.30", "equal-data");
    const clients = new ec2.CfnSecurityGroup(this, "Clients", {
      groupName: "equal-clients-demo",
      groupDescription: "clients of the database",
      vpcId: vpc.ref,
      securityGroupEgress: [tcp(5432, "10.30.0.0/16", "the database")],
    });
    const database = new ec2.CfnSecurityGroup(this, "Database", {
      groupName: "equal-database-demo",
      groupDescription: "the database",
      vpcId: vpc.ref,
      securityGroupEgress: [tcp(443, "10.30.0.0/16", "services inside")],
      securityGroupIngress: [
        {
          ipProtocol: "tcp",
          fromPort: 5432,
          toPort: 5432,
          sourceSecurityGroupId: clients.attrGroupId,
          description: "its clients",
        },
      ],
    });
    const subnetGroup = new rds.CfnDBSubnetGroup(this, "SubnetGroup", {
      dbSubnetGroupName: "equal-data-demo",
      dbSubnetGroupDescription: "private subnets",
      subnetIds: subnets.map((subnet) => subnet.ref),
    });
    const parameters = new rds.CfnDBClusterParameterGroup(this, "Parameters", {
      dbClusterParameterGroupName: "equal-data-demo",
      description: "TLS only",
      family: "aurora-postgresql15",
      parameters: { "rds.force_ssl": "1" },
    });
    const cluster = new rds.CfnDBCluster(this, "Cluster", {
      dbClusterIdentifier: "equal-data-demo",
      engine: "aurora-postgresql",
      engineVersion: "15.12",
      databaseName: "equal",
      masterUsername: "steward",
      manageMasterUserPassword: true,
      dbSubnetGroupName: subnetGroup.ref,
      dbClusterParameterGroupName: parameters.ref,
      vpcSecurityGroupIds: [database.attrGroupId],
      storageEncrypted: true,
      kmsKeyId: key(this, "Key", "data").keyArn,
      backupRetentionPeriod: 30,
      enableCloudwatchLogsExports: ["postgresql"],
      deletionProtection: false,
      serverlessV2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
    });
    cluster.applyRemovalPolicy(cdk.RemovalPolicy.DESTROY);
    for (const name of ["writer", "reader"]) {
      new rds.CfnDBInstance(this, name, {
        dbInstanceIdentifier: `equal-data-${name}-demo`,
        dbClusterIdentifier: cluster.ref,
        engine: "aurora-postgresql",
        dbInstanceClass: "db.serverless",
      });
    }
  }
}

class TableStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    new dynamodb.TableV2(this, "Sessions", {
      tableName: "equal-sessions-demo",
      partitionKey: { name: "id", type: dynamodb.AttributeType.STRING },
      sortKey: { name: "stamp", type: dynamodb.AttributeType.NUMBER },
      globalSecondaryIndexes: [
        { indexName: "by-owner", partitionKey: { name: "owner", type: dynamodb.AttributeType.STRING } },
      ],
      timeToLiveAttribute: "expires",
      dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      replicas: [{ region: "us-east-2" }],
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
  }
}

const app = new cdk.App();
const env = { region: "us-east-1" };
new BucketStack(app, "equal-bucket", { env });
new QueueStack(app, "equal-queue", { env });
new AuroraStack(app, "equal-aurora", { env });
new TableStack(app, "equal-table", { env });
app.synth();
