# SPDX-License-Identifier: LGPL-2.1-or-later

"""The server itself: that it refuses what the API refuses, counts what it is paid for, and
writes its faults as it says. A server that takes anything would prove nothing."""

import base64
import http.client
import json
import urllib.error
import urllib.request

import pictures
from server import KEY, Server
from support import contains, equal, main, test

BODY = {"model": "gpt-image-2", "prompt": "a cat", "size": "1024x1024"}
TOOL = {"type": "image_generation", "model": "gpt-image-2"}


def ask(server, path, body=None, method="POST", key=KEY, data=None, kind="application/json"):
    """Status and answer, as JSON where it is."""
    request = urllib.request.Request(
        server.url + path, method=method, headers={"Content-Type": kind, "Authorization": "Bearer " + key},
        data=data if data is not None else json.dumps(body).encode() if body is not None else None)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def form(*parts):
    """Parts are (name, filename or None, type or None, bytes)."""
    out = b""
    for name, filename, kind, data in parts:
        out += b'--X\r\nContent-Disposition: form-data; name="' + name.encode() + b'"'
        out += b'; filename="' + filename.encode() + b'"' if filename else b""
        out += b"\r\nContent-Type: " + kind.encode() if kind else b""
        out += b"\r\n\r\n" + data + b"\r\n"
    return out + b"--X--\r\n"


def edit(server, *parts):
    return ask(server, "/images/edits", data=form(("model", None, None, b"gpt-image-2"), ("prompt", None, None, b"x"), *parts),
               kind="multipart/form-data; boundary=X")


@test
def generations_that_are_refused():
    cases = (
        ({"response_format": "url"}, 400, "unknown_parameter"), ({"style": "vivid"}, 400, "unknown_parameter"),
        ({"seed": 1}, 400, "unknown_parameter"), ({"size": "1000x1000"}, 400, "invalid_value"),
        ({"size": "4096x1024"}, 400, "invalid_value"), ({"size": "512x512"}, 400, "invalid_value"),
        ({"size": "3840x1024"}, 400, "invalid_value"), ({"n": 11}, 400, "integer_out_of_range"),
        ({"n": "2"}, 400, "invalid_type"), ({"prompt": ""}, 400, "missing_required_parameter"),
        ({"prompt": "x" * 32001}, 400, "string_above_max_length"), ({"model": None}, 400, "missing_required_parameter"),
        ({"model": "gpt-image-1"}, 404, "model_not_found"), ({"quality": "xhigh"}, 400, "invalid_value"),
        ({"background": "transparent", "output_format": "jpeg"}, 400, "invalid_value"),
        ({"output_compression": 50}, 400, "invalid_value"), ({"partial_images": 2}, 400, "invalid_value"),
        ({"stream": True, "partial_images": 4}, 400, "integer_out_of_range"), ({"complexity": "low"}, 400, "unknown_parameter"),
    )
    with Server(size=[8, 8]) as server:
        for change, status, code in cases:
            got, answer = ask(server, "/images/generations", {**BODY, **change})
            equal((got, answer["error"]["code"]), (status, code), change)
        equal(ask(server, "/images/generations", BODY, key="wrong")[0], 401)
        equal(server.store.paid, 0)
        for change in ({}, {"n": 3}, {"size": "auto", "quality": "high"}, {"background": "transparent"},
                       {"model": "gpt-image-2.6-flare", "quality": "max", "complexity": "low"}):
            got, answer = ask(server, "/images/generations", {**BODY, **change})
            equal(got, 200, change)
            equal(len(answer["data"]), change.get("n", 1))
        equal((server.store.paid, server.store.images), (5, 7))


@test
def results_are_what_was_asked_for():
    with Server() as server:
        for kind in ("png", "jpeg", "webp"):
            _, answer = ask(server, "/images/generations", {**BODY, "size": "1536x1024", "output_format": kind})
            data = base64.b64decode(answer["data"][0]["b64_json"])
            equal(pictures.kind_of(data), "image/" + kind)
            equal(tuple(pictures.size_of(data)), (1536, 1024))
        # The manifest stands right behind the header.
        _, answer = ask(server, "/images/generations", BODY)
        data = base64.b64decode(answer["data"][0]["b64_json"])
        equal(data[37:41], b"caBX")
        assert pictures.is_whole_png(data)
        equal(answer["usage"]["output_tokens"], 1756)
        server.settings["omit"] = ["usage", "echo"]
        equal(set(ask(server, "/images/generations", BODY)[1]), {"created", "data"})


