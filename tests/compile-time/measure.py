"""The CPU time of compiling hello.cpp, against that of yardstick.cpp: best of three, taken by turns.

measure.py COMPILER MOST: fails when hello takes more than MOST times the yardstick.
"""
import os
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
compiler, most = sys.argv[1], float(sys.argv[2])


def cpu(source):
    before = os.times()
    subprocess.run([compiler, "-std=c++20", "-O2", "-c", str(here / source), "-o", os.devnull,
                    "-I", str(here.parent.parent / "include")], check=True)
    return os.times().children_user - before.children_user


times = {source: [] for source in ("hello.cpp", "yardstick.cpp")}
for _ in range(3):
    for source, taken in times.items():
        taken.append(cpu(source))
hello, yardstick = (min(taken) for taken in times.values())
print(f"{compiler}: hello {hello:.2f} s, nlohmann/json and fmt {yardstick:.2f} s, ratio {hello / yardstick:.2f}, allowed {most}")
sys.exit(hello > most * yardstick)
