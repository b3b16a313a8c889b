# SPDX-License-Identifier: LGPL-2.1-or-later

"""Small binary files for the fuzz targets to start from, each with all the metadata
that its reader knows: seeds.py STAMP DIRECTORY."""

import os
import struct
import sys
import zlib

XMP = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       b'<rdf:Description tiff:Orientation="6" xmp:CreatorTool="seed"><Iptc4xmpExt:DigitalSourceType>'
       b"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
       b"</Iptc4xmpExt:DigitalSourceType></rdf:Description></rdf:RDF></x:xmpmeta>")


# EXIF ------------------------------------------------------------------------

def ifd(order, base, entries, following=0):
    """A directory at offset `base`; entries are (tag, type, count, value bytes)."""
    size = 2 + 12 * len(entries) + 4
    table, extra = b"", b""
    for tag, kind, count, value in entries:
        if len(value) > 4:
            place = struct.pack(order + "I", base + size + len(extra))
            extra += value + b"\0" * (len(value) & 1)
        else:
            place = value.ljust(4, b"\0")
        table += struct.pack(order + "HHI", tag, kind, count) + place
    return struct.pack(order + "H", len(entries)) + table + struct.pack(order + "I", following) + extra


def tiff_header(order):
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)


def exif(order="<", extra=()):
    def short(value):
        return struct.pack(order + "H", value)

    def long(value):
        return struct.pack(order + "I", value)

    def rational(value):
        return struct.pack(order + "II", value, 1)

    def main(exif_at, gps_at):
        entries = [
            (0x010E, 2, 5, b"seed\0"), (0x0112, 3, 1, short(6)), (0x011A, 5, 1, rational(300)),
            (0x011B, 5, 1, rational(300)), (0x0128, 3, 1, short(2)), (0x0131, 2, 9, b"seeds.py\0"),
            (0x8769, 4, 1, long(exif_at)), (0x8825, 4, 1, long(gps_at)),
        ]
        return ifd(order, 8, sorted(entries + list(extra)))

    exif_at = 8 + len(main(0, 0))
    below = ifd(order, exif_at, [
        (0x9003, 2, 20, b"2025:01:02 03:04:05\0"), (0x9286, 7, 12, b"ASCII\0\0\0note"),
        (0xA001, 3, 1, short(1)), (0xA002, 4, 1, long(640)), (0xA003, 4, 1, long(480))])
    gps_at = exif_at + len(below)
    gps = ifd(order, gps_at, [(0, 1, 4, b"\2\2\0\0"), (1, 2, 2, b"N\0")])
    return tiff_header(order) + main(exif_at, gps_at) + below + gps


# C2PA --------------------------------------------------------------------------

def cbor(value):
    """Text, numbers, lists and maps."""
    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        return bytes([major << 5 | 25]) + struct.pack(">H", number)

    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(cbor(item) for item in value)
    return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def box(kind, *content):
    data = b"".join(content)
    return struct.pack(">I4s", 8 + len(data), kind) + data


def jumbf(label, *content):
    kind = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
    return box(b"jumb", box(b"jumd", kind, b"\3", label, b"\0"), *content)


def c2pa():
    claim = {"claim_generator": "seed/1.0", "claim_generator_info": [{"name": "seed", "version": "1"}]}
    actions = {"actions": [{"action": "c2pa.created", "digitalSourceType":
                            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}]}
    return jumbf(b"c2pa", jumbf(
        b"urn:uuid:1",
        jumbf(b"c2pa.assertions", jumbf(b"c2pa.actions", box(b"cbor", cbor(actions)))),
        jumbf(b"c2pa.claim", box(b"cbor", cbor(claim))),
        # COSE_Sign1: protected header {1: -7}, and what is not read.
        jumbf(b"c2pa.signature", box(b"cbor", b"\xd2\x84\x43\xa1\x01\x26\xa0\xf6\x41x"))))


# ICC ---------------------------------------------------------------------------

