"""What runs in the sandbox beside a Pulumi program in Python.

Its files are shown to the child and imported there without stackproof around them, so they import nothing of it.
"""
