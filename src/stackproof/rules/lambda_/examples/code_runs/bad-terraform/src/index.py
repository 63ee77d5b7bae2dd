def handler(event): # finding: LAMBDA-CODE-002 aws_lambda_function.function
    return {"id": event["id"]}
