# SPDX-License-Identifier: LGPL-2.1-or-later

"""Colour spaces and paper: conversions against lcms2's own tools, round trips measured in
CIEDE2000, ink, proofs; papers to the pixel."""

import os
import re

from support import (Skip, contains, equal, listing, main, need, picture, pillow, read, recipe, run, test, tool, vips, write)

FOGRA39 = '/usr/share/scribus/profiles/ISOcoated_v2_300_bas.icc'
ADOBE = '/usr/share/color/icc/compatibleWithAdobeRGB1998.icc'
SRGB = '/usr/share/color/icc/sRGB.icc'


def cube(path='cube.tif'):
    """Colours all over sRGB."""
    Image = pillow('Image')
    steps = [min(n * 16, 255) for n in range(17)]
    data = bytes(c for r in steps for g in steps for b in steps for c in (r, g, b))
    image = Image.frombytes('RGB', (17, 289), data)
    image.save(path)
    return path


def make(source, output, *flags, status=0):
    return run('fix', source, '-o', output, '-f', '--recipe', recipe('./none.json'), *flags, status=status)


def installed(path):
    if not os.path.exists(path):
        raise Skip(f'{path} is not installed')
    return path


def lab(path):
    """The picture in Lab, by its profile."""
    tool('vips', 'icc_import', path, 'lab.v', '--embedded', '--intent=relative', '--black-point-compensation')
    return 'lab.v'


def largest_difference(a, b):
    """The largest CIEDE2000 of two pictures, each by its profile."""
    os.rename(lab(a), 'left.v')
    os.rename(lab(b), 'right.v')
    vips('dE00', 'left.v', 'right.v', 'difference.v')
    return float(vips('max', 'difference.v'))


@test
def rgb_profiles_against_lcms():
    need('tificc')
    cube()
    for name, profile in (('adobe-rgb', ADOBE), ('display-p3', None), (ADOBE, ADOBE)):
        make('cube.tif', 'a.tif', f'--profile={name}')
        if profile and os.path.exists(profile):
            tool('tificc', '-t1', '-b', '-e', f'-o{profile}', 'cube.tif', 'b.tif')
            assert largest_difference('a.tif', 'b.tif') < 1, name
        # And back: what 8 bits cost on the way.
        make('a.tif', 'c.tif')
        assert delta_e('c.tif', 'cube.tif') < 0.3 and delta_e('c.tif', 'cube.tif', 'max') < 2, name
    make('cube.tif', 'd.tif', '--profile=adobe-rgb', '--depth=16')
    make('d.tif', 'e.tif', '--depth=8')
    worst = max(abs(x - y) for x, y in zip(read_pixels('e.tif'), read_pixels('cube.tif')))
    assert worst <= 1, worst


def read_pixels(path):
    return pillow('Image').open(path).convert('RGB').tobytes()


@test
def profiles_are_embedded():
    need('exiftool')
    picture('a.png')
    for name, says in (('srgb', 'sRGB'), ('display-p3', 'P3'), ('p3', 'P3'), ('adobe-rgb', 'Adobe RGB')):
        for suffix in ('png', 'jpg', 'webp', 'tif'):
            make('a.png', f'b.{suffix}', f'--profile={name}')
            contains(tool('exiftool', '-s3', '-ICC_Profile:ProfileDescription', f'b.{suffix}'), says)
            report = make('a.png', f'b.{suffix}', f'--profile={name}', '--json').json()[0]
            equal(any('converted to the profile' in note for note in report.get('notes', [])), name != 'srgb')
    make('a.png', 'c.jpg', '--profile=p3', '--title=x')
    make('a.png', 'd.png', '--profile=p3')
    assert b'sRGB\0' not in read('d.png')[:100]


@test
def transparency_is_not_converted():
    Image = pillow('Image')
    image = Image.new('RGBA', (30, 20), (200, 30, 40, 77))
    image.save('a.png')
    make('a.png', 'b.png', '--profile=display-p3')
    made = Image.open('b.png').getpixel((3, 3))
    equal(made[3], 77)
    assert made[:3] != (200, 30, 40)


