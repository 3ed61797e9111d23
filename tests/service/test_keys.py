"""The text of keys: what it says, and what is refused in it, without ever telling a key."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from service.access.keys import KEY_BYTES, PREFIX, Client, Quota, WrongKeys, new_key, parse
from service.access.keysource import LOOK_SECONDS, KeyFile, key_source
from service.settings import Settings
from tests.service.keyring import SCORER, entry, hashed
from tests.service.running import ROOT

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp()
CRM = entry("crm", '["score"]', SCORER)


def test_a_key_is_its_clients_and_no_other_is():
    keys = parse(entry("crm", '["score", "read"]', SCORER, more='quota = "600/minute"'), NOON)
    client = Client("crm", frozenset({"score", "read"}), Quota(600, "minute"))
    assert keys.client_of(SCORER.encode(), NOON) == client
    assert [keys.client_of(other, NOON) for other in (b"", b"csk_", SCORER[:-1].encode(), hashed(SCORER).encode())] == [
        None
    ] * 4


def test_two_keys_are_good_while_a_client_changes_over():
    keys = parse(entry("crm", '["score"]', "csk_old", "csk_new"), NOON)
    assert keys.client_of(b"csk_old", NOON) == keys.client_of(b"csk_new", NOON) != None  # noqa: E711


@pytest.mark.parametrize("expires", ["2026-06-02", "2026-06-02T00:00:00Z", "2026-06-02T08:00:00+08:00"])
def test_a_key_is_good_until_it_expires(expires: str):
    keys = parse(CRM.replace('"}]', f'", expires = {expires}}}]'), NOON)
    midnight = datetime(2026, 6, 2, tzinfo=UTC).timestamp()
    assert keys.client_of(SCORER.encode(), midnight - 1) is not None
    assert keys.client_of(SCORER.encode(), midnight) is None


def test_a_key_that_has_expired_is_none_of_the_two():
    three = entry("crm", '["score"]', "csk_1", "csk_2", "csk_3")
    with pytest.raises(
        WrongKeys, match=r"clients\.crm\.keys has more than 2 keys that have not expired; remove the oldest"
    ):
        parse(three, NOON)
    parse(three.replace(f'{hashed("csk_1")}"', f'{hashed("csk_1")}", expires = 2026-01-01'), NOON)


WRONG = {
    "not TOML": ('secret = "csk_x', "The keys are not TOML (at "),
    "a number too long to read": ("secret = " + "9" * 5_000, "The keys are not TOML"),
    "nobody": ("", "clients must be a table"),
    "empty": ("[clients]", "clients is empty"),
    "another name": ("secret = 1\n" + CRM, "the file has a name that is none of clients"),
    "a name of a client": (CRM.replace("crm", '"secret csk_x"'), "A client's name must be 1 to 63"),
    "another name in a client": (CRM + "secret = 1", "clients.crm has a name that is none of scopes, quota, keys"),
    "a scope": (CRM.replace('"score"', '"secret"'), "clients.crm.scopes must be a list of some of score, segments"),
    "no scopes": (CRM.replace('["score"]', "[]"), "clients.crm.scopes must be a list"),
    "a nested scope": (CRM.replace('["score"]', "[[1]]"), "clients.crm.scopes must be a list"),
    "a quota": (CRM + 'quota = "secret"', 'clients.crm.quota must be such as "600/minute"'),
    "a quota of nothing": (CRM + 'quota = "0/minute"', "clients.crm.quota must be such as"),
    "the key itself": (
        CRM.replace(hashed(SCORER), "csk_secret"),
        "clients.crm.keys[0].sha256 must be 64 of 0-9 and a-f",
    ),
    "no keys": (entry("crm", '["score"]'), "clients.crm.keys must be a list"),
    "a key as a text": ('[clients.crm]\nscopes = ["score"]\nkeys = ["secret"]', "clients.crm.keys[0] must be a table"),
    "a time without zone": (CRM.replace('"}]', '", expires = 2026-06-02T00:00:00}]'), "expires must be a date"),
    "the same key twice": (CRM + entry("app", '["score"]', SCORER), "Two keys have the same sha256"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_breaks_a_rule_is_refused_with_its_place_and_nothing_of_it(name: str):
    text, sentence = WRONG[name]
    with pytest.raises(WrongKeys) as refusal:
        parse(text, NOON)
    assert sentence in str(refusal.value)
    assert "secret" not in str(refusal.value)
    assert hashed(SCORER) not in str(refusal.value)


def test_a_new_key_has_256_bits_and_only_its_hash_is_told_twice():
    key, digest = new_key()
    assert key.startswith(PREFIX) and len(key) >= len(PREFIX) + KEY_BYTES * 4 / 3
    assert digest == sha256(key.encode()).hexdigest()
    assert new_key()[0] != key


def _new(*more: str) -> str:
    words = ["key", "new", "--client", "crm", "--scopes", "score,read", "--quota", "600/minute", *more]
    command = [sys.executable, "-m", "service", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


def test_the_command_prints_a_key_and_an_entry_that_is_good_for_it():
    _, key, _, _, *lines = _new().splitlines()
    told = json.loads(_new("--json"))
    for secret, told_entry in ((key, "\n".join(lines)), (told["key"], told["entry"])):
        client = parse(told_entry, NOON).client_of(secret.encode(), NOON)
        assert client == Client("crm", frozenset({"score", "read"}), Quota(600, "minute"))
        assert tomllib.loads(told_entry).keys() == {"clients"}


@pytest.mark.parametrize("words", [["--client", "C R M", "--scopes", "score"], ["--client", "crm", "--scopes", "all"]])
def test_the_command_refuses_what_the_file_would(words: list[str]):
    done = subprocess.run(
        [sys.executable, "-m", "service", "key", "new", *words], cwd=ROOT, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 2


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_file_is_read_anew_when_it_changes_and_at_most_once_a_second(tmp_path: Path):
    path, clock = tmp_path / "keys.toml", Clock()
    path.write_text(CRM)
    keys = KeyFile(path, clock)
    assert keys.client_of(SCORER.encode()) is not None
    path.write_text(entry("crm", '["score"]', "csk_new"))
    clock.now = LOOK_SECONDS / 2
    assert keys.client_of(b"csk_new") is None
    clock.now = LOOK_SECONDS
    assert keys.client_of(b"csk_new") is not None
    assert keys.client_of(SCORER.encode()) is None


def test_a_mounted_secret_that_is_swapped_by_its_link_is_seen(tmp_path: Path):
    for name, key in (("one", SCORER), ("two", "csk_two")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keys.toml").write_text(entry("crm", '["score"]', key))
        os.utime(tmp_path / name / "keys.toml", (1, 1))
    clock = Clock()
    (tmp_path / "data").symlink_to("one")
    keys = KeyFile(tmp_path / "data" / "keys.toml", clock)
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").replace(tmp_path / "data")
    clock.now = LOOK_SECONDS
    assert keys.client_of(b"csk_two") is not None


@pytest.mark.parametrize("broken", ["secret", "", None])
def test_a_broken_new_file_leaves_the_keys_and_says_why_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str | None
):
    path, clock = tmp_path / "keys.toml", Clock()
    path.write_text(CRM)
    keys = KeyFile(path, clock)
    path.unlink() if broken is None else path.write_text(broken)
    for clock.now in (1.0, 2.0, 3.0):
        assert keys.client_of(SCORER.encode()) is not None
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "the keys stay as they were" in caplog.text
    assert "secret" not in caplog.text


def test_keys_may_stand_in_a_variable_but_not_in_two_places(tmp_path: Path):
    found = key_source(Settings(keys_toml=CRM))
    assert found is not None and found.client_of(SCORER.encode()) is not None
    with pytest.raises(WrongKeys, match="leave one of them out"):
        key_source(Settings(keys_toml=CRM, keys=tmp_path / "keys.toml"))
    with pytest.raises(WrongKeys, match="could not be read"):
        key_source(Settings(keys=tmp_path / "keys.toml"))


def test_a_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "keys.toml")
    with pytest.raises(WrongKeys, match="is no file"):
        key_source(Settings(keys=tmp_path / "keys.toml"))
