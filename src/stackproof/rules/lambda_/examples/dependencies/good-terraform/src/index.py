# mutate: replace "from text import upper" with "from slugify import slugify as upper"
from text import upper


def handler(event, context):
    return {"body": upper(event["body"])}
