#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every client on every route; `run` starts it inside namespaces of its own."""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from daemon import wait_for  # noqa: E402
from evolution import Evolution  # noqa: E402
from exchange import Exchange  # noqa: E402
from horde import Horde  # noqa: E402
from mail_servers import MailServers  # noqa: E402
from routes import ROUTES  # noqa: E402
from thunderbird import Thunderbird  # noqa: E402
from world import World  # noqa: E402

CLIENTS = {kind.name: kind for kind in (Thunderbird, Evolution, Horde, Exchange)}
PATIENCE_S = 180  # of one client on one route
LINE = "{:<27}  {:<34}  {:<4}  {:<32}  {}"


def visit(world, kind, name):
    """What came of it: a word, what became of the message, and the account. Raises when it is not what it must be."""
    route = ROUTES[name]
    before = len(world.asked())
    client = kind(world, name)
    try:
        account = client.set_up(route.address)
        if account is not None:  # the daemon writes its log after the answer
            wait_for("the daemon logs an answer", lambda: answers(world.asked()[before:]))
        requests = world.asked()[before:]
        asked = "it asked " + (", ".join(map(str, requests)) or "nobody who is there")
        if account is None:
            assert name not in kind.routes and not answers(requests), f"it found nothing; {asked}"
            return "-", "", "it does not ask so, and finds nothing"
        assert answers(requests) == {(route.web_name, route.endpoint)}, f"it left the route; {asked}"
        assert account == route.account, f"it has {account}, and should have {route.account}; {asked}"
        by = client.round_trip(account, route.address)
        return "ok", f"sent and fetched by {by}", account
    finally:
        client.end()


def answers(requests):
    return {(one.name, one.endpoint) for one in requests if one.status == 200}


def expire(_number, _frame):
    raise TimeoutError(f"not done within {PATIENCE_S} s")


def main():
    unknown = set(sys.argv[1:]) - CLIENTS.keys()
    if unknown:
        sys.exit(f"tests/clients/run: no client {', '.join(sorted(unknown))} (there are: {' '.join(CLIENTS)})")
    wanted = [kind for name, kind in CLIENTS.items() if name in sys.argv[1:] or len(sys.argv) == 1]
    world = World()
    MailServers(world)
    signal.signal(signal.SIGALRM, expire)
    failed = 0
    print(LINE.format("client", "route", "", "one message", "the account that it made"))
    for kind in wanted:
        for name, route in ROUTES.items():
            signal.alarm(PATIENCE_S)
            try:
                result = visit(world, kind, name)
            except Exception as error:  # whatever a client or what it stands on does wrong
                result = "FAIL", "", f"{type(error).__name__}: {error}"
                failed += 1
            signal.alarm(0)
            print(LINE.format(f"{kind.title} {kind.version()}", route.title, *map(str, result)), flush=True)
    if failed:
        print(f"{failed} failed; what each server and client wrote is in build/clients")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
