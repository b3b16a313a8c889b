# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the API accepts, and the words it refuses the rest with. Every request is checked
by these rules, and, where the schema of the published specification and a validator for
it are at hand, by that as well."""

import base64
import binascii
import json
import os
import re

import pictures

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/api/openai-images.schema.json")

# Model: (family, date of shutdown). What is not here, or is past, answers 404.
MODELS = {
    "gpt-image-1": (1.0, "2026-10-23"), "gpt-image-1-mini": (1.1, "2026-12-01"),
    "gpt-image-1.5": (1.5, "2026-12-01"), "gpt-image-2": (2.0, None), "gpt-image-2-2026-04-21": (2.0, None),
    "gpt-image-2.5-flare": (2.5, None), "gpt-image-2.5-sunburst": (2.5, None),
    "gpt-image-2.6-flare": (2.6, None), "gpt-image-2.6-sunburst": (2.6, None),
}
RETIRED = {"gpt-image-1", "dall-e-2", "dall-e-3"}
MAINLINE = {"gpt-5": "2026-12-11", "gpt-5-nano": "2026-12-11", "gpt-4.1": "2027-01-14", "gpt-5.4": None, "gpt-5.5": None,
            "gpt-5.6-terra": None, "gpt-5.6-sol": None, "gpt-5.6-luna": None}

OLD_SIZES = ("auto", "1024x1024", "1536x1024", "1024x1536")
MAX_FILE = 50 * 1000 * 1000
MAX_URL = 20971520
MIMES = ("image/png", "image/jpeg", "image/webp")

GENERATION = {"model", "prompt", "n", "size", "quality", "background", "output_format", "output_compression",
              "moderation", "stream", "partial_images", "user", "complexity"}
EDIT = GENERATION | {"input_fidelity"}


class Refused(Exception):
    """An answer with an error: HTTP status and the members of the envelope."""

    def __init__(self, status, message, code=None, param=None, kind="invalid_request_error", **more):
        super().__init__(message)
        self.status = status
        self.error = {"message": message, "type": kind, "param": param, "code": code, **more}


def refuse(message, code="invalid_value", param=None, status=400, **more):
    raise Refused(status, message, code, param, **more)


def validators():
    """A validator for each definition of the schema, None without one."""
    if jsonschema is None or not os.path.exists(SCHEMA):
        return None
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    return {name: jsonschema.Draft202012Validator({"$ref": "#/$defs/" + name, "$defs": schema["$defs"]})
            for name in schema["$defs"]}


VALIDATORS = validators()


def by_schema(name, body):
    """Refuse what the published schema does not allow."""
    if VALIDATORS is None:
        return
    for error in VALIDATORS[name].iter_errors(body):
        where = ".".join(str(part) for part in error.absolute_path)
        refuse(f"schema {name}: {where}: {error.message[:300]}", "schema_violation", where or None)


def model_family(model):
    if not isinstance(model, str) or not model:
        refuse("you must provide a model parameter", "missing_required_parameter", "model")
    if model in RETIRED or model not in MODELS:
        refuse(f"The model '{model}' does not exist or you do not have access to it.", "model_not_found", "model", 404)
    return MODELS[model][0]


def check_size(size, family):
    if family < 2:
        if size not in OLD_SIZES:
            refuse(f"Invalid value: '{size}'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.",
                   param="size")
        return
    if size == "auto":
        return
    found = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)", size)
    if not found:
        refuse(f"Invalid size '{size}'.", param="size")
    width, height = int(found[1]), int(found[2])
    if width % 16 or height % 16:
        refuse(f"Invalid size '{size}'. Width and height must both be divisible by 16.", param="size")
    if max(width, height) > 3840:
        refuse(f"Invalid size '{size}'. The longest edge must be at most 3840.", param="size")
    if max(width, height) > 3 * min(width, height):
        refuse(f"Invalid size '{size}'. The ratio of the edges must be at most 3:1.", param="size")
    if not 655360 <= width * height <= 8294400:
        refuse(f"Invalid size '{size}'. The number of pixels must be from 655360 to 8294400.", param="size")


def check_one_of(body, key, allowed):
    if key in body and body[key] not in allowed:
        refuse(f"Invalid value: '{body[key]}'. Supported values are: {', '.join(allowed)}.", param=key)


def check_int(body, key, low, high):
    value = body.get(key)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(f"Invalid type for '{key}': expected an integer.", "invalid_type", key)
    if not low <= value <= high:
        refuse(f"Invalid '{key}': must be from {low} to {high}.", "integer_out_of_range", key)


def check_settings(body, family):
    """What generations, edits and the tool have in common."""
    check_size(body.get("size", "auto"), family)
    check_one_of(body, "quality", ("auto", "low", "medium", "high") + (("xhigh", "max") if family >= 2.5 else ()))
    check_one_of(body, "background", ("auto", "opaque", "transparent"))
    check_one_of(body, "output_format", ("png", "jpeg", "webp") + (("gif", "svg") if family >= 2.6 else ()))
    check_one_of(body, "moderation", ("auto", "low"))
    check_int(body, "output_compression", 0, 100)
    check_int(body, "partial_images", 0, 3)
    chosen = body.get("output_format", "png")
    if body.get("background") == "transparent" and chosen not in ("png", "webp"):
        refuse("Transparent background is not supported for this output format.", param="background")
    if body.get("output_compression", 100) != 100 and chosen not in ("jpeg", "webp"):
        refuse("output_compression is for jpeg and webp only.", param="output_compression")
    if "complexity" in body:
        if family < 2.6:
            refuse("Unknown parameter: 'complexity'.", "unknown_parameter", "complexity")
        check_one_of(body, "complexity", ("low", "medium", "high"))
    if "input_fidelity" in body:
        if family not in (1.0, 1.5):
            refuse("input_fidelity is not supported for this model.", param="input_fidelity")
        check_one_of(body, "input_fidelity", ("low", "high"))


def check_prompt(prompt):
    if not isinstance(prompt, str) or not prompt:
        refuse("Missing required parameter: 'prompt'.", "missing_required_parameter", "prompt")
    if len(prompt) > 32000:
        refuse("Invalid 'prompt': string too long.", "string_above_max_length", "prompt")


def check_common(body, known):
    for key in body:
        if key not in known:
            refuse(f"Unknown parameter: '{key}'.", "unknown_parameter", key)
    family = model_family(body.get("model"))
    check_prompt(body.get("prompt"))
    check_int(body, "n", 1, 10)
    check_settings(body, family)
    if body.get("partial_images") is not None and not body.get("stream"):
        refuse("partial_images goes with stream only.", param="partial_images")
    return family


def check_generation(body):
    family = check_common(body, GENERATION)
    by_schema("GenerateRequestGptImage", body)
    return family


def check_edit(body, images, mask):
    """A form as an object, or a JSON body, with its files as bytes."""
    family = check_common(body, EDIT)
    if not images:
        refuse("Missing required parameter: 'image'.", "missing_required_parameter", "image")
    if len(images) > 16:
        refuse("Invalid 'image': too many files.", "array_above_max_length", "image")
    for index, data in enumerate(images):
        name = "image" if len(images) == 1 else f"image[{index}]"
        if len(data) >= MAX_FILE:
            refuse("The image is too large.", "image_too_large", name, 413)
        if pictures.size_of(data) is None or (data[1:4] == b"PNG" and not pictures.is_whole_png(data)):
            refuse("Invalid image file or mode.", "invalid_image_file", name)
    if mask is not None:
        check_mask(mask, images[0])
    by_schema("EditMultipartGptImage", {**body, "image": ["file"] * len(images)})
    return family


def check_mask(mask, first):
    if pictures.kind_of(mask) != "image/png" or not pictures.is_whole_png(mask):
        refuse("Invalid mask image format - mask must be a PNG.", "invalid_image_format", "mask")
    if len(mask) >= MAX_FILE:
        refuse("The mask is too large.", "image_too_large", "mask", 413)
    if not pictures.has_alpha(mask):
        refuse("Invalid mask image format - mask image missing alpha channel.", "invalid_image_format", "mask")
    if pictures.size_of(mask) != pictures.size_of(first):
        refuse("Invalid mask image - mask size does not match image size.", "invalid_image", "mask")


def check_part(part, single):
    """A file in a form: its type must be declared, and true."""
    param = part["name"] if single else part["name"].rstrip("]") + "0]"
    if not part["type"]:
        refuse("Missing file mimetype.", "missing_file_mimetype", param)
    if part["type"] not in MIMES:
        refuse(f"Invalid file '{param}': unsupported mimetype ('{part['type']}'). Supported file formats are "
               "'image/jpeg', 'image/png', and 'image/webp'.", "unsupported_file_mimetype", param)
    if part["type"] != pictures.kind_of(part["data"]):
        refuse(f"The file is not what its type says: {part['type']}.", "invalid_image_file", param)
    if not part["filename"]:
        refuse(f"Invalid type for '{param}': expected a file, but got a string instead.", "invalid_type", param)


def from_data_url(url, param):
    if len(url) > MAX_URL:
        refuse("The image is too large.", "image_too_large", param)
    head, comma, data = url.partition(",")
    found = re.fullmatch(r"data:(image/(?:png|jpeg|webp));base64", head)
    if not comma or not found:
        refuse("Invalid image URL.", "invalid_image_url", param)
    try:
        decoded = base64.b64decode(data, validate=True)
    except binascii.Error:
        refuse("Invalid base64 image.", "invalid_base64_image", param)
    if pictures.kind_of(decoded) != found[1]:
        refuse("The data URL is not what its type says.", "invalid_image_format", param)
    return decoded


def reference(item, files, param):
    """The bytes behind an image_url or a file_id."""
    if not isinstance(item, dict) or ("image_url" in item) == ("file_id" in item):
        refuse("Exactly one of image_url and file_id must be given.", param=param)
    if "file_id" in item:
        if item["file_id"] not in files:
            refuse(f"No such file: {item['file_id']}", "image_file_not_found", param)
        return files[item["file_id"]]["data"]
    return from_data_url(item["image_url"], param)
