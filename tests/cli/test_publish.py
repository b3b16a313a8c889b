# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a picture says of itself when it is made for others: values from options and
recipes, in every format, read by programs that have nothing to do with burnish; nothing
private; text that survives formats without it."""

import functools
import json
import os

from samples import XMP, exif, itxt, phys, with_chunks
from support import (Skip, contains, equal, invert, listing, main, need, picture, read, recipe, run, test, tool, vips, write)

SUFFIXES = ('png', 'jpg', 'webp', 'tif', 'avif', 'jxl')
VALUES = {'title': 'A yellow 猫', 'author': 'Jörg; Ada', 'copyright': '© 2026 Jörg', 'alt': 'A cat "on" a <sofa>', 'keywords': 'cat, yellow'}
FLAGS = [f'--{key}={value}' for key, value in VALUES.items()]


@functools.cache
def savers():
    return vips('-l', 'foreign')


def can(suffix):
    names = {'jpg': 'jpeg', 'tif': 'tiff', 'avif': 'heif'}
    return f'{names.get(suffix, suffix)}save_target' in savers()


def exiftools(paths, *more):
    need('exiftool')
    return json.loads(tool('exiftool', '-j', '-G0', '-n', *more, *paths))


def exiftool(path, *more):
    return exiftools([path], *more)[0]


def into_all(source, stem, *flags):
    """The picture in every format that there is, by one process: paths and reports."""
    paths = [f'{stem}.{suffix}' for suffix in SUFFIXES if can(suffix)]
    write('jobs.jsonl', ''.join(json.dumps({'input': source, 'output': path}) + '\n' for path in paths))
    return paths, run('fix', '--job-list', 'jobs.jsonl', '-o', '.', '-f', '-j', '1', '--json', '--recipe', recipe('./none.json'), *flags).json()


def private(path='private.png'):
    """A photograph with all that people do not want to publish."""
    picture('plain.jpg')
    need('exiftool')
    tool('exiftool', '-q', '-overwrite_original', '-GPSLatitude=52.5', '-GPSLongitude=13.4', '-Make=Cam', '-SerialNumber=SECRET1',
         '-XMP-exif:GPSLatitude=52.5', '-XMP-xmpMM:DocumentID=SECRET2', '-XMP-iptcCore:CreatorWorkEmail=SECRET3@example.org',
         '-XMP-photoshop:History=SECRET4', '-IPTC:City=SECRET5', '-IPTC:By-line=Agency', '-IPTC:Keywords=one', '-IPTC:Keywords=two',
         '-EXIF:UserComment=SECRET6', '-EXIF:Copyright=© Old', '-XMP-dc:Title=Old title', '-XMP-xmpRights:UsageTerms=CC BY',
         '-XMP-iptcExt:DigitalSourceType=http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture', 'plain.jpg')
    os.rename('plain.jpg', path)
    return path


def check_values(path, software):
    tags = exiftool(path)
    equal((tags['XMP:Title'], tags['XMP:Creator'], tags['XMP:Rights'], tags['XMP:Description'], tags['XMP:Subject']),
          (VALUES['title'], ['Jörg', 'Ada'], VALUES['copyright'], VALUES['alt'], ['cat', 'yellow']), path)
    equal((tags['XMP:AltTextAccessibility'], tags['XMP:Marked']), (VALUES['alt'], True), path)
    equal((tags['EXIF:ImageDescription'], tags['EXIF:Artist'], tags['EXIF:Copyright']), (VALUES['alt'], VALUES['author'], VALUES['copyright']), path)
    contains(tags['XMP:DigitalSourceType'], 'trainedAlgorithmicMedia')
    equal((tags['EXIF:XResolution'], tags['EXIF:ResolutionUnit']), (240, 2), path)
    if software:
        contains(tags['EXIF:Software'], 'burnish ')
        equal(tags['EXIF:ModifyDate'], '2026:01:02 03:04:05')


def values_in(suffix, policy):
    def one():
        if not can(suffix):
            raise Skip(f'this libvips does not write {suffix}')
        picture('plain.png')
        run('fix', 'plain.png', '-o', f'a.{suffix}', f'--metadata={policy}', '--ai-source=trainedAlgorithmicMedia', '--dpi=240', *FLAGS,
            env={'SOURCE_DATE_EPOCH': '1767323045'})
        check_values(f'a.{suffix}', policy == 'publish')
        if suffix in ('png', 'jpg', 'webp', 'tif'):
            need('exiv2')
            contains(tool('exiv2', '-pa', '-u', f'a.{suffix}'), 'Exif.Image.Artist', 'Jörg', 'Xmp.dc.title', 'A yellow 猫', 'Xmp.iptcExt.DigitalSourceType')
        if suffix == 'png':
            need('pngcheck')
            contains(tool('pngcheck', 'a.png'), 'OK: a.png')
        packet = tool('exiftool', '-XMP', '-b', f'a.{suffix}')
        if packet:
            write('packet.xml', packet)
            need('xmllint')
            tool('xmllint', '--noout', 'packet.xml')

    one.__name__ = f'values into {suffix} with {policy}'
    test(one)


for each in SUFFIXES:
    values_in(each, 'publish')
values_in('jpg', 'keep')


@test
def values_survive_a_chain():
    picture('plain.png')
    before = 'plain.png'
    for number, suffix in enumerate(('png', 'tif', 'jpg', 'png')):
        flags = [*FLAGS, '--ai-source=trainedAlgorithmicMedia', '--dpi=240'] if number == 0 else []
        run('fix', before, '-o', f'{number}.{suffix}', '--metadata=publish', *flags, env={'SOURCE_DATE_EPOCH': '1767323045'})
        before = f'{number}.{suffix}'
    check_values(before, True)
    need('pngcheck')
    contains(tool('pngcheck', before), 'OK')


@test
def text_chunks_come_through_formats_without_text():
    picture('plain.png')
    texts = {'prompt': 'a <yellow> 猫\nand "more"', 'Comment': 'café', 'parameters': 'Steps: 20'}
    write('a.png', with_chunks(read('plain.png'), *[(b'iTXt', itxt(key, text.encode())) for key, text in texts.items()]))
    paths, reports = into_all('a.png', 'b')
    for path, report, seen in zip(paths, reports, run('inspect', *paths, '--json').json()):
        equal(report.get('lost'), None, path)
        equal(({t['keyword']: t['text'] for t in seen['metadata']['text']}, seen['prompt']), (texts, texts['prompt']), path)
    for number, (before, suffix) in enumerate((('a.png', 'tif'), ('0.tif', 'jpg'), ('1.jpg', 'png'))):
        run('fix', before, '-o', f'{number}.{suffix}')
    equal({t['keyword']: t['text'] for t in run('inspect', '2.png', '--json').json()[0]['metadata']['text']}, texts)
    assert b'urn:burnish' not in read('2.png')


@test
def text_without_room_is_lost_with_a_word():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'tEXt', b'Comment\0small'), (b'tEXt', b'workflow\0' + b'x' * 70000)))
    lost = run('fix', 'a.png', '-o', 'b.jpg', '--json').json()[0]['lost']
    equal(lost, ['1 text chunks: JPEG does not hold them'])
    equal([t['keyword'] for t in run('inspect', 'b.jpg', '--json').json()[0]['metadata']['text']], ['Comment'])
    equal(run('fix', 'a.png', '-o', 'b.webp', '--json').json()[0].get('lost'), None)


@test
def xmp_without_room_keeps_what_matters():
    picture('plain.png')
    big = XMP.replace(b'</rdf:Description>', b'<photoshop:History xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">' + b'x' * 70000 + b'</photoshop:History></rdf:Description>')
    write('a.png', with_chunks(read('plain.png'), (b'iTXt', itxt('XML:com.adobe.xmp', big))))
    lost = run('fix', 'a.png', '-o', 'b.jpg', '--json').json()[0]['lost']
    equal(lost, ['XMP but for rights and description: JPEG has no room for more'])
    equal(exiftool('b.jpg')['XMP:Creator'], 'Jörg 猫')


@test
def nothing_private_is_published():
    private('private.jpg')
    paths, _ = into_all('private.jpg', 'b', '--metadata=publish')
    for suffix, tags in zip(paths, exiftools(paths, '-a')):
        assert b'SECRET' not in read(suffix), suffix
        assert not [key for key in tags if 'GPS' in key or key.endswith(('Make', 'SerialNumber', 'City', 'DocumentID'))], (suffix, tags)
        equal((tags['XMP:Title'], tags['XMP:Rights'], tags['EXIF:Copyright'], tags['XMP:UsageTerms']), ('Old title', '© Old', '© Old', 'CC BY'), suffix)
        # What only IPTC said.
        equal((tags['XMP:Creator'], tags['EXIF:Artist'], tags['XMP:Subject']), ('Agency', 'Agency', ['one', 'two']), suffix)
        contains(tags['XMP:DigitalSourceType'], 'digitalCapture')


@test
def a_pdf_loses_nothing_that_its_xmp_says():
    private('private.jpg')
    picture('plain.png')
    none = recipe('./none.json')
    for source, words, lost in (('private.jpg', ['--metadata=publish', *FLAGS], []), ('plain.png', FLAGS, []), ('plain.png', ['--metadata=publish'], []),
                                ('private.jpg', FLAGS, ['EXIF: PDF does not hold it']), ('private.jpg', [], ['EXIF: PDF does not hold it', 'IPTC: PDF does not hold it'])):
        report = run('fix', source, '-f', '-o', 'b.pdf', '--recipe', none, '--json', *words).json()[0]
        equal(report.get('lost', []), lost, (source, words))
    run('fix', 'private.jpg', '-f', '-o', 'b.pdf', '--recipe', none, '--metadata=publish', *FLAGS)
    tags = exiftool('b.pdf')
    equal((tags['XMP:Title'], tags['XMP:Rights'], tags['XMP:AltTextAccessibility']), (VALUES['title'], VALUES['copyright'], VALUES['alt']))


@test
def prompts_are_not_published():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'tEXt', b'prompt\0SECRET'), (b'tEXt', b'Title\0Old'), (b'tEXt', b'Author\0Ada')))
    for suffix in ('png', 'jpg'):
        run('fix', 'a.png', '-o', f'b.{suffix}', '--metadata=publish', '--title=New')
        assert b'SECRET' not in read(f'b.{suffix}')
        tags = exiftool(f'b.{suffix}')
        equal((tags['XMP:Title'], tags['XMP:Creator'], tags.get('PNG:Title'), tags.get('PNG:Author')),
              ('New', 'Ada', *(('New', 'Ada') if suffix == 'png' else (None, None))))


@test
def keep_keeps_and_changes_what_is_given():
    private('private.jpg')
    run('fix', 'private.jpg', '-o', 'b.jpg', '--title=New title', '--copyright=© New')
    tags = exiftool('b.jpg')
    equal((tags['XMP:Title'], tags['EXIF:Copyright'], tags['XMP:Rights'], tags['EXIF:Make']), ('New title', '© New', '© New', 'Cam'))
    assert 'EXIF:GPSLatitude' in tags and not [key for key in tags if key.startswith('IPTC:')], tags
    # Nothing asked, nothing touched.
    run('fix', 'private.jpg', '-o', 'c.jpg', '--recipe', invert())
    equal(exiftool('c.jpg')['IPTC:City'], 'SECRET5')


@test
def strip_leaves_the_picture():
    private('private.jpg')
    paths, _ = into_all('private.jpg', 'b', '--metadata=strip')
    for suffix, tags in zip(paths, exiftools(paths)):
        assert b'SECRET' not in read(suffix), suffix
        # Some formats have no other place for the resolution; TIFF is made of such tags, and libvips
        # writes a few into AVIF.
        assert not [key for key in tags if key.startswith(('EXIF:', 'IPTC:')) and 'Resolution' not in key and not suffix.endswith(('.tif', '.avif'))], tags
        # That it is a photograph is no secret, and no mark that was made by somebody else is lost.
        equal([key for key in tags if key.startswith('XMP:')], ['XMP:XMPToolkit', 'XMP:DigitalSourceType'], suffix)


@test
def the_same_from_a_recipe():
    picture('plain.png')
    file = recipe('./r.json', metadata='publish', format='webp', **VALUES)
    run('fix', 'plain.png', '-o', 'a.webp', '--recipe', file)
    run('fix', 'plain.png', '-o', 'b.webp', '--recipe', recipe('./none.json'), '--metadata=publish', *FLAGS)
    equal(read('a.webp'), read('b.webp'))
    resolved = run('fix', 'plain.png', '-o', 'c.webp', '--recipe', file, '--json').json()[0]['recipe']
    write('resolved.json', json.dumps(resolved))
    run('fix', 'plain.png', '-o', 'd.webp', '--recipe', './resolved.json')
    equal(read('d.webp'), read('a.webp'))


@test
def everything_is_tagged_srgb():
    picture('plain.png')
    paths, _ = into_all('plain.png', 'b', '--depth=8')
    for suffix, tags in zip(paths, exiftools(paths)):
        if suffix != 'b.jxl':
            assert 'PNG:SRGBRendering' in tags if suffix == 'b.png' else tags['ICC_Profile:ProfileDescription'].startswith('sRGB'), (suffix, tags)


@test
def hostile_packets():
    picture('plain.png')
    deep = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + b'<a>' * 200000
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b'x' * 1000 + b'">' + b''.join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((98 + i,) + (97 + i,) * 8) for i in range(12)) + b']>' + XMP.replace(b'J', b'&m;')
    cases = (deep, bomb, b'\xff' * 1000, XMP[:200], XMP + b'<', b'<?xpacket?>' * 1000, XMP.replace(b'rdf:Seq', b'rdf:Bad'), bytes(50))
    names = [write(f'{number}.png', with_chunks(read('plain.png'), (b'iTXt', itxt('XML:com.adobe.xmp', packet)))) for number, packet in enumerate(cases)]
    run('inspect', *names)
    run('fix', *names, '-o', 'jpeg', '-j', '1', '--format=jpeg', '--metadata=publish', '--title=Fine', '--recipe', recipe('./none.json'))
    made = [os.path.join('jpeg', name) for name in listing('jpeg')]
    equal([tags['XMP:Title'] for tags in exiftools(made)], ['Fine'] * len(cases))
    run('fix', *names, '-o', 'kept', '-j', '1', '--recipe', invert())
    equal(len(listing('kept')), len(cases))
    write('a.png', with_chunks(read('plain.png'), (b'eXIf', b'garbage!garbage!')))
    contains(' '.join(run('fix', 'a.png', '-o', 'b.jpg', '-f', '--metadata=publish', '--json').json()[0]['lost']), 'a damaged EXIF block')


@test
def values_that_are_hostile():
    picture('plain.png')
    long = 'x' * 20000
    run('fix', 'plain.png', '-o', 'a.jpg', '--title=]]></rdf:li>&', f'--alt={long}', '--keywords=,, ,a,', '--author=;')
    tags = exiftool('a.jpg')
    equal((tags['XMP:Title'], tags['XMP:Description'], tags['XMP:Subject']), (']]></rdf:li>&', long, 'a'))
    contains(run('fix', 'plain.png', '-o', 'b.jpg', '--metadata=publis', status=2).err, '"publis" is none of keep, publish, strip; did you mean "publish"?')


@test
def density_and_exif_agree():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'pHYs', phys(72)), (b'eXIf', exif(dpi=72))))
    run('fix', 'a.png', '-o', 'b.jpg', '--dpi=300')
    tags = exiftool('b.jpg')
    equal((tags['JFIF:XResolution'], tags['EXIF:XResolution']), (300, 300))


main()
