"""What starts the processor: objects that are created in the bucket."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from serverless_tap.place import Place

PREFIX = "documents/"
"""Where the API puts contents; nothing else in the bucket is processed."""


class ObjectTrigger(pulumi.ComponentResource):
    """Lets the bucket call the processor, and has it do so for each object that is created."""

    def __init__(
        self,
        name: str,
        *,
        place: Place,
        bucket: aws.s3.Bucket,
        function: aws.lambda_.Function,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the permission and then the notification, since S3 tries the one when it is given the other.

        Args:
            name: logical name.
            place: the account, which has to own the bucket; bucket names become free when buckets are deleted.
            bucket: the bucket.
            function: the processor.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:ObjectTrigger", name, None, opts)
        permission = aws.lambda_.Permission(
            name,
            statement_id="CallFromBucket",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="s3.amazonaws.com",
            source_arn=bucket.arn,
            source_account=place.account,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.s3.BucketNotification(
            name,
            bucket=bucket.bucket,
            lambda_functions=[
                aws.s3.BucketNotificationLambdaFunctionArgs(
                    id="documents-created",
                    lambda_function_arn=function.arn,
                    events=["s3:ObjectCreated:*"],
                    filter_prefix=PREFIX,
                )
            ],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )
        self.register_outputs({})
