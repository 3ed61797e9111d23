"""`python -m service`: serve, print the OpenAPI text, or ask a running service for its health.

`python -m service key new --client NAME --scopes score,segments` makes a key; `python -m service source list` names the
mappings of CRM records, `source check FILE --sample X.json` shows what one makes of a record.
"""

import os
import signal
import sys

from service.calls import Parser
from service.completion import VARIABLE, suggestions
from service.garbage import wait_for_the_start
from service.settings import Settings, WrongSetting, add_options, entries, parse_options, read_settings

COMMANDS = {
    "serve": "serve HTTP until SIGTERM or SIGINT (the default)",
    "openapi": "print openapi.yaml",
    "health": "exit 0 if the service on --port is ready, else say why not and exit 1",
}


WITH_OPTIONS_OF_THEIR_OWN = {
    "key": "make a key for a client (key --help)",
    "source": "list the mappings of CRM records, or check one (source --help)",
}


def main(arguments: list[str]) -> int:
    """Run a command and return the exit code: 1 where it failed, 2 where it was wrongly called."""
    if VARIABLE in os.environ:
        print(*suggestions(os.environ, list(COMMANDS)), sep="\n")
        return 0
    if arguments[:1] == ["key"]:
        from service.access import newkey  # noqa: PLC0415 (it has options of its own, and nothing to do with these)

        return newkey.main(arguments[1:])
    if arguments[:1] == ["source"]:
        from service.sources import command  # noqa: PLC0415 (the same)

        return command.main(arguments[1:])
    parser = _parser()
    parser.check_options(arguments, [entry.option for entry in entries()])
    options = parse_options(parser, arguments)
    if options["command"] in WITH_OPTIONS_OF_THEIR_OWN:
        parser.error(f"{options['command']} must stand first, before its own options")
    try:
        settings = read_settings(options, os.environ)
    except WrongSetting as wrong:
        return _fail(str(wrong), 2)
    return _run(str(options["command"]), settings)


def _run(command: str, settings: Settings) -> int:
    try:
        return {"serve": _serve, "openapi": _openapi, "health": _health}[command](settings)
    except WrongSetting as wrong:  # or what a setting leads to, such as a file of keys
        return _fail(str(wrong), 2)
    except KeyboardInterrupt:  # while it serves, or while it still imports
        return 128 + signal.SIGINT


def _parser() -> Parser:
    parser = Parser(prog="python -m service", description=__doc__, allow_abbrev=False)
    every = COMMANDS | WITH_OPTIONS_OF_THEIR_OWN
    commands = "; ".join(f"{name}: {meaning}" for name, meaning in every.items())
    parser.add_argument("command", nargs="?", choices=list(every), default="serve", help=commands)
    add_options(parser)
    return parser


def _serve(settings: Settings) -> int:
    wait_for_the_start()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some in every installed package
    from service import server  # noqa: PLC0415 (health must not wait for the web framework)
    from service.telemetry import logs, traces  # noqa: PLC0415 (health must not wait for the web framework)

    logs.configure(settings.log_level)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it is understood: it asks for no end
    try:
        bound = server.listen(settings.host, settings.port)
    except server.CannotListen as problem:
        return _fail(str(problem), 1)
    try:
        with bound:
            server.serve(settings, bound)
    except traces.CannotTrace as problem:
        return _fail(str(problem), 2)
    return 0


def _openapi(settings: Settings) -> int:
    from service.app import create_app  # noqa: PLC0415
    from service.openapi import as_yaml  # noqa: PLC0415

    try:
        print(as_yaml(create_app(settings)), end="", flush=True)
    except ModuleNotFoundError:
        return _fail("This needs PyYAML: install requirements/dev.lock.", 1)
    except OSError as error:
        sys.stdout = None  # what is left in its buffer would fail again at the end
        return _fail(f"The text could not be written: {error.strerror}. Make room, and run this again.", 1)
    return 0


def _health(settings: Settings) -> int:
    from service.health import unhealthy  # noqa: PLC0415

    reason = unhealthy(settings)
    return 0 if reason is None else _fail(reason, 1)


def _fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
