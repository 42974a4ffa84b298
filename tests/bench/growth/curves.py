"""What is measured: for each curve its lines, where it is measured, and what is asked for there.

A curve's lines map each x to the request that is asked. "flat": what it costs does not depend on x. "linear": each further unit of x costs
the same. `why` says why that is so.
"""
import collections
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench-guard"))
from client import get, post  # noqa: E402

Curve = collections.namedtuple("Curve", "title x shape why lines")

SIZES = (0, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000)
ROUTES = (10, 100, 1000, 10_000)
MIDDLEWARE = (1, 3, 10, 30, 100)
FIELDS = (2, 5, 10, 20, 50, 100)
ITEMS = (1, 10, 100, 1000, 10_000)
KEYS = (10, 100, 1000, 10_000)


def with_fields(path, count):
    """A request with `count` fields, Host and X-Last among them."""
    fields = "".join(f"X-Field-{i}: the value of {i}\r\n" for i in range(count - 2))
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{fields}X-Last: last\r\n\r\n".encode()


def form(size):
    """Fields with values of 24 bytes, together about `size` bytes."""
    return "&".join(f"field{i}=a+value+of+%C3%BCtf-8+{i}" for i in range(size // 34)).encode()


def one_text(size):
    return json.dumps({"text": "x" * max(0, size - 12)}, separators=(",", ":")).encode()


def items(count):
    return json.dumps([{"id": i, "name": f"Item {i}", "price": i + 0.5, "tags": ["new", "sale"], "inStock": True} for i in range(count)],
                      separators=(",", ":")).encode()


def keys(count):
    return json.dumps({f"key{i}": i for i in range(count)}, separators=(",", ":")).encode()


def line(xs, request):
    return {x: request(x) for x in xs}


FORM, BYTES = "application/x-www-form-urlencoded", "application/octet-stream"


def bodies_in(sizes):
    return {
        "express.raw": line(sizes, lambda n: post("/raw", b"x" * n, BYTES)),
        "express.json, one text": line(sizes[1:], lambda n: post("/json", one_text(n))),
        "express.urlencoded": line(sizes[1:], lambda n: post("/form", form(n), FORM)),
    }


def bodies_out(sizes):
    return {
        "res.send(text)": line(sizes, lambda n: get(f"/text/{n}")),
        "res.send(Buffer)": line(sizes, lambda n: get(f"/buffer/{n}")),
    }


# Counted in instructions: what the program itself does.
COUNTED = {
    "routes": Curve("routes", "further routes", "flat", "an index leaves out the layers that cannot match", lambda: {
        "the first": line(ROUTES, lambda n: get(f"/routes/{n}/r0")),
        "the last": line(ROUTES, lambda n: get(f"/routes/{n}/r{n // 2 - 1}")),
        "the last, with a parameter": line(ROUTES, lambda n: get(f"/routes/{n}/r{n // 2 - 1}/42")),
        "none (404)": line(ROUTES, lambda n: get(f"/routes/{n}/nowhere")),
    }),
    "registration": Curve("registration of routes", "routes", "linear", "the index is rebuilt when it has grown by a quarter", lambda: {
        "all of them": line(ROUTES, lambda n: post(f"/register/{n}", b"")),
    }),
    "middleware": Curve("middleware", "middleware", "linear", "each is called, and calls next()", lambda: {
        "app.use": line(MIDDLEWARE, lambda n: get(f"/middleware/{n}/")),
    }),
    "headers": Curve("fields of the request", "fields", "linear", "each is read once, and compared with few others", lambda: {
        "nobody looks": line(FIELDS, lambda n: with_fields("/", n)),
        "req.get of the last": line(FIELDS, lambda n: with_fields("/header", n)),
        "req.headers": line(FIELDS, lambda n: with_fields("/headers", n)),
    }),
    "json-out": Curve("res.json", "objects in the list", "linear", "each is printed once, and hashed for the ETag", lambda: {
        "res.json": line(ITEMS, lambda n: get(f"/items/{n}")),
    }),
    "json-in": Curve("express.json", "objects in the list", "linear", "each is read once", lambda: {
        "express.json": line(ITEMS, lambda n: post("/json", items(n))),
    }),
    "keys": Curve("keys of one object", "keys", "linear", "an object of many keys has a hash index", lambda: {
        "express.json": line(KEYS, lambda n: post("/json", keys(n))),
        "express.urlencoded": line(KEYS, lambda n: post("/form", "&".join(f"key{i}={i}" for i in range(n)).encode(), FORM)),
        "express.urlencoded, extended": line(KEYS, lambda n: post("/form-extended", "&".join(f"key{i}={i}" for i in range(n)).encode(), FORM)),
    }),
    "body-in": Curve("body of the request", "bytes", "linear", "each byte is copied once and read once", lambda: bodies_in(SIZES[:-1])),
    "body-out": Curve("body of the answer", "bytes", "linear", "each byte is hashed for the ETag and copied at most once",
                      lambda: bodies_out(SIZES[:-1])),
}

# In microseconds of CPU, the kernel's with it.
TIMED = {
    "body-in-cpu": COUNTED["body-in"]._replace(title="body of the request, with the kernel", lines=lambda: bodies_in(SIZES)),
    "body-out-cpu": COUNTED["body-out"]._replace(title="body of the answer, with the kernel", lines=lambda: bodies_out(SIZES)),
}

# measure.py knows how these are asked.
OTHERS = {
    "connections": Curve("connections", "connections", "flat", "a connection stands in no list that is walked, and has no timer of its own", None),
    "sessions": Curve("sessions in MemoryStore", "sessions", "flat", "a hash table; what grows is the share of it that no cache holds", None),
}

ALL = COUNTED | TIMED | OTHERS

Verdict = collections.namedtuple("Verdict", "good text")


def verdict(curve, unit, points):
    """Whether the points have the curve's shape. CPU time has more room: caches are no matter of instructions."""
    counted = unit == "instructions"
    (first_x, first), (last_x, last) = points[0], points[-1]
    if curve.shape == "flat":
        # The first requests of many connections share what one pays alone, so the dearest counts.
        base = first if counted else min(cost for _, cost in points)
        ratio = max(cost for _, cost in points) / base if counted else last / base
        than = f"with {first_x:,}" if counted else "at best"
        return Verdict(ratio <= (1.1 if counted else 2), f"{ratio:.2f} times as much with {last_x:,} as {than}")
    units = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(points, points[1:])]
    ratio = units[-1] / max(units[:-1])
    word = re.sub(r"s\b.*", "", curve.x)
    text = f"each {word} costs {number(units[-1])} more in the end, {number(max(units[:-1]))} at most before"
    return Verdict(ratio <= (1.3 if counted else 2), text)


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
