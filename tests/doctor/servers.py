# SPDX-License-Identifier: MIT
"""The real servers that autoconfig-doctor looks at, each started in a folder of its own. They live in the
namespaces that tests/doctor/run made, so addresses and ports are free, and all ends with them."""

import socket
import subprocess
import textwrap

from daemon import Daemon, wait_for

DNS = "10.77.0.53"
CLIENT = "10.77.0.1"


def ip(*words):
    subprocess.run(["ip", *words], check=True, timeout=10)


def add_address(address):
    """Whoever connects to it comes from another: of their own machine's clients servers demand less."""
    for one in (CLIENT, address):
        ip("address", "replace", f"{one}/32", "dev", "lo")
    ip("route", "replace", "table", "local", "local", address, "dev", "lo", "src", CLIENT)


def is_open(address, port):
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex((address, port)) == 0


def start(folder, *command):
    log = open(folder / f"{command[0].rsplit('/', 1)[-1]}.log", "wb")
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def dnsmasq(folder, lines):
    """`lines` as in its file. What is not in it does not exist."""
    add_address(DNS)
    path = folder / "dnsmasq.conf"
    path.write_text("\n".join(lines) + "\n")
    process = start(folder, "/usr/sbin/dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--user=root",
                    f"--conf-file={path}", f"--listen-address={DNS}", "--bind-interfaces", "--local=/#/",
                    "--pid-file=")
    wait_for("dnsmasq answers", lambda: is_open(DNS, 53))
    return process


def nginx(folder, address, text):
    """`text`: its server blocks."""
    add_address(address)
    path = folder / "nginx.conf"
    path.write_text(textwrap.dedent(f"""\
        daemon off;
        user root;
        worker_processes 1;
        pid {folder}/nginx.pid;
        error_log {folder}/nginx-error.log;
        events {{ worker_connections 512; }}
        http {{
            access_log off;
            server_names_hash_bucket_size 128;
            server_names_hash_max_size 4096;
            default_type application/octet-stream;
            client_body_temp_path {folder}/nginx-body;
            proxy_temp_path {folder}/nginx-proxy;
            fastcgi_temp_path {folder}/nginx-fastcgi;
            uwsgi_temp_path {folder}/nginx-uwsgi;
            scgi_temp_path {folder}/nginx-scgi;
        """) + text + "}\n")
    process = start(folder, "/usr/sbin/nginx", "-c", str(path), "-e", f"{folder}/nginx-error.log")
    wait_for("nginx listens", lambda: is_open(address, 443))
    return process


def dovecot(folder, name, address, certificate, **settings):
    """IMAP on 143 and 993, POP3 on 110 and 995, of one address."""
    add_address(address)
    base = folder / name
    base.mkdir()
    values = {
        "protocols": "imap pop3", "listen": address, "base_dir": base / "run", "state_dir": base / "state",
        "log_path": base / "log", "ssl": "yes", "ssl_cert": f"<{certificate[0]}", "ssl_key": f"<{certificate[1]}",
        "ssl_min_protocol": "TLSv1.2", "disable_plaintext_auth": "yes", "auth_mechanisms": "plain login",
        "default_login_user": "nobody", "default_internal_user": "nobody", "default_internal_group": "nogroup",
        "mail_location": f"maildir:{base}/mail", **settings}
    lines = [f"{key} = {value}" for key, value in values.items()]
    lines += ["passdb {", "  driver = static", "  args = password=none", "}",
              "service anvil {", "  chroot =", "}",
              "service imap-login {", "  chroot =", "}", "service pop3-login {", "  chroot =", "}",
              "service auth {", f"  unix_listener {base}/sasl {{", "    mode = 0666", "  }", "}"]
    path = base / "dovecot.conf"
    path.write_text("\n".join(lines) + "\n")
    process = start(base, "/usr/sbin/dovecot", "-F", "-c", str(path))
    wait_for(f"{name} listens", lambda: is_open(address, 143))
    return process


def postfix(folder, services):
    """`services`: (address, port, certificate, {parameter: value}) a listener; logins are Dovecot's `sasl`."""
    base = folder / "postfix"
    for part in ("config", "queue", "data"):
        (base / part).mkdir(parents=True)
    (base / "config/main.cf").write_text(textwrap.dedent(f"""\
        compatibility_level = 3.6
        queue_directory = {base}/queue
        data_directory = {base}/data
        myhostname = mail.right.example
        mydestination =
        mynetworks = 127.0.0.0/8
        inet_protocols = ipv4
        alias_maps =
        smtpd_peername_lookup = no
        local_recipient_maps =
        maillog_file = {base}/log
        maillog_file_prefixes = {base}
        smtpd_sasl_type = dovecot
        smtpd_tls_mandatory_protocols = >=TLSv1.2
        """))
    lines = ["anvil unix - - n - 1 anvil", "tlsmgr unix - - n 1000? 1 tlsmgr", "postlog unix-dgram n - n - 1 postlogd",
             "rewrite unix - - n - - trivial-rewrite", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
             "pickup unix n - n 60 1 pickup", "proxymap unix - - n - - proxymap"]
    for address, port, certificate, parameters in services:
        add_address(address)
        chain = {"smtpd_tls_chain_files": f"{certificate[1]},{certificate[0]}", "smtpd_tls_security_level": "may",
                 "smtpd_tls_auth_only": "yes", "smtpd_sasl_auth_enable": "yes", **parameters}
        lines.append(f"{address}:{port} inet n - n - - smtpd")
        lines += [f"  -o {key}={value}" for key, value in chain.items()]
    (base / "config/master.cf").write_text("\n".join(lines) + "\n")
    subprocess.run(["chown", "-R", "postfix", f"{base}/data"], check=True, timeout=10)
    log = open(folder / "postfix.log", "wb")
    done = subprocess.run(["/usr/sbin/postfix", "-c", f"{base}/config", "start"], stdin=subprocess.DEVNULL, stdout=log,
                          stderr=log, timeout=60)
    assert done.returncode == 0, (folder / "postfix.log").read_text()
    wait_for("postfix listens", lambda: is_open(services[0][0], services[0][1]))


def autoconfigd(folder, config):
    return Daemon(folder, config, "--listen", "127.0.0.1:8080")
