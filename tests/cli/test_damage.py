# SPDX-License-Identifier: LGPL-2.1-or-later

"""Damaged files: cut short at many points, or with bits turned over. A cut file
never gives a result; what is damaged gives an error or a whole picture."""

import os
import random
import zlib

from support import Skip, contains, equal, listing, main, picture, read, run, test, tool, vips, write

# How each format is written, by vips.
FORMATS = {
    'png': 'a.png[compression=6]',
    'interlaced.png': 'a.png[interlace]',
    'jpg': 'a.jpg[Q=85]',
    'progressive.jpg': 'a.jpg[interlace]',
    'webp': 'a.webp[Q=80]',
    'lossless.webp': 'a.webp[lossless]',
    'tif': 'a.tif[compression=deflate]',
    'lzw.tif': 'a.tif[compression=lzw,tile]',
    'raw.tif': 'a.tif',
    'gif': 'a.gif',
    'avif': 'a.avif[Q=60,speed=9]',
    'heic': 'a.heic[Q=60]',
    'jxl': 'a.jxl[effort=3]',
}


def make(name):
    """The bytes of a picture in one of the formats."""
    picture('source.png', size='160x120')
    target = FORMATS[name]
    tool('vips', 'copy', 'source.png', target)
    path = target.split('[')[0]
    data = read(path)
    os.remove(path)
    os.remove('source.png')
    return data, path.split('.')[1]


