"""R1 to R6: the two buckets, the replication between them, its role."""

from __future__ import annotations

from tests.mutation.changes import appended, changed, removed, without
from tests.mutation.mutants import Mutation, Ref
from tests.mutation.s3_replication.addresses import (
    FAILBACK_ROLE,
    MONITORING_KEY,
    PRIMARY_BUCKET,
    PRIMARY_KEY,
    PRIMARY_POLICY,
    REPLICA_BUCKET,
    REPLICA_KEY,
    REPLICA_POLICY,
    REPLICATION_ROLE,
)

_ENCRYPTION = "BucketEncryption/ServerSideEncryptionConfiguration/0"
_DEFAULT = f"{_ENCRYPTION}/ServerSideEncryptionByDefault"
_RULE = "ReplicationConfiguration/Rules/0"
_TRUST = "AssumeRolePolicyDocument/Statement/0"
_ALLOWED = "Policies/0/PolicyDocument/Statement"
_DENIED = "PolicyDocument/Statement"
_ARCHIVE = "LifecycleConfiguration/Rules/Id=archive-documents"

_PRIMARY = [
    Mutation(
        "primary bucket: versioning suspended",
        ("R1",),
        changed(PRIMARY_BUCKET, "VersioningConfiguration/Status", "Suspended"),
    ),
    Mutation("primary bucket: no versioning", ("R1",), removed(PRIMARY_BUCKET, "VersioningConfiguration")),
    Mutation("primary bucket: no encryption", ("R1", "C4"), removed(PRIMARY_BUCKET, "BucketEncryption")),
    Mutation(
        "primary bucket: encrypted with AES256",
        ("R1", "C4"),
        changed(PRIMARY_BUCKET, _DEFAULT, {"SSEAlgorithm": "AES256"}),
    ),
    Mutation(
        "primary bucket: key of AWS",
        ("R1", "C4"),
        changed(PRIMARY_BUCKET, f"{_DEFAULT}/KMSMasterKeyID", "alias/aws/s3"),
    ),
    Mutation("primary bucket: no key named", ("R1", "C4"), removed(PRIMARY_BUCKET, f"{_DEFAULT}/KMSMasterKeyID")),
    Mutation(
        "primary bucket: key of the replica",
        ("R1",),
        changed(PRIMARY_BUCKET, f"{_DEFAULT}/KMSMasterKeyID", Ref(REPLICA_KEY)),
    ),
    Mutation(
        "primary bucket: bucket key off", ("R1",), changed(PRIMARY_BUCKET, f"{_ENCRYPTION}/BucketKeyEnabled", False)
    ),
    Mutation("primary bucket: no bucket key", ("R1",), removed(PRIMARY_BUCKET, f"{_ENCRYPTION}/BucketKeyEnabled")),
    Mutation("primary bucket: no acceleration", ("R1",), removed(PRIMARY_BUCKET, "AccelerateConfiguration")),
    Mutation(
        "primary bucket: acceleration suspended",
        ("R1",),
        changed(PRIMARY_BUCKET, "AccelerateConfiguration/AccelerationStatus", "Suspended"),
    ),
    Mutation("primary bucket: public access open", ("R1",), removed(PRIMARY_BUCKET, "PublicAccessBlockConfiguration")),
    *(
        Mutation(
            f"primary bucket: {switch} off",
            ("R1",),
            changed(PRIMARY_BUCKET, f"PublicAccessBlockConfiguration/{switch}", False),
        )
        for switch in ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    ),
    Mutation("no primary bucket", ("R1", "R3", "R4", "R5", "R9", "R11", "R12", "R13"), without(PRIMARY_BUCKET)),
]

_REPLICA = [
    Mutation("replica bucket: no versioning", ("R2",), removed(REPLICA_BUCKET, "VersioningConfiguration")),
    Mutation(
        "replica bucket: versioning suspended",
        ("R2",),
        changed(REPLICA_BUCKET, "VersioningConfiguration/Status", "Suspended"),
    ),
    Mutation("replica bucket: no encryption", ("R2", "C4"), removed(REPLICA_BUCKET, "BucketEncryption")),
    Mutation(
        "replica bucket: encrypted with AES256",
        ("R2", "C4"),
        changed(REPLICA_BUCKET, _DEFAULT, {"SSEAlgorithm": "AES256"}),
    ),
    Mutation(
        "replica bucket: key of the primary",
        ("R2",),
        changed(REPLICA_BUCKET, f"{_DEFAULT}/KMSMasterKeyID", Ref(PRIMARY_KEY)),
    ),
    Mutation("no replica bucket", ("R2", "R3", "R4", "R5", "R6", "R10", "R11", "R12", "R13"), without(REPLICA_BUCKET)),
]

