# SPDX-License-Identifier: LGPL-2.1-or-later

"""Files that are not what they seem, or that are too much: one clear error, in no
time, and no result."""

import os
import resource
import struct
import subprocess
import time
import zlib

from support import (BURNISH, RENDER, SANITIZED, Skip, contains, delta, environment, equal, listing, main, need, picture, read, run,
                     test, tool, write)


@test
def strangers_are_called_what_they_are():
    for name, data, says, status in (
            ('empty.png', b'', 'an empty file', 1),
            ('lfs.png', b'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', 'a Git LFS pointer', 1),
            ('text.png', b'hello\n', 'not a picture that burnish knows', 1),
            ('page.png', b'<!DOCTYPE html><title>404</title>', 'a web page', 1),
            ('api.png', b'{"error": "rate limit"}', 'JSON text', 1),
            ('zip.png', b'PK\3\4' + bytes(50), 'a ZIP archive', 1),
            ('film.png', b'\0\0\0\x18ftypmp42' + bytes(50), 'a video', 1),
            ('nul.png', bytes(1000), 'not a picture that burnish knows', 1),
            ('draw.svg', b'<svg xmlns="http://www.w3.org/2000/svg"><image href="x.png"/></svg>', 'an SVG drawing', 4),
            ('xml.png', b'<?xml version="1.0"?><svg/>', 'an SVG drawing', 4),
            ('doc.pdf', b'%PDF-1.7', 'a PDF document', 4),
            ('p.ppm', b'P6 1 1 255 abc', 'a PPM picture', 4),
            ('b.bmp', b'BM' + bytes(60), 'a BMP picture', 4),
            ('p.psd', b'8BPS' + bytes(60), 'a Photoshop document', 4),
            ('e.exr', b'\x76\x2f\x31\x01' + bytes(60), 'an OpenEXR picture', 4),
            ('j.jp2', b'\0\0\0\x0cjP  \r\n\x87\n' + bytes(60), 'a JPEG 2000 picture', 4)):
        write(name, data)
        for command in ('fix', 'inspect'):
            result = run(command, name, status=status)
            contains(result.err, f'burnish: {name}: {says}')
            equal((result.out, result.err.count('\n')), ('', 1))
            contains(run(command, name, '--json', status=status).json()[0]['status'], 'refused' if status == 4 else 'failed')
        os.remove(name)
    equal(listing(), [])


@test
def a_mix_of_refused_and_failed():
    write('a.pdf', '%PDF-1.7')
    write('b.png', 'x')
    picture('c.png')
    contains(run('fix', 'a.pdf', 'c.png', '-o', 'o/', status=4).err, '2 pictures: ', '1 refused')
    run('fix', 'a.pdf', 'b.png', 'c.png', '-o', 'p/', status=1)


@test
def content_counts_and_not_the_name():
    picture('a.png')
    os.rename('a.png', 'a.jpg')
    equal(run('inspect', 'a.jpg', '--json').json()[0]['format'], 'png')
    report = run('fix', 'a.jpg', '--json').json()[0]
    equal((report['format'], report['output']), ('png', 'a.burnished.png'))


@test
def neighbours_of_an_svg_are_not_read():
    picture('secret.png')
    write('x.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="secret.png"/></svg>')
    run('fix', 'x.png', status=4)
    equal(listing(), ['secret.png', 'x.png'])


def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))


def with_chunk(png, *chunks):
    """Chunks put in after the header."""
    return png[:33] + b''.join(chunk(*c) for c in chunks) + png[33:]


@test
def animations_are_an_error_that_says_so():
    picture('a.png')
    picture('b.png', scene='chart')
    write('apng.png', with_chunk(read('a.png'), (b'acTL', struct.pack('>II', 2, 0))))
    write('one.png', with_chunk(read('a.png'), (b'acTL', struct.pack('>II', 1, 0))))
    need('convert')
    tool('convert', '-delay', '10', 'a.png', 'b.png', 'anim.gif')
    tool('convert', '-delay', '10', 'a.png', 'b.png', 'anim.webp')
    tool('convert', 'a.png', 'one.gif')
    for name in ('apng.png', 'anim.gif', 'anim.webp'):
        for command in ('fix', 'inspect'):
            contains(run(command, name, status=1).err, f'{name}: is an animation; burnish works on single pictures')
    run('fix', 'one.png', 'one.gif', '-o', 'out')
    equal(listing('out'), ['one.gif', 'one.png'])


@test
def several_pages_are_an_error():
    picture('a.png')
    need('convert')
    tool('convert', 'a.png', 'a.png', 'a.png', 'pages.tif')
    contains(run('fix', 'pages.tif', status=1).err, 'pages.tif: has 3 pages; burnish works on single pictures')


