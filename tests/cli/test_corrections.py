# SPDX-License-Identifier: LGPL-2.1-or-later

"""decast, lift, upscale and what is done on request through the command: every argument, what it refuses, and the
picture that explains a verdict."""

import json
import os

from support import contains, delta, equal, main, picture, pillow, read, run, test, write


@test
def a_cast_goes_and_a_good_picture_stays():
    picture('clean.png', scene='portrait', size='300x200')
    picture('cast.png', scene='portrait', size='300x200', cast='mixed:0.9')
    before = delta('clean.png', 'cast.png')
    result = run('decast', 'cast.png', '-o', 'fixed.png')
    contains(result.out, 'toward yellow', 'corrected')
    assert delta('clean.png', 'fixed.png') < 0.3 * before
    contains(run('decast', 'clean.png', '-o', 'same.png').out, 'no cast')
    equal(read('same.png'), read('clean.png'))
    again = run('decast', 'fixed.png', '-o', 'again.png')
    assert delta('fixed.png', 'again.png') < 0.3, again


@test
def a_white_point_in_both_notations():
    picture('a.png', size='60x40')
    run('decast', 'a.png', '--white', '#fff2d6', '-o', 'hex.png')
    run('decast', 'a.png', '--white', '0.3457,0.3585', '-o', 'xy.png')
    assert delta('a.png', 'hex.png') > 2 and delta('a.png', 'xy.png') > 2
    for wrong in ('cream', '#fff', '#ff0000', '0.3', '0.9,0.9', ''):
        result = run('decast', 'a.png', '--white', wrong, '-o', 'no.png', status=1)
        contains(result.err, 'a.png', 'white:')
        assert not os.path.exists('no.png')


@test
def a_reference_brings_a_chain_back():
    picture('first.png', scene='product', size='300x200')
    picture('third.png', scene='product', size='300x200', cast='mixed:0.6')
    before = delta('first.png', 'third.png')
    result = run('decast', 'third.png', '--reference', 'first.png', '-o', 'back.png')
    contains(result.out, 'matched to those of the reference')
    assert delta('first.png', 'back.png') < 0.35 * before
    for missing in ('none.png', '.', '/dev/zero'):
        result = run('decast', 'third.png', '--reference', missing, '-o', 'no.png', status=1)
        contains(result.err, 'third.png', f'reference: "{missing}"')
    write('text.png', 'no picture')
    contains(run('decast', 'third.png', '--reference', 'text.png', '-o', 'no.png', status=1).err, 'text.png')
    assert not os.path.exists('no.png')


@test
def gold_is_protected_when_asked():
    picture('gold.png', scene='gold', size='120x80')
    run('decast', 'gold.png', '--white', '#fff2d6', '-o', 'plain.png')
    run('decast', 'gold.png', '--white', '#fff2d6', '--protect', '1', '-o', 'kept.png')
    assert delta('gold.png', 'kept.png') < 0.85 * delta('gold.png', 'plain.png')


@test
def a_tint_is_four_numbers():
    picture('a.png', size='60x40')
    run('decast', 'a.png', '--tint', '1.02,0.97,0.9,1.1', '-o', 'out.png')
    assert delta('a.png', 'out.png') > 1
    contains(run('decast', 'a.png', '--tint', '1,2', '-o', 'no.png', status=1).err, 'tint: must be four numbers')
    contains(run('decast', 'a.png', '--tint', '1,x,1,1', status=2).err, '--tint', 'numbers')


@test
def an_explanation_marks_what_was_taken_as_neutral():
    image = pillow('Image')
    picture('a.png', scene='chart', size='300x200', cast='white:1')
    run('inspect', 'a.png', '--explain', 'why.png')
    with image.open('why.png') as why:
        equal(why.size, (300, 200))
        grey, orange = why.getpixel((25, 175)), why.getpixel((25, 75))
    assert grey[2] > grey[0] + 80, grey
    equal(orange[0], orange[2])
    contains(run('inspect', 'a.png', '--explain', 'why.png', status=1).err, 'why.png')
    run('inspect', 'a.png', '--explain', 'why.png', '--force')
    before = read('a.png')
    contains(run('inspect', 'a.png', '--explain', 'a.png', '-f', status=1).err, 'is the picture itself')
    equal(read('a.png'), before)
    contains(run('inspect', 'a.png', '--explain', 'why', status=1).err, 'no suffix')
    contains(run('inspect', 'a.png', 'a.png', '--explain', 'w.png', status=2).err, 'one picture')
    picture('grey.png', scene='mono')
    run('inspect', 'grey.png', '--explain', 'grey-why.png')


@test
def every_argument_of_lift_does_something():
    picture('a.png', scene='room', size='300x200')
    run('fix', 'a.png', '--recipe', write('./dark.json', '{"burnish": 1, "fix": [{"linear": {"a": [0.4], "b": [0], "uchar": true}}]}'),
        '-o', 'dark.png')
    plain = run('lift', 'dark.png', '-o', 'lifted.png')
    contains(plain.out, 'lift:')
    assert delta('a.png', 'lifted.png') < 0.5 * delta('a.png', 'dark.png')
    for number, words in enumerate((['--strength=0.5'], ['--target=90', '--mode=always'], ['--shadows=0.9', '--mode=always'],
                                    ['--highlights=0', '--mode=always'], ['--local=1', '--mode=always'],
                                    ['--dehaze=1', '--mode=always'])):
        run('lift', 'dark.png', *words, '-o', f'{number}.png')
        assert delta('lifted.png', f'{number}.png') > 0.2, words
    contains(run('lift', 'dark.png', '--shadows=9', status=2).err, '--shadows', 'above')


