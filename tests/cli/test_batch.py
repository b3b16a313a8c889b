# SPDX-License-Identifier: LGPL-2.1-or-later

"""Many pictures on worker processes: order, crashes, hangs, memory, interrupts, and
where the pictures come from."""

import json
import os
import re
import signal
import subprocess
import time

from support import (BURNISH, SANITIZED, Skip, contains, environment, equal, invert, listing, main, need, picture, read, run, test,
                     tool, write)

# For the test of memory.
LARGE = '4000x2700'


def directory(name, count, size='120x80', suffix='.png'):
    """A directory of the same picture; names in order."""
    os.mkdir(name)
    names = [f'{name}/{number:03}{suffix}' for number in range(count)]
    picture(names[0], size=size)
    for other in names[1:]:
        os.link(names[0], other)
    return names


def start(*args, **rest):
    return subprocess.Popen([BURNISH, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **rest)


def children(pid):
    done = subprocess.run(['ps', '-o', 'pid=', '--ppid', str(pid)], capture_output=True, check=False)
    return [int(word) for word in done.stdout.split()]


def wait_for(what, about, seconds=30):
    """Until there is something, which is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f'no {about} within {seconds} s')


def pipe_for_ever(path):
    """A file that never ends."""
    os.mkfifo(path)
    return os.open(path, os.O_RDWR)


@test
def several_results_of_each():
    picture('a.png', size='120x80')
    picture('b.png', size='90x80')
    shapes = ('--aspect', '1:1,2:1', '--mode', 'crop')
    sizes = {'a-1x1.png': (80, 80), 'a-2x1.png': (120, 60), 'b-1x1.png': (80, 80), 'b-2x1.png': (90, 45)}
    run('reframe', *shapes, 'a.png', 'b.png', '-o', 'many')
    equal(listing('many'), sorted(sizes))
    for name, size in sizes.items():
        equal(tool('vipsheader', '-f', 'width', f'many/{name}').strip(), str(size[0]))
        equal(tool('vipsheader', '-f', 'height', f'many/{name}').strip(), str(size[1]))
    # In this process, with what they have in common done once.
    run('reframe', *shapes, 'a.png', '-o', 'one/{stem}-{aspect}.png')
    equal(read('one/a-2x1.png'), read('many/a-2x1.png'))
    own = {'burnish': 1, 'fix': [{'reframe': {'aspect': '1:1,2:1', 'mode': 'crop'}}]}
    write('jobs', json.dumps({'input': 'a.png', 'recipe': own}))
    run('fix', '--job-list', 'jobs', '-o', 'own')
    equal(listing('own'), ['a-1x1.png', 'a-2x1.png'])
    write('jobs', json.dumps({'input': 'a.png', 'output': 'x.png', 'recipe': own}))
    contains(run('fix', '--job-list', 'jobs', '-o', 'own', status=2).err, '"x.png" is one file')


@test
def reports_come_in_the_order_of_the_input():
    names = directory('in', 24)
    # The first takes longest.
    os.remove(names[0])
    picture(names[0], size='1200x800')
    reports = run('fix', 'in', '-o', 'out', '-j', '3', '--json').json()
    equal([report['input'] for report in reports], names)
    equal({report['status'] for report in reports}, {'unchanged'})
    equal(len(os.listdir('out')), 24)


@test
def as_many_workers_as_asked_for_give_the_same():
    directory('in', 6, size='300x200')
    for workers in ('1', '2', '5'):
        run('fix', 'in', '-o', 'out' + workers, '-j', workers, '--recipe', invert())
    for name in os.listdir('out1'):
        equal(read('out1/' + name), read('out2/' + name), name)
        equal(read('out1/' + name), read('out5/' + name), name)
    for workers, says in (('-1', '-1 is not from 1'), ('0', '0 is not from 1 to 1000'), ('1001', '1001 is not'), ('x', 'x')):
        contains(run('fix', 'in', '-o', 'out', '-j', workers, status=2).err, says)


@test
def workers_and_their_threads_fit_the_processors():
    """By what the workers are told."""
    holders = [pipe_for_ever(name) for name in ('a', 'b')]
    cores = len(os.sched_getaffinity(0))
    for workers in (1, 2):
        process = start('fix', 'a', 'b', '-o', 'out', '-j', str(workers))
        found = wait_for(lambda: len(children(process.pid)) == workers and children(process.pid), 'workers')
        time.sleep(0.1)
        for pid in found:
            env = dict(item.split('=', 1) for item in read(f'/proc/{pid}/environ').decode().split('\0') if '=' in item)
            equal(int(env['VIPS_CONCURRENCY']), max(1, cores // workers))
        process.kill()
        process.communicate()
        wait_for(lambda: not any(os.path.exists(f'/proc/{pid}') for pid in found), 'end of orphans', 5)
    for holder in holders:
        os.close(holder)


@test
def a_crash_costs_one_picture():
    names = directory('in', 4)
    holder = pipe_for_ever('stuck')
    process = start('fix', names[0], 'stuck', *names[1:], '-o', 'out', '-j', '1', '--json')
    # The first report says that the second picture is at work.
    process.stdout.readline()
    time.sleep(0.3)
    (worker,) = children(process.pid)
    os.kill(worker, signal.SIGSEGV)
    out, err = process.communicate(timeout=60)
    os.close(holder)
    reports = [json.loads(line) for line in out.splitlines()]
    equal(process.returncode, 1, err)
    equal([report['status'] for report in reports], ['failed', 'unchanged', 'unchanged', 'unchanged'])
    equal(reports[0]['input'], 'stuck')
    if not SANITIZED:
        contains(reports[0]['error'], 'crashed: the worker was killed by SIGSEGV (signal 11)')
    equal(sorted(os.listdir('out')), ['000.png', '001.png', '002.png', '003.png'])


@test
def a_picture_that_hangs_is_given_up():
    names = directory('in', 3)
    holder = pipe_for_ever('stuck')
    begin = time.monotonic()
    result = run('fix', 'stuck', *names, '-o', 'out', '-j', '2', '--timeout', '4', '--json', status=1)
    took = time.monotonic() - begin
    os.close(holder)
    reports = result.json()
    equal(reports[0]['error'], 'took longer than 4 s and was stopped (see --timeout)')
    equal([report['status'] for report in reports[1:]], ['unchanged'] * 3)
    assert 4 <= took < 60, took
    for wrong in ('0', '-1', 'x', '5x', '1mm', ''):
        contains(run('fix', 'in', '-o', 'out', '--timeout', wrong, status=2).err, f'--timeout: "{wrong}" is not a time')
    run('fix', names[0], '-o', 'one.png', '--timeout', '2m')
    contains(run('fix', '-', '-o', 'two.png', '--timeout', '2m', status=1, stdin=read(names[0])).err, 'a batch takes files only')


@test
def a_picture_that_needs_too_much_memory_is_given_up():
    if SANITIZED:
        raise Skip('a sanitizer needs a lot itself')
    picture('large.png', size=LARGE)
    picture('small.png')
    args = ('fix', 'large.png', 'small.png', '-o', 'out', '-j', '1', '--json')
    reports = run(*args, '--max-memory', '50M', status=1).json()
    contains(reports[0]['error'], '(see --max-memory)')
    equal(reports[1]['status'], 'unchanged')
    equal(os.listdir('out'), ['small.png'])
    run(*args, '--max-memory', '2G', '--force')
    contains(run(*args, '--max-memory', 'much', status=2).err, '--max-memory: "much" is not a number')


@test
def workers_that_cannot_start_are_no_fault_of_the_pictures():
    if SANITIZED:
        raise Skip('a sanitizer does not start either, but says so in its own way')
    directory('in', 3)
    result = run('fix', 'in', '-o', 'out', '--max-memory', '1', status=1)
    contains(result.err, 'burnish fix: workers do not start', '3 not done')
    equal(listing('out') if os.path.exists('out') else [], [])


def begun_batch(*words):
    """Ten pictures that take a while, and the first report of them."""
    directory('in', 10, size='700x500')
    process = start('fix', 'in', '-o', 'out', '-j', '1', '--json', '--recipe', invert(), *words)
    first = json.loads(process.stdout.readline())
    equal(first['status'], 'changed')
    return process


@test
def interrupted_once_it_finishes_what_is_at_work():
    process = begun_batch()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    equal((process.returncode, err), (130, b''))
    reports = [json.loads(line) for line in out.splitlines()]
    equal(len(reports), 9)
    done = [report for report in reports if report['status'] == 'changed']
    equal({report['status'] for report in reports[len(done):]}, {'interrupted'})
    equal(len(os.listdir('out')), 1 + len(done))
    for report in done:
        tool('vips', 'avg', report['output'])


@test
def interrupted_twice_it_stops_now():
    picture('a.png', size='1800x1200')
    picture('b.png', size='1800x1200')
    process = start('fix', 'a.png', 'b.png', '-o', 'out', '-j', '2', '--compression=9', '--recipe', invert())
    found = wait_for(lambda: len(children(process.pid)) == 2 and children(process.pid), 'workers')
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    begin = time.monotonic()
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT, process.returncode
    assert time.monotonic() - begin < 2
    wait_for(lambda: not any(os.path.exists(f'/proc/{pid}') for pid in found), 'end of the workers', 5)
    equal(listing('out'), [])


@test
def a_terminal_interrupts_workers_as_well_and_they_go_on():
    process = begun_batch()
    for pid in (process.pid, *children(process.pid)):
        os.kill(pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    equal(process.returncode, 130)
    statuses = {json.loads(line)['status'] for line in out.splitlines()}
    assert 'failed' not in statuses, statuses


@test
def a_full_disk_stops_it():
    names = directory('in', 8)
    need('strace')
    done = subprocess.run(['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=linkat:error=ENOSPC:when=3+', BURNISH, 'fix', 'in',
                           '-o', 'out', '-j', '1', '--json'], capture_output=True, check=False,
                          env=environment(ASAN_OPTIONS='detect_leaks=0'))
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    equal(done.returncode, 1, done.stderr)
    equal([report['status'] for report in reports], ['unchanged'] * 2 + ['failed'] + ['interrupted'] * 5)
    contains(reports[2]['error'], 'No space left on device')
    contains(done.stderr.decode(), 'burnish fix: the disk is full; stopped before the rest')
    equal(len(os.listdir('out')), 2)
    equal(len(names), len(reports))


@test
def names_from_a_file_or_standard_input():
    for name in ('in/a', 'in/more'):
        os.makedirs(name)
    picture('in/a/x.png')
    picture('in/more/x.png')
    picture('in/a/new\nline.png')
    write('list', 'in/a/x.png\n\n./in/more/x.png\r\n')
    run('fix', '--files-from', 'list', '-o', 'out1')
    # The directories are kept, so that equal names do not clash.
    equal(listing('out1'), ['in/a/x.png', 'in/more/x.png'])
    run('fix', '--files-from', '-', '-o', 'out2', stdin=b'in/a/x.png\n')
    equal(listing('out2'), ['in/a/x.png'])
    run('fix', '--files0-from', '-', '-o', 'out3', stdin=b'in/a/new\nline.png\0in/more/x.png\0')
    equal(listing('out3'), ['in/a/new\nline.png', 'in/more/x.png'])
    # A directory in a list is one like any other; what leads out of the tree does not.
    run('fix', '--files-from', '-', '-o', 'out4', stdin=b'in/more\n../%s/in/a/x.png\n' % os.path.basename(os.getcwd()).encode())
    equal(listing('out4'), [os.path.basename(os.getcwd()) + '/in/a/x.png', 'x.png'])
    run('fix', '--files-from', '-', '-o', '{stem}-{index}.{ext}', stdin=b'in/a/x.png\nin/more/x.png\n')
    assert os.path.exists('x-0002.png')
    contains(run('fix', '--files-from', 'none', status=2).err, '--files-from: cannot read the list', 'No such file')
    contains(run('fix', '--files-from', '-', status=2, stdin=b'a\0b\0').err, 'see --files0-from')
    contains(run('fix', '--files-from', '-', '-o', 'out5', status=3, stdin=b'\n\n').err, 'no pictures found')
    contains(run('fix', '--files-from', 'list', '--job-list', 'list', status=2).err, 'do not go together')


@test
def wildcards_that_no_shell_expanded():
    for name in ('in/a/b', 'in/c'):
        os.makedirs(name)
    for name in ('in/1.png', 'in/a/2.png', 'in/a/b/3.png', 'in/c/4.jpg', 'in/.hidden.png', 'in/a/2.burnished.png'):
        picture(name)
    write('in/a/text.txt', 'x')
    for number, (pattern, found) in enumerate((
            ('in/*.png', ['1.png']), ('in/**/*.png', ['1.png', 'a/2.png', 'a/b/3.png']), ('in/*/*', ['a/2.png', 'c/4.jpg']),
            ('in/[ac]/?.*', ['a/2.png', 'c/4.jpg']), ('./in/a/**', ['2.png', 'b/3.png']), ('in/**/b/*.png', ['a/b/3.png']),
            (os.getcwd() + '/in/c/*', ['4.jpg']), ('in/.*.png', ['.hidden.png']))):
        run('fix', pattern, '-o', f'out{number}')
        equal(listing(f'out{number}'), found, pattern)
    contains(run('fix', 'in/*.gif', '-o', 'out', status=1).err, 'in/*.gif: cannot open: No such file')
    # A file of that very name comes first.
    picture('in/*.gif.png')
    run('fix', 'in/*.gif.png', '-o', 'literal/')
    equal(listing('literal'), ['*.gif.png'])


@test
def a_job_list():
    picture('a.png', cast='mixed:0.8')
    picture('b.png')
    jobs = [{'input': 'a.png'}, {'input': 'a.png', 'output': 'deep/half.webp', 'set': {'decast.strength': 0.5, 'lossless': True}},
            {'input': './b.png', 'output': 'i.png', 'recipe': {'burnish': 1, 'fix': [{'invert': {}}]}},
            {'input': 'b.png', 'recipe': 'web', 'set': {'quality': 50, 'background': [1, 2, 3]}}]
    write('jobs', '\n'.join(map(json.dumps, jobs)) + '\n\n')
    reports = run('fix', '--job-list', 'jobs', '-o', 'out', '--json').json()
    equal(listing('out'), ['a.png', 'b.webp', 'deep/half.webp', 'i.png'])
    equal(reports[1]['recipe']['fix'][0]['decast']['strength'], 0.5)
    equal(reports[3]['recipe']['save'], {'format': 'webp', 'quality': 50, 'background': [1, 2, 3]})
    run('fix', 'a.png', '-o', 'flag.webp', '--decast.strength=0.5', '--lossless')
    equal(read('flag.webp'), read('out/deep/half.webp'))
    # Flags hold for lines without a recipe of their own; --job-list takes templates.
    run('fix', '--job-list', '-', '-o', 't/{stem}-{recipe}.{ext}', '--format', 'tiff', stdin='\n'.join(map(json.dumps, jobs)).encode())
    equal(sorted(f for f in listing('t') if '-' in f), ['a-auto.tif', 'b-web.webp'])


@test
def a_job_list_with_a_slip():
    picture('a.png')
    good = '{"input": "a.png"}\n'
    for line, says in (
            ('x', 'not JSON from here: "x"'), ('[]', 'a job is an object'), ('{}', 'input: must be the name of a file'),
            ('{"input": 5}', 'input: must be the name'), ('{"inptu": "a.png"}', 'inptu: no such key of a job; did you mean "input"?'),
            ('{"input": "a.png", "input": "b.png"}', 'input: appears twice'),
            ('{"input": "a.png", "output": ""}', 'output: must be the name'),
            ('{"input": "a.png", "recipe": "wep"}', 'no preset "wep"; did you mean "web"?'),
            ('{"input": "a.png", "recipe": {"burnish": 1, "fix": [{"decats": {}}]}}', 'decats: no such operation'),
            ('{"input": "a.png", "set": 1}', 'set: must be an object'),
            ('{"input": "a.png", "set": {"decast.strength": 2}}', 'set: decast: strength: 2 is above 1'),
            ('{"input": "a.png", "set": {"quality": "x"}}', 'set: quality: "x" is not a number'),
            ('{"input": "a.png"} {}', 'not JSON from here: "{}"'), ('[' * 5000, 'not JSON')):
        write('jobs', good + line + '\n' + good)
        result = run('fix', '--job-list', 'jobs', '-o', 'out', status=2)
        contains(result.err, 'jobs:2: ', says)
        assert not os.path.exists('out'), line
    contains(run('fix', '--job-list', 'none', '-o', 'out', status=2).err, 'cannot read the list')


@test
def two_results_of_one_name_are_an_error_before_anything_runs():
    for name in ('in/a', 'in/b'):
        os.makedirs(name)
    picture('in/a/x.png')
    picture('in/b/x.png')
    contains(run('fix', 'in/a/x.png', 'in/b/x.png', '-o', 'out', status=2).err, 'would both be written to "out/x.png"')
    contains(run('fix', 'in/*/../a/x.png', '-o', 'out', status=2).err, 'would both be written to "out/a/x.png"')
    write('jobs', '{"input": "in/a/x.png", "output": "y.png"}\n{"input": "in/b/x.png", "output": "./y.png"}\n')
    contains(run('fix', '--job-list', 'jobs', '-o', 'out', status=2).err, 'would both be written to')
    write('jobs', '{"input": "in/a/x.png", "output": "../in/b/x.png"}\n{"input": "in/b/x.png", "output": "z.png"}\n')
    contains(run('fix', '--job-list', 'jobs', '-o', 'out', status=2).err, 'would be overwritten')
    assert not os.path.exists('out')
    # And out of the directory goes no line at all.
    write('jobs', '{"input": "in/a/x.png", "output": "../y.png"}\n')
    contains(run('fix', '--job-list', 'jobs', '-o', 'out', status=1).err, 'would be outside of "out"')
    equal(listing('.'), ['in/a/x.png', 'in/b/x.png', 'jobs'])


@test
def in_place_on_workers():
    names = directory('in', 3)
    for name in names:
        os.remove(name)
        picture(name)
    before = read(names[0])
    run('fix', 'in', '--in-place', '--backup', '--recipe', invert(), '-j', '2')
    equal(len(os.listdir('in')), 6)
    for name in names:
        assert read(name) != before
        equal(read(name + '.orig'), before)


@test
def a_dry_run_on_workers():
    directory('in', 3)
    reports = run('fix', 'in', '-o', 'out', '--dry-run', '--json').json()
    equal([report['dry-run'] for report in reports], [True] * 3)
    assert not os.path.exists('out')


@test
def a_line_of_progress_in_a_log():
    directory('in', 12, size='500x400')
    err = run('fix', 'in', '-o', 'out', '-j', '1', '--recipe', invert(), env={'BURNISH_LOG_INTERVAL': '0.05'}).err
    lines = [line for line in err.splitlines() if re.fullmatch(r'burnish: \d+/12  \d+\.\d/s  \d+:\d\d left', line)]
    assert len(lines) > 2, err
    assert 'burnish: ' not in run('fix', 'in', '-o', 'out', '-f').err
    assert run('fix', 'in', '-o', 'out', '-f', '-q', env={'BURNISH_LOG_INTERVAL': '0.01'}).err == ''


@test
def one_in_a_hundred_is_hostile_and_every_one_is_named():
    """A thousandth of the size that is judged; tests/bench has the whole."""
    names = directory('in', 60, size='48x32')
    bad = {}
    for number, (data, says) in enumerate((
            (b'', 'empty'), (b'\x89PNG\r\n\x1a\n' + bytes(40), ''), (read(names[0])[:900], ''),
            (b'version https://git-lfs.github.com/spec/v1\n', 'Git LFS'), (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG'))):
        path = f'in/{number * 11:03}.png'
        os.remove(path)
        bad[write(path, data)] = says
    reports = run('fix', 'in', '-o', 'out', '--json', status=1).json()
    failed = {report['input']: report['error'] for report in reports if report['status'] in ('failed', 'refused')}
    equal(set(failed), set(bad))
    for path, says in bad.items():
        contains(failed[path], says)
    equal(len(os.listdir('out')), 55)


main()
