#!/usr/bin/env python3
"""What a request costs with 10, 1,000 and 10,000 further routes, and what registering them costs.

measure.py PROGRAM [MOST]: PROGRAM is routes-bench. Costs are instructions, counted by valgrind, else microseconds of CPU time.
It fails when a request costs more than MOST times (default: 1.1) what it costs with 10 further routes.
"""
import os
import re
import shutil
import subprocess
import sys

program, most = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1.1
COUNTS = (10, 1000, 10000)
PATHS = ("/first", "/last", "/last/42", "/r4", "/r4/42", "/nowhere")
valgrind = shutil.which("valgrind")


def cost(routes, requests, path):
    command = [program, str(routes), str(requests), path]
    if valgrind:
        done = subprocess.run([valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", *command], capture_output=True,
                              text=True, check=True)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])
    before = os.times().children_user
    subprocess.run(command, check=True)
    return (os.times().children_user - before) * 1e6


def a_request(routes, path):
    """The second half of twice as many: without the start, the registration, the index, and all that is done once."""
    some = 200 if valgrind else 100000
    return (cost(routes, 2 * some, path) - cost(routes, some, path)) / some


unit = "instructions" if valgrind else "µs"
print(f"{unit} a request with further routes; in brackets against {COUNTS[0]}")
worst = 0
for path in PATHS:
    found = [a_request(routes, path) for routes in COUNTS]
    worst = max(worst, *(one / found[0] for one in found))
    print(f"{path:10}" + "".join(f"{n:>8}: {one:9.1f} ({one / found[0]:.3f})" for n, one in zip(COUNTS, found)), flush=True)
start = cost(0, 0, "/")
print("a registration:" + "".join(f"{n:>8}: {(cost(n, 0, '/') - start) / n:9.1f}" for n in COUNTS[1:]))
print(f"worst ratio {worst:.3f}, allowed {most}")
sys.exit(worst > most)
