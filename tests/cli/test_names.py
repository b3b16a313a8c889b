# SPDX-License-Identifier: LGPL-2.1-or-later

"""Hostile file names: handled, shown harmlessly, and never believed."""

import os
import subprocess

from support import BURNISH, SANITIZED, Skip, contains, environment, equal, listing, main, picture, read, run, test

NAMES = ('with space.png', 'new\nline.png', 'tab\there.png', '-rf.png', '--help.png', 'quote".png', "it's.png", '$(id).png',
         '%s%n%x.png', 'back\\slash.png', 'a;b&c|d.png', '*.png', '…猫.png', '\x1b[31mred\x07.png', '.hidden.png', 'two.dots.png',
         'noext', 'C:\\x.png', '{stem}.png', 'é.png', 'e\u0301.png', b'\xff\xfe.png', b'caf\xe9.png', 'trailing .png', '~.png')


def raw(name):
    return name if isinstance(name, bytes) else name.encode()


@test
def every_name_as_input_and_beside_it_as_output():
    for name in map(raw, NAMES):
        picture(b'x.png'.decode())
        os.rename('x.png', name)
        argument = b'./' + name
        stem = name[:-4] if name.endswith(b'.png') else name
        result = run('fix', argument)
        assert os.path.exists(stem + b'.burnished.png'), (name, listing())
        assert all(c >= ' ' or c == '\n' for c in result.out), repr(result.out)
        equal(result.out.count('\n'), len(result.out.splitlines()))
        report = run('fix', argument, '-f', '--json').json()
        equal(len(report), 1)
        inspected = run('inspect', argument, '--json').json()[0]
        equal(inspected['input'], ('./' + name.decode('utf-8', 'replace')))
        os.remove(name)
        os.remove(stem + b'.burnished.png')


@test
def names_that_begin_with_a_dash_after_two_dashes():
    picture('-rf.png')
    run('fix', '--', '-rf.png')
    equal(listing(), ['-rf.burnished.png', '-rf.png'])
    contains(run('fix', '-rf.png', status=2).err, '-')


@test
def all_of_them_in_a_directory():
    os.mkdir('in')
    for name in map(raw, NAMES):
        if name not in (b'.hidden.png', b'noext'):
            picture('x.png')
            os.rename('x.png', b'in/' + name)
    run('fix', 'in', '-o', 'out')
    equal(sorted(os.listdir(b'out')), sorted(os.listdir(b'in')))
    lines = run('fix', 'in', '-o', 'out', '-f', '--json').json()
    equal(len(lines), len(os.listdir('in')))
    run('fix', 'in', '-o', 'named/{index}-{name}')
    equal(len(os.listdir('named')), len(lines))
    run('fix', '-r', 'in', '--in-place', '--backup', '--recipe', 'neutral')


@test
def an_error_shows_a_name_harmlessly():
    result = run('fix', 'new\nline\x1b[31m.png', status=1)
    equal(result.err, 'burnish: new\\nline\\x1b[31m.png: cannot open: No such file or directory\n')
    result = run('fix', b'\xff.png', '--json', status=1)
    equal(result.json()[0]['input'], '\ufffd.png')


@test
def names_of_the_longest_length():
    name = 'x' * 251 + '.png'
    picture(name)
    result = run('fix', name, status=1)
    contains(result.err, 'File name too long')
    run('fix', name, '-o', 'out/')
    equal(listing('out'), [name])
    run('fix', name, '--in-place', '--recipe', 'neutral')
    result = run('fix', name, '--in-place', '--backup', '--recipe', 'neutral', status=None)
    contains(result.out + result.err, 'left as it is' if result.status == 0 else 'File name too long')
    equal(listing(), ['out/' + name, name])
    contains(run('fix', 'y' * 300 + '.png', status=1).err, 'File name too long')
    contains(run('fix', '/'.join(['z' * 200] * 30), status=1).err, 'File name too long')


@test
def an_empty_name():
    contains(run('fix', '', status=2).err, 'the name of a picture is empty')
    picture('a.png')
    contains(run('fix', 'a.png', '-o', '', status=2).err, 'the name of the output is empty')


@test
def in_a_locale_without_utf8():
    picture('…猫.png')
    run('fix', '…猫.png', env={'LC_ALL': 'C'})
    equal(listing(), ['…猫.burnished.png', '…猫.png'])


@test
def more_names_than_fit_one_screen():
    if SANITIZED:
        raise Skip('slow under a sanitizer')
    os.mkdir('in')
    picture('in/0.png', size='8x8')
    for number in range(1, 300):
        os.link('in/0.png', f'in/{number}.png')
    done = subprocess.run([BURNISH, 'fix', 'in', '-o', 'out', '-q'], capture_output=True, env=environment(), timeout=100)
    equal((done.returncode, done.stderr), (0, b''))
    equal(len(os.listdir('out')), 300)
    equal(read('out/7.png'), read('out/299.png'))


main()