@test
def cmyk_against_lcms():
    need('tificc')
    installed(FOGRA39)
    cube()
    for name in ('fogra39', 'cmyk', 'ISOcoated_v2_300_bas', FOGRA39):
        make('cube.tif', f'{len(name)}.tif', f'--profile={name}')
        equal(read(f'{len(name)}.tif'), read('7.tif'))
    for intent, number, bpc in (('perceptual', 0, 'on'), ('relative', 1, 'on'), ('relative', 1, 'off'), ('absolute', 3, 'off')):
        make('cube.tif', 'a.tif', '--profile=fogra39', f'--intent={intent}', f'--black-point-compensation={bpc}')
        # Without tables, so exactly.
        tool('tificc', f'-t{number}', *(['-b'] if bpc == 'on' else []), '-e', '-c0', f'-o{FOGRA39}', 'cube.tif', 'b.tif')
        worst = largest_difference('a.tif', 'b.tif')
        assert worst < 1, (intent, bpc, worst)


@test
def cmyk_in_files():
    installed(FOGRA39)
    need('identify')
    picture('a.png', size='200x160')
    for suffix in ('tif', 'jpg'):
        make('a.png', f'b.{suffix}', '--profile=fogra39', '--dpi=300')
        equal(tool('identify', '-format', '%[colorspace] %x', f'b.{suffix}').split()[0], 'CMYK')
        contains(tool('exiftool', '-s3', '-ICC_Profile:ProfileDescription', f'b.{suffix}'), 'ISO Coated v2 300%')
        make(f'b.{suffix}', f'back-{suffix}.png')
        assert delta_e('a.png', f'back-{suffix}.png') < 1.5, suffix
    make('a.png', 'b.pdf', '--profile=fogra39')
    if pdfimages := tool('pdfimages', '-list', 'b.pdf'):
        contains(pdfimages, 'cmyk')
    for suffix in ('png', 'webp', 'avif', 'gif'):
        contains(make('a.png', f'c.{suffix}', '--profile=fogra39', status=1).err, 'cannot hold CMYK (profile "ISO Coated v2 300% (basICColor)"); TIFF, JPEG and PDF can')
        assert not os.path.exists(f'c.{suffix}')
    contains(make('a.png', 'c.pdf', '--profile=adobe-rgb', status=1).err, 'PDF cannot hold the profile "Compatible with Adobe RGB (1998)"')


def delta_e(a, b, what='avg'):
    """CIEDE2000 of two pictures in sRGB."""
    vips('colourspace', a, 'left.v', 'lab')
    vips('colourspace', b, 'right.v', 'lab')
    vips('dE00', 'left.v', 'right.v', 'difference.v')
    return float(vips(what, 'difference.v'))


@test
def a_proof_is_what_the_print_looks_like():
    installed(FOGRA39)
    cube()
    report = make('cube.tif', 'b.tif', '--profile=fogra39', '--proof', '--gamut-warning', '--json').json()[0]
    equal(report['files'], ['b-proof.png', 'b-gamut.png'])
    make('b.tif', 'back.png')
    # The same as reading the print file.
    assert delta_e('b-proof.png', 'back.png') < 0.2
    # The share that is reported is what is painted; 39 % of sRGB is out of this gamut.
    share = float(re.search(r'out of gamut of "ISO Coated.*": ([\d.]+) %', ' '.join(report['notes']))[1])
    data = read_pixels('b-gamut.png')
    painted = sum(data[i:i + 3] == b'\xff\0\xff' for i in range(0, len(data), 3)) / (len(data) / 3) * 100
    assert abs(share - painted) < 0.1 and 30 < share < 50, (share, painted)
    # Colours inside the gamut come back.
    pillow('Image').new('RGB', (20, 20), (150, 140, 120)).save('mild.png')
    notes = make('mild.png', 'c.tif', '--profile=fogra39', '--proof', '--json').json()[0]['notes']
    contains(' '.join(notes), ': 0.0 % of the pixels')
    assert delta_e('mild.png', 'c-proof.png') < 1
    contains(make('mild.png', 'd.tif', '--proof', status=2).err, 'proof: goes with profile')
    contains(make('mild.png', 'd.tif', '--gamut-warning', status=2).err, 'gamut-warning: goes with profile')


