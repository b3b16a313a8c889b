# SPDX-License-Identifier: LGPL-2.1-or-later

"""burnish chain against the server: what is made, in which order, what is kept, and what is
paid for when a run ends before its time."""

import json
import os
import shutil
import signal
import socket
import time

import api
from api import chain, posts, run, serving, start
from support import contains, equal, listing, main, pillow, read, test, write

NAMES = ("scene", "hat", "night", "moon")
VIA = {"via": "responses", "mainline": "gpt-5.6-terra"}

FOUR = (
    {"generate": {"as": "scene", "prompt": "A {{subject}} on a table", "sizes": ["3:2"]}},
    {"edit": {"as": "hat", "prompt": "give it a hat", "mask-box": "30,10,40,40"}},
    {"edit": {"as": "night", "prompt": "make it night", **VIA}},
    # By the mainline model that is used when nobody says which.
    {"edit": {"as": "moon", "prompt": "add a moon", "continue": "response", "via": "responses"}},
)


def four(path="four.json"):
    return chain(path, *FOUR, variables={"subject": "cat"}, fix=[{"invert": {}}])


def forget(*suffixes):
    """Remove the results, but not what is in the work directory."""
    for name in listing():
        if "/" not in name and name.endswith(suffixes or (".png", ".png.json")):
            os.remove(name)


@test
def four_steps_and_nothing_the_second_time():
    with serving() as server:
        four()
        result = run(server, "chain", "four.json")
        equal(server.store.paid, 4)
        contains(result.out, "scene: made", "hat: made", "night: made", "moon: made", "four-moon.png",
                 "prompt used: Revised: add a moon", "4 requests")
        equal([e["path"] for e in posts(server)],
              ["/v1/images/generations", "/v1/images/edits", "/v1/responses", "/v1/responses"])
        asked = posts(server)
        equal(asked[0]["body"]["prompt"], "A cat on a table")
        equal(asked[0]["body"]["size"], "1536x1024")
        equal([p["name"] for p in asked[1]["parts"] if p["filename"]], ["image", "mask"])
        equal(asked[3]["parents"], [asked[2]["answer"][0]])
        record = json.loads(read("four-moon.png.json"))
        equal(record["prompt"], "add a moon")
        equal(record["response-id"], asked[3]["answer"][0])
        equal(record["image-id"], asked[3]["answer"][1])
        before = read("four-moon.png")

        run(server, "chain", "four.json", status=1)  # The result is there.
        forget()
        again = run(server, "chain", "four.json")
        equal(server.store.paid, 4)
        contains(again.out, "moon: made before", "$0.000")
        equal(read("four-moon.png"), before)


@test
def killed_at_every_step_between_question_and_answer():
    # Whether the work was done by then, nobody can know here: what may be paid for twice is not
    # asked for again before somebody says so, and nothing that is here is asked for again at all.
    for moment, done in (("asked", 0), ("worked", 1)):
        for step in range(4):
            with serving() as server:
                os.mkdir(f"{moment}{step}")
                os.chdir(f"{moment}{step}")
                four()
                kill_at(server, step, moment)
                equal(server.store.paid, step + done, step)
                for _ in range(2):
                    result = run(server, "chain", "four.json", status=5)
                    contains(result.err, f"{NAMES[step]}: was sent by an earlier run at 20", "the same command with --retry-lost asks for it again")
                    equal(server.store.paid, step + done, step)
                result = run(server, "chain", "four.json", "--retry-lost")
                equal(server.store.paid, 4 + done, step)
                contains(result.out, "four-moon.png", f"{NAMES[step]}: was sent by an earlier run")
                os.chdir("..")


@test
def killed_before_anything_was_sent():
    # A server that is connected to and does not shake hands: not a byte of the request has left.
    with serving() as server, socket.create_server(("127.0.0.1", 0)) as mute:
        chain("one.json", {"generate": {"as": "a", "prompt": "a cat"}})
        url = f"https://127.0.0.1:{mute.getsockname()[1]}/v1"
        process = start(server, "chain", "one.json", env={"OPENAI_BASE_URL": url})
        connection, _ = mute.accept()
        connection.recv(1)
        process.kill()
        process.wait()
        connection.close()
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)


