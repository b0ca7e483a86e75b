# SPDX-License-Identifier: MIT
"""Marionette, the protocol by which Mozilla's programs are driven from outside: JSON with its length before it, over
TCP. What is typed and pressed through it goes the way of real keys and clicks."""

import json
import socket

from daemon import wait_for

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATIENCE_S = 60


class Refused(Exception):
    pass


class Marionette:
    def __init__(self, port, still_runs):
        self.socket = None
        self.count = 0
        wait_for("Marionette answers", lambda: self.connect(port, still_runs), PATIENCE_S)
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"timeouts": {"script": 30000}}}})
        self.ask("Marionette:SetContext", {"value": "chrome"})

    def connect(self, port, still_runs):
        still_runs()
        try:
            self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
            return self.read()  # it greets
        except OSError:
            return None

    def read(self):
        digits = b""
        while not digits.endswith(b":"):
            digits += self.read_exactly(1)
        return json.loads(self.read_exactly(int(digits[:-1])))

    def read_exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise ConnectionError("Marionette hung up")
            data += more
        return data

    def ask(self, command, parameters=None):
        self.count += 1
        text = json.dumps([0, self.count, command, parameters or {}]).encode()
        self.socket.sendall(str(len(text)).encode() + b":" + text)
        _, number, error, result = self.read()
        assert number == self.count, "an answer to another question"
        if error is not None:
            raise Refused(f"{command}: {error['error']}: {error['message']}")
        return result.get("value") if isinstance(result, dict) else result

    def script(self, text, *arguments):
        return self.ask("WebDriver:ExecuteScript", {"script": text, "args": list(arguments), "sandbox": "system"})

    def async_script(self, text, *arguments):
        """`text` calls the last of its arguments with what it has to say."""
        return self.ask("WebDriver:ExecuteAsyncScript",
                        {"script": text, "args": list(arguments), "sandbox": "system"})

    def find(self, what, text, *arguments):
        """The element that a script returns, as soon as it does; `what` it is, for people."""
        return wait_for(f"there is {what}", lambda: self.script(text, *arguments), PATIENCE_S)[ELEMENT]

    def type(self, element, text):
        self.ask("WebDriver:ElementSendKeys", {"id": element, "text": text})

    def press(self, element):
        self.ask("WebDriver:ElementClick", {"id": element})
