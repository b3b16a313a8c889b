# SPDX-License-Identifier: LGPL-2.1-or-later

"""The manual page: the part that is written by hand, and the options and commands that
come from the classes, which --help lists.

    manual.py BURNISH TEMPLATE PAGE
"""

import re
import subprocess
import sys
import textwrap

OPTION = re.compile(r"  (?:-\w, )?--([a-z0-9][\w.-]*)(?:=(\S+))?\s+(\S.*)")


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout


def escape(text):
    """Text that roff takes for text."""
    text = text.replace("\\", "\\e").replace("…", "...").replace('"', "\\(dq")
    return "\n".join("\\&" + line if line[0] in ".'" else line for line in textwrap.wrap(text, 78))


def sections(text):
    """Title of a section of help: its lines that are options or commands."""
    found, title = {}, None
    for line in text.splitlines():
        if re.match(r"\S.*:", line):
            title = line
            found[title] = []
        elif not line:
            title = None
        elif title and line.startswith("  "):
            found[title].append(line)
    return found


def sentence(text):
    return text[0].upper() + text[1:] + "."


def option(line):
    name, value, meaning = OPTION.match(line).groups()
    value = f" Ns = Ns Ar {escape(value)}" if value else ""
    return f".It Fl -{name}{value}\n{escape(meaning + '.')}"


def corrections(help_of_fix):
    """A subsection a correction."""
    lines = []
    for title, options in help_of_fix.items():
        name, _, description = title.partition(": ")
        if name == "save" or not re.fullmatch(r"\w+: .*", title) or not options:
            continue
        lines += [".Pp", f".Sy {name} :", f"{description}.", ".Bl -tag -width indent"]
        lines += [option(line) for line in options] + [".El"]
    return "\n".join(lines)


def saving(help_of_fix):
    title = next(title for title in help_of_fix if title.startswith("save: "))
    return "\n".join(option(line) for line in help_of_fix[title])


def commands(help_of_all):
    rows = (line.split(None, 1) for line in help_of_all["Single corrections:"])
    return "\n".join(f".It Cm {name}\n{escape(sentence(meaning))}" for name, meaning in rows)


def main():
    burnish, template, page = sys.argv[1:]
    help_of_fix = sections(run(burnish, "fix", "--help"))
    values = {
        "COMMANDS": commands(sections(run(burnish, "--help"))),
        "CORRECTIONS": corrections(help_of_fix),
        "SAVE": saving(help_of_fix),
    }
    with open(template, encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    with open(page, "w", encoding="utf-8") as file:
        file.write(text)


main()
