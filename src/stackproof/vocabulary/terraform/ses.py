"""Amazon SES, by both versions of its API: CloudFormation has one type of identity and of configuration set for both.

The older version writes some words otherwise (`Require`, `RejectMessage`) than CloudFormation does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number
from stackproof.graph.values import Absent, Known, ListValue, MapValue
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.parts import structure

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_ses_configuration_set = AWS::SES::ConfigurationSet
  reputation_metrics_enabled = ReputationOptions.ReputationMetricsEnabled
  sending_enabled = SendingOptions.SendingEnabled
  delivery_options = DeliveryOptions
    tls_policy = TlsPolicy | upper
  .name =

aws_sesv2_configuration_set = AWS::SES::ConfigurationSet
  configuration_set_name = Name
  .configuration_set_name =

aws_ses_event_destination = AWS::SES::ConfigurationSetEventDestination
  enabled = EventDestination.Enabled
  matching_types = EventDestination.MatchingEventTypes
  name = EventDestination.Name
  cloudwatch_destination = EventDestination.CloudWatchDestination.DimensionConfigurations
    default_value = DefaultDimensionValue
    value_source = DimensionValueSource
  kinesis_destination = EventDestination.KinesisFirehoseDestination
    role_arn = IAMRoleARN
    stream_arn = DeliveryStreamARN
  sns_destination = EventDestination.SnsDestination

aws_sesv2_configuration_set_event_destination = AWS::SES::ConfigurationSetEventDestination
  event_destination_name = EventDestination.Name
  event_destination = EventDestination
    pinpoint_destination - CloudFormation cannot say it

aws_ses_domain_identity = AWS::SES::EmailIdentity
  domain = EmailIdentity
  .domain =
  .arn - CloudFormation has it not
  .verification_token - of the older way to prove a domain

aws_ses_email_identity = AWS::SES::EmailIdentity
  email = EmailIdentity
  .email =
  .arn - CloudFormation has it not

aws_sesv2_email_identity = AWS::SES::EmailIdentity
  configuration_set_name = ConfigurationSetAttributes.ConfigurationSetName
  .email_identity =
  .arn - CloudFormation has it not

aws_ses_domain_mail_from > aws_ses_domain_identity by domain at MailFromAttributes
  behavior_on_mx_failure = BehaviorOnMxFailure | newer words

aws_sesv2_email_identity_mail_from_attributes > aws_sesv2_email_identity by email_identity at MailFromAttributes

aws_sesv2_email_identity_feedback_attributes > aws_sesv2_email_identity by email_identity at FeedbackAttributes

aws_ses_receipt_filter = AWS::SES::ReceiptFilter
  cidr = Filter.IpFilter.Cidr
  policy = Filter.IpFilter.Policy
  name = Filter.Name

aws_ses_receipt_rule = AWS::SES::ReceiptRule
  name = Rule.Name
  enabled = Rule.Enabled
  recipients = Rule.Recipients
  scan_enabled = Rule.ScanEnabled
  tls_policy = Rule.TlsPolicy
  add_header_action ! actions in the order of their positions
  bounce_action ! actions in the order of their positions
  lambda_action ! actions in the order of their positions
  s3_action ! actions in the order of their positions
  sns_action ! actions in the order of their positions
  stop_action ! actions in the order of their positions
  workmail_action ! actions in the order of their positions
  .name = RuleName

aws_ses_template = AWS::SES::Template
  name = Template.TemplateName
  html = Template.HtmlPart
  subject = Template.SubjectPart
  text = Template.TextPart

aws_sesv2_contact_list = AWS::SES::ContactList

aws_sesv2_dedicated_ip_pool = AWS::SES::DedicatedIpPool

aws_sesv2_tenant = AWS::SES::Tenant

aws_sesv2_tenant_resource_association > aws_sesv2_tenant by tenant_name at ResourceAssociations[]

aws_ses_active_receipt_rule_set ! which rules are in force; a setting of the account
aws_ses_domain_dkim ! CloudFormation makes the keys together with the identity
aws_ses_domain_identity_verification ! the provider waits until the domain is proved
aws_ses_identity_notification_topic ! CloudFormation has no topics of identities
aws_ses_identity_policy ! CloudFormation has no policies of identities
aws_sesv2_account_suppression_attributes ! a setting of the account
aws_sesv2_account_vdm_attributes ! a setting of the account
aws_sesv2_dedicated_ip_assignment ! an address that is moved to a pool
aws_sesv2_email_identity_policy ! CloudFormation has no policies of identities
"""

_ACTIONS = {
    "add_header_action": "AddHeaderAction",
    "bounce_action": "BounceAction",
    "lambda_action": "LambdaAction",
    "s3_action": "S3Action",
    "sns_action": "SNSAction",
    "stop_action": "StopAction",
    "workmail_action": "WorkmailAction",
}


def _receipt(item: Item) -> None:
    """Actions of all kinds, one after the other. Where a position is not known, neither is what else comes where."""
    shapes = item.shapes["Rule"]["Actions"][0]
    found: list[tuple[float, MapValue]] = []
    complete = True
    for argument, name in _ACTIONS.items():
        blocks, whole = item.blocks(argument)
        complete = complete and whole
        for block in blocks:
            position = number(block.entries.get("position", Absent(block.at)))
            complete = complete and position is not None
            made = structure(block, shapes[name], {"position": ""})
            found.append((position or 0, MapValue({name: made}, block.at, block.assumed)))
    if found or not complete:
        found.sort(key=lambda one: one[0])
        item.set("Rule.Actions", ListValue(tuple([action for _, action in found]), item.at, complete=complete))


_WORDS = {"UseDefaultValue": "USE_DEFAULT_VALUE", "RejectMessage": "REJECT_MESSAGE"}


def _newer_words(value: Value) -> Value:
    return mapped(
        value,
        lambda known: Known(_WORDS.get(str(known.data), known.data), known.at, known.assumed),
        "it follows from a word that is not known",
    )


ADJUST = {"aws_ses_receipt_rule": _receipt}
CONVERSIONS = {"newer words": _newer_words}
