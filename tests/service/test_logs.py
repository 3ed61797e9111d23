import json
import logging
import sys

from service.telemetry.logs import REQUEST_ID, json_lines


def line_of(message: str, *, failed: bool = False) -> dict[str, object]:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, None, sys.exc_info() if failed else None)
    line: dict[str, object] = json.loads(json_lines().format(record))
    return line


def test_a_line_is_one_json_object():
    line = line_of("two\nlines 客户")
    assert (line["level"], line["logger"], line["message"]) == ("error", "x", "two\nlines 客户")
    assert str(line["time"]).endswith("Z")


def test_a_line_within_a_request_carries_its_id():
    token = REQUEST_ID.set("abc")
    assert line_of("m")["request_id"] == "abc"
    REQUEST_ID.reset(token)
    assert "request_id" not in line_of("m")


def test_of_an_exception_type_cause_and_place_are_logged_and_not_what_it_says():
    try:
        try:
            float("4111 secret")
        except ValueError as error:
            raise RuntimeError("secret too") from error
    except RuntimeError:
        line = line_of("failed", failed=True)
    assert line["error"] == "RuntimeError"
    assert line["causes"] == ["ValueError"]
    assert "test_logs.py" in str(line["frames"])
    assert "secret" not in json.dumps(line)
