#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every diagnostic has a case: each format string of diag_error(), diag_warning() and diag_note() in the
sources is found, filled in, in a line of the expected outputs.

    diagnostics_have_cases.py --source 'server/template/*.c' --expect 'tests/cases/template/*.expect'

Both options may be given several times; patterns are relative to the working directory."""

import argparse
import glob
import re
import sys

CALL = re.compile(r"\bdiag_(?:error|warning|note)\s*\(")
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
DIRECTIVE = re.compile(r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[diouxXcsp%]")
ESCAPES = {r"\"": '"', r"\\": "\\", r"\n": "\n", r"\t": "\t"}


def call_text(text, start):
    """The arguments of the call whose '(' ends at `start`."""
    depth = 1
    i = start
    while depth > 0:
        if text[i] == '"':
            i = LITERAL.match(text, i).end()
            continue
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
    return text[start : i - 1]


def formats(path):
    """(line, format) of each call: its literals joined, PRIu64 and its like as "s"."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for call in CALL.finditer(text):
        arguments = call_text(text, call.end())
        first = LITERAL.search(arguments)
        if first is None or text[: call.start()].endswith("void "):
            continue
        joined = first.group(1)
        rest = arguments[first.end() :]
        while True:
            more = re.match(r"\s*(PRI\w+)?\s*(?:" + LITERAL.pattern + ")?", rest)
            if more.end() == 0 or (more.group(1) is None and more.group(2) is None):
                break
            joined += ("s" if more.group(1) else "") + (more.group(2) or "")
            rest = rest[more.end() :]
        yield text.count("\n", 0, call.start()) + 1, re.sub(r"\\.", lambda m: ESCAPES[m.group()], joined)


def pattern(form):
    """The format as a regular expression, for whatever its directives print."""
    parts = DIRECTIVE.split(form)
    return re.compile(".*".join(re.escape(part) for part in parts))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", action="append", required=True)
    parser.add_argument("--expect", action="append", required=True)
    options = parser.parse_args()
    sources = sorted(path for one in options.source for path in glob.glob(one))
    lines = []
    for path in sorted(path for one in options.expect for path in glob.glob(one)):
        with open(path, encoding="utf-8", errors="replace") as file:
            lines += file.read().split("\n")
    found = 0
    missing = 0
    for path in sources:
        for line, form in formats(path):
            found += 1
            wanted = pattern(form)
            if not any(wanted.search(one) for one in lines):
                missing += 1
                print(f'{path}:{line}: no case shows "{form}"')
    print(f"{found - missing} passed, {missing} failed")
    return 0 if found > 0 and missing == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
