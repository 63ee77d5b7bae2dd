"""`python -m processor` runs the service."""

from __future__ import annotations

import os
import sys

from processor.service import main

if __name__ == "__main__":
    sys.exit(main(os.environ))
