import json

import requests # finding: LAMBDA-PKG-002 aws_lambda_function.function


def handler(event, context):
    return json.loads(requests.get(event["url"], timeout=5).text)
