"""Writes the policy templates of AWS SAM as a compact table.

Source: the package aws-sam-translator (Apache-2.0), `policy_templates_data/policy_templates.json`. Only the statements
are kept. Run it with the folder into which a wheel of the package was unpacked:

    python scripts/generate_sam_policies.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/stackproof/synthesis/cloudformation/sam_policies.json"


def main(folder: Path) -> None:
    """Reads the unpacked package and writes the table."""
    read = json.loads((folder / "samtranslator/policy_templates_data/policy_templates.json").read_text("utf-8"))
    version = next(folder.glob("aws_sam_translator-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    lines = [
        f"  {json.dumps(name)}: {json.dumps(template['Definition']['Statement'], separators=(',', ':'))}"
        for name, template in sorted(read["Templates"].items())
    ]
    head = {
        "source": f"aws-sam-translator {version}",
        "licence": "Apache-2.0",
        "script": "scripts/generate_sam_policies.py",
    }
    text = json.dumps(head, indent=1).removesuffix("\n}") + ',\n "templates": {\n' + ",\n".join(lines) + "\n }\n}\n"
    TARGET.write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
