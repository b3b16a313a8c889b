# SPDX-License-Identifier: LGPL-2.1-or-later

"""House rules about the text of the sources: licence, sizes, spelling of what must
not be there."""

import os
import re

from tap import ROOT, Tap, files, read

# A file that is longer does more than one thing; a function that is longer does not fit
# a screen. The long ones that are in order are tables and lists of arguments.
MAX_FILE = 600
MAX_FUNCTION = 70

CODE = (".c", ".h", ".py", ".sh", ".bash", "meson.build", ".xml")
UNSUFFIXED = ["tools/try", "tools/test", ".ci/run", "meson.build", "meson_options.txt"]


def functions(text):
    """Name and length of each function: in our style, a name at the start of a line,
    braces alone on theirs."""
    name, start = None, 0
    for number, line in enumerate(text.splitlines()):
        head = re.match(r"(\w+)\(", line)
        if head and not line.rstrip().endswith(";"):
            name, start = head[1], number
        elif line == "}" and name:
            yield name, number - start + 1
            name = None


def main():
    tap = Tap()
    # Seeds of the fuzz targets are data.
    code = [path for path in files(*CODE) if "/corpus/" not in path] + UNSUFFIXED
    tap.check("every file names its licence", [
        path for path in code if "SPDX-License-Identifier: LGPL-2.1-or-later" not in "".join(read(path)[:200])])
    lengths = {path: read(path).count("\n") for path in code}
    tap.check(f"no file is longer than {MAX_FILE} lines", [
        f"{path}: {length} lines" for path, length in lengths.items() if length > MAX_FILE])
    c = [path for path in code if path.endswith((".c", ".h"))]
    tap.check(f"no function is longer than {MAX_FUNCTION} lines", [
        f"{path}: {name}: {length} lines" for path in c for name, length in functions(read(path))
        if length > MAX_FUNCTION])
    tap.check("no goto", [path for path in c if re.search(r"^\s*goto\b", read(path), re.M)])
    notes = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    tap.check("nothing is left to do", [path for path in code if notes.search(read(path))])
    tap.check("headers are guarded once", [
        path for path in c if path.endswith(".h") and read(path).count("#ifndef BURNISH_") + read(path).count("_H\n") < 2])
    tap.check("no trailing space", [
        f"{path}:{number + 1}" for path in code + files(".md", ".json")
        for number, line in enumerate(read(path).splitlines()) if line != line.rstrip()])
    tap.check("scripts can be run", [
        path for path in code if read(path).startswith("#!") and not os.access(os.path.join(ROOT, path), os.X_OK)])
    tap.end()


main()
