# SPDX-License-Identifier: LGPL-2.1-or-later

"""The Batch API, and what is fetched by its id: results in any order, refusals among them,
batches that fail or expire; nothing is paid for twice."""

import base64
import json
import os

from api import run, serving
from support import contains, equal, listing, main, read, test, write


def submit(server, *prompts):
    """The id of a new batch."""
    write("prompts.jsonl", "".join(json.dumps(prompt) + "\n" for prompt in prompts))
    result = run(server, "batch", "submit", "@prompts.jsonl", "--json")
    return next(word for word in result.out.replace('"', " ").split() if word.startswith("batch_"))


@test
def results_by_their_ids_whatever_their_order():
    with serving() as server:
        prompts = [{"id": f"p{n}", "prompt": f"picture {n}"} for n in range(7)]
        prompts[3]["prompt"] = "fault=moderation"
        batch = submit(server, *prompts)
        equal(server.store.paid, 0)
        for state in ("in_progress", "finalizing", "completed"):
            result = run(server, "batch", "status", batch, status=None)
            contains(result.out, state)
        equal(server.store.paid, 6)
        result = run(server, "batch", "collect", batch, "-o", "out/", status=6)
        contains(result.out + result.err, "safety")
        pictures = [n for n in listing("out") if n.endswith(".png")]
        equal(len(pictures), 6)
        for n in (0, 1, 2, 4, 5, 6):
            mine = [name for name in pictures if f"p{n}" in name]
            equal(len(mine), 1, n)
            # Each file is what was drawn for its own prompt.
            server_side = server.store.answer({"model": "gpt-image-2", "prompt": f"picture {n}"}, 2.0)
            equal(read("out/" + mine[0]), base64.b64decode(server_side["data"][0]["b64_json"]), n)
        # Collecting again costs nothing and overwrites nothing.
        before = server.store.paid
        run(server, "batch", "collect", batch, "-o", "again/", status=6)
        equal(server.store.paid, before)


@test
def a_batch_that_expires_keeps_what_it_has():
    with serving(batch="expired") as server:
        batch = submit(server, *({"id": f"p{n}", "prompt": f"picture {n}"} for n in range(4)))
        for _ in range(3):
            run(server, "batch", "status", batch, status=None)
        result = run(server, "batch", "collect", batch, "-o", "out/", status=None)
        equal(len([n for n in listing("out") if n.endswith(".png")]), 2)
        assert result.status != 0, result
        contains(result.out + result.err, "expired")


@test
def stored_responses_and_plain_pictures():
    with serving() as server, serving() as other:
        write("r.json", json.dumps({"burnish": 1, "fix": [], "make": [
            {"generate": {"as": "a", "prompt": "a cat", "via": "responses", "mainline": "gpt-5.6-terra"}}]}))
        run(server, "chain", "r.json")
        name = next(iter(server.store.responses))
        run(server, "fetch", name, "-o", "b.png")
        equal(read("b.png"), read("r-a.png"))
        equal(server.store.paid, 1)
        run(server, "fetch", other.origin + "/pictures/tree.png", "-o", "tree.png", "--allow-private")
        assert other.journal and all("authorization" not in e["headers"] for e in other.journal)
        # Addresses that are not public, ways that lead there, and what is no picture.
        for url in (other.origin + "/pictures/tree.png", "https://127.0.0.1:1/x.png", "ftp://x/y"):
            os.makedirs("no", exist_ok=True)
            result = run(server, "fetch", url, "-o", "no/x.png", status=None)
            assert result.status not in (0, 130), (url, result)
        equal(listing("no"), [])
        result = run(server, "fetch", "resp_missing", "-o", "no/x.png", status=5)
        contains(result.err, "not found")
        equal(listing("no"), [])


main()
