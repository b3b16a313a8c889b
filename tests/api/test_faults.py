# SPDX-License-Identifier: LGPL-2.1-or-later

"""Everything that can go wrong between us and the API, by real sockets: how often it was
asked, what was paid for, whether the picture is there, and what is said."""

import os

from api import CANARY, chain, posts, run, serving
from support import contains, equal, listing, main, read, test

GENERATE = {"generate": {"as": "a", "prompt": "a cat"}}
VIA = {"via": "responses", "mainline": "gpt-5.6-terra"}

# The exit status, requests, paid calls, and a part of what is said.
FAILED = 1
REMOTE = 5
DECLINED = 6
LATER = 75

ERRORS = (
    ("quota", REMOTE, 1, 0, "quota"),
    ("billing", REMOTE, 1, 0, "illing hard limit"),
    ("moderation", DECLINED, 1, 0, "input"),
    ("moderation-output", DECLINED, 1, 0, "self-harm"),
    ("policy", DECLINED, 1, 0, "safety"),
    ("401", REMOTE, 1, 0, "API key"),
    ("403", REMOTE, 1, 0, "verified"),
    ("404", REMOTE, 1, 0, "does not exist"),
    ("413", REMOTE, 1, 0, "too large"),
    ("429-no-retry", LATER, 1, 0, "Rate limit"),
    ("429-retry-after-long", LATER, 1, 0, "Rate limit"),
    ("redirect", REMOTE, 1, 0, ""),
)

RETRIED = (
    "429-retry-after-float", "429-retry-after-ms", "429-reset", "429-message", "400-should-retry", "408", "409",
    "500", "503", "500-html", "502-html", "524-empty", "error-in-200",
)

# With delays of the server's or our own of up to a second.
SLOW = ("429", "429-retry-after", "429-retry-after-date", "429-retry-after-nonsense")

# The work was done, or may have been: not asked again by itself.
LOST = ("lost", "cut", "no-length-cut", "stall", "stall-body")
SPOILT = ("not-json", "no-data", "null-data", "bad-base64", "not-a-picture", "empty")
WHOLE = ("slow", "no-length", "chunked")


def once(server, fault, *options, status, step=GENERATE):
    """One picture with one fault. Returns the result."""
    where = fault + "".join(options)
    os.mkdir(where)
    os.chdir(where)
    server.reset()
    if fault != "none":
        server.fault(fault)
    chain("x.json", step)
    result = run(server, "chain", "x.json", *options, status=status)
    equal("x-a.png" in listing(), status == 0, where)
    assert not [n for n in listing() if ".burnish-" in n], listing()
    os.chdir("..")
    return result


@test
def errors_that_are_final():
    with serving() as server, serving() as other:
        server.first_settings["elsewhere"] = other.url + "/images/generations"
        for fault, status, asked, paid, text in ERRORS:
            result = once(server, fault, status=status)
            equal(len(posts(server)), asked, fault)
            equal(server.store.paid, paid, fault)
            contains(result.err, text)
        # Nothing went to another host, least of all the key.
        equal([e for e in other.journal if "authorization" in e["headers"]], [])
        equal(other.store.paid, 0)


@test
def errors_that_pass():
    with serving() as server:
        for fault in RETRIED:
            once(server, fault, status=0)
            equal(len(posts(server)), 2, fault)
            equal(server.store.paid, 1, fault)


@test
def delays_that_are_missing_or_make_no_sense():
    with serving() as server:
        for fault in SLOW:
            once(server, fault, status=0)
            equal(len(posts(server)), 2, fault)
            equal(server.store.paid, 1, fault)


@test
def retries_end():
    with serving() as server:
        server.fault({"name": "500", "times": -1})
        chain("x.json", GENERATE)
        run(server, "chain", "x.json", status=LATER)
        equal(len(posts(server)), 3)
        run(server, "chain", "x.json", "--retries", "0", status=LATER)
        equal(len(posts(server)), 4)
        equal(server.store.paid, 0)


@test
def lost_answers_are_not_asked_for_again():
    with serving() as server:
        for fault in LOST:
            options = ("--timeout", "1") if "stall" in fault else ()
            result = once(server, fault, *options, status=REMOTE)
            equal(len(posts(server)), 1, fault)
            equal(server.store.paid, 1, fault)
            contains(result.err, "lost", "--retry-lost")
        # Whether a connection that was reset had done something, nobody knows.
        once(server, "reset", status=REMOTE)
        equal(len(posts(server)), 1)


