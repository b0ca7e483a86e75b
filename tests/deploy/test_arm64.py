# SPDX-License-Identifier: MIT
"""The image for arm64, which another machine built without an emulator (prepare_arm64), and its program, run by one:
qemu-user. It answers as the program built here does."""

import pytest

from image import answers_are_equal, files_of, is_one_small_static_program, mounts  # noqa: F401
from world import TOP, Daemon, finish, succeeds

import confinement
from daemon import PATIENCE_S, Process

pytestmark = pytest.mark.usefixtures("mounts")
EX_OSERR = 71


@pytest.fixture
def serve():
    with files_of("arm64") as root:
        yield ["qemu-aarch64-static", root / "usr/bin/autoconfigd", "serve", "--config",
               root / "etc/autoconfigd/providers.yaml"]


def test_the_image_is_one_small_static_program():
    is_one_small_static_program("arm64")


def test_it_answers_as_the_program_built_here(serve, tmp_path):
    def ask(path, *options):
        return finish("curl", "-sS", *options, "http://127.0.0.1:8080" + path, folder="/")

    with Daemon(tmp_path, (TOP / "providers.yaml").read_text()) as daemon, \
            Process(serve, tmp_path / "emulated.log", confinement.FREE) as emulated:
        emulated.wait_for(lambda: succeeds(*serve[:2], "health"), "the daemon is healthy")
        answers_are_equal(ask, daemon, "anna@mail.ru")


def test_it_tells_that_an_emulator_gives_no_sandbox(serve, tmp_path):
    with Process(serve, tmp_path / "incomplete.log", confinement.FREE) as emulated:
        emulated.wait_for(lambda: "sandbox incomplete" in emulated.log(), "the warning")
    with Process([*serve, "--require-sandbox"], tmp_path / "refused.log") as emulated:
        assert emulated.process.wait(PATIENCE_S) == EX_OSERR
        assert "no sandbox" in emulated.log()