@test
def edits_that_are_refused():
    png = pictures.draw("a", (64, 48))
    clear = pictures.draw("a", (64, 48), alpha=True)
    other = pictures.draw("a", (32, 32), alpha=True)
    image = ("image", "a.png", "image/png", png)
    with Server(size=[8, 8]) as server:
        cases = (
            ([("image", "a.png", "application/octet-stream", png)], "unsupported_file_mimetype"),
            ([("image", "a.png", None, png)], "missing_file_mimetype"),
            ([("image", "a.png", "image/jpeg", png)], "invalid_image_file"),
            ([("image", None, "image/png", png)], "invalid_type"),
            ([("image", "a.png", "image/png", png[:-20])], "invalid_image_file"),
            ([image, image], "duplicate_parameter"),
            ([], "missing_required_parameter"),
            ([("image[]", "a.png", "image/png", png)] * 17, "array_above_max_length"),
            ([image, ("mask", "m.png", "image/png", png)], "invalid_image_format"),
            ([image, ("mask", "m.png", "image/png", other)], "invalid_image"),
            ([image, ("response_format", None, None, b"b64_json")], "unknown_parameter"),
            ([image, ("n", None, None, b"two")], "invalid_type"),
            ([image, ("input_fidelity", None, None, b"high")], "invalid_value"),
        )
        for parts, code in cases:
            got, answer = edit(server, *parts)
            equal((got, answer["error"]["code"]), (400, code), code)
        equal(server.store.paid, 0)
        equal(edit(server, image, ("mask", "m.png", "image/png", clear))[0], 200)
        equal(edit(server, *[("image[]", "a.png", "image/png", png)] * 3)[0], 200)
        url = "data:image/png;base64," + base64.b64encode(png).decode()
        body = {"model": "gpt-image-2", "prompt": "x", "images": [{"image_url": url}]}
        equal(ask(server, "/images/edits", body)[0], 200)
        equal(ask(server, "/images/edits", {**body, "images": [{"image_url": url, "file_id": "file-1"}]})[0], 400)
        equal(ask(server, "/images/edits", {**body, "images": [{"image_url": url[:-4] + "*"}]})[0], 400)
        equal(server.store.paid, 3)


@test
def responses_and_what_they_go_on_from():
    with Server(size=[8, 8]) as server:
        body = {"model": "gpt-5.6-terra", "input": "a cat", "tools": [TOOL]}
        _, first = ask(server, "/responses", body)
        equal(ask(server, "/responses", {**body, "previous_response_id": first["id"]})[0], 200)
        equal(ask(server, "/responses", {**body, "previous_response_id": "resp_x"})[0], 400)
        call = first["output"][1]["id"]
        again = [{"type": "image_generation_call", "id": call}, {"role": "user", "content": "more"}]
        equal(ask(server, "/responses", {**body, "input": again})[0], 200)
        _, unstored = ask(server, "/responses", {**body, "store": False})
        again[0]["id"] = unstored["output"][1]["id"]
        status, answer = ask(server, "/responses", {**body, "input": again})
        equal(status, 404)
        contains(answer["error"]["message"], "not persisted when `store` is set to false")
        equal(ask(server, "/responses", {**body, "model": "gpt-3"})[0], 400)
        equal(server.store.paid, 4)
        _, queued = ask(server, "/responses", {**body, "background": True})
        states = [ask(server, "/responses/" + queued["id"], method="GET")[1]["status"] for _ in range(3)]
        equal([queued["status"], *states], ["queued", "queued", "in_progress", "completed"])


@test
def faults_and_the_count():
    with Server(size=[8, 8]) as server:
        server.fault("429-retry-after-ms", {"name": "lost", "on": "generations"})
        equal(ask(server, "/images/generations", BODY)[0], 429)
        equal(server.store.paid, 0)
        try:
            ask(server, "/images/generations", BODY)
            raise AssertionError("an answer came")
        except (http.client.RemoteDisconnected, urllib.error.URLError):
            pass
        equal(server.store.paid, 1)
        equal([ask(server, "/images/generations", {**BODY, "prompt": "fault=500-html:2"})[0] for _ in range(3)], [500, 500, 200])
        # The same for those who are not in this process.
        control = {"name": "quota"}
        with urllib.request.urlopen(server.origin + "/control/fault", json.dumps(control).encode()):
            pass
        equal(ask(server, "/images/generations", BODY)[1]["error"]["code"], "insufficient_quota")
        with urllib.request.urlopen(server.origin + "/control/paid") as answer:
            equal(json.load(answer)["paid"], 2)
        with urllib.request.urlopen(server.origin + "/control/journal") as answer:
            equal(len(json.load(answer)), 6)


@test
def models_have_dates():
    with Server() as server:
        models = {model["id"]: model for model in ask(server, "/models", method="GET")[1]["data"]}
        equal(models["gpt-image-1.5"]["shutdown_date"], "2026-12-01")
        equal(models["gpt-image-2"]["shutdown_date"], None)
        assert "gpt-image-1" not in models


main()
