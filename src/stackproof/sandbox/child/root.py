"""The private root of the namespace mode: an empty tmpfs with nothing in it but what is bound into it."""

from __future__ import annotations

import os
from typing import NamedTuple

from stackproof.sandbox.child import kernel

_OLD = "/.host"
_DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
_SHARED_MEMORY_BYTES = 64 << 20
_ACCOUNT_FILES = {
    "passwd": "sandbox:x:{uid}:{gid}:sandbox:{home}:/bin/sh\n",
    "group": "sandbox:x:{gid}:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}

Bind = tuple[str, str, str]
"""(source on the host, target in the private root, "ro" | "rw" | "overlay")"""


class Overlays(NamedTuple):
    """What mounting an overlay needs to know."""

    work: str
    """A private folder on the host for the upper layers."""
    owner: tuple[int, int]
    """The user and group that may write in the overlays."""
    options: str
    owners: int | None
    """Descriptor of a user namespace that maps the owner of the lower layers to the program's user, if those differ."""


def build(
    scratch: str, binds: list[Bind], links: list[tuple[str, str]], *, overlays: Overlays, home: str, uid: int, gid: int
) -> list[str]:
    """Make the private root of this mount namespace and move into it; the host's files are gone afterwards.

    Args:
        scratch: an existing folder, used as mount point for a moment.
        binds: what is to be seen, parents before children.
        links: (path, target) of symbolic links.
        overlays: how to make those.
        home, uid, gid: for the synthetic account files.

    Returns the features that could not be had. Raises OSError.
    """
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", scratch, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=0755,size=16m,nr_inodes=65536")
    os.mkdir(scratch + _OLD, 0o700)
    kernel.pivot_root(scratch, scratch + _OLD)
    os.chdir("/")
    own_device = os.stat("/").st_dev
    for path, target in links:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    missing = _system_folders(home, uid, gid)
    for index, (source, target, mode) in enumerate(binds):
        _make_target(_OLD + source, target, own_device)
        if mode == "overlay":
            missing += _overlay(_OLD + source, target, f"{_OLD}{overlays.work}/overlay-{index}", overlays)
            continue
        kernel.mount(_OLD + source, target, None, kernel.MS_BIND | kernel.MS_REC)
        attributes = kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV
        kernel.restrict_mount(target, attributes | (kernel.MOUNT_ATTR_RDONLY if mode == "ro" else 0))
    kernel.unmount(_OLD)
    os.rmdir(_OLD)
    kernel.restrict_mount("/", kernel.MOUNT_ATTR_RDONLY, recursive=False)
    return missing


def _system_folders(home: str, uid: int, gid: int) -> list[str]:
    os.makedirs("/etc", exist_ok=True)
    for name, text in _ACCOUNT_FILES.items():
        with open(f"/etc/{name}", "w", encoding="utf-8") as file:
            file.write(text.format(uid=uid, gid=gid, home=home))
    os.mkdir("/dev")
    for name in _DEVICES:
        path = f"/dev/{name}"
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))
        kernel.mount(f"{_OLD}{path}", path, None, kernel.MS_BIND)
        kernel.restrict_mount(
            path, kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NOEXEC, recursive=False
        )
    for name, target in _DEVICE_LINKS.items():
        os.symlink(target, f"/dev/{name}")
    os.mkdir("/dev/shm")
    protected = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", protected, f"mode=1777,size={_SHARED_MEMORY_BYTES},nr_inodes=1024")
    os.mkdir("/proc")
    try:
        kernel.mount("proc", "/proc", "proc", protected)
    except OSError as error:
        # Where the host's own /proc is partly covered (containers) the kernel refuses a new one. Programs do without.
        return [f"a /proc of its own ({error.strerror})"]
    return []


def _make_target(source: str, target: str, own_device: int) -> None:
    """The mount point, made only in our own tmpfs: inside another bind it would appear on the caller's disk."""
    if os.path.lexists(target):
        return
    existing = os.path.dirname(target)
    while not os.path.lexists(existing):
        existing = os.path.dirname(existing)
    if os.stat(existing).st_dev != own_device:
        raise FileNotFoundError(2, f"{target} does not exist in the folder that is mounted at {existing}")
    if os.path.isdir(source):
        os.makedirs(target)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC))


def _overlay(lower: str, target: str, layers: str, overlays: Overlays) -> list[str]:
    upper, work = f"{layers}/upper", f"{layers}/work"
    os.makedirs(upper)
    os.mkdir(work)
    status = os.stat(lower)
    os.chmod(upper, status.st_mode & 0o7777 | 0o700)
    missing = []
    if overlays.owners is not None:
        os.chown(upper, *overlays.owner)
        try:
            os.mkdir(f"{layers}/lower")
            kernel.mount_with_owners(lower, f"{layers}/lower", overlays.owners)
            lower = f"{layers}/lower"
        except OSError as error:
            missing.append(f"the right to change what is already in the overlay {target} ({error.strerror})")
    options = f"lowerdir={_quoted(lower)},upperdir={_quoted(upper)},workdir={_quoted(work)}{overlays.options}"
    kernel.mount("overlay", target, "overlay", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    return missing


def _quoted(path: str) -> str:
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,")
