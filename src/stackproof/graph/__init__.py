"""The model that every tool is read into: values in three-valued logic, resources, and the graph of both."""
