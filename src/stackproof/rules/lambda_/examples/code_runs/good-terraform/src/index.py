# mutate: replace "aws_request_id" with "awsRequestId"
def handler(event, context):
    return {"id": context.aws_request_id}
