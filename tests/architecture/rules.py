# SPDX-License-Identifier: MIT
"""The rules of the house that a program can read off the files. Each rule is a function of one file's
path (from the top of the tree) and text; it yields (line, what is wrong). test_rules.py shows each of
them a file that breaks it."""

import re

FLOORS = [
    {"base"},
    {"model"},
    {"config", "catalog", "template"},
    {"state"},
    {"answers", "import"},
    {"http"},
    {"verbs", "doctor", "sources"},
    {"manual"},
]
LEVEL = {folder: level for level, folders in enumerate(FLOORS) for folder in folders}
# A program of its own stands beside the house: it may include these, whatever stands below it.
BORROWED = {"doctor": {"base", "model", "config", "template", "import"}, "sources": {"base", "catalog", "answers"}}


# Foreign headers, and the beginnings of the paths below server/ that may include them.
DOORS = {
    r"yaml\.h": ["config/yaml"],
    r"microhttpd\.h": ["http/"],
    r"libxml/.*": ["template/parse", "answers/autodiscover_body", "import/xml", "doctor/schema"],
    r"gnutls/.*": ["http/tls", "http/certificate", "answers/keypair", "answers/sign", "answers/identity",
                    "doctor/connection", "doctor/profile"],
    r"jansson\.h": ["answers/", "verbs/", "http/admin", "manual/", "doctor/report_json", "doctor/pointer"],
    r"idn2\.h": ["model/domain"],
    r"libpsl\.h": ["model/domain"],
    r"qrencode\.h": ["answers/qr"],
    r"unbound\.h": ["doctor/resolver"],
    r"curl/.*": ["doctor/fetch"],
    r"libpq-fe\.h": ["sources/postgresql"],
    r"mysql\.h": ["sources/mysql"],
    r"sqlite3\.h": ["sources/sqlite"],
    r"seccomp\.h": ["verbs/sandbox"],
    r"linux/landlock\.h": ["verbs/landlock"],
    r"linux/capability\.h": ["verbs/privileges"],
    r"sys/socket\.h|sys/un\.h|netinet/.*|arpa/inet\.h|netdb\.h": ["http/", "catalog/source", "verbs/", "doctor/"],
    r"poll\.h": ["base/log", "http/", "catalog/source", "verbs/", "doctor/"],
    r"sys/epoll\.h|sys/signalfd\.h|sys/eventfd\.h": ["http/", "catalog/source", "verbs/"],
    r"pthread\.h|threads\.h": ["base/slot", "http/", "catalog/source", "verbs/", "doctor/probe"],
    r"signal\.h|sys/wait\.h|spawn\.h|pwd\.h|grp\.h": ["http/", "catalog/source", "verbs/"],
    r"sys/inotify\.h": ["base/watch"],
    r"fcntl\.h|sys/stat\.h|dirent\.h|glob\.h": ["base/", "state/reload", "catalog/source", "http/", "verbs/"],
    r"unistd\.h": ["base/", "state/reload", "catalog/source", "http/", "verbs/", "doctor/"],
    r"time\.h|sys/time\.h": ["base/log", "state/reload", "catalog/source", "http/", "verbs/", "doctor/", "sources/sqlite"],
    r"ctype\.h|wctype\.h|locale\.h|setjmp\.h|alloca\.h": [],  # nobody
}

BANNED = """strcpy strcat sprintf vsprintf gets strtok atoi atol atoll scanf sscanf fscanf alloca setlocale
    system popen signal rand srand strtol strtoul strtoll strtoull strtod longjmp""".split()
MEMORY = "malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf".split()
PRINTING = "printf vprintf fprintf vfprintf dprintf puts fputs putchar fputc putc perror".split()

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
README_LINES_MAX = 25

TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' """, re.VERBOSE | re.DOTALL
)


def without_text(text):
    """C code with comments and literals blanked, lines kept."""

    def blank(match):
        token = match.group()
        kept = token[0] + token[-1] if token[0] in "\"'" else ""
        return kept + "\n" * token.count("\n")

    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def is_c(path):
    return path.endswith((".c", ".h"))


