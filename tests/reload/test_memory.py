# SPDX-License-Identifier: MIT
"""However often the configuration is loaded, the daemon stays as large as it was. RELOADS (200) says how
often; 10000 takes some minutes."""

import os
import signal
from statistics import median

from daemon import Daemon, wait_for

RELOADS = int(os.environ.get("RELOADS", "200"))
WARM_UP = 20  # the allocator has then seen the sizes it will see
GROWTH_MAX_KIB = 512  # a leak of three bytes a provider would show


def thousand_providers():
    rows = ["providers:"]
    for i in range(1000):
        rows.append(f"""  p{i}:
    name: Provider {i}
    domains: [d{i}.example.org, "*.w{i}.example.org"]
    imap: imap.d{i}.example.org
    smtp: [{{host: smtp.d{i}.example.org, security: tls}}, {{host: smtp.d{i}.example.org, port: 587}}]
    documentation:
      - {{url: https://d{i}.example.org/help, title: {{en: How to set up mail, de: E-Mail einrichten}}}}""")
    return "\n".join(rows) + "\n"


def reload(daemon, times):
    """The memory after each; it goes up and down by a snapshot's size, as old and new overlap."""
    sizes = []
    for _ in range(times):
        before = daemon.generation()
        daemon.signal(signal.SIGHUP)
        wait_for("the next generation", lambda: daemon.generation() > before)
        sizes.append(daemon.memory_kib())
    return sizes


def count_descriptors(daemon):
    return len(os.listdir(f"/proc/{daemon.pid}/fd"))


def test_reloads_do_not_grow_the_daemon(tmp_path):
    with Daemon(tmp_path, thousand_providers(), level="warning") as daemon:
        reload(daemon, WARM_UP)
        descriptors = count_descriptors(daemon)
        sizes = reload(daemon, RELOADS)
        before, after = median(sizes[: RELOADS // 4]), median(sizes[-RELOADS // 4 :])
        print(f"{RELOADS} reloads: a median of {before} KiB in the first quarter, {after} KiB in the last")
        assert after - before < GROWTH_MAX_KIB
        # One may be that of a connection to the admin listener, just being closed.
        assert abs(count_descriptors(daemon) - descriptors) <= 1
        assert daemon.autoconfig("a@d999.example.org").status == 200
