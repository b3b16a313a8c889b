# SPDX-License-Identifier: LGPL-2.1-or-later

"""The library exports what the header declares, no more and no less:
exports.py LIBRARY."""

import re
import subprocess
import sys

from tap import Tap, read


def exported(library):
    text = subprocess.run(["nm", "-D", "--defined-only", library], stdout=subprocess.PIPE,
                          check=True, text=True).stdout
    names = {line.split()[-1].partition("@")[0] for line in text.splitlines()}
    # Sanitizers put marks of their own into a library.
    return {name for name in names if not re.match(r"__(asan|odr_asan|ubsan|sanitizer)", name)}


def main():
    tap = Tap()
    header = read("include/burnish.h") + read("include/burnish_generate.h")
    declared = set(re.findall(r"^BURNISH_API .*?(burnish_\w+)\(", header, re.M))
    found = exported(sys.argv[1])
    tap.check("the header declares functions", [] if declared else ["none was found"])
    tap.check("nothing but the header's functions is exported", sorted(found - declared))
    tap.check("every function of the header is exported", sorted(declared - found))
    tap.end()


main()
