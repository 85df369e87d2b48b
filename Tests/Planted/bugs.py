"""Reads the planted bugs: each is a title, and places in the sources with another text under a condition."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Hunk:
    def __init__(self, bug, file, old, new):
        self.bug, self.file, self.old, self.new = bug, file, old, new


class Bug:
    def __init__(self, path):
        name = re.fullmatch(r"(\d+)-([a-z0-9-]+)\.bug", path.name)
        if name is None:
            raise ValueError(f"{path.name}: a bug is named NN-name.bug")
        self.number, self.name = int(name[1]), name[2]
        text = path.read_text(encoding="utf-8")
        self.title = text.split("\n", 1)[0]
        self.hunks = [
            Hunk(self, *found) for found in re.findall(
                r"^file (\S+)\n<<<<\n(.*?)\n====\n(.*?)\n>>>>$", text, re.MULTILINE | re.DOTALL)]
        if not self.hunks or len(self.hunks) != len(re.findall(r"^file ", text, re.MULTILINE)):
            raise ValueError(f"{path.name}: not `file PATH`, <<<<, the old text, ====, the new text, >>>>")
        if not any(f"Planted.is({self.number})" in hunk.new for hunk in self.hunks):
            raise ValueError(f"{path.name}: nothing asks Planted.is({self.number})")
        for asked in {number for hunk in self.hunks for number in re.findall(r"Planted\.is\((\d+)\)", hunk.new)}:
            if int(asked) != self.number and not any(f"is({asked})" in hunk.old for hunk in self.hunks):
                raise ValueError(f"{path.name}: asks Planted.is({asked}), which is another bug's number")


def all_bugs():
    bugs = [Bug(path) for path in sorted((HERE / "bugs").glob("*.bug"))]
    numbers = [bug.number for bug in bugs]
    if len(set(numbers)) != len(numbers):
        raise ValueError("two bugs have one number")
    return bugs
