import subprocess
import sys
from pathlib import Path

import pytest

from service.settings import Settings, WrongSetting, entries, read_settings
from tests.service.running import ROOT


def test_nothing_given_gives_the_defaults():
    assert read_settings({}, {}) == Settings()
    assert Settings().bundle == Path("models/current")
    assert Settings().port == 8000


def test_the_command_line_wins_over_the_environment():
    settings = read_settings({"port": "1"}, {"SCORING_PORT": "2", "SCORING_BUNDLE": "elsewhere"})
    assert (settings.port, settings.bundle) == (1, Path("elsewhere"))


@pytest.mark.parametrize("text", ["", "x", "-1", "65536", "1.0", "٣", "1" * 5000])
def test_a_port_that_is_none_is_refused_with_its_bounds(text: str):
    with pytest.raises(WrongSetting, match=r"^SCORING_PORT must be a whole number from 0 to 65535\.$"):
        read_settings({}, {"SCORING_PORT": text})


def test_a_port_that_kubernetes_set_says_so():
    with pytest.raises(WrongSetting, match="enableServiceLinks"):
        read_settings({}, {"SCORING_PORT": "tcp://10.0.0.1:8000"})


def test_a_language_that_we_have_not_is_refused_with_those_we_have():
    with pytest.raises(WrongSetting, match=r"^--default-language must be one of zh-Hans, zh-Hant, en\.$"):
        read_settings({"default_language": "fr"}, {})


def test_an_empty_bundle_is_refused():
    with pytest.raises(WrongSetting, match="SCORING_BUNDLE is empty"):
        read_settings({}, {"SCORING_BUNDLE": ""})


def test_the_limits_are_settings():
    limits = read_settings({"max_entries": "7", "max_id_length": "9"}, {"SCORING_MAX_BODY_BYTES": "2048"}).limits()
    assert (limits.entries, limits.id_length, limits.body_bytes) == (7, 9, 2048)


def test_help_names_every_setting_with_its_variable_and_default():
    done = subprocess.run(
        [sys.executable, "-m", "service", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    shown = " ".join(done.stdout.split())
    for entry in entries():
        assert f"{entry.rule} (default {entry.default}; {entry.variable})" in shown
        assert f"{entry.option} " in shown


def test_a_wrong_setting_is_one_sentence_and_exit_code_2():
    command = [sys.executable, "-m", "service", "--log-level", "loud"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--log-level must be one of debug, info, warning, error.\n"