@test
def killed_while_it_waits_for_a_limit():
    with serving() as server:
        chain("one.json", {"generate": {"as": "a", "prompt": "a cat"}})
        server.fault({"name": "429", "headers": {"retry-after": "60"}})
        process = start(server, "chain", "one.json")
        while not (posts(server) and os.path.exists("one.chain/state.json") and
                   json.loads(read("one.chain/state.json")).get("under-way") == {}):
            time.sleep(0.005)
        process.kill()
        process.wait()
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)


@test
def what_is_made_in_the_background_is_not_forgotten():
    # Looking for it fails for now: the next run looks again.
    with serving() as server:
        chain("one.json", {"generate": {"as": "a", "prompt": "a cat", **VIA}})
        server.fault({"name": "401", "on": "/responses/", "times": 1})
        run(server, "chain", "one.json", status=5)
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)
        # It is gone: it was made, and may be paid for a second time.
        chain("two.json", {"generate": {"as": "a", "prompt": "a dog", **VIA}})
        server.fault({"name": "404", "on": "/responses/", "times": 1})
        run(server, "chain", "two.json", status=5)
        contains(run(server, "chain", "two.json", status=5).err, "--retry-lost")
        equal(server.store.paid, 2)
        run(server, "chain", "two.json", "--retry-lost")
        equal(server.store.paid, 3)
        # It failed, and that is that.
        chain("three.json", {"generate": {"as": "a", "prompt": "a fox fault=failed", **VIA}})
        run(server, "chain", "three.json", status=None)
        run(server, "chain", "three.json")


def kill_at(server, step, moment):
    """Run until the request of a step, and kill the command there."""
    holder = {}

    def hook(now, _):
        if now == moment and len(posts(server)) == step + 1:
            os.kill(holder["process"].pid, signal.SIGKILL)
            holder["process"].wait()
            server.hook = None
            raise ConnectionError("the client was killed")

    server.hook = hook
    holder["process"] = start(server, "chain", "four.json")
    equal(holder["process"].wait(60), -signal.SIGKILL, step)
    # The thread of the server is done when the journal says so.
    while "broken" not in server.journal[-1]:
        time.sleep(0.002)


@test
def killed_while_it_is_made_in_the_background():
    # The id is on the disk: the picture is fetched and not paid for again.
    with serving(polls=1000000) as server:
        chain("one.json", {"generate": {"as": "a", "prompt": "a cat", **VIA}})
        process = start(server, "chain", "one.json")
        while not any(e["method"] == "GET" for e in server.journal):
            time.sleep(0.005)
        process.kill()
        process.wait()
        equal(server.store.paid, 1)
        server.settings["polls"] = 1
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)
        equal(sum(e["method"] == "POST" for e in server.journal), 1)


@test
def killed_between_the_picture_and_the_state():
    with serving() as server:
        chain("one.json", {"generate": {"as": "a", "prompt": "a cat"}})
        run(server, "chain", "one.json")
        forget()
        # As it was before the last write.
        state = json.loads(read("one.chain/state.json"))
        state["under-way"] = {key: {"name": "a"} for key in state["units"]}
        state["units"] = {}
        write("one.chain/state.json", json.dumps(state))
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)
        forget()
        os.remove("one.chain/state.json")
        run(server, "chain", "one.json")
        equal(server.store.paid, 1)


@test
def interrupted_and_resumed():
    with serving() as server:
        four()
        holder = {}

        def hook(moment, _):
            if moment == "worked" and len(posts(server)) == 2:
                os.kill(holder["process"].pid, signal.SIGINT)
                time.sleep(0.3)

        server.hook = hook
        holder["process"] = start(server, "chain", "four.json")
        equal(holder["process"].wait(60), 130)
        server.hook = None
        equal(server.store.paid, 2)
        run(server, "chain", "four.json", "--retry-lost")
        # The second may have been made before the interrupt was seen.
        assert server.store.paid in (4, 5), server.store.paid


