"""What the drivers share that run foreign Python programs in the sandbox.

Its files are shown to the child and imported there without stackproof around them, so they import nothing of it.
"""