@test
def lost_answers_are_asked_for_again_when_told_to():
    with serving() as server:
        for fault in ("lost", "cut"):
            once(server, fault, "--retry-lost", status=0)
            equal(len(posts(server)), 2, fault)
            equal(server.store.paid, 2, fault)


@test
def a_lost_answer_in_a_chain():
    # The next run says so, and asks again when it may; the steps before are not paid for twice.
    with serving() as server:
        chain("x.json", GENERATE, {"edit": {"as": "b", "prompt": "more"}})
        server.fault({"name": "lost", "on": "edits"})
        run(server, "chain", "x.json", status=REMOTE)
        equal(server.store.paid, 2)
        result = run(server, "chain", "x.json", status=REMOTE)
        contains(result.out, "a: made before")
        contains(result.err, "b: was sent by an earlier run", "--retry-lost")
        equal(server.store.paid, 2)
        run(server, "chain", "x.json", "--retry-lost")
        equal(server.store.paid, 3)


@test
def answers_that_make_no_sense():
    with serving() as server:
        for fault in SPOILT:
            result = once(server, fault, status=FAILED if fault == "not-a-picture" else REMOTE)
            equal(len(posts(server)), 1, fault)
            equal(server.store.paid, 1, fault)
            contains(result.err, "a: ")
        # What is no picture was paid for nevertheless, and is kept for a look at it.
        os.chdir("not-a-picture")
        kept = [n for n in listing("x.chain") if n.endswith(".bin")]
        equal(read("x.chain/" + kept[0]), b"hello world")


@test
def answers_in_any_form():
    with serving(omit=["usage", "echo"]) as server:
        for fault in WHOLE + ("none",):
            once(server, fault, status=0)
            equal(len(posts(server)), 1, fault)
            equal(server.store.paid, 1, fault)


@test
def nobody_is_there():
    with serving() as server:
        chain("x.json", GENERATE)
        # A port that was in use a moment ago.
        with serving() as gone:
            url = gone.url
        result = run(server, "chain", "x.json", "--base-url", url, "--retries", "1", status=LATER)
        contains(result.err, "not reached")
        # Nothing was sent, so nothing is lost, and the next run need not say so.
        result = run(server, "chain", "x.json")
        assert "under way" not in result.out, result
        equal(server.store.paid, 1)


@test
def responses_without_a_picture():
    with serving() as server:
        for fault, status, text in (("prose", DECLINED, "cannot draw"), ("failed", LATER, "error occurred"),
                                    ("failed-moderation", DECLINED, "content policy"), ("incomplete", DECLINED, "a: "),
                                    ("null-result", REMOTE, "a: "), ("tool", REMOTE, "mainline model")):
            result = once(server, fault, status=status, step={"generate": {"as": "a", "prompt": "a cat", **VIA}})
            equal(len(posts(server)), 1, fault)
            contains(result.err, text)


@test
def a_wrong_key_and_no_key():
    with serving() as server:
        chain("x.json", GENERATE)
        result = run(server, "chain", "x.json", env={"OPENAI_API_KEY": "sk-wrong-key-1234567890"}, status=REMOTE)
        assert "sk-wrong" not in result.out + result.err
        equal(len(posts(server)), 1)
        result = run(server, "chain", "x.json", env={"OPENAI_API_KEY": ""}, status=None)
        assert result.status in (FAILED, 2, REMOTE), result
        contains(result.err, "key")
        equal(len(posts(server)), 1)
        equal(server.store.paid, 0)


@test
def headers_that_say_who_we_are():
    with serving() as server:
        chain("x.json", GENERATE)
        run(server, "chain", "x.json", env={"OPENAI_ORG_ID": "org-1", "OPENAI_PROJECT_ID": "proj_1",
                                            "OPENAI_CUSTOM_HEADERS": "X-Team: blue\nX-Other: red"})
        headers = posts(server)[0]["headers"]
        equal(headers["authorization"], "Bearer " + CANARY)
        equal((headers["openai-organization"], headers["openai-project"]), ("org-1", "proj_1"))
        equal((headers["x-team"], headers["x-other"]), ("blue", "red"))


main()
