# SPDX-License-Identifier: LGPL-2.1-or-later

"""burnish generate and edit, against the server: what is sent, what is written, what is
said and what it costs."""

import base64
import json
import os

from api import posts, run, serving, start
from support import contains, equal, invert, listing, main, need, picture, pillow, read, recipe, test, tool, write


def body(server, at=-1):
    return posts(server)[at]["body"]


def record(path):
    return json.loads(read(path + ".json"))


def summary(result):
    return result.json()[-1]["summary"]


@test
def a_prompt():
    with serving() as server:
        result = run(server, "generate", "A red bicycle, on a hill!")
        equal(listing(), ["a-red-bicycle-on-a-hill.png", "a-red-bicycle-on-a-hill.png.json"])
        # The model is always said; what was not chosen is not.
        equal(body(server), {"prompt": "A red bicycle, on a hill!", "model": "gpt-image-2"})
        contains(result.out, "a-red-bicycle-on-a-hill.png: gpt-image-2 96x64")
        contains(result.err, "1 request", "tokens", "$0.")
        found = record("a-red-bicycle-on-a-hill.png")
        equal((found["prompt"], found["model"], found["size"]), ("A red bicycle, on a hill!", "gpt-image-2", "96x64"))
        assert found["request-id"].startswith("req_") and found["date"] and found["usage"]["total"] > 0


@test
def the_bytes_stay_as_they_came():
    with serving() as server:
        run(server, "generate", "cat", "-o", "a.png")
        # The manifest straight after the header, as the API writes it.
        equal(read("a.png")[37:41], b"caBX")
        run(server, "generate", "cat", "-o", "b.png", "--fix", "auto")
        equal(read("b.png.orig"), read("a.png"))


def pixels(path):
    image = pillow("Image").open(path)
    return image.size, image.tobytes()


@test
def how_it_was_made_is_in_the_file():
    with serving(bare=True, revised=True) as server:
        for suffix in ("png", "jpg", "webp"):
            name = f"a.{suffix}"
            result = run(server, "generate", 'a "cat" & <dog>', "--quality", "low", "-o", name, "--cache")
            assert "note:" not in result.out, result
            found = record(name)
            tags = tags_of(name)
            for tag, value in (("Prompt", 'a "cat" & <dog>'), ("RevisedPrompt", 'Revised: a "cat" & <dog>'),
                               ("AIPromptInformation", 'Revised: a "cat" & <dog>'),
                               ("Model", "gpt-image-2"), ("Size", found["size"]), ("Quality", "low"),
                               ("RequestID", found["request-id"]), ("UsageTotal", found["usage"]["total"]),
                               ("AISystemUsed", "gpt-image-2")):
                equal(str(tags["XMP:" + tag]), str(value), (name, tag))
            contains(tags["XMP:DigitalSourceType"], "trainedAlgorithmicMedia")
            equal(tags["XMP:CreateDate"][:10].replace(":", "-"), found["date"][:10])
            # The cache has what came: the same pixels, and nothing of ours.
            came = [f for f in listing(".cache") if f.endswith(hash_of(name, found, ".cache"))]
            equal(len(came), 1, name)
        # What is fixed, too.
        run(server, "generate", "cat", "-o", "f.png", "--fix", invert())
        equal(tags_of("f.png")["XMP:Prompt"], "cat")
        equal(read("f.png.orig").count(b"xmp"), 0)
        # To standard output there is no other place for it.
        contains(run(server, "generate", "cat", "-o", "-").bytes.decode("latin-1"), "burnish:Prompt")


def hash_of(name, found, cache):
    """The name in the cache of the only picture there with the pixels of a result."""
    for path in listing(cache):
        data = read(f"{cache}/{path}")
        if not path.endswith(".json") and pixels(f"{cache}/{path}") == pixels(name):
            assert b"burnish" not in data and data != read(name), (name, found)
            return path
    raise AssertionError(f"{name} is not in the cache")


def tags_of(path):
    need("exiftool")
    return json.loads(tool("exiftool", "-j", "-G", "-XMP:all", path))[0]


