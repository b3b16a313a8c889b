# SPDX-License-Identifier: LGPL-2.1-or-later

"""Failing system calls, by strace and by limits of the kernel: whatever fails,
there is the whole result or none, no left-over, an error that says why, and the
original."""

import os
import resource
import subprocess

from support import SANITIZED, Skip, contains, equal, invert, listing, main, need, picture, read, run, test

# strace cannot watch for leaks at the same time.
ENV = {'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}

FORMATS = ('png', 'jpg', 'webp', 'tif')


def traced(*options, args, status=1, **rest):
    """Run under strace with faults; the result and the trace."""
    need('strace')
    tried = subprocess.run(['strace', '-qq', '-o', '/dev/null', 'true'], capture_output=True)
    if tried.returncode != 0:
        raise Skip('tracing is not permitted: ' + tried.stderr.decode().strip())
    result = run(*args, status=status, prefix=('strace', '-f', '-qq', '-o', '.trace', *options), env=ENV, **rest)
    trace = read('.trace').decode('utf-8', 'replace')
    os.remove('.trace')
    return result, trace


def on_path(path, inject, args, status=1):
    """Faults only for calls that have to do with one path."""
    result, trace = traced('-P', path, '-e', inject, args=args, status=status)
    contains(trace, '(INJECTED)')
    return result


def results():
    return [f for f in listing() if f.startswith(('out', '.burnish'))]


@test
def every_write_of_every_format_on_a_full_disk():
    picture('a.png', size='240x160')
    for suffix in FORMATS:
        # Quiet: a report that cannot be written is a failure, too, but with a result.
        args = ('fix', 'a.png', '-o', f'out.{suffix}', '--quiet')
        run(*args)
        whole = read(f'out.{suffix}')
        os.remove(f'out.{suffix}')
        failed = 0
        # strace counts for each thread.
        for number in range(1, 12):
            result, trace = traced('-e', f'inject=write,pwrite64:error=ENOSPC:when={number}', args=args, status=None)
            if result.status == 0:
                equal(read(f'out.{suffix}'), whole, number)
                os.remove(f'out.{suffix}')
                if '(INJECTED)' not in trace:
                    break
                continue
            failed += 1
            equal((result.status, results()), (1, []), (suffix, number))
        assert failed > 0, suffix


@test
def every_size_of_file_that_is_too_small():
    picture('a.png', size='240x160')
    for suffix in FORMATS:
        args = ('fix', 'a.png', '-o', f'out.{suffix}')
        run(*args)
        size = os.path.getsize(f'out.{suffix}')
        os.remove(f'out.{suffix}')
        # The kernel writes up to the limit, then fails: a short write before each error.
        for limit in (0, 1, 100, size // 3, size // 2, size - 1):
            result = run(*args, '--json', status=1, restore_signals=False,
                         preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            contains(result.json()[0]['error'], 'File too large')
            equal(results(), [], (suffix, limit))
        run(*args, restore_signals=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size * 2, size * 2)))
        os.remove(f'out.{suffix}')


@test
def in_place_the_original_survives():
    picture('a.png', size='240x160')
    invert()
    before = read('a.png')
    for words in ([], ['--backup']):
        for limit in (1, len(before) // 2):
            run('fix', 'a.png', '--in-place', '--recipe', './invert.json', *words, status=1, restore_signals=False,
                preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            equal((read('a.png'), listing()), (before, ['a.png', 'invert.json']))


@test
def interrupted_writes_are_continued():
    picture('a.png', size='400x300')
    for suffix in FORMATS:
        run('fix', 'a.png', '-o', f'whole.{suffix}')
        for number in range(1, 4):
            traced('-e', f'inject=write,pwrite64:error=EINTR:when={number}', args=('fix', 'a.png', '-o', f'out.{suffix}', '-q'), status=0)
            equal(read(f'out.{suffix}'), read(f'whole.{suffix}'), suffix)
            os.remove(f'out.{suffix}')


@test
def failing_fsync_link_and_rename():
    picture('a.png')
    invert()
    before = read('a.png')
    new = ('fix', 'a.png', '-o', 'out.png')
    place = ('fix', 'a.png', '--in-place', '--recipe', './invert.json')
    for calls, args in (('fsync', new), ('linkat', new), ('fsync', place), ('linkat', place), ('rename,renameat,renameat2', place),
                        ('link,linkat', (*place, '--backup')), ('rename,renameat,renameat2', (*place, '--backup')),
                        ('fsync', (*place, '--backup'))):
        result, trace = traced('-e', f'inject={calls}:error=EIO:when=1', args=args)
        contains(trace, '(INJECTED)')
        contains(result.err, 'a.png: ', 'Input/output error')
        equal((read('a.png'), listing()), (before, ['a.png', 'invert.json']), (calls, args))


@test
def a_read_only_file_system():
    picture('a.png')
    os.mkdir('dir')
    result = on_path('dir', 'inject=openat:error=EROFS', ('fix', 'a.png', '-o', 'dir/out.png'))
    contains(result.err, 'a.png: cannot write to "dir": Read-only file system')
    equal(listing(), ['a.png'])


@test
def without_nameless_files():
    picture('a.png')
    os.mkdir('dir')
    run('fix', 'a.png', '-o', 'whole.png')
    args = ('fix', 'a.png', '-o', 'dir/out.png')
    for error in ('EOPNOTSUPP', 'EISDIR', 'EINVAL'):
        on_path('dir', f'inject=openat:error={error}:when=1', args, status=0)
        equal(listing('dir'), ['out.png'])
        equal(read('dir/out.png'), read('whole.png'))
        equal(os.stat('dir/out.png').st_mode, os.stat('whole.png').st_mode)
        on_path('dir', f'inject=openat:error={error}:when=1', (*args, '--force'), status=0)
        equal(listing('dir'), ['out.png'])
        os.remove('dir/out.png')


def open_number(args):
    """Which of the main thread's opens asks for a nameless file."""
    _, trace = traced('-e', 'trace=openat', args=args, status=0)
    own = trace.split(' ', 1)[0]
    lines = [line for line in trace.splitlines() if line.startswith(own + ' ') and 'openat(' in line]
    return 1 + next(i for i, line in enumerate(lines) if 'O_TMPFILE' in line)


@test
def without_nameless_files_and_with_faults():
    if SANITIZED:
        raise Skip('opens files of its own, so that they cannot be counted')
    picture('a.png', size='240x160')
    os.mkdir('dir')
    args = ('fix', 'a.png', '-o', 'dir/out.png')
    number = open_number(args)
    os.remove('dir/out.png')
    fallback = f'inject=openat:error=EOPNOTSUPP:when={number}'
    for calls in ('fsync', 'renameat2'):
        result, trace = traced('-e', fallback, '-e', f'inject={calls}:error=EIO:when=1', args=args)
        contains(trace, 'O_TMPFILE', 'EOPNOTSUPP')
        equal(listing('dir'), [], calls)
    # Without RENAME_NOREPLACE, as on some file systems, by link().
    for error in ('EINVAL', 'ENOSYS'):
        result, trace = traced('-e', fallback, '-e', f'inject=renameat2:error={error}:when=1', args=args, status=0)
        contains(trace, 'EOPNOTSUPP', error)
        equal(listing('dir'), ['out.png'])
        os.remove('dir/out.png')
    # And without links, as on FAT, by a plain rename().
    traced('-e', fallback, '-e', 'inject=renameat2:error=EINVAL:when=1', '-e', 'inject=link,linkat:error=EPERM', args=args, status=0)
    equal(listing('dir'), ['out.png'])


@test
def a_directory_that_cannot_be_read():
    os.makedirs('in/locked')
    picture('in/a.png')
    picture('in/locked/b.png')
    result = on_path('in/locked', 'inject=openat:error=EACCES', ('fix', '-r', 'in', '-o', 'out'))
    contains(result.err, 'in/locked: cannot open: Permission denied', '2 pictures: ', '1 failed')
    equal(listing('out'), ['a.png'])


@test
def unreadable_input():
    picture('a.png')
    os.mkfifo('pipe')
    writer = subprocess.Popen(['sh', '-c', 'cat a.png > pipe'], stderr=subprocess.DEVNULL)
    result = on_path('pipe', 'inject=read:error=EIO:when=1', ('fix', 'pipe', '-o', 'out.png'))
    writer.wait()
    contains(result.err, 'pipe: cannot read: Input/output error')
    result = on_path('a.png', 'inject=mmap:error=ENOMEM:when=1', ('fix', 'a.png', '-o', 'out.png'))
    contains(result.err, 'a.png: ', 'Cannot allocate memory')
    equal(listing(), ['a.png', 'pipe'])


main()
