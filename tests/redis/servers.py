"""Starting Redis servers and programs, and asking programs; what was started is in `started`."""
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

started = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    return port if port < 55000 else free_port()  # a cluster's bus is 10,000 above


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing listens on port {port}")


def redis(folder, port, *more, tls=()):
    """On `port`; with TLS alone where its options are given."""
    folder = pathlib.Path(folder) / str(port)
    folder.mkdir(parents=True, exist_ok=True)
    ports = ["--port", "0", "--tls-port", str(port), *tls] if tls else ["--port", str(port)]
    server = subprocess.Popen(["redis-server", *ports, "--bind", "127.0.0.1", "--save", "", "--dir", folder, *more],
                              stdout=subprocess.DEVNULL, cwd=folder)
    started.append(server)
    wait_for(port)
    return server


def site(program, url, threads=1, **environment):
    port = free_port()
    server = subprocess.Popen([program], env={**os.environ, "PORT": str(port), "REDIS_URL": url, "THREADS": str(threads), **environment},
                              stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    started.append(server)
    wait_for(port)
    return server, port


def ask(port, page="/", cookie=None):
    """status, body, cookie, seconds"""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", page, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    set_cookie = answer.getheader("Set-Cookie")
    return answer.status, body, set_cookie.split(";")[0] if set_cookie else cookie, time.monotonic() - begun


def expect(what, holds, detail=""):
    print("ok     " if holds else "FAILED ", what, detail, flush=True)
    if not holds:
        raise SystemExit(1)


def back_within(port, cookie, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ask(port, "/", cookie)[0] == 200:
            return True
        time.sleep(0.1)
    return False


def cli(port, *command, options=()):
    done = subprocess.run(["redis-cli", "-p", str(port), *options, *command], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def run_in(folder, work):
    """Runs `work` in a fresh folder, and ends whatever was started."""
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir(parents=True)
    try:
        work()
    finally:
        for process in started:
            process.send_signal(signal.SIGCONT) if process.poll() is None else None
            process.kill()
