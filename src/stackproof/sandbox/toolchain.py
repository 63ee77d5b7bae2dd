"""What every program sees of the machine: interpreter, shared libraries, commands; no home folder, not all of /etc."""

from __future__ import annotations

import functools
import os
import sys

from stackproof.errors import StackproofError

_SYSTEM = (
    "/bin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec",
    "/usr/local/bin", "/usr/local/lib", "/usr/local/lib64", "/usr/share/zoneinfo", "/etc/alternatives",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf", "/etc/crypto-policies",
    "/nix/store",
)  # fmt: skip
_COMMAND_PATH = "/usr/local/bin:/usr/bin:/bin"


@functools.cache
def paths() -> tuple[tuple[str, str], ...]:
    """(real path, path under which it is known) of each part of the toolchain that exists.

    Raises:
        StackproofError: the interpreter is installed so that showing it would show a home folder or the whole machine.
    """
    home = os.path.realpath(os.path.expanduser("~"))
    found: dict[str, str] = {}
    for path in (*_SYSTEM, sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix):
        real = os.path.realpath(path)
        if real == "/usr" or not os.path.exists(real):
            continue  # the parts of /usr are listed
        if home == real or home.startswith(real.rstrip("/") + "/"):
            raise StackproofError(
                f"the Python installation at {path} contains a home folder and cannot be shown to a program"
            )
        found[real] = real
        found[path] = real
    return tuple((real, path) for path, real in found.items())


def environment(home: str, temporary: str) -> dict[str, str]:
    """What a program finds in its environment before the caller adds to it."""
    values = {
        "PATH": f"{os.path.join(sys.prefix, 'bin')}:{_COMMAND_PATH}",
        "HOME": home,
        "TMPDIR": temporary,
        "LANG": "C.UTF-8",
        "USER": "sandbox",
        "LOGNAME": "sandbox",
    }
    return values | loader_environment()


def loader_environment() -> dict[str, str]:
    """An interpreter built with a shared library outside the default places needs LD_LIBRARY_PATH to start."""
    library_path = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": library_path} if library_path else {}
