import os

TABLE = os.environ["TABLE_NAME"] # finding: LAMBDA-ENV-002 aws_lambda_function.function


def handler(event, context):
    return {"table": TABLE, "stage": os.environ.get("STAGE", "dev")}
