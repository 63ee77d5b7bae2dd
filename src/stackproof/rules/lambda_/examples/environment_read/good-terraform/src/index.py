import os

TABLE = os.environ["TABLE_NAME"]


def handler(event, context):
    return {"table": TABLE, "stage": os.environ.get("STAGE", "dev")}
