#!/usr/bin/env python3
"""What grows must not grow faster: routes are flat, middleware, fields and keys linear, in instructions, whatever the machine does.

guard.py PROGRAM: PROGRAM is growth-app.
"""
import sys
import tempfile

import curves
import measure

# Two or three points of each line: flat needs two, linear the slope before and after.
CHECKED = {
    "routes": {"the last, with a parameter": (100, 10_000), "none (404)": (100, 10_000)},
    "middleware": {"app.use": (1, 10, 100)},
    "headers": {"req.headers": (20, 50, 100)},
    "keys": {"express.json": (10, 100, 1000), "express.urlencoded": (10, 100, 1000)},
}

good = bad = 0


def check(text, well):
    global good, bad
    print(f"{'ok     ' if well else 'FAILED '} {text}", flush=True)
    good, bad = good + well, bad + (not well)


quadratic = [[n, 10_000 + n * n] for n in (10, 100, 1000)]
check("what is quadratic is neither flat nor linear", not any(curves.verdict(curves.COUNTED[name], "instructions", quadratic).good
                                                             for name in ("routes", "middleware")))
with tempfile.TemporaryDirectory() as folder, measure.Counting(sys.argv[1], folder) as server:
    for name, lines in CHECKED.items():
        curve = curves.COUNTED[name]
        for line, xs in lines.items():
            requests = curve.lines()[line]
            points = [[x, round(server.cost(requests[x]))] for x in xs]
            found = curves.verdict(curve, "instructions", points)
            check(f"{name}, {line}: {curve.shape}: {found.text}", found.good)
print(f"{good} passed, {bad} failed")
sys.exit(bad > 0)