def check_cuts(name):
    data, suffix = make(name)
    # Dense at both ends, where the structure is, and over all the rest.
    points = {*range(1, 40, 3), *(len(data) - n for n in (1, 2, 3, 4, 8, 12, 16, 20)), *range(40, len(data), len(data) // 40)}
    os.mkdir('in')
    for point in points:
        write(f'in/{point:06d}.{suffix}', data[:point])
    write(f'in/whole.{suffix}', data)
    result = run('fix', 'in', '-o', 'out', '--json', status=1)
    accepted = [line['input'] for line in result.json() if line['status'] in ('changed', 'unchanged')]
    if name == 'gif':
        # The last byte says no more than that there is no other picture.
        accepted.remove(f'in/{len(data) - 1:06d}.gif')
        os.remove(f'out/{len(data) - 1:06d}.gif')
        os.remove(f'in/{len(data) - 1:06d}.gif')
        points.remove(len(data) - 1)
    equal(accepted, [f'in/whole.{suffix}'], f'{name} of {len(data)} bytes:')
    for line in result.json():
        assert line.get('error', '').strip() or line['status'] in ('changed', 'unchanged'), line
    equal(listing('out'), [f'whole.{suffix}'])
    # Nothing to do is no excuse to pass a broken file on.
    run('fix', 'in', '-o', 'copies', '--no-decast', '--json', status=1)
    equal(listing('copies'), [f'whole.{suffix}'])
    for point in sorted(points)[::7]:
        result = run('fix', '-', '-o', '-', stdin=data[:point], status=None)
        assert result.status in (1, 4) and result.bytes == b'', (name, point, result)


def check_flips(name):
    data, suffix = make(name)
    dice = random.Random(name)
    os.mkdir('in')
    for number in range(60):
        bad = bytearray(data)
        for _ in range(dice.choice((1, 1, 3, 20))):
            bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
        write(f'in/{number}.{suffix}', bytes(bad))
    for line in run('fix', 'in', '-o', 'out', '--json', status=None).json():
        output = line.get('output')
        assert (line['status'] in ('changed', 'unchanged')) == bool(output and os.path.exists(output)), line
        if output:
            # What was written can be read, all of it.
            tool('vips', 'avg', output)
        else:
            assert line['error'].strip(), line
    for line in run('inspect', 'in', '--json', status=None).json():
        assert line['status'] in ('inspected', 'failed', 'refused'), line


def add(check, name, title):
    def one():
        if name in ('heic', 'avif', 'jxl') and f'{name.replace("avif", "heif").replace("heic", "heif")}save' not in vips('-l', 'foreign'):
            raise Skip(f'this libvips does not write {name}')
        check(name)

    one.__name__ = f'{name} {title}'
    test(one)


for each in FORMATS:
    add(check_cuts, each, 'cut short')
for each in ('png', 'jpg', 'webp', 'tif', 'gif', 'avif', 'jxl'):
    add(check_flips, each, 'with bits turned over')


@test
def a_png_with_a_wrong_checksum():
    data, _ = make('png')
    begin = data.index(b'IDAT')
    write('a.png', data[:begin + 100] + bytes([data[begin + 100] ^ 1]) + data[begin + 101:])
    contains(run('fix', 'a.png', status=1).err, 'a.png: ')
    length = int.from_bytes(data[begin - 4:begin], 'big')
    end = begin + 4 + length
    good = zlib.crc32(data[begin:end]).to_bytes(4, 'big')
    equal(data[end:end + 4], good)
    write('b.png', data[:end] + bytes(4) + data[end + 4:])
    run('fix', 'b.png', status=1)
    equal(listing(), ['a.png', 'b.png'])


def cut_inside(suffix, data):
    """A file with an end, whose pixels stop before it: what only the decoder notices."""
    if suffix == 'png':
        begin = data.index(b'IDAT') - 4
        body = data[begin + 8:begin + 8 + int.from_bytes(data[begin:begin + 4], 'big')]
        chunk = b'IDAT' + body[:len(body) * 9 // 10]
        return data[:begin] + (len(chunk) - 4).to_bytes(4, 'big') + chunk + zlib.crc32(chunk).to_bytes(4, 'big') + b'\0\0\0\0IEND\xaeB`\x82'
    if suffix == 'tif':
        # Before the directory, which vips writes last, and the last strip, which libtiff does not look at so closely.
        place = int.from_bytes(data[4:8], 'little') // 2
        return data[:place] + b'\xff' * 500 + data[place + 500:]
    return data[:len(data) * 9 // 10]


@test
def no_thread_takes_a_failed_read_for_a_picture():
    # The line cache of libvips tells one of its threads only, so once is not enough.
    picture('s.png', size='600x450')
    for suffix in ('png[compression=3]', 'jpg', 'webp', 'tif[compression=deflate]'):
        tool('vips', 'copy', 's.png', 'a.' + suffix)
        suffix = suffix.split('[')[0]
        bad = cut_inside(suffix, read('a.' + suffix))
        os.mkdir(suffix)
        for number in range(50):
            write(f'{suffix}/{number:02}.{suffix}', bad)
        for words in (['inspect', suffix], ['fix', suffix, '-o', 'out', '-j', '1'], ['fix', suffix, '-o', 'out', '-j', '1', '--dry-run']):
            reports = run(*words, '--json', status=1).json()
            equal({report['status'] for report in reports}, {'failed'}, words)
            equal(len(reports), 50)
        one = f'{suffix}/00.{suffix}'
        for words in (['fix', one, '-o', 'out/', '--reframe.aspect=1:1,4:5'], ['fix', one, '-o', 'out/', '--reframe.aspect=1:1,4:5', '--dry-run']):
            equal([report['status'] for report in run(*words, '--json', status=1).json()], ['failed', 'failed'])
        for words in ([one], [one, '--mask-box', '9,9,50,50'], [one, '--mask', one]):
            for _ in range(5):
                err = run('edit', *words, 'a prompt', '--dry-run', status=2).err
                contains(err, one + ': ')
                assert 'VIPS' not in err, err
    equal([name for name in listing() if name.startswith('out')], [])


@test
def bytes_after_the_end_do_no_harm():
    for name in ('png', 'jpg', 'webp', 'gif'):
        data, suffix = make(name)
        write(f'a.{suffix}', data + b'trailing bytes, as some programs leave them')
        run('fix', f'a.{suffix}', '-o', f'b-{name}.png')


@test
def a_cut_picture_too_large_to_be_kept_in_memory():
    picture('a.jpg', size='5000x4000')
    data = read('a.jpg')
    for share in (0.3, 0.97):
        write('b.jpg', data[:int(len(data) * share)])
        for words in ([], ['--no-decast'], ['--recipe', 'web']):
            run('fix', 'b.jpg', '-o', 'c.jpg', *words, status=1)
        assert not os.path.exists('c.jpg')


main()
