# SPDX-License-Identifier: MIT
"""wrk: many requests at once, and what became of them."""

import re
import signal
import subprocess

SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}


class Load:
    """with Load(url, seconds) as load: …; then load.requests and load.failures. `more` are options of wrk."""

    def __init__(self, url, seconds, connections=16, headers=(), prefix=(), more=()):
        command = [*prefix, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *map(str, more)]
        for header in headers:
            command += ["-H", header]
        self.process = subprocess.Popen(
            [*command, url], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        self.requests = self.failures = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            self.process.kill()
        self.finish()

    def stop(self):
        """Before its time is over."""
        self.process.send_signal(signal.SIGINT)

    def finish(self):
        if self.requests is not None:
            return
        self.output = self.process.communicate()[0]
        done = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", self.output)
        self.requests = int(done.group(1)) if done else 0
        rate = re.search(r"Requests/sec:\s+([\d.]+)", self.output)
        self.per_second = float(rate.group(1)) if rate else 0.0
        slowest = re.search(r"Latency +\S+ +\S+ +([\d.]+)(us|ms|s|m) ", self.output)
        self.slowest_s = float(slowest.group(1)) * SECONDS[slowest.group(2)] if slowest else 0.0
        wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", self.output)
        errors = re.search(r"Socket errors: (.*)", self.output)
        self.failures = int(wrong.group(1)) if wrong else 0
        if errors:
            self.failures += sum(int(n) for n in re.findall(r"\d+", errors.group(1)))
