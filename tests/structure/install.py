# SPDX-License-Identifier: LGPL-2.1-or-later

"""What `meson install` puts where, and that a program needs no more than that:
install.py BUILD_DIRECTORY DIRECTORY_OF_CONSUMER_C."""

import os
import re
import shlex
import subprocess
import sys
import tempfile

from tap import Tap


def run(*command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **options)
    return [] if done.returncode == 0 else [f"{shlex.join(command)}: {done.stdout}"], done.stdout


def find(top, name):
    return [os.path.join(path, name) for path, _, names in os.walk(top) if name in names]


def check_consumer(tap, top, prefix, source):
    """Compile, link and run with what pkg-config says."""
    pc = find(top, "burnish.pc")[0]
    with open(pc, encoding="utf-8") as file:
        text = re.sub(r"^prefix=.*", f"prefix={prefix}", file.read(), flags=re.M)
    with open(pc, "w", encoding="utf-8") as file:
        file.write(text)
    problems, flags = run("pkg-config", "--cflags", "--libs", pc)
    tap.check("pkg-config knows it", problems)
    if problems:
        return
    program = os.path.join(top, "consumer")
    problems, _ = run("cc", "-std=c17", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
                      source, "-o", program, *shlex.split(flags))
    tap.check("a program compiles and links with the header and pkg-config", problems)
    if problems:
        return
    library = os.path.dirname(find(top, "libburnish.so")[0])
    problems, text = run(program, env=dict(os.environ, LD_LIBRARY_PATH=library))
    tap.check("and it runs", problems or ([] if "decast" in text else [text]))


def main():
    tap = Tap()
    build, source = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="burnish-test-") as top:
        problems, text = run("meson", "install", "-C", build, "--no-rebuild", "--destdir", top)
        tap.check("meson install", problems)
        for name in ["burnish.h", "burnish_generate.h", "libburnish.so", "vips-burnish.so", "burnish.pc", "burnish.1"]:
            tap.check(f"installs {name}", [] if len(find(top, name)) == 1 else [text])
        programs = [path for path in find(top, "burnish") if os.access(path, os.X_OK)]
        tap.check("installs the command", [] if len(programs) == 1 else [text])
        completions = [path for path in find(top, "burnish") if "bash-completion/completions" in path]
        tap.check("installs the completion", [] if len(completions) == 1 else [text])
        if programs:
            library = os.path.dirname(find(top, "libburnish.so")[0])
            problems, text = run(programs[0], "presets", env=dict(os.environ, LD_LIBRARY_PATH=library))
            tap.check("the installed command has its presets", problems or ([] if "auto" in text else [text]))
            prefix = os.path.dirname(os.path.dirname(programs[0]))
            check_consumer(tap, top, prefix, os.path.join(source, "consumer.c"))
    tap.end()


main()
