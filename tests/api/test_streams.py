# SPDX-License-Identifier: LGPL-2.1-or-later

"""Server-sent events by real sockets: every way to write a stream that is right gives the
picture; every way to end one badly is one paid call and no second."""

import json
import os

from api import posts, run, serving
from support import contains, equal, listing, main, read, test

RIGHT = ("sse-crlf", "sse-cr", "sse-split", "sse-comments", "sse-lines", "sse-large", "sse-done", "sse-no-names", "sse-bare")

# Exit status and a part of what is said.
BAD = (
    ("sse-no-final", 5, "ended before the picture"),
    ("sse-cut", 5, "lost"),
    ("sse-error", 75, "had an error"),
    ("sse-moderation", 6, "safety system"),
    ("sse-stall", 5, "lost"),
)


def stream(server, fault, *options, status=0, prompt="a cat"):
    os.mkdir(fault)
    os.chdir(fault)
    server.reset()
    if fault != "none":
        server.fault(fault)
    result = run(server, "generate", prompt, "--progress", "-o", "x.png", *options, status=status)
    os.chdir("..")
    return result


@test
def streams_that_are_right():
    with serving() as server:
        stream(server, "none")
        whole = read("none/x.png")
        asked = posts(server)[0]["body"]
        equal((asked["stream"], asked["partial_images"]), (True, 1))
        for fault in RIGHT:
            stream(server, fault)
            equal(len(posts(server)), 1, fault)
            equal(server.store.paid, 1, fault)
            got = read(f"{fault}/x.png")
            equal(got[:len(whole)], whole, fault)
            if fault == "sse-large":
                assert len(got) > 3 << 20, len(got)


@test
def streams_that_end_badly():
    with serving() as server:
        for fault, status, text in BAD:
            result = stream(server, fault, *(("--timeout", "1") if "stall" in fault else ()), status=status)
            equal(len(posts(server)), 1, fault)
            equal(server.store.paid, 1, fault)
            contains(result.err, text)
            # What came on the way is a picture, and is not lost; the result is not there.
            equal("x.png" in listing(fault), False, fault)
            partial = [n for n in listing(fault) if "partial" in n]
            equal(len(partial), 1, fault)
            equal(read(f"{fault}/{partial[0]}")[:4], b"\x89PNG", fault)


@test
def lost_streams_are_asked_for_again_when_told_to():
    with serving() as server:
        stream(server, "sse-no-final", "--retry-lost")
        equal(len(posts(server)), 2)
        equal(server.store.paid, 2)
        assert os.path.exists("sse-no-final/x.png")


@test
def limits_before_a_stream():
    with serving() as server:
        stream(server, "429-retry-after-ms")
        equal(len(posts(server)), 2)
        equal(server.store.paid, 1)


@test
def a_stream_of_an_edit():
    with serving() as server:
        run(server, "generate", "a cat", "-o", "a.png")
        run(server, "edit", "a.png", "a hat", "--progress", "-o", "b.png")
        equal(server.store.paid, 2)
        record = json.loads(read("b.png.json"))
        equal(record["prompt"], "a hat")
        assert record["usage"]["output"] > 0, record


main()
