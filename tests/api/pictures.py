# SPDX-License-Identifier: LGPL-2.1-or-later

"""The pictures that the server hands out: real files of the size and format that was
asked for, different for every prompt, small in bytes; PNG with Content Credentials right
after the header, as the real ones have. PNG needs nothing but zlib; JPEG and WebP, and
edits that keep what the mask says, need the Python Imaging Library."""

import functools
import hashlib
import io
import os
import struct
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))

from samples import box, chunk, manifest_store  # noqa: E402

try:
    from PIL import Image, ImageDraw
except ImportError:
    Image = None

# The smallest of three manifests that were seen in real files.
MANIFEST_BYTES = 14000


class Unsupported(Exception):
    """Raised for what cannot be drawn here."""


def colour_of(text):
    return tuple(40 + b % 176 for b in hashlib.sha256(text.encode()).digest()[:3])


def png(width, height, rows, alpha=False):
    """A PNG of 8 bits from rows of RGB or RGBA, with caBX after IHDR."""
    manifest = manifest_store()
    manifest += box(b"free", bytes(max(0, MANIFEST_BYTES - len(manifest) - 8)))
    header = struct.pack(">IIBBBBB", width, height, 8, 6 if alpha else 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"caBX", manifest) +
            chunk(b"IDAT", data) + chunk(b"IEND", b""))


def without_manifest(data):
    """A PNG without Content Credentials, as gateways hand it on."""
    at = data.find(b"caBX") - 4
    return data[:at] + data[at + 12 + int.from_bytes(data[at:at + 4], "big"):] if at > 0 else data


def rows_of(width, height, colour, alpha):
    """A disc of that colour before a grey ramp that is warm, as the real ones are."""
    radius = min(width, height) // 3
    disc = bytes(colour) + (b"\xff" if alpha else b"")
    for y in range(height):
        grey = 235 - 90 * y // height
        ground = bytes((grey, grey - 4, grey - 18)) + (b"\0" if alpha else b"")
        inside = radius * radius - (y - height // 2) ** 2
        half = int(inside ** 0.5) if inside > 0 else 0
        left = width // 2 - half
        yield ground * left + disc * (2 * half) + ground * (width - left - 2 * half)


def encode(picture, file_format, quality):
    """A picture of the library as a file; PNG by our own writer, for the manifest."""
    if file_format == "png":
        alpha = picture.mode == "RGBA"
        data, step = picture.tobytes(), picture.width * (4 if alpha else 3)
        return png(picture.width, picture.height,
                   [data[at:at + step] for at in range(0, len(data), step)], alpha)
    out = io.BytesIO()
    # 0 is a level of compression to us, but none at all to the library.
    picture.save(out, {"jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}[file_format], quality=max(1, quality), method=0)
    return out.getvalue()


@functools.lru_cache(64)
def draw(text, size, file_format="png", alpha=False, quality=100, noise=0):
    """A generated picture. `noise`: about so many bytes that do not compress."""
    width, height = size
    if file_format == "svg":
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
                f'<rect width="100%" height="100%" fill="rgb{colour_of(text)}"/></svg>').encode()
    rows = list(rows_of(width, height, colour_of(text), alpha))
    if noise:
        step = len(rows[0])
        rows[:min(height, noise // step)] = [os.urandom(step) for _ in range(min(height, noise // step))]
    if file_format == "png":
        return png(width, height, rows, alpha)
    if Image is None:
        raise Unsupported("python3-pil is not installed")
    picture = Image.frombytes("RGBA" if alpha else "RGB", size, b"".join(rows))
    return encode(picture, file_format, quality)


def edit(text, size, images, mask=None, file_format="png", alpha=False, quality=100):
    """What the model makes of an edit: the first picture at the size of the result, all
    of it a little off in colour, with a disc painted where the mask lets it."""
    if Image is None:
        return draw(text, size, file_format, alpha, quality)
    first = Image.open(io.BytesIO(images[0])).convert("RGBA" if alpha else "RGB").resize(size, Image.BICUBIC)
    drifted = [band.point([min(255, round(v * gain + 3)) for v in range(256)])
               for band, gain in zip(first.split(), (1.0, 0.985, 0.93, 1.0))]
    if alpha:
        drifted[3] = first.split()[3]
    result = Image.merge(first.mode, drifted)
    painted = result.copy()
    pen = ImageDraw.Draw(painted)
    area = (0, 0, size[0], size[1])
    inside = Image.new("L", size, 255)
    if mask:
        holes = Image.open(io.BytesIO(mask)).convert("RGBA").split()[3].point([255 - v for v in range(256)])
        inside = holes.resize(size, Image.BICUBIC)
        area = inside.getbbox() or area
    w, h = area[2] - area[0], area[3] - area[1]
    pen.ellipse((area[0] + w // 8, area[1] + h // 8, area[2] - w // 8, area[3] - h // 8), fill=colour_of(text))
    return encode(Image.composite(painted, result, inside), file_format, quality)


def kind_of(data):
    """The type of a file by its first bytes."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"


def jpeg_size(data):
    at = 2
    while at + 9 < len(data):
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
            return width, height
        at += 2 + length
    return None


def webp_size(data):
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def size_of(data):
    """(width, height), or None for what is no picture."""
    try:
        kind = kind_of(data)
        if kind == "image/png":
            return struct.unpack(">II", data[16:24])
        return {"image/jpeg": jpeg_size, "image/webp": webp_size}.get(kind, lambda _: None)(data)
    except (struct.error, IndexError):
        return None


def is_whole_png(data):
    """All chunks with the right sums, to the end."""
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if data[at + 8 + length:at + 12 + length] != struct.pack(">I", zlib.crc32(kind + body)):
            return False
        at += 12 + length
        if kind == b"IEND":
            return at == len(data)
    return False


def has_alpha(data):
    return kind_of(data) == "image/png" and (data[25] in (4, 6) or b"tRNS" in data[:4096])
