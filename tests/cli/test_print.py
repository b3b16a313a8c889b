# SPDX-License-Identifier: LGPL-2.1-or-later

"""Colour spaces and paper: conversions against lcms2's own tools, round trips measured in
CIEDE2000, ink, proofs; papers to the pixel."""

import json
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


def jobs(source, *wanted, steps=()):
    """Many results of one picture, (name, options), by one process; their reports."""
    write('jobs.jsonl', ''.join(json.dumps({'input': source, 'output': path, 'recipe': {'burnish': 1, 'fix': list(steps)}, 'set': {key: str(value) for key, value in options.items()}}) + '\n'
                                for path, options in wanted))
    return run('fix', '--job-list', 'jobs.jsonl', '-o', '.', '-f', '-j', '1', '--json').json()


def exiftool(*args):
    return json.loads(tool('exiftool', '-j', '-n', *args))


def installed(path):
    if not os.path.exists(path):
        raise Skip(f'{path} is not installed')
    return path


def largest_difference(a, b, compensates=True):
    """The largest CIEDE2000 of two pictures, each by its profile, seen as it was made."""
    for path, seen in ((a, 'left.v'), (b, 'right.v')):
        tool('vips', 'icc_import', path, seen, '--embedded', '--intent=relative', *(['--black-point-compensation'] if compensates else []))
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
    names = (('srgb', 'sRGB'), ('display-p3', 'P3'), ('p3', 'P3'), ('adobe-rgb', 'Adobe RGB'))
    wanted = [(f'{name}.{suffix}', name, says) for name, says in names for suffix in ('png', 'jpg', 'webp', 'tif')]
    reports = jobs('a.png', *[(path, {'profile': name}) for path, name, _ in wanted])
    found = exiftool('-ICC_Profile:ProfileDescription', *[path for path, _, _ in wanted])
    for (path, name, says), report, tags in zip(wanted, reports, found):
        contains(tags['ProfileDescription'], says)
        equal(any('converted to the profile' in note for note in report.get('notes', [])), name != 'srgb', path)
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
    names = ('fogra39', 'cmyk', 'ISOcoated_v2_300_bas', FOGRA39)
    jobs('cube.tif', *[(f'{len(name)}.tif', {'profile': name}) for name in names])
    for name in names:
        equal(read(f'{len(name)}.tif'), read('7.tif'))
    for intent, number, bpc in (('perceptual', 0, 'on'), ('relative', 1, 'on'), ('relative', 1, 'off'), ('absolute', 3, 'off')):
        make('cube.tif', 'a.tif', '--profile=fogra39', f'--intent={intent}', f'--black-point-compensation={bpc}')
        # By tables, as it does by itself, and without, so exactly.
        for exactly in ('-c1', '-c0'):
            tool('tificc', f'-t{number}', *(['-b'] if bpc == 'on' else []), '-e', exactly, f'-o{FOGRA39}', 'cube.tif', 'b.tif')
            worst = largest_difference('a.tif', 'b.tif', bpc == 'on')
            assert worst < 1, (intent, bpc, exactly, worst)


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


def flat(path, size, colour=(200, 30, 40)):
    pillow('Image').new('RGB', size, colour).save(path)


# Exactly as large, and much faster than with a network.
PLAIN = ({'upscale': {'mode': 'pixel'}},)


def pixels(mm, dpi):
    return round(mm / 25.4 * dpi)


@test
def papers_to_the_pixel():
    Image = pillow('Image')
    picture('tall.png', size='100x150')
    picture('wide.png', size='150x100')
    papers = {'a4': (210, 297), 'a3': (297, 420), 'letter': (215.9, 279.4), '10x15cm': (100, 150), '8x10in': (203.2, 254),
              '105x148mm': (105, 148), 'legal': (215.9, 355.6), '15x10cm': (150, 100), 'a6-landscape': (148, 105)}
    cases = [(name, dpi, {}) for name in papers for dpi in (50, 72)] + [(name, 300, {}) for name in ('a4', '10x15cm')]
    for name in ('a4', '10x15cm'):
        cases += [(name, 40, {'bleed': 3}), (name, 40, {'bleed': 3, 'crop-marks': 'true'}), (name, 40, {'crop-marks': 'true'}), (name, 60, {'paper-fit': 'pad', 'bleed': 2.5})]
        cases += [(name, 45, {'orientation': way, 'bleed': 3}) for way in ('portrait', 'landscape')]
    for source in ('tall', 'wide'):
        wanted = [(f'{source}-{i}.jpg', {'paper': name, 'dpi': dpi, 'quality': 30, 'print-sharpening': 0, **more}) for i, (name, dpi, more) in enumerate(cases)]
        reports = jobs(f'{source}.png', *wanted, steps=PLAIN)
        for (path, options), report, (name, dpi, more) in zip(wanted, reports, cases):
            sides = papers[name]
            lies = sides[0] > sides[1] or source == 'wide' and name != '105x148mm' or source == 'wide'
            if 'orientation' in more:
                lies = more['orientation'] == 'landscape'
            bleed = more.get('bleed', 0)
            marks = max(3 - bleed, 0) + 5 + 2 if 'crop-marks' in more else 0
            around = 2 * (pixels(bleed, dpi) + pixels(marks, dpi))
            expected = [pixels(side, dpi) + around for side in sorted(sides, reverse=lies)]
            made = Image.open(path)
            equal(([report['width'], report['height']], list(made.size), made.info['dpi']), (expected, expected, (dpi, dpi)), (source, name, dpi, more))
    for name in ('a11', 'A4x', '10x15', '0x5cm', 'letter-sideways', '99999x5cm'):
        contains(make('tall.png', 'b.jpg', f'--paper={name}', status=2).err, f'--paper: "{name}" is no paper such as a4')
    contains(make('tall.png', 'b.jpg', '--paper=a0', '--dpi=2400', status=4).err, 'has more pixels than can be handled')


