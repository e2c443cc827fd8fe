#!/bin/sh
# install.sh PYTHON LOCK: installs what LOCK pins, and the project itself, into .venv.
# It takes nothing whose hash is not written down, and touches nothing outside .venv.
set -eu
cd "$(dirname "$0")/.."
python=$1
lock=$2

if [ -z "$python" ]; then
    echo 'Chưa có Python 3.11 trở lên. Hãy cài, ví dụ: apt-get install python3 python3-venv' >&2
    echo 'No Python 3.11 or newer here. Install it, for example: apt-get install python3 python3-venv' >&2
    exit 1
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -m venv --clear .venv; then
        echo "Không tạo được .venv bằng $python. Hãy cài: apt-get install python3-venv" >&2
        echo "$python cannot make .venv. Install: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing $lock into .venv ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
    --require-hashes -r requirements/tools.lock
# byte-compiled here, so that no first start pays for it, whatever the environment says
.venv/bin/uv pip install --quiet --python .venv/bin/python --compile-bytecode \
    --require-hashes -r "$lock"
.venv/bin/uv pip install --quiet --python .venv/bin/python \
    --no-deps --no-build-isolation -e .
