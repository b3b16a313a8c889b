# SPDX-License-Identifier: LGPL-2.1-or-later

"""Certificates are checked, plain http goes to this machine only, and the key goes to no
other host."""

import subprocess

from api import CANARY, run
from server import Server
from support import contains, equal, listing, main, need, test


def certificate():
    need("openssl")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", "tls.key", "-out", "tls.pem", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)


@test
def a_certificate_that_nobody_vouches_for():
    certificate()
    with Server(key=CANARY, tls=("tls.pem", "tls.key")) as server:
        assert server.url.startswith("https://")
        result = run(server, "generate", "a cat", "-o", "x.png", "--retries", "0", status=None)
        assert result.status not in (0, 130), result
        contains(result.err, "certificate")
        equal(server.journal, [])
        assert "x.png" not in listing()


@test
def plain_http_to_another_machine():
    with Server(key=CANARY) as server:
        for url in ("http://192.0.2.1/v1", "http://api.example.org/v1", "ftp://127.0.0.1/v1"):
            result = run(server, "generate", "a cat", "--base-url", url, status=None)
            equal(result.status, 2, url)
            contains(result.err, "http")
        equal(server.journal, [])


main()
