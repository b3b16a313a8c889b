# SPDX-License-Identifier: LGPL-2.1-or-later

"""upscale with a model in a file: through the command with a runtime that stands in for ONNX
Runtime (see ../unit/fake_onnxruntime.c), without any, and, where it is installed or
BURNISH_ONNXRUNTIME says where it is, with the real one."""

import ctypes
import json
import os

from support import Skip, contains, equal, listing, main, picture, pillow, read, recipe, run, test, write

FAKE = {'BURNISH_ONNXRUNTIME': os.environ['FAKE_ONNXRUNTIME']}
ONNX = ('--engine=onnx', '--model=./m.onnx', '--mode=photo')


def same_as_blocks(small, large, scale):
    image = pillow('Image')
    # Few colours are saved with a palette.
    with image.open(small).convert('RGB') as a, image.open(large).convert('RGB') as b:
        equal(b.size, (a.width * scale, a.height * scale))
        assert b.tobytes() == a.resize(b.size, image.Resampling.NEAREST).tobytes(), large


def field(number, value):
    """One field of a message of Protocol Buffers: an integer, or bytes or text."""
    if isinstance(value, int):
        return bytes([number << 3 & 0x7f | (0x80 if number > 15 else 0)] + ([number >> 4] if number > 15 else []) + [value])
    value = value.encode() if isinstance(value, str) else value
    assert len(value) < 1 << 14
    return bytes([number << 3 | 2, len(value) & 0x7f | 0x80, len(value) >> 7]) + value


def node(kind, inputs, output, attribute, value):
    return field(1, b''.join(field(1, name) for name in inputs) + field(2, output) + field(4, kind) +
                 field(5, field(1, attribute) + field(3, value) + field(20, 2)))


def blocks_model(height, width):
    """A model in the format of ONNX that makes 2 x 2 pixels of each; text for a size that is free."""
    def tensor(name, *sizes):
        shape = b''.join(field(1, field(1 if isinstance(size, int) else 2, size)) for size in sizes)
        return field(1, name) + field(2, field(1, field(1, 1) + field(2, shape)))
    graph = (node('Concat', ['x'] * 4, 'c', 'axis', 1) + node('DepthToSpace', ['c'], 'y', 'blocksize', 2) + field(2, 'blocks') +
             field(11, tensor('x', 1, 3, height, width)) + field(12, tensor('y', 1, 3, 'H', 'W')))
    return field(1, 7) + field(7, graph) + field(8, field(2, 13))


def need_runtime():
    if not os.environ.get('BURNISH_ONNXRUNTIME'):
        try:
            ctypes.CDLL('libonnxruntime.so.1')
        except OSError as missing:
            raise Skip('ONNX Runtime is not installed') from missing


@test
def a_model_takes_the_place_of_the_networks():
    write('m.onnx', '3 -1 -1 2 blocks')
    picture('a.png', size='150x90')
    result = run('upscale', 'a.png', '--scale=2', *ONNX, '-o', 'b.png', env=FAKE)
    contains(result.out, 'photo, enlarged from 150x90 to 300x180 by m.onnx')
    same_as_blocks('a.png', 'b.png', 2)
    # Blocks of pixel art are no matter of a model.
    result = run('upscale', 'a.png', '--scale=3', *ONNX, '--mode=pixel', '-o', 'c.png', env=FAKE)
    assert 'm.onnx' not in result.out, result
    same_as_blocks('a.png', 'c.png', 3)


@test
def recipes_and_workers_take_it_too():
    write('m.onnx', '3 -1 -1 4 blocks')
    os.mkdir('in')
    for name in 'abc':
        picture(f'in/{name}.png', size='40x30')
    recipe('./r.json', {'upscale': {'scale': 4, 'engine': 'onnx', 'model': './m.onnx', 'mode': 'photo'}})
    done = run('fix', 'in', '-o', 'out', '--recipe=./r.json', '--workers=2', '--json', env=FAKE).json()
    equal(len(done), 3)
    for name in 'abc':
        same_as_blocks(f'in/{name}.png', f'out/{name}.png', 4)
    # What was resolved repeats it.
    write('./again.json', json.dumps(done[0]['recipe']))
    run('fix', 'in/a.png', '-o', 'again.png', '--recipe=./again.json', env=FAKE)
    equal(read('again.png'), read('out/a.png'))


