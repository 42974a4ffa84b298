"""The visitors of the soak: each does one thing after the other, right ones, wrong ones, and many that leave in the middle."""
import asyncio
import json
import random
import ssl
import struct
import socket
import time
import urllib.parse

HOST = b"Host: a\r\n"
TEXT = json.dumps({"name": "visitor", "list": list(range(50)), "nested": {"a": {"b": ["c" * 100]}}}).encode()
FORM = urllib.parse.urlencode({"user[name]": "visitor", "user[tags][]": "x", "text": "ä ö ü" * 30}).encode()
MULTIPART = b'--X\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n' + b"file " * 4000 + b"\r\n--X--\r\n"


class Wrong(Exception):
    """The site did not do what it should."""


def head(method, path, *fields):
    return method + b" " + path + b" HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + b"\r\n"


def post(path, kind, body):
    return head(b"POST", path, b"Content-Type: " + kind, b"Content-Length: %d" % len(body)) + body


def chunked(path, body):
    size = random.randint(1, len(body))
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return head(b"POST", path, b"Transfer-Encoding: chunked") + b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


class Visitor:
    def __init__(self, port, tls_port, redis, counts):
        self.port, self.tls_port, self.counts, self.redis = port, tls_port, counts, redis
        self.reader = self.writer = None
        self.secure, self.cookies = False, {}

    # -- a connection

    async def connect(self):
        self.secure = random.random() < 0.15
        if self.secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.tls_port, ssl=context)
        else:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    def leave(self):
        """Closes, or resets."""
        if not self.writer:
            return
        if random.random() < 0.5:
            self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        self.reader = self.writer = None

    async def send(self, request):
        if not self.writer:
            await self.connect()
        self.writer.write(request)

    async def answer(self, body=True):
        """status, fields, body"""
        try:
            lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        except asyncio.IncompleteReadError as cut:
            raise Wrong(f"the answer is cut: {cut.partial[:40]}") from None
        fields = dict(line.lower().split(b": ", 1) for line in lines[1:] if b": " in line)
        status = int(lines[0].split(b" ")[1])
        content = b""
        if not body or status in (204, 304):
            pass
        elif b"chunked" in fields.get(b"transfer-encoding", b""):
            while True:
                size = int((await self.reader.readline()).strip() or b"0", 16)
                content += (await self.reader.readexactly(size + 2))[:-2]
                if size == 0:
                    break
        else:
            content = await self.reader.readexactly(int(fields.get(b"content-length", 0)))
        cookie = next((line for line in lines if line.lower().startswith(b"set-cookie: ")), None)
        if fields.get(b"connection") == b"close":
            self.leave()
        return status, cookie.split(b" ", 1)[1].split(b";")[0] if cookie else None, content

    async def ask(self, request, wanted, holds=None):
        await self.send(request)
        status, cookie, content = await self.answer(not request.startswith(b"HEAD"))
        if status != wanted or (holds is not None and not holds(content)):
            raise Wrong(f"{request[:40]!r} was answered {status} {content[:80]!r}")
        return cookie

    # -- what it does

    async def look(self):
        await self.ask(head(b"GET", b"/"), 200, lambda c: c == b"hello")

    async def page(self):
        await self.ask(head(b"GET", b"/page"), 200, lambda c: len(c) == 102400)

    async def ip(self):
        await self.ask(head(b"GET", b"/ip"), 200, lambda c: c.endswith(b"127.0.0.1"))

    async def file(self):
        name = random.choice([b"small.txt", b"small.txt", b"middle.txt"])
        await self.ask(head(random.choice([b"GET", b"HEAD"]), b"/static/" + name), 200)

    async def large_file(self):
        if random.random() < 0.3:
            await self.ask(head(b"GET", b"/static/large.bin"), 200, lambda c: len(c) == 4 << 20)
        else:
            await self.ask(head(b"GET", b"/static/large.bin", b"Range: bytes=100000-299999"), 206, lambda c: len(c) == 200000)

    async def known_file(self):
        await self.ask(head(b"GET", b"/static/small.txt", b"If-None-Match: *"), 304)

    async def json(self):
        await self.ask(post(b"/json", b"application/json", TEXT), 200, lambda c: json.loads(c) == json.loads(TEXT))

    async def form(self):
        await self.ask(post(b"/form", b"application/x-www-form-urlencoded", FORM), 200, lambda c: b'"tags":["x"]' in c)

    async def upload(self):
        body = MULTIPART * random.randint(1, 10)
        request = chunked(b"/upload", body) if random.random() < 0.5 else post(b"/upload", b"multipart/form-data; boundary=X", body)
        await self.ask(request, 200, lambda c: json.loads(c)["size"] == len(body))

    async def ignored(self):
        await self.ask(post(b"/ignored", b"text/plain", b"a" * random.randint(1, 200000)), 200)

    async def session(self):
        path = b"/redis" if self.redis and random.random() < 0.5 else b"/session"
        if random.random() < 0.1:
            self.cookies.pop(path, None)
        known = self.cookies.get(path)
        fields = [b"Cookie: " + known] if known else []
        cookie = await self.ask(head(b"GET", path, *fields), 200, lambda c: c.startswith(b"views "))
        if cookie:
            self.cookies[path] = cookie

    async def late(self):
        await self.ask(head(b"GET", random.choice([b"/later", b"/drip"])), 200)

    async def pipeline(self):
        requests = [head(b"GET", b"/"), post(b"/json", b"application/json", TEXT), head(b"GET", b"/static/small.txt")] * 3
        await self.send(b"".join(requests))
        for _ in requests:
            if (await self.answer())[0] != 200:
                raise Wrong("a pipelined request failed")

    # -- what goes wrong

    async def error(self):
        path, status = random.choice([(b"/throw", 500), (b"/reject", 500), (b"/nowhere", 404), (b"/static/..%2f..%2fetc/passwd", 404)])
        await self.ask(head(b"GET", path), status)

    async def bad_body(self):
        request, status = random.choice([
            (post(b"/json", b"application/json", b'{"a":'), 400),
            (post(b"/json", b"application/json", b'"' + b"a" * 200000 + b'"'), 413),
            (post(b"/form", b"application/x-www-form-urlencoded; charset=nonsense", b"a=b"), 415),
        ])
        await self.ask(request, status)

    async def bad_request(self):
        request, status = random.choice([(b"GET / HTTP/1.1\r\n\r\n", 400), (b"NONSENSE\r\n\r\n", 400),
                                         (b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n", 431)])
        await self.ask(request, status)
        self.leave()

    # -- who leaves in the middle

    async def cut_request(self):
        request = random.choice([head(b"GET", b"/"), post(b"/json", b"application/json", TEXT), chunked(b"/upload", MULTIPART),
                                 post(b"/form", b"application/x-www-form-urlencoded", FORM),
                                 post(b"/upload", b"multipart/form-data; boundary=X", MULTIPART * 20)])
        await self.send(request[:random.randint(1, len(request) - 1)])
        await asyncio.sleep(random.choice([0, 0.001, 0.02]))
        self.leave()

    async def cut_answer(self):
        path = random.choice([b"/", b"/page", b"/static/large.bin", b"/later", b"/drip", b"/session", b"/redis" if self.redis else b"/", b"/reject"])
        await self.send(head(b"GET", path))
        await asyncio.sleep(random.choice([0, 0.001, 0.02]))
        if random.random() < 0.3:
            await self.reader.read(random.choice([1, 1000, 100000]))
        self.leave()

    async def cut_handshake(self):
        s = socket.socket()
        s.setblocking(False)
        await asyncio.get_running_loop().sock_connect(s, ("127.0.0.1", self.tls_port))
        if random.random() < 0.7:
            s.send(random.randbytes(random.randint(1, 200)))
        await asyncio.sleep(0.001)
        s.close()

    DOES = {look: 20, page: 3, ip: 3, file: 8, large_file: 2, known_file: 3, json: 10, form: 8, upload: 4, ignored: 2, session: 20, late: 2,
            pipeline: 2, error: 2, bad_body: 1, bad_request: 1, cut_request: 5, cut_answer: 5, cut_handshake: 1}

    async def go_on(self, until, pause):
        steps, weights = list(self.DOES), list(self.DOES.values())
        while not until.is_set():
            step = random.choices(steps, weights)[0]
            try:
                await asyncio.wait_for(step(self), 10)
                self.counts[step.__name__] = self.counts.get(step.__name__, 0) + 1
            except (Wrong, OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as wrong:
                self.counts.setdefault("wrong", []).append(f"{step.__name__}: {type(wrong).__name__} {wrong}"[:300])
                self.leave()
            await asyncio.sleep(random.expovariate(1 / pause))
        self.leave()


def visit(until, port, tls_port, redis, rate, seed):
    """About `rate` steps a second; returns how many of each, and a list of what was wrong."""
    random.seed(seed)
    counts, visitors = {}, 30

    async def all_of_them():
        over = asyncio.Event()
        tasks = [asyncio.create_task(Visitor(port, tls_port, redis, counts).go_on(over, visitors / rate)) for _ in range(visitors)]
        while not until():
            await asyncio.sleep(0.1)
        over.set()
        await asyncio.gather(*tasks)
    begun = time.monotonic()
    asyncio.run(all_of_them())
    counts["seconds"] = time.monotonic() - begun
    return counts
