# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs that are cut off, and go on: what the journal makes a second run do, leave and
do again."""

import glob
import json
import os
import random
import signal
import subprocess
import time
import zlib

from support import BURNISH, SANITIZED, contains, environment, equal, invert, listing, main, picture, read, recipe, run, test, write

dice = random.Random(10)


def pictures(count, size='120x80', top='in'):
    """A tree of different pictures."""
    scenes = ('room', 'product', 'portrait', 'paper', 'sunset')
    for number in range(count):
        path = f'{top}/{number % 3}/{number:02}.png'
        os.makedirs(os.path.dirname(path), exist_ok=True)
        picture(path, scenes[number % len(scenes)], size=size)


def results(top='out'):
    """Of a directory of results, everything but journals."""
    return {name: read(f'{top}/{name}') for name in listing(top) if not name.startswith('.burnish/')}


def journals(top='out'):
    return sorted(glob.glob(glob.escape(top) + '/.burnish/*.journal'))


def lines(path):
    """The objects of a journal; each line must fit its checksum."""
    found = []
    for line in read(path).decode().splitlines():
        head, text = line.split(' ', 1)
        equal(int(head, 16), zlib.crc32(text.encode()), line)
        found.append(json.loads(text))
    return found


def rewrite(path, objects):
    texts = [json.dumps(each, separators=(',', ':')) for each in objects]
    write(path, ''.join(f'{zlib.crc32(text.encode()):08x} {text}\n' for text in texts))


def again(*words, status=0, top='in'):
    """Run, and what became of each picture, with the summary."""
    *reports, summary = run('batch', 'run', '-r', top, '-o', 'out', '--json', *words, status=status).json()
    return {report['input']: report['status'] for report in reports}, summary['summary']


def counts(*words, **rest):
    """How many were changed, unchanged, skipped and failed."""
    summary = again(*words, **rest)[1]
    return tuple(summary[key] for key in ('changed', 'unchanged', 'skipped', 'failed'))


@test
def the_second_run_skips_what_the_first_has_done():
    pictures(5)
    write('in/1/bad.png', 'x')
    equal(counts(status=1), (0, 5, 0, 1))
    first = results()
    stamps = {name: os.stat('out/' + name).st_mtime_ns for name in first}
    # What failed is tried again.
    equal(counts(status=1), (0, 0, 5, 1))
    equal({name: os.stat('out/' + name).st_mtime_ns for name in first}, stamps)
    picture('in/1/bad.png')
    equal(counts(), (0, 1, 5, 0))
    equal(counts(), (0, 0, 6, 0))
    text = run('batch', 'run', '-r', 'in', '-o', 'out')
    contains(text.out, 'in/1/bad.png: done already, see out/1/bad.png\n')
    contains(text.err, '6 pictures: 0 changed, 0 left as they were, 6 skipped; ')
    # burnish fix does the same when it is asked to.
    contains(run('fix', '-r', 'in', '-o', 'out', '--resume').err, '6 skipped')
    contains(run('fix', '-r', 'in', '-o', 'out', status=1).err, 'will not overwrite')


@test
def what_the_journal_looks_like():
    pictures(2)
    run('batch', 'run', '-r', 'in', '-o', 'out')
    (path,) = journals()
    head, begun, *rest, finished = lines(path)
    equal((head['journal'], begun, finished), (1, {'run': '1/1', 'jobs': 2}, {'finished': '1/1'}))
    equal(sorted(line['begin'] for line in rest if 'begin' in line), ['0/00.png', '1/01.png'])
    ends = [line for line in rest if 'end' in line]
    equal({key for line in ends for key in line}, {'end', 'status', 'stamp', 'digest', 'recipe', 'version', 'result'})
    # It is not a picture, and hidden: results can be fixed again.
    equal([report['input'] for report in run('fix', '-r', 'out', '-o', 'more', '--json').json()], ['out/0/00.png', 'out/1/01.png'])


@test
def what_has_changed_is_done_again():
    pictures(4)
    recipe('./r.json', {'invert': {}})
    equal(counts('--recipe', './r.json'), (4, 0, 0, 0))
    # Touched, but the same.
    os.utime('in/0/00.png')
    equal(counts('--recipe', './r.json'), (0, 0, 4, 0))
    # Another picture of the same size, with the time of the old one.
    data = bytearray(read('in/1/01.png'))
    before = os.stat('in/1/01.png')
    at = data.find(b'IDAT') - 4
    other = data[:at] + b'\0\0\0\0' + data[at + 4:]
    good = bytes(data)
    write('in/1/01.png', bytes(other))
    os.utime('in/1/01.png', ns=(before.st_atime_ns, before.st_mtime_ns))
    equal(counts('--recipe', './r.json', status=1), (0, 0, 3, 1))
    write('in/1/01.png', good)
    os.utime('in/1/01.png', ns=(before.st_atime_ns, before.st_mtime_ns))
    equal(counts('--recipe', './r.json'), (0, 0, 4, 0))
    # Another recipe, and another option.
    recipe('./r.json', {'invert': {}}, {'invert': {}})
    equal(counts('--recipe', './r.json'), (4, 0, 0, 0))
    equal(counts('--recipe', './r.json', '--compression=1'), (4, 0, 0, 0))
    equal(counts('--recipe', './r.json', '--compression=1'), (0, 0, 4, 0))
    # A result that is gone.
    os.remove('out/2/02.png')
    equal(counts('--recipe', './r.json', '--compression=1'), (1, 0, 3, 0))


@test
def a_file_that_the_recipe_names_is_part_of_it():
    pictures(2)
    picture('look.png', 'room', cast='mixed:0.8')
    words = ('--decast.reference', 'look.png')
    counts(*words)
    equal(counts(*words)[2], 2)
    picture('look.png', 'product', cast='white:0.8')
    equal(counts(*words)[2], 0)


@test
def another_version_does_it_again():
    pictures(2)
    counts()
    (path,) = journals()
    rewrite(path, [dict(line, version='0.0.1') if 'end' in line else line for line in lines(path)])
    equal(counts(), (0, 2, 0, 0))
    rewrite(path, [{'journal': 2, 'burnish': '9.0'}])
    contains(run('batch', 'run', '-r', 'in', '-o', 'out', status=1).err, 'was written by a later version of burnish')


@test
def only_what_is_ours_is_overwritten():
    pictures(3)
    os.makedirs('out/0')
    write('out/0/00.png', 'of somebody')
    equal(counts(status=1), (0, 2, 0, 1))
    equal(read('out/0/00.png'), b'of somebody')
    # Nor does the failure make it ours.
    equal(counts('--recipe', invert(), status=1), (2, 0, 0, 1))
    equal(read('out/0/00.png'), b'of somebody')
    # A result that somebody has changed since.
    write('out/1/01.png', 'edited')
    equal(counts('--recipe', './invert.json', status=1), (0, 0, 1, 2))
    equal(read('out/1/01.png'), b'edited')
    equal(counts('--recipe', './invert.json', '--force'), (3, 0, 0, 0))
    assert read('out/0/00.png') != b'of somebody'
    equal(counts('--recipe', './invert.json'), (0, 0, 3, 0))


@test
def results_without_a_journal_are_recognised():
    """After a power cut, what was not synced of it is lost."""
    pictures(3)
    counts('--recipe', invert())
    whole = results()
    os.remove(journals()[0])
    os.remove('out/0/00.png')
    equal(counts('--recipe', './invert.json'), (3, 0, 0, 0))
    equal(results(), whole)


@test
def damaged_journals():
    pictures(6)
    counts()
    (path,) = journals()
    data = read(path)
    rows = data.splitlines(keepends=True)
    # Cut anywhere, as by a power cut: nothing is complained of, nothing is lost.
    for length in (0, 5, len(rows[0]), len(data) // 2, len(data) - 1):
        write(path, data[:length])
        changed, unchanged, skipped, failed = counts()
        equal((changed, unchanged + skipped, failed), (0, 6, 0), length)
        for other in journals():
            if other != path:
                os.remove(other)
    # Damaged within, it is said.
    bad = next(i for i, row in enumerate(rows) if b'"end"' in row)
    rows[bad] = rows[bad].replace(b'unchanged', b'unchanheg')
    write(path, b''.join(rows))
    result = run('batch', 'run', '-r', 'in', '-o', 'out')
    contains(result.err, '1 lines of the journal are damaged', '5 skipped')


@test
def killed_at_any_moment_and_run_again():
    """Until it is through: nothing is lost, partial, doubled or left over."""
    pictures(12, size='240x160')
    args = ('batch', 'run', '-r', 'in', '-o', 'out', '-j', '2', '--recipe', invert())
    begin = time.monotonic()
    run(*args)
    seconds = time.monotonic() - begin
    whole = results()
    equal(len(whole), 12)
    kills = 0
    for _ in range(2 if SANITIZED else 3):
        subprocess.run(['rm', '-rf', 'out'], check=True)
        for _ in range(8):
            process = subprocess.Popen([BURNISH, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
            time.sleep(dice.uniform(0, seconds * 0.7))
            process.send_signal(signal.SIGKILL)
            err = process.stderr.read()
            if process.wait() == -signal.SIGKILL:
                kills += 1
            else:
                contains(err.decode(), '12 pictures: ')
            if os.path.isdir('out'):
                found = results()
                equal({name: data for name, data in found.items() if whole.get(name) != data}, {}, 'partial or left over')
            if process.returncode == 0:
                break
        run(*args)
        equal(results(), whole)
        equal(counts('--recipe', './invert.json')[2], 12)
    assert kills > 3, kills


@test
def interrupted_and_run_again():
    pictures(9, size='500x400')
    process = subprocess.Popen([BURNISH, 'batch', 'run', '-r', 'in', '-o', 'out', '-j', '1', '--json', '--recipe', invert()],
                               stdout=subprocess.PIPE, env=environment())
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    *reports, summary = [json.loads(line) for line in process.stdout.read().splitlines()]
    equal(process.wait(), 143)
    done = summary['summary']['changed']
    equal((len(reports), summary['summary']['interrupted']), (8, 9 - done))
    equal(counts('--recipe', './invert.json'), (9 - done, 0, done, 0))


@test
def two_runs_at_once_do_no_harm():
    """As after a network cut, when an engine starts a task anew that still runs."""
    pictures(12, size='240x160')
    args = [BURNISH, 'batch', 'run', '-r', 'in', '-o', 'out', '-j', '1', '--recipe', invert()]
    run('fix', '-r', 'in', '-o', 'whole', '--recipe', './invert.json')
    both = [subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()) for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=100)
        equal(process.returncode, 0, err)
    equal(results(), results('whole'))
    equal(counts('--recipe', './invert.json')[2], 12)


@test
def a_full_disk_and_run_again():
    pictures(6)
    limited = ('prlimit', '--fsize=20000')
    data = read('in/0/00.png')
    args = ('batch', 'run', '-r', 'in', '-o', 'out', '--compression=0', '--recipe', invert())
    run(*args, status=1, prefix=limited)
    equal(results(), {})
    run(*args)
    equal(len(results()), 6)
    equal(read('in/0/00.png'), data)


@test
def redo_what_a_list_says():
    pictures(4)
    counts('--recipe', invert())
    write('marks', json.dumps({'input': 'in/1/01.png', 'output': '1/01.png', 'recipe': './invert.json', 'set': {'compression': 1}}) + '\n')
    before = results()
    reports = run('batch', 'run', '--redo', 'marks', '-o', 'out', '--json').json()
    equal([report.get('status') for report in reports], ['changed', None])
    after = results()
    equal([name for name in after if after[name] != before[name]], ['1/01.png'])
    # And without it, a list is skipped like everything else.
    contains(run('batch', 'run', '--job-list', 'marks', '-o', 'out').err, '1 picture: 0 changed, 0 left as they were, 1 skipped')


@test
def a_journal_needs_a_directory():
    picture('a.png')
    for words in (['a.png'], ['a.png', '-o', '-'], ['a.png', '--in-place']):
        contains(run('batch', 'run', *words, status=2).err, 'a journal goes with -o and a directory')
    # Where there is one picture, -o is a directory all the same.
    run('batch', 'run', 'a.png', '-o', 'out')
    equal(sorted(results()), ['a.png'])
    # Of a name with fields, it is what stands before the first.
    run('batch', 'run', 'a.png', '-o', 'named/{stem}-{recipe}.{ext}')
    equal((sorted(results('named')), len(journals('named'))), (['a-auto.png'], 1))
    run('batch', 'run', 'a.png', '-o', 'dry', '--dry-run')
    assert not os.path.exists('dry')
    write('file', 'x')
    contains(run('batch', 'run', 'a.png', '-o', 'file/', status=1).err, 'burnish batch run: cannot make directory "file/.burnish"')


@test
def hostile_names_in_a_journal():
    os.mkdir('in')
    names = [b'new\nline.png', b'quote".png', b'back\\slash.png', b'\xff\xfe.png', '猫.png'.encode(), b'%s.png', b'tab\t.png']
    for name in names:
        picture('x.png')
        os.rename('x.png', b'in/' + name)
    equal(counts()[1], 7)
    equal(counts()[2], 7)
    equal(sorted(name for name in os.listdir(b'out') if not name.startswith(b'.')), sorted(names))


main()
