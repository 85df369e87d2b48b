"""Finds the places of a Swift file that can be mutated, in the compiler's own tree of it, and writes the file with all
of its mutants inside, each asleep until it is named."""

import json
import re
import subprocess

INTEGERS = {"$sSiD", "$ss5Int64VD"}
BOOL = "$sSbD"
DENIAL = "$s7Journey6DenialVSgD"
# The call that stands for an operator, and what its mutants do; the second only where nothing else says no.
COMPARED = {
    "<": ("mutantLess", "<=", ">="), "<=": ("mutantLessOrEqual", "<", ">"),
    ">": ("mutantGreater", ">=", "<="), ">=": ("mutantGreaterOrEqual", ">", "<"),
}
CALCULATED = {
    "+": ("mutantPlus", "-"), "-": ("mutantMinus", "+"), "*": ("mutantTimes", "/"), "/": ("mutantDivided", "*"),
    "+=": ("mutantAdd", "-="), "-=": ("mutantSubtract", "+="),
}
# How many numbers a call answers to, where it is more than one.
ANSWERED = {"mutantBool": 2, "mutantNumber": 2} | {name: 2 for name, _, _ in COMPARED.values()}
# Nodes with nothing of their own to mutate: unchecked doubles of others, patterns, raw values.
SKIPPED_KEYS = {"original_init", "parsed_sequence", "parsed_path"}
SKIPPED_KINDS = {"pattern_expr", "enum_element_decl", "import_decl"}


class Mutant:
    """One change of one place."""

    def __init__(self, file, text, start, end, change):
        self.file, self.change = file, change
        self.line = text.count(b"\n", 0, start) + 1
        excerpt = " ".join(text[start:end].decode().split())
        self.excerpt = excerpt if len(excerpt) <= 90 else excerpt[:87] + "..."
        begin = text.rfind(b"\n", 0, start) + 1
        stop = text.find(b"\n", start)
        self.source = " ".join(text[begin:stop].decode().split())
        self.number = 0
        self.nth = 0

    @property
    def key(self):
        """Names it as long as its line says the same."""
        return f"{self.file} | {self.source} | {self.excerpt} | {self.change} | {self.nth}"

    def __str__(self):
        return f"{self.file}:{self.line}: `{self.excerpt}`: {self.change}"


class Place:
    """Where a call is put round an expression, with the mutants that it can wake."""

    def __init__(self, start, end, rank, name, mutants, cuts=(), takes_address=False):
        self.start, self.end, self.rank, self.name, self.mutants = start, end, rank, name, mutants
        # (from, to, text): what changes inside, the operator above all.
        self.cuts, self.takes_address = cuts, takes_address

    def opening(self):
        return f"{self.name}({self.mutants[0].number}, {'&' if self.takes_address else ''}"


def end_of_token(text, at):
    """Behind the token that begins at an offset."""
    quote = re.compile(rb'(#*)("""|")').match(text, at)
    if quote:
        return end_of_string(text, quote.end(), len(quote[1]), quote[2])
    found = re.compile(rb"[A-Za-z_0-9$`][A-Za-z_0-9.`]*|.", re.DOTALL).match(text, at)
    if found[0][:1].isdigit() or b"." not in found[0]:
        return found.end()
    return at + found[0].index(b".")


def end_of_string(text, at, hashes, quote):
    closing = quote + b"#" * hashes
    escape = b"\\" + b"#" * hashes
    while not text.startswith(closing, at):
        if text.startswith(escape + b"(", at):
            at, depth = at + len(escape) + 1, 1
            while depth:
                if text[at:at + 1] in b'"':
                    at = end_of_token(text, at)
                    continue
                depth += {b"(": 1, b")": -1}.get(text[at:at + 1], 0)
                at += 1
        elif text.startswith(escape, at):
            at += len(escape) + 1
        else:
            at += 1
    return at + len(closing)


def named(function):
    """The declaration that a call is of, through what the compiler wraps it in; nil where it is none."""
    while isinstance(function, dict) and function.get("_kind") != "declref_expr":
        function = function.get("fn") or function.get("sub_expr")
    return function


