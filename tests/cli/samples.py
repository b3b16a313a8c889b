# SPDX-License-Identifier: LGPL-2.1-or-later

"""Building blocks of files for tests: PNG chunks, EXIF, XMP, Content Credentials."""

import struct
import zlib

from support import pillow

XMP = ('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
       '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
       ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
       ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" tiff:Orientation="1">'
       '<dc:creator><rdf:Seq><rdf:li>Jörg 猫</rdf:li></rdf:Seq></dc:creator>'
       '<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'
       '</Iptc4xmpExt:DigitalSourceType></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>').encode()


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def with_chunks(png, *chunks):
    """A PNG with chunks put in after its header; a pHYs that is there goes."""
    at = png.find(b'pHYs')
    if at > 0:
        png = png[:at - 4] + png[at + 17:]
    return png[:33] + b''.join(chunk(*each) for each in chunks) + png[33:]


def exif(orientation=1, dpi=300, size=(9999, 9999)):
    """A TIFF block: Make, Orientation, resolution, Software, Artist in UTF-8, and
    below it the size of the picture and a comment."""
    texts = {0x010f: b'Cam\0', 0x0131: b'Painter 9 (beta, ASCII)\0', 0x013b: 'Jörg\0'.encode(), 0x8298: '© 2026\0'.encode()}
    entries, values = [], b''
    start = 8 + 2 + 12 * 9 + 4

    def value(tag, kind, count, data):
        nonlocal values
        if len(data) <= 4:
            entries.append((tag, kind, count, data.ljust(4, b'\0')))
        else:
            entries.append((tag, kind, count, struct.pack('>I', start + len(values))))
            values += data + b'\0' * (len(data) & 1)

    for tag, text in texts.items():
        value(tag, 2, len(text), text)
    value(0x0112, 3, 1, struct.pack('>H', orientation))
    value(0x011a, 5, 1, struct.pack('>II', dpi, 1))
    value(0x011b, 5, 1, struct.pack('>II', dpi, 1))
    value(0x0128, 3, 1, struct.pack('>H', 2))
    entries.append((0x8769, 4, 1, struct.pack('>I', start + len(values))))
    below = struct.pack('>HHHIIHHIII', 2, 0xa002, 4, 1, size[0], 0xa003, 4, 1, size[1], 0)
    main = b''.join(struct.pack('>HHI', *entry[:3]) + entry[3] for entry in sorted(entries))
    return b'MM\0*\0\0\0\x08' + struct.pack('>H', len(entries)) + main + bytes(4) + values + below


def srgb_profile():
    cms = pillow('ImageCms')
    return cms.ImageCmsProfile(cms.createProfile('sRGB')).tobytes()


def iccp(profile):
    return b'icc\0\0' + zlib.compress(profile)


def phys(dpi):
    return struct.pack('>IIB', round(dpi / 0.0254), round(dpi / 0.0254), 1)


def itxt(keyword, text):
    return keyword.encode() + b'\0\0\0\0\0' + text


def cbor(value):
    """The part of CBOR that manifests need."""
    def head(kind, n):
        if n < 24:
            return bytes([kind << 5 | n])
        return bytes([kind << 5 | 24, n]) if n < 256 else bytes([kind << 5 | 25]) + struct.pack('>H', n)

    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, list):
        return head(4, len(value)) + b''.join(map(cbor, value))
    if isinstance(value, int) and value < 0:
        return head(1, -1 - value)
    if isinstance(value, dict):
        return head(5, len(value)) + b''.join(cbor(k) + cbor(v) for k, v in value.items())
    return head(0, value)


def box(kind, data):
    return struct.pack('>I', 8 + len(data)) + kind + data


def superbox(label, *content):
    return box(b'jumb', box(b'jumd', bytes(16) + b'\x03' + label.encode() + b'\0') + b''.join(content))


def manifest_store(generator='ChatGPT', source='trainedAlgorithmicMedia'):
    """Content Credentials (C2PA 2.1) as an image generator writes them, without a
    signature that anybody could check."""
    actions = {'actions': [{'action': 'c2pa.created',
                            'digitalSourceType': 'http://cv.iptc.org/newscodes/digitalsourcetype/' + source}]}
    claim = {'instanceID': 'xmp:iid:1', 'claim_generator_info': {'name': generator, 'version': '1'},
             'created_assertions': [{'url': 'self#jumbf=c2pa.assertions/c2pa.actions.v2', 'hash': bytes(32)}]}
    manifest = superbox('urn:c2pa:1', superbox('c2pa.assertions', superbox('c2pa.actions.v2', box(b'cbor', cbor(actions)))),
                        superbox('c2pa.claim.v2', box(b'cbor', cbor(claim))),
                        # COSE_Sign1, said to be by ES256.
                        superbox('c2pa.signature', box(b'cbor', b'\xd2' + cbor([cbor({1: -7}), {}, bytes(64)]))))
    return superbox('c2pa', manifest)