def is_server(path):
    return path.startswith("server/") and is_c(path)


def includes(text):
    # Blanked code has lost the "names", so the comments alone are taken off here.
    bare = TOKEN.sub(lambda m: m.group() if m.group()[0] in "\"'" else "\n" * m.group().count("\n"), text)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', bare, re.MULTILINE):
        yield line_of(bare, match.start()), match.group(1) == '"', match.group(2)


def calls(code, names):
    pattern = r"(?<![\w.>])(%s)\s*\(" % "|".join(names)
    for match in re.finditer(pattern, code):
        yield line_of(code, match.start()), match.group(1)


def floors(path, text):
    """A folder includes its own files and those of lower floors."""
    if not is_server(path):
        return
    own = path.split("/")[1]
    for line, ours, name in includes(text):
        folder = name.split("/")[0]
        if not ours:
            continue
        if folder not in LEVEL or "/" not in name:
            yield line, f'"{name}" names no floor: write "floor/file.h"'
        elif own != folder and LEVEL[folder] >= LEVEL[own]:
            where = "beside" if LEVEL[folder] == LEVEL[own] else "above"
            yield line, f"{own}/ includes {folder}/, which stands {where} it"
        elif own != folder and folder not in BORROWED.get(own, LEVEL):
            yield line, f"{own}/ includes {folder}/, which is not lent to it"


def doors(path, text):
    """Foreign headers, and those of sockets, files, time and threads, come in by their doors only."""
    if not is_server(path):
        return
    for line, ours, name in includes(text):
        for header, allowed in DOORS.items():
            if not ours and re.fullmatch(header, name):
                if not path[len("server/") :].startswith(tuple(allowed)):
                    yield line, f"<{name}> is not this file's to include ({', '.join(allowed) or 'nobody'})"


def banned(path, text):
    """Functions that are never right here, or not in this folder."""
    if not is_server(path):
        return
    code = without_text(text)
    folder = path.split("/")[1]
    for line, name in calls(code, BANNED):
        yield line, f"{name}() is banned"
    if folder != "base":
        for line, name in calls(code, MEMORY):
            yield line, f"{name}() outside base/"
    if folder not in ("base", "verbs", "manual", "sources") and path != "server/doctor/main.c":
        for line, name in calls(code, PRINTING):
            yield line, f"{name}() outside verbs/ and manual/"


def constructs(path, text):
    """What the language offers and this house does not use."""
    if not is_server(path):
        return
    code = without_text(text)
    for pattern, why in (
        (r"\bgoto\s+(?!out\b)\w+", "goto to another label than `out`"),
        (r"\btypedef\s+(struct|union|enum)\b", "typedef of a struct, union or enum"),
        (r"\b(float|double)\b", "floating point"),
        (r"\bregister\b|\bvolatile\b", "register or volatile"),
        (r"__attribute__\s*\(\(\s*constructor", "a constructor that runs before main"),
    ):
        for match in re.finditer(pattern, code):
            yield line_of(code, match.start()), why
    if path.split("/")[1] != "base":
        for match in re.finditer(r"^[ \t]*#[ \t]*(if|ifdef|ifndef)\b", code, re.MULTILINE):
            yield line_of(code, match.start()), "#if outside base/"
    if path.endswith(".h") and "#pragma once" not in code:
        yield 1, "no #pragma once"


def file_wall(path, text):
    """No file above 400 lines: it is two concepts."""
    if path.endswith((".c", ".h", ".py", ".sh", ".cmake")) or path in ("tests/run", "tests/bench/run", "tests/doctor/run"):
        lines = text.count("\n")
        if lines > FILE_LINES_MAX:
            yield lines, f"{lines} lines; the wall is {FILE_LINES_MAX}"


def function_wall(path, text):
    """No function above 60 lines, from its opening to its closing brace."""
    if not is_c(path):
        return
    opened = None
    for number, line in enumerate(without_text(text).split("\n"), 1):
        if line.rstrip() == "{":
            opened = number
        elif line.startswith("}") and opened is not None:
            if number - opened + 1 > FUNCTION_LINES_MAX:
                yield opened, f"a function of {number - opened + 1} lines; the wall is {FUNCTION_LINES_MAX}"
            opened = None


