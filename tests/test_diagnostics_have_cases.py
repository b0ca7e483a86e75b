# SPDX-License-Identifier: MIT
"""diagnostics_have_cases.py finds what has no case, and only that."""

import os
import subprocess
import sys

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "diagnostics_have_cases.py")

SOURCE = """
    diag_error(d, at, "port %" PRIu64 " is not in 1..%u", port, 65535u);
    diag_warning(d, (struct place){.file = 1}, "'%.*s' is (rather) "
        "\\"long\\"", SPAN_ARGS(s));
"""
LINES = ['a.yaml:1:2: error: port 0 is not in 1..65535', """a.yaml: warning: 'x' is (rather) "long" """]


def run(folder, source, lines):
    (folder / "a.c").write_text(source)
    (folder / "a.expect").write_text("\n".join(lines))
    command = [sys.executable, SCRIPT, "--source", str(folder / "*.c"), "--expect", str(folder / "*.expect")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_all_shown(tmp_path):
    result = run(tmp_path, SOURCE, LINES)
    assert (result.returncode, result.stdout) == (0, "2 passed, 0 failed\n")


def test_one_not_shown(tmp_path):
    for i in range(2):
        result = run(tmp_path, SOURCE, LINES[i : i + 1])
        assert result.returncode == 1
        assert "a.c:%d: no case shows" % (3 - i) in result.stdout


def test_no_diagnostic_at_all_is_a_wrong_pattern(tmp_path):
    assert run(tmp_path, "int x;", LINES).returncode == 1
