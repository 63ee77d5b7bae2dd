"""The tests of the stack."""

from aws_cdk import assertions


def test_queue(stack):
    template = assertions.Template.from_stack(stack)
    template.resource_count_is("AWS::SQS::Queue", 1)
    template.resource_count_is("AWS::SQS::Queue", 2)  # finding: TEST-TYPE-001 project
    template.resource_count_is("AWS::SNS::Topic", 0)
    template.has_resource_properties("AWS::DynamoDB::Table", {})  # finding: TEST-TYPE-001 project
