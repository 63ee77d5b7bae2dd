"""CloudFormation templates: loaded with positions, evaluated in three-valued logic, assembled into one graph."""
