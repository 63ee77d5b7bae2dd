def handler(event, context):
    return {"id": context.aws_request_id}
