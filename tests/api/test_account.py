# SPDX-License-Identifier: LGPL-2.1-or-later

"""Who we are and where the API is: keys, other forms of the address, models; and what a key
must never do."""

import http.server
import json
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import threading
import time

from api import CANARY, posts, run, serving, start
from support import SANITIZED, contains, equal, listing, main, need, pillow, read, test, write


def wait_for(condition):
    end = time.time() + 20
    while not condition():
        assert time.time() < end, "waited for nothing"
        time.sleep(0.01)


def pictures(top="."):
    return [name for name in listing(top) if name.endswith(".png")]


@test
def keys_from_everywhere():
    with serving() as server:
        write("key", f"\n  {CANARY}\n")
        for name, options in (("a", ["--key-file", "key"]), ("b", ["--key-command", "cat key"]), ("c", ["--key-command", "sh -c 'cat key'"])):
            run_without_canary(server, "generate", "cat", "-o", name + ".png", *options)
        os.remove("key")
        equal(pictures(), ["a.png", "b.png", "c.png"])


def run_without_canary(server, *args, status=0):
    """What the key is read from is a file that holds it."""
    hidden = read("key")
    os.chmod("key", stat.S_IRUSR)
    result = run_quietly(server, *args)
    equal(result.status, status, str(result))
    assert hidden.strip().decode() not in result.out + result.err
    return result


def run_quietly(server, *args):
    import api  # pylint: disable=import-outside-toplevel
    check, api.check_quiet = api.check_quiet, lambda result: None
    try:
        return run(server, *args, env={"OPENAI_API_KEY": "sk-wrong"}, status=None)
    finally:
        api.check_quiet = check


@test
def keys_that_are_none():
    with serving() as server:
        for content, said in ((b"", "is empty"), (b"two words", "no key has"), (b"x" * 20000, "too long"), (b"a\0b", "no key has")):
            write("k", content)
            contains(run(server, "generate", "cat", "--key-file", "k", status=2).err, said)
        contains(run(server, "generate", "cat", "--key-command", "cat 'k", status=2).err, "key command")
        contains(run(server, "generate", "cat", "--key-command", "no-such-program", status=2).err, "no-such-program")
        equal(server.journal, [])


def memory_of(pid):
    """Everything that can be read of a process."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            first, last = (int(part, 16) for part in line.split()[0].split("-"))
            # Sanitizers have maps of terabytes, of nothing.
            if " r" in line and "[v" not in line and last - first < 1 << 30:
                try:
                    memory.seek(first)
                    yield line, memory.read(last - first)
                except (OSError, ValueError, OverflowError):
                    pass


@test
def the_key_is_nowhere_while_we_wait():
    with serving() as server:
        server.fault({"name": "stall"})
        process = start(server, "generate", "cat", "-o", "a.png")
        wait_for(lambda: posts(server) and posts(server)[-1]["complete"])
        time.sleep(0.3)
        try:
            equal(posts(server)[-1]["headers"]["authorization"], "Bearer " + CANARY)
            assert CANARY.encode() not in read(f"/proc/{process.pid}/cmdline")
            assert CANARY.encode() not in read(f"/proc/{process.pid}/environ")
            found = [line.strip() for line, data in memory_of(process.pid) if CANARY.encode() in data]
            # Sanitizers keep a copy of the environment that a program begins with.
            if not SANITIZED:
                equal(found, [], "the key lies in memory:")
        finally:
            process.send_signal(signal.SIGINT)
            equal(process.wait(), 130)


@test
def an_interrupt_keeps_what_has_arrived():
    with serving() as server:
        write("p.txt", "one\ntwo fault=stall\nthree\nfour fault=stall\nfive\n")
        process = start(server, "generate", "@p.txt", "-o", "o/", "-j", "3", "--json")
        wait_for(lambda: len(pictures()) == 3 and sum(e["complete"] for e in posts(server)) == 5)
        process.send_signal(signal.SIGINT)
        begun = time.time()
        equal(process.wait(), 130)
        assert time.time() - begun < 5
        equal(pictures(), ["o/five.png", "o/one.png", "o/three.png"])
        assert all(read(name)[:4] == b"\x89PNG" for name in pictures())
        assert not [name for name in listing() if ".burnish-" in name]


@test
def a_wait_says_until_when():
    with serving() as server:
        server.fault({"name": "429-retry-after", "headers": {"retry-after": "2"}})
        begun = time.time()
        result = run(server, "generate", "cat", "-o", "a.png")
        assert time.time() - begun >= 2
        found = re.search(r"waiting until (\d\d:\d\d:\d\d): too many requests", result.err)
        assert found, result
        # The limit is everybody's: nobody else asks meanwhile.
        server.reset()
        server.fault({"name": "429-retry-after", "headers": {"retry-after": "1"}})
        write("p.txt", "a\nb\nc\n")
        run(server, "generate", "@p.txt", "-o", "o/", "-j", "1")
        equal(len(posts(server)), 4)
        result = run(server, "generate", "x fault=429-retry-after-long", status=75)
        contains(result.err, "the limit ends at 20")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another host, that tells what it was told."""
    seen = []

    def do_GET(self):  # pylint: disable=invalid-name
        self.seen.append(dict(self.headers))
        data = b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


