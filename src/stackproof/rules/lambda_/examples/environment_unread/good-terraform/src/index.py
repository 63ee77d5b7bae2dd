# mutate: replace "os.environ[\"TABLE_NAME\"]" with "1"
import os

TABLE = os.environ["TABLE_NAME"]


def handler(event, context):
    return {"table": TABLE, "stage": os.environ.get("STAGE", "dev")}