@test
def signed_files_stay_as_they_came():
    with serving() as server:
        result = run(server, "generate", "cat", "-o", "a.png", "--cache")
        contains(result.out, "in the record beside it and not in the file: its Content Credentials (C2PA)")
        cached = [f for f in listing(".cache") if not f.endswith(".json")]
        equal(read("a.png"), read(".cache/" + cached[0]))
        equal(record("a.png")["prompt"], "cat")
        result = run(server, "generate", "cat", "-o", "-", "--cache")
        equal(result.bytes, read("a.png"))
        contains(result.err, "how it was made is not in the file")


@test
def damaged_files_stay_as_they_came():
    with serving(bare=True) as server:
        # Cut off in the pixels: it is paid for, and somebody may want what there is.
        whole = {}
        suffixes = {b"\x89PNG": "png", b"RIFF": "webp", b"\xff\xd8\xff\xe0": "jpg"}
        for suffix in suffixes.values():
            run(server, "generate", suffix, "-o", f"w.{suffix}", "--cache")
        for path in [f for f in listing(".cache") if not f.endswith(".json")]:
            data = read(".cache/" + path)
            whole[suffixes[data[:4]]] = data[:-9]
        equal(len(whole), 3)
        for suffix, data in whole.items():
            server.fault({"do": "work", "then": "body", "raw": json.dumps({"data": [{"b64_json": base64.b64encode(data).decode()}]})})
            result = run(server, "generate", "cut", "-o", f"c.{suffix}", status=None)
            equal(read(f"c.{suffix}"), data)
            contains(result.out + result.err, "the file is damaged" if suffix == "jpg" else "no picture that can be read")


@test
def long_prompts_in_files():
    with serving(bare=True) as server:
        write("long.txt", "ä" * 32000)
        run(server, "generate", "@long.txt", "-o", "a.png")
        assert read("a.png").count("ä".encode()) >= 32000
        # A segment of JPEG has 64 KB.
        contains(run(server, "generate", "@long.txt", "-o", "a.jpg").out, "has no room")
        equal(record("a.jpg")["prompt"], "ä" * 32000)


@test
def every_option_is_sent():
    with serving() as server:
        run(server, "generate", "cat", "-n", "2", "--size", "3:2", "--quality", "max", "--model", "gpt-image-2.6-flare",
            "--api-format", "webp", "--compression", "80", "--moderation", "low", "--transparent", "--complexity", "low",
            "--user", "me", "-o", "a.webp")
        equal(body(server), {"prompt": "cat", "model": "gpt-image-2.6-flare", "size": "1536x1024", "quality": "max",
                             "background": "transparent", "output_format": "webp", "output_compression": 80,
                             "moderation": "low", "complexity": "low", "n": 2, "user": "me"})
        equal([n for n in listing() if n.endswith("webp")], ["a-1.webp", "a-2.webp"])
        assert read("a-1.webp") != read("a-2.webp")


@test
def the_name_says_the_format():
    with serving() as server:
        run(server, "generate", "cat", "-o", "a.jpg")
        equal(body(server)["output_format"], "jpeg")
        equal(read("a.jpg")[:2], b"\xff\xd8")
        # What the API does not make is converted, and what came is kept.
        run(server, "generate", "cat", "-o", "a.tif")
        equal(read("a.tif.orig")[:4], b"\x89PNG")
        assert read("a.tif")[:2] in (b"II", b"MM")
        contains(read("a.tif").decode("latin-1"), "trainedAlgorithmicMedia", "AIPromptInformation")


@test
def prompts_from_a_file_and_standard_input():
    with serving() as server:
        write("p.txt", "a cat\n\n  a dog  \n")
        run(server, "generate", "@p.txt", "-o", "out/")
        equal(sorted(e["body"]["prompt"] for e in posts(server)), ["a cat", "a dog"])
        equal([n for n in listing("out") if n.endswith("png")], ["a-cat.png", "a-dog.png"])
        server.reset()
        run(server, "generate", "@p.txt", "--whole", "-o", "one.png")
        equal(body(server)["prompt"], "a cat\n\n  a dog")
        write("p.jsonl", '{"prompt": "fox", "size": "2:3", "id": "f1", "n": 2}\n{"prompt": "owl", "quality": "low", "style": "ink"}\n')
        server.reset()
        run(server, "generate", "@p.jsonl", "--quality", "high", "-o", "j/")
        first, second = sorted((e["body"] for e in posts(server)), key=lambda b: b["prompt"])
        equal(first, {"prompt": "fox", "model": "gpt-image-2", "size": "1024x1536", "quality": "high", "n": 2})
        equal((second["quality"], second["prompt"]), ("low", "owl\n\nStyle: ink"))
        equal([n for n in listing("j") if n.endswith("png")], ["f1-1.png", "f1-2.png", "owl-ink.png"])


