# SPDX-License-Identifier: MIT
"""Thunderbird, as Debian has it: a person's name, address and password are typed into its Account Hub, the
account that comes of it is read back, and writes to itself."""

import uuid

from client import Client
from daemon import wait_for
from marionette import Marionette
from routes import PASSWORD, Account, Server
from thunderbird_scripts import ACCOUNT, INBOX, IN_STEP, IN_WINDOW, SHOWN, TOLD
from world import run, start

PATIENCE_S = 60
PORT = 2828

# Nothing here is about accounts: no windows that nobody asked for, no questions to places that are not there.
PREFERENCES = {
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "mail.rights.override": True,
    "mail.shell.checkDefaultClient": False,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.manage-offline-status": False,
    "toolkit.telemetry.enabled": False,
}

SECURITY = {0: "none", 2: "starttls", 3: "tls"}  # nsMsgSocketType
PASSWORD_CLEARTEXT = 3  # nsMsgAuthMethod


def make_profile(folder, authority):
    folder.mkdir()
    rows = [f'user_pref("{name}", {str(value).lower()});\n' for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("".join(rows))
    database = ["-d", f"sql:{folder}"]
    run("certutil", "-N", "--empty-password", *database)
    run("certutil", "-A", "-n", "world", "-t", "C,,", "-i", authority, *database)


def server(told):
    host, port, security, login = told
    return Server(host, port, SECURITY[security], login)


class Thunderbird(Client):
    package = name = "thunderbird"
    title = "Thunderbird"
    routes = "https", "http", "mx", "pox"

    def __init__(self, world, route):
        super().__init__(world, route)
        make_profile(self.home / "profile", world.root)
        self.process = start(
            self.home.name, "thunderbird", "--headless", "--marionette", "--remote-allow-system-access",
            "--profile", self.home / "profile", env=self.environment)
        try:
            self.driver = Marionette(PORT, self.still_runs)
        except BaseException:
            self.end()
            raise

    def still_runs(self):
        assert self.process.poll() is None, f"Thunderbird ended with {self.process.returncode}"

    def end(self):
        self.process.kill()
        self.process.wait()

    def step(self, step, *actions):
        """In a step of the Account Hub: types texts into fields and goes on."""
        driver = self.driver
        for selector, text in actions:
            driver.type(driver.find(f"{selector} in {step}", IN_STEP, step, selector), text)
        driver.press(driver.find(f"#forward in {step}", IN_STEP, step, "#forward"))

    def looked_up(self):
        shown = self.driver.script(SHOWN)
        return shown if shown != "emailAutoConfigSubview" else None

    def set_up(self, address):
        try:
            self.step("emailAutoConfigSubview", ("#realName", "Anna"), ("#email", address))
            if wait_for("the look-up ends", self.looked_up, PATIENCE_S) == "emailIncomingConfigSubview":
                return None  # it wants servers typed in
            self.step("emailConfigFoundSubview")
            self.step("emailPasswordSubview", ("#password", PASSWORD))
            self.step("emailAddedSuccessSubview")
        except AssertionError as error:
            raise AssertionError(f"{error}; Thunderbird shows {self.driver.script(TOLD)}") from error
        told = self.driver.script(ACCOUNT)
        assert told and told["kind"] == "imap" and told["address"] == address, f"Thunderbird made {told}"
        assert told["methods"] == [PASSWORD_CLEARTEXT] * 2, f"Thunderbird logs in otherwise: {told}"
        return Account(server(told["incoming"]), server(told["outgoing"]))

    def round_trip(self, account, address):
        subject = f"note {uuid.uuid4().hex}"
        self.send(address, subject)
        self.fetch(subject)
        return "itself"

    def send(self, address, subject):
        """As a person writes: in the window that opens for a new message."""
        driver = self.driver
        main = driver.ask("WebDriver:GetWindowHandle")
        driver.script("MsgNewMessage();")

        def other():
            return next((one for one in driver.ask("WebDriver:GetWindowHandles") if one != main), None)
        driver.ask("WebDriver:SwitchToWindow", {"handle": wait_for("a window to write in", other, PATIENCE_S)})
        for field, text in (("#toAddrInput", address), ("#msgSubject", subject)):
            driver.type(driver.find(field, IN_WINDOW, field), text)
        driver.press(driver.find("#button-send", IN_WINDOW, "#button-send"))
        wait_for("the message is sent, and its window closed", lambda: other() is None, PATIENCE_S)
        driver.ask("WebDriver:SwitchToWindow", {"handle": main})

    def fetch(self, subject):
        wait_for("the message is in the inbox", lambda: subject in self.driver.async_script(INBOX), PATIENCE_S)
