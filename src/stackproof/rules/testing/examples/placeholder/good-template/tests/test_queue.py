"""The tests of a queue."""
# mutate: replace "assert \"orders\" in module()" with "pass"
# mutate: replace "assert \"orders\" in module()" with "assert 1 == 1"
# mutate: replace "def test_name" with "def name"


def module():
    with open("template.yaml", encoding="utf-8") as file:
        return file.read()


def test_name():
    """The queue has a name."""
    assert "orders" in module()