class Finder:
    def __init__(self, file, text):
        self.file, self.text = file, text
        self.places, self.seen = [], set()

    def place(self, node, name, changes, rank=1, cuts=(), takes_address=False):
        start, end = self.range(node)
        if (start, end, name) in self.seen:
            return
        self.seen.add((start, end, name))
        mutants = [Mutant(self.file, self.text, start, end, change) for change in changes]
        self.places.append(Place(start, end, rank, name, mutants, cuts, takes_address))

    def range(self, node):
        return node["range"]["start"], end_of_token(self.text, node["range"]["end"])

    def walk(self, node, judged=False):
        """Looks at a node and all below; `judged` where both values of a condition are tried already."""
        if isinstance(node, list):
            for one in node:
                self.walk(one)
            return
        if not isinstance(node, dict) or node.get("_kind") in SKIPPED_KINDS:
            return
        kind = node["_kind"] if "_kind" in node else ""
        if node.get("implicit") and kind not in ("return_stmt",):
            kind = ""
        operands = None
        if kind == "binary_expr":
            operands = self.binary(node, judged)
        elif kind == "prefix_unary_expr":
            self.prefix(node, judged)
        elif kind == "integer_literal_expr" and node.get("type") in INTEGERS:
            self.place(node, "mutantNumber", ["+ 1", "- 1"], rank=9)
        elif kind == "boolean_literal_expr":
            self.place(node, "mutantFlip", ["the other value"], rank=9)
        elif kind in ("guard_stmt", "if_stmt", "while_stmt"):
            self.conditions(node)
            for key, value in node.items():
                if key != "conditions":
                    self.walk(value)
            return
        elif kind == "ternary_expr":
            self.condition(node["cond_expr"])
            self.walk(node["then_expr"])
            self.walk(node["else_expr"])
            return
        elif kind == "for_each_stmt" and "where" in node:
            self.condition(node["where"])
            node = {key: value for key, value in node.items() if key != "where"}
        elif kind == "return_stmt" and "result" in node:
            self.result(node["result"])
            return
        elif kind == "call_expr":
            self.call(node)
        if operands:
            for operand in operands:
                self.walk(operand, judged=True)
            return
        for key, value in node.items():
            if key not in SKIPPED_KEYS:
                self.walk(value)

    def binary(self, node, judged):
        """Mutates an operator; gives back the operands that were judged on the way."""
        declared = named(node["fn"])
        if not declared or "range" not in declared:
            return None
        sign, at = declared["decl"]["base_name"], declared["range"]["start"]
        left, right = [argument["expr"] for argument in node["args"]["args"]]
        cut = [(at, at + len(sign), ",")]
        if sign in ("&&", "||"):
            self.place(node, "mutantAnd" if sign == "&&" else "mutantOr", ["|| for &&" if sign == "&&" else "&& for ||"],
                       cuts=cut)
            operands = []
            for operand in (left, right):
                while operand.get("implicit") and operand["_kind"] == "autoclosure_expr":
                    operand = operand["single_expr_body"]
                    while operand["_kind"] in ("brace_stmt", "return_stmt"):
                        operand = operand["elements"][0] if operand["_kind"] == "brace_stmt" else operand["result"]
                is_same = operand["_kind"] == "binary_expr" and named(operand["fn"])["decl"]["base_name"] == sign
                if not is_same and "range" in operand:
                    self.place(operand, "mutantTrue" if sign == "&&" else "mutantFalse", ["left out"], rank=0)
                operands.append(operand)
            return operands
        if sign in COMPARED:
            name, boundary, negated = COMPARED[sign]
            changes = [f"{boundary} for {sign}"] + ([] if judged else [f"{negated} for {sign}"])
            self.place(node, name, changes, cuts=cut)
        elif sign in ("==", "!="):
            if judged:
                return None
            other = "!=" if sign == "==" else "=="
            if right["_kind"] == "nil_literal_expr" or self.is_nil(right):
                end = self.range(node)[1]
                name = "mutantIsNil" if sign == "==" else "mutantIsSome"
                self.place(node, name, [f"{other} for {sign}"], cuts=[(at, end, "")])
            else:
                name = "mutantEqual" if sign == "==" else "mutantUnequal"
                self.place(node, name, [f"{other} for {sign}"], cuts=cut)
        elif sign in CALCULATED and self.is_number(right):
            name, other = CALCULATED[sign]
            self.place(node, name, [f"{other} for {sign}"], cuts=cut, takes_address=sign.endswith("="))
        return None

    def is_nil(self, node):
        start, end = self.range(node)
        return self.text[start:end] == b"nil"

    @staticmethod
    def is_number(node):
        return node.get("type") in INTEGERS

    def prefix(self, node, judged):
        declared = named(node["fn"])
        if declared and declared["decl"]["base_name"] == "!" and not judged:
            start = node["range"]["start"]
            self.place(node, "mutantNot", ["without !"], cuts=[(start, start + 1, "")])

    def conditions(self, node):
        for condition in node["conditions"]:
            if condition.get("_kind") == "pattern":
                self.binding(condition)
            elif condition.get("type") == BOOL:
                self.condition(condition)
            else:
                self.walk(condition)

    def condition(self, node):
        if node.get("_kind") != "boolean_literal_expr" and "range" in node:
            self.place(node, "mutantBool", ["true", "false"], rank=0)
        self.walk_judged(node)

    def walk_judged(self, node):
        while node.get("_kind") == "paren_expr":
            node = node["sub_expr"]
        if node.get("_kind") == "boolean_literal_expr":
            return
        self.walk(node, judged=True)

    def binding(self, condition):
        """`let x = y`: as if y were nil."""
        value = condition.get("initializer")
        pattern = condition["pattern"]
        if value and "range" in value and pattern["_kind"] == "pattern_optional_some" and pattern.get("implicit"):
            start, end = self.range(value)
            is_short = not self.text[:start].rstrip().endswith(b"=")
            words = set(re.findall(rb"\w+", self.text[start:end]))
            if not words & {b"try", b"await"}:
                # `let x` alone is read as `let x = x`.
                cuts = [(start, start, f"{self.text[start:end].decode()} = ")] if is_short else []
                self.place(value, "mutantNil", ["nil"], rank=0, cuts=cuts)
        self.walk(value)

    def result(self, node):
        text = b""
        if "range" in node:
            start, end = self.range(node)
            text = self.text[start:end]
        if text and node.get("type") == DENIAL and text != b"nil":
            self.place(node, "mutantNil", ["passes"], rank=0)
        elif text and node.get("type") == BOOL:
            return self.condition(node) if text not in (b"true", b"false") else self.walk(node)
        return self.walk(node)

    def call(self, node):
        function = node["fn"]
        declared = named(function)
        if not declared or "range" not in declared or declared.get("implicit"):
            return
        name, at = declared["decl"]["base_name"], declared["range"]["start"]
        labels = node["args"].get("labels", "")
        if name in ("min", "max") and function["_kind"] == "declref_expr" and len(node["args"]["args"]) == 2:
            other = "max" if name == "min" else "min"
            self.renamed(node, at, name, f"mutant{name.capitalize()}", f"{other} for {name}")
        elif name == "checked" and labels in ("adding:", "subtracting:"):
            other = "subtracting" if labels == "adding:" else "adding"
            self.renamed(node, at, name, "mutantChecked", f"{other} for {labels[:-1]}")
        elif name == "advanced" and labels == "by:":
            self.renamed(node, at, name, "mutantAdvanced", "backward for forward")

    def renamed(self, node, at, name, new, change):
        if not self.text.startswith(f"{name}(".encode(), at) or (at, new) in self.seen:
            return
        self.seen.add((at, new))
        mutants = [Mutant(self.file, self.text, *self.range(node), change)]
        self.places.append(Place(at, at + len(name) + 1, 5, new, mutants, cuts=[(at, at + len(name) + 1, "")]))
        self.places[-1].is_open = True


