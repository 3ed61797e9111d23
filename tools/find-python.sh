#!/bin/sh
# Prints a CPython that is new enough: $PYTHON if it is set, else the first that fits. A sentence if there is none.
# POSIX sh without any other program, so that it works (and can be tested) on the barest PATH.

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.implementation.name != "cpython")' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    candidates=$PYTHON
else
    candidates="python3 python3.14 python3.13 python3.12 python3.11 python"
fi
for candidate in $candidates; do
    if fits "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

found=
for candidate in $candidates; do
    if version=$("$candidate" --version 2>/dev/null); then
        found="$found $candidate is $version."
    fi
done
echo "There is no CPython 3.11 or newer here.${found:- None of these was found: $candidates.}" >&2
echo "What to do: install Python 3.11 or newer, or name one, for example: make run PYTHON=/path/to/python3.12" >&2
exit 1
