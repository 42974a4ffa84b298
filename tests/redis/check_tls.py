"""check_tls.py SITE CLIENT TLS-CLIENT NPM FOLDER: the client and RedisStore over rediss://.

NPM is a folder with npm's redis. Certificates are made in FOLDER.
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

import servers
from servers import ask, back_within, cli, expect, free_port

SITE, CLIENT, TLS_CLIENT, NPM, FOLDER = *sys.argv[1:5], pathlib.Path(sys.argv[5])
ROOT = pathlib.Path(__file__).resolve().parents[2]
CERTS = FOLDER / "certs"
LIMIT = 2000  # milliseconds that anything may take that fails


def pem(name):
    return str(CERTS / f"{name}.pem")


def redis(port, *more, name="server", clients="no"):
    return servers.redis(FOLDER, port, *more,
                         tls=["--tls-cert-file", pem(name), "--tls-key-file", pem(f"{name}-key"), "--tls-ca-cert-file", pem("ca"),
                              "--tls-auth-clients", clients, "--tls-replication", "yes", "--tls-cluster", "yes"])


def attempt(url, **environment):
    done = subprocess.run([TLS_CLIENT], env={**os.environ, "REDIS_URL": url, **environment}, capture_output=True, text=True, timeout=30)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return {"code": done.returncode, "message": done.stdout + done.stderr, "ms": 0}


def works(what, url, **environment):
    got = attempt(url, **environment)
    expect(what, got.get("ok") is True, got)


def fails(what, code, sentence, url, **environment):
    got = attempt(url, **environment)
    expect(what, got.get("code") == code and sentence in got["message"] and got["ms"] < LIMIT, got)


def who_is_trusted():
    port, other = free_port(), free_port()
    redis(port)
    redis(other, name="a")  # for a.test alone
    url, elsewhere = f"rediss://localhost:{port}", f"rediss://localhost:{other}"
    works("the right authority", url, CA=pem("ca"))
    works("by address", f"rediss://127.0.0.1:{port}", CA=pem("ca"))
    works("an authority that the system trusts", url, SSL_CERT_FILE=pem("ca"))
    works("a value of many records", url, CA=pem("ca"), SIZE="5000000")
    fails("an authority that the system does not trust", "SELF_SIGNED_CERT_IN_CHAIN", "is not trusted", url)
    fails("another authority", "SELF_SIGNED_CERT_IN_CHAIN", "is not trusted: self-signed certificate in certificate chain; socket.ca", url,
          CA=pem("nobody"))
    fails("a certificate for another host", "ERR_TLS_CERT_ALTNAME_INVALID", "is for DNS:a.test, not for localhost", elsewhere, CA=pem("ca"))
    fails("a certificate for no address", "ERR_TLS_CERT_ALTNAME_INVALID", "not for 127.0.0.1", f"rediss://127.0.0.1:{other}", CA=pem("ca"))
    works("that host, named", elsewhere, CA=pem("ca"), SERVERNAME="a.test")
    works("any host", elsewhere, CA=pem("nobody"), ANY="1")
    works("a check of one's own", elsewhere, CA=pem("ca"), ONLY="a.test")
    fails("a check of one's own that says no", None, "localhost is a.test", elsewhere, CA=pem("ca"), ONLY="b.test")
    fails("one's own check does not make up for the authority", "SELF_SIGNED_CERT_IN_CHAIN", "is not trusted", elsewhere, CA=pem("nobody"),
          ONLY="a.test")


def client_certificates():
    port = free_port()
    redis(port, clients="yes")
    url = f"rediss://localhost:{port}"
    works("a client's certificate", url, CA=pem("ca"), KEY=pem("client-key"), CERT=pem("client"))
    fails("none, where one is wanted", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate required", url, CA=pem("ca"))
    fails("one of nobody", "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "unknown ca", url, CA=pem("ca"), KEY=pem("nobody-key"), CERT=pem("nobody"))


def says(answer):
    """A server that reads a little, says `answer` and goes; its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listening, listening.accept()[0] as client:
            client.recv(100)
            client.sendall(answer)
            client.recv(100000)
    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1]


