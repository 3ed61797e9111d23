import json

from schema.refusal import Fault, NotJson, Refused
from service.problems import INVALID, KINDS, UNAVAILABLE, Problem, document, problem_of, response


def test_every_kind_has_a_code_of_its_own():
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_a_refused_payload_names_each_place():
    refused = Refused([Fault("/orders/3/amount", "not_a_number", "must be a number")])
    assert document(problem_of(refused)) == {
        "type": "urn:customer-scoring:problem:invalid",
        "title": INVALID.title,
        "status": 422,
        "detail": INVALID.detail,
        "errors": [{"pointer": "/orders/3/amount", "code": "not_a_number", "detail": "must be a number"}],
    }


def test_a_body_that_is_not_json_is_a_400():
    assert (
        document(problem_of(NotJson("the body is empty; send an object")))["detail"]
        == "the body is empty; send an object"
    )
    assert problem_of(NotJson("")).kind.status == 400


def test_an_unknown_exception_says_nothing_of_itself():
    answered = response(problem_of(ValueError("secret")))
    assert answered.status_code == 500
    assert b"secret" not in bytes(answered.body)


def test_a_problem_is_answered_with_its_headers_as_problem_json():
    answered = response(Problem(UNAVAILABLE, "no bundle", headers={"Retry-After": "10"}))
    assert answered.status_code == 503
    assert answered.headers["retry-after"] == "10"
    assert answered.headers["content-type"] == "application/problem+json"
    assert json.loads(bytes(answered.body))["detail"] == "no bundle"