@test
def slips_in_lists_of_prompts():
    with serving() as server:
        for text, said in (('{"promt": "x"}', 'p.jsonl:1: promt: no such key; did you mean "prompt"?'),
                           ('ok\n{"prompt": 1}', "p.jsonl:2: prompt: must be a string"), ("{", "no object of JSON"),
                           ('{"prompt": "x", "n": 0}', "above 0"), ("\n\n", "no prompt"), ('{"size": "1:1"}', 'no "prompt"')):
            write("p.jsonl", text)
            result = run(server, "generate", "@p.jsonl", status=2)
            contains(result.err, said)
        equal(posts(server), [])


@test
def styles():
    with serving() as server:
        run(server, "generate", "fox", "--style", "ink, oil paint", "-o", "s/")
        equal(sorted(e["body"]["prompt"] for e in posts(server)), ["fox\n\nStyle: ink", "fox\n\nStyle: oil paint"])
        equal([n for n in listing("s") if n.endswith("png")], ["fox-ink.png", "fox-oil-paint.png"])
        run(server, "generate", "fox", "--style", "a,b", "-o", "{style}/{stem}-{index}-{model}.{ext}")
        assert os.path.exists("a/fox-0001-gpt-image-2.png") and os.path.exists("b/fox-0002-gpt-image-2.png")


@test
def sizes_that_the_model_has_not():
    with serving() as server:
        result = run(server, "generate", "cat", "--size", "1920x1080", "-o", "a.png")
        equal(body(server)["size"], "1920x1088")
        contains(result.out, "size 1920x1080 was asked for as 1920x1088, the nearest that gpt-image-2 has")
        run(server, "generate", "cat", "--size", "80x48", "-o", "d.png")
        equal(pillow("Image").open("d.png").size, (80, 48))
        result = run(server, "generate", "cat", "--size", "16:9", "--model", "gpt-image-1.5", "-o", "b.png")
        equal(body(server)["size"], "1536x1024")
        contains(result.out, "16:9 was asked for as 1536x1024")
        width, height = pillow("Image").open("b.png").size
        # As near as whole pixels come.
        assert abs(width * 9 - height * 16) < 16, (width, height)
        result = run(server, "generate", "cat", "--size", "auto", "-o", "c.png")
        equal(body(server)["size"], "auto")


@test
def names_are_settled_before_anything_is_paid():
    with serving() as server:
        write("a.png", "mine")
        contains(run(server, "generate", "x", "-o", "a.png", status=2).err, 'will not overwrite "a.png"')
        write("b.png.json", "mine")
        contains(run(server, "generate", "x", "-o", "b.png", status=2).err, 'will not overwrite "b.png.json"')
        contains(run(server, "generate", "x", "-o", "{stm}.png", status=2).err, "did you mean")
        contains(run(server, "generate", "x", "-n", "2", "-o", "same-{stem}.png", status=2).err, "{index}")
        equal(posts(server), [])
        run(server, "generate", "x", "-o", "a.png", "--force")
        assert read("a.png") != b"mine"
        # A name of ours gives way.
        run(server, "generate", "x")
        run(server, "generate", "x")
        equal([n for n in listing() if n.startswith("x")], ["x-2.png", "x-2.png.json", "x.png", "x.png.json"])


@test
def standard_output():
    with serving() as server:
        done = run(server, "generate", "cat", "-o", "-")
        equal(done.bytes[:4], b"\x89PNG")
        contains(done.err, "standard output: gpt-image-2")
        equal(listing(), [])
        contains(run(server, "generate", "a", "b", "-o", "-", status=2).err, "only one picture")


