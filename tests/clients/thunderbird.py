# SPDX-License-Identifier: MIT
"""Thunderbird, as Debian has it: a person's name, address and password are typed into its Account Hub, the
account that comes of it is read back, and writes to itself."""

import uuid

from daemon import wait_for
from client import Client
from marionette import Marionette
from routes import PASSWORD, Account, Server
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

# Of the step of the Account Hub that is shown, the element of a selector.
IN_STEP = """
const hub = document.querySelector("account-hub-container")?.shadowRoot.querySelector("account-hub-email");
const step = hub?.querySelector(".account-hub-step:not([hidden])");
if (!step || hub.classList.contains("busy") || step.id != arguments[0]) {
  return null;
}
const element = (arguments[1] == "#forward" ? hub : step).querySelector(arguments[1]);
return element && !element.disabled ? element : null;
"""

STATE = """
const hub = document.querySelector("account-hub-container")?.shadowRoot.querySelector("account-hub-email");
const step = hub?.querySelector(".account-hub-step:not([hidden])");
return (step?.id ?? "no step") + ": " +
  (step?.shadowRoot?.querySelector("account-hub-header")?.shadowRoot?.textContent ?? "").replace(/\\s+/g, " ");
"""

ACCOUNT = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const account = MailServices.accounts.accounts.find(one => one.incomingServer.type != "none");
if (!account) {
  return null;
}
const identity = account.defaultIdentity;
const incoming = account.incomingServer;
const outgoing = MailServices.outgoingServer.getServerByKey(identity.smtpServerKey).QueryInterface(Ci.nsISmtpServer);
return {
  address: identity.email, kind: incoming.type, methods: [incoming.authMethod, outgoing.authMethod],
  incoming: [incoming.hostname, incoming.port, incoming.socketType, incoming.username],
  outgoing: [outgoing.hostname, outgoing.port, outgoing.socketType, outgoing.username],
};
"""

# Of the window to write in, the element of a selector, once the window has made up its fields.
IN_WINDOW = """
const element = document.querySelector(arguments[0]);
return window.composeEditorReady && element && !element.disabled ? element : null;
"""

# Looks for new mail; the subjects that are there.
INBOX = """
const done = arguments[0];
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const account = MailServices.accounts.accounts.find(one => one.incomingServer.type != "none");
const inbox = account.incomingServer.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
if (!inbox) {
  done([]);
} else {
  inbox.getNewMessages(msgWindow, {
    OnStartRunningUrl() {},
    OnStopRunningUrl() { done([...inbox.messages].map(message => message.mime2DecodedSubject)); },
  });
}
"""
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
            "--profile", self.home / "profile", env={"HOME": str(self.home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
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
            driver.type(driver.find(IN_STEP, step, selector), text)
        driver.press(driver.find(IN_STEP, step, "#forward"))

    def set_up(self, address):
        try:
            self.step("emailAutoConfigSubview", ("#realName", "Anna"), ("#email", address))
            self.step("emailConfigFoundSubview")
            self.step("emailPasswordSubview", ("#password", PASSWORD))
            self.step("emailAddedSuccessSubview")
        except AssertionError as error:
            raise AssertionError(f"{error}; Thunderbird shows {self.driver.script(STATE)}") from error
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
            driver.type(driver.find(IN_WINDOW, field), text)
        driver.press(driver.find(IN_WINDOW, "#button-send"))
        wait_for("the message is sent, and its window closed", lambda: other() is None, PATIENCE_S)
        driver.ask("WebDriver:SwitchToWindow", {"handle": main})

    def fetch(self, subject):
        wait_for("the message is in the inbox", lambda: subject in self.driver.async_script(INBOX), PATIENCE_S)
