# mutate: replace "return {\"id\": context.aws_request_id}" with "return None"
def handler(event, context):
    return {"id": context.aws_request_id}
