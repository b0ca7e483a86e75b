#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check.py SOURCE_DIR DAEMON LIBRARY...: holds the tree to rules.py, each header to standing alone, the built
libraries to having no variable that anybody could change, and the daemon to being linked with nothing that
opens connections."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import rules

SKIPPED = re.compile(r"(^|/)(\.git|build|build-[^/]*|\.cache|__pycache__|\.pytest_cache|node_modules|corpus)(/|$)")
LIBRARIES = "libxml-2.0 yaml-0.1 libmicrohttpd gnutls jansson libidn2 libpsl libseccomp".split()


def read_tree(top):
    files = {}
    for folder, folders, names in os.walk(top):
        relative = os.path.relpath(folder, top)
        folders[:] = [f for f in folders if not SKIPPED.search(f)]
        for name in (n for n in names if not SKIPPED.search(n)):
            path = os.path.normpath(os.path.join(relative, name))
            full = Path(folder, name)
            if full.is_file() and not full.is_symlink():
                data = full.read_bytes()
                if b"\0" not in data:
                    files[path] = data.decode("utf-8", "replace")
    return files


def headers_alone(top, headers, flags):
    """Each header compiles as the only one of its file, without a warning."""

    def compile_one(path):
        include = '#include "%s"\n' % path[len("server/") :]
        command = ["gcc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                   "-I", str(Path(top, "server")), *flags, "-x", "c", "-"]
        done = subprocess.run(command, input=include, capture_output=True, text=True)
        if done.returncode == 0:
            return []
        first = next((line for line in done.stderr.splitlines() if "error:" in line), done.stderr)
        return [(path, 1, "does not compile alone: " + first)]

    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(compile_one, headers):
            yield from found


def mutable_variables(library):
    """Symbols in sections that can be written while the program runs."""
    done = subprocess.run(["objdump", "--syms", str(library)], capture_output=True, text=True, check=True)
    member = ""
    for line in done.stdout.splitlines():
        if ":     file format" in line:
            member = line.split(":")[0]
        found = re.match(r"\S+ .{5}[^d][O ] (\S+)\s+\S+ (?:\.\w+ )?(\S+)$", line)
        if found and re.match(r"\.(data|bss|tdata|tbss)(?!\.rel\.ro)|\*COM\*", found.group(1)):
            yield member, 1, f"variable {found.group(2)} can be changed ({found.group(1)})"


def connecting_libraries(daemon):
    """The daemon talks to nobody: what asks DNS or the web is autoconfig-doctor's."""
    done = subprocess.run(["objdump", "--private-headers", str(daemon)], capture_output=True, text=True, check=True)
    for name in re.findall(r"NEEDED\s+(\S+)", done.stdout):
        if re.match(r"lib(unbound|curl|cares|resolv|pq|mariadb|mysqlclient|sqlite3)\b", name):
            yield str(daemon), 1, f"is linked with {name}"


def findings(top, daemon, *libraries):
    files = read_tree(top)
    for path, text in sorted(files.items()):
        for rule in rules.RULES:
            for line, what in rule(path, text):
                yield path, line, what
    for rule in rules.TREE_RULES:
        yield from rule(files)
    flags = subprocess.run(
        ["pkg-config", "--cflags", *LIBRARIES], capture_output=True, text=True, check=True
    ).stdout.split()
    headers = sorted(p for p in files if p.startswith("server/") and p.endswith(".h"))
    yield from headers_alone(top, headers, flags)
    for library in libraries:
        yield from mutable_variables(library)
    yield from connecting_libraries(daemon)


def main():
    count = 0
    for path, line, what in findings(*sys.argv[1:]):
        print(f"{path}:{line}: {what}")
        count += 1
    print(f"{count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