@test
def ink_is_measured_against_a_limit():
    installed(FOGRA39)
    pillow('Image').new('RGB', (20, 20), (0, 0, 0)).save('black.png')
    notes = ' '.join(make('black.png', 'a.tif', '--profile=fogra39', '--json').json()[0]['notes'])
    contains(notes, ' %, within the limit of 299 %')
    most = int(re.search(r'total area coverage: up to (\d+) %', notes)[1])
    inks = pillow('Image').open('a.tif').getpixel((5, 5))
    equal(most, round(sum(inks) / 255 * 100))
    notes = ' '.join(make('black.png', 'b.tif', '--profile=fogra39', f'--ink-limit={most - 1}', '--json').json()[0]['notes'])
    contains(notes, f'up to {most} %, above the limit of {most - 1} % in 100.00 % of the pixels')


@test
def profiles_that_cannot_be():
    picture('a.png')
    write('junk.icc', b'junk' * 100)
    write('cut.icc', read(ADOBE)[:200] if os.path.exists(ADOBE) else b'')
    for name, says in (('fogra93', 'no ICC profile "fogra93" is installed, and no file has that name'), ('display-p4', 'did you mean "display-p3"?'),
                       ('./none.icc', '"./none.icc" is no file that can be an ICC profile'), ('./junk.icc', 'is no ICC profile of grey, RGB or CMYK'),
                       ('junk.icc', 'is no ICC profile'), ('./', 'is no file that can be'), ('/dev/zero', 'is no file that can be'), ('cut.icc', 'profile')):
        contains(make('a.png', 'b.tif', f'--profile={name}', status=2).err, '--profile: ', says)
    contains(make('a.png', 'b.tif', '--intent=vivid', status=2).err, '"vivid" is none of')
    equal(listing(), ['a.png', 'cut.icc', 'junk.icc', 'none.json'])


def paper(source, output, *flags):
    report = make(source, output, *flags, '--json').json()[0]
    return (report['width'], report['height']), ' '.join(report['notes'])


@test
def papers_to_the_pixel():
    picture('wide.png', size='150x100')
    picture('tall.png', size='100x150')
    for name, dpi, expected in (('a4', 300, (2480, 3508)), ('a3', 72, (842, 1191)), ('letter', 100, (850, 1100)), ('10x15cm', 300, (1181, 1772)), ('a4', 72, (595, 842)),
                                ('8x10in', 50, (400, 500)), ('210x297mm', 72, (595, 842)), ('legal', 60, (510, 840))):
        flags = (f'--paper={name}', f'--dpi={dpi}', '--quality=30', '--print-sharpening=0')
        equal(paper('tall.png', 'a.jpg', *flags)[0], expected, name)
        made = pillow('Image').open('a.jpg')
        equal((made.size, made.info['dpi']), (expected, (dpi, dpi)))
    equal(paper('wide.png', 'a.jpg', '--paper=a5', '--dpi=72')[0], (595, 420))
    for flags, expected in ((('--paper=a6-landscape',), (583, 413)), (('--paper=a6', '--orientation=landscape'), (583, 413)), (('--paper=15x10cm',), (591, 394)),
                            (('--paper=a6-landscape', '--orientation=portrait'), (413, 583))):
        equal(paper('tall.png', 'a.jpg', '--dpi=100', *flags)[0], expected, flags)
    for name in ('a11', 'A4x', '10x15', '0x5cm', 'letter-sideways', '99999x5cm'):
        contains(make('tall.png', 'b.jpg', f'--paper={name}', status=2).err, f'--paper: "{name}" is no paper such as a4')
    contains(make('tall.png', 'b.jpg', '--paper=a0', '--dpi=2400', status=4).err, 'has more pixels than can be handled')


@test
def density_is_right_everywhere():
    need('exiftool')
    picture('a.png', size='100x150')
    for suffix in ('jpg', 'png', 'tif', 'webp'):
        make('a.png', f'b.{suffix}', '--paper=a6', '--dpi=120')
        tags = tool('exiftool', '-s', '-n', '-G0', '-a', '-XResolution', '-YResolution', '-ResolutionUnit', '-PixelsPerUnitX', f'b.{suffix}')
        values = [float(value) for value in re.findall(r'Resolution\s*: ([\d.]+)', tags)]
        equal(set(values), {120.0} if suffix != 'png' else set(), tags)
        if suffix == 'png':
            contains(tags, ': 4724')
    make('a.png', 'c.png', '--dpi=96')
    equal(run('inspect', 'c.png', '--json').json()[0]['dpi'], [96.01, 96.01])