def spot(path, size, centre, radius=40):
    """A red disc on a ground with some grain."""
    Image = pillow('Image')
    ground = Image.effect_noise(size, 4).convert('RGB')
    pillow('ImageDraw').Draw(ground).ellipse([centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=(220, 20, 30))
    ground.save(path)
    return 3.1416 * radius ** 2 / (size[0] * size[1])


def share_of_red(path):
    data = read_pixels(path)
    return sum(data[i] > 150 and data[i + 1] < 110 for i in range(0, len(data), 3)) / (len(data) / 3)


@test
def the_subject_stays_on_the_paper():
    options = {'paper': 'a6', 'dpi': 60, 'quality': 90, 'print-sharpening': 0, 'orientation': 'portrait', 'bleed': 3}
    for source, centre in (('left.png', (75, 200)), ('right.png', (525, 200))):
        whole = spot(source, (600, 400), centre)
        cropped = 264 / 363 / 1.5
        made = jobs(source, ('a.jpg', options), steps=({'reframe': {'mode': 'crop'}}, *PLAIN))[0]
        assert share_of_red('a.jpg') > 0.97 * whole / cropped, (source, share_of_red('a.jpg'), made)
        # In the middle it would be lost.
        jobs(source, ('b.jpg', options), steps=({'reframe': {'mode': 'crop', 'gravity': 'centre'}}, *PLAIN))
        jobs(source, ('c.jpg', options), steps=({'reframe': {'mode': 'measure-only'}}, *PLAIN))
        for path in ('b.jpg', 'c.jpg'):
            assert share_of_red(path) < 0.1 * whole, (path, share_of_red(path))


def steps_of(report):
    return {step['operation']: step for step in report['steps']}


@test
def a_recipe_is_completed_for_paper():
    picture('a.png', size='150x100')
    flags = ('--paper=a6', '--dpi=60', '--print-sharpening=0')
    report = make('a.png', 'b.png', *flags, '--json').json()[0]
    resolved = report['recipe']['fix']
    equal(([next(iter(step)) for step in resolved], report['width'], report['height']), (['reframe', 'upscale'], 350, 248))
    equal((resolved[0]['reframe']['width'], resolved[0]['reframe']['height'], resolved[1]['upscale']['to'], resolved[1]['upscale']['cover']), (350, 248, '350x248', True))
    contains(steps_of(report)['upscale']['reason'], 'enlarged from')
    # The same again, by the recipe of the report.
    write('again.json', json.dumps(report['recipe']))
    run('fix', 'a.png', '-o', 'c.png', '--recipe', './again.json')
    equal(read('c.png'), read('b.png'))
    # Settings of the steps stay in force, in their places; others keep theirs.
    wanted = [{'invert': {}}, {'upscale': {'quality': 'fast'}}, {'gaussblur': {'sigma': 1}}]
    fitted = jobs('a.png', ('d.png', {'paper': 'a6', 'dpi': 60}), steps=wanted)[0]['recipe']['fix']
    equal([next(iter(step)) for step in fitted], ['invert', 'reframe', 'upscale', 'gaussblur'])
    equal(fitted[2]['upscale']['quality'], 'fast')
    # What is left out stays out, whatever comes first.
    for order in (('--no-upscale', '--no-reframe', *flags), (*flags, '--no-upscale', '--no-reframe')):
        report = run('fix', 'a.png', '-o', 'e.png', '-n', '--json', *order).json()[0]
        equal((steps_of(report)['upscale']['changed'], steps_of(report)['reframe']['changed'], report['width']), (False, False, 350))


@test
def targets_of_a_recipe_win():
    picture('a.png', size='150x100')
    cases = (({'reframe': {'aspect': '1:1'}}, 'reframe', '150 x 150', (248, 350)), ({'reframe': {'aspect': '2:1'}}, 'reframe', 'left', (350, 248)),
             ({'upscale': {'scale': 1.5}}, 'upscale', 'enlarged from', (350, 248)), ({'upscale': {'to': '20x20'}}, 'upscale', 'as large as asked for', (350, 248)),
             # Which way the paper lies is known when the picture has been turned.
             ({'rot': {'angle': 'd90'}}, 'reframe', 'cropped', (248, 350)))
    for step, operation, says, size in cases:
        write('r.json', json.dumps({'burnish': 1, 'fix': [step], 'save': {'paper': 'a6', 'dpi': 60}}))
        report = run('fix', 'a.png', '-o', 'b.png', '-n', '--json', '--recipe', './r.json').json()[0]
        contains(steps_of(report)[operation]['reason'], says)
        equal((report['width'], report['height']), size, step)


@test
def what_is_too_large_is_reduced_in_linear_light():
    Image = pillow('Image')
    Image.effect_noise((8, 8), 1).save('unit.png')
    board = Image.new('L', (2, 2))
    board.putdata([0, 255, 255, 0])
    large = Image.new('L', (1500, 1000))
    for x in range(0, 1500, 2):
        for y in range(0, 1000, 2):
            large.paste(board, (x, y))
    large.convert('RGB').save('board.png')
    for flags in ((), ('--paper-fit=pad', '--no-upscale'), ('--no-reframe',)):
        size, notes = paper('board.png', 'b.png', '--paper=a6', '--dpi=60', '--print-sharpening=0', *flags)
        equal(size, (350, 248))
        # Half the light is 188, not 128.
        middle = Image.open('b.png').convert('RGB').getpixel((175, 124))
        assert all(183 <= value <= 193 for value in middle), (flags, middle)
        contains(notes, f"the picture has {257 if 'pad' in ''.join(flags) else 242} dpi of its own there")


@test
def density_is_right_everywhere():
    need('exiftool')
    picture('a.png', size='100x150')
    names = ['b.jpg', 'b.png', 'b.tif', 'b.webp']
    jobs('a.png', *[(name, {'paper': 'a6', 'dpi': 60}) for name in names], steps=PLAIN)
    for tags in exiftool('-G0', '-XResolution', '-YResolution', '-ResolutionUnit', '-PixelsPerUnitX', '-a', *names):
        values = {key: value for key, value in tags.items() if 'Resolution' in key and 'Unit' not in key}
        equal(({key.split(':')[0] for key in values}, set(values.values())), ({'JFIF', 'EXIF'} if tags['SourceFile'] == 'b.jpg' else {'EXIF'}, {60}), tags)
        equal(tags.get('PNG:PixelsPerUnitX'), 2362 if tags['SourceFile'] == 'b.png' else None)
    make('a.png', 'c.png', '--dpi=96')
    equal(run('inspect', 'c.png', '--json').json()[0]['dpi'], [96.01, 96.01])


@test
def the_resolution_of_its_own_is_said():
    flat('a.png', (1240, 1754))
    cases = (({'paper': 'a6'}, 'has 300 dpi', None), ({'paper': 'a6', 'dpi': 150}, 'has 300 dpi', None),
             ({'paper': 'a4', 'dpi': 200, 'viewing-distance': 30}, 'has 150 dpi', 'too small for the paper: 150 dpi will look soft from 30 cm, where 200 would be seen'),
             ({'paper': 'a4', 'dpi': 200, 'viewing-distance': 200}, 'has 150 dpi', None),
             # All of a padded picture has to go on the short side.
             ({'paper': 'a4', 'orientation': 'landscape', 'paper-fit': 'pad', 'dpi': 72}, 'has 212 dpi', None))
    for options, own, warning in cases:
        notes = ' '.join(make('a.png', 'b.jpg', '-n', '--json', *[f'--{key}={value}' for key, value in options.items()]).json()[0]['notes'])
        contains(notes, f'the picture {own} of its own there')
        assert (warning or 'too small') in notes if warning else 'too small' not in notes, notes


@test
def bleed_and_crop_marks():
    Image = pillow('Image')
    flat('a.png', (100, 150))
    equal(paper('a.png', 'b.png', '--paper=a6', '--dpi=254', '--bleed=3', '--no-upscale')[0], (1110, 1540))
    size, _ = paper('a.png', 'c.png', '--paper=a6', '--dpi=254', '--bleed=3', '--crop-marks', '--no-upscale')
    equal(size, (1250, 1680))
    made = Image.open('c.png').convert('RGB')
    # Red from edge to edge of the bleed, white around it, and black lines in line with the cut.
    equal((made.getpixel((70, 70)), made.getpixel((1179, 1609)), made.getpixel((69, 840)), made.getpixel((3, 3))), ((200, 30, 40), (200, 30, 40), (255, 255, 255), (255, 255, 255)))
    for x, y in ((100, 30), (100, 1650), (1149, 30), (30, 100), (30, 1579), (1220, 100)):
        equal(made.getpixel((x, y)), (0, 0, 0), (x, y))
    for flags, says in ((['--bleed=3'], 'bleed: goes with paper'), (['--crop-marks'], 'crop-marks: goes with paper')):
        contains(make('a.png', 'd.png', *flags, status=2).err, says)


@test
def pdf_for_print():
    flat('a.png', (100, 150))
    need('pdfinfo')
    flags = ('--paper=a6', '--dpi=50', '--bleed=3', '--no-upscale')
    make('a.png', 'e.pdf', *flags, '--crop-marks', '--title=x', '--ai-source=trainedAlgorithmicMedia')
    boxes = tool('pdfinfo', '-box', 'e.pdf')
    # A sheet of 125 x 168 mm, the bleed 7 mm inside, the paper 3 mm more.
    contains(boxes, '354.331 x 476.22')
    for name, corners in (('MediaBox', '0.00     0.00   354.33   476.22'), ('BleedBox', '19.84    19.84   334.49   456.38'), ('TrimBox', '28.35    28.35   325.98   447.87')):
        assert re.search(rf'{name}: +{corners}', boxes), boxes
    contains(tool('exiftool', 'e.pdf'), 'trainedAlgorithmicMedia')
    need('qpdf')
    contains(tool('qpdf', '--check', 'e.pdf'), 'No syntax or stream encoding errors')
    make('a.png', 'f.pdf', *flags, '--lossless')
    boxes = tool('pdfinfo', '-box', 'f.pdf')
    contains(boxes, 'TrimBox:             8.50     8.50   306.14   428.03')
    make('a.png', 'g.pdf', '--no-upscale', '--dpi=50')
    # What lies on no paper is cut nowhere.
    assert 'TrimBox:             0.00     0.00   144.00   216.00' in tool('pdfinfo', '-box', 'g.pdf')
    first, second = read('e.pdf'), make('a.png', 'e.pdf', *flags, '--crop-marks', '--title=x', '--ai-source=trainedAlgorithmicMedia')
    equal(read('e.pdf'), first)


@test
def colours_of_a_pdf():
    installed(FOGRA39)
    need('pdftocairo')
    cube()
    vips('cast', 'cube.tif', 'a.png', 'uchar')
    # What another program shows is what was meant, whatever the numbers are in.
    for name, space in (('srgb', 'icc'), ('adobe-rgb', 'icc'), ('display-p3', 'icc'), ('fogra39', 'cmyk')):
        make('a.png', f'{name}.pdf', f'--profile={name}', '--lossless', '--dpi=72')
        contains(tool('pdfimages', '-list', f'{name}.pdf').split('\n')[2], f' {space} ')
        document = tool('qpdf', '--qdf', '--object-streams=disable', f'{name}.pdf', 'plain.pdf') + read('plain.pdf').decode('latin-1')
        equal('/OutputIntent' in document, name == 'fogra39', name)
        assert '/Transparency' not in document, name
        if space == 'icc':
            tool('pdftocairo', '-png', '-singlefile', '-r', '72', f'{name}.pdf', name)
            assert delta_e('a.png', f'{name}.png') < 1, (name, delta_e('a.png', f'{name}.png'))
    need('exiftool')
    contains(tool('qpdf', '--show-object=trailer', 'fogra39.pdf'), '/Root')


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
        make('a.png', 'b.png', '--paper=10x15cm', '--dpi=50', '--no-upscale', f'--print-sharpening={strength}')
        vips('colourspace', 'b.png', 'grey.v', 'b-w')
        vips('canny', 'grey.v', 'edges.v', '--precision=float')
        sizes.append(float(vips('avg', 'edges.v')))
    assert sizes[0] < sizes[1] < sizes[2], sizes


@test
def everything_at_once():
    installed(FOGRA39)
    need('pdfinfo')
    picture('a.png', size='400x300')
    report = make('a.png', 'b.pdf', '--paper=a5', '--dpi=60', '--bleed=3', '--crop-marks', '--profile=fogra39', '--proof', '--title=Poster', '--metadata=publish', '--json').json()[0]
    equal(report['files'], ['b-proof.png'])
    contains(tool('pdfinfo', 'b.pdf'), 'Title:           Poster', 'Pages:           1')
    contains(tool('pdfimages', '-list', 'b.pdf'), 'cmyk', 'jpeg')


main()
