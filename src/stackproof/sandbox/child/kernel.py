"""The Linux system calls that Python does not offer, through ctypes. Numbers: the kernel's uapi headers."""

from __future__ import annotations

import ctypes
import os

MACHINE = os.uname().machine

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000
NAMESPACE_FLAGS = (
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
)

MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x4_0000
MNT_DETACH = 0x2

MOUNT_ATTR_RDONLY = 0x1
MOUNT_ATTR_NOSUID = 0x2
MOUNT_ATTR_NODEV = 0x4
MOUNT_ATTR_NOEXEC = 0x8
_MOUNT_ATTR_IDMAP = 0x10_0000

PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2

SECBIT_NO_SETUID_FIXUP = 1 << 2

CAP_DAC_READ_SEARCH = 2

_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_CAPABILITY_VERSION_3 = 0x2008_0522

# Both architectures took the same numbers for everything after 5.0.
_OPEN_TREE, _MOVE_MOUNT, _MOUNT_SETATTR = 428, 429, 442
_OPEN_TREE_CLONE, _OPEN_TREE_CLOEXEC = 0x1, 0o2000000
_MOVE_MOUNT_EMPTY_SOURCE = 0x4
_AT_EMPTY_PATH = 0x1000
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _MountAttributes(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def _raise_errno(what: str) -> None:
    number = ctypes.get_errno()
    raise OSError(number, f"{what}: {os.strerror(number)}")


def system_call(what: str, number: int, *arguments: object) -> int:
    """Call `number`; integers are passed as 64-bit values. Raises OSError naming `what`."""
    converted = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *converted)
    if result < 0:
        _raise_errno(what)
    return result


def prctl(option: int, *arguments: int) -> None:
    """Raises OSError."""
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc.prctl(ctypes.c_int(option), *padded) < 0:
        _raise_errno(f"prctl {option}")


def unshare(flags: int) -> None:
    """Raises OSError."""
    if _libc.unshare(ctypes.c_int(flags)) < 0:
        _raise_errno("unshare")


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Raises OSError naming the target."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    if _libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3]) < 0:
        _raise_errno(f"mount {kind or source} on {target}")


def restrict_mount(target: str, attributes: int, *, recursive: bool = True) -> None:
    """Add mount attributes (read-only, nosuid, ...) to `target`, and to what is mounted below it. Linux 5.12.

    Raises OSError.
    """
    request = _MountAttributes(attr_set=attributes)
    system_call(
        f"mount_setattr {target}", _MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), _AT_RECURSIVE if recursive else 0,
        ctypes.byref(request), ctypes.sizeof(request),
    )  # fmt: skip


def mount_with_owners(source: str, target: str, user_namespace: int) -> None:
    """Mount `source` on `target` with its owners as the ids that `user_namespace` (a descriptor) maps them to.

    Linux 5.12, where the file system takes part. Raises OSError.
    """
    flags = _OPEN_TREE_CLONE | _OPEN_TREE_CLOEXEC | _AT_RECURSIVE
    tree = system_call(f"open_tree {source}", _OPEN_TREE, _AT_FDCWD, os.fsencode(source), flags)
    try:
        request = _MountAttributes(attr_set=_MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY, userns_fd=user_namespace)
        system_call(
            f"mount_setattr {source} with owners", _MOUNT_SETATTR, tree, b"", _AT_EMPTY_PATH, ctypes.byref(request),
            ctypes.sizeof(request),
        )  # fmt: skip
        system_call(
            f"move_mount {target}", _MOVE_MOUNT, tree, b"", _AT_FDCWD, os.fsencode(target), _MOVE_MOUNT_EMPTY_SOURCE
        )
    finally:
        os.close(tree)


def unmount(target: str) -> None:
    """Detach `target` and everything below it. Raises OSError."""
    if _libc.umount2(os.fsencode(target), ctypes.c_int(MNT_DETACH)) < 0:
        _raise_errno(f"umount {target}")


def pivot_root(new_root: str, old_root: str) -> None:
    """Raises OSError."""
    system_call("pivot_root", _PIVOT_ROOT[MACHINE], os.fsencode(new_root), os.fsencode(old_root))


def set_host_name(name: bytes) -> None:
    """Raises OSError."""
    if _libc.sethostname(name, ctypes.c_size_t(len(name))) < 0:
        _raise_errno("sethostname")


def set_capabilities(permitted: int) -> None:
    """Make `permitted` (a bit mask of at most the first 32 capabilities) all that this thread has. Raises OSError."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(permitted, permitted, permitted, 0, 0, 0)
    system_call("capset", _CAPSET[MACHINE], ctypes.byref(header), ctypes.byref(data))
