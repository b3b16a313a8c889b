# SPDX-License-Identifier: LGPL-2.1-or-later

"""Pictures of every depth and colour space: converted as lcms2 itself converts them
when asked by other programs, or left as they are."""

import os
import struct

from samples import iccp, srgb_profile, with_chunks
from support import (Skip, contains, delta, equal, main, need, picture, pillow, read, recipe, run, test, tool, write)

SAME = ('--recipe', './same.json', '--compression=6')


def prepare():
    """A recipe without steps, with a save chapter, so that files are encoded anew."""
    recipe('./same.json')


def conversions(path):
    return [line for line in run('inspect', path).out.splitlines() if 'when saved:' in line]


def through_pillow(source, profile, path='truth.png'):
    """What lcms2 makes of a picture in a profile, relative with black point compensation."""
    Image, cms = pillow('Image'), pillow('ImageCms')
    image = Image.open(source)
    made = cms.profileToProfile(image, profile, cms.createProfile('sRGB'), renderingIntent=1, outputMode='RGB', flags=0x2000)
    made.info.pop('icc_profile', None)
    made.save(path)
    return path


def rgb_profile(primaries, gamma):
    """An ICC profile of version 2, from x and y of the primaries adapted to D50."""
    def s15(v):
        return struct.pack('>i', round(v * 65536))

    def tag(kind, data):
        return kind + bytes(4) + data

    text = b'A wide space\0'
    tags = {b'desc': tag(b'desc', struct.pack('>I', len(text)) + text + bytes(78)), b'cprt': tag(b'text', b'none\0'),
            b'wtpt': tag(b'XYZ ', s15(0.9642) + s15(1) + s15(0.8249))}
    for name, xyz in zip((b'rXYZ', b'gXYZ', b'bXYZ'), primaries):
        tags[name] = tag(b'XYZ ', b''.join(map(s15, xyz)))
    curve = tag(b'curv', struct.pack('>IH', 1, round(gamma * 256)))
    for name in (b'rTRC', b'gTRC', b'bTRC'):
        tags[name] = curve
    table, body, offset = b'', b'', 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack('>II', offset + len(body), len(data))
        body += data
    size = offset + len(body)
    header = struct.pack('>I4sI4s4s4s', size, b'lcms', 0x02400000, b'mntr', b'RGB ', b'XYZ ') + bytes(12) + b'acsp' + bytes(28)
    header += s15(0.9642) + s15(1) + s15(0.8249)
    return header.ljust(128, b'\0') + struct.pack('>I', len(tags)) + table + body


# Adobe RGB (1998), adapted to D50 (its specification, annex A).
ADOBE = rgb_profile(((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), 563 / 256)


@test
def adobe_rgb_is_converted_as_lcms2_does_it():
    prepare()
    for scene in ('chart', 'product', 'room'):
        picture('plain.png', scene=scene)
        write('a.png', with_chunks(read('plain.png'), (b'iCCP', iccp(ADOBE))))
        write('adobe.icc', ADOBE)
        contains(' '.join(conversions('a.png')), 'converted from RGB (profile "A wide space") to sRGB')
        run('fix', 'a.png', '-o', 'b.png', '-f', *SAME)
        truth = through_pillow('plain.png', 'adobe.icc')
        assert delta('b.png', truth) < 0.3 < delta('a.png', truth), (scene, delta('b.png', truth), delta('a.png', truth))
        # What is written is tagged for what it is.
        equal(conversions('b.png'), [])
        contains(run('inspect', 'b.png').out, 'profile "sRGB')


@test
def srgb_is_not_converted():
    prepare()
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'iCCP', iccp(srgb_profile()))))
    equal(conversions('a.png'), [])
    run('fix', 'a.png', '-o', 'b.png', *SAME)
    equal(delta('a.png', 'b.png'), 0.0)


@test
def a_profile_that_does_not_fit_is_not_believed():
    picture('plain.png')
    for profile in (b'nonsense' * 20, ADOBE[:300], ADOBE.replace(b'RGB XYZ ', b'CMYKLab ')):
        write('a.png', with_chunks(read('plain.png'), (b'iCCP', iccp(profile))))
        report = run('fix', 'a.png', '-o', 'b.png', '-f', '--json').json()[0]
        assert report['status'] in ('changed', 'unchanged'), report


