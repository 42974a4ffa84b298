"""limits.py FOLDER COMMAND…: whatever trickles in, a head ends after headersTimeout and a body after requestTimeout; who reads
nothing is cut after writeTimeout, who reads a little is not."""
import sys
import time

from clients import DRIPS, TALKATIVE, drip, slow_readers
from harness import Load, Server, expect, prepare, raise_limits, tell


def main():
    folder, command = prepare(sys.argv[1]), sys.argv[2:]
    raise_limits()
    head, request, idle, write = 1.0, 2.0, 1.0, 1.5
    server = Server(command, folder, HEADERS_MS=head * 1000, REQUEST_MS=request * 1000, KEEP_ALIVE_MS=idle * 1000, WRITE_MS=write * 1000)
    kinds, base = list(DRIPS), server.descriptors()
    with Load(drip, server.port, kinds, 5 * len(kinds), 0.05) as load:
        time.sleep(request + 2.5)
        facts = load.stop()
    with Load(slow_readers, server.port, b"/static/large.bin", 20, 0.1, 0):
        time.sleep(0.5)
        held = server.descriptors() - base
        # Twice the time, where the client's system has taken something after the first look.
        expect("readers of nothing are cut in time", held >= 20 and server.settles(base, 2 * write + 2.5), f"{held} descriptors at first")
    with Load(slow_readers, server.port, b"/static/large.bin", 20, 0.1, 4096):
        time.sleep(write + 2)
        held = server.descriptors() - base
        expect("readers of a little are not", held >= 20, f"{held} descriptors")
    for kind in kinds:
        if kind in TALKATIVE:
            continue
        cut, told = facts[kind]["cut"], facts[kind]["told"]
        is_head = not DRIPS[kind][0].startswith(b"POST")
        least, most = (head if is_head else request) - 0.1, (head if is_head else request) + 1.6
        expect(f"{kind}: is cut in time", len(cut) == 5 and least <= min(cut) and max(cut) <= most,
               f"{len(cut)} of 5 after {min(cut, default=0):.1f} to {max(cut, default=0):.1f} s, told {sorted(told)}")
    server.terminate()
    tell()


if __name__ == "__main__":
    main()
