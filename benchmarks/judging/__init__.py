"""How right the findings about public projects are: two drawings, read and judged by people."""