@test
def gamma_and_primaries_of_a_png():
    prepare()
    picture('plain.png')
    srgb_chroma = struct.pack('>8I', 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    for chunks, converted in (((b'sRGB', b'\0'),), False), (((b'gAMA', struct.pack('>I', 45455)),), False), \
            (((b'gAMA', struct.pack('>I', 100000)),), True), (((b'gAMA', struct.pack('>I', 55556)), (b'cHRM', srgb_chroma)), True), \
            (((b'cICP', bytes([1, 13, 0, 1])),), False), (((b'cICP', bytes([12, 13, 0, 1])),), True), \
            (((b'sRGB', b'\0'), (b'gAMA', struct.pack('>I', 100000))), False):
        write('a.png', with_chunks(read('plain.png'), *chunks))
        equal(bool(conversions('a.png')), converted, chunks)
        run('fix', 'a.png', '-o', 'b.png', '-f', *SAME)
        equal(delta('a.png', 'b.png') > 0.1, converted, chunks)
        equal(conversions('b.png'), [])
    write('a.png', with_chunks(read('plain.png'), (b'cICP', bytes([9, 16, 0, 1]))))
    contains(run('fix', 'a.png', '-f', status=1).err, 'high dynamic range (cICP transfer 16) is not supported')


@test
def linear_gamma_by_the_formula():
    prepare()
    picture('plain.png')
    write('a.png', with_chunks(read('plain.png'), (b'gAMA', struct.pack('>I', 100000))))
    run('fix', 'a.png', '-o', 'b.png', *SAME)
    before = [int(float(v)) for v in tool('vips', 'getpoint', 'plain.png', '30', '20').split()]
    after = [int(float(v)) for v in tool('vips', 'getpoint', 'b.png', '30', '20').split()]
    for x, y in zip(before, after):
        x /= 255
        truth = 255 * (12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055)
        assert abs(truth - y) <= 1, (before, after, truth)


@test
def cmyk_is_converted_and_never_saved_as_such():
    prepare()
    Image = pillow('Image')
    picture('plain.png')
    Image.open('plain.png').convert('CMYK').save('a.jpg', quality=95)
    contains(run('inspect', 'a.jpg').out, '8-bit CMYK', 'converted from CMYK without a profile to sRGB')
    for suffix in ('png', 'jpg', 'tif'):
        run('fix', 'a.jpg', '-o', f'b.{suffix}', *SAME)
        contains(run('inspect', f'b.{suffix}').out, '8-bit RGB')
        # Ink on paper is not light on a screen, but white, and the order of things, stay.
        assert delta('plain.png', f'b.{suffix}') < 20, suffix
    Image.new('CMYK', (32, 32)).save('white.jpg', quality=95)
    run('fix', 'white.jpg', '-o', 'white.png', *SAME)
    assert float(tool('vips', 'min', 'white.png')) > 247


@test
def every_layout_of_a_png():
    prepare()
    Image = pillow('Image')
    picture('plain.png', scene='product')
    base = Image.open('plain.png').convert('RGB')
    alpha = Image.linear_gradient('L').resize(base.size)
    layouts = {'1': base.convert('1'), 'L': base.convert('L'), 'LA': Image.merge('LA', (base.convert('L'), alpha)),
               'P': base.quantize(64), 'P16': base.quantize(12), 'RGBA': Image.merge('RGBA', (*base.split(), alpha)),
               'I;16': Image.frombytes('I;16', base.size, b''.join(struct.pack('<H', v * 257) for v in base.convert('L').tobytes()))}
    for name, image in layouts.items():
        image.save('a.png', **({'transparency': 3} if name == 'P16' else {}))
        run('fix', 'a.png', '-o', 'b.png', '-f', *SAME)
        made = Image.open('b.png')
        if name == 'I;16':
            equal(list(made.getdata()), list(image.getdata()), name)
        else:
            mode = {'1': 'L', 'P': 'RGB', 'P16': 'RGBA'}.get(name, name)
            equal(made.convert(mode).tobytes(), Image.open('a.png').convert(mode).tobytes(), name)
        run('fix', 'a.png', '-o', 'c.jpg', '-f')
        run('fix', 'a.png', '-o', 'c.webp', '-f')


@test
def sixteen_bits_stay_sixteen_bits():
    prepare()
    tool('vips', 'xyz', 'xy.v', '256', '256')
    tool('vips', 'linear', 'xy.v', 'f.v', '250', '3')
    tool('vips', 'cast', 'f.v', 'u.v', 'ushort')
    tool('vips', 'bandjoin', 'u.v f.v', 'j.v')
    tool('vips', 'extract_band', 'j.v', 'k.v', '0', '--n', '3')
    tool('vips', 'cast', 'k.v', 'l.v', 'ushort')
    tool('vips', 'copy', 'l.v', 'a.png', '--interpretation', 'rgb16')
    for suffix in ('png', 'tif'):
        run('fix', 'a.png', '-o', f'b.{suffix}', *SAME)
        tool('vips', 'subtract', 'a.png', f'b.{suffix}', 'd.v')
        equal(float(tool('vips', 'deviate', 'd.v')), 0.0, suffix)
        contains(run('inspect', f'b.{suffix}').out, '16-bit RGB')
    report = run('fix', 'a.png', '-o', 'b.jpg', '--json').json()[0]
    contains(' '.join(report['lost']), '16 bits: JPEG has 8')


@test
def transparency_goes_onto_what_was_asked_for():
    prepare()
    Image = pillow('Image')
    Image.new('RGBA', (32, 32), (10, 20, 30, 0)).save('a.png')
    for words, colour in (([], (255, 255, 255)), (['--background=255,0,0'], (254, 0, 0)), (['--background', '0,0,0'], (0, 0, 0))):
        report = run('fix', 'a.png', '-o', 'b.jpg', '-f', '--quality=100', '--json', *words).json()[0]
        contains(' '.join(report['lost']), 'transparency: JPEG has none')
        got = Image.open('b.jpg').getpixel((16, 16))
        assert all(abs(a - b) <= 2 for a, b in zip(got, colour)), (words, got)
    run('fix', 'a.png', '-o', 'c.png', *SAME)
    # Colour under nothing is kept, too: others may look under it.
    equal(Image.open('c.png').getpixel((3, 3)), (10, 20, 30, 0))


@test
def real_pictures_come_through():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'shared', 'images', 'gpt4o')
    if not os.path.isdir(folder):
        raise Skip('no real pictures here')
    found = sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names
                   if name.lower().endswith(('.png', '.jpg', '.jpeg', '.webp')))[:4]
    prepare()
    need('exiftool')
    for path in found:
        run('fix', path, '-o', 'b.png', '-f', *SAME)
        equal(delta(path, 'b.png'), 0.0, path)
        contains(tool('exiftool', '-validate', '-G0', '-Validate', 'b.png'), 'OK')


main()
