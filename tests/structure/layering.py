# SPDX-License-Identifier: LGPL-2.1-or-later

"""Dependencies point one way: the includes of src/ against the table of
docs/architecture.md, which says for each folder which other folders and which
libraries it may use."""

import os
import re

from tap import Tap, files, read

HEADERS = {
    "vips/": "vips", "glib.h": "glib", "glib-object.h": "glib", "gio/": "gio",
    "gmodule.h": "gmodule", "cjson/": "cjson", "lcms2.h": "lcms2", "libexif/": "libexif",
    "exempi/": "exempi", "cairo": "cairo", "pango/": "pango", "cbor.h": "libcbor", "libdeflate.h": "libdeflate",
    "zlib.h": "zlib", "qpdf/": "libqpdf", "curl/": "curl",
}

# C17 and POSIX, which everybody may use, and what compilers have for vectors.
SYSTEM = re.compile(r"(arm_neon|arpa/inet|ctype|errno|fcntl|fnmatch|immintrin|limits|locale|malloc|math|netinet/in|poll|"
                    r"signal|stdio|stdlib|string|time|unistd|"
                    r"sys/(file|mman|prctl|random|resource|socket|stat|types|wait))\.h$")


def allowances():
    """Folder or file: (folders, libraries)."""
    table = {}
    for row in re.findall(r"^\| `([\w./]+)` \|([^|\n]*)\|([^|\n]*)\|$", read("docs/architecture.md"), re.M):
        table[row[0].rstrip("/")] = tuple(set(re.findall(r"`([\w.]+)`", cell)) for cell in row[1:])
    return table


def check_include(path, line, folder, allowed):
    folders, libraries = allowed
    local = re.match(r'#include "(.*)"', line)
    if local:
        target = os.path.normpath(os.path.join(os.path.dirname(path), local[1]))
        parts = target.split(os.sep)
        # A folder inside a folder is of it, not of others.
        inside = len(parts) == 3 or parts[1] == folder
        if inside and (parts[1] == folder or parts[1] in folders):
            return None
        return f"{path}: may not include {target}"

    name = re.match(r"#include <(.*)>", line)[1]
    if SYSTEM.match(name) or name == "burnish.h":
        return None
    library = next((lib for head, lib in HEADERS.items() if name.startswith(head)), None)
    return None if library in libraries else f"{path}: may not use <{name}>"


def main():
    tap = Tap()
    table = allowances()
    problems = {}
    for path in files(".c", ".h"):
        if not path.startswith("src" + os.sep):
            continue
        parts = path.split(os.sep)
        folder = parts[1]
        found = problems.setdefault(folder, [])
        if folder not in table:
            found.append(f"{folder} is not in the table of docs/architecture.md")
            continue
        for line in re.findall(r"^#include .*", read(path), re.M):
            problem = check_include(path, line, folder, table[folder])
            if problem:
                found.append(problem)

    for folder, found in sorted(problems.items()):
        tap.check(f"{folder} includes what it may", found)
    tap.check("every row of the table is there", sorted(set(table) - set(problems)))
    # The table itself must be free of circles.
    order = {name: index for index, name in enumerate(table)}
    tap.check("folders use those above them only", [
        f"{name} uses {other}" for name, (folders, _) in table.items() for other in folders
        if order.get(other, len(order)) >= order[name]])
    tap.end()


main()
