# SPDX-License-Identifier: MIT
"""What Thunderbird is asked from inside: where its Account Hub has got to, where its fields are, what account it has,
what mail. What a person types is typed (thunderbird.py)."""

HUB = """
const hub = document.querySelector("account-hub-container")?.shadowRoot.querySelector("account-hub-email");
const step = hub?.querySelector(".account-hub-step:not([hidden])");
const atRest = step && !hub.classList.contains("busy");
"""

# The step that the Account Hub shows, once it waits for somebody.
SHOWN = HUB + "return atRest ? step.id : null;"

# Of a step, once it is shown, the element of a selector.
IN_STEP = HUB + """
const inside = arguments[1] == "#forward" ? hub : step;
const element = atRest && step.id == arguments[0] ? inside.querySelector(arguments[1]) : null;
return element && !element.disabled ? element : null;
"""

# What the Account Hub tells people: step, title, notification.
TOLD = HUB + """
return (step?.id ?? "no step") + ": " +
  (step?.shadowRoot?.querySelector("account-hub-header")?.shadowRoot?.textContent ?? "").replace(/\\s+/g, " ");
"""

# The account that was made: beside it there are the local folders.
MADE = """
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const account = MailServices.accounts.accounts.find(one => one.incomingServer.type != "none");
"""

# What stands in the account that was made.
ACCOUNT = MADE + """
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
INBOX = MADE + """
const done = arguments[0];
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
