# SPDX-License-Identifier: LGPL-2.1-or-later

"""Where results go: names, directories, templates, standard output. What exists is
never overwritten by accident, and every clash is found before work starts."""

import json
import os

from support import contains, delta, equal, invert, listing, main, picture, read, run, test, vips, write


@test
def next_to_the_input_with_a_mark():
    os.mkdir('d')
    picture('d/photo.png')
    run('fix', 'd/photo.png')
    equal(listing(), ['d/photo.burnished.png', 'd/photo.png'])
    os.chdir('d')
    write('other.JPG', read(picture('x.jpg')))
    os.remove('x.jpg')
    contains(run('fix', 'other.JPG').out, 'other.JPG -> other.burnished.JPG\n')


@test
def the_suffix_follows_the_format():
    picture('a.png')
    run('fix', 'a.png', '--format=webp')
    run('fix', 'a.png', '--format=jpeg')
    equal(listing(), ['a.burnished.jpg', 'a.burnished.webp', 'a.png'])
    # Content decides what a file is; a result is not given a name that lies.
    write('lie.jpg', read('a.png'))
    run('fix', 'lie.jpg')
    assert read('lie.burnished.png').startswith(b'\x89PNG')
    run('fix', 'a.png', '-o', 'b.tif')
    assert read('b.tif')[:4] in (b'II*\0', b'MM\0*')
    run('fix', 'a.png', '-o', 'c.dat', '--format=jpeg')
    assert read('c.dat').startswith(b'\xff\xd8')


@test
def what_is_no_file_is_not_replaced():
    picture('a.png')
    os.mkfifo('pipe.png')
    os.symlink('/proc/self/fd/1', 'out.png')
    before = {name: os.lstat(name).st_ino for name in ('pipe.png', 'out.png')}
    for name in before:
        contains(run('fix', 'a.png', '-f', '-o', name, status=1).err, f'a.png: "{name}" is no regular file; it will not be replaced')
    equal({name: os.lstat(name).st_ino for name in before}, before)


@test
def one_name_for_several_and_no_name_at_all():
    os.mkdir('in')
    picture('in/a.png')
    picture('in/b.png')
    for words in (('in/a.png', 'in/b.png'), ('in',), ('in', '--resume')):
        contains(run('fix', *words, '-o', 'one.png', status=2).err, '"one.png" is the name of one picture, and these results need a directory ("one.png/" would be one)')
    contains(run('generate', 'x', '-o', '', status=2).err, 'the name of the output is empty')
    equal(listing(), ['in/a.png', 'in/b.png'])
    run('fix', 'in', '-o', 'one.png/')
    run('fix', 'in', '-o', 'one.png', '-f')
    equal(listing('one.png'), ['a.png', 'b.png'])
    os.rename('in/a.png', '-rf.png')
    contains(run('fix', '-rf.png', status=2).err, 'Unknown option -rf.png; the file of that name is ./-rf.png')


@test
def a_name_and_a_format_that_contradict_each_other():
    picture('a.png')
    os.mkdir('in')
    picture('in/b.png')
    before = listing()
    for words, says in ((('fix', 'a.png', '-o', 'x.jpg', '--format=png'), '"x.jpg": the name says JPEG and the format is to be PNG; leave one of them out'),
                        (('decast', 'a.png', '-o', 'x.PNG', '--format=webp'), '"x.PNG": the name says PNG and the format is to be WebP'),
                        (('fix', 'in', '-o', 'out/{stem}.tif', '--format=png'), '"out/b.tif": the name says TIFF'),
                        (('batch', 'run', 'in', '-o', 'out/{stem}.tif', '--format=png'), 'the name says TIFF')):
        contains(run(*words, status=2).err, says)
        equal(listing(), before)
    run('fix', 'a.png', '-o', 'x.jpeg', '--format=jpeg')
    # A recipe does not know the name that is given today.
    run('fix', 'a.png', '-o', 'y.jpg', '--recipe', 'web')
    write('jobs.jsonl', json.dumps({'input': 'a.png', 'output': 'z.jpg', 'recipe': 'web'}) + '\n')
    run('fix', '--job-list', 'jobs.jsonl')
    for name in ('x.jpeg', 'y.jpg', 'z.jpg'):
        assert read(name).startswith(b'\xff\xd8'), name
    # Where a name is made, the format makes it, and in place the name stays.
    run('fix', 'in', '-o', 'out', '--format=jpeg')
    run('fix', 'in', '-o', 'out/{stem}.{ext}', '--format=webp')
    equal(listing('out'), ['b.jpg', 'b.webp'])
    write('lie.jpg', read('a.png'))
    run('fix', 'lie.jpg', '--in-place', '--format=png')


