"""What the parts share: the site under test, a healthy client beside the load, loads of their own process, and the count."""
import http.client
import math
import multiprocessing
import os
import pathlib
import resource
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

processes = multiprocessing.get_context("fork")
LONG = bool(os.environ.get("CREMA_LONG"))


def raise_limits():
    """As many descriptors as this machine lets a process have; returns how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


# ---- counting ------------------------------------------------------------------------------------------------------------

passed = failed = 0


def expect(what, holds, detail=""):
    global passed, failed
    print("ok     " if holds else "FAILED ", what, f"({detail})" if detail else "", flush=True)
    if holds:
        passed += 1
    else:
        failed += 1


def tell():
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


# ---- the site ------------------------------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


class Server:
    """The program `command` on a port of its own, and what the system says of it."""

    def __init__(self, command, folder, tls=False, **env):
        self.port, self.tls_port = free_port(), free_port()
        if tls:
            env["CERTS"] = str(folder / "certs")
        env = {"PORT": self.port, "TLS_PORT": self.tls_port, "FILES": folder / "files", "NODE_ENV": "production", **env}
        self.log = open(folder / f"site-{self.port}.log", "wb")
        self.process = subprocess.Popen(command, env={**os.environ, **{k: str(v) for k, v in env.items()}}, stdout=self.log,
                                        stderr=self.log)
        wait_for(self.port)
        if tls:
            wait_for(self.tls_port)
        self.warm_up()

    def warm_up(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        for _ in range(500):
            connection.request("GET", "/")
            connection.getresponse().read()
        connection.close()
        time.sleep(0.1)

    def rss(self):
        """Bytes in memory."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu(self):
        """Seconds of processor so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def alive(self):
        return self.process.poll() is None

    def settles(self, base, seconds=5):
        """Waits until no more descriptors than `base` are open."""
        end = time.monotonic() + seconds
        while self.descriptors() > base and time.monotonic() < end:
            time.sleep(0.05)
        return self.descriptors() <= base

    def terminate(self, seconds=30):
        """SIGTERM; how long it took, and the status."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "killed"
        self.log.close()
        return time.monotonic() - begun, status


def running():
    """Programs that want to run now, on the whole machine."""
    with open("/proc/loadavg", encoding="ascii") as load:
        return int(load.read().split()[3].split("/")[0])


class Watch:
    """Samples a server while it is open: `peak` and `samples` of (seconds, bytes, descriptors)."""

    def __init__(self, server, every=0.1):
        self.server, self.every, self.samples, self.running = server, every, [], []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        begun = time.monotonic()
        while True:
            self.samples.append((time.monotonic() - begun, self.server.rss(), self.server.descriptors()))
            self.running.append(running())
            if self.over.wait(self.every):
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    @property
    def crowded(self):
        """Whether others kept the processors busy: most of the time more than two programs for each wanted to run."""
        return statistics.median(self.running) > 2 * os.cpu_count()

    @property
    def peak(self):
        return max(rss for _, rss, _ in self.samples)

    @property
    def most_descriptors(self):
        return max(count for _, _, count in self.samples)


# ---- loads in processes of their own -----------------------------------------------------------------------------------------

class Load:
    """Runs work(until, *args) in a process; until() is true when it is to end. Its result is `facts`."""

    def __init__(self, work, *args):
        self.pipe, theirs = processes.Pipe()
        self.process = processes.Process(target=self.child, args=(theirs, work, args), daemon=True)
        self.facts = None

    @staticmethod
    def child(pipe, work, args):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        pipe.send(work(pipe.poll, *args))
        os._exit(0)  # sockets that still hold something are of no interest

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.facts is None:
            try:
                self.pipe.send("stop")
                self.facts = self.pipe.recv()
            except (EOFError, OSError):
                self.facts = {"died": True}
            self.process.join()
        return self.facts


def ask_steadily(until, port, rate):
    """A healthy client: requests at a steady rate, each twentieth on a connection of its own. A request that has to wait for a
    late answer has waited from the moment when it was due."""
    request = b"GET / HTTP/1.1\r\nHost: healthy\r\n\r\n"
    took, lost, kept = [], 0, None
    due = time.monotonic()
    while not until():
        due += 1 / rate
        now = time.monotonic()
        if due > now:
            time.sleep(due - now)
            begun = time.monotonic()
        else:
            begun = due
        try:
            if kept is None or len(took) % 20 == 0:
                if kept:
                    kept.close()
                kept = socket.create_connection(("127.0.0.1", port), 5)
            kept.sendall(request)
            if not kept.recv(65536).startswith(b"HTTP/1.1 200"):
                raise ConnectionError
        except OSError:
            lost += 1
            kept = None
        took.append(time.monotonic() - begun)
    return {"took": took, "lost": lost}


def percentile(values, p):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * p / 100) - 1)] if ordered else math.inf


class Healthy:
    """A healthy client of `server`, and another of `quiet`, a site that nobody else uses: what that one waits is the machine's."""

    def __init__(self, server, quiet, rate=100):
        self.loads = [Load(ask_steadily, server.port, rate), Load(ask_steadily, quiet.port, rate)]

    def __enter__(self):
        for load in self.loads:
            load.__enter__()
        return self

    def __exit__(self, *_):
        for load in self.loads:
            load.stop()

    def within(self, ms, watch):
        """Whether p99 is below `ms` beyond that of the other. While other programs keep the processors busy a server that works waits
        for its turn the longest, and the time says nothing of it: then only that every request was answered is judged."""
        mine, quiet = (load.facts for load in self.loads)
        p99, machine = (percentile(of["took"], 99) * 1000 for of in (mine, quiet))
        self.text = f"p50 {percentile(mine['took'], 50) * 1000:.1f}, p99 {p99:.1f}, most {max(mine['took'], default=0) * 1000:.1f} ms of " \
                    f"{len(mine['took'])}, {mine['lost']} lost; beside: p99 {machine:.1f} ms" \
                    f"{'; TIME NOT JUDGED, the machine is busy' if watch.crowded else ''}"
        return len(mine["took"]) > 5 and mine["lost"] == 0 and (watch.crowded or p99 < ms + machine)


def prepare(folder):
    """Files to hand out, made once: other parts may be handing them out."""
    folder = pathlib.Path(folder)
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for name, content in {"small.txt": b"small file\n" * 100, "middle.txt": b"0123456789abcdef" * 2048,
                          "large.bin": os.urandom(1 << 16) * 64}.items():
        if not (folder / "files" / name).exists():
            (folder / f"{name}-{os.getpid()}").write_bytes(content)
            os.replace(folder / f"{name}-{os.getpid()}", folder / "files" / name)
    return folder


def megabytes(size):
    return f"{size / 1e6:.1f} MB"
