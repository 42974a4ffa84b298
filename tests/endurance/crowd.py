"""crowd.py FOLDER COMMAND…: thousands of idle connections and of slow ones at once, beside a healthy client; then SIGTERM."""
import sys
import threading
import time

from clients import drip, idle, slow_readers
from harness import LONG, Healthy, Load, Server, Watch, expect, megabytes, prepare, raise_limits, tell

HEADS = ["a request line, byte by byte", "a field's value, byte by byte"]
BODIES = ["a body of JSON, byte by byte", "chunks of one byte"]
CLOSE_SECONDS = 10 if LONG else 2


def opened(server, load, count, base, seconds=60):
    """Waits until the server has so many connections."""
    end = time.monotonic() + seconds
    while server.descriptors() < base + count and time.monotonic() < end and load.process.is_alive():
        time.sleep(0.05)
    return server.descriptors() - base


def idle_memory(server, idlers, count):
    base, descriptors, begun = server.rss(), server.descriptors(), time.monotonic()
    with Load(idle, server.port, count) as load:
        held = opened(server, load, count, descriptors)
        took = time.monotonic() - begun
        time.sleep(0.5)
        each = (server.rss() - base) / count
        expect(f"{count} idle connections are open", held == count, f"after {took:.1f} s")
        expect("each takes at most 1 KB of memory", each <= 1024, f"{each:.0f} bytes")
        idlers(load, descriptors, base)


def crowd(server, quiet, count, slow, idlers, descriptors, base):
    with Load(drip, server.port, HEADS, slow * 7 // 20, 0.25) as heads, Load(drip, server.port, BODIES, slow * 6 // 20, 0.25) as bodies, \
            Load(slow_readers, server.port, b"/static/large.bin", slow * 7 // 20, 0.25) as readers:
        held = opened(server, readers, count + slow * 7 // 20 * 2 + slow * 6 // 20, descriptors)
        with Watch(server) as watch, Healthy(server, quiet) as healthy:
            cpu, begun = server.cpu(), time.monotonic()
            time.sleep(20 if LONG else 3)
            cpu = (server.cpu() - cpu) / (time.monotonic() - begun)
        expect(f"{count} idle and {slow} slow ones at once", held >= count + slow - 3, f"{held} connections, {cpu:.0%} of a core")
        expect("the healthy client", healthy.within(100, watch), healthy.text)
        grown = watch.peak - base
        expect("memory of all of them", grown < (count + slow * 16) * 1024, f"{megabytes(grown)} more than before the first")
        end(server, idlers, descriptors, held)
        for load in (heads, bodies, readers):
            load.stop()


def end(server, idlers, descriptors, held):
    """SIGTERM while all are there: idle ones go at once, those in a request when their time is over."""
    begun = time.monotonic()
    ended = []
    waiter = threading.Thread(target=lambda: ended.append(server.terminate()))
    waiter.start()
    while not ended and server.alive() and still_open(server) > descriptors + held // 4 and time.monotonic() - begun < 20:
        time.sleep(0.01)
    idle_gone = time.monotonic() - begun
    waiter.join()
    seconds, status = ended[0]
    expect("SIGTERM closes the idle ones at once", idle_gone < 2 and idlers.stop().get("open") == 0, f"within {idle_gone:.2f} s")
    expect("and the others when their time is over", status == 0 and seconds < CLOSE_SECONDS + 2,
           f"all within {seconds:.2f} s, closeTimeout {CLOSE_SECONDS} s, status {status}")


def still_open(server):
    try:
        return server.descriptors()
    except OSError:
        return 0


def main():
    folder, command = prepare(sys.argv[1]), sys.argv[2:]
    most = raise_limits()
    count, slow = (10000, 2000) if LONG else (3000, 600)
    if count + slow + 200 > most:
        count, slow = most * 3 // 4, most // 8
        print(f"a process may have {most} descriptors here: {count} idle and {slow} slow connections")
    quiet = Server(command, folder)
    server = Server(command, folder, KEEP_ALIVE_MS=600000, CLOSE_MS=CLOSE_SECONDS * 1000)
    idle_memory(server, lambda load, descriptors, base: crowd(server, quiet, count, slow, load, descriptors, base), count)
    quiet.terminate()
    tell()


if __name__ == "__main__":
    main()
