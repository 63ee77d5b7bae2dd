"""Smaller services beside applications: AWS Chatbot, AppConfig's extensions, AWS Signer, Amazon
Inspector, Amazon Macie, guardrails of Amazon Bedrock, the older AWS WAF."""

from __future__ import annotations

TABLE = """
aws_chatbot_slack_channel_configuration = AWS::Chatbot::SlackChannelConfiguration
  guardrail_policy_arns = GuardrailPolicies
  slack_team_id = SlackWorkspaceId
  user_authorization_required = UserRoleRequired

aws_appconfig_extension_association = AWS::AppConfig::ExtensionAssociation
  extension_arn = ExtensionIdentifier
  resource_arn = ResourceIdentifier

aws_signer_signing_profile = AWS::Signer::SigningProfile
  name - CloudFormation makes up the name
  name_prefix - CloudFormation makes up the name
  signing_material - CloudFormation cannot say it
  signing_parameters - CloudFormation cannot say it
  .name = ProfileName
  .version = ProfileVersion
  .version_arn = ProfileVersionArn

aws_signer_signing_job ! a job that is run once

aws_inspector_assessment_template = AWS::Inspector::AssessmentTemplate
  duration = DurationInSeconds
  target_arn = AssessmentTargetArn
  event_subscription - CloudFormation cannot say it

aws_inspector2_delegated_admin_account ! a setting of the organization
aws_inspector2_enabler ! a setting of the account
aws_inspector2_member_association ! a setting of the organization
aws_inspector2_organization_configuration ! a setting of the organization

aws_macie2_account = AWS::Macie::Session

aws_macie2_classification_export_configuration ! a setting of the account
aws_macie2_classification_job ! CloudFormation has no jobs
aws_macie2_invitation_accepter ! the other account agrees
aws_macie2_member ! an account that is let in
aws_macie2_organization_admin_account ! a setting of the organization
aws_macie2_organization_configuration ! a setting of the organization

aws_bedrock_guardrail = AWS::Bedrock::Guardrail
  content_policy_config = ContentPolicyConfig
    tier_config = ContentFiltersTierConfig
  cross_region_config = CrossRegionConfig
    guardrail_profile_identifier = GuardrailProfileArn
  topic_policy_config = TopicPolicyConfig
    tier_config = TopicsTierConfig

aws_bedrock_evaluation_job ! a job that is run once
aws_bedrock_foundation_model_agreement ! a setting of the account
aws_bedrock_model_invocation_job ! a job that is run once
aws_bedrock_model_invocation_logging_configuration ! a setting of the account
aws_bedrock_use_case_for_model_access ! a setting of the account
aws_bedrockruntime_apply_guardrail ! text that is judged once

aws_waf_web_acl = AWS::WAF::WebACL
  logging_configuration - CloudFormation cannot say it
  rules = Rules
    override_action - CloudFormation has no groups of rules here
    type - CloudFormation has no groups of rules here

aws_wafregional_web_acl = AWS::WAFRegional::WebACL
  logging_configuration - CloudFormation cannot say it
  rule = Rules
    override_action - CloudFormation has no groups of rules here
    type - CloudFormation has no groups of rules here

aws_wafregional_rate_based_rule = AWS::WAFRegional::RateBasedRule
  predicate = MatchPredicates

aws_waf_geo_match_set ! CloudFormation has none of the older service
aws_waf_rate_based_rule ! CloudFormation has none of the older service
aws_waf_regex_match_set ! CloudFormation has none of the older service
aws_waf_regex_pattern_set ! CloudFormation has none of the older service
aws_waf_rule_group ! CloudFormation has none of the older service
aws_wafregional_regex_match_set ! CloudFormation has none of the older service
aws_wafregional_rule_group ! CloudFormation has none of the older service
"""