@test
def a_changed_step_and_what_follows_is_made_again():
    with serving() as server:
        steps = [{"generate": {"as": "a", "prompt": "one"}}, {"edit": {"as": "b", "prompt": "two"}},
                 {"edit": {"as": "c", "prompt": "three"}}]
        chain("c.json", *steps)
        run(server, "chain", "c.json")
        equal(server.store.paid, 3)
        forget()
        steps[1]["edit"]["prompt"] = "other"
        chain("c.json", *steps)
        result = run(server, "chain", "c.json")
        contains(result.out, "a: made before")
        equal(server.store.paid, 5)
        # A fix chapter costs nothing.
        forget()
        chain("c.json", *steps, fix=[{"invert": {}}])
        run(server, "chain", "c.json")
        equal(server.store.paid, 5)
        # A picture that somebody touched up is what the next step starts from.
        forget()
        image = pillow("Image").open([f for f in listing() if "/02-b" in f and f.endswith(".png")][-1])
        for name in listing("c.chain"):
            if name.startswith("02-b") and name.endswith(".png"):
                image.transpose(0).save("c.chain/" + name)
        run(server, "chain", "c.json")
        equal(server.store.paid, 6)


@test
def fan_out():
    with serving() as server:
        chain("f.json", {"generate": {"as": "p", "prompt": "a {{what}}", "styles": ["water colour", "ink"],
                                      "sizes": ["1:1", "16:9"]}},
              {"edit": {"as": "q", "prompt": "with a border", "images": ["p"]}},
              {"generate": {"as": "extra", "prompt": "a frame", "n": 2}})
        run(server, "chain", "f.json", "--set", "what=dog", "-o", "out/", "-j", "3")
        equal(server.store.paid, 10)
        equal(sorted(n for n in listing("out") if n.endswith(".png")),
              ["f-extra-1.png", "f-extra-2.png", "f-q-1.png", "f-q-2.png", "f-q-3.png", "f-q-4.png"])
        sizes = sorted(e["body"]["size"] for e in posts(server) if "body" in e and "size" in e["body"])
        equal(sizes, ["1024x1024", "1024x1024", "1536x864", "1536x864"])
        contains(str([e["body"]["prompt"] for e in posts(server) if "body" in e]), "a dog", "ink", "water colour")


@test
def several_shapes():
    with serving() as server:
        chain("s.json", {"generate": {"as": "a", "prompt": "one", "n": 2}}, fix=[{"reframe": {"aspect": "1:1,16:9"}}])
        # Before anything is paid for.
        contains(run(server, "chain", "s.json", "-o", "x-{stem}.png", status=1).err, "{stem} and {aspect}")
        chain("t.json", {"generate": {"as": "a", "prompt": "one"}},
              fix=[{"reframe": {"aspect": "1:1,16:9"}}, {"reframe": {"aspect": "1:1,3:2"}}])
        contains(run(server, "chain", "t.json", status=2).err, "only one step of a recipe")
        equal(server.store.paid, 0)
        run(server, "chain", "s.json", "-o", "out/")
        equal([n for n in listing("out") if n.endswith(".png")],
              ["s-a-1-16x9.png", "s-a-1-1x1.png", "s-a-2-16x9.png", "s-a-2-1x1.png"])
        run(server, "chain", "s.json", "-o", "out/{aspect}{stem}.png")
        contains(str(listing("out")), "'16x9a-1.png'", "'1x1a-2.png.json'")
        equal(server.store.paid, 2)


@test
def inputs_files_and_several_references():
    with serving() as server:
        Image = pillow("Image")
        Image.new("RGB", (90, 60), (200, 30, 30)).save("red.png")
        Image.new("RGB", (90, 60), (30, 200, 30)).save("green.jpg")
        Image.new("RGB", (90, 60), (30, 30, 200)).save("blue.gif")
        Image.new("L", (90, 60), 255).save("mask.png")
        chain("i.json", {"load": {"as": "third", "path": "blue.gif"}},
              {"edit": {"as": "mix", "prompt": "mix", "images": ["input", "input2", "third"], "mask": "mask.png"}})
        result = run(server, "chain", "i.json", "red.png", "green.jpg", "-o", "mix.png")
        parts = [p for p in posts(server)[0]["parts"] if p["filename"]]
        equal([(p["name"], p["type"]) for p in parts],
              [("image[]", "image/png"), ("image[]", "image/jpeg"), ("image[]", "image/png"), ("mask", "image/png")])
        contains(result.out, "blue.gif: sent as PNG")
        # One after another.
        chain("each.json", {"edit": {"as": "e", "prompt": "each", "images": ["inputs"]}})
        run(server, "chain", "each.json", "red.png", "green.jpg")
        equal(len(posts(server)), 3)
        contains(str(listing()), "each-e-1.png", "each-e-2.png")
        # Nothing is sent when one of them is no picture.
        write("text.png", "no picture")
        result = run(server, "chain", "each.json", "--force", "red.png", "text.png", status=1)
        contains(result.err, "text.png")
        result = run(server, "chain", "i.json", "red.png", status=1)
        contains(result.err, "needs 2 inputs")
        equal(len(posts(server)), 3)


