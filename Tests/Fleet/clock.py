"""One wall clock for all programs of a run, which can be moved forward: see clock.c."""

import os
import struct
import subprocess
import time
from datetime import datetime
from pathlib import Path

from book import CHICAGO
from fleet import Failure


class Clock:
    """The wall clock of all programs: this machine's, moved forward."""

    def __init__(self, folder):
        self.library = os.path.join(folder, "clock.so")
        self.file = os.path.join(folder, "clock")
        self.offset = 0
        built = subprocess.run(
            ["cc", "-O1", "-shared", "-fPIC", "-o", self.library, str(Path(__file__).resolve().parent / "clock.c"), "-ldl"],
            capture_output=True, text=True, check=False)
        if built.returncode != 0:
            raise Failure(f"clock.c does not compile: {built.stderr}")
        self.write()

    @property
    def environment(self):
        return {"LD_PRELOAD": self.library, "FLEET_CLOCK": self.file}

    @property
    def now(self):
        return datetime.fromtimestamp(time.time() + self.offset, CHICAGO)

    def write(self):
        # In place: the programs have the file mapped.
        with open(self.file, "r+b" if os.path.exists(self.file) else "wb") as file:
            file.write(struct.pack("=q", self.offset))

    def move(self, day, hour, minute, second):
        there = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=CHICAGO)
        self.offset = int(there.timestamp() - time.time())
        self.write()
