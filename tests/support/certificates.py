# SPDX-License-Identifier: MIT
"""Chains of certificates as authorities make them, by the openssl command: a root, an intermediate one, and
as many signers of its own as a test wants."""

import datetime
import subprocess

CONFIGURATION = """\
[ca]
default_ca = this
[this]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = anything
unique_subject = no
copy_extensions = copy
[anything]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
"""
KEYS = {
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ecdsa": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ed25519": ["-algorithm", "ED25519"],
}


def openssl(*words, folder=None, stdin=b""):
    done = subprocess.run(["openssl", *map(str, words)], cwd=folder, input=stdin, capture_output=True, timeout=60)
    assert done.returncode == 0, (words, done.stderr.decode())
    return done.stdout


def day(days_from_now):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days_from_now)
    return when.strftime("%Y%m%d%H%M%SZ")


class Authority:
    """Files in `folder`: root.pem, intermediate.pem, and NAME.pem, NAME.key, NAME-chain.pem a signer."""

    def __init__(self, folder, kind):
        self.folder = folder
        self.kind = kind
        folder.mkdir(exist_ok=True)
        (folder / "ca.cnf").write_text(CONFIGURATION)
        (folder / "index.txt").write_text("")
        self.issue("root", "root", "authority")
        self.issue("intermediate", "root", "authority")

    def path(self, name):
        return self.folder / name

    def issue(self, name, issuer, extensions, first_day=-1, last_day=30, kind=None, names=()):
        openssl("genpkey", *KEYS[kind or self.kind], "-out", f"{name}.key", folder=self.folder)
        hosts = ["-addext", "subjectAltName=" + ",".join("DNS:" + host for host in names)] if names else []
        openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/CN=Test {name}", "-out", f"{name}.csr",
                *hosts, folder=self.folder)
        own = ["-selfsign"] if issuer == name else ["-cert", f"{issuer}.pem"]
        openssl("ca", "-batch", "-notext", "-config", "ca.cnf", *own, "-keyfile", f"{issuer}.key",
                "-in", f"{name}.csr", "-out", f"{name}.pem", "-extensions", extensions,
                "-startdate", day(first_day), "-enddate", day(last_day), folder=self.folder)

    def signer(self, name, **keywords):
        """Its certificate with the intermediate one behind it, and its key."""
        self.issue(name, "intermediate", "server", **keywords)
        chain = self.path(f"{name}.pem").read_text() + self.path("intermediate.pem").read_text()
        self.path(f"{name}-chain.pem").write_text(chain)
        return self.path(f"{name}-chain.pem"), self.path(f"{name}.key")

    def verify(self, signed):
        """The content, as somebody sees it who knows the root only."""
        # A certificate of a web server is not made for mail, and fine for profiles.
        return openssl("cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any",
                       "-CAfile", self.path("root.pem"), stdin=signed)


def names_in(signed):
    """The common names of the certificates that the signature brings along."""
    text = openssl("pkcs7", "-inform", "DER", "-print_certs", "-noout", stdin=signed).decode()
    return sorted(line.split("Test ")[1] for line in text.splitlines() if line.startswith("subject"))