def find(root, modules, package, files, sources, trees):
    """The places of files of Journey, each in the order in which they stand; one run of the compiler tells all."""
    trees.mkdir(parents=True, exist_ok=True)
    outputs = {file: trees / (file.replace("/", "_") + ".json") for file in files}
    words = ["swiftc", "-frontend", "-dump-ast", "-dump-ast-format", "json", "-module-name", "Journey",
             "-swift-version", "6", "-enable-upcoming-feature", "ExistentialAny",
             "-enable-upcoming-feature", "InternalImportsByDefault", "-package-name", package,
             "-parse-as-library", "-I", str(modules)]
    words += [word for file in sources for word in (["-primary-file", file] if file in outputs else [file])]
    words += [word for file in sources if file in outputs for word in ("-o", str(outputs[file]))]
    done = subprocess.run(words, cwd=root, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode()[-4_000:])
    places = {}
    for file in files:
        finder = Finder(file, (root / file).read_bytes())
        finder.walk(json.loads(outputs[file].read_bytes())["items"])
        places[file] = sorted(finder.places, key=lambda place: (place.start, -place.end, place.rank))
    return places


def render(text, places):
    """The text with a call round each place."""
    opens, closes, cuts = {}, {}, {}
    for place in places:
        opens.setdefault(place.start, []).append(place)
        if not getattr(place, "is_open", False):
            closes.setdefault(place.end, []).append(place)
        for start, end, new in place.cuts:
            cuts.setdefault(start, []).append((end, new))
    out, at = [], 0
    for spot in sorted({*opens, *closes, *cuts}):
        if spot > at:
            out.append(text[at:spot])
            at = spot
        out.extend(b")" for _ in closes.get(spot, []))
        # `let x` becomes `let x = ` before anything is put round the x behind it.
        out.extend(new.encode() for end, new in cuts.get(spot, []) if end == spot)
        order = sorted(opens.get(spot, []), key=lambda place: (-place.end, place.rank))
        out.extend(place.opening().encode() for place in order)
        for end, new in cuts.get(spot, []):
            if end > spot:
                out.append(new.encode())
                at = max(at, end)
    return b"".join(out) + text[at:]
