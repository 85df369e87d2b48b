#!/usr/bin/env python3
"""Slow sockets against serve while good alerts flow: slow.py PROGRAM COUNT. Ends with 1 beyond a limit."""

import os
import pathlib
import resource
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time

SECRET = "0123456789abcdef0123456789abcdef"
SETTINGS = """
listen: {{ webhook: 127.0.0.1:0, control: 127.0.0.1:0 }}
ledger: {folder}/ledger.db
gateways:
  paper: {{ rest: http://127.0.0.1:9, user_hub: ws://127.0.0.1:9/hubs/user, username: env:NAME, api_key: env:NAME }}
accounts:
  one: {{ gateway: paper, id: 1001 }}
sources:
  demo: {{ secret: env:SECRET }}
rules:
  - {{ name: all, when: {{}}, to: [{{ account: one, contract: MNQ }}] }}
"""


def memory(pid):
    """Resident bytes."""
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def alert(number):
    body = f'{{"secret":"{SECRET}","id":"{number}","action":"buy","ticker":"NQ1!","size":1}}'
    return f"POST /hooks/demo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def good(port, name, stop, times, wrong):
    """One alert every 20 ms, each on a connection of its own, until told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        began = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", port), 10, ("127.0.0.250", 0)) as client:
                client.sendall(alert(f"{name}-{number}").encode())
                answer = client.recv(4096)
            if not answer.startswith(b"HTTP/1.1 200"):
                wrong.append(answer[:40])
        except OSError as failure:
            wrong.append(str(failure))
        times.append(time.monotonic() - began)
        stop.wait(0.02)


HEAD = b"POST /hooks/demo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"


def attack(port, count, address, begin):
    """Opens the slow sockets, sends one byte each 10 s, and tells how long each stayed open."""
    started, ended = {}, []
    poll = select.poll()
    sockets = {}
    for index in range(count):
        client = socket.socket()
        client.bind((address(index), 0))
        client.connect(("127.0.0.1", port))
        client.setblocking(False)
        started[client.fileno()] = time.monotonic()
        sockets[client.fileno()] = client
        try:
            client.send(begin)
        except OSError:
            pass
        poll.register(client, select.POLLIN | select.POLLHUP | select.POLLERR)
    deadline = time.monotonic() + 20
    second = time.monotonic() + 10
    while sockets and time.monotonic() < deadline:
        for number, _ in poll.poll(200):
            ended.append(time.monotonic() - started[number])
            poll.unregister(number)
            sockets.pop(number).close()
        if time.monotonic() > second:
            second += 10
            for client in sockets.values():
                try:
                    client.send(b"O")
                except OSError:
                    pass
    left = len(sockets)
    for client in sockets.values():
        client.close()
    return ended, left


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main():
    program, count = sys.argv[1], int(sys.argv[2])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    with tempfile.TemporaryDirectory() as folder:
        settings = pathlib.Path(folder, "settings.yaml")
        settings.write_text(SETTINGS.format(folder=folder))
        environment = dict(os.environ, SECRET=SECRET, NAME="nobody")
        bridge = subprocess.Popen(
            [program, "serve", "--config", settings], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, text=True)
        try:
            port = int(bridge.stdout.readline().rsplit(":", 1)[1])
            bridge.stdout.readline()
            failed = measure(bridge, port, count)
        finally:
            bridge.terminate()
            bridge.wait(30)
    sys.exit(1 if failed else 0)


def many(index):
    return f"127.0.{1 + index // 200}.{1 + index % 200}"


def measure(bridge, port, count):
    failed = False
    ways = {
        "one address": (lambda index: "127.0.0.1", b"P"),
        "many addresses": (many, b"P"),
        "many addresses, in their bodies": (many, HEAD),
    }
    for name, (address, begin) in ways.items():
        times, wrong, stop = [], [], threading.Event()
        quiet = threading.Event()
        ids = name.replace(" ", "-").replace(",", "")
        sender = threading.Thread(target=good, args=(port, ids, stop, times, wrong))
        sender.start()
        quiet.wait(2)
        before, undisturbed = memory(bridge.pid), len(times)
        peak = [before]

        def watch():
            while not stop.is_set():
                peak[0] = max(peak[0], memory(bridge.pid))
                stop.wait(0.1)

        watcher = threading.Thread(target=watch)
        watcher.start()
        ended, left = attack(port, count, address, begin)
        stop.set()
        sender.join()
        watcher.join()
        during = times[undisturbed:]
        p99, growth = percentile(during, 0.99), (peak[0] - before) / 2**20
        longest = max(ended, default=0)
        print(
            f"slow sockets from {name}: {count} opened, {len(ended)} closed by the listener, longest {longest:.2f} s, "
            f"{left} left; {len(during)} good alerts beside them, {len(wrong)} not taken, "
            f"p50 {percentile(during, 0.5) * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms; memory +{growth:.1f} MiB")
        failed = failed or bool(left or wrong) or longest > 5 or p99 > 0.5 or growth > 64
        if bridge.poll() is not None:
            print("the bridge has ended")
            return True
    return failed


main()