@test
def a_dry_run_sends_nothing():
    with serving() as server:
        result = run(server, "generate", "cat", "--quality", "high", "--size", "1:1", "-n", "2", "--dry-run")
        contains(result.out, "POST " + server.url + "/images/generations", "Authorization: Bearer [hidden]",
                 '"quality":\t"high"', "cat-1.png", "cat-2.png", "14049 tokens, $0.421", "nothing was sent")
        plan, total = run(server, "generate", "cat", "--quality", "high", "--size", "1:1", "--dry-run", "--json").json()
        equal(plan["request"]["body"], {"prompt": "cat", "model": "gpt-image-2", "size": "1024x1024", "quality": "high"})
        equal(total["summary"]["cost"]["estimated"], True)
        # Without a key as well.
        run(server, "generate", "cat", "--dry-run", env={"OPENAI_API_KEY": ""})
        equal((server.journal, listing()), ([], []))


@test
def money():
    with serving(omit=["echo"]) as server:
        # A picture of 96x64, low, and a token of text, by the usage that the server tells.
        result = run(server, "generate", "a", "b", "c", "--quality", "high", "--size", "1:1", "-o", "m/", "--json",
                     "--max-cost", "0.43", "-j", "1", status=None)
        # Each may cost $0.211 and does cost less: all three fit.
        equal(result.status, 0)
        cost = summary(result)["cost"]
        equal(cost["estimated"], False)
        tokens = sum(line["record"]["usage"]["total"] for line in result.json()[:-1])
        equal(cost["tokens"], tokens)
        server.reset()
        result = run(server, "generate", "a", "b", "--quality", "high", "--size", "1:1", "-o", "n/", "--max-cost", "0.32", "-j", "2",
                     status=None)
        equal(len(posts(server)), 2)
        server.reset()
        result = run(server, "generate", "a", "--quality", "high", "--size", "1:1", "--max-cost", "0.1", status=4)
        contains(result.err, "not sent", "$0.211", "--max-cost")
        result = run(server, "generate", "a", "--model", "gpt-image-9", "--max-cost", "9", status=4)
        contains(result.err, "price of gpt-image-9 is not known")
        equal(posts(server), [])


@test
def the_cache():
    with serving(revised=True) as server:
        run(server, "generate", "cat", "-n", "2", "-o", "a.png", "--cache")
        result = run(server, "generate", "cat", "-n", "2", "-o", "b.png", "--cache", "--json")
        equal(server.store.paid, 1)
        equal((read("b-1.png"), read("b-2.png")), (read("a-1.png"), read("a-2.png")))
        equal(summary(result), {"requests": 0, "cached": 1, "cost": {"usd": 0, "tokens": 0, "estimated": False}})
        equal(record("b-1.png")["revised-prompt"], "Revised: cat")
        equal(record("b-1.png")["cached"], True)
        # It needs no key, and no other request is the same.
        run(server, "generate", "cat", "-n", "2", "-o", "c.png", "--cache", env={"OPENAI_API_KEY": ""})
        run(server, "generate", "cat", "-n", "2", "-o", "d.png", "--cache", "--quality", "low")
        equal(server.store.paid, 2)
        # Damage is not served.
        for where, _, files in os.walk(".cache"):
            for name in files:
                if name != "answer.json":
                    write(os.path.join(where, name), b"damaged")
        run(server, "generate", "cat", "-n", "2", "-o", "e.png", "--cache")
        equal(server.store.paid, 3)


@test
def several_in_a_stream_are_several():
    with serving() as server:
        run(server, "generate", "cat", "-n", "3", "--progress", "--cache", "-o", "a.png")
        equal(server.store.paid, 3)
        assert all(e["body"]["partial_images"] == 1 and "n" not in e["body"] for e in posts(server))
        run(server, "generate", "cat", "-n", "3", "--progress", "--cache", "-o", "b.png")
        equal(server.store.paid, 3)


@test
def the_prompt_that_was_used():
    with serving(revised=True) as server:
        result = run(server, "generate", "cat", "-o", "a.png")
        contains(result.out, "prompt that was used: Revised: cat")
        equal(record("a.png")["revised-prompt"], "Revised: cat")