@test
def the_key_does_not_follow_to_another_host():
    with serving() as server, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()

        class Redirects(Elsewhere):
            def do_GET(self):  # pylint: disable=invalid-name
                self.send_response(302)
                self.send_header("Location", f"http://127.0.0.1:{other.server_port}/there")
                self.send_header("Content-Length", "0")
                self.end_headers()

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirects) as first:
            threading.Thread(target=first.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{first.server_port}/v1"
            # Another port is another place; and one that is not public.
            result = run(server, "models", "--base-url", url, status=5)
            contains(result.err, "is not https")
            equal(Elsewhere.seen, [])
            run(server, "fetch", "file-1", "--base-url", url, "--allow-private", "-o", "x.png", status=None)
            equal(len(Elsewhere.seen), 1)
            assert not [name for name in Elsewhere.seen[0] if name.lower() in ("authorization", "api-key", "openai-organization")]
            first.shutdown()
        other.shutdown()


@test
def urls_that_are_not_for_us():
    with serving() as server:
        picture = server.origin + "/pictures/cat.png"
        for url, said, status in ((picture, "is not https; plain http goes to this machine only, with --allow-private", 2), ("https://127.0.0.1:1/x.png", "not public", 5),
                                  ("https://[::1]:1/x.png", "not public", 5), ("https://localhost:1/x.png", "not public", 5), ("https://10.1.2.3/x.png", "not public", 5),
                                  ("https://me:secret@example.com/x.png", "no address", 2), ("https://", "no address", 2), ("http://example.com/x.png", "is not https", 2)):
            result = run(server, "fetch", url, "--retries", "0", status=status)
            contains(result.err, said)
            assert "the API refused" not in result.err, result
            assert "secret" not in result.err.replace("me:secret@", "")
        # All of them are looked at before the first is asked.
        for bad in ("x", "ftp://example.com/x", "http://example.com/x.png"):
            contains(run(server, "fetch", "resp_1", bad, status=2).err, f'"{bad}" is no')
        equal(server.journal, [])
        write("r.json", '{"burnish": 1, "make": [{"fetch": {"as": "a", "from": "http://example.com/x.png"}}], "fix": []}')
        contains(run(server, "chain", "r.json", status=1).err, "is not https")
        os.remove("r.json")
        contains(run(server, "fetch", server.origin + "/pictures/a.html", "--allow-private", status=1).err, "a web page, not a picture")
        contains(run(server, "fetch", server.origin + "/pictures/missing.png", "--allow-private", status=5).err, "HTTP 404")
        equal([e for e in server.journal if "authorization" in e["headers"]], [])
        equal(listing(), [])


@test
def pictures_that_come_as_urls():
    with serving() as server:
        answer = {"name": "no-data", "raw": json.dumps({"created": 1, "data": [{"url": server.origin + "/pictures/cat.png"}]})}
        server.fault(answer)
        contains(run(server, "generate", "cat", "-o", "a.png", status=5).err, "is not https")
        server.fault(answer)
        run(server, "generate", "cat", "-o", "b.png", "--allow-private")
        equal(read("b.png")[:4], b"\x89PNG")
        found = [e for e in server.journal if e["path"] == "/pictures/cat.png"]
        equal((len(found), "authorization" in found[0]["headers"]), (1, False))


@test
def azure():
    with serving() as server:
        mine = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "AZURE_OPENAI_ENDPOINT": server.origin + "/", "AZURE_OPENAI_API_KEY": CANARY}
        run(server, "generate", "cat", "-o", "a.png", "--model", "gpt-image-2", env={**mine, "OPENAI_API_VERSION": "2025-04-01-preview"})
        entry = posts(server)[-1]
        equal((entry["path"], entry["query"]), ("/openai/deployments/gpt-image-2/images/generations", "api-version=2025-04-01-preview"))
        equal((entry["headers"]["api-key"], "authorization" in entry["headers"]), (CANARY, False))
        run(server, "generate", "cat", "-o", "b.png", "--model", "gpt-image-2", env=mine)
        entry = posts(server)[-1]
        equal((entry["path"], entry["query"]), ("/openai/v1/images/generations", "api-version=preview"))
        del mine["AZURE_OPENAI_API_KEY"]
        run(server, "generate", "cat", "-o", "c.png", "--model", "gpt-image-2", env={**mine, "AZURE_OPENAI_AD_TOKEN": CANARY})
        equal(posts(server)[-1]["headers"]["authorization"], "Bearer " + CANARY)


