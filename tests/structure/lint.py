# SPDX-License-Identifier: LGPL-2.1-or-later

"""clang-format and clang-tidy over all C files: lint.py BUILD_DIRECTORY."""

import concurrent.futures
import os
import re
import subprocess
import sys

from tap import ROOT, Tap, files


def run(*command):
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def format_problems(paths):
    _, text = run("clang-format", "--dry-run", *paths)
    return sorted(set(re.findall(r"^\S+?:\d+", text, re.M)))


def tidy_problems(build, path):
    status, text = run("clang-tidy", "-p", build, "--quiet", path)
    found = re.findall(r"^.*(?:warning|error):.*\[.*\]$", text, re.M)
    return found if found or status == 0 else [f"{path}: {text}"]


def main():
    tap = Tap()
    build = sys.argv[1]
    code = files(".c", ".h")
    tap.check("clang-format", format_problems(code))
    # Only what this build compiles is known to clang-tidy.
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as commands:
        compiled = commands.read()
    sources = [path for path in code if path.endswith(".c") and path in compiled]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: tidy_problems(build, path), sources)
        for path, problems in zip(sources, results):
            tap.check(f"clang-tidy {path}", problems)
    tap.end()


main()