@test
def outside_of_the_mask_nothing_changes():
    with serving(size=None) as server:
        Image = pillow("Image")
        photo = Image.effect_mandelbrot((1200, 800), (-2, -1, 1, 1), 40).convert("RGB")
        photo.save("photo.png")
        mask = Image.new("L", photo.size, 0)
        mask.paste(255, (300, 200, 700, 600))
        mask.save("mask.png")
        chain("k.json", {"edit": {"as": "k", "prompt": "a disc", "mask": "mask.png"}})
        run(server, "chain", "k.json", "photo.png")
        equal([p["size"] for p in posts(server)[0]["parts"] if p["filename"]], [(1200, 800)] * 2)
        out = Image.open("k-k.png").convert("RGB")
        equal(out.size, photo.size)
        chops = pillow("ImageChops")
        changed = chops.difference(out, photo).convert("L").point([0] + [255] * 255)
        left, top, right, bottom = changed.getbbox()
        assert left >= 300 and top >= 200 and right <= 700 and bottom <= 600, (left, top, right, bottom)
        # What the API gave is there, too, and it had changed all of it.
        raw = [n for n in listing("k.chain") if n.endswith(".png") and ".kept" not in n]
        assert chops.difference(Image.open("k.chain/" + raw[0]).convert("RGB").resize(photo.size), photo).getbbox() != (300, 200, 700, 600)
        # Without: as it came.
        os.remove("k-k.png")
        chain("k.json", {"edit": {"as": "k", "prompt": "a disc", "mask": "mask.png", "keep-outside": False}})
        run(server, "chain", "k.json", "photo.png")
        equal(read("k-k.png"), read("k.chain/" + raw[0]))
        equal(server.store.paid, 1)


@test
def forgotten_by_the_api():
    # Without storage the ids lead nowhere: the picture is sent in their place.
    for how in ("response", "image"):
        with serving() as server:
            os.mkdir(how)
            os.chdir(how)
            chain("f.json", {"generate": {"as": "a", "prompt": "a cat", **VIA}},
                  {"edit": {"as": "b", "prompt": "more", "continue": how, **VIA}})
            server.hook = lambda moment, entry, s=server: (s.store.items.clear(), s.store.responses.clear()) \
                if moment == "asked" and len(posts(s)) == 2 else None
            result = run(server, "chain", "f.json")
            contains(result.out, "has not kept")
            equal(server.store.paid, 2)
            equal(posts(server)[-1]["images"], 1)
            os.chdir("..")


@test
def by_the_id_of_a_picture():
    with serving() as server:
        chain("f.json", {"generate": {"as": "a", "prompt": "a cat", **VIA}},
              {"edit": {"as": "b", "prompt": "more", "continue": "image", **VIA}})
        run(server, "chain", "f.json")
        equal(posts(server)[1]["parents"], [posts(server)[0]["answer"][1]])


@test
def fetched():
    with serving() as server, serving() as other:
        chain("f.json", {"fetch": {"as": "a", "from": other.origin + "/pictures/tree.png"}},
              {"edit": {"as": "b", "prompt": "more"}})
        run(server, "chain", "f.json", "--allow-private")
        equal(server.store.paid, 1)
        assert other.journal and all("authorization" not in e["headers"] for e in other.journal)
        chain("r.json", {"generate": {"as": "a", "prompt": "a cat", **VIA}})
        run(server, "chain", "r.json")
        name = posts(server)[-1]["answer"][0]
        chain("s.json", {"fetch": {"as": "again", "from": name}})
        run(server, "chain", "s.json")
        equal(read("s-again.png"), read("r-a.png"))
        equal(server.store.paid, 2)
        chain("m.json", {"fetch": {"as": "no", "from": other.origin + "/pictures/missing.png"}})
        contains(run(server, "chain", "m.json", "--allow-private", status=5).err, "no: ")


