"""A module of Tryton: a party is scored from its sales by the customer scoring service."""
