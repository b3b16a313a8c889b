# SPDX-License-Identifier: LGPL-2.1-or-later

"""The state behind the server, and the work itself: pictures, responses, files, batches.
Nothing here knows of sockets. Every piece of work that is paid for goes through work()."""

import base64
import json
import math
import random
import time

import checks
import pictures
from checks import Refused, refuse

# Tokens of a picture: the factor of each quality, by family (see the contract, 7).
FACTORS = {2.0: {"low": 16, "medium": 48, "high": 96},
           2.5: {"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96}}
OLD_TOKENS = {"low": 272, "medium": 1056, "high": 4160}
STATES = ("validating", "in_progress", "finalizing", "completed")


def tokens(family, quality, size):
    if family < 2:
        return OLD_TOKENS.get(quality, 1056)
    factor = FACTORS[2.0 if family < 2.5 else 2.5].get(quality, 48)
    long, short = max(size), min(size)
    return math.ceil(factor * math.floor(factor * short / long + 0.5) * (2000000 + size[0] * size[1]) / 4000000)


def result_size(size, family, images=()):
    """What `auto` makes of it need not be a multiple of 16."""
    if size and size != "auto":
        return tuple(int(edge) for edge in size.split("x"))
    first = pictures.size_of(images[0]) if images else None
    if family < 2:
        return (1024, 1024)
    if first and 655360 <= first[0] * first[1] <= 8294400:
        return first
    return (1254, 836)


class Store:
    def __init__(self, settings):
        self.settings = settings
        self.files = {}
        self.responses = {}
        self.items = {}
        self.batches = {}
        self.paid = 0
        self.images = 0
        self.number = 0

    def next_id(self, prefix):
        self.number += 1
        return f"{prefix}_{self.number:024x}"

    # Images ----------------------------------------------------------------------

    def work(self, body, family, images=(), mask=None):
        """Make the pictures of one call: base64, their size, usage."""
        n = body.get("n") or 1
        size = tuple(self.settings.get("size") or result_size(body.get("size"), family, images))
        chosen = body.get("output_format", "png")
        alpha = body.get("background") == "transparent"
        quality = body.get("output_compression", 100)
        self.paid += 1
        self.images += n
        files = []
        for index in range(n):
            text = f"{body['prompt']}#{index}" if index else body["prompt"]
            if images:
                files.append(pictures.edit(text, size, images, mask, chosen, alpha, quality))
            else:
                files.append(pictures.draw(text, size, chosen, alpha, quality, self.settings.get("noise", 0)))
            if self.settings.get("bare"):
                files[-1] = pictures.without_manifest(files[-1])
        usage = {"input_tokens": len(body["prompt"]) // 4 + 1 + 300 * len(images),
                 "output_tokens": n * tokens(family, body.get("quality", "auto"), size) + 100 * (body.get("partial_images") or 0),
                 "input_tokens_details": {"text_tokens": len(body["prompt"]) // 4 + 1, "image_tokens": 300 * len(images)}}
        usage["total_tokens"] = usage["input_tokens"] + usage["output_tokens"]
        return [base64.b64encode(data).decode() for data in files], size, usage

    def answer(self, body, family, images=(), mask=None):
        """An ImagesResponse, without what the settings omit."""
        encoded, size, usage = self.work(body, family, images, mask)
        answer = {"created": int(time.time()), "data": [{"b64_json": image} for image in encoded]}
        if self.settings.get("revised"):
            for item in answer["data"]:
                item["revised_prompt"] = "Revised: " + body["prompt"]
        omit = self.settings.get("omit", ())
        if "echo" not in omit:
            quality = body.get("quality", "auto")
            answer.update(background=body.get("background", "opaque"), output_format=body.get("output_format", "png"),
                          quality="medium" if quality == "auto" else quality, size=f"{size[0]}x{size[1]}")
        if "usage" not in omit:
            answer["usage"] = {**usage, "output_tokens_details": {"image_tokens": usage["output_tokens"], "text_tokens": 0}}
        return answer

    def edit_json(self, body):
        """A JSON edit: references to bytes, then as a form. Returns body, images, mask."""
        images = [checks.reference(item, self.files, f"images[{at}]") for at, item in enumerate(body.get("images") or [])]
        mask = checks.reference(body["mask"], self.files, "mask") if body.get("mask") is not None else None
        rest = {key: value for key, value in body.items() if key not in ("images", "mask")}
        # The schema has no free sizes and none of the newer qualities for this form.
        checks.by_schema("EditImageBodyJsonParam", {
            key: value for key, value in body.items() if key not in ("size", "quality", "output_format", "complexity")})
        return rest, images, mask

    # Responses -------------------------------------------------------------------

    def respond(self, body, change):
        """POST /responses. `change` is what a fault does to the answer."""
        checks.by_schema("ResponsesImageRequest", body)
        if body.get("model") not in checks.MAINLINE:
            refuse(f"The requested model '{body.get('model')}' does not exist.", "model_not_found", "model")
        images, text, parents = self.read_input(body)
        tool = next((t for t in body.get("tools") or [] if t.get("type") == "image_generation"), None)
        if body.get("background") and body.get("store") is False:
            refuse("background needs store.", param="background")
        response = {
            "id": self.next_id("resp"), "object": "response", "created_at": int(time.time()), "status": "completed",
            "background": bool(body.get("background")), "error": None, "incomplete_details": None,
            "instructions": body.get("instructions"), "model": body["model"], "output": [],
            "previous_response_id": body.get("previous_response_id"), "store": body.get("store") is not False,
            "tools": [{**tool, "n": 1}] if tool else [], "tool_choice": body.get("tool_choice", "auto"),
            "usage": {"input_tokens": 3151, "output_tokens": 1970, "total_tokens": 5121}}
        self.fill(response, tool, text, images, change)
        if response["store"]:
            self.responses[response["id"]] = {"response": response, "polls": 0}
        return response, {"images": len(images), "parents": parents}

    def read_input(self, body):
        """Pictures and text of the input, with those of earlier turns; the ids it names."""
        images, parents = [], []
        previous = body.get("previous_response_id")
        if previous:
            if body.get("conversation"):
                refuse("previous_response_id and conversation exclude each other.", param="conversation")
            if previous not in self.responses:
                refuse(f"Previous response with id '{previous}' not found.", "previous_response_not_found",
                       "previous_response_id")
            parents.append(previous)
            images += [base64.b64decode(item["result"]) for item in self.responses[previous]["response"]["output"]
                       if item.get("result")]
        if isinstance(body["input"], str):
            return images, body["input"], parents
        text = ""
        for item in body["input"]:
            if item.get("type") == "image_generation_call":
                parents.append(item["id"])
                images.append(self.stored_item(item["id"]))
                continue
            content = item.get("content", "")
            for part in [{"type": "input_text", "text": content}] if isinstance(content, str) else content:
                if part["type"] == "input_text":
                    text = part["text"]
                elif part["type"] == "input_image":
                    given = {key: part[key] for key in ("image_url", "file_id") if part.get(key)}
                    images.append(checks.reference(given, self.files, "input"))
        return images, text, parents

    def stored_item(self, name):
        if name not in self.items:
            raise Refused(404, f"Item with id '{name}' not found. Items are not persisted when `store` is set to false. "
                               "Try again with `store` set to true, or remove this item from your input.", None, "input")
        return base64.b64decode(self.items[name])

    def fill(self, response, tool, text, images, change):
        """Do the work of a response, and put what came out of it in."""
        output = [{"type": "reasoning", "id": self.next_id("rs"), "summary": []}]
        response["output"] = output
        if change.get("status"):
            response.update(change)
            return
        if tool is None or change.get("prose"):
            output.append(self.message("I am sorry, but I cannot draw that."))
            return
        settings = {key: value for key, value in tool.items() if key not in ("type", "action", "input_image_mask")}
        family = checks.model_family(tool.get("model"))
        checks.check_settings(settings, family)
        mask = None
        if tool.get("input_image_mask"):
            mask = checks.reference(tool["input_image_mask"], self.files, "tools")
            if images:
                checks.check_mask(mask, images[0])
        if tool.get("action") == "edit" and not images:
            refuse("There is no image to edit.", param="tools")
        chosen = images if tool.get("action", "auto") != "generate" else []
        encoded, size, _ = self.work({**settings, "prompt": text}, family, chosen, mask)
        item = {"type": "image_generation_call", "id": self.next_id("ig"), "status": "completed",
                "background": tool.get("background", "opaque"), "output_format": tool.get("output_format", "png"),
                "quality": tool.get("quality", "medium"), "size": f"{size[0]}x{size[1]}",
                "result": None if change.get("null") else encoded[0], "revised_prompt": "Revised: " + text,
                "action": "edit" if chosen else "generate"}
        output += [item, self.message("")]
        if response["store"]:
            self.items[item["id"]] = encoded[0]

    def message(self, text):
        return {"type": "message", "id": self.next_id("msg"), "status": "completed", "role": "assistant",
                "content": [{"type": "output_text", "text": text, "annotations": []}] if text else []}

    def poll(self, name):
        """GET /responses/{id}: one in the background is ready at the third look."""
        kept = self.responses.get(name)
        if kept is None:
            raise Refused(404, f"Response with id '{name}' not found.", None, "id")
        response = kept["response"]
        if response["status"] == "cancelled" or not response["background"]:
            return response
        kept["polls"] += 1
        if kept["polls"] >= self.settings.get("polls", 3):
            return response
        return {**response, "status": "queued" if kept["polls"] == 1 else "in_progress", "output": [], "usage": None}

    def cancel_response(self, name):
        if name not in self.responses:
            raise Refused(404, f"Response with id '{name}' not found.", None, "id")
        self.responses[name]["response"].update(status="cancelled", output=[])
        return self.responses[name]["response"]

    # Files and batches -----------------------------------------------------------

    def add_file(self, data, name, purpose):
        if purpose not in ("batch", "vision", "user_data", "batch_output"):
            refuse(f"'{purpose}' is not one of the purposes.", param="purpose")
        name_of = {"id": self.next_id("file").replace("_", "-"), "object": "file", "bytes": len(data), "created_at": int(time.time()),
                   "filename": name, "purpose": purpose, "status": "processed"}
        self.files[name_of["id"]] = {"object": name_of, "data": data}
        return name_of

    def add_batch(self, body):
        checks.by_schema("CreateBatchRequest", body)
        if body.get("completion_window") != "24h":
            refuse("The completion window must be 24h.", param="completion_window")
        source = self.files.get(body.get("input_file_id"))
        if source is None or source["object"]["purpose"] != "batch":
            refuse("The input file does not exist.", param="input_file_id")
        batch = {"id": self.next_id("batch"), "object": "batch", "endpoint": body.get("endpoint"), "errors": None,
                 "input_file_id": body["input_file_id"], "completion_window": "24h", "status": "validating",
                 "output_file_id": None, "error_file_id": None, "created_at": int(time.time()),
                 "request_counts": {"total": 0, "completed": 0, "failed": 0}, "metadata": body.get("metadata")}
        self.batches[batch["id"]] = batch
        return dict(batch)

    def poll_batch(self, name):
        """Every look at a batch takes it one step on."""
        if name not in self.batches:
            raise Refused(404, f"No batch found with id '{name}'.", None, "id")
        batch = self.batches[name]
        if batch["status"] == "validating":
            lines, errors = self.read_lines(batch)
            batch["request_counts"]["total"] = len(lines)
            if errors:
                batch.update(status="failed", errors={"object": "list", "data": errors}, failed_at=int(time.time()))
            else:
                batch.update(status="in_progress", lines=lines)
        elif batch["status"] == "in_progress":
            expired = self.settings.get("batch") == "expired"
            self.run_lines(batch, batch["lines"][:len(batch["lines"]) // 2] if expired else batch["lines"])
            batch["status"] = "expired" if expired else "finalizing"
        elif batch["status"] == "finalizing":
            batch["status"] = "completed"
        elif batch["status"] == "cancelling":
            batch["status"] = "cancelled"
        shown = {key: value for key, value in batch.items() if key not in ("lines", "output", "failures")}
        if batch["status"] in ("finalizing", "in_progress"):
            shown.update(output_file_id=None, error_file_id=None)
        return shown

    def read_lines(self, batch):
        """What is wrong with an input file makes the whole batch fail."""
        lines, errors, seen = [], [], set()

        def complain(number, code, message):
            errors.append({"code": code, "message": message, "param": None, "line": number})

        for number, text in enumerate(self.files[batch["input_file_id"]]["data"].decode().splitlines(), 1):
            try:
                line = json.loads(text)
                checks.by_schema("BatchInputLine", line)
            except (ValueError, Refused) as error:
                complain(number, "invalid_json_line", str(error))
                continue
            if line["custom_id"] in seen:
                complain(number, "duplicate_custom_id", line["custom_id"])
            if line["url"] != batch["endpoint"]:
                complain(number, "mismatched_endpoint", line["url"])
            if "stream" in line["body"]:
                complain(number, "stream_unsupported", line["custom_id"])
            seen.add(line["custom_id"])
            lines.append(line)
        return lines, errors

    def run_lines(self, batch, lines):
        done, failed = [], []
        for line in lines:
            entry = {"id": self.next_id("batch_req"), "custom_id": line["custom_id"], "error": None}
            status = 200
            try:
                answer = self.run_line(line)
            except Refused as error:
                status, answer = error.status, {"error": error.error}
            entry["response"] = {"status_code": status, "request_id": self.next_id("req"), "body": answer}
            (done if status == 200 else failed).append(entry)
        random.Random(len(lines)).shuffle(done)
        batch["request_counts"].update(completed=len(done), failed=len(failed))
        for key, entries in (("output_file_id", done), ("error_file_id", failed)):
            if entries:
                data = "".join(json.dumps(entry) + "\n" for entry in entries).encode()
                batch[key] = self.add_file(data, key + ".jsonl", "batch_output")["id"]

    def run_line(self, line):
        body = line["body"]
        if "fault=moderation" in json.dumps(body):
            raise Refused(400, "Your request was rejected by the safety system.", "moderation_blocked", None,
                          "image_generation_user_error",
                          moderation_details={"moderation_stage": "input", "categories": ["violence"]})
        if line["url"].endswith("generations"):
            return self.answer(body, checks.check_generation(body))
        if line["url"].endswith("edits"):
            rest, images, mask = self.edit_json(body)
            return self.answer(rest, checks.check_edit(rest, images, mask), images, mask)
        return self.respond(body, {})[0]

    def cancel_batch(self, name):
        if name not in self.batches:
            raise Refused(404, f"No batch found with id '{name}'.", None, "id")
        self.batches[name]["status"] = "cancelling"
        return {key: value for key, value in self.batches[name].items() if key != "lines"}
