# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the tests against the server share, on top of what those of the command have."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

import support  # noqa: E402
from server import Server  # noqa: E402

# Whoever sees this anywhere but in the header of a request has found a leak.
CANARY = "sk-canary-5eCr3tK3yTh4tMu5tN0tL34k"

VARIABLES = ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS", "AZURE_OPENAI_ENDPOINT",
             "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "OPENAI_API_VERSION", "http_proxy", "https_proxy")


@contextlib.contextmanager
def serving(**settings):
    """A server with small pictures, whose key is the canary."""
    settings.setdefault("size", [96, 64])
    settings.setdefault("polls", 1)
    with Server(key=CANARY, **settings) as server:
        yield server


def environment(server, **changes):
    env = support.environment(**{"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": CANARY,
                                 "XDG_CACHE_HOME": os.getcwd() + "/.cache", **changes})
    for name in VARIABLES:
        if name not in changes:
            env.pop(name, None)
    return env


def check_quiet(result):
    """No key in what was said, and none in what was written."""
    assert CANARY not in result.out + result.err, f"the key leaks\n{result}"
    for path in support.listing():
        assert CANARY.encode() not in support.read(path), f"the key leaks into {path}"


def run(server, *args, status=0, env=None, **rest):
    """Run burnish against the server; the key must appear nowhere."""
    done = subprocess.run([support.BURNISH, *args], input=b"", capture_output=True, timeout=120,
                          env=environment(server, **(env or {})), check=False, **rest)
    result = support.Result(done.returncode, done.stdout, done.stderr)
    for alarm in support.ALARMS:
        assert alarm not in done.stderr, f"{args}: {alarm}\n{result}"
    if status is not None:
        support.equal(result.status, status, f"{args}\n{result}\n")
    check_quiet(result)
    return result


def start(server, *args, env=None):
    """The same in the background, to be killed. Output goes to files, out of the test's
    directory."""
    out = tempfile.TemporaryFile()  # pylint: disable=consider-using-with
    return subprocess.Popen([support.BURNISH, *args], stdin=subprocess.DEVNULL, stdout=out,  # pylint: disable=consider-using-with
                            stderr=subprocess.STDOUT, env=environment(server, **(env or {})))


def chain(path, *steps, fix=(), save=None, **more):
    """Write a recipe with a make chapter."""
    support.write(path, json.dumps({"burnish": 1, **more, "make": list(steps), "fix": list(fix), "save": save or {}}))
    return path


def posts(server):
    """What was asked for, of those requests that cost money."""
    return [entry for entry in server.journal
            if entry["method"] == "POST" and entry["path"].split("/")[-1] in ("generations", "edits", "responses")]
