# SPDX-License-Identifier: LGPL-2.1-or-later

"""Icons: what other programs read in an ICO file, that alpha and colour are right at every
size, the files beside a result, and what is refused."""

import os
import struct

from support import contains, equal, main, need, picture, pillow, read, recipe, run, test, tool

USUAL = [16, 24, 32, 48, 64, 128, 256]


def make(output, *flags, source='mark.png', status=0):
    return run('fix', source, '-o', output, '-f', '--recipe', recipe('./none.json'), *flags, status=status)


def draw(path, size=(300, 300), mode='RGBA'):
    """A red disc on nothing, with blue under what is transparent."""
    image = pillow('Image').new('RGBA', size, (0, 0, 255, 0))
    pillow('ImageDraw').Draw(image).ellipse((20, 20, size[0] - 20, size[1] - 20), (220, 30, 30, 255))
    image.convert(mode).save(path)


def entries(path):
    """Side, offset and length of each picture, by the layout of the format."""
    data = read(path)
    _, kind, n = struct.unpack_from('<HHH', data)
    equal(kind, 1)
    found = []
    for i in range(n):
        width, height, _, _, _, bits, length, offset = struct.unpack_from('<BBBBHHII', data, 6 + 16 * i)
        equal((width, bits), (height, 32))
        found.append((width or 256, data[offset:offset + length]))
    equal(offset + length, len(data))
    return found


@test
def all_sizes_are_there():
    draw('mark.png')
    report = make('a.ico', '--json').json()[0]
    found = entries('a.ico')
    equal([side for side, _ in found], USUAL)
    equal([side for side, data in found if data.startswith(b'\x89PNG')], [64, 128, 256])
    equal(make('b', '--format=ico', '--json').json()[0].get('format', report.get('format')), report.get('format'))
    equal(read('b'), read('a.ico'))
    make('c.ico', '--icon-sizes=20,200')
    equal([side for side, _ in entries('c.ico')], [20, 200])


@test
def other_programs_read_it():
    need('icotool')
    need('identify')
    draw('mark.png')
    make('a.ico')
    equal([f'{side}x{side}' for side in USUAL], tool('identify', '-format', '%wx%h\n', 'a.ico').split())
    listed = tool('icotool', '-l', 'a.ico')
    for side in USUAL:
        contains(listed, f'--width={side} --height={side} --bit-depth=32')


@test
def colour_and_alpha_are_right():
    draw('mark.png')
    make('a.ico')
    icon = pillow('Image').open('a.ico')
    for side in USUAL:
        small = icon.ico.getimage((side, side)).convert('RGBA')
        equal(small.size, (side, side))
        equal(small.getpixel((0, 0))[3], 0)
        middle = small.getpixel((side // 2, side // 2))
        equal(middle[3], 255)
        assert max(abs(a - b) for a, b in zip(middle, (220, 30, 30))) <= 1, middle
        # No blue of what is not seen gets into the edge.
        assert max(pixel[2] for pixel in small.getdata() if pixel[3] > 20) <= 40


@test
def what_is_not_square_gets_sides():
    picture('room.png', size='300x200')
    make('a.ico', source='room.png')
    small = pillow('Image').open('a.ico').ico.getimage((48, 48)).convert('RGBA')
    equal([small.getpixel((24, y))[3] for y in (0, 7, 24, 40, 47)], [0, 0, 255, 0, 0])


@test
def depth_and_grey():
    draw('mark.png', mode='L')
    make('grey.ico')
    make('deep.png', '--depth=16', '--icon', source='mark.png')
    equal([side for side, _ in entries('deep.ico')], USUAL)
    small = pillow('Image').open('deep-16.png').convert('RGB')
    equal(small.getpixel((8, 8)), pillow('Image').open('grey.ico').ico.getimage((16, 16)).convert('RGB').getpixel((8, 8)))


@test
def icons_beside_a_result():
    draw('mark.png')
    report = make('b.png', '--icon', '--json').json()[0]
    equal(sorted(os.path.basename(path) for path in report['files']), sorted(['b.ico', *(f'b-{side}.png' for side in USUAL)]))
    equal(pillow('Image').open('b-24.png').size, (24, 24))
    equal(entries('b.ico')[0][0], 16)
    # A result that is one has its sizes beside it only.
    equal(len(make('c.ico', '--icon', '--icon-sizes=16,32', '--json').json()[0]['files']), 2)


@test
def small_pictures_and_errors():
    draw('mark.png', (60, 60))
    contains(make('a.ico', '--json').out, 'no icon of 64 pixels: the picture has 60')
    equal([side for side, _ in entries('a.ico')], [16, 24, 32, 48])
    make('b.png', '--icon')
    assert os.path.exists('b-48.png') and not os.path.exists('b-64.png')
    contains(make('c.ico', '--icon-sizes=64', status=1).err, '60 x 60 pixels is smaller than every icon')
    assert not os.path.exists('c.ico')
    for sizes, says in (('0', '0 is not from 1 to 256'), ('16,257', '257 is not from 1 to 256'), ('16,16', '16 is there twice')):
        contains(make('d.ico', f'--icon-sizes={sizes}', status=2).err, says)
    contains(make('e.ico', '--profile=display-p3', status=1).err, 'ICO cannot hold the profile')
    write_over = run('fix', 'mark.png', '-o', 'b.png', '--icon', '--recipe', recipe('./none.json'), status=None)
    assert write_over.status != 0


main()
