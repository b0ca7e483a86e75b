# SPDX-License-Identifier: MIT
"""A Debian machine whose process 1 is systemd, in namespaces: what is shared with the test is the kernel and the
network, which tests/deploy/run made for it. Below it lies the tree of prepare_systemd; what a machine writes goes to
a folder of its own."""

import os
import signal
import subprocess
from pathlib import Path

from world import TOP, finish, wait_for

TREE = TOP / "build/deploy/machine"
# What a container manager does before systemd; the kernel's own settings are not the machine's to change.
BOOT = """
set -eu
cd "$1"
mount --make-rprivate /
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 none sys/fs/cgroup
for each in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $each; done
chmod 1777 tmp
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
set -- null 3 zero 5 full 7 random 8 urandom 9
while [ $# -gt 0 ]; do mknod -m 666 dev/$1 c 1 $2; shift 2; done
mknod -m 666 dev/tty c 5 0
mkdir -p old
pivot_root . old
umount -l old
rmdir old
mount --make-rshared /
exec env -i container=unshare PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=multi-user.target
"""


class Machine:
    """with Machine(folder) as machine: …; between making and entering it, `root` can be filled."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.root = self.folder / "root"
        self.written = self.folder / "written"
        self.groups = self.folder / "groups"
        for each in (self.root, self.written, self.folder / "work", self.groups):
            each.mkdir()
        finish("mount", "-t", "overlay", "overlay", "-o",
               f"lowerdir={TREE},upperdir={self.written},workdir={self.folder / 'work'}", self.root, folder="/")
        finish("mount", "-t", "cgroup2", "none", self.groups, folder="/")
        self.group = self.groups / f"autoconfigd-test-{os.getpid()}"
        self.group.mkdir()

    def __enter__(self):
        # Process 1 goes into its group before the namespace that takes this group for the whole tree.
        start = ('echo 0 >"$2/cgroup.procs" && exec unshare --mount --uts --ipc --cgroup '
                 '--propagation private sh -c "$3" sh "$1"')
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", "sh", "-c", start, "sh", self.root, self.group, BOOT],
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "boot.log", "wb"), stderr=subprocess.STDOUT)
        try:
            wait_for("systemd is process 1", self.find_first)
            wait_for("systemd has booted", lambda: self.try_to_run("systemctl", "is-system-running").stdout
                     in ("running\n", "degraded\n"), 60)
            assert self.output("systemctl", "--failed", "--quiet", "--no-legend") == ""
        except BaseException:
            self.end()
            raise
        return self

    def find_first(self):
        assert self.process.poll() is None, (self.folder / "boot.log").read_text()
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.first = children[0] if children else None
        return self.first and Path(f"/proc/{self.first}/comm").read_text() == "systemd\n"

    def __exit__(self, kind, error, trace):
        if kind is not None:
            print(self.try_to_run("journalctl", "--no-pager", "-b", "-n", "60").stdout)
        self.end()

    def end(self):
        self.process.send_signal(signal.SIGKILL)  # and with it, as --kill-child has it, process 1 and all others
        self.process.wait()
        wait_for("all processes are gone", lambda: "populated 0" in (self.group / "cgroup.events").read_text())
        for folder, _, _ in os.walk(self.group, topdown=False):
            os.rmdir(folder)
        finish("umount", self.groups, folder="/")
        finish("umount", self.root, folder="/")

    def try_to_run(self, *command):
        """The finished process; what it printed is text."""
        return subprocess.run(
            ["nsenter", f"--target={self.first}", "--mount", "--uts", "--ipc", "--pid", "--cgroup", "--root", "--wd",
             "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive",
             *map(str, command)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)

    def output(self, *command):
        done = self.try_to_run(*command)
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}"
        return done.stdout

    def property(self, unit, name):
        return self.output("systemctl", "show", "--property", name, "--value", unit).rstrip("\n")

    def journal(self, unit):
        return self.output("journalctl", "--no-pager", "--output=cat", "--unit", unit)
