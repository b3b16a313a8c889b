# SPDX-License-Identifier: LGPL-2.1-or-later

"""--in-place: the picture itself changes; all else about the file stays."""

import os

from support import contains, equal, invert, listing, main, picture, read, run, test, write

CHANGE = ('--recipe', './invert.json')


def start(path='a.png', **rest):
    invert()
    picture(path, **rest)
    return read(path)


@test
def the_picture_changes_and_nothing_else_appears():
    before = start()
    contains(run('fix', 'a.png', '--in-place', *CHANGE).out, 'a.png: changed in place')
    assert read('a.png') != before
    equal(listing(), ['a.png', 'invert.json'])
    # Twice inverted is as it was, so nothing was lost on the way.
    run('fix', 'a.png', '--in-place', *CHANGE)
    equal(read('a.png'), run('fix', '-', '--compression=6', '--no-decast', stdin=before).bytes)


@test
def a_picture_without_flaws_is_not_touched():
    before = start()
    os.utime('a.png', (1e9, 1e9))
    contains(run('fix', 'a.png', '--in-place', '--no-decast').out, 'a.png: left as it is')
    equal(read('a.png'), before)
    equal(os.stat('a.png').st_mtime, 1e9)
    run('fix', 'a.png', '--in-place', '--backup', '--no-decast')
    equal(listing(), ['a.png', 'invert.json'])


@test
def backup_keeps_the_original():
    before = start()
    run('fix', 'a.png', '--in-place', '--backup', *CHANGE)
    equal(read('a.png.orig'), before)
    after = read('a.png')
    # The original is not overwritten by a second run.
    result = run('fix', 'a.png', '--in-place', '--backup', *CHANGE, status=1)
    contains(result.err, 'cannot keep the original as "a.png.orig": File exists')
    equal((read('a.png'), read('a.png.orig')), (after, before))


@test
def backups_are_not_taken_for_pictures():
    start()
    os.mkdir('in')
    picture('in/b.png')
    run('fix', 'in', '--in-place', '--backup', *CHANGE)
    run('fix', 'in', '-o', 'out')
    equal(listing('out'), ['b.png'])


@test
def permissions_and_owner_are_kept():
    start()
    os.chmod('a.png', 0o604)
    if os.geteuid() == 0:
        os.chown('a.png', 1234, 4321)
    was = os.stat('a.png')
    run('fix', 'a.png', '--in-place', *CHANGE)
    now = os.stat('a.png')
    equal((now.st_mode, now.st_uid, now.st_gid), (was.st_mode, was.st_uid, was.st_gid))
    assert now.st_ino != was.st_ino


@test
def the_target_of_a_link_is_edited():
    start()
    os.mkdir('there')
    os.rename('a.png', 'there/a.png')
    os.symlink('there/a.png', 'link.png')
    before = read('there/a.png')
    run('fix', 'link.png', '--in-place', '--backup', *CHANGE)
    equal(os.readlink('link.png'), 'there/a.png')
    assert read('there/a.png') != before
    equal(listing(), ['invert.json', 'link.png', 'there/a.png', 'there/a.png.orig'])


@test
def a_file_given_twice_is_changed_once_or_not_at_all():
    before = start()
    os.symlink('a.png', 'link.png')
    contains(run('fix', 'a.png', 'link.png', '--in-place', *CHANGE, status=2).err, 'would both be written to')
    equal(read('a.png'), before)


@test
def the_format_stays_though_the_name_says_another():
    start()
    os.rename('a.png', 'lie.jpg')
    run('fix', 'lie.jpg', '--in-place', *CHANGE)
    assert read('lie.jpg').startswith(b'\x89PNG')


@test
def another_format_in_place_is_refused():
    before = start()
    result = run('fix', 'a.png', '--in-place', '--format=webp', *CHANGE, status=1)
    contains(result.err, 'a.png: ', 'in place')
    equal(read('a.png'), before)


@test
def many_pictures_in_a_directory():
    invert()
    os.makedirs('in/sub')
    names = [picture(f'in/{n}.png') for n in 'abc'] + [picture('in/sub/d.jpg')]
    before = [read(name) for name in names]
    write('in/bad.png', 'no picture')
    result = run('fix', '-r', 'in', '--in-place', *CHANGE, status=1)
    contains(result.err, 'in/bad.png: not a picture', '5 pictures: 4 changed, 0 left as they were, 1 failed')
    assert all(read(name) != old for name, old in zip(names, before))
    equal(read('in/bad.png'), b'no picture')
    equal(listing('in'), ['a.png', 'b.png', 'bad.png', 'c.png', 'sub/d.jpg'])


@test
def a_failure_leaves_the_original():
    before = start()
    write('a.png', before[:len(before) // 2])
    run('fix', 'a.png', '--in-place', '--backup', *CHANGE, status=1)
    equal(read('a.png'), before[:len(before) // 2])
    equal(listing(), ['a.png', 'invert.json'])


main()
