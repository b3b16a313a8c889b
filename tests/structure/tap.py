# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the structure tests share: results in the Test Anything Protocol, and the
files of the source tree."""

import os
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDERS = ["include", "src", "tests", "tools", "docs", "presets"]


class Tap:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, name, problems):
        """One test: passed when there are no problems."""
        self.number += 1
        print(f"{'not ok' if problems else 'ok'} {self.number} {name}")
        for problem in problems:
            print("#", str(problem).replace("\n", "\n# "))
        self.failed += bool(problems)

    def skip(self, name, reason):
        self.number += 1
        print(f"ok {self.number} {name} # SKIP {reason}")

    def end(self):
        print(f"1..{self.number}")
        sys.exit(1 if self.failed else 0)


def files(*suffixes):
    """Our files with one of these suffixes, from the source root."""
    found = []
    for folder in FOLDERS:
        for path, folders, names in os.walk(os.path.join(ROOT, folder)):
            folders[:] = [name for name in folders if name != "__pycache__"]
            found += [os.path.relpath(os.path.join(path, name), ROOT)
                      for name in names if name.endswith(suffixes)]
    return sorted(found)


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()
