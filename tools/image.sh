#!/bin/sh
# Builds the image with the engine that is there.
set -eu
cd "$(dirname "$0")/.."
name=$1

# what is in it, beside it, where the environment of developers is there to tell
if [ -x .venv/bin/cyclonedx-py ]; then
    .venv/bin/python -m tools.sbom
fi

if docker info >/dev/null 2>&1; then
    exec docker build --tag "$name" .
fi
for engine in podman buildah; do
    if "$engine" info >/dev/null 2>&1; then
        exec "$engine" build --format docker --tag "$name" . # their own format has no health check
    fi
done
echo "No container engine answers here (docker, podman and buildah were asked)." >&2
echo "What to do: install one of them, or start its daemon, then type: make image" >&2
exit 1
