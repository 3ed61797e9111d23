"""Without keys it is open on this machine alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.access.door import require_door
from service.server import listen
from service.settings import Settings, WrongSetting
from tests.service.keyring import keyring
from tests.service.running import ROOT, running


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_it_refuses_to_be_open_to_others_and_says_what_to_do(host: str):
    words = [sys.executable, "-m", "service", "--host", host, "--port", "0"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    for remedy in ("service key new", "SCORING_KEYS", "127.0.0.1", "SCORING_ALLOW_OPEN=yes"):
        assert remedy in done.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.0.0.2", "::1"])
def test_this_machine_alone_needs_no_keys(host: str):
    with listen(host, 0) as bound:
        require_door(Settings(), bound)


def test_what_is_told_to_be_open_is_open_and_says_so(tmp_path: Path):
    with running(tmp_path, "--host", "0.0.0.0", "--allow-open", "yes") as server:
        assert any("everybody who reaches it is served" in str(line["message"]) for line in server.lines())


def test_with_keys_it_listens_anywhere(tmp_path: Path):
    keys = keyring(tmp_path / "keys.toml")
    with listen("0.0.0.0", 0) as bound:
        require_door(Settings(keys=keys), bound)
        require_door(Settings(keys_toml="x"), bound)
        with pytest.raises(WrongSetting, match=r"0\.0\.0\.0 is not this machine alone"):
            require_door(Settings(), bound)


def test_keys_that_break_a_rule_are_one_sentence_and_exit_code_2(tmp_path: Path):
    (tmp_path / "keys.toml").write_text("clients = 1")
    words = [sys.executable, "-m", "service", "--port", "0", "--keys", str(tmp_path / "keys.toml")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.endswith("keys.toml: clients must be a table; docs/http.md shows the file.\n")
