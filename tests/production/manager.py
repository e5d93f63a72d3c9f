"""Stands in for systemd: does with our units what it does.

    manager.py UNITS PROGRAM PIDFILE

Opens the sockets of the .socket units in UNITS and holds them, starts what the .service unit says as a
user without rights, with PROGRAM in the place of its program, and starts it again whenever it ends.
"""

import os
import pathlib
import shlex
import socket
import sys
import time

# The users that systemd makes up begin here.
USER = 61184


def settings(path):
    """The settings of a unit that are in force, each with all its values."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def opened(unit):
    """The sockets of a unit, with their name."""
    for kind, setting in ((socket.SOCK_DGRAM, "ListenDatagram"), (socket.SOCK_STREAM, "ListenStream")):
        for port in unit.get(setting, []):
            own = socket.socket(socket.AF_INET6, kind)
            own.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            own.bind(("::", int(port)))
            if kind == socket.SOCK_STREAM:
                own.listen(int(unit["Backlog"][0]))
            yield unit["FileDescriptorName"][0], own


def become(program, arguments, environment, sockets):
    """The new process becomes the program."""
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    # First out of the way, so that none is overwritten.
    high = [os.dup(own.fileno()) for _, own in sockets]
    for place, descriptor in enumerate(high, start=3):
        os.dup2(descriptor, place)
        os.set_inheritable(place, True)
    os.closerange(3 + len(high), 256)
    environment["LISTEN_PID"] = str(os.getpid())
    os.execve(program, [program, *arguments], environment)


def main():
    units, program, pid_file = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    sockets = [own for path in sorted(units.glob("*.socket")) for own in opened(settings(path))]
    service = settings(units / "mailguide.service")
    arguments = shlex.split(service["ExecStart"][0])[1:]
    folders = {"STATE_DIRECTORY": "/var/lib/mailguide", "RUNTIME_DIRECTORY": "/run/mailguide"}
    for folder in folders.values():
        os.makedirs(folder, mode=0o700, exist_ok=True)
        os.chown(folder, USER, USER)
    environment = {
        **folders,
        "LISTEN_FDS": str(len(sockets)),
        "LISTEN_FDNAMES": ":".join(name for name, _ in sockets),
    }
    for name in service["EnvironmentFile"]:
        path = pathlib.Path(name.removeprefix("-"))
        if path.exists():
            environment.update(line.split("=", 1) for line in path.read_text().splitlines())
    while True:
        child = os.fork()
        if child == 0:
            become(program, arguments, environment, sockets)
        pid_file.with_suffix(".new").write_text(str(child))
        pid_file.with_suffix(".new").rename(pid_file)
        started = time.monotonic()
        os.waitpid(child, 0)
        # What ends at once is not to be started without pause.
        time.sleep(max(0, 0.2 - (time.monotonic() - started)))


main()
