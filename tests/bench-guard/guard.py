#!/usr/bin/env python3
"""Instructions, allocations and system calls a request against the numbers that are kept; never time, so a busy machine does not matter.

guard.py PROGRAM FOLDER [--keep]: PROGRAM is bench-guard-app, FOLDER is for its files. --keep writes what was found to numbers.json.
"""
import collections
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

import callgrind
import client as clients

ROOM = 1.15
WARM, COUNTED = 300, 200
# What happens once in a while (the clock's tick, epoll's timer) falls upon some request: part of one is none.
STEADY = 0.1

here = pathlib.Path(__file__).resolve().parent
kept_file = here / "numbers.json"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def repeat(client, request, times):
    for _ in range(times):
        client.good(request)


def environment(folder, port):
    public = folder / "public"
    public.mkdir(parents=True, exist_ok=True)
    file, content = public / "10k.bin", bytes(range(256)) * 40
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)
    # What was written a moment ago is not kept between requests.
    time.sleep(max(0, 3 - (time.time() - file.stat().st_ctime)))
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "PORT": str(port), "PUBLIC": str(public)}


def dumps(program, folder, chosen=None):
    """Each work's name, and what COUNTED of its requests cost."""
    out, port = str(folder / "callgrind.out"), free_port()
    for old in folder.glob("callgrind.out*"):
        old.unlink()
    process = callgrind.start(program, out, environment(folder, port))
    try:
        client = clients.Client(port)
        works = {name: request for name, request in clients.works(client).items() if not chosen or name in chosen}
        for number, (name, request) in enumerate(works.items(), 1):
            repeat(client, request, WARM)
            yield name, callgrind.measure(process, out, number, lambda: repeat(client, request, COUNTED))
    finally:
        process.terminate()
        process.wait()


def instructions_and_allocations(program, folder):
    return {name: {"instructions": round(dump.instructions() / COUNTED), "allocations": round(dump.allocations() / COUNTED, 2)}
            for name, dump in dumps(program, folder)}


def system_calls(program, folder):
    """By name and system call. What the client asks for between two works, a path that is none, parts them in the trace."""
    trace, port = folder / "strace.out", free_port()
    process = subprocess.Popen(["strace", "-f", "-qq", "-o", str(trace), program], env=environment(folder, port),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = clients.Client(port)
        works = clients.works(client)
        for name, request in works.items():
            repeat(client, request, WARM)
            client.ask(clients.get(f"/from/{name}"))
            repeat(client, request, COUNTED)
            client.ask(clients.get(f"/to/{name}"))
    finally:
        # strace does not end on a signal as long as what it traces runs.
        for child in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)
        process.wait(timeout=30)
    found, name = {}, None
    for line in trace.read_text(errors="replace").splitlines():
        mark = re.search(r'"GET /(from|to)/([\w-]+) HTTP', line)
        if mark:
            name = mark[2] if mark[1] == "from" else None
            if name:
                # The send that answers the mark.
                found[name] = collections.Counter({"sendto": -1})
            continue
        call = re.match(r"\d+ +(\w+)\(", line)
        if name and call:
            found[name][call[1]] += 1
    # The wait for the mark at the end, too, is one too many.
    for calls in found.values():
        calls["epoll_wait"] -= 1
    return {name: {call: round(count / COUNTED, 2) for call, count in calls.most_common() if count >= STEADY * COUNTED}
            for name, calls in found.items()}


def against(found, kept):
    good = bad = 0

    def check(text, well):
        nonlocal good, bad
        print(f"{'ok     ' if well else 'FAILED '} {text}")
        good, bad = good + well, bad + (not well)

    if set(found) != set(kept):
        check(f"the works are those of numbers.json: {sorted(set(found) ^ set(kept))}", False)
    for name in sorted(set(found) & set(kept)):
        now, then = found[name], kept[name]
        ratio = now["instructions"] / then["instructions"]
        check(f"{name}: {now['instructions']} instructions a request, kept {then['instructions']} ({ratio:.3f})", ratio <= ROOM)
        check(f"{name}: {now['allocations']} allocations a request, kept {then['allocations']}"
              + (f": {then['why']}" if "why" in then else ""),
              now["allocations"] < STEADY + then["allocations"] * ROOM)
        total, most = sum(now["calls"].values()), sum(then["calls"].values())
        check(f"{name}: {total:.2f} system calls a request, kept {most:.2f} ({now['calls']})", total <= most * ROOM)
    print(f"{good} passed, {bad} failed")
    return bad == 0


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    found = instructions_and_allocations(program, folder)
    for name, calls in system_calls(program, folder).items():
        found[name]["calls"] = calls
    if "--keep" in sys.argv:
        kept = json.loads(kept_file.read_text()) if kept_file.exists() else {}
        for name, one in found.items():
            if "why" in kept.get(name, {}):
                one["why"] = kept[name]["why"]
        kept_file.write_text(json.dumps(found, indent=2) + "\n")
        return
    sys.exit(not against(found, json.loads(kept_file.read_text())))


if __name__ == "__main__":
    main()
