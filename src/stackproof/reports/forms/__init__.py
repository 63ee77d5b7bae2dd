"""One module a form, named after the form with an underscore; each has `render(assessments, style) -> str`."""