def licence(path, text):
    """Each source names its licence at its head."""
    is_script = text.startswith("#!")
    if is_c(path) or is_script or path.endswith((".py", ".sh", ".cmake")):
        if "SPDX-License-Identifier: MIT" not in "\n".join(text.split("\n")[:3]):
            yield 1, "no SPDX-License-Identifier in the first three lines"


def this_machine(path, text):
    """Nothing tells of the place where the code was written."""
    for word in ("/wo" + "rk/", "../sh" + "ared", "/ro" + "ot/", "/ho" + "me/"):
        for match in re.finditer(r"(?<![\w.])" + re.escape(word), text):
            yield line_of(text, match.start()), f"'{word}' is a place on somebody's machine"


def folder_readme(path, text):
    """A folder's README is read in a minute."""
    if re.fullmatch(r"server/([a-z_]+/)?README\.md", path) and text.count("\n") > README_LINES_MAX:
        yield 1, f"{text.count(chr(10))} lines; at most {README_LINES_MAX}"


def sorted_tables(path, text):
    """A table announced by a comment with "sorted by" has its rows in that order (bytewise, by the first
    string of each row)."""
    if not is_c(path):
        return
    for match in re.finditer(r"//[^\n]*\bsorted by\b[^\n]*\n(?:[^\n]*//[^\n]*\n)*[^\n;]*\[[^\n]*=\s*\{\n", text):
        body = text[match.end() : text.index("\n};", match.end())]
        rows = re.findall(r'^[ \t]*(?:\{|\[\w+\] = \{)[^"\n]*"([^"]*)"', body, re.MULTILINE)
        for one, two in zip(rows, rows[1:]):
            if one >= two:
                yield line_of(text, match.start()), f'"{two}" stands after "{one}"'


RULES = [floors, doors, banned, constructs, file_wall, function_wall, licence, this_machine,
         folder_readme, sorted_tables]


def tree_listed(files):
    """Every source is named by hand in the CMakeLists.txt that builds it. `files`: path -> text."""
    top = files.get("CMakeLists.txt", "")
    tests = files.get("tests/CMakeLists.txt", "")
    for path in files:
        if path.startswith("server/") and path.endswith(".c") and path not in top:
            yield path, 1, "not in CMakeLists.txt: nobody builds it"
        unit = re.fullmatch(r"tests/unit/test_(\w+)\.c", path)
        if unit and not re.search(r"\b%s\b" % unit.group(1), tests):
            yield path, 1, "not in tests/CMakeLists.txt: nobody runs it"


def tree_readmes(files):
    """Every folder of server/ has a README, which names every module there: "x", or "x" and "_y"."""
    modules = {}
    for path in sorted(files):
        match = re.fullmatch(r"server/(\w+)/(\w+)\.[ch]", path)
        if match:
            modules.setdefault(match.group(1), {})[match.group(2)] = path
    for folder, names in modules.items():
        if f"server/{folder}/README.md" not in files:
            yield f"server/{folder}", 1, "no README.md"
            continue
        said = set(re.findall(r"\w+", files[f"server/{folder}/README.md"]))
        for name, path in names.items():
            cuts = [at for at in range(1, len(name)) if name[at] == "_"]
            if name not in said and not any({name[:at], name[at:]} <= said for at in cuts):
                yield path, 1, "its folder's README does not name it"


def tree_own_header_first(files):
    """x.c includes x.h, where there is one, before anything else, which shows that x.h stands alone."""
    for path, text in files.items():
        if path.startswith("server/") and path.endswith(".c") and path[:-2] + ".h" in files:
            line, _, name = next(includes(text), (1, True, ""))
            if name != path[len("server/") : -2] + ".h":
                yield path, line, "its own header is not the first include"


TREE_RULES = [tree_listed, tree_readmes, tree_own_header_first]