def measured(*args):
    """Status, seconds and peak memory in MB of a run."""
    start = time.monotonic()
    process = subprocess.Popen([BURNISH, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    err = process.stderr.read().decode()
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, err, time.monotonic() - start, usage.ru_maxrss / 1024


def bomb_gif():
    """65535 x 65535 in 329 bytes: the decoder would go on for 16 GB."""
    data = b'GIF89a' + struct.pack('<HHBBB', 65535, 65535, 0x80, 0, 0) + bytes(6)
    data += b',' + struct.pack('<HHHHB', 0, 0, 65535, 65535, 0) + b'\x02'
    return (data + b'\xfe' + bytes(329 - len(data) - 3) + b'\0;')[:329]


def bomb_png(width, height):
    header = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(bytes(1000))) + chunk(b'IEND', b'')


@test
def too_many_pixels_are_refused_from_the_header():
    write('bomb.gif', bomb_gif())
    equal(os.path.getsize('bomb.gif'), 329)
    write('bomb.png', bomb_png(50000, 50000))
    for command in ('fix', 'inspect'):
        for name, says in (('bomb.gif', '65535 x 65535 is more than 300000000 pixels (see --max-pixels)'),
                           ('bomb.png', '50000 x 50000 is more than 300000000 pixels')):
            status, err, seconds, megabytes = measured(command, name)
            equal(status, 4, err)
            contains(err, f'{name}: {says}')
            if not SANITIZED:
                assert seconds < 1 and megabytes < 200, (name, seconds, megabytes)
    equal(listing(), ['bomb.gif', 'bomb.png'])


@test
def the_limits_can_be_set():
    picture('a.png', size='100x50')
    size = os.path.getsize('a.png')
    for words, status in ((['--max-pixels=5000'], 0), (['--max-pixels=4999'], 4), (['--max-pixels', '5k'], 0), (['--max-pixels', '4.9k'], 4),
                          (['--max-pixels=1M'], 0), ([f'--max-file={size}'], 0), ([f'--max-file={size - 1}'], 4), (['--max-file=1G'], 0)):
        run('fix', 'a.png', '-f', *words, status=status)
        run('fix', '-', '-o', 'b.png', '-f', *words, status=status, stdin=read('a.png'))
    contains(run('fix', 'a.png', '-f', '--max-file=9', status=4).err, 'a.png: larger than 9 bytes (see --max-file)')
    # A lifted limit lets the picture through to its decoder.
    write('big.png', bomb_png(20000, 20000))
    run('fix', 'big.png', status=4)
    contains(run('fix', 'big.png', '--max-pixels=500M', status=1).err, 'big.png: ')
    equal(listing(), ['a.burnished.png', 'a.png', 'b.png', 'big.png'])


@test
def metadata_bombs_are_harmless():
    picture('a.png')
    big = zlib.compress(bytes(64 << 20), 9)
    write('ztxt.png', with_chunk(read('a.png'), (b'zTXt', b'Comment\0\0' + big)))
    write('iccp.png', with_chunk(read('a.png'), (b'iCCP', b'icc\0\0' + big)))
    write('texts.png', with_chunk(read('a.png'), *[(b'tEXt', b'k%d\0x' % n) for n in range(20000)]))
    for name in ('ztxt.png', 'iccp.png', 'texts.png'):
        status, err, seconds, megabytes = measured('fix', name)
        equal(status, 0, err)
        if not SANITIZED:
            assert seconds < 5 and megabytes < 200, (name, seconds, megabytes)
        assert delta('a.png', name.replace('.', '.burnished.')) < 100


@test
def little_memory_gives_an_error_or_a_death_but_no_result():
    if SANITIZED:
        raise Skip('a sanitizer needs its address space')
    tool(RENDER, 'room', 'a.jpg', '3000x2000')
    done = subprocess.run([BURNISH, 'fix', 'a.jpg'], capture_output=True, env=environment(),
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (90 << 20, 90 << 20)))
    assert done.returncode != 0, done
    equal(listing(), ['a.jpg'])


@test
def a_pipe_as_input():
    picture('a.png')
    os.mkfifo('pipe')
    writer = subprocess.Popen(['sh', '-c', 'cat a.png > pipe'])
    run('fix', 'pipe', '-o', 'b.png')
    writer.wait()
    assert delta('a.png', 'b.png') < 100


@test
def things_that_are_no_files():
    contains(run('fix', '/dev/null', '-o', 'x.png', status=1).err, '/dev/null: an empty file')
    contains(run('fix', '/dev/zero', '-o', 'x.png', '--max-file=1M', status=4).err, '/dev/zero: larger than 1000000 bytes')
    os.symlink('loop', 'loop')
    contains(run('fix', 'loop', '-o', 'x.png', status=1).err, 'Too many levels of symbolic links')
    if os.geteuid() != 0:
        picture('locked.png')
        os.chmod('locked.png', 0)
        contains(run('fix', 'locked.png', status=1).err, 'Permission denied')
    assert not os.path.exists('x.png')


main()
