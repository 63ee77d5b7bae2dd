"""How folders and files of hostile origin are opened: through no link, and never waiting for anybody."""

from __future__ import annotations

import os

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A fifo without a writer would block its opener for ever; a terminal could become ours.
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
