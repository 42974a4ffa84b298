#!/usr/bin/env python3
"""One thread against several: CPU and futex calls a request, and whether the work is shared.

threads.py BUILD [THREADS]: BUILD is a build folder with --buildtype=release, of which bench-app is built; THREADS is 2 by default. It needs wrk
and strace. CPU is the server's, best of 3 seconds under 64 connections; futex calls are all that strace counts in a second of load.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench-guard"))
import client as clients  # noqa: E402
import guard  # noqa: E402

ROUNDS = 3


class Server:
    def __init__(self, program, threads, folder, tracer=()):
        self.port = guard.free_port()
        environment = guard.environment(folder, self.port) | {"THREADS": str(threads)}
        self.process = subprocess.Popen([*tracer, program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = clients.Client(self.port)
        self.pid = self.process.pid
        if tracer:
            self.pid = int(pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # strace does not end on a signal as long as what it traces runs.
        os.kill(self.pid, signal.SIGTERM)
        self.process.wait(timeout=30)

    def seconds(self):
        """CPU time of all threads: the process' own clock, in nanoseconds (man 3 clock_getcpuclockid)."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def shares(self):
        """CPU time of each thread that had any."""
        all_ = [int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir()]
        return sorted((one / sum(all_) for one in all_ if one > sum(all_) / 100), reverse=True)

    def load(self, script):
        done = subprocess.run(["wrk", "-t2", "-c64", "-d1s", "-s", str(script), f"http://127.0.0.1:{self.port}/"], capture_output=True,
                              text=True, check=True).stdout
        if "Non-2xx" in done:
            raise ValueError(done)
        return int(re.search(r"(\d+) requests in", done)[1])


def scripts(client, folder):
    """A script of wrk for each work."""
    cookie = re.search(rb"Set-Cookie: ([^;]+)", client.good(clients.get("/counter"))[0])[1].decode()
    found = {
        "hello": 'wrk.path = "/"',
        "json": 'wrk.path = "/json"',
        "params": 'wrk.path = "/users/42/books/7"',
        "echo": f"wrk.path = \"/echo-json\"\nwrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = '{clients.BODY.decode()}'",
        "file-10k": 'wrk.path = "/static/10k.bin"',
        "counter": f'wrk.path = "/counter"\nwrk.headers["Cookie"] = "{cookie}"',
    }
    for name, text in found.items():
        (folder / f"{name}.lua").write_text(text + "\n")
        yield name, folder / f"{name}.lua"


def cpu(program, threads, folder):
    with Server(program, threads, folder) as server:
        found = {}
        for name, script in scripts(server.client, folder):
            rounds = []
            for _ in range(ROUNDS):
                before = server.seconds()
                rounds.append(1e6 / server.load(script) * (server.seconds() - before))
            found[name] = min(rounds)
        return found, server.shares()


def futexes(program, threads, folder):
    """Calls, and requests, by work."""
    found = {}
    for name in ("hello", "json", "params", "echo", "file-10k", "counter"):
        out = folder / "strace.out"
        with Server(program, threads, folder, ("strace", "-f", "-c", "-e", "trace=futex", "-o", str(out))) as server:
            requests = server.load(dict(scripts(server.client, folder))[name])
        calls = re.search(r"\s(\d+)(?:\s+\d+)?\s+futex$", out.read_text(), re.M)
        found[name] = (int(calls[1]) if calls else 0, requests)
    return found


def main():
    if len(sys.argv) < 2 or not all(map(shutil.which, ("wrk", "strace"))):
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve() / "tests" / "bench" / "bench-app")
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one, _ = cpu(program, 1, folder)
        many, shares = cpu(program, threads, folder)
        calls = {count: futexes(program, count, folder) for count in (1, threads)}
    print(f"| | µs of CPU a request, 1 thread | {threads} threads | ratio | futex calls, 1 thread | {threads} threads |\n|---|---:|---:|---:|---:|---:|")
    for work, cost in one.items():
        told = " | ".join(f"{found[work][0]:,} in {found[work][1]:,} requests" for found in calls.values())
        print(f"| {work} | {cost:.2f} | {many[work]:.2f} | {many[work] / cost:.2f} | {told} |")
    print(f"\nShares of the CPU time by thread: {', '.join(f'{one:.0%}' for one in shares)}")


main()
