"""robust.py CERTS NODE-SCRIPT PROGRAM: clients that stall, lie, cut off or come in crowds, at Node's server and at ours.

What both answer is compared, but for the steps that say what is wanted. The last line is 'N passed, N failed'.
"""
import json
import os
import random
import resource
import socket
import ssl
import struct
import subprocess
import sys
import time

CERTS, NODE, PROGRAM = sys.argv[1:4]
CROWD = 2000
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def context(version=None):
    made = ssl.create_default_context(cafile=f"{CERTS}/ca.pem")
    if version:
        made.minimum_version = made.maximum_version = version
    return made


def free_ports():
    """The first of four, below those that the system gives to clients."""
    while True:
        first = random.randrange(20000, 32000)
        try:
            for port in range(first, first + 4):
                with socket.socket() as s:
                    s.bind(("127.0.0.1", port))
            return first
        except OSError:
            pass


class Server:
    def __init__(self, command, **environment):
        self.port = free_ports()
        self.process = subprocess.Popen(command, env={**os.environ, "PORT": str(self.port), "CERTS": CERTS, "BIG_FILE": "/dev/null",
                                                      "NODE_ENV": "production", **environment}, stdout=subprocess.PIPE, text=True)
        while "ready" not in self.process.stdout.readline():
            if self.process.poll() is not None:
                sys.exit(f"{command} ended with {self.process.returncode}")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self):
        self.process.terminate()
        return self.process.wait(15)


class Client:
    """TLS whose records are in our hands: `pending()` is what would go out, and nothing goes out by itself."""

    def __init__(self, port, version=None, shake=True):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context(version).wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        if shake:
            self.shake_hands()

    def pending(self):
        return self.outgoing.read()

    def flush(self):
        if data := self.pending():
            self.socket.sendall(data)

    def feed(self, wait=5):
        self.socket.settimeout(wait)
        data = self.socket.recv(65536)
        self.incoming.write(data) if data else self.incoming.write_eof()
        return data

    def shake_hands(self):
        while True:
            try:
                self.tls.do_handshake()
                return self.flush()
            except ssl.SSLWantReadError:
                self.flush()
                self.feed()

    def record(self, data):
        self.tls.write(data)
        return self.pending()

    def rest(self, wait=5):
        """All that comes, and how it ends: 'closed' (close_notify), 'cut' (without), 'reset', 'alert NAME', 'open'."""
        text = b""
        while True:
            try:
                part = self.tls.read(65536)
                if not part:
                    return text, "closed"
                text += part
            except ssl.SSLWantReadError:
                try:
                    self.flush()
                    self.feed(wait)
                except TimeoutError:
                    return text, "open"
                except OSError:
                    return text, "reset"
            except ssl.SSLZeroReturnError:
                return text, "closed"
            except ssl.SSLEOFError:
                return text, "cut"
            except ssl.SSLError as error:
                return text, f"alert {error.reason}"

    def answer(self, **more):
        text, end = self.rest(**more)
        return f"{text.split(b' ')[1].decode() if text else 'nothing'}, {text.count(b'HTTP/1.1 ')} answers, {end}"


def raw(port, data, wait=3):
    """What comes back on a bare socket."""
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s.settimeout(wait)
        got = b""
        try:
            s.sendall(data)
            while part := s.recv(65536):
                got += part
        except TimeoutError:
            return got, "open"
        except OSError:
            return got, "reset"
        return got, "closed"


def healthy(port):
    """Seconds that a good client waits."""
    begun = time.monotonic()
    client = Client(port)
    client.socket.sendall(client.record(LAST))
    text, _ = client.rest()
    return time.monotonic() - begun if b"hello over https" in text else float("inf")


def hello(port):
    """The first flight of a client."""
    client = Client(port, shake=False)
    try:
        client.tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    client.socket.close()
    return client.pending()


# -- steps: each gives what is compared ----------------------------------------------------------------------------------------

def small_records(s):
    client = Client(s.port)
    client.socket.sendall(b"".join(client.record(bytes([byte])) for byte in LAST))
    return client.answer()


