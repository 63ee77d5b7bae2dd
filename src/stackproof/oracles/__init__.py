"""Other people's validators, each in a child process under limits; what they find is merged with our own findings."""