@test
def declined_and_what_depends_on_it():
    with serving() as server:
        chain("d.json", {"generate": {"as": "a", "prompt": "fine"}},
              {"generate": {"as": "b", "prompt": "bad fault=moderation:always"}},
              {"edit": {"as": "c", "prompt": "more", "images": ["b"]}},
              {"edit": {"as": "d", "prompt": "more", "images": ["a"]}})
        result = run(server, "chain", "d.json", "--json", status=6)
        lines = {line["step"]: line for line in result.json() if "step" in line}
        equal(lines["b"]["status"], "declined")
        equal(lines["b"]["details"]["stage"], "input")
        equal(lines["b"]["details"]["categories"], ["violence"])
        assert lines["b"]["details"]["request-id"].startswith("req_")
        equal(lines["c"]["status"], "skipped")
        equal(lines["d"]["status"], "made")
        equal(server.store.paid, 2)
        contains(str(listing()), "d-d.png")


@test
def limits_of_costs_and_a_dry_run():
    with serving() as server:
        four()
        result = run(server, "chain", "four.json", "--dry-run")
        contains(result.out, "A cat on a table", "all of it", "$", "result:scene")
        equal(server.journal, [])
        equal(listing(), ["four.json"])
        result = run(server, "chain", "four.json", "--max-cost", "0.0001", status=4)
        contains(result.err, "--max-cost")
        equal(server.store.paid, 0)
        run(server, "chain", "four.json")
        equal(server.store.paid, 4)


@test
def the_cache_serves_a_new_work_directory():
    with serving() as server:
        chain("c.json", {"generate": {"as": "a", "prompt": "one"}})
        run(server, "chain", "c.json", "--cache")
        run(server, "chain", "c.json", "--cache", "--work", "other", "--force")
        equal(server.store.paid, 1)


@test
def mistakes():
    with serving() as server:
        cases = (
            (({"generate": {"prompt": "x", "promt": "y"}},), (), 'promt: no such argument; did you mean "prompt"'),
            (({"generate": {}},), (), "prompt: must be given"),
            (({"generat": {"prompt": "x"}},), (), 'did you mean "generate"'),
            (({"generate": {"prompt": "x", "n": 11}},), (), "n: must be a whole number from 1 to 10"),
            (({"generate": {"prompt": "x", "as": "a"}}, {"generate": {"prompt": "y", "as": "a"}}), (), 'has the name "a"'),
            (({"generate": {"prompt": "x", "as": "scene"}}, {"edit": {"prompt": "y", "images": ["scen"]}}), (), 'did you mean "scene"'),
            (({"edit": {"prompt": "y", "mask": "a.png", "mask-box": "1,2,3,4"}},), (), "do not go together"),
            (({"edit": {"prompt": "y", "continue": "response"}},), (), 'goes with "via"'),
            (({"generate": {"prompt": "x", "via": "mail"}},), (), "neither images nor responses"),
            (({"generate": {"prompt": "a {{cat"}},), (), "begins a variable"),
            (({"generate": {"prompt": "a {{cat}}"}},), (), "{{cat}} has no value"),
            (({"generate": {"prompt": "x"}},), ("--set", "what"), "is not NAME=VALUE"),
            (({"edit": {"prompt": "x"}},), (), "needs 1 input"),
            (({"load": {"path": "missing.png"}},), (), "missing.png: cannot open"),
            (({"fetch": {"from": "ftp://x/y"}},), (), "neither a URL"),
            (({"generate": {"prompt": "x", "as": "input2"}},), (), "not that of an input"),
            (({"generate": {"prompt": "x", "sizes": []}},), (), "array of strings"),
            (({"generate": {"prompt": "x", "transparent": 1}},), (), "true or false"),
            (({"generate": {"prompt": "x", "save": False}},), (), "no step's result is saved"),
            (({"generate": {"prompt": "x", "n": 2}},), ("-o", "one.png"), "several results have the name"),
            (({"generate": {"prompt": "x"}},), ("-o", "nowhere/one.png"), "cannot write to"),
            (({"generate": {"prompt": "x"}},), ("-j", "0"), "0 is below 1"),
            (({"generate": {"prompt": "x"}},), ("--max-cost", "-1"), "must be a number of dollars"),
            ((), (), "must be an array of steps"),
        )
        for steps, more, message in cases:
            chain("m.json", *steps)
            result = run(server, "chain", "m.json", *more, status=None)
            assert result.status in (1, 2), (steps, result)
            contains(result.err, message)
        write("none.json", '{"burnish": 1, "fix": []}')
        contains(run(server, "chain", "none.json", status=1).err, "no make chapter")
        contains(run(server, "chain", status=2).err, "no recipe given")
        equal(server.journal, [])
        equal([n for n in listing() if not n.endswith(".json")], [])


