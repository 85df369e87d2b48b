"""Many accounts at paper venues: logins, the bridge's settings for them, alerts, and how it all comes to rest."""

import http.client
import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

for folder in ("Kill", "Conformance"):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / folder))
from venue import Rest  # noqa: E402
from world import SECRET, Program, World  # noqa: E402

CALLS_PER_MINUTE = 200
UNFINISHED = {"approved", "sent", "lost"}


class Failure(Exception):
    """The run did not come to where it can be judged."""


@dataclass
class Account:
    name: str
    number: int
    balance: float = 50000
    # What stands in the settings besides gateway and id.
    settings: str = ""


@dataclass
class Login:
    """A user at a venue, and the gateway of the settings that signs in as it."""
    name: str
    accounts: list = field(default_factory=list)

    @property
    def key(self):
        return f"key-of-{self.name}"


class Venue:
    """One paper venue with the logins of one firm; started again it keeps its port and its book."""

    def __init__(self, fleet, name, logins, *options, switches=None):
        self.fleet, self.name, self.logins, self.options = fleet, name, logins, list(options)
        self.switches = switches or {}
        self.port = 0
        self.program = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *more):
        users = self.fleet.path(f"{self.name}.users.json")
        with open(users, "w", encoding="utf-8") as file:
            json.dump({"users": [
                {"name": login.name, "key": login.key, "accounts": [
                    {"id": one.number, "name": one.name, "balance": one.balance, "bracket_mode": "auto_oco"}
                    for one in login.accounts]} for login in self.logins], "switches": self.switches}, file)
        self.program = Program(
            [self.fleet.program, "venue", "--listen", f"127.0.0.1:{self.port}", "--users", users, "--state",
             self.fleet.path(f"{self.name}.state"), *self.options, *more],
            self.fleet.path(f"{self.name}.log"), self.fleet.environment)
        address = self.program.line("venue ready http://", 30)
        if address is None:
            raise Failure(f"the venue {self.name} did not start")
        self.port = int(address.rsplit(":", 1)[1])

    def calls(self):
        """Every call that counted for a limit, as the venue noted it: microseconds, login, endpoint, refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/_venue/calls")
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer["calls"]

    def rest(self, login):
        return Rest(self.url, login.name, login.key)


class Fleet(World):
    """The bridge with every login of several venues."""

    def __init__(self, program, folder):
        super().__init__(os.path.abspath(program), folder, [])
        self.venues = []
        # Posts that were answered 503.
        self.resent = 0

    def add(self, name, logins, *options, switches=None):
        venue = Venue(self, name, logins, *options, switches=switches)
        self.venues.append(venue)
        self.accounts = {one.name: one.number for _, _, one in self.each()}
        return venue

    def each(self):
        """Venue, login and account of every account."""
        return [(venue, login, one) for venue in self.venues for login in venue.logins
                for one in login.accounts]

    def start_venues(self, *more):
        for venue in self.venues:
            venue.start(*more)

    def write(self, rules, top=""):
        """The settings file: every login and account, and these rules."""
        gateways, accounts = "", ""
        for venue in self.venues:
            for login in venue.logins:
                key = login.name.upper().replace("-", "_")
                self.environment |= {f"USER_{key}": login.name, f"KEY_{key}": login.key}
                gateways += (
                    f"  {login.name}:\n    rest: {venue.url}\n    user_hub: ws://127.0.0.1:{venue.port}/hubs/user\n"
                    f"    username: env:USER_{key}\n    api_key: env:KEY_{key}\n")
                for one in login.accounts:
                    accounts += (
                        f"  {one.name}: {{ gateway: {login.name}, id: {one.number}"
                        f"{', ' if one.settings else ''}{one.settings} }}\n")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(
                "listen: { webhook: 127.0.0.1:0, control: 127.0.0.1:0 }\n"
                f"ledger: {self.ledger}\n{top}"
                f"gateways:\n{gateways}accounts:\n{accounts}"
                f"sources:\n  fleet: {{ secret: env:ALERT_SECRET }}\nrules:\n{rules}")

    def begin(self, seconds=60):
        self.start_bridge()
        if not self.wait_listening(seconds):
            raise Failure(f"the bridge did not start: status {self.bridge.wait(5)}; see {self.path('bridge.log')}")

    def post(self, **alert):
        """The wall time of the first post, the status and what was answered; 503 is sent again, as TradingView does."""
        body = json.dumps({"secret": SECRET} | alert).encode()
        began = time.time()
        while True:
            connection = http.client.HTTPConnection(self.webhook, timeout=30)
            connection.request("POST", "/hooks/fleet", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
            connection.close()
            if status != 503 or time.time() - began > 120:
                return began, status, json.loads(text) if text else {}
            self.resent += 1
            time.sleep(0.2)

    def parts(self):
        """What /readyz tells of each part."""
        _, text = self.readiness()
        try:
            return json.loads(text)["parts"]
        except ValueError:
            return [{"name": "control", "ready": False, "reason": text}]

    def unready(self):
        return [part for part in self.parts() if not part["ready"]]

    def unfinished(self):
        return [row for row in self.records("orders") if row["state"] in UNFINISHED]

    def wait(self, holds, what, seconds, now=lambda: "", pause=0.25):
        """Seconds until it held."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > seconds:
                raise Failure(f"waited {seconds} s for {what}: {str(now())[:1500]}")
            time.sleep(pause)
        return time.monotonic() - began

    def end(self):
        """Ends what it started and nothing else."""
        for program in [self.bridge] + [venue.program for venue in self.venues]:
            if program is not None and program.process.poll() is None:
                program.end()


def most_within(times, span=60_000_000):
    """The largest number of calls in any window of a minute; times in microseconds, ascending."""
    most = first = 0
    for index, at in enumerate(times):
        while times[first] <= at - span:
            first += 1
        most = max(most, index - first + 1)
    return most


def share(values, part):
    """The value below which a part of the values lies; values ascending."""
    return values[min(len(values) - 1, int(part * len(values)))]
