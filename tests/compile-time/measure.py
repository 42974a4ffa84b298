"""The CPU time of compiling programs, against that of yardstick.cpp; and hello.cpp with crema/pch.hpp precompiled, against without.

measure.py COMPILER FOLDER PROGRAM=MOST… : FOLDER has the headers of the modules (that of a Meson build). Fails when PROGRAM.cpp
takes more than MOST times the yardstick, or hello with the precompiled header (PROGRAM `pch`) more than MOST times hello.
Each is compiled at least three times by turns, and what is above its limit up to eight times: of a busy machine the least counts.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
include = here.parent.parent / "include"
compiler, folder = sys.argv[1:3]
limits = {name: float(most) for name, most in (argument.split("=") for argument in sys.argv[3:])}
FLAGS = ["-std=c++20", "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-I", str(include), "-I", folder]


def compile_to(output, *arguments):
    before = os.times()
    subprocess.run([compiler, *FLAGS, *arguments, "-o", output], check=True)
    return os.times().children_user - before.children_user


def use_precompiled(place):
    """Precompiles crema/pch.hpp, and gives the arguments that use it: as Meson's cpp_pch does."""
    clang = "clang" in compiler
    compiled = f"{place}/pch.hpp.{'pch' if clang else 'gch'}"
    compile_to(compiled, "-x", "c++-header", str(include / "crema" / "pch.hpp"))
    return ["-include-pch", compiled] if clang else ["-I", place, "-include", "pch.hpp", "-Winvalid-pch", "-Werror"]


with tempfile.TemporaryDirectory() as place:
    precompiled = use_precompiled(place)

    def measured(name):
        if name == "pch":
            return compile_to(os.devnull, *precompiled, "-c", str(here / "hello.cpp"))
        return compile_to(os.devnull, "-c", str(here / f"{name}.cpp"))

    best, ratios = {}, {}
    for turn in range(8):
        for name in dict.fromkeys([*limits, "hello", "yardstick"]):
            best[name] = min(best.get(name, 1e9), measured(name))
        ratios = {name: best[name] / best["hello" if name == "pch" else "yardstick"] for name in limits}
        if turn >= 2 and all(ratio <= limits[name] for name, ratio in ratios.items()):
            break
    for name, ratio in ratios.items():
        other = "hello" if name == "pch" else "nlohmann/json and fmt"
        print(f"{compiler}: {name} {best[name]:.2f} s, {other} {best['hello' if name == 'pch' else 'yardstick']:.2f} s, "
              f"ratio {ratio:.2f}, allowed {limits[name]}")
    sys.exit(any(ratio > limits[name] for name, ratio in ratios.items()))