def icc():
    """An RGB matrix profile, as small as they come."""
    def s15(*values):
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    text = "seed".encode("utf-16-be")
    tags = {
        b"desc": b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(text), 28) + text,
        b"wtpt": b"XYZ \0\0\0\0" + s15(0.9642, 1, 0.8249),
        b"rXYZ": b"XYZ \0\0\0\0" + s15(0.4361, 0.2225, 0.0139),
        b"gXYZ": b"XYZ \0\0\0\0" + s15(0.3851, 0.7169, 0.0971),
        b"bXYZ": b"XYZ \0\0\0\0" + s15(0.1431, 0.0606, 0.7141),
    }
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        tags[name] = b"curv" + struct.pack(">IIH", 0, 1, 0x0233) + b"\0\0"
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(value))
        data += value + b"\0" * (-len(value) % 4)
    body = table + data
    head = struct.pack(">II4s", 128 + len(body), 0, b"\x04\x30\0\0") + b"mntrRGB XYZ "
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + s15(0.9642, 1, 0.8249)
    return head.ljust(128, b"\0") + body


# Containers -----------------------------------------------------------------------

def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"\0\x80\x80\x80")
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    tail = chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    yield "all.png", b"".join([
        head, chunk(b"gAMA", struct.pack(">I", 45455)),
        chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
        chunk(b"iCCP", b"seed\0\0" + zlib.compress(icc())), chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)),
        chunk(b"eXIf", exif(">")), chunk(b"caBX", c2pa()), chunk(b"tEXt", b"prompt\0a cat"),
        chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"steps 20")),
        chunk(b"iTXt", b"Title\0\1\0en\0Title\0" + zlib.compress("caf\u00e9".encode())),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP), tail])
    yield "cicp.png", head + chunk(b"cICP", b"\x01\x0d\x00\x01") + chunk(b"sRGB", b"\0") + tail
    yield "apng.png", head + chunk(b"acTL", struct.pack(">II", 2, 0)) + tail
    raw = zlib.compress(b"\nexif\n      6\n" + b"457869660000".ljust(12) + b"\n")
    yield "raw.png", head + chunk(b"zTXt", b"Raw profile type exif\0\0" + raw) + tail


def jpeg():
    def segment(number, data):
        return struct.pack(">BBH", 0xFF, number, 2 + len(data)) + data

    store = c2pa()
    tail = segment(0xDB, b"\0" + b"\1" * 64) + segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0") + segment(0xDA, b"\1\1\0\0\x3f\0")
    tail += b"\x7f\xff\xd9"
    yield "all.jpg", b"".join([
        b"\xff\xd8", segment(0xE0, b"JFIF\0\1\2\1\1\x2c\1\x2c\0\0"), segment(0xE1, b"Exif\0\0" + exif()),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), segment(0xE2, b"ICC_PROFILE\0\1\1" + icc()),
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x08\x1c\2\x78\0\3abc"),
        segment(0xEB, b"JP\0\1\0\0\0\1" + store[:200]), segment(0xEB, b"JP\0\1\0\0\0\2" + store[:8] + store[200:]), tail])
    half = len(XMP) // 2
    for order in ((0, 1), (1, 0)):
        parts = [XMP[:half], XMP[half:]]
        yield f"extended{order[0]}.jpg", b"\xff\xd8" + segment(
            0xE1, b'http://ns.adobe.com/xap/1.0/\0<x xmpNote:HasExtendedXMP="' + b"A" * 32 + b'"/>') + b"".join(
                segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 +
                        struct.pack(">II", len(XMP), half * index) + parts[index]) for index in order) + tail


def webp():
    def chunk(kind, data):
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1)

    def riff(*chunks):
        data = b"WEBP" + b"".join(chunks)
        return b"RIFF" + struct.pack("<I", len(data)) + data

    lossless = chunk(b"VP8L", b"\x2f\0\0\0\0\x88\x88\x08")
    yield "all.webp", riff(chunk(b"VP8X", b"\x2c\0\0\0" + b"\0" * 6), chunk(b"ICCP", icc()), lossless,
                           chunk(b"EXIF", b"Exif\0\0" + exif()), chunk(b"XMP ", XMP), chunk(b"C2PA", c2pa()))
    yield "plain.webp", riff(lossless)
    yield "empty.webp", riff(lossless, chunk(b"EXIF", b""), chunk(b"XMP ", b""), chunk(b"C2PA", b""))
    yield "lossy.webp", riff(chunk(b"VP8 ", b"\x30\1\0\x9d\x01\x2a\x01\0\x01\0"))
    yield "animated.webp", riff(chunk(b"VP8X", b"\x02\0\0\0" + b"\0" * 6), chunk(b"ANMF", b"\0" * 16), chunk(b"ANMF", b"\0" * 16))