def dribbled_record(s):
    client = Client(s.port)
    record = client.record(LAST)
    for byte in record:
        client.socket.sendall(bytes([byte]))
    return client.answer()


def dribbled_handshake(s):
    client = Client(s.port, shake=False)
    while True:
        try:
            client.tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            for byte in client.pending():
                client.socket.sendall(bytes([byte]))
            client.feed()
    client.flush()
    client.socket.sendall(client.record(LAST))
    return client.answer()


def full_records(s):
    client = Client(s.port)
    body = b"x" * 16384 * 4
    head = f"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: a/b\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    client.tls.write(head)
    client.tls.write(body)
    client.flush()
    text, end = client.rest()
    return f"{len(text.split(bytes([13, 10, 13, 10]), 1)[1])} bytes, {end}"


def two_records(s):
    client = Client(s.port)
    client.socket.sendall(client.record(LAST[:10]))
    time.sleep(0.05)
    client.socket.sendall(client.record(LAST[10:]))
    return client.answer()


def overlong_record(s):
    client = Client(s.port)
    client.socket.sendall(b"\x17\x03\x03" + struct.pack(">H", 16384 + 257) + b"x" * 100)
    return client.answer()


def damaged_record(s):
    client = Client(s.port)
    record = bytearray(client.record(LAST))
    record[-1] ^= 1
    client.socket.sendall(record)
    return client.answer()


def plain_text_after_handshake(s):
    client = Client(s.port)
    client.socket.sendall(LAST)
    return client.answer()


def close_notify_after_request(s):
    client = Client(s.port)
    request = client.record(GET)
    try:
        client.tls.unwrap()
    except ssl.SSLWantReadError:
        pass
    client.socket.sendall(request + client.pending())
    got = b""
    client.socket.settimeout(3)
    try:
        while part := client.socket.recv(65536):
            got += part
        return f"{'answer' if len(got) > 300 else 'nothing'}, closed"  # close_notify: what follows cannot be read by Python
    except OSError as error:
        return f"{len(got)} {type(error).__name__}"


def cut_after_request(s):
    """FIN without close_notify: the request was whole."""
    client = Client(s.port)
    client.socket.sendall(client.record(GET))
    client.socket.shutdown(socket.SHUT_WR)
    return client.answer()


