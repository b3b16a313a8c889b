# SPDX-License-Identifier: LGPL-2.1-or-later

"""The documentation against the program, in both directions:
documents.py BURNISH MANUAL."""

import json
import os
import re
import shutil
import subprocess
import sys

from tap import Tap, files, read

OPTION = re.compile(r"--[a-z0-9][a-z0-9._-]*[a-z0-9]")
LISTED = re.compile(r"^  (?:-\w, )?(--[a-z0-9][\w.-]*)", re.M)


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          check=True, encoding="utf-8").stdout


class Program:
    """What the command says of itself."""

    def __init__(self, burnish):
        self.overview = run(burnish, "--help")
        self.commands = re.findall(r"^  ([a-z][a-z-]*)  ", self.overview, re.M)
        self.help = {name: run(burnish, name, "--help") for name in self.commands}
        self.options = {name: set(LISTED.findall(text)) for name, text in self.help.items()}
        # Some commands have parts, each with options of its own.
        for name, text in self.help.items():
            for part in re.findall(r"^  ([a-z]+)  ", text.partition("\nParts:\n")[2], re.M):
                self.options[name] |= set(LISTED.findall(run(burnish, name, part, "--help")))
        self.options[""] = set(LISTED.findall(self.overview))
        self.all = set().union(*self.options.values())
        self.ops = run(burnish, "ops", "--markdown")
        self.presets = re.findall(r"^\S+", run(burnish, "presets"), re.M)
        self.schema = json.loads(run(burnish, "schema"))
        self.single = [name for name in self.commands if f"\n## {name.replace('-', '_')}\n" in self.ops]


def check_help(tap, program):
    tap.check("every command has help with a summary and options", [
        name for name, text in program.help.items()
        if not re.match(r"Usage:\n  burnish " + name + r"\b.*\n\n[A-Z].*\.", text) or "--help" not in text])
    tap.check("every option of --help says what it does", [
        f"{name}: {line}" for name, text in program.help.items() for line in text.splitlines()
        if LISTED.match(line) and not re.search(r"\s\s+\S.*$", line[2:])])
    tap.check("commands that take pictures state their exit statuses", [
        name for name in program.commands
        if "IMAGE" in program.help[name] and "Exit status: 0 " not in program.help[name]])


def check_manual(tap, program, path):
    # The width keeps long options from being broken.
    plain = run("mandoc", "-T", "utf8", "-O", "width=400", path)
    plain = re.sub(r".\x08", "", plain)
    told = set(OPTION.findall(plain))
    # Under their own command, the options of a correction go without its name.
    bare = {option for name in program.single for option in program.options[name]
            if f"--{name.replace('-', '_')}.{option[2:]}" in program.all}
    tap.check("every option is in the manual", sorted(program.all - bare - told))
    tap.check("every option of the manual exists", sorted(told - program.all - {"--name", "--no-correction"}))
    tap.check("every command is in the manual", [
        name for name in program.commands if not re.search(rf"^ +{name}\b", plain, re.M)])
    lint = run("sh", "-c", 'mandoc -Tlint -Wstyle "$1"; true', "lint", path)
    tap.check("mandoc -Tlint", [line for line in lint.splitlines()
                                if "mandoc.db" not in line and "referenced manual not found" not in line])


def statuses():
    return {int(value) for value in re.findall(r"EXIT_\w+ = (\d+)", read("src/cli/command.h"))}


def check_guide(tap, program):
    guide = read("docs/guide.md")
    recipe = read("docs/recipe.md")
    # Options of classes are listed in the pages that are made from them.
    hand = set().union(*(program.options[name] for name in program.commands if name not in program.single))
    hand = {option for option in hand if "." not in option and not option.startswith("--no-")}
    tap.check("every option that is not a correction's is in the guide", sorted(hand - set(OPTION.findall(guide))))
    tap.check("every command is in the guide", [
        name for name in program.commands if f"burnish {name}" not in guide])
    tap.check("every preset is in the guide", [name for name in program.presets if f"`{name}`" not in guide])
    table = {int(value) for value in re.findall(r"^\| (\d+) \|", guide, re.M)}
    tap.check("every exit status is in the guide", sorted(statuses() - table))
    save = program.schema["properties"]["save"]["properties"]
    tap.check("every key of save is in docs/recipe.md", [key for key in save if f"`{key}`" not in recipe])
    chapters = [key for key in program.schema["properties"]]
    tap.check("every chapter is in docs/recipe.md", [key for key in chapters if f"`{key}`" not in recipe])


def pages_of_presets():
    return [page for page in files(".md") if page.startswith("docs/presets/")]


def check_presets(tap, program):
    """Each preset has a page that runs it, and that the list of them leads to."""
    pages = {os.path.basename(page)[:-3]: read(page) for page in pages_of_presets()}
    index = pages.pop("README")
    tap.check("every preset has a page", sorted(set(program.presets) - set(pages)))
    tap.check("every page in docs/presets is of a preset", sorted(set(pages) - set(program.presets)))
    tap.check("every page of a preset is listed", [name for name in pages if f"| [{name}]({name}.md) |" not in index])
    tap.check("every page of a preset has an example that is run", [
        name for name, text in pages.items()
        if not re.search(rf"<!-- test -->\n```sh\n[^`]*--recipe {re.escape(name)} ", text)])


def check_spoken(tap, program):
    """No page speaks of an option that does not exist."""
    # The last ones are Slurm's.
    known = program.all | {"--help", "--version", "--array", "--open-mode", "--requeue"}
    for page in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/cluster.md", "docs/guide.md", "docs/recipe.md",
                 "docs/decisions.md", "docs/method.md", "docs/architecture.md"] + pages_of_presets():
        text = read(page)
        lines = [line for line in text.splitlines() if re.search(r"\bburnish [a-z]", line)]
        spans = re.findall(r"`(--[^`]*)`", text)
        told = set(OPTION.findall("\n".join(lines + spans)))
        # The rows of some tables stand for an option of any correction.
        tap.check(f"every option in {page} exists", sorted(told - known))


def check_links(tap):
    problems = []
    for page in ["README.md", "CONTRIBUTING.md", "docs/cluster.md", "docs/guide.md", "docs/recipe.md", "docs/decisions.md",
                 "docs/method.md", "docs/architecture.md"] + pages_of_presets():
        folder = page.rpartition("/")[0]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(page)):
            try:
                read(f"{folder}/{target}" if folder else target)
            except (FileNotFoundError, IsADirectoryError):
                problems.append(f"{page}: {target}")
    tap.check("links lead somewhere", problems)


def main():
    tap = Tap()
    program = Program(sys.argv[1])
    tap.check("docs/corrections.md is up to date (ninja update-docs)",
              [] if read("docs/corrections.md") == program.ops else ["differs from burnish ops --markdown"])
    check_help(tap, program)
    if shutil.which("mandoc"):
        check_manual(tap, program, sys.argv[2])
    else:
        tap.skip("manual", "no mandoc")
    check_guide(tap, program)
    check_presets(tap, program)
    check_spoken(tap, program)
    check_links(tap)
    tap.end()


main()
