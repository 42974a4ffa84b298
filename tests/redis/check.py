"""check.py SITE CLIENT FOLDER: runs the site on a Redis of its own and on a cluster, and takes both away under load."""
import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import time

import servers
from servers import ask, back_within, cli, expect, free_port

SITE, CLIENT, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
LIMIT = 2.0  # seconds that an answer may take while Redis is away


def redis(port, *more):
    return servers.redis(FOLDER, port, *more)


def site(url, threads=1):
    return servers.site(SITE, url, threads)


def visit(port, seconds, cookies):
    """16 visitors at once; the answers of all."""
    end = time.monotonic() + seconds

    def one(cookie):
        answers = []
        while time.monotonic() < end:
            answers.append(ask(port, "/", cookie))
        return answers
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return [answer for answers in pool.map(one, cookies) for answer in answers]


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def memory(pid):
    """KB of the program in memory."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * 4


def outage(at, server, cookies, seconds):
    """The answers of a load of so many seconds, in the first of which the server dies."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        load = pool.submit(visit, at, seconds, cookies)
        time.sleep(1)
        server.kill()
        server.wait()
        return load.result()


def one_server():
    port = free_port()
    server = redis(port)
    program, at = site(f"redis://127.0.0.1:{port}", 2)
    _, body, cookie, _ = ask(at)
    expect("a session begins", body == "views 1", body)
    expect("and goes on", ask(at, "/", cookie)[1] == "views 2")
    cookies = [ask(at)[2] for _ in range(16)]
    visit(at, 1, cookies)
    time.sleep(0.3)
    before = descriptors(program.pid)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        load = pool.submit(visit, at, 4, cookies)
        time.sleep(1)
        server.send_signal(signal.SIGSTOP)
        answers = load.result()
    slowest = max(answer[3] for answer in answers)
    expect("a Redis that has stopped answering: every request is answered in time", slowest < LIMIT, f"{len(answers)}, {slowest:.2f} s")
    expect("some with an error", any(answer[0] == 500 for answer in answers))
    server.send_signal(signal.SIGCONT)
    expect("it goes on by itself", back_within(at, cookie, 8))
    answers = outage(at, server, cookies, 4)
    slowest = max(answer[3] for answer in answers)
    expect("a Redis that has died: every request is answered in time", slowest < LIMIT, f"{len(answers)}, {slowest:.2f} s")
    server = redis(port)
    expect("it goes on by itself", back_within(at, cookie, 8))
    settled = memory(program.pid)
    for _ in range(3):
        outage(at, server, cookies, 2)
        server = redis(port)
        expect("and again", back_within(at, cookie, 8))
    time.sleep(0.5)
    grown = memory(program.pid) - settled
    expect("no memory is lost with it", grown < 1024, f"{settled} KB, {grown:+} KB after three more")
    expect("no descriptor is lost", descriptors(program.pid) <= before + 1, f"{before}, {descriptors(program.pid)}")
    program.terminate()
    expect("SIGTERM ends the program", program.wait(12) == 0)


def moving(at, ports):
    """A slot on its way from one node to another: ASK while it moves, MOVED afterwards."""
    slot = cli(ports[0], "cluster", "keyslot", "{moves}")
    owner = int(slot) * 3 // 16384
    source, target = ports[owner], ports[(owner + 1) % 3]
    expect("a key is where it belongs", ask(at, "/key/%7Bmoves%7D1")[1] == "set" and cli(source, "exists", "{moves}1") == "1")
    cli(target, "cluster", "setslot", slot, "importing", cli(source, "cluster", "myid"))
    cli(source, "cluster", "setslot", slot, "migrating", cli(target, "cluster", "myid"))
    expect("ASK is followed", ask(at, "/key/%7Bmoves%7D2")[1] == "set" and cli(source, "cluster", "countkeysinslot", slot) == "1")
    cli(source, "migrate", "127.0.0.1", str(target), "{moves}1", "0", "1000")
    for port in (target, source):
        cli(port, "cluster", "setslot", slot, "node", cli(target, "cluster", "myid"))
    expect("MOVED is followed", ask(at, "/key/%7Bmoves%7D3")[1] == "set" and cli(target, "cluster", "countkeysinslot", slot) == "3")


def failing(at, servers, ports, replica):
    """The first master dies; its replica takes over."""
    for _ in range(100):
        if "master_link_status:up" in cli(replica, "info", "replication") and "connected_slaves:1" in cli(ports[0], "info", "replication"):
            break
        time.sleep(0.1)
    cookies = [ask(at)[2] for _ in range(30)]
    time.sleep(0.5)
    servers[0].kill()
    servers[0].wait()
    slowest, end = 0, time.monotonic() + 20
    while True:
        answers = [ask(at, "/", cookie) for cookie in cookies]
        slowest = max(slowest, *(answer[3] for answer in answers))
        if all(answer[0] == 200 for answer in answers) or time.monotonic() > end:
            break
    expect("a master dies: every request is answered in time", slowest < LIMIT, f"{slowest:.2f} s")
    expect("its replica takes over without a restart", all(answer[0] == 200 for answer in answers))
    expect("no session is lost", all(int(answer[1].split()[1]) > 1 for answer in answers))


def cluster():
    ports = [free_port() for _ in range(3)]
    servers = []
    for port in ports:
        servers.append(redis(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-config-file", "nodes.conf"))
    nodes = [f"127.0.0.1:{port}" for port in ports]
    subprocess.run(["redis-cli", "--cluster", "create", *nodes, "--cluster-yes"], check=True, stdout=subprocess.DEVNULL)
    for _ in range(100):
        state = subprocess.run(["redis-cli", "-p", str(ports[1]), "cluster", "info"], capture_output=True, text=True, check=True).stdout
        if "cluster_state:ok" in state:
            break
        time.sleep(0.1)
    replica = free_port()
    redis(replica, "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-config-file", "nodes.conf")
    subprocess.run(["redis-cli", "--cluster", "add-node", f"127.0.0.1:{replica}", nodes[0], "--cluster-slave",
                    "--cluster-master-id", cli(ports[0], "cluster", "myid")], check=True, stdout=subprocess.DEVNULL)
    _, at = site(f"redis://localhost:{ports[1]}")
    cookies = [ask(at)[2] for _ in range(30)]
    expect("a cluster by the URL of one node keeps sessions", all(ask(at, "/", cookie)[1] == "views 2" for cookie in cookies))
    expect("all nodes have some", all(int(subprocess.run(["redis-cli", "-p", str(port), "dbsize"], capture_output=True, text=True,
                                                         check=True).stdout) > 0 for port in ports))
    expect("commands on keys of several slots", ask(at, "/cluster")[1] == '{"got":["1",null,null,"2"],"n":3,"cluster":true,"size":30}')
    expect("length() counts all nodes", ask(at, "/all")[1] == "30")
    expect("clear() clears all", ask(at, "/clear")[1] == '"ok"' and ask(at, "/all")[1] == "0")
    moving(at, ports)
    failing(at, servers, ports, replica)


def functions():
    port = free_port()
    redis(port)
    done = subprocess.run([CLIENT], env={**os.environ, "REDIS_URL": f"redis://127.0.0.1:{port}/2"}, capture_output=True, text=True, timeout=60)
    expect("the client's functions", done.returncode == 0, done.stdout + done.stderr if done.returncode else "")


def everything():
    one_server()
    cluster()
    functions()


servers.run_in(FOLDER, everything)
