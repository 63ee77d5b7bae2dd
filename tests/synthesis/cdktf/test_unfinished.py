"""What programs of CDKTF and CDK Terrain that fail had made by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.values import Known, Unknown
from stackproof.project.model import Project
from stackproof.synthesis.cdktf import engine
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stackproof.synthesis.model import Synthesis

TYPESCRIPT = """\
import { App, Lazy, TerraformStack } from "cdktn";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider";
import { S3Bucket } from "@cdktn/provider-aws/lib/s3-bucket";
import { SqsQueue } from "@cdktn/provider-aws/lib/sqs-queue";

const app = new App();
const stack = new TerraformStack(app, "shop");
new S3Bucket(stack, "files", { bucket: "shop-files" });
new SqsQueue(stack, "orders", {
  name: Lazy.stringValue({ produce: () => { throw new Error("the name is not there yet"); } }),
});
const later = new TerraformStack(app, "later");
new AwsProvider(later, "aws");
new S3Bucket(later, "more", { bucket: "shop-more" });
if (later) throw new Error("no region yet");
new AwsProvider(stack, "aws");
app.synth();
"""


def told(synthesis: Synthesis) -> list[tuple[str, str, str]]:
    return [(one.level, one.message, str(one.at)) for one in synthesis.graph.undecided_resources]


@pytest.mark.slow
def test_what_a_python_program_had_made_is_read(program: Callable[..., Synthesis]) -> None:
    synthesis = program(
        "S3Bucket(self, 'files', bucket='shop-files')\nraise ValueError('no more')\nS3Bucket(self, 'never')"
    )
    assert set(synthesis.graph.resources) == {"aws_s3_bucket.files"}
    bucket = synthesis.graph.resources["aws_s3_bucket.files"]
    assert bucket.get("BucketName") == Known("shop-files")
    assert isinstance(bucket.get("Tags"), Unknown)
    assert told(synthesis) == [
        (
            "error",
            "the program failed with ValueError: no more. What it had made before that was read (1 resource), and what"
            " it would have made after it is not known",
            "main.py:9",
        )
    ]
    assert synthesis.status == "partial"


@pytest.mark.slow
def test_a_stack_without_a_provider_is_refused_and_known(program: Callable[..., Synthesis]) -> None:
    synthesis = program("S3Bucket(self, 'files', bucket='shop-files')  # AwsProvider")
    assert set(synthesis.graph.resources) == {"aws_s3_bucket.files"}
    assert synthesis.graph.resources["aws_s3_bucket.files"].properties.complete
    ((level, message, at),) = told(synthesis)
    assert (level, at) == ("error", "main.py:10:1")
    assert message.endswith(". What it had made by then was read (1 resource)")
    assert synthesis.status == "partial"


@pytest.mark.slow
@pytest.mark.xdist_group("node")
def test_what_a_typescript_program_had_made_is_read(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}", "utf-8")
    (tmp_path / "main.ts").write_text(TYPESCRIPT, "utf-8")
    synthesis = engine.read(Project(tmp_path, "cdktf", "typescript", "npx ts-node main.ts"), Settings(timeout=20))
    found = {address: sorted(one.properties.entries) for address, one in synthesis.graph.resources.items()}
    assert found == {
        "shop/aws_s3_bucket.files": ["BucketName"],
        "shop/aws_sqs_queue.orders": [],
        "later/aws_s3_bucket.more": ["BucketName"],
    }
    assert [(level, at) for level, _, at in told(synthesis)] == [("error", "main.ts:15"), ("note", "main.ts:9:1")]
    assert "the name is not there yet" in told(synthesis)[1][1]
    assert synthesis.status == "partial"
