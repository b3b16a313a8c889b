# SPDX-License-Identifier: LGPL-2.1-or-later

"""What can go wrong, by name. A fault is a dictionary: a test takes one of these as it is
or with changes, over the control URL or in the prompt ("a cat fault=lost",
"fault=429-retry-after:2" for the first two calls, "fault=moderation:always").

do: what happens instead of, or to, an ordinary answer:
  error     an error; nothing was done, nothing is paid
  work      the work is done and paid; then `then` happens to the answer
  stream    the answer is a stream with the flaws in `stream`
  response  the answer of /responses is changed as `response` says
"""

import email.utils
import re
import time


def error(status, message, code=None, kind="invalid_request_error", headers=None, **more):
    return {"do": "error", "status": status, "headers": headers or {},
            "error": {"message": message, "type": kind, "param": None, "code": code, **more}}


def limited(headers=None, message="Rate limit reached for gpt-image-2 on images per min: Limit 5, Used 5, Requested 1."):
    return error(429, message, "rate_limit_exceeded", "images", headers)


HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"
MODERATED = ("Your request was rejected by the safety system. If you believe this is an error, contact us with the "
             "request ID {id}. safety_violations=[violence].")

NAMED = {
    # Limits, with every form that the delay comes in. @date is a moment ago, a delay of none.
    "429": limited(),
    "429-retry-after": limited({"retry-after": "0"}),
    "429-retry-after-float": limited({"retry-after": "0.02"}),
    "429-retry-after-ms": limited({"retry-after-ms": "20"}),
    "429-retry-after-date": limited({"retry-after": "@date"}),
    "429-retry-after-long": limited({"retry-after": "100000"}),
    "429-retry-after-nonsense": limited({"retry-after": "soon", "retry-after-ms": "-5"}),
    "429-reset": limited({"x-ratelimit-limit-images": "5", "x-ratelimit-remaining-images": "0",
                          "x-ratelimit-reset-images": "15ms"}),
    "429-message": limited(message="Rate limit reached for gpt-image-2 on input-images per min: Limit 5, Used 5, "
                                   "Requested 1. Please try again in 15ms."),
    "429-no-retry": limited({"x-should-retry": "false", "retry-after-ms": "1"}),
    "400-should-retry": error(400, "Try that again.", headers={"x-should-retry": "true", "retry-after-ms": "1"}),
    "quota": error(429, "You exceeded your current quota, please check your plan and billing details.",
                   "insufficient_quota", "insufficient_quota"),
    "billing": error(400, "Billing hard limit has been reached", "billing_hard_limit_reached", "billing_limit_user_error"),
    # Refusals.
    "moderation": error(400, MODERATED, "moderation_blocked", "image_generation_user_error",
                        moderation_details={"moderation_stage": "input", "categories": ["violence"]}),
    "moderation-output": error(400, MODERATED, "moderation_blocked", "image_generation_user_error",
                               moderation_details={"moderation_stage": "output", "categories": ["violence", "self-harm"]}),
    "policy": error(400, "Your request was rejected as a result of our safety system.", "content_policy_violation"),
    # Accounts and models.
    "401": error(401, "Incorrect API key provided: sk-…", "invalid_api_key"),
    "403": error(403, "Your organization must be verified to use the model `gpt-image-2`. If you just verified, it can "
                      "take up to 15 minutes for access to propagate."),
    "404": error(404, "The model 'gpt-image-2' does not exist or you do not have access to it.", "model_not_found"),
    "413": error(413, "Request too large", "image_too_large"),
    "408": error(408, "Timeout", headers={"retry-after-ms": "1"}),
    "409": error(409, "Conflict", headers={"retry-after-ms": "1"}),
    "tool": error(400, "Hosted tool 'image_generation' is not supported with gpt-5-nano."),
    # Servers and proxies.
    "500": error(500, "The server had an error while processing your request.", None, "server_error", {"retry-after-ms": "1"}),
    "503": error(503, "Overloaded", None, "server_error", {"retry-after-ms": "1"}),
    "500-html": {"do": "error", "status": 500, "raw": HTML, "headers": {"content-type": "text/html", "retry-after-ms": "1"}},
    "502-html": {"do": "error", "status": 502, "raw": HTML, "headers": {"content-type": "text/html", "retry-after-ms": "1"}},
    "524-empty": {"do": "error", "status": 524, "raw": "", "headers": {"retry-after-ms": "1"}},
    "reset": {"do": "error", "reset": True},
    "redirect": {"do": "error", "status": 307, "raw": "", "headers": {"location": "@elsewhere"}},
    # The work is done, and then the answer goes wrong.
    "lost": {"do": "work", "then": "close"},
    "stall": {"do": "work", "then": "stall", "seconds": 600},
    "slow": {"do": "work", "then": "stall", "seconds": 0.05, "answer": True},
    "stall-body": {"do": "work", "then": "half", "seconds": 600},
    "cut": {"do": "work", "then": "half", "seconds": 0},
    "no-length": {"do": "work", "then": "no-length"},
    "chunked": {"do": "work", "then": "chunked"},
    "no-length-cut": {"do": "work", "then": "no-length", "cut": True},
    "not-json": {"do": "work", "then": "body", "raw": "{\"created\": 1, \"data\": [{\"b64_json\": \"iVBOR"},
    "no-data": {"do": "work", "then": "body", "raw": "{\"created\": 1, \"data\": []}"},
    "null-data": {"do": "work", "then": "body", "raw": "{\"created\": 1, \"data\": [{\"b64_json\": null}]}"},
    "bad-base64": {"do": "work", "then": "body", "raw": "{\"created\": 1, \"data\": [{\"b64_json\": \"i*BO\"}]}"},
    "not-a-picture": {"do": "work", "then": "body", "raw": "{\"created\": 1, \"data\": [{\"b64_json\": \"aGVsbG8gd29ybGQ=\"}]}"},
    "empty": {"do": "work", "then": "body", "raw": ""},
    "error-in-200": {**limited({"retry-after-ms": "1"}), "status": 200},
    "endless": {"do": "work", "then": "endless"},
    # Streams.
    "sse-crlf": {"do": "stream", "stream": {"newline": "\r\n", "split": 1}},
    "sse-cr": {"do": "stream", "stream": {"newline": "\r", "split": 3}},
    "sse-split": {"do": "stream", "stream": {"split": 1}},
    "sse-comments": {"do": "stream", "stream": {"comments": True, "unknown": True}},
    "sse-lines": {"do": "stream", "stream": {"lines": True, "newline": "\r\n"}},
    "sse-large": {"do": "stream", "stream": {"large": 5 << 20}},
    "sse-done": {"do": "stream", "stream": {"done": True}},
    "sse-no-names": {"do": "stream", "stream": {"names": False}},
    "sse-bare": {"do": "stream", "stream": {"bare": True}},
    "sse-no-final": {"do": "stream", "stream": {"end": "missing"}},
    "sse-cut": {"do": "stream", "stream": {"end": "cut"}},
    "sse-error": {"do": "stream", "stream": {"end": "error"}},
    "sse-moderation": {"do": "stream", "stream": {"end": "moderation"}},
    "sse-stall": {"do": "stream", "stream": {"end": "stall"}},
    # Responses that are complete, but not good.
    "prose": {"do": "response", "response": {"prose": True}},
    "failed": {"do": "response", "response": {"status": "failed", "error": {
        "code": "server_error", "message": "An error occurred while generating the image."}}},
    "failed-moderation": {"do": "response", "response": {"status": "failed", "error": {
        "code": "image_content_policy_violation", "message": "Blocked by the content policy."}}},
    "incomplete": {"do": "response", "response": {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}},
    "null-result": {"do": "response", "response": {"null": True}},
}


class Faults:
    """The faults that are due: a queue set by tests, and what prompts ask for."""

    def __init__(self):
        self.queue = []
        self.seen = {}

    def add(self, spec):
        """A name, or a dictionary with `name`, changes to it, `on` (a part of the path)
        and `times` (how many requests; -1 for all)."""
        spec = {"name": spec} if isinstance(spec, str) else dict(spec)
        fault = dict(NAMED[spec["name"]]) if "name" in spec else {}
        fault.update(spec)
        fault.setdefault("times", 1)
        self.queue.append(fault)

    def take(self, path, prompt):
        for fault in self.queue:
            if fault["times"] != 0 and fault.get("on", "") in path:
                fault["times"] -= 1
                return fault
        for name, count in re.findall(r"fault=([\w-]+)(?::(\w+))?", prompt):
            used = self.seen.get((prompt, name), 0)
            if count == "always" or used < int(count or 1):
                self.seen[prompt, name] = used + 1
                return dict(NAMED[name])
        return None


def header(value, elsewhere):
    if value == "@date":
        return email.utils.formatdate(time.time() + 1, usegmt=True)
    return elsewhere if value == "@elsewhere" else value
