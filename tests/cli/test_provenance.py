# SPDX-License-Identifier: LGPL-2.1-or-later

"""Content Credentials (C2PA): seen with what they claim, never carried into a file
that they are not about, and never lost in silence."""

import struct

from samples import manifest_store, with_chunks
from support import contains, equal, main, picture, read, recipe, run, test, write

STORE = manifest_store()


def png(path='a.png', store=STORE):
    picture('plain.png')
    return write(path, with_chunks(read('plain.png'), (b'caBX', store)))


def jpeg(path='a.jpg', store=STORE):
    """The store cut over APP11 segments, as JUMBF in JPEG is (ISO 19566-5)."""
    picture('plain.jpg')
    parts, body = b'', store[8:]
    for number in range(0, len(body), 200):
        piece = b'JP' + struct.pack('>HI', 1, number // 200 + 1) + store[:8] + body[number:number + 200]
        parts += b'\xff\xeb' + struct.pack('>H', len(piece) + 2) + piece
    data = read('plain.jpg')
    return write(path, data[:2] + parts + data[2:])


def webp(path='a.webp', store=STORE):
    picture('plain.webp')
    data = read('plain.webp')[12:] + b'C2PA' + struct.pack('<I', len(store)) + store + b'\0' * (len(store) & 1)
    return write(path, b'RIFF' + struct.pack('<I', len(data) + 4) + b'WEBP' + data)


@test
def inspect_tells_what_is_claimed():
    for path in (png(), jpeg(), webp()):
        report = run('inspect', path, '--json').json()[0]
        provenance = report['provenance']
        equal((provenance['c2pa']['generator'], provenance['digital-source-type']), ('ChatGPT 1', 'trainedAlgorithmicMedia'), path)
        equal(provenance['c2pa']['bytes'], len(STORE))
        contains(run('inspect', path).out, 'Content Credentials (C2PA): claimed by ChatGPT 1; signature not checked',
                 'digital source type: trainedAlgorithmicMedia')


@test
def a_changed_picture_has_none_and_the_report_says_so():
    change = recipe('./r.json', {'invert': {}})
    for path in (png(), jpeg(), webp()):
        for suffix in ('png', 'jpg', 'webp', 'tif'):
            report = run('fix', path, '-o', f'b.{suffix}', '-f', '--json', '--recipe', change).json()[0]
            contains(' '.join(report['lost']), 'Content Credentials (C2PA) by ChatGPT 1: a manifest is valid for the original file only')
            data = read(f'b.{suffix}')
            assert b'c2pa' not in data and b'caBX' not in data, (path, suffix)
    contains(run('fix', 'a.png', '-f', '--recipe', change).out, 'lost: Content Credentials (C2PA) by ChatGPT 1')


@test
def a_change_of_format_alone_drops_them_too():
    png()
    report = run('fix', 'a.png', '-o', 'b.webp', '--no-decast', '--json').json()[0]
    contains(' '.join(report['lost']), 'ChatGPT 1')
    assert b'c2pa' not in read('b.webp')


@test
def a_picture_that_is_left_alone_keeps_them():
    for path in (png(), jpeg(), webp()):
        report = run('fix', path, '-o', 'same.' + path.split('.')[1], '--no-decast', '--json').json()[0]
        equal((report['status'], report.get('lost')), ('unchanged', None))
        equal(read(report['output']), read(path))


@test
def claims_that_are_hostile_or_broken():
    change = recipe('./r.json', {'invert': {}})
    for store in (b'', b'x', STORE[:50], STORE[:-30], bytes(1000), b'\xff' * 1000,
                  manifest_store('\x1b[31mred\n' + 'x' * 3000), manifest_store('<script>'), manifest_store(source='\x1b[2J')):
        png(store=store)
        text = run('inspect', 'a.png').out
        assert '\x1b' not in text and 'red\n' not in text, text
        run('inspect', 'a.png', '--json').json()
        result = run('fix', 'a.png', '-f', '--recipe', change)
        assert '\x1b' not in result.out and b'caBX' not in read('a.burnished.png')
        if store:
            contains(result.out, 'lost: Content Credentials (C2PA) by ')
    png(store=b'x')
    contains(run('inspect', 'a.png').out, 'claimed by a generator that cannot be read')


main()
