#!/usr/bin/env python3
"""How large a program becomes with each module, and how soon it answers: the first table of docs/performance.md.

    meson setup build --buildtype=release -Dtests=disabled -Dexamples=disabled && meson compile -C build
    python3 tests/bench/sizes.py build
"""
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1]).resolve()

# One line that a program has of the module.
MODULES = {
    "basic_auth": 'app.use(basicAuth({.users = {{"a", "b"}}}));',
    "compression": "app.use(compression());",
    "cookie_parser": "app.use(cookieParser());",
    "cookie_session": 'app.use(cookieSession({.keys = {"k"}}));',
    "cors": "app.use(cors());",
    "csurf": "app.use(csurf({.cookie = true}));",
    "dotenv": "dotenv.config();",
    "errorhandler": "app.use(errorhandler());",
    "flash": "app.use(flash());",
    "helmet": "app.use(helmet());",
    "method_override": 'app.use(methodOverride("_method"));',
    "morgan": 'app.use(morgan("dev"));',
    "multer": 'app.post("/", multer({.dest = "up"}).single("f"), [](auto& req, auto& res) { res.end(); });',
    "nanoid": "console.log(nanoid());",
    "rate_limit": "app.use(rateLimit());",
    "redis": 'auto client = createClient(); app.get("/r", [=](auto& req, auto& res) { client.connect(); res.end(); });',
    "request_id": "app.use(requestID());",
    "serve_index": 'app.use(serveIndex("."));',
    "session": 'app.use(session({.secret = "s", .resave = false, .saveUninitialized = false}));',
    "sqlite": 'Database db; db.exec("SELECT 1");',
    "uuid": "console.log(uuid.v7());",
}
SIDE = {"redis": ["crema-redis", "hiredis"], "sqlite": ["crema-sqlite", "sqlite3"]}


def program(folder, name):
    """The stripped program that says hello, with the module of that name."""
    line, include = MODULES.get(name, ""), f"#include <crema/{name}.hpp>\n" if name in MODULES else ""
    source, out = folder / f"{name}.cpp", folder / name
    source.write_text(f"#include <crema/express.hpp>\n{include}using namespace crema;\nint main() {{\n  auto app = express();\n  {line}\n"
                      '  app.get("/", [](auto& req, auto& res) { res.send("Hello World!"); });\n  app.listen(process.env["PORT"]);\n}\n')
    side = SIDE.get(name, [])
    libraries = [*(str(build / f"lib{one}.a") for one in side[:1]), str(build / "libcrema.a")]
    libraries += [f"-l{one}" for one in [*side[1:], "fmt", "brotlienc", "brotlidec", "crypto", "ssl", "pcre2-8", "z"]]
    subprocess.run(["g++", "-std=c++20", "-O3", "-DNDEBUG", "-I", ROOT / "include", "-I", build / "include", source, "-o", out,
                    "-Wl,--start-group", *libraries, "-Wl,--end-group", "-pthread", "-s"], check=True)
    return out


def first_answer(command, times=30):
    """Milliseconds from the start of the process to its first answer, and its memory in KB."""
    taken = []
    for _ in range(times):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        began = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, "PORT": str(port)}, stdout=subprocess.DEVNULL)
        answer = b""
        while not answer:
            try:
                with socket.create_connection(("127.0.0.1", port)) as client:
                    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                    answer = client.recv(100)
            except OSError:
                time.sleep(0.0002)
        taken.append((time.perf_counter() - began) * 1000)
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        process.kill()
        process.wait()
    memory = int(status.split("VmRSS:")[1].split()[0])
    return f"{min(taken):.1f} ms at best, {statistics.median(taken):.1f} ms in the middle, {memory} KB"


with tempfile.TemporaryDirectory() as made:
    made = pathlib.Path(made)
    hello = program(made, "hello")
    bare = hello.stat().st_size
    print(f"hello            {bare / 1e6:.2f} MB", flush=True)
    for module in MODULES:
        print(f"{module:16} {(program(made, module).stat().st_size - bare) / 1000:+.0f} KB", flush=True)
    print(subprocess.run(["ldd", hello], capture_output=True, text=True, check=True).stdout)
    for name in ("hello", "session", "sqlite"):
        print(f"{name}: {first_answer([str(made / name)])}", flush=True)
