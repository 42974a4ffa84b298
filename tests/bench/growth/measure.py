#!/usr/bin/env python3
"""What a request costs against how many there are of something: connections, routes, bytes, sessions …

measure.py BUILD OUT.json [--only CURVE]…: BUILD is a build folder with --buildtype=release, of which growth-app and sessions-bench are built.
Instructions are counted by valgrind; CPU time is that of the server's process, best of several. What OUT.json holds of other curves stays.
"""
import collections
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import curves
import callgrind  # this and the next two are of tests/bench-guard, whose folder curves has named
import client as clients
import guard

CONNECTIONS = (1, 10, 64, 1000, 10_000)
SESSIONS = (1000, 10_000, 100_000, 1_000_000)
ROUNDS = 5
PATIENCE = 300  # seconds: valgrind on a busy machine


def environment(port):
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": str(port)}


def times_for(seconds, want, most):
    """How often a request is asked that takes so many seconds, for `want` of them together."""
    return max(1, min(most, int(want / max(seconds, 1e-6))))


# -- instructions -----------------------------------------------------------------------------------------------------------

class Counting:
    """The server under callgrind, and one connection to it."""

    def __init__(self, program, folder):
        self.out, self.dumps = str(pathlib.Path(folder) / "growth.out"), 0
        port = guard.free_port()
        self.process = callgrind.start(program, self.out, environment(port))
        self.client = clients.Client(port, PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cost(self, request, most=50):
        """The cheaper of two counts: the clock's tick, and what is done once, fall upon some request."""
        start = time.monotonic()
        check_answer(self.client, request)
        second = time.monotonic()
        self.client.ask(request)
        took = min(time.monotonic() - second, second - start)
        times = most if took < 0.05 else times_for(took, 0.3, most)

        def work():
            for _ in range(times):
                self.client.ask(request)
        if times > 1:
            work()
        first = callgrind.measure(self.process, self.out, self.dumps + 1, work)
        work()
        callgrind.control(self.process, "-d")  # which had begun anew with the first dump
        second = callgrind.Dump(f"{self.out}.{self.dumps + 2}")
        self.dumps += 2
        return min(first.instructions(), second.instructions()) / times


def check_answer(client, request):
    """What is refused would be cheap, and its cost another: only "nowhere" may be 404."""
    head, _ = client.ask(request)
    status = head.split(b" ")[1]
    if status != (b"404" if b"nowhere" in request.split(b"\r\n")[0] else b"200"):
        raise ValueError(f"{request[:60]!r} was answered with {head[:200]!r}")


def counted(program, name):
    curve = curves.COUNTED[name]
    with tempfile.TemporaryDirectory() as folder, Counting(program, folder) as server:
        return {line: [[x, round(server.cost(request))] for x, request in points.items()] for line, points in curve.lines().items()}


# -- CPU time ---------------------------------------------------------------------------------------------------------------

class Timing:
    """The server as it is, and its CPU time."""

    def __init__(self, program):
        self.port = guard.free_port()
        self.process = subprocess.Popen([program], env=environment(self.port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = clients.Client(self.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def seconds(self):
        """User and system time of all its threads: the process' own clock, in nanoseconds (man 3 clock_getcpuclockid)."""
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def cost(self, request):
        """Microseconds a request, the best of ROUNDS."""
        check_answer(self.client, request)
        start = time.monotonic()
        self.client.ask(request)
        times = times_for(time.monotonic() - start, 0.15, 1000)
        found = []
        for _ in range(ROUNDS):
            before = self.seconds()
            for _ in range(times):
                self.client.ask(request)
            found.append((self.seconds() - before) / times)
        return min(found) * 1e6

    def in_turn(self, kept, asked=20_000):
        """The same of small requests of connections in turn, 64 under way at a time."""
        hello, found = clients.get("/"), []
        for _ in range(ROUNDS):
            done, before = 0, self.seconds()
            while done < asked:
                for first in range(0, len(kept), 64):
                    some = kept[first:first + 64]
                    for one in some:
                        one.socket.sendall(hello)
                    for one in some:
                        one.more()
                done += len(kept)
            found.append((self.seconds() - before) / done)
        return min(found) * 1e6


def timed(program, name):
    with Timing(program) as server:
        return {line: [[x, round(server.cost(request), 2)] for x, request in points.items()] for line, points in curves.TIMED[name].lines().items()}


def raise_limit():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def connections(program, _):
    most = raise_limit() - 200
    found = {"all ask in turn": [], "64 ask, the others are idle": []}
    for count in (one for one in CONNECTIONS if one <= most):
        with Timing(program) as server:
            kept = [clients.Client(server.port) for _ in range(count)]
            for one in kept:
                one.good(clients.get("/"))
            found["all ask in turn"].append([count, round(server.in_turn(kept), 2)])
            if count >= 64:
                found["64 ask, the others are idle"].append([count, round(server.in_turn(kept[:64]), 2)])
            for one in kept:
                one.socket.close()
    return found


def sessions(program, _):
    """Its program is another one: no sockets, so that a million visits to begin with take seconds."""
    beside = pathlib.Path(program).with_name("sessions-bench")
    done = subprocess.run([str(beside), *map(str, SESSIONS)], capture_output=True, text=True, check=True).stdout
    return {"a visit": [[int(count), float(micros)] for count, _, micros in (line.split() for line in done.splitlines())]}


# -- all of them ------------------------------------------------------------------------------------------------------------

Kind = collections.namedtuple("Kind", "unit measure needs")
INSTRUCTIONS, MICROS = "instructions", "µs of CPU"


def kinds():
    found = {name: Kind(INSTRUCTIONS, counted, "valgrind") for name in curves.COUNTED}
    found |= {name: Kind(MICROS, timed, None) for name in curves.TIMED}
    found["connections"] = Kind(MICROS, connections, None)
    found["sessions"] = Kind(MICROS, sessions, None)
    return found


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    build, out = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    only = [sys.argv[i + 1] for i, word in enumerate(sys.argv[:-1]) if word == "--only"]
    every = kinds()
    if set(only) - set(every):
        sys.exit(f"there is no curve {', '.join(set(only) - set(every))}: {', '.join(every)}")
    app = str(build / "tests" / "bench" / "growth-app")
    run = json.loads(out.read_text()) if out.exists() else {"curves": {}}
    run["machine"] = f"{platform.machine()}, {os.cpu_count()} processors, Linux {platform.release()}"
    for name, kind in every.items():
        if only and name not in only:
            continue
        if kind.needs and not shutil.which(kind.needs):
            print(f"{name}: left out, there is no {kind.needs}")
            continue
        start = time.monotonic()
        curve = curves.ALL[name]
        lines = kind.measure(app, name)
        run["curves"][name] = {"title": curve.title, "x": curve.x, "shape": curve.shape, "why": curve.why, "unit": kind.unit, "lines": lines}
        out.write_text(json.dumps(run, indent=1) + "\n")
        print(f"{name} ({kind.unit} a request; {time.monotonic() - start:.0f} s)")
        for line, points in lines.items():
            print(f"  {line}: " + ", ".join(f"{x:,}: {cost:,}" for x, cost in points) + f"; {curves.verdict(curve, kind.unit, points).text}", flush=True)


if __name__ == "__main__":
    main()
