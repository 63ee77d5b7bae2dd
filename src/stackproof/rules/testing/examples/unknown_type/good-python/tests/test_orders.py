"""The tests of the stack."""
# mutate: replace "\"AWS::SQS::Queue\", 1" with "\"AWS::SNS::Topic\", 1"

from aws_cdk import assertions


def test_queue(stack):
    template = assertions.Template.from_stack(stack)
    template.resource_count_is("AWS::SQS::Queue", 1)