def no_tls_there():
    fails("a server that speaks no TLS", "ERR_SSL_WRONG_VERSION_NUMBER", "no TLS with the server", f"rediss://localhost:{says(b'-ERR what?' * 9)}",
          CA=pem("ca"))
    fails("a server that closes in the handshake", None, "closed the connection in the TLS handshake", f"rediss://localhost:{says(b'')}", CA=pem("ca"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fails("a server that says nothing", None, "Connection timeout", f"rediss://localhost:{silent.getsockname()[1]}", CA=pem("ca"))
    secure = free_port()
    redis(secure)
    got = attempt(f"redis://localhost:{secure}")  # who notices first is by chance
    expect("a client that speaks none", "ok" not in got and got["ms"] < LIMIT, got)


def functions():
    port = free_port()
    redis(port)
    done = subprocess.run([CLIENT], env={**os.environ, "REDIS_URL": f"rediss://localhost:{port}/2", "SSL_CERT_FILE": pem("ca")},
                          capture_output=True, text=True, timeout=60)
    expect("the client's functions over TLS", done.returncode == 0, done.stdout + done.stderr if done.returncode else "")


def npm():
    port = free_port()
    redis(port)
    url = f"rediss://localhost:{port}"
    works("ours writes", url, CA=pem("ca"), SIZE="100000")
    done = subprocess.run(["node", "reads.mjs", url, pem("ca")], cwd=NPM, capture_output=True, text=True, timeout=30)
    expect("npm's redis reads over TLS what ours wrote", done.stdout.strip() == "100000 x", done.stdout + done.stderr)


def sessions():
    port = free_port()
    server = redis(port)
    program, at = servers.site(SITE, f"rediss://localhost:{port}", 2, SSL_CERT_FILE=pem("ca"))
    _, body, cookie, _ = ask(at)
    expect("a session begins over TLS", body == "views 1", body)
    expect("and goes on", ask(at, "/", cookie)[1] == "views 2")
    stop, answers = threading.Event(), []

    def visitor():
        while not stop.is_set():
            answers.append(ask(at, "/", cookie))
    visitors = [threading.Thread(target=visitor) for _ in range(8)]
    for thread in visitors:
        thread.start()
    time.sleep(0.5)
    server.kill()
    server.wait()
    time.sleep(1.5)
    redis(port)
    expect("it goes on after the server was killed", back_within(at, cookie, 8))
    stop.set()
    for thread in visitors:
        thread.join()
    slowest = max(answer[3] for answer in answers)
    expect("meanwhile each request was answered in time", slowest < LIMIT / 1000, f"{len(answers)}, {slowest:.2f} s")
    expect("some with an error", any(answer[0] == 500 for answer in answers))
    program.terminate()
    expect("SIGTERM ends the program", program.wait(12) == 0)


def cluster():
    secure = ["--tls", "--cacert", pem("ca")]
    ports = [free_port() for _ in range(3)]
    for port in ports:
        redis(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-config-file", "nodes.conf")
    nodes = [f"127.0.0.1:{port}" for port in ports]
    subprocess.run(["redis-cli", *secure, "--cluster", "create", *nodes, "--cluster-yes"], check=True, stdout=subprocess.DEVNULL)
    for _ in range(100):
        if "cluster_state:ok" in cli(ports[1], "cluster", "info", options=secure):
            break
        time.sleep(0.1)
    _, at = servers.site(SITE, f"rediss://localhost:{ports[1]}", SSL_CERT_FILE=pem("ca"))
    cookies = [ask(at)[2] for _ in range(30)]
    expect("a cluster over TLS keeps sessions", all(ask(at, "/", cookie)[1] == "views 2" for cookie in cookies))
    expect("all nodes have some", all(int(cli(port, "dbsize", options=secure)) > 0 for port in ports))
    slot = cli(ports[0], "cluster", "keyslot", "{moves}", options=secure)
    owner = int(slot) * 3 // 16384
    source, target = ports[owner], ports[(owner + 1) % 3]
    for port in (target, source):
        cli(port, "cluster", "setslot", slot, "node", cli(target, "cluster", "myid", options=secure), options=secure)
    expect("MOVED to another node of TLS is followed",
           ask(at, "/key/%7Bmoves%7D1")[1] == "set" and cli(target, "cluster", "countkeysinslot", slot, options=secure) == "1")


def everything():
    subprocess.run(["bash", ROOT / "tests/tls/certificates.sh", CERTS], check=True)
    who_is_trusted()
    client_certificates()
    no_tls_there()
    functions()
    npm()
    sessions()
    cluster()


servers.run_in(FOLDER, everything)
