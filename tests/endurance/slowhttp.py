"""slowhttp.py FOLDER COMMAND…: Debian's slowhttptest in its four modes, 300 connections each, beside a healthy client."""
import subprocess
import sys
import time

from clients import keep_asking
from harness import LONG, Healthy, Load, Server, Watch, expect, megabytes, prepare, raise_limits, tell

SECONDS = 20 if LONG else 4
MODES = {
    "-H, slow heads": ["-H", "-i", "1", "-x", "24", "-t", "GET", "-u", "/"],
    "-B, slow bodies": ["-B", "-i", "1", "-s", "8192", "-x", "10", "-t", "POST", "-u", "/form"],
    "-X, slow reading": ["-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3", "-u", "/static/large.bin"],
    "-R, ranges": ["-R", "-t", "HEAD", "-a", "1", "-b", "2000", "-u", "/static/large.bin"],
}
COUNT = 300


# What mode -R asks for: from here on, and thousands of pieces in between.
RANGES = b"bytes=0-," + b",".join(b"5-%d" % n for n in range(1800))


def attack(mode, server):
    """Runs the tool for as long as the part takes. Where a server answers at once, mode -R has no open connection left and ends:
    then it comes again, and what it sends is sent 300 times a second beside it."""
    *options, path = MODES[mode]
    command = ["slowhttptest", "-c", str(COUNT), "-r", str(COUNT), "-l", str(SECONDS), "-p", "5", "-v", "0", *options,
               f"http://127.0.0.1:{server.port}{path}"]
    if "ranges" not in mode:
        return subprocess.run(command, stdout=subprocess.DEVNULL, timeout=SECONDS + 60, check=False).returncode == 0
    request = b"HEAD /static/large.bin HTTP/1.1\r\nHost: a\r\nRange: " + RANGES + b"\r\n\r\n"
    end, runs = time.monotonic() + SECONDS, 0
    with Load(keep_asking, server.port, 300, request, b"HTTP/1.1 ") as load:
        while time.monotonic() < end:
            if subprocess.run(command, stdout=subprocess.DEVNULL, timeout=SECONDS + 60, check=False).returncode:
                return False
            runs += 1
        facts = load.stop()
    return runs > 0 and facts["good"] == facts["done"] > SECONDS * 100


def run(mode, server, quiet):
    base, descriptors = server.rss(), server.descriptors()
    with Watch(server) as watch, Healthy(server, quiet) as healthy:
        attacked = attack(mode, server)
    held, grown = watch.most_descriptors - descriptors, watch.peak - base
    least = 0 if "ranges" in mode else 1 if watch.crowded else COUNT - 50
    expect(f"{mode}: it attacks", attacked and held >= least, f"up to {held} descriptors at once")
    expect(f"{mode}: the healthy client", healthy.within(50, watch), healthy.text)
    expect(f"{mode}: memory", grown < 20e6, f"{megabytes(grown)} more at most")
    expect(f"{mode}: descriptors return", server.settles(descriptors))


def main():
    folder, command = prepare(sys.argv[1]), sys.argv[2:]
    raise_limits()
    server, quiet = Server(command, folder, KEEP_ALIVE_MS=5000), Server(command, folder)
    for mode in MODES:
        run(mode, server, quiet)
    expect("it lives, and ends", server.alive() and server.terminate()[1] == 0)
    quiet.terminate()
    tell()


if __name__ == "__main__":
    main()
