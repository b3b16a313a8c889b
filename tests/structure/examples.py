# SPDX-License-Identifier: LGPL-2.1-or-later

"""The examples of the documentation, run as they are printed:
examples.py BURNISH RENDER.

A page marks what is to be run with a comment before a fenced block:

    <!-- test -->         run it with bash; it must succeed
    <!-- test fails -->   the same, but it must not succeed
    <!-- prints -->       what the block before it printed, exactly
    <!-- file NAME -->    a file for the blocks after it

The blocks of a page run one after another in one directory with pictures in it.
"""

import os
import re
import subprocess
import sys
import tempfile

from tap import Tap, files, read

PAGES = ["README.md", "docs/guide.md", "docs/recipe.md"] + [
    page for page in files(".md") if page.startswith("docs/presets/")]
BLOCK = re.compile(r"^<!-- (test fails|test|prints|file (\S+)) -->\n```\w*\n(.*?)^```$", re.M | re.S)

# What the examples call their pictures.
PICTURES = {
    "photo.png": ("product", "mixed:0.8"), "portrait.jpg": ("portrait", "light:0.7"),
    "pictures/paper.png": ("paper", "white:0.6"), "pictures/room.png": ("room", None),
    "pictures/more/sunset.png": ("sunset", None),
}


def draw(render, folder):
    for name, (scene, cast) in PICTURES.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run([render, scene, path, "192x128"] + ([cast] if cast else []), check=True)


def shell(text, folder, environment):
    done = subprocess.run(["bash", "-eu", "-c", text], cwd=folder, env=environment, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace")
    return done.returncode, done.stdout


def run_page(tap, page, folder, environment):
    printed = ""
    for number, block in enumerate(BLOCK.finditer(read(page)), 1):
        kind, name, text = block.groups()
        title = f"{page} {number}: {text.splitlines()[0][:60]}".replace("#", "")
        if name:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        elif kind == "prints":
            tap.check(title, [] if printed == text else [f"printed:\n{printed}"])
        elif "--max-memory" in text and os.environ.get("BURNISH_SANITIZED"):
            tap.skip(title, "a sanitizer needs a lot itself")
        else:
            status, printed = shell(text, folder, environment)
            wrong = (status == 0) == (kind == "test fails")
            tap.check(title, [f"exit status {status}:\n{printed}"] if wrong else [])


def main():
    tap = Tap()
    burnish, render = (os.path.abspath(path) for path in sys.argv[1:])
    for page in PAGES:
        with tempfile.TemporaryDirectory(prefix="burnish-test-") as top:
            folder = os.path.join(top, "work")
            home = os.path.join(top, "home")
            os.mkdir(folder)
            os.mkdir(home)
            draw(render, folder)
            environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=os.path.join(home, ".config"),
                               PATH=os.path.dirname(burnish) + ":" + os.environ["PATH"])
            run_page(tap, page, folder, environment)
    tap.check("there are examples", [] if tap.number > 10 else ["too few blocks are marked"])
    tap.end()


main()
