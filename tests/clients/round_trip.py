# SPDX-License-Identifier: MIT
"""One message, sent to oneself and fetched, by Python's own libraries: for clients that look settings up and do no
more. What they found is taken as it is."""

import email.message
import imaplib
import smtplib
import ssl
import uuid

from daemon import wait_for
from routes import PASSWORD

PATIENCE_S = 20


def send(server, address, subject):
    message = email.message.EmailMessage()
    message["From"] = message["To"] = address
    message["Subject"] = subject
    message.set_content("One message.\n")
    context = ssl.create_default_context()
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S)
        connection.starttls(context=context)
    with connection:
        connection.login(server.login, PASSWORD)
        connection.send_message(message)


def fetch(server, subject):
    context = ssl.create_default_context()
    if server.security == "tls":
        connection = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=PATIENCE_S)
    else:
        connection = imaplib.IMAP4(server.host, server.port, timeout=PATIENCE_S)
        connection.starttls(context)
    with connection:
        connection.login(server.login, PASSWORD)
        connection.select("INBOX")

        def found():
            connection.noop()
            return connection.search(None, "SUBJECT", f'"{subject}"')[1][0]
        wait_for(f"the message is in the inbox of {server.login}", found, PATIENCE_S)


def round_trip(account, address):
    subject = f"note {uuid.uuid4().hex}"
    send(account.smtp, address, subject)
    fetch(account.imap, subject)
