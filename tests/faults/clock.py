"""A service whose wall clock a test sets: the system's own call is answered with a shift that stands in a file."""

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SHIFTED = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static const long long *seconds;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
    seconds = mmap(0, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = real(clock, now);
    if (!failed && clock == CLOCK_REALTIME) now->tv_sec += *seconds;
    return failed;
}
"""
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of the processes that have its environment; their monotonic one runs on, as it would."""

    file: Path
    library: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to run on it."""
        return {"LD_PRELOAD": str(self.library), "CLOCK_SHIFT": str(self.file)}

    def shift(self, days: int) -> None:
        """Jump to so many days after the true time."""
        with self.file.open("r+b") as file:
            file.write(struct.pack("q", days * DAY))


def clock(folder: Path) -> Clock:
    """A clock that shows the true time; skips where there is no C compiler."""
    if (compiler := shutil.which("cc")) is None:
        pytest.skip("there is no C compiler (cc) to make the clock with")
    source, library, file = folder / "clock.c", folder / "clock.so", folder / "shift"
    source.write_text(SHIFTED)
    file.write_bytes(struct.pack("q", 0))
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True, timeout=60)
    return Clock(file, library)