_REPLICATION = [
    Mutation("replication: none", ("R3", "R4"), removed(PRIMARY_BUCKET, "ReplicationConfiguration")),
    Mutation("replication: no rule", ("R3",), changed(PRIMARY_BUCKET, "ReplicationConfiguration/Rules", [])),
    Mutation("replication: another rule", ("R3",), changed(PRIMARY_BUCKET, f"{_RULE}/Id", "other")),
    Mutation("replication: disabled", ("R3",), changed(PRIMARY_BUCKET, f"{_RULE}/Status", "Disabled")),
    Mutation("replication: of a prefix", ("R3",), changed(PRIMARY_BUCKET, f"{_RULE}/Filter", {"Prefix": "docs/"})),
    Mutation(
        "replication: of a tag",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/Filter", {"TagFilter": {"Key": "copy", "Value": "yes"}}),
    ),
    Mutation("replication: no priority", ("R3",), removed(PRIMARY_BUCKET, f"{_RULE}/Priority")),
    Mutation("replication: no time control", ("R3",), removed(PRIMARY_BUCKET, f"{_RULE}/Destination/ReplicationTime")),
    Mutation(
        "replication: time control disabled",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/Destination/ReplicationTime/Status", "Disabled"),
    ),
    Mutation(
        "replication: other time",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/Destination/ReplicationTime/Time/Minutes", 30),
    ),
    Mutation("replication: no metrics", ("R3",), removed(PRIMARY_BUCKET, f"{_RULE}/Destination/Metrics")),
    Mutation(
        "replication: metrics disabled",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/Destination/Metrics/Status", "Disabled"),
    ),
    Mutation(
        "replication: no threshold of the metrics",
        ("R3",),
        removed(PRIMARY_BUCKET, f"{_RULE}/Destination/Metrics/EventThreshold"),
    ),
    Mutation(
        "replication: no delete markers",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/DeleteMarkerReplication/Status", "Disabled"),
    ),
    Mutation(
        "replication: delete markers not stated", ("R3",), removed(PRIMARY_BUCKET, f"{_RULE}/DeleteMarkerReplication")
    ),
    Mutation(
        "replication: no replica modifications",
        ("R3",),
        removed(PRIMARY_BUCKET, f"{_RULE}/SourceSelectionCriteria/ReplicaModifications"),
    ),
    Mutation(
        "replication: encrypted objects not selected",
        ("R3",),
        removed(PRIMARY_BUCKET, f"{_RULE}/SourceSelectionCriteria/SseKmsEncryptedObjects"),
    ),
    Mutation(
        "replication: no replica key", ("R3",), removed(PRIMARY_BUCKET, f"{_RULE}/Destination/EncryptionConfiguration")
    ),
    Mutation(
        "replication: key of the primary for replicas",
        ("R3",),
        changed(PRIMARY_BUCKET, f"{_RULE}/Destination/EncryptionConfiguration/ReplicaKmsKeyID", Ref(PRIMARY_KEY)),
    ),
    Mutation(
        "replication: to itself", ("R3",), changed(PRIMARY_BUCKET, f"{_RULE}/Destination/Bucket", Ref(PRIMARY_BUCKET))
    ),
    Mutation(
        "replication: a second rule without anything",
        ("R3",),
        appended(
            PRIMARY_BUCKET,
            "ReplicationConfiguration/Rules",
            {"Status": "Enabled", "Priority": 2, "Destination": {"Bucket": Ref(REPLICA_BUCKET)}},
        ),
    ),
]