@test
def a_model_that_has_changed_is_run_again():
    write('m.onnx', '3 -1 -1 2 blocks')
    os.mkdir('in')
    picture('in/a.png', size='40x30')
    words = ['batch', 'run', 'in', '-o', 'out', '--upscale.scale=2', '--upscale.engine=onnx', '--upscale.model=./m.onnx', '--upscale.mode=photo']
    run(*words, env=FAKE)
    same_as_blocks('in/a.png', 'out/a.png', 2)
    before = read('out/a.png')
    run(*words, env=FAKE)
    equal(read('out/a.png'), before)
    write('m.onnx', '3 -1 -1 2 hard')
    run(*words, env=FAKE)
    assert read('out/a.png') != before


@test
def what_is_wrong_is_said_and_nothing_is_written():
    picture('a.png', size='60x40')
    before = read('a.png')
    write('m.onnx', '3 -1 -1 2 blocks')
    write('broken.onnx', 'no model')
    write('fails.onnx', '3 -1 -1 2 fails')
    absent = {'BURNISH_ONNXRUNTIME': '/nonexistent/libonnxruntime.so'}
    files = listing()
    for words, env, text in (
            (ONNX, absent, 'model: "./m.onnx": BURNISH_ONNXRUNTIME: /nonexistent/libonnxruntime.so: cannot open'),
            (('--engine=onnx', '--model=none.onnx'), absent, 'model: "none.onnx": No such file'),
            (('--engine=onnx', '--model=none.onnx'), FAKE, 'model: "none.onnx": No such file'),
            (('--engine=onnx', '--model=broken.onnx'), FAKE, 'model: "broken.onnx": Protobuf parsing failed.'),
            (('--engine=onnx', '--model=fails.onnx'), FAKE, 'model: "fails.onnx": out of memory'),
            (('--engine=onnx',), FAKE, 'engine: onnx needs a model'),
            (('--model=./m.onnx',), FAKE, 'model: is for engine onnx')):
        for place in (('-o', 'b.png'), ('--in-place',)):
            result = run('upscale', 'a.png', '--scale=2', '--mode=photo', *words, *place, status=1, env=env)
            contains(result.err, 'a.png: upscale: ' + text)
            equal(result.err.count('\n'), 1, words)
    contains(run('upscale', 'a.png', '--engine=cuda', '-o', 'b.png', status=2).err, '--engine')
    equal(listing(), files)
    equal(read('a.png'), before)


@test
def what_fails_last_fails_all():
    # One tile that two threads wait for, ten times: libvips may lose what went wrong in the last one.
    picture('a.png', size='100x40')
    write('m.onnx', '3 -1 -1 2 nan')
    for number in range(10):
        for suffix in ('png', 'jpg'):
            result = run('upscale', 'a.png', '--scale=2', *ONNX, '-o', f'{number}.{suffix}', status=1, env={**FAKE, 'VIPS_CONCURRENCY': '4'})
            contains(result.err, 'a.png: upscale: model: "./m.onnx": gives values that are no numbers')
    equal(listing(), ['a.png', 'm.onnx'])


@test
def without_a_model_no_runtime_is_asked_for():
    picture('a.png', size='60x40')
    write('m.onnx', '3 -1 -1 2 blocks')
    absent = {'BURNISH_ONNXRUNTIME': '/nonexistent/libonnxruntime.so'}
    run('upscale', 'a.png', '--scale=2', '-o', 'b.png', env=absent)
    run('upscale', 'a.png', '--scale=2', '--engine=builtin', '-o', 'c.png', env=FAKE)
    equal(read('b.png'), read('c.png'))
    # Nor where there is nothing to be enlarged.
    run('upscale', 'a.png', *ONNX, '-o', 'd.png', env=absent)
    run('upscale', 'a.png', *ONNX, '--to=50x', '-o', 'e.png', env=absent)
    equal(read('d.png'), read('a.png'))


@test
def the_real_runtime_gives_every_pixel_its_place():
    need_runtime()
    picture('a.png', size='200x150')
    for height, width in (('h', 'w'), (64, 48)):
        write('m.onnx', blocks_model(height, width))
        run('upscale', 'a.png', '--scale=2', *ONNX, '-o', f'{width}.png')
        same_as_blocks('a.png', f'{width}.png', 2)
    write('m.onnx', blocks_model('h', 'w')[:-20])
    contains(run('upscale', 'a.png', '--scale=2', *ONNX, '-o', 'no.png', status=1).err, 'model: "./m.onnx": ')
    assert not os.path.exists('no.png')


main()
