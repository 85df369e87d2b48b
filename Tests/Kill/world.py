"""The two programs and the senders: what runs, what is killed, and what was answered."""

import ctypes
import http.client
import json
import os
import queue
import signal
import subprocess
import threading
import time

SECRET = "kill-9-under-load-in-an-instant"
LIBC = ctypes.CDLL(None, use_errno=True)
ROOTS = ["MNQ", "MES", "M2K", "MYM", "MGC", "MCL", "ES", "NQ"]
# Between two alerts that close a position.
CLOSE_SECONDS = 10.0
ACCOUNTS = {"one": 1001, "two": 1002}


def end_with_parent():
    """Runs in the new process: the kernel ends it when this program ends, however that happens."""
    LIBC.prctl(1, signal.SIGKILL)


class Program:
    """One process of the built binary; its standard output is read as it comes, all of it is kept in a file."""

    def __init__(self, words, log, environment):
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=self.log, env=environment, preexec_fn=end_with_parent)
        self.lines = queue.SimpleQueue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.decode().strip())
        self.lines.put(None)

    def line(self, start, seconds):
        """What follows `start` on the next line that has it; None when it ended or says nothing in time."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.lines.get(timeout=max(0.001, end - time.monotonic()))
            except queue.Empty:
                return None
            if line is None:
                return None
            if line.startswith(start):
                return line.removeprefix(start)

    def wait(self, seconds):
        """Its status, negative for a signal; None while it still runs."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self, how=signal.SIGKILL, seconds=40):
        """Signals it, by its own number alone, and waits until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.reader.join(5)
        self.process.stdout.close()
        self.log.close()
        return status


class World:
    def __init__(self, program, folder, faults):
        self.program = program
        self.folder = folder
        self.accounts = ACCOUNTS
        self.ledger = os.path.join(folder, "ledger.db")
        self.settings = os.path.join(folder, "settings.yaml")
        self.environment = {
            "PATH": os.environ["PATH"], "PAPER_USER": "paper", "PAPER_KEY": "paper-api-key",
            "ALERT_SECRET": SECRET}
        self.venue_port = 0
        self.venue = None
        self.bridge = None
        # Where alerts go now; None while nothing listens.
        self.webhook = None
        self.control = None
        self.faults = os.path.join(folder, "faults.json")
        with open(self.faults, "w", encoding="utf-8") as file:
            json.dump(faults, file)

    def path(self, name):
        return os.path.join(self.folder, name)

    # The venue.

    def start_venue(self):
        words = [self.program, "venue", "--listen", f"127.0.0.1:{self.venue_port}", "--no-rate-limit",
                 "--state", self.path("venue.state"), "--faults", self.faults]
        self.venue = Program(words, self.path("venue.log"), self.environment)
        address = self.venue.line("venue ready http://", 30)
        if address is None:
            raise RuntimeError("the venue did not start")
        if self.venue_port == 0:
            self.venue_port = int(address.rsplit(":", 1)[1])
            self.write_settings()

    @property
    def venue_url(self):
        return f"http://127.0.0.1:{self.venue_port}"

    def kill_venue(self):
        self.venue.end()
        self.start_venue()

    def write_settings(self):
        at = f"127.0.0.1:{self.venue_port}"
        rules = []
        for number, root in enumerate(ROOTS):
            resend = "while_fresh" if number % 2 == 0 else "never"
            targets = "\n".join(
                f"      - {{ account: {name}, contract: {root}, bracket: {{ stop_ticks: 16, "
                f"target_ticks: 24 }} }}" for name in ACCOUNTS)
            rules.append(
                f"  - name: {root}\n    when: {{ source: kill, ticker: {root}1! }}\n"
                f"    resend_entries: {resend}\n    to:\n{targets}\n")
        accounts = "".join(
            f"  {name}: {{ gateway: paper, id: {number}, person: {name}, risk: {{ max_size: 3, "
            "max_position: 15, max_minis: off, max_adds: off, max_working: off, max_risk: off, "
            "self_match: true, order_rate: off } }\n"
            for name, number in ACCOUNTS.items())
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(
                "listen: { webhook: 127.0.0.1:0, control: 127.0.0.1:0 }\n"
                f"ledger: {self.ledger}\nbreakers: {{ repeats: off, rejects: off }}\n"
                f"gateways:\n  paper:\n    rest: http://{at}\n    user_hub: ws://{at}/hubs/user\n"
                "    username: env:PAPER_USER\n    api_key: env:PAPER_KEY\n"
                f"accounts:\n{accounts}sources:\n  kill: {{ secret: env:ALERT_SECRET, max_age: 60s }}\n"
                "rules:\n" + "".join(rules))

    # The bridge.

    def start_bridge(self, kill_at=None):
        environment = dict(self.environment)
        if kill_at is not None:
            environment["ALERTBRIDGE_KILL_AT"] = kill_at
        self.bridge = Program(
            [self.program, "serve", "--config", self.settings], self.path("bridge.log"), environment)

    def wait_listening(self, seconds):
        """Whether it listens; False when it ended before."""
        webhook = self.bridge.line("webhook ready http://", seconds)
        if webhook is None:
            return False
        self.control = self.bridge.line("control ready http://", seconds)
        self.webhook = webhook
        return True

    def end_bridge(self, how=signal.SIGKILL):
        status = self.bridge.end(how)
        self.webhook = None
        self.control = None
        return status

    def readiness(self):
        """The answer of /readyz: whether it is ready, and the whole of it."""
        try:
            connection = http.client.HTTPConnection(self.control, timeout=5)
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status == 200, text
        except (OSError, http.client.HTTPException) as error:
            return False, str(error)

    def run(self, *words):
        """Another command of the binary: its status and its lines."""
        done = subprocess.run(
            [self.program, *words], capture_output=True, text=True, env=self.environment, timeout=300,
            check=False)
        return done.returncode, done.stdout.splitlines(), done.stderr

    def records(self, kind):
        status, lines, errors = self.run("ledger", kind, "--ledger", self.ledger, "--limit", "0", "--json")
        if status != 0:
            raise RuntimeError(f"ledger {kind} ended with {status}: {errors}")
        return [json.loads(line) for line in lines]


class Senders:
    """Post alerts until they are answered, as TradingView's own resends do, and keep every answer."""

    def __init__(self, world, dice, count, pause):
        self.world = world
        self.pause = pause
        self.answers = []
        self.posts = 0
        self.closesFrom = 0.0
        self.lock = threading.Lock()
        self.isOver = threading.Event()
        self.isPaused = threading.Event()
        seeds = [dice.getrandbits(32) for _ in range(count)]
        self.threads = [
            threading.Thread(target=self._run, args=(number, seed), daemon=True)
            for number, seed in enumerate(seeds)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.isOver.set()
        for thread in self.threads:
            thread.join(30)

    def _run(self, number, seed):
        import random
        dice = random.Random(seed)
        count = 0
        while not self.isOver.is_set():
            if self.isPaused.is_set():
                time.sleep(0.05)
                continue
            count += 1
            alert = self.alert(dice, f"s{number}-{seed}-{count}")
            self.post(alert)
            if dice.random() < 0.15:
                self.post(alert)
            time.sleep(dice.uniform(0, 2 * self.pause))

    def alert(self, dice, name):
        """Entries of both sides most of the time; a close or a reversal takes seconds at the venue."""
        alert = {"id": name, "ticker": dice.choice(ROOTS) + "1!", "secret": SECRET}
        kind = dice.random()
        side = dice.choice(["buy", "sell"])
        if kind < 0.84:
            alert |= {"action": side, "size": dice.randint(1, 3)}
        elif kind < 0.976:
            held = 1 if side == "sell" else -1
            alert |= {"action": side, "size": 1, "position": held,
                      "prev_position": "long" if side == "sell" else "short"}
        elif not self.is_due():
            alert |= {"action": side, "size": 1}
        elif kind < 0.988:
            alert |= {"action": "close"}
        else:
            alert |= {"action": "reverse", "size": 1}
        return alert

    def is_due(self):
        """Whether closes may come again: each takes seconds at the venue, and they follow one another."""
        with self.lock:
            isDue = time.monotonic() >= self.closesFrom
            if isDue:
                self.closesFrom = time.monotonic() + CLOSE_SECONDS
            return isDue

    def post(self, alert, seconds=3600):
        """Posts until there is an answer; the same message each time."""
        body = json.dumps(alert).encode()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.isOver.is_set():
            address = self.world.webhook
            if address is None:
                time.sleep(0.01)
                continue
            try:
                connection = http.client.HTTPConnection(address, timeout=10)
                connection.request("POST", "/hooks/kill", body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                status, text = answer.status, answer.read()
                connection.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
                continue
            with self.lock:
                self.posts += 1
            if status == 503:
                time.sleep(0.2)
                continue
            told = json.loads(text) if text else {}
            with self.lock:
                self.answers.append((alert["id"], status, told))
            return told
        return None