def cut_in_body(s):
    client = Client(s.port)
    client.socket.sendall(client.record(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: a/b\r\nContent-Length: 100\r\n\r\nhalf"))
    client.socket.shutdown(socket.SHUT_WR)
    return client.answer().replace("closed", "end").replace("cut", "end").replace("reset", "end")


def cut_in_record(s):
    client = Client(s.port)
    client.socket.sendall(client.record(GET)[:-5])
    client.socket.shutdown(socket.SHUT_WR)
    return client.answer().split(",")[0]


def cut_in_handshake(s):
    with socket.create_connection(("127.0.0.1", s.port), 5) as client:
        client.sendall(hello(s.port)[:50])
        client.shutdown(socket.SHUT_WR)
        client.settimeout(3)
        try:
            return f"{len(client.recv(1000))} bytes"
        except OSError as error:
            return type(error).__name__


def stalled(s):
    """At the server that waits a second for the handshake."""
    begun = time.monotonic()
    _, end = raw(s.port + 3, hello(s.port)[:50], wait=5)
    return f"{end}, {'in time' if 0.9 < time.monotonic() - begun < 3 else 'too soon or too late'}"


def reset_in_handshake(s):
    client = socket.create_connection(("127.0.0.1", s.port), 5)
    client.sendall(hello(s.port)[:50])
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    return healthy(s.port) < 3


def alert_of(s, data):
    """A server's alert in plain, as it comes before keys are agreed on, or how it leaves."""
    got, end = raw(s.port, data)
    return f"alert {got[6]}" if len(got) >= 7 and got[0] == 21 else f"{len(got)} bytes, {end}"


def ends_with_connection(s, data):
    got, end = raw(s.port, data)
    return f"{'HTTP' if got.startswith(b'HTTP') else 'no HTTP'}, {'gone' if end != 'open' else 'open'}"


def early_data(s):
    """A session says how much may come before the handshake is over: nothing."""
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{s.port}", "-tls1_3", "-ign_eof"], input=LAST, capture_output=True, timeout=10)
    found = [line.strip() for line in done.stdout.decode(errors="replace").splitlines() if "Max Early Data" in line]
    return sorted(set(found))


def closes_by_close_notify(s):
    client = Client(s.port)
    client.socket.sendall(client.record(LAST))
    return client.answer()


def pipelined_and_cut(s):
    client = Client(s.port)
    client.socket.sendall(b"".join(client.record(GET) for _ in range(20)))
    client.socket.shutdown(socket.SHUT_WR)
    return client.answer()


COMPARED = {
    "a record for each byte": small_records,
    "a record byte by byte": dribbled_record,
    "a handshake byte by byte": dribbled_handshake,
    "full records": full_records,
    "a request in two records": two_records,
    "a record longer than may be": overlong_record,
    "a record that was changed on the way": damaged_record,
    "plain text after the handshake": plain_text_after_handshake,
    "the server's last word is close_notify": closes_by_close_notify,
    "close_notify right after a request": close_notify_after_request,
    "the end without close_notify after a request": cut_after_request,
    "the end without close_notify after 20 requests": pipelined_and_cut,
    "the end in a body": cut_in_body,
    "the end in a record": cut_in_record,
    "the end in a handshake": cut_in_handshake,
    "a client that stalls in the handshake": stalled,
    "a reset in a handshake": reset_in_handshake,
    "HTTP on the port of TLS": lambda s: ends_with_connection(s, GET),
    "SSH on it": lambda s: ends_with_connection(s, b"SSH-2.0-OpenSSH_9.2\r\n"),
    "a hello of SSL 2": lambda s: ends_with_connection(s, bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + b"x" * 16),
    "zeros": lambda s: ends_with_connection(s, bytes(600)),
    "a record of an unknown kind": lambda s: alert_of(s, b"\x63\x03\x01\x00\x05hello"),
    "a hello that is too short": lambda s: alert_of(s, b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"),
    "a hello of 100 KB": lambda s: ends_with_connection(s, b"\x16\x03\x01\x40\x00\x01\x01\x86\xa0\x03\x03" + b"x" * 16378 + b"".join(
        b"\x16\x03\x01\x40\x00" + b"x" * 16384 for _ in range(6))),
    "data in place of a hello": lambda s: alert_of(s, b"\x17\x03\x03\x00\x05hello"),
    "no early data": early_data,
}


# -- steps of ours alone: each gives None, or what is wrong ---------------------------------------------------------------------

def crowd(s):
    before = s.descriptors()
    first = hello(s.port)
    half = []
    for i in range(CROWD):
        client = socket.create_connection(("127.0.0.1", s.port), 10)
        if i % 2:
            client.sendall(first[: 40 + i % 100])
        half.append(client)
    waited = max(healthy(s.port) for _ in range(5))
    for client in half:
        client.close()
    for _ in range(50):
        if s.descriptors() <= before + 2:
            break
        time.sleep(0.1)
    left = s.descriptors() - before
    if waited > 1:
        return f"the healthy client waited {waited:.2f} s"
    return None if left <= 2 else f"{left} descriptors are left"


def rushing_crowd(s):
    """Handshakes that the server has to work for, and that nobody ends."""
    first = hello(s.port)
    half = []
    for _ in range(300):
        client = socket.create_connection(("127.0.0.1", s.port), 10)
        client.sendall(first)
        half.append(client)
    waited = healthy(s.port)
    for client in half:
        client.close()
    return None if waited < 3 else f"the healthy client waited {waited:.2f} s"


def renegotiation(s):
    # What is typed into s_client: R asks for a new handshake.
    with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{s.port}", "-tls1_2", "-crlf"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as client:
        time.sleep(0.5)
        client.stdin.write(b"R\n")
        client.stdin.flush()
        time.sleep(0.5)
        text = client.communicate(timeout=10)[0].decode(errors="replace")
    if "RENEGOTIATING" not in text:
        return f"it was not asked for: {text[-300:]}"
    if "no renegotiation" not in text:
        return f"it was granted: {text[-300:]}"
    return None if healthy(s.port) < 3 else "the server is busy"


def resumed(port, session=None, version=None):
    made = context(version)
    with socket.create_connection(("127.0.0.1", port), 10) as bare:
        with made.wrap_socket(bare, server_hostname="localhost", session=session) as client:
            client.sendall(LAST)
            while client.recv(4096):
                pass
            return client.session, client.session_reused


def sessions_outlive_certificates(s):
    made = context(ssl.TLSVersion.TLSv1_2)

    def visit(request, session=None):
        with socket.create_connection(("127.0.0.1", s.port), 10) as bare:
            with made.wrap_socket(bare, server_hostname="localhost", session=session) as client:
                client.sendall(request)
                while client.recv(4096):
                    pass
                return client.session, client.session_reused
    session, _ = visit(LAST)
    if not visit(LAST, session)[1]:
        return "a session is not taken up again"
    visit(b"POST /renew HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return None if visit(LAST, session)[1] else "a session is not taken up again after setSecureContext"


def sessions_on_all_threads(s):
    made = context(ssl.TLSVersion.TLSv1_2)
    session, reused = None, []
    for _ in range(12):
        with socket.create_connection(("127.0.0.1", s.port), 10) as bare:
            with made.wrap_socket(bare, server_hostname="localhost", session=session) as client:
                client.sendall(LAST)
                while client.recv(4096):
                    pass
                session = session or client.session
                reused.append(client.session_reused)
    return None if all(reused[1:]) else f"taken up again: {reused}"


def no_descriptors(s):
    """More clients than the process may have descriptors: those it has go on, and so does it."""
    first = Client(s.port)
    many = []
    try:
        for _ in range(200):
            many.append(socket.create_connection(("127.0.0.1", s.port), 2))
    except OSError:
        pass
    first.socket.sendall(first.record(GET))
    text, _ = first.rest(wait=1)
    for client in many:
        client.close()
    if b"hello over https" not in text:
        return "a connection that was open is not served"
    time.sleep(0.5)
    return None if healthy(s.port) < 3 else "the server does not come back"


def limited(command):
    return ["bash", "-c", 'ulimit -n 100; exec "$@"', "-", *command]


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    good = bad = 0

    def verdict(name, wrong):
        nonlocal good, bad
        if wrong is None:
            good += 1
        else:
            bad += 1
            print(f"FAILED  {name}\n  {wrong}")

    node, ours = Server(["node", NODE]), Server([PROGRAM])
    for name, step in COMPARED.items():
        results = []
        for server in (node, ours):
            try:
                results.append(json.dumps(step(server)))
            except Exception as error:
                results.append(f"{type(error).__name__}: {error}")
        if "-v" in sys.argv:
            print(name, *results, sep="\n    ")
        verdict(name, None if results[0] == results[1] else f"Node:  {results[0]}\n  Crema: {results[1]}")
    node.stop()
    for name, step in {"2,000 half-done handshakes beside a healthy client": crowd,
                       "300 handshakes that nobody ends": rushing_crowd,
                       "renegotiation is refused": renegotiation,
                       "sessions outlive the certificate": sessions_outlive_certificates}.items():
        verdict(name, step(ours))
    verdict("SIGTERM ends it", None if ours.stop() == 0 else "not with 0")
    threads = Server([PROGRAM], THREADS="2")
    verdict("sessions on all threads", sessions_on_all_threads(threads))
    threads.stop()
    few = Server(limited([PROGRAM]))
    verdict("more clients than descriptors", no_descriptors(few))
    few.stop()
    print(f"{good} passed, {bad} failed")
    return 1 if bad else 0


sys.exit(main())
