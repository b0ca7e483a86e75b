# SPDX-License-Identifier: MIT
"""Clients that ask on while the daemon is restarted or replaced, and what they were not answered."""

import http.client
import threading

AUTOCONFIG = "/mail/config-v1.1.xml?emailaddress=anna@example.com"


class Askers:
    """Clients that ask on and on, each time over a connection of its own; `lost` says what was not answered."""

    def __init__(self, count, port):
        self.answered, self.lost, self.port = 0, [], port
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.ask_on) for _ in range(count)]

    def ask_on(self):
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", AUTOCONFIG, headers={"Connection": "close"})
                answer = connection.getresponse()
                if answer.status == 200 and b"mail.example.com" in answer.read():
                    self.answered += 1
                else:
                    self.lost.append(answer.status)
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(error)
            finally:
                connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
