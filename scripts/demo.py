"""The main job in two minutes: the shipped stack is proven, then a broken copy of it is not.

Run it with `make demo`. Nothing is deployed and nothing leaves the machine.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

STACKPROOF = Path(sys.executable).with_name("stackproof")
# What the broken copy lacks: file, the text that is there, and what stands there instead.
BREAKS = (
    ("s3_replication/keys.py", 'f"logs.{stack.region}.amazonaws.com"', '"monitoring.amazonaws.com"'),
    ("s3_replication/replication_role.py", '"kms:Decrypt"', '"kms:DescribeKey"'),
    ("s3_replication/settings.py", '"glacierAfterDays", "90"', '"glacierAfterDays", "30"'),
)


def run(folder: Path, *arguments: str, expect: int) -> None:
    """Shows a command and its output; ends the demo when the exit code is not the expected one."""
    print(f"\n$ stackproof {shlex.join(arguments)}", flush=True)
    code = subprocess.run([str(STACKPROOF), *arguments], cwd=folder, check=False).returncode
    print(f"[exit code {code}]", flush=True)
    if code != expect:
        sys.exit(f"the demo expected exit code {expect}")


def main() -> None:
    """Runs the demo in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="stackproof-demo-") as name:
        folder = Path(name)
        run(folder, "new", "s3-replication", "proven", expect=0)
        run(folder, "check", "proven", expect=0)
        shutil.copytree(folder / "proven", folder / "broken")
        for file, present, instead in BREAKS:
            path = folder / "broken" / file
            text = path.read_text("utf-8")
            if present not in text:
                sys.exit(f"the demo has nothing to break in {file}")
            path.write_text(text.replace(present, instead, 1), "utf-8")
            print(f"\nbroken/{file}: {present} -> {instead}")
        run(folder, "check", "broken", expect=1)


if __name__ == "__main__":
    main()
