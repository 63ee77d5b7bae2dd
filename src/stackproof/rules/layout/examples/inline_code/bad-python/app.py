"""A function whose code is a text."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

CODE = """  # finding: LAYOUT-INLINE-001 project
def handler(event, context):
    print("step 0")
    print("step 1")
    print("step 2")
    print("step 3")
    print("step 4")
    print("step 5")
    print("step 6")
    print("step 7")
    print("step 8")
    print("step 9")
    print("step 10")
    print("step 11")
    print("step 12")
    print("step 13")
    print("step 14")
    print("step 15")
    print("step 16")
    print("step 17")
    print("step 18")
    print("step 19")
"""

app = cdk.App()
stack = cdk.Stack(app, "Steps")
lambda_.Function(
    stack,
    "Function",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="index.handler",
    code=lambda_.Code.from_inline(CODE),
)
app.synth()
