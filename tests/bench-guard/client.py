"""One connection that is kept, and the work that the guard measures."""
import re
import socket
import time

BODY = (b'{"id":7,"name":"Ada Lovelace","email":"ada@example.com","tags":["a","b","c"],"active":true,"score":12.5,'
        b'"nested":{"x":1}}')


class Client:
    def __init__(self, port, patience=60):
        until = time.monotonic() + patience
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request):
        """Sends it and returns its answer's head and body."""
        self.socket.sendall(request)
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, _, body = data.partition(b"\r\n\r\n")
        size = re.search(rb"\r\ncontent-length: (\d+)", head.lower())
        size = int(size[1]) if size else 0
        parts = [body]
        got = len(body)
        while got < size:
            parts.append(self.more())
            got += len(parts[-1])
        body = b"".join(parts)
        self.rest = body[size:]
        return head, body[:size]

    def more(self):
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def good(self, request):
        head, body = self.ask(request)
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ValueError(f"{request[:60]!r} was answered with {head[:200]!r}")
        return head, body


def get(path, cookie=b""):
    return b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + (b"Cookie: " + cookie + b"\r\n" if cookie else b"") + b"\r\n"


def post(path, body=BODY, kind="application/json"):
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def works(client):
    """The requests by name; the session of the counter is opened here."""
    head, _ = client.good(get("/counter"))
    cookie = re.search(rb"Set-Cookie: ([^;]+)", head)[1]
    return {
        "hello": get("/"),
        "json": get("/json"),
        "params": get("/users/42/books/7"),
        "async": get("/async"),
        "mw": get("/mw"),
        "echo": post("/echo-json"),
        "file-10k": get("/static/10k.bin"),
        "counter-read": get("/views", cookie),
        "counter": get("/counter", cookie),
    }