_ROLE = [
    Mutation("no replication role", ("R4", "R12"), without(REPLICATION_ROLE)),
    Mutation(
        "replication with another role",
        ("R4",),
        changed(PRIMARY_BUCKET, "ReplicationConfiguration/Role", Ref(FAILBACK_ROLE)),
    ),
    Mutation("replication without a role", ("R4",), removed(PRIMARY_BUCKET, "ReplicationConfiguration/Role")),
    Mutation(
        "replication role: another service too",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_TRUST}/Principal/Service", ["s3.amazonaws.com", "lambda.amazonaws.com"]),
    ),
    Mutation(
        "replication role: an account too",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_TRUST}/Principal/AWS", "arn:aws:iam::111122223333:root"),
    ),
    Mutation(
        "replication role: another service",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_TRUST}/Principal/Service", "ec2.amazonaws.com"),
    ),
    *(
        Mutation(
            f"replication role: statement {sid} missing", ("R4",), removed(REPLICATION_ROLE, f"{_ALLOWED}/Sid={sid}")
        )
        for sid in ("ReadSourceConfiguration", "ReadSourceObjects", "WriteReplicas", "DecryptSource", "EncryptReplicas")
    ),
    Mutation(
        "replication role: an action missing",
        ("R4",),
        removed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=WriteReplicas/Action/1"),
    ),
    Mutation(
        "replication role: cannot verify bucket keys",
        ("R4",),
        removed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=EncryptReplicas/Action/1"),
    ),
    Mutation(
        "replication role: an action too many",
        ("R4",),
        appended(REPLICATION_ROLE, f"{_ALLOWED}/Sid=ReadSourceObjects/Action", "s3:GetObject"),
    ),
    Mutation(
        "replication role: all actions of S3",
        ("R4", "C3"),
        changed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=ReadSourceObjects/Action", "s3:*"),
    ),
    Mutation(
        "replication role: every key",
        ("R4", "C3"),
        changed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=DecryptSource/Resource", "*"),
    ),
    Mutation(
        "replication role: another key",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=EncryptReplicas/Resource", Ref(MONITORING_KEY)),
    ),
    Mutation(
        "replication role: writes into the primary",
        ("R4",),
        changed(REPLICATION_ROLE, f"{_ALLOWED}/Sid=WriteReplicas/Resource", Ref(PRIMARY_BUCKET, inside="/*")),
    ),
    Mutation(
        "replication role: a managed policy",
        ("R4", "C3"),
        changed(REPLICATION_ROLE, "ManagedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
]

_POLICIES = [
    *(
        Mutation(f"{side} policy: no {sid}", ("R5",), removed(policy, f"{_DENIED}/Sid={sid}"))
        for side, policy in (("primary", PRIMARY_POLICY), ("replica", REPLICA_POLICY))
        for sid in (
            "DenyUploadsNotEncryptedWithKms",
            "DenyUploadsWithAnotherKey",
            "DenyUploadsWithCustomerProvidedKeys",
        )
    ),
    Mutation("primary policy: requests without TLS", ("R5", "C4"), removed(PRIMARY_POLICY, f"{_DENIED}/0")),
    Mutation("replica policy: requests without TLS", ("R5", "C4"), removed(REPLICA_POLICY, f"{_DENIED}/0")),
    Mutation(
        "primary policy: TLS of the bucket alone",
        ("R5", "C4"),
        changed(PRIMARY_POLICY, f"{_DENIED}/0/Resource", Ref(PRIMARY_BUCKET)),
    ),
    Mutation(
        "primary policy: TLS of some actions",
        ("R5", "C4"),
        changed(PRIMARY_POLICY, f"{_DENIED}/0/Action", "s3:GetObject"),
    ),
    Mutation(
        "primary policy: uploads allowed that were denied",
        ("R5",),
        changed(PRIMARY_POLICY, f"{_DENIED}/Sid=DenyUploadsNotEncryptedWithKms/Effect", "Allow"),
    ),
    Mutation(
        "primary policy: one role denied",
        ("R5",),
        changed(
            PRIMARY_POLICY,
            f"{_DENIED}/Sid=DenyUploadsNotEncryptedWithKms/Principal",
            {"AWS": "arn:aws:iam::111122223333:role/writer"},
        ),
    ),
    Mutation(
        "primary policy: denied under one more condition",
        ("R5",),
        changed(
            PRIMARY_POLICY,
            f"{_DENIED}/Sid=DenyUploadsNotEncryptedWithKms/Condition/StringLike",
            {"aws:PrincipalArn": "*"},
        ),
    ),
    Mutation(
        "replica policy: AES256 let in",
        ("R5",),
        changed(
            REPLICA_POLICY,
            f"{_DENIED}/Sid=DenyUploadsNotEncryptedWithKms/Condition/StringNotEquals/s3:x-amz-server-side-encryption",
            ["aws:kms", "AES256"],
        ),
    ),
    Mutation(
        "replica policy: key of the primary let in",
        ("R5",),
        changed(
            REPLICA_POLICY,
            f"{_DENIED}/Sid=DenyUploadsWithAnotherKey/Condition/StringNotEquals"
            "/s3:x-amz-server-side-encryption-aws-kms-key-id",
            Ref(PRIMARY_KEY),
        ),
    ),
    Mutation(
        "replica policy: objects of the primary",
        ("R5",),
        changed(REPLICA_POLICY, f"{_DENIED}/Sid=DenyUploadsWithAnotherKey/Resource", Ref(PRIMARY_BUCKET, inside="/*")),
    ),
    Mutation("no policy of the primary bucket", ("R5", "C4"), without(PRIMARY_POLICY)),
    Mutation("no policy of the replica bucket", ("R5", "C4"), without(REPLICA_POLICY)),
    Mutation(
        "primary policy: of the replica bucket",
        ("R5", "C4"),
        changed(PRIMARY_POLICY, "Bucket", Ref(REPLICA_BUCKET, "")),
    ),
]

_LIFECYCLE = [
    Mutation("archive: none", ("R6",), removed(REPLICA_BUCKET, "LifecycleConfiguration")),
    Mutation("archive: no rule", ("R6",), removed(REPLICA_BUCKET, _ARCHIVE)),
    Mutation("archive: disabled", ("R6",), changed(REPLICA_BUCKET, f"{_ARCHIVE}/Status", "Disabled")),
    *(
        Mutation(
            f"archive: after {days} days",
            ("R6",),
            changed(REPLICA_BUCKET, f"{_ARCHIVE}/Transitions/0/TransitionInDays", days),
        )
        for days in (89, 91)
    ),
    Mutation(
        "archive: deeper", ("R6",), changed(REPLICA_BUCKET, f"{_ARCHIVE}/Transitions/0/StorageClass", "DEEP_ARCHIVE")
    ),
    Mutation("archive: no transition", ("R6",), removed(REPLICA_BUCKET, f"{_ARCHIVE}/Transitions")),
    Mutation(
        "archive: a transition before",
        ("R6",),
        appended(REPLICA_BUCKET, f"{_ARCHIVE}/Transitions", {"StorageClass": "STANDARD_IA", "TransitionInDays": 30}),
    ),
    Mutation(
        "archive: no earlier versions", ("R6",), removed(REPLICA_BUCKET, f"{_ARCHIVE}/NoncurrentVersionTransitions")
    ),
    Mutation(
        "archive: not of small objects",
        ("R6",),
        removed(REPLICA_BUCKET, "LifecycleConfiguration/TransitionDefaultMinimumObjectSize"),
    ),
    Mutation(
        "archive: of large objects alone",
        ("R6",),
        changed(REPLICA_BUCKET, f"{_ARCHIVE}/ObjectSizeGreaterThan", "131072"),
    ),
    Mutation(
        "archive: of small objects alone",
        ("R6",),
        changed(REPLICA_BUCKET, f"{_ARCHIVE}/ObjectSizeLessThan", "131072"),
    ),
    Mutation("archive: of a prefix", ("R6",), changed(REPLICA_BUCKET, f"{_ARCHIVE}/Prefix", "docs/")),
    Mutation(
        "archive: of a tag", ("R6",), changed(REPLICA_BUCKET, f"{_ARCHIVE}/TagFilters", [{"Key": "a", "Value": "b"}])
    ),
    Mutation(
        "archive: objects expire before",
        ("R6",),
        appended(
            REPLICA_BUCKET,
            "LifecycleConfiguration/Rules",
            {"Id": "expire", "Status": "Enabled", "ExpirationInDays": 30},
        ),
    ),
]

MUTATIONS = [*_PRIMARY, *_REPLICA, *_REPLICATION, *_ROLE, *_POLICIES, *_LIFECYCLE]
