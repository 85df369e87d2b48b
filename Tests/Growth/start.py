"""Measures starts of `alertbridge serve` on large ledgers; see `run`."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

START_MAX = 2.0
ACCOUNTS_MAX = 10.0
ACCOUNTS = 20
SECRET = "0123456789abcdef0123456789abcdef"
ENVIRONMENT = {**os.environ, "PAPER_USER": "paper", "PAPER_KEY": "paper-api-key", "ALERT_SECRET": SECRET}


def settings(folder, venue):
    accounts = "\n".join(
        f"  paper-{n}: {{ gateway: paper, id: {1000 + n}, risk: {{ max_size: 4, max_position: 4, max_adds: off, max_risk: off }} }}"
        for n in range(1, ACCOUNTS + 1))
    path = os.path.join(folder, "settings.yaml")
    with open(path, "w") as file:
        file.write(f"""
listen: {{ webhook: 127.0.0.1:0, control: 127.0.0.1:0 }}
ledger: {folder}/ledger.db
gateways:
  paper:
    rest: http://127.0.0.1:{venue}
    user_hub: ws://127.0.0.1:{venue}/hubs/user
    market_hub: ws://127.0.0.1:{venue}/hubs/market
    username: env:PAPER_USER
    api_key: env:PAPER_KEY
accounts:
{accounts}
sources:
  orb: {{ secret: env:ALERT_SECRET }}
rules:
  - name: orb-nasdaq
    when: {{ source: orb }}
    to:
      - {{ account: paper-1, contract: MNQ, size: {{ fixed: 1 }}, bracket: {{ stop_ticks: 80 }} }}
""")
    return path


def start(program, words, wanted):
    """Starts a program; returns it, what follows each wanted prefix, and the seconds until the last came."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [program, *words], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = []
    for prefix in wanted:
        line = process.stdout.readline()
        if not line.startswith(prefix):
            process.kill()
            sys.exit(f"{words[0]} did not get ready: {line}{process.stderr.read()}")
        found.append(line[len(prefix):].strip())
    return process, found, time.monotonic() - begun


def serve(program, path):
    return start(program, ["serve", "--config", path], ["webhook ready ", "control ready "])


def end(process, number=signal.SIGTERM):
    process.send_signal(number)
    process.communicate()


def drop_pages():
    os.sync()
    try:
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3")
        return True
    except OSError:
        return False


def memory(process):
    with open(f"/proc/{process.pid}/status") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1024
    return 0


def verify(program, ledger):
    """Checks the whole ledger, in memory that does not grow with it."""
    begun = time.monotonic()
    process = subprocess.Popen([program, "ledger", "verify", "--ledger", ledger], stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"the grown ledger is not sound: {said}")
    print(f"  verify: sound, {time.monotonic() - begun:.1f} s ({used.ru_utime + used.ru_stime:.1f} s of a processor), "
          f"{used.ru_maxrss // 1024} MiB", flush=True)


def measure_starts(program, growth, alerts):
    folder = tempfile.mkdtemp(prefix="growth-")
    try:
        ledger = os.path.join(folder, "ledger.db")
        grown = subprocess.run([growth, ledger, str(alerts), "64"], stdout=subprocess.PIPE, text=True)
        if grown.returncode != -signal.SIGKILL:
            sys.exit(f"the ledger did not grow: {grown.stdout}")
        print(grown.stdout.strip(), flush=True)
        path = settings(folder, 1)
        is_cold = drop_pages()
        slowest = 0.0
        for kind in ["after kill -9, cold" if is_cold else "after kill -9", "after kill -9 of serve, cold", "warm"]:
            if "cold" in kind and not drop_pages():
                kind = kind.replace(", cold", "")
            process, _, seconds = serve(program, path)
            print(f"  start {kind}: {seconds * 1000:.0f} ms, {memory(process)} MiB", flush=True)
            slowest = max(slowest, seconds)
            end(process, signal.SIGKILL if kind != "warm" else signal.SIGTERM)
        verify(program, ledger)
        return slowest
    finally:
        shutil.rmtree(folder)


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def measure_accounts(program):
    folder = tempfile.mkdtemp(prefix="growth-")
    words = ["venue", "--listen", "127.0.0.1:0", "--accounts", str(ACCOUNTS)]
    venue, found, _ = start(program, words, ["venue ready "])
    try:
        path = settings(folder, found[0].rsplit(":", 1)[1])
        # Counted from before the venue's first answer: from the bridge's own start.
        begun = time.monotonic()
        bridge, found, _ = serve(program, path)
        while time.monotonic() - begun < 60:
            parts = get(found[1] + "/readyz")["parts"]
            ready = sum(part["ready"] for part in parts if part["name"].startswith("account "))
            if ready == ACCOUNTS:
                break
            time.sleep(0.02)
        seconds = time.monotonic() - begun
        print(f"accounts={ready} of {ACCOUNTS} agree with the venue after {seconds:.2f} s", flush=True)
        end(bridge)
        return seconds
    finally:
        end(venue, signal.SIGKILL)
        shutil.rmtree(folder)


def main():
    program, growth, *counts = sys.argv[1:]
    starts = [measure_starts(program, growth, int(count)) for count in counts]
    accounts = measure_accounts(program)
    is_fast = max(starts) < START_MAX and accounts < ACCOUNTS_MAX
    print(f"slowest start {max(starts) * 1000:.0f} ms of {START_MAX * 1000:.0f}, accounts {accounts:.1f} s of "
          f"{ACCOUNTS_MAX:.0f}: {'as promised' if is_fast else 'TOO SLOW'}")
    sys.exit(0 if is_fast else 1)


main()