@test
def fixing():
    with serving() as server:
        recipe("./r.json", {"invert": {}})
        result = run(server, "generate", "cat", "-o", "a.png", "--fix", "./r.json", "--json")
        equal(result.json()[0]["fix"]["steps"][0]["operation"], "invert")
        assert read("a.png") != read("a.png.orig")
        contains(read("a.png").decode("latin-1"), "AISystemUsed=\"gpt-image-2\"", "AIPromptInformation=\"cat\"")
        # A step that fails loses nothing that was paid for.
        recipe("./bad.json", {"extract_area": {"left": 5000, "top": 0, "width": 9, "height": 9}})
        result = run(server, "generate", "dog", "-o", "b.png", "--fix", "./bad.json", status=1)
        contains(result.err, "the picture as it came is \"b.png.orig\"")
        equal(read("b.png.orig")[:4], b"\x89PNG")
        assert not os.path.exists("b.png")
        # What the recipe makes of it has the name of that; a name that is given says it itself.
        recipe("./webp.json", {"invert": {}}, format="webp")
        run(server, "generate", "bird", "--fix", "./webp.json")
        equal(read("bird.webp")[8:12], b"WEBP")
        write("c.json", json.dumps({"burnish": 1, "make": [{"generate": {"as": "a", "prompt": "cat"}}], "fix": [], "save": {"format": "webp"}}))
        for words in (["generate", "cow", "--fix", "./webp.json"], ["chain", "c.json"]):
            run(server, *words, "-o", "c.jpg", "-f")
            equal(read("c.jpg")[:2], b"\xff\xd8")


@test
def several_shapes():
    with serving() as server:
        recipe("./r.json", {"reframe": {"aspect": "1:1,16:9"}})
        result = run(server, "generate", "cat", "-n", "2", "-o", "a.png", "--fix", "./r.json", "--json")
        equal(server.store.paid, 1)
        equal([n for n in listing() if n.startswith("a-") and n.endswith(".png")],
              ["a-1-16x9.png", "a-1-1x1.png", "a-2-16x9.png", "a-2-1x1.png"])
        equal(sorted(line["output"] for line in result.json()[:-1]),
              ["a-1-16x9.png", "a-1-1x1.png", "a-2-16x9.png", "a-2-1x1.png"])
        size = pillow("Image").open
        equal((size("a-1-1x1.png").size, size("a-2-16x9.png").size), ((64, 64), (96, 54)))
        for name in ("a-1-1x1.png", "a-1-16x9.png"):
            equal(record(name)["prompt"], "cat")
        # What came is kept once for each picture.
        equal(len([n for n in listing() if n.endswith(".orig")]), 2)
        run(server, "generate", "cat", "--fix", "./r.json", "-o", "t/{aspect}-{stem}.{ext}")
        equal([n for n in listing("t") if n.endswith(".png")], ["16x9-cat.png", "1x1-cat.png"])
        # What cannot be is known before anything is paid for.
        paid = server.store.paid
        for options, said in ((("--fix", "./r.json", "-o", "-"), "only one picture"),
                              (("--fix", "./r.json", "-o", "u/{stem}.{ext}"), "{aspect} tells them apart"),
                              (("--fix", "./r.json", "-o", "a.png", "-n", "2"), "will not overwrite")):
            contains(run(server, "generate", "cat", *options, status=2).err, said)
        recipe("./two.json", {"reframe": {"aspect": "1:1,16:9"}}, {"reframe": {"aspect": "1:1,3:2"}})
        contains(run(server, "generate", "cat", "--fix", "./two.json", status=2).err, "only one step of a recipe")
        equal(server.store.paid, paid)


@test
def nothing_that_was_paid_for_is_lost():
    with serving() as server:
        # The place goes while the picture is made.
        os.mkdir("d")
        server.fault({"name": "slow", "seconds": 1})
        process = start(server, "generate", "cat", "-o", "d/a.png")
        while not posts(server):
            pass
        os.rmdir("d")
        write("d", "a file")
        equal(process.wait(), 1)
        rescued = [n for n in listing() if "rescued" in n]
        equal(len(rescued), 1)
        equal(read(rescued[0])[:4], b"\x89PNG")


@test
def refusals_do_not_stop_the_rest():
    with serving() as server:
        write("p.txt", "one fault=moderation:always\ntwo\nthree\n")
        result = run(server, "generate", "@p.txt", "-o", "o/", "--json", status=6)
        lines = result.json()
        equal(sorted(line["status"] for line in lines[:-1]), ["declined", "made", "made"])
        details = next(line["details"] for line in lines if line.get("status") == "declined")
        equal((details["stage"], details["categories"], details["kind"]), ("input", ["violence"], "declined"))
        assert details["request-id"].startswith("req_")


