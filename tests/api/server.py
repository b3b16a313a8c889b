#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""A faithful image API on loopback, for tests and for trying things out.

    server.py [--tls CERTIFICATE KEY] [--key KEY] [--settings JSON]

prints its base URL and serves until it is killed. In Python, `with Server() as server:`
does the same in a thread. Beside the API, /control/ sets faults (POST /control/fault),
changes settings (POST /control/settings), tells what was paid (GET /control/paid) and
what was asked (GET /control/journal), and forgets it all (POST /control/reset).

Settings: key, omit (["usage", "echo"]), size ([width, height] of all results), noise
(bytes that do not compress), bare (true: no Content Credentials), polls (until a response in the background is ready), batch
("expired"), revised (true: prompts come back changed), elsewhere (where redirects go)."""

import argparse
import email.parser
import http.server
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import checks  # noqa: E402
import faults  # noqa: E402
import pictures  # noqa: E402
import streams  # noqa: E402
from checks import Refused, refuse  # noqa: E402
from store import Store  # noqa: E402

KEY = "sk-test-key"
# A request that takes longer than this is a hanging client.
TIMEOUT = 120


def parse_form(data, content_type):
    """The parts of multipart/form-data, in order."""
    found = re.search(r'boundary="?([^";]+)', content_type)
    if not found:
        refuse("The form has no boundary.", "invalid_form")
    sections = (b"\r\n" + data).split(b"\r\n--" + found[1].encode())
    if len(sections) < 2 or sections[-1].strip() != b"--":
        refuse("The form is cut short.", "invalid_form")
    parts = []
    for section in sections[1:-1]:
        head, _, body = section[2:].partition(b"\r\n\r\n")
        headers = email.parser.Parser().parsestr(head.decode("utf-8", "surrogateescape"))
        disposition = headers.get("Content-Disposition", "")
        names = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', disposition))
        parts.append({"name": names.get("name", ""), "filename": names.get("filename"),
                      "type": headers.get("Content-Type"), "data": body})
    return parts


def form_value(name, text):
    """As the schema has it: numbers and switches come as text."""
    if name in ("n", "output_compression", "partial_images"):
        if not re.fullmatch(r"\d+", text):
            refuse(f"Invalid type for '{name}'.", "invalid_type", name)
        return int(text)
    if name == "stream":
        if text not in ("true", "false"):
            refuse("Invalid type for 'stream'.", "invalid_type", name)
        return text == "true"
    return text


def read_edit_form(parts):
    """Body, images and mask of an edit that came as a form."""
    body, images, mask = {}, [], None
    kinds = {part["name"] for part in parts if part["name"].startswith("image")}
    if kinds == {"image"} and sum(part["name"] == "image" for part in parts) > 1:
        refuse("Duplicate parameter: 'image'. Use 'image[]' for several.", "duplicate_parameter", "image")
    for part in parts:
        if part["name"] in ("image", "image[]"):
            checks.check_part(part, len(kinds) == 1 and part["name"] == "image")
            images.append(part["data"])
        elif part["name"] == "mask":
            checks.check_part(part, True)
            mask = part["data"]
        elif part["name"] in body:
            refuse(f"Duplicate parameter: '{part['name']}'.", "duplicate_parameter", part["name"])
        else:
            body[part["name"]] = form_value(part["name"], part["data"].decode())
    return body, images, mask


def shorten(value):
    """For the journal: pictures by their length."""
    if isinstance(value, str):
        return value if len(value) < 500 else f"{value[:60]}… {len(value)} characters"
    if isinstance(value, list):
        return [shorten(item) for item in value]
    if isinstance(value, dict):
        return {key: shorten(item) for key, item in value.items()}
    return value


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "openai"
    sys_version = ""
    timeout = TIMEOUT
    disable_nagle_algorithm = True

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass

    # Reading ---------------------------------------------------------------------

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while True:
                length = int(self.rfile.readline().split(b";")[0], 16)
                data = self.rfile.read(length + 2)[:-2]
                if length == 0:
                    return body
                body += data
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            raise ConnectionError("the request is cut short")
        return body

    def read_json(self, data):
        if self.headers.get_content_type() != "application/json":
            refuse("The Content-Type must be application/json.", "unsupported_content_type")
        try:
            body = json.loads(data)
        except ValueError:
            refuse("We could not parse the JSON body of your request.", "invalid_json")
        if not isinstance(body, dict):
            refuse("The JSON body must be an object.", "invalid_json")
        return body

    def authorize(self):
        key = self.server.settings.get("key", KEY)
        if self.headers.get("Authorization") == f"Bearer {key}" or self.headers.get("api-key") == key:
            return
        raise Refused(401, "Incorrect API key provided.", "invalid_api_key")

    # Writing ---------------------------------------------------------------------

    def head(self, status, kind, length=None, extra=None):
        self.answered = True
        self.entry["status"] = status
        self.send_response(status)
        headers = {"content-type": kind, "x-request-id": self.entry["id"], "openai-processing-ms": "7",
                   "openai-version": "2020-10-01", "x-ratelimit-limit-requests": "500"}
        headers.update(extra or {})
        if length is not None:
            headers["content-length"] = str(length)
        for name, value in headers.items():
            self.send_header(name, faults.header(value, self.server.settings.get("elsewhere", "")))
        self.end_headers()

    def answer(self, value, status=200, extra=None):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.head(status, "application/json", len(data), extra)
        self.wfile.write(data)

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def drop(self, reset=False):
        """End the connection, at once and without good manners if it is a reset."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def send_stream(self, events, options):
        self.head(200, "text/event-stream; charset=utf-8", extra={"transfer-encoding": "chunked"})
        end = streams.write(events, options, self.chunk)
        if end == "stall":
            self.server.wait(600)
        if end is not None:
            return self.drop()
        self.wfile.write(b"0\r\n\r\n")
        return None

    def send_spoilt(self, fault, value):
        """The work is done; the answer goes the way of the fault."""
        data = json.dumps(value).encode()
        then = fault["then"]
        if then == "stall":
            self.server.wait(fault["seconds"])
            if fault.get("answer"):
                return self.answer(data)
        elif then == "half":
            self.head(200, "application/json", len(data))
            self.wfile.write(data[:len(data) // 2])
            self.server.wait(fault["seconds"])
        elif then == "no-length":
            self.head(200, "application/json", extra={"connection": "close"})
            self.wfile.write(data[:len(data) // 2] if fault.get("cut") else data)
        elif then == "chunked":
            self.head(200, "application/json", extra={"transfer-encoding": "chunked"})
            for at in range(0, len(data), 3001):
                self.chunk(data[at:at + 3001])
            self.wfile.write(b"0\r\n\r\n")
            return None
        elif then == "body":
            return self.answer(fault["raw"].encode())
        elif then == "endless":
            self.head(200, "application/json", extra={"connection": "close"})
            self.wfile.write(b'{"created": 1, "data": [{"b64_json": "')
            while not self.server.stopping.is_set():
                self.wfile.write(b"A" * 65536)
        return self.drop()

    def send_error_of(self, fault):
        if fault.get("reset"):
            return self.drop(reset=True)
        if "raw" in fault:
            data, kind = fault["raw"].encode(), "text/html"
        else:
            error = dict(fault["error"], message=fault["error"]["message"].replace("{id}", self.entry["id"]))
            data, kind = json.dumps({"error": error}).encode(), "application/json"
        self.head(fault["status"], kind, len(data), fault["headers"])
        self.wfile.write(data)
        return None

    # Routes ----------------------------------------------------------------------

    def do_GET(self):
        self.handle_request("GET")

    def do_POST(self):
        self.handle_request("POST")

    def do_DELETE(self):
        self.handle_request("DELETE")

    def handle_request(self, method):
        self.answered = False
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/control/"):
            self.control(method, url.path[len("/control/"):])
            return
        self.entry = self.server.begin(method, url, self.headers)
        try:
            data = self.read_body()
            self.entry["bytes"] = len(data)
            self.entry["complete"] = True
            self.route(method, url, data)
        except Refused as error:
            self.entry["problem"] = str(error)
            self.answer({"error": error.error}, error.status)
        except pictures.Unsupported as error:
            self.answer({"error": {"message": str(error), "type": "server_error", "param": None, "code": None}}, 501)
        except (ConnectionError, ssl.SSLError, TimeoutError) as error:
            self.entry["broken"] = str(error)
            self.close_connection = True

    def route(self, method, url, data):
        if url.path.startswith("/pictures/"):
            self.picture(url)
            return
        self.authorize()
        path = self.normal_path(url)
        with self.server.lock:
            # Only POST costs money.
            if method == "POST" and path in ("/images/generations", "/images/edits", "/responses"):
                prepared = self.prepare(path, data)
            else:
                prepared = None
        if prepared:
            self.perform(path, *prepared)
        else:
            self.plain(method, path, data)

    def normal_path(self, url):
        """The path below the version, from each of the forms."""
        query = urllib.parse.parse_qs(url.query)
        found = re.fullmatch(r"/openai/deployments/([^/]+)(/images/(?:generations|edits))", url.path)
        if found:
            if "api-version" not in query:
                raise Refused(404, "Resource not found", "404")
            self.entry["deployment"] = found[1]
            return found[2]
        for prefix in ("/openai/v1/", "/v1/"):
            if url.path.startswith(prefix):
                return url.path[len(prefix) - 1:]
        raise Refused(404, f"Invalid URL ({self.command} {url.path})", None)

    def prepare(self, path, data):
        """Read and check a request that costs money, and find its fault."""
        images, mask = [], None
        if self.headers.get_content_type() == "multipart/form-data":
            if path != "/images/edits":
                refuse("The Content-Type must be application/json.", "unsupported_content_type")
            parts = parse_form(data, self.headers["Content-Type"])
            self.entry["parts"] = [{"name": p["name"], "filename": p["filename"], "type": p["type"], "bytes": len(p["data"]),
                                    "text": shorten(p["data"].decode("utf-8", "replace")) if p["filename"] is None else None,
                                    "size": pictures.size_of(p["data"])} for p in parts]
            body, images, mask = read_edit_form(parts)
        else:
            body = self.read_json(data)
            self.entry["body"] = shorten(body)
            if path == "/images/edits":
                body, images, mask = self.server.store.edit_json(body)
        if self.entry.get("deployment"):
            body.setdefault("model", self.server.settings.get("deployed", "gpt-image-2"))
        text = body.get("prompt") if path != "/responses" else json.dumps(body.get("input"))
        fault = self.server.faults.take(path, text if isinstance(text, str) else "") or {"do": "none"}
        self.entry["fault"] = fault.get("name", fault["do"])
        return body, images, mask, fault

    def perform(self, path, body, images, mask, fault):
        if fault["do"] == "error":
            self.send_error_of(fault)
            return
        store = self.server.store
        self.server.notice("asked", self.entry)
        with self.server.lock:
            before = store.paid
            if path == "/responses":
                value, more = store.respond(body, fault.get("response", {}))
                self.entry.update(more, answer=[value["id"]] + [item["id"] for item in value["output"]
                                                                if item["type"] == "image_generation_call"])
            elif path == "/images/edits":
                value = store.answer(body, checks.check_edit(body, images, mask), images, mask)
            else:
                value = store.answer(body, checks.check_generation(body))
            self.entry["paid"] = store.paid - before
        self.server.notice("worked", self.entry)
        if fault["do"] == "work":
            self.send_spoilt(fault, value)
        elif body.get("stream"):
            self.stream(path, body, value, fault.get("stream", {}))
        elif path == "/responses" and body.get("background"):
            self.answer({**value, "status": "queued", "output": [], "usage": None})
        else:
            self.answer(value)

    def stream(self, path, body, value, options):
        if path == "/responses":
            tool = (body.get("tools") or [{}])[0]
            events = streams.response_events(value, tool.get("partial_images") or 0, options)
        else:
            kind = "image_edit" if path.endswith("edits") else "image_generation"
            events = streams.image_events(kind, body, [item["b64_json"] for item in value["data"]], value, options)
        self.send_stream(events, options)

    def plain(self, method, path, data):
        """What costs nothing. Faults with `on` can be set for it, too."""
        fault = self.server.faults.take(path, "")
        if fault and fault["do"] == "error":
            self.send_error_of(fault)
            return
        with self.server.lock:
            value = self.look_up(method, path.strip("/").split("/"), data)
        if fault and fault["do"] == "work":
            self.send_spoilt(fault, value)
        else:
            self.answer(value)

    def look_up(self, method, names, data):
        store = self.server.store
        match [method, *names]:
            case ["GET", "models"]:
                return {"object": "list", "data": self.server.models()}
            case ["GET", "models", name]:
                for model in self.server.models():
                    if model["id"] == name:
                        return model
                raise Refused(404, f"The model '{name}' does not exist", "model_not_found", "model")
            case ["GET", "responses", name]:
                return store.poll(name)
            case ["POST", "responses", name, "cancel"]:
                return store.cancel_response(name)
            case ["POST", "files"]:
                parts = {part["name"]: part for part in parse_form(data, self.headers.get("Content-Type", ""))}
                if "file" not in parts or not parts["file"]["filename"] or "purpose" not in parts:
                    refuse("'file' and 'purpose' are required.", "missing_required_parameter", "file")
                return store.add_file(parts["file"]["data"], parts["file"]["filename"], parts["purpose"]["data"].decode())
            case ["GET", "files", name] if name in store.files:
                return store.files[name]["object"]
            case ["GET", "files", name, "content"] if name in store.files:
                return store.files[name]["data"]
            case ["DELETE", "files", name] if name in store.files:
                del store.files[name]
                return {"id": name, "object": "file", "deleted": True}
            case ["POST", "batches"]:
                return store.add_batch(self.read_json(data))
            case ["GET", "batches"]:
                return {"object": "list", "data": [store.batches[name] for name in store.batches], "has_more": False}
            case ["GET", "batches", name]:
                return store.poll_batch(name)
            case ["POST", "batches", name, "cancel"]:
                return store.cancel_batch(name)
        raise Refused(404, f"Invalid URL ({method} /v1/{'/'.join(names)})", None)

    def picture(self, url):
        """A picture by its address, as any web server has them: no key is asked for.
        /pictures/NAME.png?to=URL leads elsewhere; NAME "missing" is not there."""
        query = urllib.parse.parse_qs(url.query)
        stem, _, suffix = url.path[len("/pictures/"):].partition(".")
        if "to" in query:
            self.head(302, "text/plain", 0, {"location": query["to"][0]})
            return
        if stem == "missing":
            raise Refused(404, "Not found", None)
        kind = {"jpg": "jpeg", "html": "html"}.get(suffix, suffix)
        data = faults.HTML.encode() if kind == "html" else pictures.draw(stem, (256, 192), kind)
        self.head(200, "text/html" if kind == "html" else "image/" + kind, len(data))
        self.wfile.write(data)

    def control(self, method, what):
        self.entry = {"id": "control"}
        data = self.read_body()
        body = json.loads(data) if data else None
        server = self.server
        with server.lock:
            if what == "fault":
                for spec in body if isinstance(body, list) else [body]:
                    server.faults.add(spec)
            elif what == "settings":
                server.settings.update(body)
            elif what == "reset":
                server.reset()
            elif what == "paid":
                return self.answer(server.tally())
            elif what == "journal":
                return self.answer(server.journal)
        return self.answer({"ok": True})


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host="127.0.0.1", tls=None, **settings):
        super().__init__((host, 0), Handler)
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.hook = None
        self.first_settings = settings
        self.reset()
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.origin = f"{'https' if tls else 'http'}://{host}:{self.server_address[1]}"
        self.url = self.origin + "/v1"

    def reset(self):
        self.settings = dict(self.first_settings)
        self.store = Store(self.settings)
        self.faults = faults.Faults()
        self.journal = []

    def notice(self, moment, entry):
        """Tests may do something while a client waits: before the work, or after it."""
        if self.hook:
            self.hook(moment, entry)

    def wait(self, seconds):
        self.stopping.wait(seconds)

    def begin(self, method, url, headers):
        with self.lock:
            entry = {"id": f"req_{len(self.journal):032x}", "method": method, "path": url.path, "query": url.query,
                     "headers": {name.lower(): value for name, value in headers.items()}, "time": time.time(),
                     "complete": False, "paid": 0}
            self.journal.append(entry)
            return entry

    def tally(self):
        """What counts: calls that were paid for, pictures that came of them, and how many
        requests it took."""
        return {"paid": self.store.paid, "images": self.store.images,
                "requests": sum(entry["method"] == "POST" for entry in self.journal),
                "problems": [entry["problem"] for entry in self.journal if "problem" in entry]}

    def models(self):
        known = {name: shutdown for name, (_, shutdown) in checks.MODELS.items() if name not in checks.RETIRED}
        known.update(checks.MAINLINE)
        return [{"id": name, "object": "model", "created": 1770000000, "owned_by": "system", "shutdown_date": shutdown}
                for name, shutdown in known.items()]

    def handle_error(self, request, client_address):
        # A client that goes away is what many of the tests are about.
        if not isinstance(sys.exc_info()[1], (OSError, ssl.SSLError)):
            super().handle_error(request, client_address)

    def fault(self, *specs):
        with self.lock:
            for spec in specs:
                self.faults.add(spec)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.shutdown()
        self.server_close()


def main():
    parser = argparse.ArgumentParser(description="An image API on loopback, for tests.")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"))
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--settings", default="{}", type=json.loads)
    given = parser.parse_args()
    with Server(tls=given.tls, key=given.key, **given.settings) as server:
        print(server.url, flush=True)
        try:
            server.stopping.wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
