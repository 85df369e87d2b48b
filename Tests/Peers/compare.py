"""Runs each server in turn under the load of `alertbridge bench load`; see `run`."""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# The secret in the messages of `alertbridge bench`.
SECRET = "bench-secret-that-is-long-enough-0123456789"
FIGURES = ["POST to 2xx, one connection", "answers", "POST to 2xx", "answers, new connections"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """A peer as a process group of its own."""

    def __init__(self, name, words, port, log, environment=None):
        self.name, self.port = name, port
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                words, env={**os.environ, **(environment or {})}, stdin=subprocess.DEVNULL, stdout=errors,
                stderr=errors, start_new_session=True)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.end()
        sys.exit(f"peers: {name} does not listen; see {log}")

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def webhook(folder, _):
    hooks = os.path.join(folder, "hooks.json")
    with open(hooks, "w", encoding="utf-8") as file:
        json.dump([{
            "id": "bench", "execute-command": "/bin/true", "response-message": "accepted",
            # Without a command it would answer an error; this one never runs, since the rule asks for what nobody sends.
            "trigger-rule": {"and": [
                {"match": {"type": "value", "value": SECRET, "parameter": {"source": "payload", "name": "secret"}}},
                {"match": {"type": "value", "value": "never", "parameter": {"source": "payload", "name": "action"}}},
            ]},
            "trigger-rule-mismatch-http-response-code": 200,
        }], file)
    port = free_port()
    return Server("webhook", ["webhook", "-hooks", hooks, "-ip", "127.0.0.1", "-port", str(port)], port,
                  os.path.join(folder, "webhook.log"))


def flask(folder, number):
    port = free_port()
    words = [os.path.join(folder, "venv/bin/gunicorn"), "--chdir", HERE, "--bind", f"127.0.0.1:{port}", "--workers", "2",
             "--threads", "8", "--worker-class", "gthread", "--keep-alive", "30", "bot:app"]
    return Server("flask", words, port, os.path.join(folder, "flask.log"),
                  {"LEDGER": os.path.join(folder, f"flask-{number}.db"), "SECRET": SECRET})


def bench(program, *words):
    done = subprocess.run([program, "bench", *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"peers: alertbridge bench {' '.join(words)}: {done.stderr.strip()}")
    return {(row["bench"], row["figure"]): row["value"] for row in map(json.loads, done.stdout.splitlines())}


def peer(start, folder, program, number, seconds):
    server = start(folder, number)
    try:
        path = f"http://127.0.0.1:{server.port}/hooks/bench"
        found = bench(program, "load", "--url", path, "--seconds", seconds)
    finally:
        server.end()
    return {name: found["load", name] for name in FIGURES}


def bridge(folder, program, seconds):
    found = bench(program, "latency", "--seconds", seconds, "--directory", folder)
    found |= bench(program, "intake", "--seconds", seconds, "--directory", folder)
    return {
        FIGURES[0]: found["latency", "POST to durable 2xx"], FIGURES[1]: found["intake", "durable alerts"],
        FIGURES[2]: found["intake", "POST to durable 2xx"],
        FIGURES[3]: found["intake", "durable alerts, new connections"],
    }, {
        FIGURES[0]: found["latency", "libmicrohttpd alone"], FIGURES[1]: found["intake", "libmicrohttpd alone"],
        FIGURES[3]: found["intake", "libmicrohttpd alone, new connections"],
    }


def main():
    program, folder, runs, seconds = sys.argv[1:]
    peers = {}
    if shutil.which("webhook"):
        peers["webhook, stores nothing"] = webhook
    else:
        print("peers: no webhook: apt-get install webhook")
    if os.path.exists(os.path.join(folder, "venv/bin/gunicorn")):
        peers["Flask, gunicorn, SQLite"] = flask
    found = {}
    for number in range(int(runs)):
        ours, floor = bridge(folder, program, seconds)
        found.setdefault("alertbridge", []).append(ours)
        found.setdefault("libmicrohttpd alone", []).append(floor)
        for name, start in peers.items():
            found.setdefault(name, []).append(peer(start, folder, program, number, seconds))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"medians of {runs} interleaved runs of {seconds} s; load average at the end {load}")
    print(f"{'':26}{'one connection':>16}{'64 kept':>12}{'64 kept':>12}{'64 new':>12}")
    print(f"{'':26}{'p50 us':>16}{'per second':>12}{'p50 us':>12}{'per second':>12}")
    for name, rows in found.items():
        cells = [[row[figure] for row in rows if figure in row] for figure in FIGURES]
        texts = [f"{statistics.median(cell):.0f}" if cell else "-" for cell in cells]
        print(f"{name:26}{texts[0]:>16}{texts[1]:>12}{texts[2]:>12}{texts[3]:>12}")


main()
