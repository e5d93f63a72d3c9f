"""Ports for servers that have to be told theirs, in the way of tests/support/ports.rs."""

import contextlib
import random
import socket

# What says that a port is taken, until the process ends.
TAKEN = []


def free_port():
    """A port below those that the kernel chooses, which no test or other script is given meanwhile."""
    while True:
        port = random.randrange(10_000, 32_000)
        taken = socket.socket(socket.AF_UNIX)
        with contextlib.suppress(OSError):
            taken.bind(f"\0mailguide-test-port-{port}")
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind(("127.0.0.1", port))
            TAKEN.append(taken)
            return port
        taken.close()
