#!/bin/sh
# Pins every dependency by hash, for every platform. The locks name no index.
set -eu
cd "$(dirname "$0")/.."
pin() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate "$@"
}
pin --group tools -o requirements/tools.lock
pin pyproject.toml -o requirements/run.lock
pin pyproject.toml --group dev -o requirements/dev.lock
pin --group peers -o requirements/peers.lock