def tiff():
    for name, order in (("little", "<"), ("big", ">")):
        yield f"{name}.tif", exif(order, [
            (0x0100, 3, 1, struct.pack(order + "H", 1)), (0x0101, 3, 1, struct.pack(order + "H", 1)),
            (0x0102, 3, 1, struct.pack(order + "H", 8)), (0x02BC, 1, len(XMP), XMP),
            (0x83BB, 7, 8, b"\x1c\2\x78\0\3abc"), (0x8773, 7, len(icc()), icc()), (0xCD41, 7, len(c2pa()), c2pa())])
    first = ifd("<", 8, [(0x0100, 3, 1, b"\1\0")], 0)
    yield "pages.tif", tiff_header("<") + first[:-4] + struct.pack("<I", 8 + len(first)) + first
    yield "circle.tif", tiff_header("<") + first[:-4] + struct.pack("<I", 8)


def heif():
    def full(kind, version, *content):
        return box(kind, struct.pack(">I", version << 24), *content)

    items = [(1, b"Exif\0", b"\0\0\0\6Exif\0\0" + exif()), (2, b"mime\0application/rdf+xml\0", XMP)]
    entries = b"".join(full(b"infe", 2, struct.pack(">HH", number, 0), name) for number, name, _ in items)
    iinf = full(b"iinf", 0, struct.pack(">H", len(items)), entries)

    def meta(start):
        places = b""
        for number, _, data in items:
            places += struct.pack(">HHHII", number, 0, 1, start, len(data))
            start += len(data)
        return full(b"meta", 0, iinf, full(b"iloc", 0, struct.pack(">BBH", 0x44, 0, len(items)), places))

    uuid = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    for brand in (b"heic", b"avif", b"avis"):
        head = box(b"ftyp", brand, b"\0\0\0\0mif1", brand)
        head += box(b"uuid", uuid, b"\0\0\0\0manifest\0", b"\0" * 8, c2pa())
        start = len(head) + len(meta(0)) + 8
        yield f"{brand.decode()}.heic", head + meta(start) + box(b"mdat", *(data for _, _, data in items))


def jxl():
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    yield "all.jxl", head + box(b"Exif", b"\0\0\0\0", exif()) + box(b"xml ", XMP) + c2pa() + box(
        b"brob", b"xml ", b"\x0b\2\x80seed\3") + box(b"jxlc", b"\xff\x0a\0\0")
    yield "bare.jxl", b"\xff\x0a\x00\x10\x00\x13\x88\x02\x00"


def iim():
    def dataset(number, text):
        return struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text

    data = dataset(5, b"title") + dataset(25, b"one") + dataset(25, b"two") + dataset(116, b"\xa9 2026")
    for number in (0x0404, 0x0400):
        yield f"{number}", b"8BIM" + struct.pack(">H", 0x0425) + b"\3abc" + struct.pack(">I", 1) + b"x\0" + (
            b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data)


def publication():
    carried = b"".join(b"<rdf:li rdf:parseType='Resource'><b:keyword>k</b:keyword><b:text>t</b:text></rdf:li>" for _ in range(2))
    yield "carried.xml", (b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                          b"<rdf:Description rdf:about='' xmlns:b='urn:burnish:xmp:1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
                          b"<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>T</rdf:li></rdf:Alt></dc:title>"
                          b"<b:Text><rdf:Seq>" + carried + b"</rdf:Seq></b:Text></rdf:Description></rdf:RDF></x:xmpmeta>")
    yield "plain.xml", XMP
    yield "bomb.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + XMP
    yield "deep.xml", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"<a>" * 5000


SEEDS = {
    "iim": iim, "publication": publication,
    "png": png, "jpeg": jpeg, "webp": webp, "tiff": tiff, "heif": heif, "jxl": jxl,
    "exif": lambda: [("little", exif("<")), ("big", exif(">"))],
    "c2pa": lambda: [("store", c2pa())],
    "profile": lambda: [("rgb.icc", icc())],
    "sniff": lambda: [seed for maker in (png, jpeg, webp, tiff, heif, jxl) for seed in maker()] + [
        ("svg", b"<?xml version='1.0'?><svg/>"), ("lfs", b"version https://git-lfs.github.com/spec/v1")],
}


def main():
    stamp, top = sys.argv[1:]
    for target, maker in SEEDS.items():
        folder = os.path.join(top, target)
        os.makedirs(folder, exist_ok=True)
        for name, data in maker():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
    with open(stamp, "w", encoding="utf-8"):
        pass


main()