@test
def an_authority_of_our_own():
    need("openssl")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", "tls.key", "-out", "tls.pem", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    with serving(tls=("tls.pem", "tls.key")) as server:
        run(server, "generate", "cat", "-o", "a.png", env={"SSL_CERT_FILE": "tls.pem"})
        # The host must be the one that the certificate is for.
        result = run(server, "generate", "cat", "-o", "b.png", "--retries", "0",
                     env={"SSL_CERT_FILE": "tls.pem", "OPENAI_BASE_URL": server.url.replace("127.0.0.1", "localhost")}, status=75)
        contains(result.err, "not reached")
        equal(len(posts(server)), 1)


@test
def a_request_that_did_not_go_out_completely_is_sent_again():
    # Random pixels: more than any buffer on the way holds.
    pillow("Image").frombytes("RGB", (2000, 1500), os.urandom(9000000)).save("big.png")
    tries = []

    def slam(listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            tries.append(connection.recv(1000))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    with serving() as server, socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=slam, args=[listener], daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        result = run(server, "edit", "big.png", "x", "-o", "a.png", "--base-url", url, status=75)
        equal(len(tries), 3)
        assert "lost" not in result.err
        # It cost nothing.
        contains(result.err, "0 tokens, $0.000")


@test
def headers_of_the_user():
    with serving() as server:
        result = run(server, "generate", "cat", "--dry-run", env={"OPENAI_CUSTOM_HEADERS": "X-Gateway: s3cret"})
        contains(result.out, "X-Gateway: [hidden]")
        assert "s3cret" not in result.out + result.err
        for text, said in (("nonsense", "line 1"), ("X Y: 1", "no name of a header")):
            result = run(server, "generate", "cat", env={"OPENAI_CUSTOM_HEADERS": text}, status=2)
            contains(result.err, said)


@test
def models():
    with serving() as server:
        result = run(server, "models")
        contains(result.out, "gpt-image-1.5", "will be shut down on 2026-12-01; its replacement is gpt-image-2.6-sunburst", "the default")
        assert "gpt-5" not in result.out
        contains(run(server, "models", "--all").out, "gpt-5")
        lines = run(server, "models", "--json", "gpt-image-1", "gpt-imagin").json()
        equal((lines[0]["shutdown"], lines[0]["replacement"], lines[0]["missing"]), ("2026-10-23", "gpt-image-2.6-sunburst", True))
        contains(lines[1]["warning"], "not among those known")
        # Without a key, what is known.
        asked = len(server.journal)
        contains(run(server, "models", env={"OPENAI_API_KEY": ""}).out, "gpt-image-1 was shut down")
        equal(len(server.journal), asked)
        equal(run(server, "models", env={"OPENAI_API_KEY": "sk-wrong-0123456789"}, status=5).out, "")


@test
def batches_from_the_command_line():
    with serving() as server:
        write("p.jsonl", '{"prompt": "fox", "id": "f"}\n{"prompt": "owl", "id": "f"}\n')
        contains(run(server, "batch", "submit", "@p.jsonl", status=2).err, 'the id "f" is given twice')
        write("p.jsonl", '{"prompt": "fox", "model": "gpt-image-2.5-flare"}\n{"prompt": "owl"}\n')
        contains(run(server, "batch", "submit", "@p.jsonl", status=2).err, "do not go into one batch")
        result = run(server, "batch", "submit", "fox", "--quality", "high", "--size", "1:1", "--dry-run")
        contains(result.out, "/images/generations", "$0.105")
        result = run(server, "batch", "submit", "fox", "--quality", "high", "--size", "1:1", "--max-cost", "0.1", status=4)
        contains(result.err, "--max-cost")
        equal(server.journal, [])
        for args in (["batch"], ["batch", "sumbit"], ["batch", "status"], ["batch", "collect"], ["fetch"]):
            run(server, *args, status=2)
        contains(run(server, "batch", "status", "batch_none", status=5).err, "not found")
        identity = json.loads(run(server, "batch", "submit", "fox", "--json").out)["id"]
        result = run(server, "batch", "collect", identity, status=75)
        contains(result.out, identity)
        for _ in range(5):
            run(server, "batch", "status", identity, "-q", status=None)
        result = run(server, "batch", "collect", identity, "-o", "b/", "--wait", "--json")
        equal(result.json()[0]["record"]["prompt"], "fox")
        equal(pictures("b"), ["00001-fox.png"])


main()
