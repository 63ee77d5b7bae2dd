"""The reference stacks: each folder is the complete project that `stackproof new` copies."""
