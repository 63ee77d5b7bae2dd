"""The system calls a foreign program is refused, as a seccomp filter built by hand for x86_64 and aarch64.

Numbers: the kernel's unistd headers; `None` where an architecture has no such call. A refused call fails in the program
with EPERM (or ENOSYS where the C library has another way), so a program that merely tries says so in its own error
message.
"""

from __future__ import annotations

import ctypes
import errno

from stackproof.sandbox.child import kernel

_PRCTL_GET_SECCOMP, _PRCTL_SET_SECCOMP, _MODE_FILTER = 21, 22, 2
_AUDIT_ARCHITECTURE = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_X32_BIT = 0x4000_0000

_KILL_PROCESS = 0x8000_0000
_ERRNO = 0x0005_0000
_ALLOW = 0x7FFF_0000
_EPERM = _ERRNO | errno.EPERM
_ENOSYS = _ERRNO | errno.ENOSYS
_PRETEND_SUCCESS = _ERRNO

# opcodes of classic BPF: load a word of seccomp_data, compare, return
_LOAD, _AND, _JUMP_EQUAL, _JUMP_SET, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x45, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_SIZE_LIMIT = 4096

Instruction = tuple[int, int, int, int]
_Numbers = dict[str, tuple[int | None, int | None]]

# name: (x86_64, aarch64)
_REFUSED: _Numbers = {
    # the network; what a pair of sockets could still be turned to
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242),
    # mounts, roots and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_tree_attr": (467, 467), "unshare": (272, 97), "setns": (308, 268),
    "statmount": (457, 457), "listmount": (458, 458),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # ways round this filter, large attack surface of the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "vmsplice": (278, 75),
    # the caller's keys, and objects of System V and POSIX that outlive their maker
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "syslog": (103, 116), "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "vhangup": (153, 58), "lookup_dcookie": (212, 18), "iopl": (172, None),
    "ioperm": (173, None), "modify_ldt": (154, None), "uselib": (134, None), "nfsservctl": (180, 42),
}  # fmt: skip
_ABSENT: _Numbers = {
    "clone3": (435, 435),  # its flags are in memory, which a filter cannot read; the C library falls back to clone
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # memory that belongs to no process, so that nobody would count it
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
}  # fmt: skip
_CLONE: tuple[int | None, int | None] = (56, 220)
_SOCKETPAIR: tuple[int | None, int | None] = (53, 199)
_IOCTL: tuple[int | None, int | None] = (16, 29)
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: type into the caller's terminal

# A program without a private root and a PID namespace could do these to what is not its own. Landlock knows no rule for
# a file's mode, owner, times and attributes: they are left as they are while the program is told that all went well,
# because copying a file (shutil.copy2, fs.copyFile) fails otherwise.
_METADATA: _Numbers = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466), "file_setattr": (469, 469),
}  # fmt: skip
_OWN_PROCESS_ONLY: _Numbers = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
# (call, the value of its first argument that means "one process")
_PRIORITIES: tuple[tuple[tuple[int, int], int], ...] = (((141, 140), 0), ((251, 30), 1))  # setpriority, ioprio_set


# Where neither a PID namespace nor Landlock keeps signals in, no process may signal another: a filter cannot tell whose
# it is.
_SIGNALS: _Numbers = {
    "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
}  # fmt: skip
_KILL: tuple[int | None, int | None] = (62, 129)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def supported() -> bool:
    """Whether this kernel filters, and the numbers of its architecture are known."""
    try:
        kernel.prctl(_PRCTL_GET_SECCOMP)
    except OSError:
        return False
    return kernel.MACHINE in _AUDIT_ARCHITECTURE


