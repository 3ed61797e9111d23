"""What a long command tells a person while it runs."""

import io
import time

import pytest
from rich.console import Console

from training.progress import counting, waiting


def told(is_terminal: bool, *steps: tuple[int, float | None]) -> str:
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=120)
    with counting(console, "scoring", "customers") as done:
        for number, share in steps:
            time.sleep(1.1)
            done(number, share)
        time.sleep(0.3)  # it is drawn ten times a second
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_sees_share_rate_and_time_left():
    text = told(True, (1_500, 0.25), (1_500, 0.5))
    assert "scoring" in text and "50%" in text and "3,000 customers, 1," in text and "/s" in text
    assert "0:00:0" in text


def test_where_the_whole_is_not_known_it_counts_all_the_same():
    text = told(True, (1_500, None), (500, None))
    assert "2,000 customers" in text and "%" not in text


def test_what_is_no_terminal_sees_nothing():
    assert told(False, (1, 1.0)) == ""


def test_waiting_says_nothing_where_there_is_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with waiting("draws the charts"):
        pass
    assert capfd.readouterr() == ("", "")
