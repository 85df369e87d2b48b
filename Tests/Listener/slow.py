#!/usr/bin/env python3
"""Slow sockets against serve while good alerts flow, in the clear and with listen.tls: slow.py PROGRAM COUNT.

Ends with 1 beyond a limit. Certificates are made with openssl.
"""

import os
import pathlib
import resource
import select
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

SECRET = "0123456789abcdef0123456789abcdef"
SETTINGS = """
listen: {{ webhook: 127.0.0.1:0, control: 127.0.0.1:0{tls} }}
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


def plain(client):
    return client


# Nobody looks at the listener's certificate.
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXT.check_hostname = False
CONTEXT.verify_mode = ssl.CERT_NONE


def secured(client):
    return CONTEXT.wrap_socket(client)


def hello():
    """What a client says first."""
    outgoing = ssl.MemoryBIO()
    try:
        CONTEXT.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def good(port, name, stop, times, wrong, wrap):
    """One alert every 20 ms, each on a connection of its own, until told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        began = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", port), 10, ("127.0.0.250", 0)) as raw:
                client = wrap(raw)
                client.sendall(alert(f"{name}-{number}").encode())
                answer = client.recv(4096)
            if not answer.startswith(b"HTTP/1.1 200"):
                wrong.append(answer[:40])
        except OSError as failure:
            wrong.append(str(failure))
        times.append(time.monotonic() - began)
        stop.wait(0.02)


HEAD = b"POST /hooks/demo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"


def gather(poll, milliseconds, sockets, started, ended):
    """Takes note of those that the listener has ended; what it says before is thrown away."""
    for number, _ in poll.poll(milliseconds):
        try:
            if sockets[number].recv(65536):
                continue
        except (BlockingIOError, ssl.SSLWantReadError):
            continue
        except OSError:
            pass
        ended.append(time.monotonic() - started[number])
        poll.unregister(number)
        sockets.pop(number).close()


def attack(port, count, address, begin, wrap):
    """Opens the slow sockets, sends one byte each 10 s, and tells how long each stayed open."""
    started, ended = {}, []
    poll = select.poll()
    sockets = {}
    for index in range(count):
        client = socket.socket()
        client.bind((address(index), 0))
        client.connect(("127.0.0.1", port))
        # Only now: a backlog that is full makes the kernel ask again after a second.
        opened = time.monotonic()
        client = wrap(client)
        client.setblocking(False)
        started[client.fileno()] = opened
        sockets[client.fileno()] = client
        try:
            client.send(begin)
        except OSError:
            pass
        poll.register(client, select.POLLIN | select.POLLHUP | select.POLLERR)
        gather(poll, 0, sockets, started, ended)
    deadline = time.monotonic() + 20
    second = time.monotonic() + 10
    while sockets and time.monotonic() < deadline:
        gather(poll, 200, sockets, started, ended)
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
    failed = [run(program, count, ways) for ways in (CLEAR, SECURED)]
    sys.exit(1 if any(failed) else 0)


def run(program, count, ways):
    with tempfile.TemporaryDirectory() as folder:
        tls = ""
        if ways is SECURED:
            key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate,
                 "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
            os.chmod(key, 0o600)
            tls = f", tls: {{ certificate: {certificate}, key: {key} }}"
        settings = pathlib.Path(folder, "settings.yaml")
        settings.write_text(SETTINGS.format(folder=folder, tls=tls))
        environment = dict(os.environ, SECRET=SECRET, NAME="nobody")
        bridge = subprocess.Popen(
            [program, "serve", "--config", settings], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, text=True)
        try:
            port = int(bridge.stdout.readline().rsplit(":", 1)[1])
            bridge.stdout.readline()
            return measure(bridge, port, count, ways)
        finally:
            bridge.terminate()
            bridge.wait(30)


def many(index):
    return f"127.0.{1 + index // 200}.{1 + index % 200}"


def one(index):
    return "127.0.0.1"


CLEAR = {
    "one address": (one, b"P", plain),
    "many addresses": (many, b"P", plain),
    "many addresses, in their bodies": (many, HEAD, plain),
}
SECURED = {
    "one address, before TLS": (one, b"\x16", plain),
    "many addresses, before TLS": (many, b"\x16", plain),
    "many addresses, in their handshakes": (many, hello(), plain),
    "many addresses, in their bodies over TLS": (many, HEAD, secured),
}


def measure(bridge, port, count, ways):
    failed = False
    for name, (address, begin, wrap) in ways.items():
        times, wrong, stop = [], [], threading.Event()
        quiet = threading.Event()
        ids = name.replace(" ", "-").replace(",", "")
        sender = threading.Thread(target=good, args=(port, ids, stop, times, wrong, secured if ways is SECURED else plain))
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
        ended, left = attack(port, count, address, begin, wrap)
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
