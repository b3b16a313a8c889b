# SPDX-License-Identifier: LGPL-2.1-or-later

"""EXIF, XMP, profile, resolution and text, from every format into every format:
they survive, are true of the new picture, or are reported as lost. Read back by
programs that have nothing to do with libvips."""

import json
import os
import re

from samples import XMP, exif, iccp, itxt, phys, srgb_profile, with_chunks
from support import (Skip, contains, equal, invert, main, need, picture, pillow, read, recipe, run, test, tool, vips,
                     write)

SUFFIXES = ('png', 'jpg', 'webp', 'tif', 'avif', 'heic', 'jxl')
TEXTS = [(b'tEXt', b'Comment\0made by a test'), (b'tEXt', b'Latin\0caf\xe9'), (b'iTXt', itxt('prompt', 'ein gelbes 猫'.encode()))]


def can(suffix):
    names = {'jpg': 'jpeg', 'tif': 'tiff', 'avif': 'heif', 'heic': 'heif'}
    return f'{names.get(suffix, suffix)}save_target' in vips('-l', 'foreign')


def full(path='full.png', dpi=300, **rest):
    """A PNG with everything that there is."""
    picture('plain.png')
    return write(path, with_chunks(read('plain.png'), (b'iCCP', iccp(srgb_profile())), (b'pHYs', phys(dpi)), (b'eXIf', exif(dpi=dpi, **rest)),
                            (b'iTXt', itxt('XML:com.adobe.xmp', XMP)), *TEXTS))


def exiftool(path):
    need('exiftool')
    return json.loads(tool('exiftool', '-j', '-G0', '-n', path))[0]


def check_exif(path, suffix, dpi=300, size=(120, 80)):
    tags = exiftool(path)
    equal((tags['EXIF:Make'], tags['EXIF:Software'], tags['EXIF:Artist'], tags['EXIF:Copyright']),
          ('Cam', 'Painter 9 (beta, ASCII)', 'Jörg', '© 2026'), path)
    equal(tags.get('EXIF:Orientation', 1), 1, path)
    assert abs(tags['EXIF:XResolution'] - dpi) < 0.05 and abs(tags['EXIF:YResolution'] - dpi) < 0.05, (path, tags)
    equal(tags['EXIF:ResolutionUnit'], 2)
    equal((tags.get('EXIF:ExifImageWidth'), tags.get('EXIF:ExifImageHeight')), size, path)
    if suffix == 'jpg':
        equal((tags['JFIF:XResolution'], tags['JFIF:ResolutionUnit']), (dpi, 1))
    if suffix == 'png':
        assert abs(tags['PNG:PixelsPerUnitX'] * 0.0254 - dpi) < 0.02, tags


def check_xmp(path):
    tags = exiftool(path)
    contains(tags['XMP:DigitalSourceType'], 'trainedAlgorithmicMedia')
    equal(tags['XMP:Creator'], 'Jörg 猫', path)


def check_second_reader(path, suffix):
    """exiv2 and the tools of each format must agree."""
    need('exiv2')
    if suffix in ('png', 'jpg', 'webp', 'tif'):
        contains(tool('exiv2', '-pa', '-u', path), 'Exif.Image.Make', 'Cam', 'Xmp.dc.creator', 'Jörg 猫')
    if suffix == 'png':
        need('pngcheck')
        lines = tool('pngcheck', '-v', path)
        equal((lines.count('chunk eXIf'), lines.count('keyword: XML:com.adobe.xmp')), (1, 1), lines)
        contains(lines, 'No errors detected', 'chunk iTXt')
        assert lines.index('chunk eXIf') < lines.index('chunk IDAT')
    if suffix == 'webp':
        need('webpmux')
        contains(tool('webpmux', '-info', path), 'ICC profile', 'EXIF metadata', 'XMP metadata')


def check_profile(path):
    if path.endswith('.jxl'):
        # As numbers, in the codestream.
        need('jxlinfo')
        contains(tool('jxlinfo', path), 'Color space: RGB, D65, sRGB primaries, sRGB transfer function')
        return
    tags = exiftool(path)
    assert any(key.startswith('ICC_Profile:') for key in tags), (path, tags)


def into(suffix):
    def one():
        if not can(suffix):
            raise Skip(f'this libvips does not write {suffix}')
        full()
        lost = run('fix', 'full.png', '-o', f'a.{suffix}', '--no-decast', '--json', '--quality=95').json()[0].get('lost', [])
        check_exif(f'a.{suffix}', suffix)
        check_xmp(f'a.{suffix}')
        check_profile(f'a.{suffix}')
        check_second_reader(f'a.{suffix}', suffix)
        equal(lost, [])

    one.__name__ = f'everything into {suffix}'
    test(one)


def chain(*suffixes):
    def one():
        if not all(can(suffix) for suffix in suffixes):
            raise Skip('this libvips does not write all of them')
        full()
        before = 'full.png'
        for number, suffix in enumerate(suffixes):
            after = f'{number}.{suffix}'
            run('fix', before, '-o', after, '--no-decast', '--quality=95')
            before = after
        check_exif(before, suffixes[-1])
        check_xmp(before)
        check_profile(before)
        check_second_reader(before, suffixes[-1])

    one.__name__ = 'through ' + ' '.join(suffixes)
    test(one)


for each in SUFFIXES:
    into(each)
chain('tif', 'jpg', 'png')
chain('webp', 'tif', 'png')
chain('jpg', 'webp', 'jpg')
chain('avif', 'jpg')
chain('heic', 'png')
chain('jxl', 'tif', 'jpg')
chain('webp', 'avif', 'jxl', 'png')


