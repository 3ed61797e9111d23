"""Tryton's own checks of a module: views, access, buttons, dependencies."""

import pytest
from trytond.tests.test_tryton import ModuleTestCase


@pytest.mark.usefixtures("opened_shop")
class TestModule(ModuleTestCase):
    module = "customer_scoring"

    @classmethod
    def setUpClass(cls):
        """The database is that of the other tests."""

    @classmethod
    def tearDownClass(cls):
        """They go on with it."""


del ModuleTestCase
