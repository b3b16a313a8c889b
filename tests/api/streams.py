# SPDX-License-Identifier: LGPL-2.1-or-later

"""Server-sent events, well formed in every way that the rules allow, and cut off in every
way that happens."""

import base64
import json

# Where an event is put together anew at any byte, the first of them are what counts: a
# megabyte in writes of one byte would take minutes.
SPLIT_BYTES = 1500


def frame(event, options):
    """One event as bytes."""
    newline = options.get("newline", "\n")
    lines = [": keep-alive"] if options.get("comments") else []
    if options.get("names", True):
        lines.append("event: " + event.get("type", "message"))
    if options.get("comments"):
        lines += ["id: 7", "retry: 100", "flavour: vanilla", "nothing"]
    text = json.dumps(event, indent=1) if options.get("lines") else json.dumps(event)
    lines += ["data:" + ("" if options.get("comments") else " ") + line for line in text.split("\n")]
    return (newline.join(lines) + newline * 2).encode()


def pieces(data, size):
    """Cut into writes of `size` bytes, for as long as that is bearable."""
    if not size:
        yield data
        return
    for at in range(0, min(len(data), SPLIT_BYTES), size):
        yield data[at:min(at + size, SPLIT_BYTES)]
    if len(data) > SPLIT_BYTES:
        yield data[SPLIT_BYTES:]


def bare(event, options):
    """Without the members that are always there in the schema and not on the wire."""
    if options.get("bare"):
        for key in ("created_at", "size", "quality", "background", "output_format"):
            event.pop(key, None)
    return event


def image_events(kind, body, images, answer, options):
    """The events of /images: `kind` is image_generation or image_edit."""
    echo = {"created_at": answer["created"],
            **{key: answer[key] for key in ("size", "quality", "background", "output_format") if key in answer}}
    for index in range(body.get("partial_images") or 0):
        # A partial picture is a whole file.
        yield bare({"type": kind + ".partial_image", "b64_json": images[0], **echo, "partial_image_index": index}, options)
    if options.get("unknown"):
        yield {"type": kind + ".something_new", "value": 1}
    for image in images:
        final = {"type": kind + ".completed", "b64_json": image, **echo}
        if "usage" in answer:
            final["usage"] = answer["usage"]
        yield bare(final, options)


def response_events(response, partials, options):
    """The events of /responses, in the order that was captured."""
    number = 0

    def event(name, **members):
        nonlocal number
        number += 1
        return {"type": name, "sequence_number": number - 1, **members}

    started = {**response, "status": "in_progress", "output": [], "usage": None}
    yield event("response.created", response=started)
    yield event("response.in_progress", response=started)
    for index, item in enumerate(response["output"]):
        empty = {key: value for key, value in item.items() if key not in ("result", "revised_prompt")}
        if item["type"] == "image_generation_call":
            empty["status"] = "in_progress"
        yield event("response.output_item.added", output_index=index, item=empty)
        if item["type"] == "image_generation_call":
            place = {"output_index": index, "item_id": item["id"]}
            yield event("response.image_generation_call.in_progress", **place)
            yield event("response.image_generation_call.generating", **place)
            for partial in range(partials):
                yield event("response.image_generation_call.partial_image", **place,
                            partial_image_index=partial, partial_image_b64=item["result"])
            yield event("response.image_generation_call.completed", **place)
        yield event("response.output_item.done", output_index=index, item=item)
    if options.get("unknown"):
        yield event("response.output_text.delta", item_id="msg_1", output_index=2, content_index=0, delta="Here ")
    yield event("response." + response["status"], response=response)


def large(event, size):
    """The same event with its picture padded to a line of so many bytes: bytes after the
    end of a PNG are no part of it."""
    for key in ("b64_json", "partial_image_b64"):
        if key in event:
            data = base64.b64decode(event[key])
            event[key] = base64.b64encode(data + bytes(max(0, size * 3 // 4 - len(data)))).decode()
    return event


ERROR = {"type": "error", "code": "server_error", "message": "The server had an error.", "param": None, "sequence_number": 9}
MODERATION = {"type": "error", "error": {
    "message": "Your request was rejected by the safety system.", "type": "image_generation_user_error", "param": None,
    "code": "moderation_blocked", "moderation_details": {"moderation_stage": "output", "categories": ["violence"]}}}


def write(events, options, send):
    """Send a stream. Returns how it ends: None, "cut" or "stall"."""
    end = options.get("end")
    split = options.get("split", 0)
    for event in events:
        last = event["type"].endswith(".completed") and not event["type"].endswith("_call.completed")
        if options.get("large"):
            event = large(event, options["large"])
        data = frame(event, options)
        if end and last:
            if end in ("error", "moderation"):
                send(frame(ERROR if end == "error" else MODERATION, options))
            elif end != "missing":
                send(data[:len(data) // 2])
            return end if end in ("cut", "stall") else None
        for piece in pieces(data, split):
            send(piece)
    if options.get("done"):
        send(frame({"type": "message"}, {**options, "names": False}).replace(b'{"type": "message"}', b"[DONE]"))
    return None
