"""Generated calls, good and bad, to every operation that the venue describes in its own OpenAPI document.

Each operation meets a venue of its own, fresh and logged in, so that no call is refused for coming too
often, and what one operation's calls leave behind cannot hide another's faults.
"""

import json
import sys
import time

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance, negative_data_rejection, response_headers_conformance,
    response_schema_conformance, status_code_conformance)

from venue import ACCOUNT, Rest, Venue, run_main

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance]
MODES = {
    GenerationMode.POSITIVE: CHECKS,
    GenerationMode.NEGATIVE: CHECKS + [negative_data_rejection],
}
DOCUMENT = "/swagger/v1/swagger.json"
EXAMPLES_MAX = 60
CALLS_MAX = 180
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

    def __init__(self, venue, rest, operation, path, until):
        self.url = venue.url
        self.operation = operation
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
        if time.monotonic() > self.until or self.calls >= CALLS_MAX:
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

    def run(self, mode, examples):
        checks = MODES[mode]

        @seed(20261121)
        @settings(
            max_examples=examples, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck))
        @given(case=self.operation.as_strategy(generation_mode=mode))
        def generated(case):
            self.once(case, checks)

        generated()


def known_values(document, rest):
    """The document with an account and a contract that exist as examples, so that some calls get far."""
    contract = rest.contract()["id"]
    for model in document.get("components", {}).get("schemas", {}).values():
        properties = model.get("properties", {})
        if "accountId" in properties:
            properties["accountId"] = {"anyOf": [
                {"type": "integer", "enum": [ACCOUNT]}, properties["accountId"]]}
        if "contractId" in properties and "nullable" not in properties["contractId"]:
            properties["contractId"] = {"anyOf": [
                {"type": "string", "enum": [contract]}, properties["contractId"]]}
    return document


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
        plain = len(document["paths"])
        schema = schemathesis.openapi.from_dict(known_values(document, rest))
    operations = [found.ok() for found in schema.get_all_operations()]
    checks.expect(len(operations) >= 21, "the document has all 21 operations", f"{plain} paths")
    total = 0
    for number, operation in enumerate(operations):
        left = SECONDS_MAX - (time.monotonic() - began)
        until = time.monotonic() + max(1.0, left / (len(operations) - number))
        with Venue(program) as venue:
            fuzz = Fuzz(venue, Rest(venue.url), operation, operation.path, until)
            for mode in MODES:
                if mode.is_negative and operation.path.endswith("/ping"):
                    continue
                fuzz.run(mode, EXAMPLES_MAX)
            alive = venue.is_running
        total += fuzz.calls
        seen = ", ".join(f"{count}x{status}" for status, count in sorted(fuzz.statuses.items()))
        label = f"{operation.method.upper()} {operation.path}"
        checks.expect(
            alive and fuzz.calls and not fuzz.findings, f"{label} does as its description says",
            f"{fuzz.calls} calls: {seen}; {fuzz.refused} refused by code")
        for title, finding in fuzz.findings.items():
            print(f"    {title}: {finding}", flush=True)
    checks.expect(
        total >= 400, "enough calls were made", f"{total} calls in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    run_main("schemathesis", body)
