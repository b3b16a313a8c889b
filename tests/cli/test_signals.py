# SPDX-License-Identifier: LGPL-2.1-or-later

"""Killed and interrupted at any moment: no torn file, no left-over, no original
lost, and the exit status of a program that was interrupted."""

import os
import random
import signal
import subprocess
import time

from support import BURNISH, SANITIZED, contains, environment, equal, invert, listing, main, picture, read, run, test, tool

dice = random.Random(20)


def start(*args, **rest):
    return subprocess.Popen([BURNISH, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **rest)


def timed(*args):
    begin = time.monotonic()
    run(*args)
    return time.monotonic() - begin


def check_result(path, whole):
    """There is the whole result or none."""
    if os.path.exists(path):
        equal(read(path), whole, path)
        return True
    return False


def hit(number, seconds, *args):
    """Run, and send a signal at some moment; status and standard error."""
    process = start(*args)
    time.sleep(dice.uniform(0, seconds))
    process.send_signal(number)
    sent = time.monotonic()
    out, err = process.communicate(timeout=60)
    return process.returncode, err.decode(), time.monotonic() - sent, out.decode()


@test
def killed_at_any_moment():
    picture('a.png', size='900x600')
    args = ('fix', 'a.png', '-o', 'out.png', '--recipe', invert())
    seconds = timed(*args)
    whole = read('out.png')
    os.remove('out.png')
    done = 0
    for _ in range(30):
        status, _, _, _ = hit(signal.SIGKILL, seconds * 1.1, *args)
        assert status in (0, -signal.SIGKILL), status
        done += check_result('out.png', whole)
        # The temporary has no name, so that nothing is left even now.
        equal([f for f in listing() if f.startswith('.')], [])
        if os.path.exists('out.png'):
            os.remove('out.png')
    assert done < 30


@test
def killed_in_place():
    picture('a.png', size='900x600')
    args = ('fix', 'a.png', '--in-place', '--recipe', invert())
    before = read('a.png')
    seconds = timed(*args)
    after = read('a.png')
    for _ in range(20):
        with open('a.png', 'wb') as file:
            file.write(before)
        hit(signal.SIGKILL, seconds * 1.1, *args)
        assert read('a.png') in (before, after)


@test
def interrupted_at_any_moment():
    picture('a.png', size='900x600')
    args = ('fix', 'a.png', '-o', 'out.png', '--recipe', invert())
    seconds = timed(*args)
    whole = read('out.png')
    os.remove('out.png')
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        seen = set()
        for _ in range(12):
            status, err, took, out = hit(number, seconds * 1.1, *args)
            # Before burnish catches signals, they end it as they end any program.
            assert status in (0, 128 + number, -number), (status, err)
            assert SANITIZED or took < 1, took
            equal(check_result('out.png', whole), status == 0, (number, err, out))
            equal([f for f in listing() if f.startswith('.')], [])
            seen.add(status)
            if status == 0:
                os.remove('out.png')
        assert 128 + number in seen or SANITIZED, (number, seen)


@test
def the_status_of_an_interrupted_batch():
    tool('mkdir', 'in')
    for letter in 'abcdefgh':
        picture(f'in/{letter}.png', size='900x600')
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = start('fix', 'in', '-o', f'out{status}', '--json', '--recipe', invert())
        # The first report says that it is at work.
        process.stdout.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        equal(process.returncode, status, err)
        done = listing(f'out{status}')
        assert 1 <= len(done) < 8, done
        contains(out.decode(), '"status":"interrupted"')
        for name in done:
            tool('vips', 'avg', f'out{status}/{name}')


@test
def interrupted_while_it_waits_for_input():
    os.mkfifo('pipe')
    holder = os.open('pipe', os.O_RDWR)
    for args in (('fix', '-', '-o', 'out.png'), ('fix', 'pipe', '-o', 'out.png')):
        read_end, write_end = os.pipe()
        process = start(*args, stdin=read_end)
        time.sleep(1 if SANITIZED else 0.4)
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=5)
        finally:
            process.kill()
        equal(process.returncode, 130, args)
        os.close(read_end)
        os.close(write_end)
    os.close(holder)
    equal(listing(), ['pipe'])


@test
def a_second_signal_ends_it_at_once():
    picture('a.png', size='2400x1600')
    process = start('fix', 'a.png', '-o', 'out.png', '--compression=9', '--recipe', invert())
    time.sleep(0.2)
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    process.communicate(timeout=20)
    assert process.returncode in (130, -signal.SIGINT), process.returncode
    equal(listing(), ['a.png', 'invert.json'])


@test
def a_reader_that_goes_away():
    picture('a.png', size='900x600')
    process = start('fix', 'a.png', '-o', '-')
    process.stdout.close()
    err = process.stderr.read()
    process.wait()
    assert process.returncode in (1, -signal.SIGPIPE), (process.returncode, err)


main()
