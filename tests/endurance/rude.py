"""rude.py FOLDER COMMAND…: clients of other people's collections, each beside a healthy one, with bounds on memory and time."""
import sys
import time

import clients
from clients import CHUNKED, DRIPS, begin
from harness import LONG, Healthy, Load, Server, Watch, expect, megabytes, prepare, raise_limits, tell

SECONDS = 8 if LONG else 0.7
GET = begin(b"GET /") + b"\r\n"
RANGES = b",".join(b"%d-%d" % (n, n) for n in range(1800))
OVERLAPPING = b",".join(b"0-%d" % n for n in range(1, 2000))


def ask(path, *fields):
    return begin(b"GET " + path, *fields) + b"\r\n"


# name: (work, arguments behind the port, most MB of memory more, what must be true of the facts, [most ms of the healthy client: 50])
CASES = {
    "connections without a byte, 2,000": (clients.silent, (2000,), 4, lambda f: f["open"] == 2000),
    "half a head and silence, 1,000": (clients.silent, (1000, b"GET / HTTP/1.1\r\nHost"), 20, lambda f: f["open"] == 1000),
    "Expect: 100-continue and silence, 1,000": (clients.silent, (1000, DRIPS["Expect: 100-continue, and no body"][0]), 20,
                                                lambda f: f["open"] == 1000),
    "readers with a closed window, a page of 100 KB, 100": (clients.slow_readers, (b"/page", 100, 0.02, 0), 20,
                                                           lambda f: f["open"] == 100),
    "readers with a closed window, a file of 4 MB, 300": (clients.slow_readers, (b"/static/large.bin", 300, 0.02, 0), 10,
                                                         lambda f: f["open"] == 300),
    "readers of 512 bytes now and then, 100": (clients.slow_readers, (b"/page", 100, 0.1, 512, 3), 20, lambda f: f["read"] > 0),
    # 64 KB of requests each, half a million in all: that is work.
    "pipelines of hellos without reading, 50": (clients.pipeline_without_reading, (b"/", 50), 20, lambda f: f["sent"] > 0, 150),
    "pipelines of pages without reading, 50": (clients.pipeline_without_reading, (b"/page", 50), 25, lambda f: f["sent"] > 0),
    "pipelines of files without reading, 50": (clients.pipeline_without_reading, (b"/static/large.bin", 50), 20, lambda f: f["sent"] > 0),
    "ranges by the thousand": (clients.keep_asking, (200, ask(b"/static/middle.txt", b"Range: bytes=" + RANGES), b"HTTP/1.1 "), 5,
                               lambda f: f["good"] == f["done"]),
    "ranges that overlap, by the thousand": (clients.keep_asking, (200, ask(b"/static/middle.txt", b"Range: bytes=" + OVERLAPPING),
                                                                   b"HTTP/1.1 "), 5, lambda f: f["good"] == f["done"]),
    "one connection for thousands of requests": (clients.keep_asking, (2000, GET, b"HTTP/1.1 200"), 1,
                                                 lambda f: f["good"] == f["done"]),
    "connections opened and closed": (clients.connect_and_close, (3000,), 2, lambda f: f["done"] > 300),
    "connections opened and reset": (clients.connect_and_reset, (3000,), 2, lambda f: f["done"] > 300),
    "requests, reset at once": (clients.ask_and_reset, (1500, GET, 0), 4, lambda f: f["done"] > 200),
    "files, reset on the way": (clients.ask_and_reset, (200, ask(b"/static/large.bin"), 0.001), 8, lambda f: f["done"] > 50),
    "late answers, reset before": (clients.ask_and_reset, (500, ask(b"/later"), 0), 10, lambda f: f["done"] > 100),
    "uploads, reset on the way": (clients.ask_and_reset, (300, CHUNKED + b"1000\r\n" + b"a" * 3000, 0.001), 8, lambda f: f["done"] > 50),
    "heads that are too large": (clients.ask_and_read, (300, b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n", b"HTTP/1.1 431"), 4,
                                 lambda f: f["good"] == f["done"]),
    "requests that are none": (clients.ask_and_read, (1000, b"\x16\x03\x01 rubbish\r\n\r\n", b"HTTP/1.1 400"), 4,
                               lambda f: f["good"] == f["done"]),
    "bodies without an end that nobody reads, 20": (clients.send_for_ever, (20, begin(b"POST /ignored", b"Transfer-Encoding: chunked") + b"\r\n",
                                                                          b"4000\r\n" + b"a" * 0x4000 + b"\r\n"), 10,
                                                    lambda f: f["cut"] > 0),
    "forms without an end, 20": (clients.send_for_ever, (20, begin(b"POST /form", b"Content-Type: application/x-www-form-urlencoded",
                                                                   b"Transfer-Encoding: chunked") + b"\r\n",
                                                         b"4000\r\n" + b"a" * 0x4000 + b"\r\n"), 60, lambda f: f["cut"] > 0),
}
# Of the TLS port.
TLS_CASES = {
    "handshakes that stall, 300": (clients.stalled_handshakes, (300,), 30, lambda f: f["open"] == 300),
    "handshakes, and nothing more": (clients.handshakes, (100,), 8, lambda f: f["good"] == f["done"]),
    "bytes that are no TLS": (clients.rubbish, (500,), 4, lambda f: f["done"] > 50),
}


def run(name, server, port, quiet, case):
    work, args, most, holds, *patience = case
    base, descriptors = server.rss(), server.descriptors()
    with Watch(server, 0.05) as watch, Load(work, port, *args) as load:
        with Healthy(server, quiet, 200) as healthy:
            time.sleep(SECONDS)
        facts = load.stop()
    grown = watch.peak - base
    problems = []
    if facts.get("died") or not (holds(facts) or watch.crowded):
        problems.append(f"the attack is not what it should be: {facts}")
    if not healthy.within(*(patience or [50]), watch):
        problems.append("the healthy client waits")
    if grown > most * 1e6:
        problems.append(f"memory grows by more than {most} MB")
    if not server.alive() or not server.settles(descriptors):
        problems.append("descriptors do not return")
    rate = f", {facts['a second']} a second" if "a second" in facts else ""
    expect(f"{name}: {', '.join(problems)}" if problems else name, not problems, f"{megabytes(grown)} more{rate}; {healthy.text}")


def main():
    only = [argument[7:] for argument in sys.argv if argument.startswith("--only=")]
    folder, *command = [argument for argument in sys.argv[1:] if not argument.startswith("--only=")]
    folder = prepare(folder)
    raise_limits()
    server, quiet = Server(command, folder, tls=True, KEEP_ALIVE_MS=60000), Server(command, folder)
    for name, case in CASES.items():
        if not only or any(word in name for word in only):
            run(name, server, server.port, quiet, case)
    for name, case in TLS_CASES.items():
        if not only or any(word in name for word in only):
            run(name, server, server.tls_port, quiet, case)
    seconds, status = server.terminate()
    expect("it ends well", status == 0, f"after {seconds:.1f} s")
    quiet.terminate()
    tell()


if __name__ == "__main__":
    main()