@test
def the_work_directory():
    with serving() as server:
        chain("w.json", {"generate": {"as": "a", "prompt": "one"}})
        os.mkdir("w.chain")
        write("w.chain/state.json", "{}")
        contains(run(server, "chain", "w.json", status=1).err, "is not the state of a chain")
        write("file", "")
        contains(run(server, "chain", "w.json", "--work", "file/x", status=1).err, "cannot make the directory")
        equal(server.store.paid, 0)
        # Two at a time would both pay.
        os.remove("w.chain/state.json")
        seen = []
        server.hook = lambda moment, _: seen.append(run(server, "chain", "w.json", status=1)) if moment == "asked" else None
        run(server, "chain", "w.json")
        contains(seen[0].err, "in use by another run")
        equal(server.store.paid, 1)
        # A state that leads out of the directory.
        state = json.loads(read("w.chain/state.json"))
        for unit in state["units"].values():
            unit["file"] = "../w.json"
        write("w.chain/state.json", json.dumps(state))
        server.hook = None
        run(server, "chain", "w.json", "--force")
        assert read("w.json").startswith(b"{")


@test
def a_picture_without_a_place_is_rescued():
    # It was paid for: when the work directory is gone, it goes to the cache.
    with serving() as server:
        chain("g.json", {"generate": {"as": "a", "prompt": "one"}})
        server.hook = lambda moment, _: shutil.rmtree("g.chain") if moment == "asked" else None
        result = run(server, "chain", "g.json", status=1)
        contains(result.out, "is kept as")
        kept = [name for name in listing(".cache") if "rescued" in name]
        equal(len(kept), 1)
        equal(read(".cache/" + kept[0])[:4], b"\x89PNG")
        # What cannot be written down is not sent any more.
        chain("h.json", {"generate": {"as": "a", "prompt": "two", "n": 2}})
        server.hook = lambda moment, _: shutil.rmtree("h.chain", True) if moment == "asked" else None
        result = run(server, "chain", "h.json", "-j", "1", status=1)
        equal(server.store.paid, 2)
        contains(result.err, "a-2: ", "h.chain")


@test
def the_key_is_nowhere():
    with serving() as server:
        write("key", api.CANARY + "\n")
        chain("k.json", {"generate": {"as": "a", "prompt": "one"}})
        found = []
        holder = {}

        def hook(moment, _):
            if moment != "asked":
                return
            pid = holder["process"].pid
            for name in ("cmdline", "environ"):
                if name == "cmdline" or holder["environ"]:
                    found.append(api.CANARY.encode() in read(f"/proc/{pid}/{name}"))

        server.hook = hook
        for options, environ in (((), False), (("--key-file", "key"), True), (("--key-command", "cat key"), True)):
            holder["environ"] = environ
            holder["process"] = start(server, "chain", "k.json", "--force", "--work", f"w{len(found)}", *options,
                                      env={"OPENAI_API_KEY": ""} if environ else None)
            equal(holder["process"].wait(60), 0, options)
        equal(found, [False] * 5)
        os.remove("key")
        for path in listing():
            assert api.CANARY.encode() not in read(path), path


main()