@test
def the_resolution_of_its_own_is_said():
    picture('a.png', size='1240x1754')
    size, notes = paper('a.png', 'b.jpg', '--paper=a6', '--quality=50')
    contains(notes, 'the picture has 300 dpi of its own there')
    assert 'too small' not in notes
    size, notes = paper('a.png', 'b.jpg', '--paper=a4', '--dpi=200', '--quality=50', '--viewing-distance=30')
    contains(notes, 'the picture has 150 dpi of its own there', 'too small for the paper: 150 dpi will look soft from 30 cm, where 200 would be seen')
    assert 'too small' not in paper('a.png', 'b.jpg', '--paper=a4', '--dpi=200', '--quality=50', '--viewing-distance=200')[1]


def flat(path, size, colour=(200, 30, 40)):
    pillow('Image').new('RGB', size, colour).save(path)


@test
def bleed_and_crop_marks():
    Image = pillow('Image')
    flat('a.png', (100, 150))
    equal(paper('a.png', 'b.png', '--paper=a6', '--dpi=254', '--bleed=3')[0], (1110, 1540))
    size, _ = paper('a.png', 'c.png', '--paper=a6', '--dpi=254', '--bleed=3', '--crop-marks')
    equal(size, (1250, 1680))
    made = Image.open('c.png').convert('RGB')
    # Red from edge to edge of the bleed, white around it, and black lines in line with the cut.
    equal((made.getpixel((70, 70)), made.getpixel((1179, 1609)), made.getpixel((69, 840)), made.getpixel((3, 3))), ((200, 30, 40), (200, 30, 40), (255, 255, 255), (255, 255, 255)))
    for x, y in ((100, 30), (100, 1650), (1149, 30), (30, 100), (30, 1579), (1220, 100)):
        equal(made.getpixel((x, y)), (0, 0, 0), (x, y))
    for flags, says in ((['--bleed=3'], 'bleed: goes with paper'), (['--crop-marks'], 'crop-marks: goes with paper')):
        contains(make('a.png', 'd.png', *flags, status=2).err, says)
    need('pdfinfo')
    make('a.png', 'e.pdf', '--paper=a6', '--dpi=100', '--bleed=3', '--crop-marks')
    contains(tool('pdfinfo', 'e.pdf'), '354.331 x 476.22')


@test
def fill_or_show_all():
    Image = pillow('Image')
    flat('a.png', (100, 100))
    make('a.png', 'b.png', '--paper=a6', '--dpi=50')
    equal(len(set(Image.open('b.png').convert('RGB').getdata())), 1)
    for flags, around in (((), (255, 255, 255)), (('--background=10,20,30',), (10, 20, 30))):
        make('a.png', 'c.png', '--paper=a6', '--dpi=50', '--paper-fit=pad', *flags)
        made = Image.open('c.png').convert('RGB')
        equal((made.size, made.getpixel((100, 5)), made.getpixel((100, 140))), ((207, 291), around, (200, 30, 40)))
    Image.new('LA', (40, 40), (99, 0)).save('grey.png')
    for flags in ((), ('--paper-fit=pad', '--crop-marks', '--bleed=2')):
        make('grey.png', 'd.png', '--paper=a6', '--dpi=50', *flags)


@test
def print_sharpening():
    picture('a.png', size='300x200')
    sizes = []
    for strength in (0, 1, 2):
        make('a.png', 'b.png', '--paper=10x15cm', '--dpi=100', f'--print-sharpening={strength}', '--compression=6')
        vips('colourspace', 'b.png', 'grey.v', 'b-w')
        vips('canny', 'grey.v', 'edges.v', '--precision=float')
        sizes.append(float(vips('avg', 'edges.v')))
    assert sizes[0] < sizes[1] < sizes[2], sizes


@test
def everything_at_once():
    installed(FOGRA39)
    need('pdfinfo')
    picture('a.png', size='400x300')
    report = make('a.png', 'b.pdf', '--paper=a5', '--dpi=100', '--bleed=3', '--crop-marks', '--profile=fogra39', '--proof', '--title=Poster', '--metadata=publish', '--json').json()[0]
    equal(report['files'], ['b-proof.png'])
    contains(tool('pdfinfo', 'b.pdf'), 'Title:           Poster', 'Pages:           1')
    contains(tool('pdfimages', '-list', 'b.pdf'), 'cmyk', 'jpeg')


main()