@test
def no_credit_stops_the_rest():
    with serving() as server:
        write("p.txt", "one fault=quota:always\ntwo\nthree\n")
        result = run(server, "generate", "@p.txt", "-o", "o/", "-j", "1", status=5)
        equal(len(posts(server)), 1)
        contains(result.err, "not sent, because of an earlier error")


@test
def models_that_are_gone_or_unknown():
    with serving() as server:
        result = run(server, "generate", "cat", "--model", "gpt-image-1", status=5)
        contains(result.err, "gpt-image-1 was shut down on 2026-10-23; use gpt-image-2.6-sunburst", "model_not_found")
        result = run(server, "generate", "cat", "--model", "gpt-image-2.5-flair", status=5)
        contains(result.err, 'did you mean "gpt-image-2.5-flare"?')
        result = run(server, "generate", "cat", "--quality", "max", status=2)
        contains(result.err, 'quality: gpt-image-2 has no "max": low, medium, high, auto')


@test
def a_dry_run_warns_of_models():
    with serving() as server:
        contains(run(server, "generate", "x", "--model", "gpt-image-1", "--dry-run").out, "was shut down on 2026-10-23")
        contains(run(server, "generate", "x", "--model", "gpt-imag-2", "--dry-run").out, "is not among those known", 'did you mean "gpt-image-2"?')
        equal(server.journal, [])


@test
def the_users_own_data():
    with serving() as server:
        os.makedirs(".config/burnish")
        write(".config/burnish/models.json", json.dumps({
            "as_of": "2027-01-01", "default": "gpt-image-2.6-flare",
            "models": {"gpt-image-2.6-flare": {"sizes": ["1024x1024"], "qualities": ["low"]}}}))
        run(server, "generate", "cat", "--size", "16:9", "-o", "a.png")
        equal(body(server), {"prompt": "cat", "model": "gpt-image-2.6-flare", "size": "1024x1024"})
        write(".config/burnish/models.json", "{")
        contains(run(server, "generate", "cat", status=2).err, "models.json: is no JSON")


@test
def wrong_usage():
    with serving() as server:
        for args, said in ((["generate"], "no prompt given"), (["edit", "x"], "pictures and a prompt"),
                           (["generate", ""], "prompt: is empty"), (["generate", "x", "-n", "0"], "below 1"),
                           (["generate", "x", "--size", "huge"], "is no ratio"), (["generate", "x", "--fix", "nopreset"], "no preset"),
                           (["generate", "@absent.txt"], "absent.txt"), (["generate", "x", "--style", "a,,b"], "empty style"),
                           (["generate", "x", "--partial-images", "2"], "goes with --progress"),
                           (["generate", "x", "--progress", "--partial-images", "4"], "above 3"),
                           (["generate", "x", "--compression", "101"], "above 100"),
                           (["generate", "x", "--transparent", "-o", "a.jpg"], "png or webp"),
                           (["generate", "x", "-j", "0"], "--jobs"), (["generate", "x", "--timeout", "0"], "--timeout"),
                           (["generate", "x", "--retries", "-1"], "--retries"), (["generate", "x", "--max-cost", "-1"], "--max-cost"),
                           (["generate", "x", "--max-answer", "lots"], "--max-answer"), (["generate", "x" * 32001], "32000"),
                           (["generate", "x", "--base-url", "http://example.com/v1"], "not https"),
                           (["generate", "x", "--base-url", "https://me:secret@example.com/v1"], "name and password"),
                           (["generate", "x", "--key-file", "absent"], "absent"), (["generate", "x", "--key-command", "false"], "failed")):
            contains(run(server, *args, status=2).err, said)
        result = run(server, "generate", "x", env={"OPENAI_API_KEY": ""}, status=2)
        contains(result.err, "no key: set OPENAI_API_KEY", "--key-file", "--key-command")
        equal((server.journal, listing()), ([], ["prog"] if os.path.exists("prog") else []))


# Edits ---------------------------------------------------------------------------


def parts(server, at=-1):
    return {part["name"]: part for part in posts(server)[at]["parts"]}