@test
def text_survives_in_png():
    full()
    run('fix', 'full.png', '-o', 'a.png', '--recipe', recipe('./r.json', {'invert': {}}))
    report = run('inspect', 'a.png', '--json').json()[0]
    equal({t['keyword']: t['text'] for t in report['metadata']['text']},
          {'Comment': 'made by a test', 'Latin': 'café', 'prompt': 'ein gelbes 猫'})
    equal(report['prompt'], 'ein gelbes 猫')
    tags = exiftool('a.png')
    equal((tags['PNG:Comment'], tags['PNG:Latin']), ('made by a test', 'café'))


@test
def exif_follows_a_change_of_size():
    full(orientation=1)
    run('fix', 'full.png', '-o', 'a.jpg', '--recipe', recipe('./r.json', {'resize': {'scale': 0.5}}))
    check_exif('a.jpg', 'jpg', size=(60, 40))


@test
def phys_stands_before_the_72_of_exif():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'pHYs', phys(300)), (b'eXIf', exif(dpi=72))))
    for suffix in ('png', 'jpg', 'tif', 'webp'):
        run('fix', 'a.png', '-o', f'b.{suffix}', '--recipe', recipe('./r.json', {'invert': {}}))
        check_exif(f'b.{suffix}', suffix)


@test
def resolution_without_exif():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'pHYs', phys(240))))
    for suffix in (*SUFFIXES, 'gif'):
        if suffix != 'gif' and not can(suffix):
            continue
        report = run('fix', 'a.png', '-o', f'b.{suffix}', '--no-decast', '--json').json()[0]
        if suffix == 'gif':
            equal(report['lost'], ['resolution: GIF does not hold it'])
            continue
        equal(report.get('lost'), None)
        run('fix', f'b.{suffix}', '-o', f'c-{suffix}.png', '--no-decast')
        assert abs(exiftool(f'c-{suffix}.png')['PNG:PixelsPerUnitX'] * 0.0254 - 240) < 0.02, suffix


@test
def no_resolution_is_invented():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png')))
    for suffix in ('png', 'jpg', 'webp', 'tif', 'jxl'):
        if not can(suffix):
            continue
        run('fix', 'a.png', '-o', f'b.{suffix}', '--no-decast')
        tags = exiftool(f'b.{suffix}')
        units = [value for key, value in tags.items() if key.endswith('ResolutionUnit')]
        assert not [key for key in tags if key.startswith('PNG:PixelsPerUnit')] and all(u in (0, 1) for u in units), (suffix, tags)
        assert 'dpi' not in run('inspect', f'b.{suffix}', '--json').json()[0], suffix


@test
def orientation_is_applied_and_reset():
    Image, ImageOps = pillow('Image'), pillow('ImageOps')
    picture('plain.png')
    for orientation in range(1, 9):
        write('a.png', with_chunks(read('plain.png'), (b'eXIf', exif(orientation=orientation))))
        truth = ImageOps.exif_transpose(Image.open('a.png')).convert('RGB')
        report = run('fix', 'a.png', '-o', 'b.png', '-f', '--no-decast', '--compression=6', '--json').json()[0]
        made = Image.open('b.png')
        equal(made.convert('RGB').tobytes(), truth.tobytes(), orientation)
        equal((made.width, made.height), (report['width'], report['height']))
        equal(exiftool('b.png').get('EXIF:Orientation', 1), 1)
        equal(any('turned upright' in note for note in report.get('notes', [])), orientation > 1)


@test
def orientation_of_a_jpeg_by_another_program():
    Image, ImageOps = pillow('Image'), pillow('ImageOps')
    picture('plain.jpg')
    tool('exiftool', '-q', '-overwrite_original', '-n', '-Orientation=6', '-XMP-tiff:Orientation=6', 'plain.jpg')
    run('fix', 'plain.jpg', '-o', 'a.png', '--no-decast')
    equal(Image.open('a.png').size, (80, 120))
    run('fix', 'plain.jpg', '--in-place', '--recipe', invert())
    tags = exiftool('plain.jpg')
    equal((tags['EXIF:Orientation'], tags['XMP:Orientation'], tags['File:ImageWidth']), (1, 1, 80))


@test
def damaged_metadata_is_dropped_with_a_word():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'eXIf', b'garbage!garbage!'), (b'iTXt', b'no end')))
    report = run('fix', 'a.png', '-o', 'b.jpg', '--json').json()[0]
    contains(' '.join(report['lost']), 'a damaged EXIF block', 'a damaged text chunk')


@test
def hostile_metadata_is_shown_harmlessly():
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'tEXt', b'prompt\0\x1b[31mred <script>\x07' + b'x' * 5000)))
    text = run('inspect', 'a.png').out
    contains(text, 'embedded prompt: "\\x1b[31mred <script>')
    assert not re.search('[\x00-\x09\x0b-\x1f]', text) and len(max(text.splitlines(), key=len)) < 300, text
    assert os.path.getsize('a.png') > 5000


@test
def thumbnails_of_the_old_picture_are_gone():
    picture('plain.jpg')
    picture('thumb.jpg', scene='chart', size='40x30')
    tool('exiftool', '-q', '-overwrite_original', '-ThumbnailImage<=thumb.jpg', '-Make=Cam', 'plain.jpg')
    assert 'EXIF:ThumbnailLength' in exiftool('plain.jpg')
    run('fix', 'plain.jpg', '-o', 'a.jpg', '--recipe', recipe('./r.json', {'invert': {}}))
    tags = exiftool('a.jpg')
    assert 'EXIF:ThumbnailLength' not in tags and tags['EXIF:Make'] == 'Cam', tags


main()
