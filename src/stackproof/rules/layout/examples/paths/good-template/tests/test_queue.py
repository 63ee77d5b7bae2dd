"""Tests of the queue."""


def test_name():
    """The queue has a name."""
    with open("template.yaml", encoding="utf-8") as file:
        assert "orders" in file.read()
