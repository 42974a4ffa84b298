#!/usr/bin/env python3
"""Where the instructions of a request go, by layer: a table in Markdown.

layers.py PROGRAM FOLDER [WORK…]: PROGRAM is bench-guard-app, built with --buildtype=release -Ddebug=true.
"""
import collections
import pathlib
import sys

import callgrind
import client as clients
import guard

LAYERS = (
    ("the router, request and response (src/core)", "/src/core/"),
    ("their public headers (include/crema)", "/include/crema/"),
    ("HTTP/1.1 (src/h1, llhttp)", "/src/h1/", "llhttp"),
    ("headers' grammars, dates, ETags (src/http)", "/src/http/"),
    ("sockets, loop, timers (src/net)", "/src/net/", "/asio/"),
    ("Node's parts (src/node)", "/src/node/"),
    ("modules (middleware)", "/middleware/"),
    ("the handlers", "guard_app.cpp"),
    ("the standard library, inlined or called", "/include/c++/", "libstdc++"),
)


def layer(file, object_):
    for name, *parts in LAYERS:
        if any(part in file for part in parts):
            return name
    for part, name in (("libstdc++", LAYERS[-1][0]), ("libcrypto", "OpenSSL"), ("libfmt", "fmt"), ("libc.so", "libc"), ("libpcre2", "pcre2")):
        if part in object_:
            return name
    return "others"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    found = {name: collections.Counter() for name in sys.argv[3:]}
    for name, dump in guard.dumps(program, folder, set(found)):
        for (file, object_), cost in dump.files.items():
            found[name][layer(file, object_)] += cost
    names = list(found)
    print("| layer | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
    total = {name: sum(found[name].values()) for name in names}
    every = sorted({one for costs in found.values() for one in costs}, key=lambda one: -sum(found[n][one] / total[n] for n in names))
    for one in every:
        print(f"| {one} | " + " | ".join(f"{100 * found[n][one] / total[n]:.0f} %" for n in names) + " |")
    print("| instructions a request | " + " | ".join(f"{total[n] / guard.COUNTED:,.0f}" for n in names) + " |")


main()
