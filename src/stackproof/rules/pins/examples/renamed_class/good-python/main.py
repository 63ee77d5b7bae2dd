"""A bucket with versions."""

from cdktn import App, TerraformStack
from cdktn_provider_aws.provider import AwsProvider

app = App()
stack = TerraformStack(app, "orders")
AwsProvider(stack, "aws", region="eu-west-1")
app.synth()
