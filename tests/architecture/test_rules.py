# SPDX-License-Identifier: MIT
"""Each rule is shown a file that breaks it, and one beside it that does not: a rule that cannot fire
guards nothing."""

import subprocess

import pytest

import check
import rules

HEAD = "// SPDX-License-Identifier: MIT\n"
LONG_BODY = "".join(f"    x = {i};\n" for i in range(60))

# rule, path, bad text, a part of what is said; then a text that is fine
SAMPLES = [
    ("floors", "server/base/x.c", '#include "model/address.h"', "above", '#include "base/span.h"'),
    ("floors", "server/config/x.c", '#include "catalog/index.h"', "beside", '#include "config/walk.h"'),
    ("floors", "server/http/x.c", '#include "serve.h"', "names no floor", '#include "answers/answer.h"'),
    ("floors", "server/state/x.h", '/* a */ \n#  include "http/server.h"', "above", '// #include "http/server.h"'),
    ("floors", "server/doctor/x.c", '#include "verbs/verb.h"', "beside", '#include "base/span.h"'),
    ("floors", "server/sources/x.c", '#include "model/words.h"', "not lent", '#include "answers/parameters.h"'),
    ("doors", "server/sources/sqlite.c", "#include <libpq-fe.h>", "is not this file's", "#include <sqlite3.h>"),
    ("floors", "server/doctor/x.c", '#include "http/route.h"', "not lent", '#include "model/words.h"'),
    ("doors", "server/verbs/x.c", "#include <curl/curl.h>", "curl", "#include <unistd.h>"),
    ("doors", "server/http/x.c", "#include <unbound.h>", "unbound", "#include <netdb.h>"),
    ("doors", "server/config/walk.c", "#include <yaml.h>", "<yaml.h>", "#include <string.h>"),
    ("doors", "server/answers/x.c", "#include <libxml/parser.h>", "libxml", "#include <jansson.h>"),
    ("doors", "server/http/x.c", "#include <gnutls/gnutls.h>", "gnutls", "#include <microhttpd.h>"),
    ("doors", "server/answers/x.c", "#include <time.h>", "time.h", "#include <stdint.h>"),
    ("doors", "server/template/x.c", "#include <sys/socket.h>", "sys/socket.h", "#include <string.h>"),
    ("doors", "server/verbs/x.c", "#include <ctype.h>", "nobody", "#include <unistd.h>"),
    ("banned", "server/base/x.c", "int f(void) { return atoi(s); }", "atoi", 'f("atoi("); // atoi('),
    ("banned", "server/model/x.c", "p = malloc(3);", "outside base/", "p = arena_alloc(a, 3); x->free(p);"),
    ("banned", "server/http/x.c", "    free (p);", "free", "    memory_free(p);"),
    ("banned", "server/answers/x.c", 'printf("x");', "outside verbs/", 'snprintf(s, 3, "x");'),
    ("constructs", "server/model/x.c", "goto again;", "goto", "goto out;"),
    ("constructs", "server/model/x.c", "typedef struct x x_t;", "typedef", "typedef void f(int);"),
    ("constructs", "server/model/x.c", "double ratio;", "floating", "// double ratio;"),
    ("constructs", "server/model/x.c", "#ifdef __linux__", "#if", "#include <x.h>"),
    ("constructs", "server/model/x.h", "struct x;", "pragma", "#pragma once\nstruct x;"),
    ("file_wall", "server/model/x.c", "\n" * 401, "401 lines", "\n" * 400),
    ("function_wall", "server/model/x.c", "void f(void)\n{\n" + LONG_BODY + "}\n", "62 lines",
     "void f(void)\n{\n" + LONG_BODY[: LONG_BODY.index("    x = 58")] + "}\n"),
    ("licence", "server/model/x.c", "int x;", "SPDX", HEAD + "int x;"),
    ("licence", "tests/run", "#!/bin/sh\ntrue", "SPDX", "#!/bin/sh\n# SPDX-License-Identifier: MIT"),
    ("this_machine", "README.md", "see /wo" + "rk/main", "somebody's machine", "see docs/work/main"),
    ("folder_readme", "server/base/README.md", "x\n" * 26, "26 lines", "x\n" * 25),
    ("sorted_tables", "server/http/route.c",
     '// sorted by path\nstatic const struct route routes[] = {\n    {"/b", f},\n    {"/a", f},\n};\n', '"/a"',
     '// sorted by path\nstatic const struct route routes[] = {\n    {"/a", f},\n    {"/b", f},\n};\n'),
]


