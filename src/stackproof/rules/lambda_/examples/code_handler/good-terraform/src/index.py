# mutate: replace "def handler" with "def main"
def handler(event, context):
    return {"id": context.aws_request_id}