@test
def an_existing_file_is_not_overwritten():
    picture('a.png')
    write('a.burnished.png', 'mine')
    contains(run('fix', 'a.png', status=1).err, 'a.png: will not overwrite "a.burnished.png": File exists')
    equal(read('a.burnished.png'), b'mine')
    write('b.png', 'mine')
    run('fix', 'a.png', '-o', 'b.png', status=1)
    os.symlink('nowhere', 'link.png')
    run('fix', 'a.png', '-o', 'link.png', status=1)
    equal(listing(), ['a.burnished.png', 'a.png', 'b.png', 'link.png'])


@test
def force_overwrites():
    picture('a.png')
    write('b.png', 'mine')
    os.chmod('b.png', 0o640)
    run('fix', 'a.png', '-o', 'b.png', '--force')
    equal(delta('a.png', 'b.png') < 100, True)
    equal(os.stat('b.png').st_mode & 0o777, 0o640)
    run('fix', 'a.png', '-f', '-o', 'b.png')


@test
def new_files_obey_the_umask():
    picture('a.png')
    for mask in (0o022, 0o077, 0o002):
        name = f'{mask:o}.png'
        run('fix', 'a.png', '-o', name, preexec_fn=lambda mask=mask: os.umask(mask))
        equal(os.stat(name).st_mode & 0o777, 0o666 & ~mask, name)


@test
def an_input_is_not_overwritten_by_its_result():
    picture('a.png')
    picture('b.png')
    for words in (['a.png', '-o', 'a.png'], ['a.png', '-o', './a.png', '--force'], ['a.png', '-o', '.', '--force'],
                  ['a.png', 'b.png', '-o', '{stem}.png', '-f']):
        result = run('fix', *words, status=2)
        contains(result.err, 'a.png" would be overwritten (see --in-place)')
    # Another name of the same file is another file afterwards.
    os.link('a.png', 'twin.png')
    run('fix', 'a.png', '-o', 'twin.png', '--force', '--recipe', invert())
    assert read('twin.png') != read('a.png')
    equal(delta('a.png', 'b.png'), 0.0)


@test
def two_results_of_one_name_are_found_first():
    os.mkdir('1')
    os.mkdir('2')
    for path in ('1/a.png', '2/a.png', 'a.png'):
        picture(path)
    before = listing()
    for words in (['1/a.png', '2/a.png', '-o', 'out'], ['1', '2', '-o', 'out/'],
                  ['1/a.png', '2/a.png', '-o', 'x-{recipe}.{ext}'], ['a.png', './a.png'],
                  ['1/a.png', '2/a.png', '-o', 'one.png/']):
        contains(run('fix', *words, status=2).err, 'would both be written to')
        equal(listing(), before, words)


@test
def into_a_directory():
    picture('a.png')
    picture('b.jpg')
    os.mkdir('out')
    run('fix', 'a.png', '-o', 'out')
    run('fix', 'b.jpg', '-o', 'made/deep/')
    run('fix', 'a.png', 'b.jpg', '-o', 'many')
    equal(listing(), ['a.png', 'b.jpg', 'made/deep/b.jpg', 'many/a.png', 'many/b.jpg', 'out/a.png'])


@test
def a_directory_that_cannot_be():
    picture('a.png')
    write('file', 'x')
    contains(run('fix', 'a.png', '-o', 'file/b.png', status=1).err, 'Not a directory')
    contains(run('fix', 'a.png', '-o', 'none/b.png', status=1).err, 'cannot write to "none": No such file')
    contains(run('fix', 'a.png', '-o', 'file/', status=1).err, 'cannot')
    contains(run('fix', 'a.png', '-o', 'b', status=2).err, '"b" has no suffix that names a format', '--format')
    contains(run('fix', '-', '-o', '.', stdin=read('a.png'), status=2).err, 'is a directory')


def tree():
    os.makedirs('in/sub/deep')
    for path in ('in/a.png', 'in/sub/b.png', 'in/sub/deep/c.jpg'):
        picture(path)
    write('in/notes.txt', 'x')
    picture('in/.hidden.png')
    write('in/noname', read('in/a.png'))


@test
def a_directory_as_input():
    tree()
    run('fix', 'in', '-o', 'out')
    equal(listing('out'), ['a.png', 'noname.png'])
    run('fix', 'in', '-r', '-o', 'all')
    equal(listing('all'), ['a.png', 'noname.png', 'sub/b.png', 'sub/deep/c.jpg'])
    run('fix', 'in', '--recursive')
    assert 'in/sub/deep/c.burnished.jpg' in listing()
    # A second time, results are not taken for pictures.
    contains(run('fix', 'in', '-r', status=1).err, '4 failed')


@test
def results_inside_of_the_input_directory():
    tree()
    run('fix', '-r', 'in', '-o', 'in/fixed')
    once = listing('in/fixed')
    equal(once, ['a.png', 'noname.png', 'sub/b.png', 'sub/deep/c.jpg'])
    run('fix', '-r', 'in', '-o', 'in/fixed', '--force')
    equal(listing('in/fixed'), once)