@pytest.mark.parametrize("name, path, bad, said, good", SAMPLES)
def test_rule_fires(name, path, bad, said, good):
    rule = getattr(rules, name)
    assert [what for _, what in rule(path, bad) if said in what], "silent on the bad sample"
    assert not list(rule(path, good)), "fires on the good sample"


def test_every_rule_has_a_sample():
    assert {rule.__name__ for rule in rules.RULES} == {sample[0] for sample in SAMPLES}


def test_line_is_told():
    assert list(rules.floors("server/base/x.c", '/*\n*/\n#include "http/x.h"'))[0][0] == 3


def test_unlisted_source():
    files = {"CMakeLists.txt": "server/base/a.c", "tests/CMakeLists.txt": "foreach(module span)",
             "server/base/a.c": "", "server/base/b.c": "", "tests/unit/test_span.c": "", "tests/unit/test_x.c": ""}
    assert [path for path, _, _ in rules.tree_listed(files)] == ["server/base/b.c", "tests/unit/test_x.c"]


def test_folder_without_readme():
    files = {"server/base/a.c": "", "server/base/README.md": "a", "server/model/a.c": ""}
    assert [path for path, _, _ in rules.tree_readmes(files)] == ["server/model"]


def test_module_that_its_readme_does_not_name():
    files = {"server/base/README.md": "log, diag: _print prints\n", "server/base/log.c": "", "server/base/diag.h": "",
             "server/base/diag_print.c": "", "server/base/log_file.h": "", "server/base/map.c": ""}
    assert [path for path, _, _ in rules.tree_readmes(files)] == ["server/base/log_file.h", "server/base/map.c"]


def test_own_header_second():
    files = {"server/base/a.h": "", "server/base/a.c": '#include <stdio.h>\n#include "base/a.h"',
             "server/base/b.h": "", "server/base/b.c": '#include "base/b.h"\n#include <stdio.h>',
             "server/base/c.c": "#include <stdio.h>"}
    assert [path for path, _, _ in rules.tree_own_header_first(files)] == ["server/base/a.c"]


def test_header_that_needs_another(tmp_path):
    (tmp_path / "server/base").mkdir(parents=True)
    (tmp_path / "server/base/good.h").write_text("#pragma once\nstruct x { int y; };\n")
    (tmp_path / "server/base/bad.h").write_text("#pragma once\nsize_t f(void);\n")
    found = list(check.headers_alone(tmp_path, ["server/base/bad.h", "server/base/good.h"], []))
    assert [path for path, _, _ in found] == ["server/base/bad.h"]


def test_mutable_variables(tmp_path):
    source = tmp_path / "x.c"
    source.write_text(
        "static int counter; int other = 3; _Thread_local int local;\n"
        'static const char *pointer = "a"; static const char *const fine[] = {"b"}; const int seven = 7;\n'
        "int f(int i); int f(int i) { static int calls; pointer = fine[i];\n"
        "  return ++calls + ++counter + other + local + seven + pointer[i]; }\n"
    )
    for mode in ("-fPIE", "-fno-pie"):
        subprocess.run(["gcc", mode, "-c", str(source), "-o", str(tmp_path / "x.o")], check=True)
        names = {what.split()[1].split(".")[0] for _, _, what in check.mutable_variables(tmp_path / "x.o")}
        assert names == {"counter", "other", "local", "pointer", "calls"}


def test_connecting_library(tmp_path):
    (tmp_path / "x.c").write_text("int main(void) { return 0; }\n")
    for name, found in (("libcurl.so.9", ["is linked with libcurl.so.9"]), ("libcurious.so.1", [])):
        source = str(tmp_path / "x.c")
        subprocess.run(["gcc", "-shared", "-fPIC", f"-Wl,-soname,{name}", source, "-o", str(tmp_path / name)], check=True)
        subprocess.run(["gcc", source, "-Wl,--no-as-needed", str(tmp_path / name), "-o", str(tmp_path / "x")], check=True)
        assert [what for _, _, what in check.connecting_libraries(tmp_path / "x")] == found