@test
def upscale_gives_the_size_that_is_asked_for():
    image = pillow('Image')
    picture('a.png', scene='room', size='60x40')
    for number, (words, size) in enumerate((
            (['--scale=2'], (120, 80)), (['--scale', '1.5', '--quality=fast'], (90, 60)), (['--to=200x200', '--clean=1'], (200, 133)),
            (['--paper=a6', '--dpi=100', '--quality=best'], (583, 389)), (['--scale=3', '--mode=pixel'], (180, 120)))):
        contains(run('upscale', 'a.png', *words, '-o', f'{number}.png').out, 'upscale:', f'from 60x40 to {size[0]}x{size[1]}')
        with image.open(f'{number}.png') as out:
            equal(out.size, size)
    run('upscale', 'a.png', '-o', 'same.png')
    equal(read('same.png'), read('a.png'))
    for words, status, text in ((['--to=x'], 1, 'to: "x" is not a size'), (['--to=9000x9000'], 1, 'the limit is 16 times'),
                                (['--scale=99'], 2, 'above'), (['--quality=good'], 2, '--quality')):
        contains(run('upscale', 'a.png', *words, '-o', 'no.png', status=status).err, text)
        assert not os.path.exists('no.png')


@test
def what_is_done_on_request_is_not_spoken_of():
    picture('a.png', scene='room', size='60x40')
    names = ('lineart', 'seamless', 'outline')
    for out in (run('fix', 'a.png', '-o', 'b.png').out, run('inspect', 'a.png').out):
        assert not any(name in out for name in names), out
    report = run('fix', 'a.png', '-o', 'b.png', '-f', '--lineart.weight=1', '--seamless.axis', 'both', '--json').json()[0]
    equal([step['operation'] for step in report['steps']][-3:], ['upscale', 'lineart', 'seamless'])
    write('./again.json', json.dumps(report['recipe']))
    run('fix', 'a.png', '-o', 'again.png', '--recipe', './again.json')
    equal(read('b.png'), read('again.png'))


@test
def line_art_has_two_tones_when_asked_for():
    image = pillow('Image')
    picture('a.png', scene='lines', size='120x80')
    contains(run('lineart', 'a.png', '--mode=always', '--antialias', '0', '--speck=4', '--source', 'drawing', '--fills=keep', '-o', 'b.png').out,
             'lineart:', 'specks taken off')
    with image.open('b.png') as out:
        equal(set(out.convert('RGB').getdata()) - {(0, 0, 0), (255, 255, 255)}, set())
    contains(run('lineart', 'a.png', '--antialias=9', status=2).err, '--antialias', 'above')


@test
def a_texture_is_closed_and_then_a_tile():
    picture('a.png', scene='room', size='120x90')
    contains(run('seamless', 'a.png', '-o', 'b.png').out, 'closed, now')
    contains(run('seamless', 'a.png', '--mode=measure-only', '-o', 'same.png').out, 'no tile')
    equal(read('same.png'), read('a.png'))
    contains(run('seamless', 'a.png', '--flatten=2', status=2).err, '--flatten', 'above')


@test
def a_sticker_has_an_outline():
    image = pillow('Image')
    drawn = image.new('RGBA', (80, 60), (0, 0, 0, 0))
    drawn.paste((200, 60, 40, 255), (20, 15, 60, 45))
    drawn.save('a.png')
    contains(run('outline', 'a.png', '--width=6', '--color', '#00ff00', '--margin=20', '-o', 'b.png').out, '6.0 pixels')
    with image.open('b.png') as out:
        out = out.convert('RGBA')
        equal(out.size, (94, 84))
        equal(out.getpixel((47, 24)), (0, 255, 0, 255))
        equal(out.getpixel((47, 42)), (200, 60, 40, 255))
    contains(run('outline', 'b.png', '--width=6', '--color', '#00ff00', '--margin=20', '-o', 'c.png').out, 'already')
    equal(read('c.png'), read('b.png'))
    for words, text in ((['--width', 'wide'], 'a.png: outline: width: "wide"'), (['--color', 'red'], 'color: "red"'),
                        (['--shadow-offset', '1'], 'shadow-offset')):
        contains(run('outline', 'a.png', *words, '-o', 'no.png', status=1).err, text)
        assert not os.path.exists('no.png')
    drawn.convert('RGB').save('opaque.png')
    contains(run('outline', 'opaque.png', '-o', 'd.png').out, 'clean_alpha')
    equal(read('d.png'), read('opaque.png'))


@test
def an_upscaling_can_be_repeated():
    picture('a.png', scene='lines', size='60x40')
    report = run('fix', 'a.png', '-o', 'once.png', '--upscale.scale=2', '--json').json()[0]
    write('./again.json', json.dumps(report['recipe']))
    run('fix', 'a.png', '-o', 'again.png', '--recipe', './again.json')
    equal(read('once.png'), read('again.png'))


main()
