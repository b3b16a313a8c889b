# SPDX-License-Identifier: LGPL-2.1-or-later

"""Content Credentials (C2PA): seen with what they claim, never carried into a file
that they are not about, and never lost in silence."""

import json
import os
import struct

from samples import manifest_store, with_chunks
from support import contains, equal, invert, listing, main, need, picture, read, recipe, run, test, tool, write

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
        equal(provenance['c2pa'], {'bytes': len(STORE), 'generator': 'ChatGPT 1', 'manifest': 'urn:c2pa:1', 'algorithm': 'ES256', 'claim-version': 2})
        contains(run('inspect', path).out, 'Content Credentials (C2PA): claimed by ChatGPT 1, signed with ES256; signature not checked',
                 'digital source type: trainedAlgorithmicMedia')


@test
def a_changed_picture_has_none_and_the_report_says_so():
    change = recipe('./r.json', {'invert': {}})
    for path in (png(), jpeg(), webp()):
        for suffix in ('png', 'jpg', 'webp', 'tif'):
            report = run('fix', path, '-o', f'b.{suffix}', '-f', '--json', '--recipe', change).json()[0]
            contains(' '.join(report['lost']), 'Content Credentials (C2PA) by ChatGPT 1: a manifest is valid for the original file only')
            data = read(f'b.{suffix}')
            assert STORE not in data and b'caBX' not in data and b'jumb' not in data, (path, suffix)
    contains(run('fix', 'a.png', '-f', '--recipe', change).out, 'lost: Content Credentials (C2PA) by ChatGPT 1')


@test
def a_change_of_format_alone_drops_them_too():
    png()
    report = run('fix', 'a.png', '-o', 'b.webp', '--no-decast', '--json').json()[0]
    contains(' '.join(report['lost']), 'ChatGPT 1')
    assert STORE not in read('b.webp') and b'jumb' not in read('b.webp')


@test
def a_picture_that_is_left_alone_keeps_them():
    for path in (png(), jpeg(), webp()):
        report = run('fix', path, '-o', 'same.' + path.split('.')[1], '--no-decast', '--json').json()[0]
        equal((report['status'], report.get('lost')), ('unchanged', None))
        equal(read(report['output']), read(path))


def xmp(path):
    need('exiftool')
    return json.loads(tool('exiftool', '-j', '-XMP:all', path))[0]


@test
def the_claim_is_recorded_in_xmp_and_in_the_report():
    change = recipe('./r.json', {'invert': {}})
    png()
    for suffix in ('png', 'jpg', 'webp', 'tif', 'avif'):
        report = run('fix', 'a.png', '-o', f'b.{suffix}', '--recipe', change, '--json').json()[0]
        equal(report['provenance'], {'digital-source-type': 'trainedAlgorithmicMedia', 'generator': 'ChatGPT 1', 'manifest': 'urn:c2pa:1',
                                     'algorithm': 'ES256', 'still-valid': False}, suffix)
        tags = xmp(f'b.{suffix}')
        contains(tags['DigitalSourceType'], 'digitalsourcetype/trainedAlgorithmicMedia')
        equal((tags['AISystemUsed'], tags['DerivedFromDocumentID'], tags['DerivedFromManager']), ('ChatGPT 1', 'urn:c2pa:1', 'ChatGPT 1'))
        equal((tags['HistoryAction'], tags['HistorySoftwareAgent'].split()[0]), ('edited', 'burnish'))
        contains(tags['HistoryParameters'], 'invert; ', 'ES256', 'not valid for this one')
    # Where it cannot be kept, that is said.
    contains(' '.join(run('fix', 'a.png', '-o', 'b.gif', '--recipe', change, '--json').json()[0]['lost']), 'XMP: GIF does not hold it')


@test
def a_valid_manifest_is_reported_as_such():
    png()
    equal(run('fix', 'a.png', '-o', 'same.png', '--no-decast', '--c2pa=fail', '--json').json()[0]['provenance']['still-valid'], True)
    equal(read('same.png'), read('a.png'))


@test
def fail_refuses_a_change():
    png()
    for more in ((), ('--dry-run',)):
        contains(run('fix', 'a.png', '-o', 'b.png', '--recipe', invert(), '--c2pa=fail', *more, status=4).err,
                 'a.png: has Content Credentials (C2PA) by ChatGPT 1, which the change would make invalid (see --c2pa)')
    assert not os.path.exists('b.png')
    picture('plain.png')
    run('fix', 'plain.png', '-o', 'b.png', '--recipe', invert(), '--c2pa=fail')


@test
def sidecar_keeps_the_bytes():
    png()
    report = run('fix', 'a.png', '-o', 'b.webp', '--recipe', invert(), '--c2pa=sidecar', '--json').json()[0]
    equal((report['files'], read('b.c2pa')), (['b.c2pa'], STORE))
    contains(run('fix', 'a.png', '-o', 'b.png', '--recipe', invert(), '--c2pa=sidecar', status=1).err, 'will not overwrite "b.c2pa"')
    assert not os.path.exists('b.png')
    picture('plain.png')
    equal(run('fix', 'plain.png', '-o', 'c.webp', '--c2pa=sidecar', '--json').json()[0].get('files'), None)
    assert not os.path.exists('c.c2pa')


