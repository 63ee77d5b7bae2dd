"""The side of the sandbox that runs between the caller and the foreign program.

Started as a process of its own with the bare interpreter, so nothing here imports anything but the standard library and
its siblings; the packages above it are never initialised there (see `stackproof.sandbox.execution`). Three processes,
from the outside in:

- the supervisor (`supervisor`) keeps the limits and tells the caller what happened;
- the guardian (`guardian`) sets the isolation up, is the parent of every orphan, and ends the whole tree;
- the program (`program`) gives up every right it can and becomes the foreign program.
"""
