#!/usr/bin/env bash
# Makes a virtual environment in FOLDER with the pyfory that messages are compared with.
#
#     graph/tests/interop/install.sh FOLDER
#
# Tests find it by FERROW_PYFORY, which names its Python: FOLDER/bin/python.
set -euo pipefail
folder=${1:?a folder for the environment}
version=1.7.7

found() { "$folder/bin/python" -c "import importlib.metadata as m; assert m.version('pyfory') == '$version'" 2>/dev/null; }

if ! found; then
    python3 -m venv --clear "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "pyfory==$version"
    found
fi
