"""A command line that is wrong is told in one sentence with where to look, not in a page of usage."""

import argparse
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """argparse's, with exit code 2 as there."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        self.exit(2, f"{message[:1].upper()}{message[1:]}; {self.prog} --help shows what there is.\n")

    def check_options(self, arguments: Sequence[str], known: Collection[str]) -> None:
        """Argparse takes the value of an option that it does not know for a command, and complains of that."""
        for word in arguments:
            option = word.partition("=")[0]
            if option.startswith("--") and option not in {*known, "--help"}:
                near = get_close_matches(option, known, 1)
                self.error(f"there is no option {option}" + (f", the nearest is {near[0]}" if near else ""))
