"""Clients that are slow, silent, rude or many. Each is the work of a Load: it runs until until(), and returns what it saw."""
import itertools
import os
import socket
import struct
import time

HOST = b"Host: a\r\n"


def opened(port, receive_buffer=None):
    s = socket.socket()
    if receive_buffer:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    s.settimeout(10)
    s.connect(("127.0.0.1", port))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def reset(s):
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


def answer_of(s):
    """What has come on a socket that does not block: bytes; b"" when the other end is closed; None when nothing has."""
    try:
        return s.recv(65536)
    except BlockingIOError:
        return None
    except OSError:
        return b""


# ---- drips: a piece for each connection at each tick ---------------------------------------------------------------------------

def drip(until, port, kinds, count, tick):
    """`count` connections in turn of each of the `kinds`, names in DRIPS. Returns for each kind how many were cut, after how
    long, and the first bytes of what they were told."""
    class One:
        def __init__(self, kind):
            opening, pieces = DRIPS[kind]
            self.kind, self.pieces, self.socket, self.begun = kind, pieces(), opened(port), time.monotonic()
            self.socket.setblocking(False)
            self.send(opening)

        def send(self, piece):
            try:
                self.socket.send(piece)
            except BlockingIOError:
                pass
            except OSError:
                return self.cut(answer_of(self.socket))
            told = answer_of(self.socket)
            if told is not None:
                self.cut(told)

        def cut(self, told):
            self.socket.close()
            self.socket = None
            facts[self.kind]["cut"].append(time.monotonic() - self.begun)
            facts[self.kind]["told"].add((told or b"")[:12].decode("latin-1"))

    facts = {kind: {"cut": [], "told": set()} for kind in kinds}
    all_of_them = [One(kind) for _, kind in zip(range(count), itertools.cycle(kinds))]
    while not until():
        due = time.monotonic() + tick
        for one in all_of_them:
            if one.socket:
                one.send(next(one.pieces))
        all_of_them = [one for one in all_of_them if one.socket]
        time.sleep(max(0, due - time.monotonic()))
    facts["left"] = len(all_of_them)
    return facts


def each_byte(text):
    return lambda: (bytes([b]) for b in itertools.cycle(text))


def lines():
    return (b"X-%d: a\r\n" % n for n in itertools.count())


def begin(first, *fields):
    return first + b" HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields)


