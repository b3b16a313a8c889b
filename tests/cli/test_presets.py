# SPDX-License-Identifier: LGPL-2.1-or-later

"""Every preset on a small picture: size, format, alpha and tags of what comes out."""

import json
import os

from support import contains, equal, main, need, picture, pillow, run, test, tool, write


def make(name, *flags, output='out'):
    """Run a preset, with enlarging kept small; the paths of the results, by their names."""
    if not os.path.exists('room.png'):
        picture('room.png', size='240x160')
    reports = run('fix', '--recipe', name, 'room.png', '-o', output, '-f', '--json', *flags).json()
    return reports


def size(path):
    return pillow('Image').open(path).size


def is_published(path):
    need('exiftool')
    tags = tool('exiftool', '-s', '-G', path)
    contains(tags, 'DigitalSourceType')


@test
def social():
    make('social', '--upscale.to=160x160', '--ai-source=trainedAlgorithmicMedia', output='s-{aspect}.jpg')
    for aspect, (across, down) in {'1x1': (1, 1), '4x5': (4, 5), '9x16': (9, 16), '16x9': (16, 9)}.items():
        width, height = size(f's-{aspect}.jpg')
        assert abs(width / height - across / down) < 0.01, (aspect, width, height)
    is_published('s-4x5.jpg')
    # As it is: the longer side, exactly.
    make('social', '--reframe.aspect=16:9', '--upscale.quality=fast', output='full.jpg')
    equal(size('full.jpg'), (1920, 1080))


@test
def thumbnail():
    make('thumbnail', '--ai-source=trainedAlgorithmicMedia', output='t.jpg')
    equal(size('t.jpg'), (1280, 720))
    assert os.path.getsize('t.jpg') <= 2000000
    is_published('t.jpg')


@test
def marketing():
    report = make('marketing', '--upscale.to=400x', '--ai-source=trainedAlgorithmicMedia', output='m.jpg')[0]
    equal(size('m.jpg'), (400, 500))
    contains(str(report), 'no text given')
    is_published('m.jpg')
    report = make('marketing', '--upscale.to=400x', '--caption.text=Sale', output='n.jpg')[0]
    contains(str(report), '1 line of')


@test
def interior():
    make('interior', '--ai-source=trainedAlgorithmicMedia', output='i.jpg')
    equal(size('i.jpg'), (480, 320))
    is_published('i.jpg')


@test
def icon():
    picture('mark.png', size='200x200', scene='product')
    run('fix', '--recipe', 'icon', 'mark.png', '-o', 'k.png', '--json')
    image = pillow('Image').open('k.png')
    equal(image.mode, 'RGBA')
    equal(image.size[0], image.size[1])
    equal(image.getpixel((0, 0))[3], 0)
    equal(size('k-32.png'), (32, 32))
    equal(pillow('Image').open('k.ico').format, 'ICO')


@test
def cut_out():
    picture('mark.png', size='200x200', scene='product')
    for name in ('logo', 'sticker'):
        run('fix', '--recipe', name, 'mark.png', '-o', f'{name}.png')
        equal(pillow('Image').open(f'{name}.png').mode, 'RGBA')


@test
def plain_ones():
    for name, output, kind in (('auto', 'a.png', 'PNG'), ('neutral', 'n.png', 'PNG'), ('web', 'w.webp', 'WEBP')):
        make(name, output=output)
        equal(size(output), (240, 160))
        equal(pillow('Image').open(output).format, kind)


@test
def auto_is_what_is_done_without_a_recipe():
    shown = json.loads(run('presets', 'auto').out)
    equal([next(iter(step)) for step in shown['fix']], ['decast', 'lift', 'clean_alpha', 'reframe', 'upscale'])
    picture('in.png')
    reports = [run('fix', 'in.png', '--dry-run', '--json', *words).json()[0] for words in ([], ['--recipe', 'auto'])]
    equal(reports[0]['recipe'], reports[1]['recipe'])
    # Options add what is done on request only, in the preset as well.
    run('fix', 'in.png', '--recipe', 'auto', '--caption.text', 'x', '-o', 'out.png')
    # One's own takes its place, named or not.
    os.makedirs('.config/burnish/presets')
    write('.config/burnish/presets/auto.json', json.dumps({'burnish': 1, 'fix': [{'invert': {}}], 'save': {}}))
    for words in ([], ['--recipe', 'auto']):
        equal([step['operation'] for step in run('fix', 'in.png', '--dry-run', '--json', *words).json()[0]['steps']], ['invert'])
    contains(run('presets', 'auto').out, 'invert')


main()
