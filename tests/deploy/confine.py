"""Runs a program under the kernel filters that a systemd unit asks for.

    confine.py UNIT PROGRAM [ARGUMENT...]

SystemCallFilter=, MemoryDenyWriteExecute=, RestrictAddressFamilies= and NoNewPrivileges= are put in
force as systemd does it, with libseccomp; only that a forbidden call kills the whole program, so that
none goes unnoticed.
"""

import ctypes
import os
import socket
import subprocess
import sys

KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
EQUAL, MASKED_EQUAL = 4, 7
WRITE, EXECUTE, SHARED_EXECUTE = 2, 4, 0o100000
SET_NO_NEW_PRIVILEGES = 38


class Comparison(ctypes.Structure):
    """An argument's number, how it is compared, and with what (seccomp_rule_add(3))."""

    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


def settings(unit):
    """The settings of the [Service] section, each with all its values."""
    found, section = {}, None
    with open(unit, encoding="utf-8") as file:
        for line in map(str.strip, file):
            if line.startswith("["):
                section = line
            elif section == "[Service]" and "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                found.setdefault(key, []).append(value)
    return found


def members(group):
    """The calls of a group, as systemd lists them."""
    command = ["systemd-analyze", "--no-pager", "syscall-filter", group]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    calls = set()
    for line in listed.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            calls |= members(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    assert calls, f"{group} is empty"
    return calls


def allowed(filters):
    """What is left of the lists after all lines; the first is the list of what is allowed."""
    calls = set()
    for value in filters:
        takes_away = value.startswith("~")
        for word in value.lstrip("~").split():
            named = members(word) if word.startswith("@") else {word}
            calls = calls - named if takes_away else calls | named
    # systemd lets these pass in any list.
    return calls | {"execve", "exit", "exit_group", "rt_sigreturn"}


def main():
    unit, program = sys.argv[1], sys.argv[2:]
    service = settings(unit)
    calls = allowed(service["SystemCallFilter"])
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint(KILL_PROCESS)))

    def allow(name, *comparisons):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        array = (Comparison * len(comparisons))(*comparisons)
        action = ctypes.c_uint(ALLOW)
        result = library.seccomp_rule_add_array(context, action, number, len(comparisons), array)
        assert result == 0, f"{name}: {os.strerror(-result)}"

    def without(argument, bit):
        return Comparison(argument, MASKED_EQUAL, bit, 0)

    assert service["MemoryDenyWriteExecute"] == ["yes"]
    for name in {"mmap", "mmap2"} & calls:
        allow(name, without(2, WRITE))
        allow(name, without(2, EXECUTE))
    for name in {"mprotect", "pkey_mprotect"} & calls:
        allow(name, without(2, EXECUTE))
    allow("shmat", without(2, SHARED_EXECUTE))
    [families] = service["RestrictAddressFamilies"]
    for family in families.split():
        allow("socket", Comparison(0, EQUAL, getattr(socket, family), 0))
    for name in calls - {"mmap", "mmap2", "mprotect", "pkey_mprotect", "shmat", "socket"}:
        allow(name)

    assert service["NoNewPrivileges"] == ["yes"]
    assert ctypes.CDLL(None).prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    result = library.seccomp_load(context)
    assert result == 0, os.strerror(-result)
    os.execvp(program[0], program)


main()