CHUNKED = begin(b"POST /upload", b"Transfer-Encoding: chunked") + b"\r\n"
DRIPS = {
    "a request line, byte by byte": (b"GET /", each_byte(b"abcdefgh")),
    "a field's name, byte by byte": (begin(b"GET /") + b"X-", each_byte(b"abcdefgh")),
    "a field's value, byte by byte": (begin(b"GET /") + b"X: ", each_byte(b"abcdefgh")),
    "a head that never ends, a field at a time": (begin(b"GET /"), lines),
    "empty lines before a request": (b"\r\n", each_byte(b"\r\n")),
    "a body of a known length, byte by byte": (begin(b"POST /upload", b"Content-Length: 100000") + b"\r\n", each_byte(b"a")),
    "a body of JSON, byte by byte": (begin(b"POST /json", b"Content-Type: application/json", b"Content-Length: 90000") + b'\r\n["', each_byte(b"a")),
    "a form, byte by byte": (begin(b"POST /form", b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 90000") + b"\r\n", each_byte(b"a=b&")),
    "chunks of one byte": (CHUNKED, lambda: itertools.repeat(b"1\r\na\r\n")),
    "chunks of one byte, byte by byte": (CHUNKED, each_byte(b"1\r\na\r\n")),
    "a chunk's size of zeros without an end": (CHUNKED, each_byte(b"0")),
    "a chunk's extension, byte by byte": (CHUNKED + b"1;a=", each_byte(b"abcdefgh")),
    "trailers, byte by byte": (CHUNKED + b"1\r\na\r\n0\r\nX-", each_byte(b"abcdefgh")),
    "trailers without an end, a line at a time": (CHUNKED + b"0\r\n", lines),
    "Expect: 100-continue, and no body": (begin(b"POST /json", b"Content-Type: application/json", b"Content-Length: 100", b"Expect: 100-continue") + b"\r\n", lambda: itertools.repeat(b"")),
    "a body that stops after its first byte": (begin(b"POST /upload", b"Content-Length: 100000") + b"\r\na", lambda: itertools.repeat(b"")),
}
# These are told something at once, which is no sign of an end.
TALKATIVE = ["Expect: 100-continue, and no body"]


# ---- silence ---------------------------------------------------------------------------------------------------------------

def silent(until, port, count, opening=b""):
    """Open connections that send `opening` and no more, and read nothing."""
    sockets = []
    for _ in range(count):
        if until():
            break
        s = opened(port)
        if opening:
            s.sendall(opening)
        sockets.append(s)
    while not until():
        time.sleep(0.02)
    return {"open": len(sockets)}


def idle(until, port, count, rate=4000):
    """Keep-alive connections that have had one answer. Tells when all are open; in the end, how many are closed, and when the
    last one was."""
    sockets, pause = [], 100 / rate
    for n in range(count):
        s = opened(port)
        s.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        sockets.append(s)
        if n % 100 == 99:
            for one in sockets[-100:]:
                if not one.recv(4096).startswith(b"HTTP/1.1 200"):
                    return {"open": n}
            time.sleep(pause)
    while not until():
        time.sleep(0.02)
    return {"open": sum(1 for s in sockets if still_open(s))}


def still_open(s):
    s.setblocking(False)
    return answer_of(s) is None


# ---- readers ---------------------------------------------------------------------------------------------------------------

def slow_readers(until, port, path, count, tick, step=512, ask=1):
    """Clients with a small window that ask for `path`, `ask` times, and read `step` bytes at each tick; 0: never."""
    request = b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    sockets = []
    for _ in range(count):
        if until():
            break
        s = opened(port, 2048)
        s.sendall(request * ask)
        s.setblocking(False)
        sockets.append(s)
    read = 0
    while not until():
        due = time.monotonic() + tick
        if step:
            for s in sockets:
                try:
                    read += len(s.recv(step))
                except OSError:
                    pass
        time.sleep(max(0, due - time.monotonic()))
    return {"open": len(sockets), "read": read}


def pipeline_without_reading(until, port, path, count):
    """Clients that send requests as fast as they are taken, and read nothing."""
    requests = (b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n") * 500
    sockets, sent = [opened(port) for _ in range(count)], 0
    for s in sockets:
        s.setblocking(False)
    while not until():
        for s in sockets:
            try:
                sent += s.send(requests)
            except BlockingIOError:
                pass
            except OSError:
                return {"died": True}
        time.sleep(0.01)
    return {"sent": sent}


# ---- speed: something again and again, at most `rate` times a second -------------------------------------------------------------

def again(until, rate, once):
    """Calls once(); returns how often, and how often it said yes."""
    done = good = 0
    begun = time.monotonic()
    while not until():
        for _ in range(max(1, rate // 50)):
            good += bool(once())
            done += 1
        time.sleep(max(0, begun + done / rate - time.monotonic()))
    return {"done": done, "good": good, "a second": round(done / (time.monotonic() - begun))}


def connect_and_close(until, port, rate):
    def once():
        opened(port).close()
        return True
    return again(until, rate, once)


def connect_and_reset(until, port, rate):
    def once():
        reset(opened(port))
        return True
    return again(until, rate, once)


def ask_and_reset(until, port, rate, request, wait):
    """Resets after `wait` seconds, whatever has come by then."""
    def once():
        s = opened(port)
        s.sendall(request)
        if wait:
            time.sleep(wait)
        reset(s)
        return True
    return again(until, rate, once)


def ask_and_read(until, port, rate, request, wanted):
    """A connection for each request; good when the answer begins with `wanted`."""
    def once():
        with opened(port) as s:
            try:
                s.sendall(request)
                return s.recv(65536).startswith(wanted)
            except OSError:
                return False
    return again(until, rate, once)


def keep_asking(until, port, rate, request, wanted):
    """One connection for all."""
    s = opened(port)

    def once():
        s.sendall(request)
        return s.recv(65536).startswith(wanted)
    return again(until, rate, once)


def send_for_ever(until, port, count, opening, piece):
    """Clients that send a body without an end, as fast as it is taken, until they are answered or cut; then they begin anew."""
    def begin_one():
        s = opened(port)
        s.sendall(opening)
        s.setblocking(False)
        return s
    sockets, sent, cut = [begin_one() for _ in range(count)], 0, 0
    while not until():
        for i, s in enumerate(sockets):
            try:
                sent += s.send(piece)
                told = None
            except BlockingIOError:
                told = None
            except OSError:
                told = b""
            # Whoever is answered before his body has ended is told to stop.
            if told is not None or answer_of(s) is not None:
                cut += 1
                s.close()
                sockets[i] = begin_one()
        time.sleep(0.01)
    return {"sent": sent, "cut": cut}


# ---- TLS -------------------------------------------------------------------------------------------------------------------

def client_hello():
    """The first record of a handshake, as OpenSSL makes it."""
    import ssl
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def stalled_handshakes(until, port, count):
    """A third each: without a byte, with half of a ClientHello, with the whole, and then nothing."""
    hello = client_hello()
    openings = [b"", hello[:len(hello) // 2], hello]
    sockets = []
    for n in range(count):
        if until():
            break
        s = opened(port)
        if openings[n % 3]:
            s.sendall(openings[n % 3])
        sockets.append(s)
    while not until():
        time.sleep(0.02)
    return {"open": len(sockets)}


def handshakes(until, port, rate):
    """Whole ones, after which the client leaves."""
    import ssl
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def once():
        with context.wrap_socket(opened(port), server_hostname="localhost") as s:
            return s.version() is not None
    return again(until, rate, once)


def rubbish(until, port, rate):
    """Bytes that are no TLS."""
    def once():
        with opened(port) as s:
            s.sendall(os.urandom(300))
            return True
    return again(until, rate, once)
