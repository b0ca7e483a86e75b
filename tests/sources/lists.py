# SPDX-License-Identifier: MIT
"""A daemon with two providers, and what it serves and tells when domains come from elsewhere."""

import json
import re

from daemon import wait_for

CONFIG = """\
providers:
  default: &all
    name: Default
    domains: [example.com]
    imap: imap.default.example
    smtp: smtp.default.example
  other:
    name: Other
    imap: imap.other.example
    smtp: smtp.other.example
domains:
  fixed.example: default
"""
FAST = ("--domains-refresh", "1s")


def provider_of(daemon, domain):
    answer = daemon.autoconfig(f"anna@{domain}")
    if answer.status == 404:
        return None
    assert answer.status == 200
    return re.search(r"<hostname>imap\.(\w+)\.example<", answer.text).group(1)


def wait_for_provider(daemon, domain, provider):
    wait_for(f"{domain} served by {provider}", lambda: provider_of(daemon, domain) == provider)


def source_of(daemon, number=0):
    return json.loads(daemon.admin("/status").text)["sources"][number]


def wait_for_failure(daemon, words):
    wait_for(f"a failure: {words}", lambda: words in source_of(daemon).get("last_error", ""))
