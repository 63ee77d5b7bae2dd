"""The root component, which wires all others."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from serverless_tap.alarms import Alarms
from serverless_tap.api import DocumentApi
from serverless_tap.encryption import Encryption
from serverless_tap.functions import API_HANDLER, PROCESSOR, TapFunction
from serverless_tap.messaging import AlarmTopic, DeadLetters
from serverless_tap.naming import Names
from serverless_tap.place import Place
from serverless_tap.settings import Settings
from serverless_tap.storage import DataBucket, MetadataTable
from serverless_tap.tagging import tags_of
from serverless_tap.trigger import ObjectTrigger


class ServerlessTap(pulumi.ComponentResource):
    """Documents come in by an API, are kept in a bucket and described in a table.

    Everything is a child of this component and made by its provider, which knows the region and puts the tags on.
    """

    def __init__(self, name: str, settings: Settings, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create every resource of the deployment.

        Args:
            name: logical name.
            settings: checked settings.
            opts: options of the component.
        """
        super().__init__("serverless-tap:index:ServerlessTap", name, None, opts)
        self.settings = settings
        self.names = names = Names(settings.environment_suffix)
        self.provider = aws.Provider(
            "tap",
            region=settings.region,
            default_tags=aws.ProviderDefaultTagsArgs(tags=tags_of(settings)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        child = pulumi.ResourceOptions(parent=self, provider=self.provider)
        place = Place.of(self, self.provider, settings.region)
        self.encryption = Encryption("key", names=names, settings=settings, place=place, opts=child)
        key_arn = self.encryption.key.arn
        self.data = DataBucket("data", names=names, settings=settings, key_arn=key_arn, opts=child)
        self.metadata = MetadataTable("metadata", names=names, settings=settings, key_arn=key_arn, opts=child)
        self.dead_letters = DeadLetters("dead-letters", names=names, key_arn=key_arn, opts=child)
        self.alarm_topic = AlarmTopic(
            "alarms", names=names, settings=settings, place=place, key_arn=key_arn, opts=child
        )
        objects = pulumi.Output.concat(self.data.bucket.arn, "/*")
        environment = {
            "DATA_BUCKET": self.data.bucket.bucket,
            "METADATA_TABLE": self.metadata.table.name,
            "DEAD_LETTER_QUEUE_URL": self.dead_letters.queue.url,
        }
        self.api_handler = TapFunction(
            "api-handler",
            API_HANDLER,
            names=names,
            settings=settings,
            key_arn=key_arn,
            dead_letters_arn=self.dead_letters.queue.arn,
            environment=environment,
            permissions=[
                {
                    "Sid": "UseContents",
                    "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:PutObject"],
                    "Resource": objects,
                },
                {
                    "Sid": "UseMetadata",
                    "Effect": "Allow",
                    "Action": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
                    "Resource": self.metadata.table.arn,
                },
            ],
            opts=child,
        )
        self.processor = TapFunction(
            "processor",
            PROCESSOR,
            names=names,
            settings=settings,
            key_arn=key_arn,
            dead_letters_arn=self.dead_letters.queue.arn,
            environment=environment,
            permissions=[
                {
                    "Sid": "ReadContents",
                    "Effect": "Allow",
                    "Action": "s3:GetObjectVersion",
                    "Resource": objects,
                },
                {
                    "Sid": "WriteMetadata",
                    "Effect": "Allow",
                    "Action": "dynamodb:PutItem",
                    "Resource": self.metadata.table.arn,
                },
            ],
            opts=child,
        )
        self.trigger = ObjectTrigger(
            "objects", place=place, bucket=self.data.bucket, function=self.processor.function, opts=child
        )
        self.api = DocumentApi(
            "api",
            names=names,
            settings=settings,
            key_arn=key_arn,
            function=self.api_handler.function,
            opts=child,
        )
        self.alarms = Alarms(
            "alarms",
            names=names,
            settings=settings,
            topic_arn=self.alarm_topic.topic.arn,
            api_handler=self.api_handler,
            processor=self.processor,
            api=self.api.api,
            dead_letters=self.dead_letters.queue,
            opts=child,
        )
        self.register_outputs({"url": self.api.stage.invoke_url})
