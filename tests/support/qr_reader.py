# SPDX-License-Identifier: MIT
"""QR codes read again: a picture is taken apart into its modules, printed as a grey picture, and read by
zbarimg, which knows nothing of ours."""

import re
import subprocess
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
QUIET = 4  # modules around a code
PIXELS = 4  # a module


def modules(svg):
    """The picture as rows of 0 and 1, the quiet zone around it; also that it is drawn as it should be."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    assert root.tag == SVG + "svg"
    assert root.get("viewBox") == f"0 0 {side} {side}"
    assert root.get("width") == root.get("height") == str(side * PIXELS)
    assert root.get("role") == "img" and root.get("shape-rendering") == "crispEdges"
    title, ground, code = root
    assert title.tag == SVG + "title" and title.text.startswith("QR code (")
    assert ground.attrib == {"fill": "#fff", "d": f"M0 0h{side}v{side}H0z"}
    assert set(code.attrib) == {"stroke", "d"} and code.get("stroke") == "#000"
    runs = re.compile(r"(?:M(\d+) (\d+)\.5|m(\d+) 0)h(\d+)")
    assert runs.sub("", code.get("d")) == ""
    rows = [[0] * side for _ in range(side)]
    x = y = 0
    for left, top, gap, length in runs.findall(code.get("d")):
        x, y = (int(left), int(top)) if left else (x + int(gap), y)
        assert int(length) > 0 and not any(rows[y][x - 1 : x + int(length)]), "a run is not whole"
        rows[y][x : x + int(length)] = [1] * int(length)
        x += int(length)
    return rows


def check_code(rows):
    """Size, quiet zone, the three finders, and error correction M."""
    side = len(rows) - 2 * QUIET
    assert side % 4 == 1 and 21 <= side <= 177
    for edge in (*rows[:QUIET], *rows[-QUIET:], *(row[:QUIET] + row[-QUIET:] for row in rows)):
        assert not any(edge)
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        finder = [row[QUIET + left : QUIET + left + 7] for row in rows[QUIET + top : QUIET + top + 7]]
        assert finder[0] == finder[6] == [1] * 7 and finder[2] == [1, 0, 1, 1, 1, 0, 1]
    level = rows[QUIET + 8][QUIET : QUIET + 2]
    assert [level[0] ^ 1, level[1]] == [0, 0], "the format's first bits, under their mask: M"


def read_code(svg, tmp_path):
    """The bytes that a camera would see."""
    rows = modules(svg)
    check_code(rows)
    side = len(rows) * PIXELS
    grey = b"".join(bytes(0 if dark else 255 for dark in row for _ in range(PIXELS)) * PIXELS for row in rows)
    picture = tmp_path / "code.pgm"
    picture.write_bytes(b"P5 %d %d 255\n" % (side, side) + grey)
    done = subprocess.run(["zbarimg", "--nodbus", "--quiet", "--raw", "--oneshot", "-Sdisable", "-Sqrcode.enable",
                           "-Sbinary", str(picture)], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_account(account):
    """What the app's reader looks at; it throws a code away as a whole."""
    version, (number, count), incoming, groups = account
    assert (version, number, count) == (1, 1, 1)
    assert len(incoming) == 6 and incoming[0] in (0, 1)
    ((outgoing, identity),) = groups
    assert len(outgoing) == 6 and outgoing[0] == 0, "a password would be the seventh"
    for _, host, port, security, auth, username in (incoming, outgoing):
        assert re.fullmatch("[a-z0-9.-]+", host)
        assert 0 < port < 65536
        assert security in (0, 2, 3) and auth in (0, 1, 2, 6)
        assert (username == "") == (auth == 0)
    address, name = identity
    assert address.isascii() and "@" in address and name
    for text in (incoming[5], outgoing[5], address, name):
        assert "\r" not in text and "\n" not in text
