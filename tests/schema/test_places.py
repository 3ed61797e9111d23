import pytest

from schema.places import is_field_name, nearest, path, pointer, shown


@pytest.mark.parametrize(
    ("parts", "text", "for_people"),
    [
        ((), "", "the payload"),
        (("orders", 3, "amount"), "/orders/3/amount", "orders[3].amount"),
        ((3,), "/3", "[3]"),
        (("attributes", "a/b~c"), "/attributes/a~1b~0c", "attributes.a/b~c"),
    ],
)
def test_a_place_is_a_pointer_and_a_path(parts, text, for_people):
    assert pointer(parts) == text
    assert path(parts) == for_people


@pytest.mark.parametrize("name", ["amount", "ammount", "customerId", "foo_2", "_x", "after_sales"])
def test_field_names_are_shown(name):
    assert is_field_name(name)


@pytest.mark.parametrize(
    "name", ["", "张三", "Zhang San", "a@b.c", "born1985", "13800138000", "x" * 41, "a/b", "a\n", "2x"]
)
def test_names_that_may_be_a_persons_are_not_shown(name):
    assert not is_field_name(name)
    assert shown(("attributes", name, "x")) == ("attributes",)


@pytest.mark.parametrize(
    ("name", "around", "meant"),
    [
        ("custmer_id", (), "customer_id"),
        ("LastOn", ("order_summary",), "last_on"),
        ("refunded-on", ("orders", 0), "refunded_on"),
        ("Paid On", ("orders", 0), "paid_on"),
        ("zzz", (), None),
        ("orders" * 100_000, (), None),
    ],
)
def test_the_nearest_field_is_found(name, around, meant):
    assert nearest(name, around) == meant
