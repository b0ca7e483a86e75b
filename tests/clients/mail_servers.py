# SPDX-License-Identifier: MIT
"""Dovecot and Postfix, as Debian has them, behind the settings that clients find: an account each route, whose
owner must log in as that route says, by TLS, to read and to send. Sending is to the accounts here only."""

import shutil

from routes import MAIL_ADDRESS, PASSWORD, ROUTES
from world import FOLDER, start, wait_for_port

NOBODY = 65534

DOVECOT = """protocols = imap
listen = {address}
base_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
auth_verbose = yes
ssl = required
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = yes
auth_username_chars =
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
mail_uid = {nobody}
mail_gid = {nobody}
first_valid_uid = {nobody}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/people
}}
userdb {{
  driver = static
  args = uid={nobody} gid={nobody} home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = 143
  }}
  inet_listener imaps {{
    port = 993
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = 4000
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""

POSTFIX_MAIN = """compatibility_level = 3.6
myhostname = outgoing.mail.example
mydestination =
inet_interfaces = {address}
inet_protocols = ipv4
queue_directory = {folder}/postfix/queue
data_directory = {folder}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
alias_maps =
alias_database =
local_recipient_maps =
mynetworks =
smtpd_tls_chain_files = {key}, {chain}
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:4000
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_minimum_uid = {nobody}
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
"""

POSTFIX_MASTER = """465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
587 inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
tlsmgr unix - - n 1000? 1 tlsmgr
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
"""


class MailServers:
    def __init__(self, world):
        mail = FOLDER / "mail"
        mail.mkdir()
        mail.chmod(0o777)
        self.values = {"folder": FOLDER, "address": MAIL_ADDRESS, "chain": world.chain, "key": world.key,
                       "nobody": NOBODY, "domains": " ".join(route.domain for route in ROUTES.values())}
        self.read_mail()
        self.send_mail()

    def read_mail(self):
        logins = [route.account.imap.login for route in ROUTES.values()]
        (FOLDER / "people").write_text("".join(f"{login}:{PASSWORD}\n" for login in logins))
        settings = FOLDER / "dovecot.conf"
        settings.write_text(DOVECOT.format(**self.values))
        process = start("dovecot", "/usr/sbin/dovecot", "-F", "-c", settings)
        for port in (143, 993):
            wait_for_port(process, MAIL_ADDRESS, port, "dovecot")

    def send_mail(self):
        folder = FOLDER / "postfix"
        for part in ("", "queue", "data"):
            (folder / part).mkdir()
        shutil.chown(folder / "data", "postfix", "postfix")
        rows = [f"{route.address} {route.account.imap.login}/\n" for route in ROUTES.values()]
        (FOLDER / "mailboxes").write_text("".join(rows))
        (folder / "main.cf").write_text(POSTFIX_MAIN.format(**self.values))
        (folder / "master.cf").write_text(POSTFIX_MASTER)
        process = start("postfix", "/usr/sbin/postfix", "-c", folder, "start-fg")
        for port in (465, 587):
            wait_for_port(process, MAIL_ADDRESS, port, "postfix")