@test
def an_edit():
    with serving(size=None) as server:
        picture("a.png", size="1024x688")
        run(server, "edit", "a.png", "a blue sofa", "-o", "b.png", "--quality", "low")
        found = parts(server)
        equal(found["image"]["type"], "image/png")
        equal((found["prompt"]["text"], found["model"]["text"], found["quality"]["text"]), ("a blue sofa", "gpt-image-2", "low"))
        assert len(record("b.png")["references"][0]["sha256"]) == 64


@test
def several_references_of_every_kind():
    with serving() as server:
        image = pillow("Image")
        for name in ("a.png", "b.jpg", "c.webp", "d.gif", "e.tif"):
            image.new("RGB", (64, 64), (200, 10, 10)).save(name)
        result = run(server, "edit", "a.png", "b.jpg", "c.webp", "d.gif", "e.tif", "together", "-o", "o.png")
        found = [part for part in posts(server)[-1]["parts"] if part["name"] == "image[]"]
        equal([part["type"] for part in found], ["image/png", "image/jpeg", "image/webp", "image/png", "image/png"])
        assert result.status == 0
        contains(run(server, "edit", *["a.png"] * 17, "x", status=2).err, "at most 16")
        frames = [image.new("RGB", (64, 64), (i, 0, 0)) for i in (0, 255)]
        frames[0].save("moving.gif", save_all=True, append_images=frames[1:])
        contains(run(server, "edit", "moving.gif", "x", status=2).err, "moving.gif")


@test
def a_mask():
    with serving(size=None) as server:
        image = pillow("Image")
        picture("a.png", size="1024x688")
        mask = image.new("L", (512, 344), 0)
        mask.paste(255, (100, 100, 200, 200))
        mask.save("m.png")
        for options, name in ((["--mask", "m.png"], "b.png"), (["--mask-box", "200,200,200,200"], "c.png")):
            result = run(server, "edit", "a.png", "a blue sofa", *options, "-o", name, "--quality", "low")
            equal((tuple(parts(server)["mask"]["size"]), parts(server)["mask"]["type"]), ((1024, 688), "image/png"))
            contains(result.out, "outside of the mask the original was put back")
            before, after = image.open("a.png").convert("RGB"), image.open(name).convert("RGB")
            equal(before.size, after.size)
            equal(before.crop((600, 0, 1024, 688)).tobytes(), after.crop((600, 0, 1024, 688)).tobytes())
            assert before.crop((250, 250, 350, 350)).tobytes() != after.crop((250, 250, 350, 350)).tobytes()
        run(server, "edit", "a.png", "x", "--mask", "m.png", "--no-keep-outside", "-o", "d.png", "--quality", "low")
        assert not os.path.exists("d.png.orig")
        for options, said in ((["--mask", "absent.png"], "absent.png"), (["--mask-box", "1,2,3"], "mask"),
                              (["--mask-box", "2000,0,10,10"], "mask"), (["--mask", "m.png", "--mask-box", "0,0,9,9"], "together")):
            contains(run(server, "edit", "a.png", "x", *options, status=2).err, said)


@test
def pictures_that_go_along_cost_something():
    with serving() as server:
        picture("a.png", size="600x400")
        plan = ("edit", "a.png", "a.png", "a hat", "--model", "gpt-image-1.5", "--quality", "low", "--size", "1:1")
        known = [run(server, *plan, *more, "--dry-run", "--json").json()[-1]["summary"]["cost"]["tokens"]
                 for more in ((), ("--fidelity", "high"))]
        # 272 out, 2 of text, and twice 65 with two tiles.
        equal(known, [272 + 2 + 2 * 323, 272 + 2 + 2 * (323 + 6240)])
        # They alone are above the limit.
        contains(run(server, *plan, "--fidelity", "high", "--max-cost", "0.1", status=4).err, "not sent")
        equal(posts(server), [])


@test
def fidelity_is_for_models_that_have_it():
    with serving() as server:
        picture("a.png")
        run(server, "edit", "a.png", "x", "--fidelity", "high", "--model", "gpt-image-1.5", "-o", "b.png")
        equal(parts(server)["input_fidelity"]["text"], "high")
        contains(run(server, "edit", "a.png", "x", "--fidelity", "high", status=2).err, "does not take it")


main()