def base_rules() -> list[Instruction]:
    """What every foreign program is refused, in every mode."""
    rules = _returns(_REFUSED, _EPERM) + _returns(_ABSENT, _ENOSYS)
    rules += _when(_CLONE, [*_argument(0), (_JUMP_SET, 0, 1, kernel.NAMESPACE_FLAGS), *_answers(_EPERM)])
    # A pair is harmless only when it is connected for good: a datagram socket may still be sent elsewhere by its
    # address.
    rules += _when(_SOCKETPAIR, [
        *_argument(0), (_JUMP_EQUAL, 0, 4, 1),
        *_argument(1), (_AND, 0, 0, 0xF), (_JUMP_EQUAL, 2, 0, 1), (_JUMP_EQUAL, 1, 0, 5), _return(_EPERM),
        _return(_ALLOW),
    ])  # fmt: skip
    rules += _when(_IOCTL, [
        *_argument(1), (_JUMP_EQUAL, 1, 0, _TERMINAL_INPUT[0]), (_JUMP_EQUAL, 0, 1, _TERMINAL_INPUT[1]),
        *_answers(_EPERM),
    ])  # fmt: skip
    return rules


def shared_system_rules() -> list[Instruction]:
    """What a program is refused besides where it shares the file tree and the process ids of the caller."""
    rules = _returns(_METADATA, _PRETEND_SUCCESS)
    for numbers in _OWN_PROCESS_ONLY.values():
        rules += _when(numbers, [*_argument(0), (_JUMP_EQUAL, 1, 0, 0), *_answers(_EPERM)])
    for numbers, one_process in _PRIORITIES:
        rules += _when(numbers, [
            *_argument(0), (_JUMP_EQUAL, 0, 2, one_process), *_argument(1), (_JUMP_EQUAL, 1, 0, 0), *_answers(_EPERM),
        ])  # fmt: skip
    return rules


def unscoped_signal_rules() -> list[Instruction]:
    """Of all signals only those to the sender's own process group, which is never the caller's."""
    rules = _returns(_SIGNALS, _EPERM)
    return rules + _when(_KILL, [*_argument(0), (_JUMP_EQUAL, 1, 0, 0), *_answers(_EPERM)])


def install(rules: list[Instruction]) -> None:
    """Filter the calling thread and its future children for ever. Needs no_new_privs. Raises OSError."""
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE), (_JUMP_EQUAL, 1, 0, _AUDIT_ARCHITECTURE[kernel.MACHINE]), _return(_KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
    ]  # fmt: skip
    if kernel.MACHINE == "x86_64":
        program += [(_JUMP_GREATER_EQUAL, 0, 1, _X32_BIT), _return(_KILL_PROCESS)]
    program += rules
    program.append(_return(_ALLOW))
    encoded = encode(program)
    request = _Program(len(program), encoded)
    kernel.prctl(_PRCTL_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(request))


def encode(program: list[Instruction]) -> bytes:
    """The program as the kernel's array of `struct sock_filter`."""
    if len(program) > _SIZE_LIMIT:
        raise ValueError(f"a filter holds at most {_SIZE_LIMIT} instructions")
    return b"".join(
        code.to_bytes(2, "little") + bytes((if_true, if_false)) + value.to_bytes(4, "little")
        for code, if_true, if_false, value in program
    )


def _number(numbers: tuple[int | None, int | None]) -> int | None:
    return numbers[0] if kernel.MACHINE == "x86_64" else numbers[1]


def _returns(table: _Numbers, answer: int) -> list[Instruction]:
    rules: list[Instruction] = []
    for numbers in table.values():
        rules += _when(numbers, [_return(answer)])
    return rules


def _when(numbers: tuple[int | None, int | None], block: list[Instruction]) -> list[Instruction]:
    """`block` for the one system call; it has to end in an answer on every way through it."""
    number = _number(numbers)
    return [] if number is None else [(_JUMP_EQUAL, 0, len(block), number), *block]


def _argument(index: int) -> list[Instruction]:
    # The low half is enough: every argument looked at is an int in the kernel. Both architectures are little-endian.
    return [(_LOAD, 0, 0, 16 + 8 * index)]


def _answers(first: int) -> list[Instruction]:
    return [_return(first), _return(_ALLOW)]


def _return(answer: int) -> Instruction:
    return (_RETURN, 0, 0, answer)
