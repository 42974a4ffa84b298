"""idle.py PROGRAM CERTS [COUNT]: what an idle connection of TLS takes in the server beyond one of plain HTTP, in bytes; at most 16 KB."""
import os
import random
import socket
import ssl
import subprocess
import sys
import time

PROGRAM, CERTS = sys.argv[1:3]
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
MOST = 16384
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def free_ports():
    """The first of two, below those that the system gives to clients."""
    while True:
        first = random.randrange(20000, 32000)
        try:
            for port in (first, first + 1):
                with socket.socket() as s:
                    s.bind(("127.0.0.1", port))
            return first
        except OSError:
            pass


def rss(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def visit(port, context):
    connection = socket.create_connection(("127.0.0.1", port), 10)
    if context:
        connection = context.wrap_socket(connection, server_hostname="localhost")
    connection.sendall(REQUEST)
    answer = b""
    while b"hello" not in answer:
        answer += connection.recv(4096)
    return connection


def cost(context):
    """Of one in a server of its own, which has served before."""
    port = free_ports()
    environment = {**os.environ, "PORT": str(port), "KEY": f"{CERTS}/ec-key.pem", "CERT": f"{CERTS}/ec.pem"}
    at = port if context else port + 1
    with subprocess.Popen([PROGRAM], env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            process.stdout.readline()
            warm = [visit(at, context) for _ in range(50)]
            before = rss(process)
            idle = [visit(at, context) for _ in range(COUNT)]
            time.sleep(0.2)
            each = (rss(process) - before) / COUNT
            for connection in warm + idle:
                connection.close()
            return each
        finally:
            process.terminate()


plain, secure = cost(None), cost(ssl.create_default_context(cafile=f"{CERTS}/ca.pem"))
print(f"{COUNT} idle connections: {plain:.0f} bytes each over plain HTTP, {secure:.0f} over TLS, {secure - plain:.0f} more")
sys.exit(0 if secure - plain <= MOST else 1)
