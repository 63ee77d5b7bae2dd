"""The tests of a queue."""

import unittest


class TestQueue(unittest.TestCase):
    def test_name(self):  # finding: TEST-PLACEHOLDER-001 project
        """The queue has a name."""

    def test_later(self):  # finding: TEST-PLACEHOLDER-001 project
        # To be written.
        pass

    def test_fixed(self):  # finding: TEST-PLACEHOLDER-001 project
        self.assertEqual(1, 1)

    def test_refused(self):  # finding: TEST-PLACEHOLDER-001 project
        self.fail("not written yet")

    def test_commented(self):  # finding: TEST-PLACEHOLDER-001 project
        plan = {"name": "orders"}
        # self.assertEqual(plan["name"], "orders")
        print(plan)

    def test_real(self):
        with open("template.yaml", encoding="utf-8") as file:
            self.assertIn("orders", file.read())


def test_true():  # finding: TEST-PLACEHOLDER-001 project
    assert True


def test_trailing():  # finding: TEST-PLACEHOLDER-001 project
    print("orders")
#     assert "orders"
