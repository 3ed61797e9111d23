#!/bin/sh
# Makes a base image with CPython for machines that reach no image registry: Debian, by debootstrap, as a local image.
# Usage: tools/base_image.sh FOLDER NAME buildah [OPTION...]; the tree in FOLDER is kept, so that it is made once.
set -eu
folder=$1 name=$2
shift 2
suite=bookworm # CPython 3.11, the oldest that the project supports

if [ ! -f "$folder/$suite.tar" ]; then
    mkdir -p "$folder"
    rm -rf "$folder/tree"
    # python-is-python3: the Dockerfile says `python`, as images of Python do
    debootstrap --variant=minbase --include=python3-venv,python-is-python3 "$suite" "$folder/tree"
    rm -rf "$folder"/tree/var/cache/apt/* "$folder"/tree/var/lib/apt/lists/* "$folder"/tree/usr/share/doc \
        "$folder"/tree/usr/share/man "$folder"/tree/usr/share/locale
    tar --numeric-owner -C "$folder/tree" -cf "$folder/$suite.tar.part" .
    rm -rf "$folder/tree"
    mv "$folder/$suite.tar.part" "$folder/$suite.tar"
fi
"$@" inspect --type image "$name" >/dev/null 2>&1 && exit 0
printf 'FROM scratch\nADD %s.tar /\n' "$suite" | "$@" build --isolation chroot --tag "$name" --file - "$folder"