@test
def links_and_loops_in_a_directory():
    tree()
    os.symlink('..', 'in/sub/loop')
    os.symlink('nowhere', 'in/dead.png')
    os.mkfifo('in/pipe.png')
    run('fix', '-r', 'in', '-o', 'out')
    equal(listing('out'), ['a.png', 'noname.png', 'sub/b.png', 'sub/deep/c.jpg'])


@test
def a_broken_file_in_a_directory_fails_and_the_others_do_not():
    tree()
    write('in/bad.png', 'not a picture')
    result = run('fix', 'in', '-o', 'out', status=1)
    contains(result.err, 'in/bad.png: not a picture', '3 pictures: ', ', 1 failed')
    equal(listing('out'), ['a.png', 'noname.png'])


@test
def templates():
    tree()
    run('fix', 'in/a.png', '-o', 'o1-{stem}-{recipe}-{index}.{ext}')
    os.mkdir('o2')
    run('fix', '-r', 'in', '-o', 'o2/{dir}/{name}')
    run('fix', 'in/a.png', 'in/sub/b.png', '-o', 'o3/{index}.{ext}', '--format=webp')
    run('decast', 'in/a.png', '-o', 'o4/{recipe}.{ext}')
    made = [f for f in listing() if f.startswith('o')]
    equal(made, ['o1-a-auto-0001.png', 'o2/a.png', 'o2/noname.png', 'o2/sub/b.png', 'o2/sub/deep/c.jpg',
                 'o3/0001.webp', 'o3/0002.webp', 'o4/decast.png'])


@test
def templates_with_a_slip():
    picture('a.png')
    for text, says in (('{stme}.png', '{stme} is none of {stem}, {name}, {ext}, {dir}, {recipe}, {aspect}, {index}; did you mean "stem"?'),
                       ('{stem.png', 'a brace without its partner'), ('stem}{x', 'a brace without its partner'),
                       ('{}.png', '{} is none of')):
        contains(run('fix', 'a.png', '-o', text, status=2).err, says)
    equal(listing(), ['a.png'])


@test
def the_jail():
    tree()
    os.makedirs('outside')
    os.makedirs('out')
    os.symlink('../outside', 'out/sub')
    result = run('fix', '-r', 'in', '-o', 'out', status=1)
    contains(result.err, 'in/sub/b.png: "out/sub/b.png" would be outside of "out"')
    equal(listing('outside'), [])
    for template in ('out/{dir}/../../{stem}.{ext}', 'out/{stem}/../../../{name}'):
        contains(run('fix', 'in/a.png', '-o', template, status=1).err, 'would be outside of "out"')
    write('r.json', '{"burnish": 1, "fix": []}')
    os.rename('r.json', '.. .json')
    run('fix', 'in/a.png', '--recipe', './.. .json', '-o', 'out/{recipe}.{ext}')
    equal(listing('.')[0:2], ['.. .json', 'in/.hidden.png'])


@test
def standard_input_and_output():
    picture('a.png')
    made = run('fix', '-', stdin=read('a.png'))
    assert made.bytes.startswith(b'\x89PNG') and made.err.startswith('standard input -> standard output\n'), made
    equal(run('fix', 'a.png', '-o', '-').bytes, made.bytes)
    webp = run('fix', '-', '--format=webp', '--quiet', stdin=read('a.png'))
    assert webp.bytes[8:12] == b'WEBP' and webp.err == '', webp
    run('fix', '-', '-o', 'b.jpg', stdin=read('a.png'))
    equal(vips('getpoint', 'b.jpg', '1', '1').count('.') >= 0, True)
    contains(run('fix', '-', stdin=b'', status=1).err, 'standard input: an empty file')
    run('fix', '-', '-o', '{stem}.{ext}', '--format=png', stdin=read('a.png'))
    equal(listing(), ['a.png', 'b.jpg', 'stdin.png'])
    report = run('fix', '-', '-o', 'c.png', '--json', stdin=read('a.png')).json()[0]
    equal((report['input'], report['output']), ('-', 'c.png'))


@test
def dry_run_writes_nothing():
    tree()
    before = {f: read(f) for f in listing() }
    for words in (['in/a.png'], ['-r', 'in', '-o', 'out/'], ['in/a.png', '-o', 'x/{stem}.{ext}'], ['in/a.png', '--in-place', '--backup'],
                  ['-r', 'in', '--in-place', '--recipe', '../../invert.json']):
        invert('../../invert.json')
        for flag in ('--dry-run', '-n'):
            run('fix', flag, *words)
    equal({f: read(f) for f in listing()}, before)
    equal(sorted(d for d in os.listdir('.') if d != '.config'), ['in'])
    contains(run('fix', '-n', 'in/a.png').out, 'in/a.png: would be written to in/a.burnished.png')
    report = run('fix', '-n', 'in/a.png', '--json').json()[0]
    equal((report['dry-run'], report['output']), (True, 'in/a.burnished.png'))
    run('fix', '-n', '-', stdin=read('in/a.png'))


main()
