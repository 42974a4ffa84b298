"""soak.py FOLDER SECONDS COMMAND…: mixed visitors for so long; memory and descriptors at the end are what they were."""
import os
import shutil
import statistics
import subprocess
import sys
import time

from harness import Load, Server, Watch, expect, free_port, megabytes, prepare, raise_limits, tell, wait_for
from visitors import visit


def start_redis(folder):
    if not shutil.which("redis-server"):
        return None, None
    port = free_port()
    (folder / "redis").mkdir(exist_ok=True)
    process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder / "redis"],
                               stdout=subprocess.DEVNULL)
    wait_for(port)
    return process, port


def wanted():
    """Whether the suite beside which this runs is still there; by itself it always is."""
    suite = os.environ.get("ENDURANCE_SUITE")
    return not suite or os.path.exists(f"/proc/{suite}")


def median(samples, begin, end):
    chosen = [(rss, count) for at, rss, count in samples if begin <= at <= end]
    return [statistics.median(values) for values in zip(*chosen)]


def main():
    folder, seconds, command = prepare(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    raise_limits()
    redis, redis_port = start_redis(folder)
    # The first figures are taken when sessions come to their end as fast as new ones begin.
    settled = min(300, seconds * 0.5)
    window = min(60, seconds / 6)
    env = {"SESSION_MS": round(min(120, settled / 3) * 1000)}
    if redis:
        env["REDIS_URL"] = f"redis://127.0.0.1:{redis_port}"
    server = Server(command, folder, tls=True, **env)
    descriptors = server.descriptors()
    with Watch(server, 1 if seconds >= 60 else 0.25) as watch, Load(visit, server.port, server.tls_port, bool(redis), 500, 1) as load:
        cpu = server.cpu()
        until, told = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() < until and server.alive() and wanted():
            time.sleep(0.25)
            if time.monotonic() - told > 60:
                told = time.monotonic()
                print(f"        {until - told:.0f} s to go: {megabytes(server.rss())}, {server.descriptors()} descriptors", flush=True)
        cpu = (server.cpu() - cpu) / seconds
        last = watch.samples[-1][0]
        counts = load.stop()
    wrong, took = counts.pop("wrong", []), counts.pop("seconds", 0)
    print("       ", ", ".join(f"{name} {count}" for name, count in counts.items()), flush=True)
    # On a machine with other things to do there are fewer.
    expect("they visit", sum(counts.values()) > seconds * 30 and len(counts) == 19,
           f"{sum(counts.values())} steps in {took:.0f} s, {cpu:.1%} of a core")
    expect("everything is answered as it should be", not wrong, f"{len(wrong)} wrong; {wrong[:5]}" if wrong else "")
    expect("it lives", server.alive())
    if last < seconds - 1:
        expect("it lasts to its end", False, f"{last:.0f} s")
        tell()
    first, final = median(watch.samples, settled, settled + window), median(watch.samples, last - window, last)
    share = 0.05 if seconds >= 900 else 0.15
    expect(f"memory at the end is within {share:.0%} of that after {settled:.0f} s", final[0] <= first[0] * (1 + share),
           f"{megabytes(first[0])}, then {megabytes(final[0])}; at most {megabytes(watch.peak)}")
    expect(f"descriptors at the end are within {share:.0%} of those after {settled:.0f} s", final[1] <= first[1] * (1 + share) + 2,
           f"{first[1]:.0f}, then {final[1]:.0f}; at most {watch.most_descriptors}")
    expect("when all have left, so have their descriptors", server.settles(descriptors), f"{descriptors}, then {server.descriptors()}")
    took, status = server.terminate()
    expect("it ends well", status == 0, f"after {took:.1f} s")
    if redis:
        redis.terminate()
        redis.wait()
    tell()


if __name__ == "__main__":
    main()
