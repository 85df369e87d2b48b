"""Generated calls, good and bad, to every operation that the venue describes in its own OpenAPI document.

Each operation meets a venue of its own, fresh and logged in, so that no call is refused for coming too
often, and what one operation's calls leave behind cannot hide another's faults.
"""

import json
import time

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance, negative_data_rejection, response_headers_conformance,
    response_schema_conformance, status_code_conformance)

from venue import ACCOUNT, BUY, LIMIT, SELL, Rest, Venue, place_bracketed, run_main

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance]
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
DOCUMENT = "/swagger/v1/swagger.json"
EXAMPLES_MAX = 60
CALLS_MAX = 180
# A slow machine makes so many calls to each operation even when its share of the time is over.
CALLS_MIN = 30
SECONDS_MAX = 80.0
# A call to these ends the session or needs none.
OPEN_PATHS = {"/api/Auth/loginKey", "/api/Auth/loginApp"}


def flat(error):
    """The single failures inside an error, whatever it wraps them in."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in flat(part)]
    return [error]


class Fuzz:
    """One operation's calls."""

    def __init__(self, venue, rest, path, until):
        self.url = venue.url
        self.path = path
        self.until = until
        self.rest = rest
        self.statuses = {}
        self.refused = 0
        self.calls = 0
        self.findings = {}

    def headers(self):
        return {} if self.path in OPEN_PATHS else {"Authorization": "Bearer " + self.rest.token}

    def once(self, case, checks):
        if self.calls >= (CALLS_MIN if time.monotonic() > self.until else CALLS_MAX):
            return
        self.calls += 1
        response = case.call(base_url=self.url, headers=self.headers(), timeout=10)
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        if response.status_code == 200 and b'"success":false' in response.content.replace(b" ", b""):
            self.refused += 1
        if self.path.endswith("/logout") and response.status_code == 200:
            self.rest = Rest(self.url)
        try:
            case.validate_response(response, checks=checks)
        except (Failure, FailureGroup, AssertionError) as error:
            for leaf in flat(error):
                self.keep(leaf, case, response)

    def keep(self, failure, case, response):
        title = getattr(failure, "title", type(failure).__name__)
        said = " ".join(str(getattr(failure, "message", failure)).split())[:300]
        body = repr(case.body)[:200]
        self.findings.setdefault(
            title, f"HTTP {response.status_code} to {body}: {said} | {response.content[:200]!r}")

    def run(self, operation, mode, examples):
        checks = CHECKS + [negative_data_rejection] if mode == NEGATIVE else CHECKS

        @seed(20261121)
        @settings(
            max_examples=examples, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def generated(case):
            self.once(case, checks)

        generated()


def near_values(document, contract, order):
    """The document with requests narrowed to what exists and lies near the edges, so that calls get far."""
    whole = {
        "accountId": [ACCOUNT], "orderId": [order, order + 1, 1], "type": [0, 1, 2, 3, 4, 5, 6, 7, 999],
        "side": [0, 1, 2], "size": [-1, 0, 1, 2, 3], "ticks": [-400, -4, -3, 0, 3, 4, 400],
        "unit": [0, 1, 2, 3, 4, 5, 6, 7, 8], "unitNumber": [-1, 0, 1, 5], "limit": [0, 1, 500, 20000, 20001],
        "pageSize": [-1, 0, 1, 100, 101], "pageOffset": [-1, 0, 1, 1000],
        "sortBy": [0, 1, 2], "sortDirection": [0, 1, 2],
    }
    prices = [0.0, -1.0, 24000.0, 24000.25, 24000.1, 25000.0, 26000.0, 7.9e28]
    times = ["2026-01-01T00:00:00Z", "2099-01-01T00:00:00+00:00", "1970-01-01T00:00:00.1234567Z"]
    narrowed = json.loads(json.dumps(document))
    for name, model in narrowed["components"]["schemas"].items():
        if not name.endswith(("Request", "Filter", "Bracket")):
            continue
        for field, described in model.get("properties", {}).items():
            values = {"contractId": [contract, contract + "X"]} | whole
            if described.get("format") == "date-time":
                values[field] = times
            elif described.get("type") == "number":
                values[field] = prices
            if field in values:
                nothing = [None] if described.get("nullable") else []
                described["enum"] = values[field] + nothing
    return narrowed


def leave_something(rest, contract):
    """A bracketed position, two working orders and the id of the first order, for calls to find."""
    first = place_bracketed(rest, contract, "fuzz")
    for number, side in enumerate((BUY, SELL)):
        rest.call(
            "Order/place", accountId=ACCOUNT, contractId=contract, type=LIMIT, side=side, size=1,
            limitPrice=(20000, 30000)[side], customTag=f"fuzz-{number}")
    return first


def read(document):
    schema = schemathesis.openapi.from_dict(document)
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


def body(checks, program):
    began = time.monotonic()
    with Venue(program) as venue:
        rest = Rest(venue.url)
        status, kind, text = rest.raw(DOCUMENT, None, "GET")
        if status == 404:
            print(f"skipped: schemathesis: this venue serves no {DOCUMENT}", flush=True)
            checks.expect(True, "nothing to read")
            return
        checks.expect(status == 200 and "json" in (kind or ""), f"GET {DOCUMENT} answers JSON", status)
        document = json.loads(text)
        contract = rest.contract()["id"]
        order = leave_something(rest, contract)
    operations = read(document)
    near = read(near_values(document, contract, order))
    checks.expect(len(operations) >= 21, "the document has all 21 operations", len(operations))
    total = 0
    for number, (label, operation) in enumerate(operations.items()):
        left = SECONDS_MAX - (time.monotonic() - began)
        until = time.monotonic() + max(1.0, left / (len(operations) - number))
        with Venue(program) as venue:
            rest = Rest(venue.url)
            leave_something(rest, contract)
            fuzz = Fuzz(venue, rest, operation.path, until)
            fuzz.run(near[label], POSITIVE, EXAMPLES_MAX)
            fuzz.run(operation, POSITIVE, EXAMPLES_MAX // 2)
            if not operation.path.endswith("/ping"):
                fuzz.run(operation, NEGATIVE, EXAMPLES_MAX)
            alive = venue.is_running
        total += fuzz.calls
        seen = ", ".join(f"{count} of {status}" for status, count in sorted(fuzz.statuses.items()))
        checks.expect(
            alive and fuzz.calls and not fuzz.findings, f"{label} does as its description says",
            f"{fuzz.calls} calls: {seen}; {fuzz.refused} refused by code")
        for title, finding in fuzz.findings.items():
            print(f"    {title}: {finding}", flush=True)
    checks.expect(
        total >= 400, "enough calls were made", f"{total} calls in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    run_main("schemathesis", body)
