#!/bin/sh
# Installs the frameworks that the benchmarks stand beside, as requirements/peers.lock pins them,
# into .venv-peers. Needs .venv; touches nothing outside .venv-peers.
set -eu
cd "$(dirname "$0")/.."
echo 'Installing requirements/peers.lock into .venv-peers ...'
rm -rf .venv-peers
.venv/bin/uv venv --quiet --python .venv/bin/python .venv-peers
.venv/bin/uv pip install --quiet --python .venv-peers/bin/python --compile-bytecode \
    --require-hashes -r requirements/peers.lock
