def handler(event, context): # finding: LAMBDA-CODE-003 aws_lambda_function.function
    pass
