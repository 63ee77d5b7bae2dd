"""Landlock: file rules and the scoping of signals, without any privilege.

Versions of the interface (https://docs.kernel.org/userspace-api/landlock.html): 1 files (Linux 5.13), 2 moving between
folders, 3 truncation (6.2), 4 TCP (6.7), 5 device ioctls (6.10), 6 scoping of signals and abstract sockets (6.12).
Below 3 a file that may be read can be truncated, so stackproof does not count it as file isolation.
"""

from __future__ import annotations

import ctypes
import os

from stackproof.sandbox.child import kernel

SUFFICIENT_VERSION = 3
SCOPING_VERSION = 6

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_QUERY = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_TREE_CHANGES = 0b11_1111_1111 << 4  # remove, make (every kind) and refer: bits 4 to 13
_MAKE_CHARACTER_DEVICE, _MAKE_BLOCK_DEVICE = 1 << 6, 1 << 11
_NETWORK_TCP = 0b11
_SCOPE_ABSTRACT_UNIX, _SCOPE_SIGNAL = 1, 2

_HANDLED_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_HANDLED_SINCE_5 = (1 << 16) - 1

READ = _EXECUTE | _READ_FILE | _READ_DIR
READ_WRITE = (READ | _WRITE_FILE | _TREE_CHANGES | _TRUNCATE) & ~(_MAKE_CHARACTER_DEVICE | _MAKE_BLOCK_DEVICE)
DEVICE = _READ_FILE | _WRITE_FILE | _IOCTL_DEVICE
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The interface version of this kernel, 0 when Landlock is absent or switched off."""
    try:
        return kernel.system_call("landlock_create_ruleset", _CREATE_RULESET, None, 0, _VERSION_QUERY)
    except OSError:
        return 0


def restrict_files(rules: list[tuple[str, int]], offered: int) -> None:
    """Leave the calling thread, for ever, no files but those beneath the paths of `rules` (path, rights).

    TCP, and where version `offered` can, signals and abstract sockets, are cut off with it. A path that is absent is
    skipped. Needs no_new_privs. Raises OSError.
    """
    ruleset = _Ruleset(files=_HANDLED_BY_VERSION.get(offered, _HANDLED_SINCE_5))
    if offered >= 4:
        ruleset.network = _NETWORK_TCP
    if offered >= SCOPING_VERSION:
        ruleset.scoped = _SCOPE_ABSTRACT_UNIX | _SCOPE_SIGNAL
    _enforce(ruleset, rules, offered)


def scope_signals() -> None:
    """Enclose the calling process and its future children in a domain whose signals do not get out. Raises OSError."""
    # Every domain forbids moving files between folders unless it says otherwise, whatever else it is about.
    _enforce(_Ruleset(files=_REFER, scoped=_SCOPE_SIGNAL), [("/", _REFER)], SCOPING_VERSION)


def _enforce(ruleset: _Ruleset, rules: list[tuple[str, int]], offered: int) -> None:
    descriptor = _create(ruleset, offered)
    for path, rights in rules:
        try:
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        applicable = rights if _is_folder(parent) else rights & _FILE_RIGHTS
        rule = _PathBeneath(allowed=applicable & ruleset.files, parent=parent)
        kernel.system_call(
            f"landlock_add_rule {path}", _ADD_RULE, descriptor, _RULE_PATH_BENEATH, ctypes.byref(rule), 0
        )
        os.close(parent)
    kernel.system_call("landlock_restrict_self", _RESTRICT_SELF, descriptor, 0)
    os.close(descriptor)


def _create(ruleset: _Ruleset, offered: int) -> int:
    size = 24 if offered >= SCOPING_VERSION else 16 if offered >= 4 else 8
    return kernel.system_call("landlock_create_ruleset", _CREATE_RULESET, ctypes.byref(ruleset), size, 0)


def _is_folder(descriptor: int) -> bool:
    return os.fstat(descriptor).st_mode & 0o170000 == 0o040000