@test
def origin_is_not_made_up_by_an_option():
    png()
    report = run('fix', 'a.png', '-o', 'b.jpg', '--recipe', invert(), '--ai-source=digitalCapture', '--json').json()[0]
    contains(' '.join(report['notes']), 'ai-source: digitalCapture is not written, for a signed claim says trainedAlgorithmicMedia')
    contains(xmp('b.jpg')['DigitalSourceType'], 'trainedAlgorithmicMedia')
    # XMP stands before the claim.
    tool('exiftool', '-q', '-overwrite_original', '-XMP-iptcExt:DigitalSourceType=http://cv.iptc.org/newscodes/digitalsourcetype/composite', 'b.jpg')
    report = run('fix', 'b.jpg', '-o', 'c.jpg', '--ai-source=humanEdits', '--json').json()[0]
    contains(' '.join(report['notes']), 'for XMP says composite')
    picture('plain.jpg')
    run('fix', 'plain.jpg', '-o', 'd.jpg', '--ai-source=compositeWithTrainedAlgorithmicMedia')
    contains(xmp('d.jpg')['DigitalSourceType'], 'digitalsourcetype/compositeWithTrainedAlgorithmicMedia')
    contains(run('fix', 'plain.jpg', '-o', 'e.jpg', '--ai-source=trainedMedia', status=2).err, '"trainedMedia" is none of auto, ')


@test
def a_stripped_picture_still_says_that_it_was_generated():
    png()
    run('fix', 'a.png', '-o', 'b.png', '--recipe', invert(), '--metadata=strip')
    tags = xmp('b.png')
    contains(tags['DigitalSourceType'], 'trainedAlgorithmicMedia')
    assert not [key for key in tags if key.startswith(('History', 'Derived', 'AISystem'))], tags


FAKE = """#!/bin/sh
# What c2patool is told, and what it does.
printf '%s\\n' "$@" >"$RECORD.arguments"
cp "$3" "$RECORD.manifest"
cp "$5" "$RECORD.parent"
[ -z "$FAIL" ] || { echo "the certificate has expired" >&2; exit 1; }
cat "$1" >"$7"
printf signed >>"$7"
"""


def tools():
    os.mkdir('bin')
    write('bin/c2patool', FAKE)
    os.chmod('bin/c2patool', 0o755)
    for name in ('cert.pem', 'key.pem'):
        write(name, 'PRIVATE')
    return {'PATH': os.getcwd() + '/bin:' + os.environ['PATH'], 'RECORD': os.getcwd() + '/said', 'TMPDIR': os.getcwd()}


SIGN = ('--c2pa=sign', '--c2pa-certificate=cert.pem', '--c2pa-key=key.pem')


@test
def signing_by_c2patool():
    env = tools()
    for path in (png(), picture('plain.png')):
        report = run('fix', path, '-o', 'b.jpg', '-f', '--recipe', invert(), '--json', *SIGN, env=env).json()[0]
        contains(' '.join(report['notes']), 'signed: new Content Credentials with the input as an ingredient')
        assert read('b.jpg').startswith(b'\xff\xd8') and read('b.jpg').endswith(b'signed')
        equal(read('said.parent'), read(path))
    told = read('said.arguments').decode().splitlines()
    equal(told[1::2], ['--manifest', '--parent', '--output', '--force'])
    assert told[0].endswith('.jpg') and told[4].endswith('.png') and 'PRIVATE' not in str(told)
    manifest = json.loads(read('said.manifest'))
    equal((manifest['alg'], manifest['private_key'], manifest['sign_cert'], manifest['title'], manifest['format']),
          ('es256', os.getcwd() + '/key.pem', os.getcwd() + '/cert.pem', 'b.jpg', 'image/jpeg'))
    equal([action['action'] for action in manifest['assertions'][0]['data']['actions']], ['c2pa.opened', 'c2pa.edited'])
    equal([name for name in listing() if name.startswith('burnish-')], [])


@test
def signing_that_fails_leaves_nothing():
    env = tools()
    png()
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--recipe', invert(), *SIGN, env=dict(env, FAIL='1'), status=1).err,
             'a.png: c2pa: c2patool could not sign: the certificate has expired')
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--c2pa=sign', '--c2pa-certificate=cert.pem', '--c2pa-key=none.pem', env=env, status=1).err,
             'c2pa-key: cannot read "none.pem": No such file')
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--c2pa=sign', '--c2pa-certificate=cert.pem', env=env, status=2).err, 'c2pa: sign: goes with c2pa-key')
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--c2pa=sign', status=2).err, 'c2pa: sign: goes with c2pa-certificate')
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--c2pa-algorithm=rsa', *SIGN, env=env, status=2).err, '"rsa" is none of es256, ')
    contains(run('fix', 'a.png', '-o', 'b.jpg', *SIGN, env={'PATH': '/nonexistent'}, status=1).err, 'c2patool must be installed, and it is not')
    equal([name for name in listing() if name.startswith(('b.', 'burnish-'))], [])


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
