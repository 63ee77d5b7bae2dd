import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Principal?: string | Record<string, pulumi.Input<string>>;
  readonly Condition?: Record<string, Record<string, string>>;
}

function policy(...statements: Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

function allow(actions: string[], ...resources: pulumi.Input<string>[]): Statement {
  return { Effect: "Allow", Action: actions, Resource: resources };
}

function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

const account = aws.getCallerIdentityOutput().accountId;

function key(name: string, description: string, opts?: pulumi.ResourceOptions): aws.kms.Key {
  return new aws.kms.Key(
    name,
    {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: policy({
        Effect: "Allow",
        Principal: { AWS: pulumi.interpolate`arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      }),
    },
    opts,
  );
}

function network(prefix: string, name: string): { vpc: aws.ec2.Vpc; subnets: aws.ec2.Subnet[] } {
  const vpc = new aws.ec2.Vpc(name, {
    cidrBlock: `${prefix}.0.0/16`,
    enableDnsHostnames: true,
    tags: { Name: name },
  });
  const subnets = ["a", "b"].map(
    (letter, index) =>
      new aws.ec2.Subnet(`${name}-${letter}`, {
        vpcId: vpc.id,
        cidrBlock: `${prefix}.${index + 1}.0/24`,
        availabilityZone: `us-east-1${letter}`,
        tags: { Name: `${name}-${letter}` },
      }),
  );
  return { vpc, subnets };
}

function tcp(port: number, cidr: string, description: string) {
  return { protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: [cidr], description };
}

class Documents extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("equal:index:Documents", name, {}, opts);
    const sourceKey = key("source-key", "documents", { parent: this });
    const replicaKey = key("replica-key", "replica of the documents", { parent: this });
    const source = this.bucket("source", sourceKey);
    const replica = this.bucket("replica", replicaKey);
    new aws.s3.BucketLifecycleConfiguration(
      "archive",
      {
        bucket: replica.bucket.id,
        rules: [{ id: "archive", status: "Enabled", transitions: [{ days: 90, storageClass: "GLACIER" }] }],
      },
      { parent: this },
    );
    const role = new aws.iam.Role(
      "replication",
      { name: "equal-replication-demo", assumeRolePolicy: trust("s3.amazonaws.com") },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      "replication",
      {
        name: "replication",
        role: role.id,
        policy: policy(
          allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket.arn),
          allow(
            ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
            pulumi.interpolate`${source.bucket.arn}/*`,
          ),
          allow(
            ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            replica.bucket.arn.apply((arn) => `${arn}/*`),
          ),
          allow(["kms:Decrypt"], sourceKey.arn),
          allow(["kms:Encrypt"], replicaKey.arn),
        ),
      },
      { parent: this },
    );
    new aws.s3.BucketReplicationConfig(
      "replicate",
      {
        bucket: source.bucket.id,
        role: role.arn,
        rules: [
          {
            id: "everything",
            status: "Enabled",
            priority: 1,
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Enabled" },
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
            destination: {
              bucket: replica.bucket.arn,
              encryptionConfiguration: { replicaKmsKeyId: replicaKey.arn },
              metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
              replicationTime: { status: "Enabled", time: { minutes: 15 } },
            },
          },
        ],
      },
      { parent: this, dependsOn: [replica.versioning] },
    );
    new aws.s3.BucketPolicy(
      "source",
      {
        bucket: source.bucket.id,
        policy: policy({
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [source.bucket.arn, pulumi.interpolate`${source.bucket.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      },
      { parent: this },
    );
  }

  private bucket(name: string, key: aws.kms.Key) {
    const below = { parent: this };
    const bucket = new aws.s3.Bucket(name, { bucket: `equal-${name}-demo` }, below);
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      below,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [
          {
            bucketKeyEnabled: true,
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          },
        ],
      },
      below,
    );
    new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      below,
    );
    return { bucket, versioning };
  }
}

function queue(): void {
  const { vpc, subnets } = network("10.20", "equal-queue");
  const table = new aws.ec2.RouteTable("equal-queue", { vpcId: vpc.id, tags: { Name: "equal-queue" } });
  subnets.forEach((subnet, index) => {
    new aws.ec2.RouteTableAssociation(`equal-${index}`, { subnetId: subnet.id, routeTableId: table.id });
  });
  new aws.ec2.VpcEndpoint("s3", {
    vpcId: vpc.id,
    serviceName: "com.amazonaws.us-east-1.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: [table.id],
  });
  const group = new aws.ec2.SecurityGroup("worker", {
    name: "equal-worker-demo",
    description: "the worker",
    vpcId: vpc.id,
    egress: [tcp(443, "10.20.0.0/16", "services inside")],
  });
  const dead = new aws.sqs.Queue("dead-letters", {
    name: "equal-orders-dead-demo",
    messageRetentionSeconds: 1209600,
    sqsManagedSseEnabled: true,
  });
  const orders = new aws.sqs.Queue("orders", {
    name: "equal-orders-demo",
    visibilityTimeoutSeconds: 30,
    sqsManagedSseEnabled: true,
    redrivePolicy: dead.arn.apply((arn) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 })),
  });
  const role = new aws.iam.Role("worker", {
    name: "equal-worker-demo",
    assumeRolePolicy: trust("lambda.amazonaws.com"),
  });
  new aws.iam.RolePolicyAttachment("worker", {
    role: role.name,
    policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
  });
  new aws.iam.RolePolicy("orders", {
    name: "orders",
    role: role.id,
    policy: policy(allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], orders.arn)),
  });
  const logs = new aws.cloudwatch.LogGroup("worker", {
    name: "/aws/lambda/equal-worker-demo",
    retentionInDays: 14,
  });
  const worker = new aws.lambda.Function(
    "worker",
    {
      name: "equal-worker-demo",
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
    },
    { dependsOn: [logs] },
  );
  new aws.lambda.EventSourceMapping("orders", {
    eventSourceArn: orders.arn,
    functionName: worker.arn,
    batchSize: 10,
    functionResponseTypes: ["ReportBatchItemFailures"],
  });
}

function aurora(): void {
  const { vpc, subnets } = network("10.30", "equal-data");
  const clients = new aws.ec2.SecurityGroup("clients", {
    name: "equal-clients-demo",
    description: "clients of the database",
    vpcId: vpc.id,
    egress: [tcp(5432, "10.30.0.0/16", "the database")],
  });
  const database = new aws.ec2.SecurityGroup("database", {
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
  const subnetGroup = new aws.rds.SubnetGroup("data", {
    name: "equal-data-demo",
    description: "private subnets",
    subnetIds: subnets.map((subnet) => subnet.id),
  });
  const parameters = new aws.rds.ClusterParameterGroup("data", {
    name: "equal-data-demo",
    description: "TLS only",
    family: "aurora-postgresql15",
    parameters: [{ name: "rds.force_ssl", value: "1" }],
  });
  const cluster = new aws.rds.Cluster("data", {
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
    kmsKeyId: key("data", "data").arn,
    backupRetentionPeriod: 30,
    enabledCloudwatchLogsExports: ["postgresql"],
    deletionProtection: false,
    skipFinalSnapshot: true,
    serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
  });
  for (const name of ["writer", "reader"]) {
    new aws.rds.ClusterInstance(name, {
      identifier: `equal-data-${name}-demo`,
      clusterIdentifier: cluster.id,
      engine: aws.rds.EngineType.AuroraPostgresql,
      instanceClass: "db.serverless",
    });
  }
}

function table(): void {
  new aws.dynamodb.Table("sessions", {
    name: "equal-sessions-demo",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    rangeKey: "stamp",
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
    attributes: [
      { name: "id", type: "S" },
      { name: "stamp", type: "N" },
      { name: "owner", type: "S" },
    ],
    globalSecondaryIndexes: [{ name: "by-owner", hashKey: "owner", projectionType: "ALL" }],
    ttl: { attributeName: "expires", enabled: true },
    serverSideEncryption: { enabled: true },
    pointInTimeRecovery: { enabled: true },
    replicas: [{ regionName: "us-east-2", pointInTimeRecovery: true }],
  });
}

new Documents("documents");
queue();
aurora();
table();
