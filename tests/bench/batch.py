# SPDX-License-Identifier: LGPL-2.1-or-later

"""What bulk work costs and survives: throughput beside other ways to do it, memory over
many jobs, kills at random moments, thousands of files with hostile ones among them.

Run by `meson compile bench-batch`; SIZE=0.1 makes everything a tenth. What is printed is
for people, and nothing fails. Wall time is looked at for throughput only, so the machine
has to be quiet for that; the processor time beside it does not mind.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BURNISH = os.environ['BURNISH']
RENDER = os.environ['RENDER']
SIZE = float(os.environ.get('SIZE', '1'))
SCENES = ('product', 'room', 'portrait', 'chart')

dice = random.Random(1)


def say(*words):
    print(*words, flush=True)


def render(scene, path, size, cast='mixed:0.8'):
    subprocess.run([RENDER, scene, path, size, cast], check=True)


def measure(command, shell=False):
    """Wall seconds and processor seconds, all children included."""
    begin, before = time.monotonic(), os.times()
    subprocess.run(command, shell=shell, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return time.monotonic() - begin, after[2] + after[3] - before[2] - before[3]


HERE = os.path.dirname(os.path.abspath(__file__))


def ways(suffix):
    """What people do with a directory of pictures: what does no work but to decode and
    encode, and what does some. All JPEGs of one quality and without subsampling."""
    quality = '[Q=90]' if suffix == 'jpg' else ''
    loop = f'for f in in/*.{suffix}; do vips copy "$f" "out/${{f##*/}}{quality}"; done'
    return {
        'burnish -j 1': ('burnish', [BURNISH, 'fix', 'in', '-o', 'out', '-q', '-j', '1']),
        'burnish -j 2': ('burnish', [BURNISH, 'fix', 'in', '-o', 'out', '-q', '-j', '2']),
        'shell loop, vips copy': ('vips', loop),
        'parallel -j2 vips copy': ('parallel', 'ls in | parallel -j2 vips copy in/{} out/{}' + quality),
        'parallel -j2 vips hist_equal': ('parallel', 'ls in | parallel -j2 vips hist_equal in/{} out/{}' + quality),
        'mogrify -auto-level': ('mogrify', f'mogrify -path out -quality {90 if quality else 75} -auto-level in/*.{suffix}'),
        'sharp, normalise': ('node', ['node', HERE + '/sharp.js', 'in', 'out', '2']),
    }


def throughput():
    """The same pictures in many ways, each format to itself; so many that neither the start
    nor the last picture counts. sharp is found as node finds it (NODE_PATH)."""
    count = max(4, int(64 * SIZE))
    os.mkdir('seeds')
    for number in range(count):
        render(SCENES[number % len(SCENES)], f'seeds/{number:03}.png', '1536x1024')
    for suffix in ('png', 'jpg'):
        os.mkdir('in')
        for name in os.listdir('seeds'):
            tail = '[Q=90]' if suffix == 'jpg' else ''
            subprocess.run(['vips', 'copy', 'seeds/' + name, f'in/{name[:-4]}.{suffix}{tail}'], check=True)
        walls = {}
        for name, (program, command) in ways(suffix).items():
            if program != 'burnish' and not shutil.which(program):
                say(f'{suffix}: {name}: {program} is not installed')
                continue
            shutil.rmtree('out', ignore_errors=True)
            os.mkdir('out')
            wall, cpu = measure(command, shell=isinstance(command, str))
            if len(os.listdir('out')) != count:
                say(f'{suffix}: {name}: made {len(os.listdir("out"))} of {count}; is everything installed?')
                continue
            walls[name] = wall
            say(f'{suffix}: {name}: {wall:.2f} s, {cpu:.2f} s of processors, {sum(map(os.path.getsize, files("out"))) >> 10} KiB')
        two = walls['burnish -j 2']
        say(f'{suffix}: -j 2 against ' + ', '.join(f'{name}: x {wall / two:.2f}' for name, wall in walls.items() if name != 'burnish -j 2'))
        shutil.rmtree('in')
    shutil.rmtree('seeds')
    shutil.rmtree('out')


def files(top):
    return [os.path.join(top, name) for name in os.listdir(top)]


def resident(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as file:
        return next((int(line.split()[1]) / 1024 for line in file if line.startswith('VmHWM')), 0)


def children(pid):
    with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
        return [int(word) for word in file.read().split()]


def memory():
    """Peak memory of supervisor and workers over many small jobs."""
    count = int(100000 * SIZE)
    os.mkdir('in')
    render('product', '0.png', '16x12')
    for number in range(count):
        if number % 50000 == 0:
            shutil.copyfile('0.png', f'{number}.base.png')
            base = f'{number}.base.png'
        os.link(base, f'in/{number:06}.png')
    with subprocess.Popen([BURNISH, 'batch', 'run', 'in', '-o', 'out', '-j', '2', '-q'], stderr=subprocess.PIPE) as process:
        begin, seen = time.monotonic(), []
        while process.poll() is None:
            time.sleep(1)
            try:
                seen.append((resident(process.pid), max(map(resident, children(process.pid)), default=0)))
            except (FileNotFoundError, ProcessLookupError):
                break
    marks = [seen[len(seen) * part // 4] for part in range(4)] + seen[-1:]
    say(f'{count} jobs in {time.monotonic() - begin:.0f} s; MiB of supervisor/worker at each quarter: ' +
        ', '.join(f'{a:.0f}/{b:.0f}' for a, b in marks))
    begin = time.monotonic()
    _, cpu = measure([BURNISH, 'batch', 'run', 'in', '-o', 'out', '-j', '2', '-q'])
    say(f'run again, all skipped: {time.monotonic() - begin:.1f} s, {cpu:.1f} s of a processor')
    shutil.rmtree('in')
    shutil.rmtree('out')


def contents(top):
    found = {}
    for where, directories, files in os.walk(top):
        directories[:] = [name for name in directories if name != '.burnish']
        for name in files:
            with open(os.path.join(where, name), 'rb') as file:
                found[os.path.relpath(os.path.join(where, name), top)] = file.read()
    return found


def kills():
    """kill -9 at random moments, until a run gets through; then the results are compared
    with those of one run."""
    count = int(100 * SIZE)
    os.mkdir('in')
    for number in range(60):
        render(SCENES[number % len(SCENES)], f'in/{number:03}.png', '360x240')
    command = [BURNISH, 'batch', 'run', 'in', '-o', 'out', '-j', '2', '-q']
    seconds, _ = measure(command)
    whole = contents('out')
    done = bad = 0
    while done < count:
        shutil.rmtree('out')
        while True:
            with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
                time.sleep(dice.uniform(0, seconds / 3))
                process.send_signal(signal.SIGKILL)
                process.wait()
            done += process.returncode == -signal.SIGKILL
            found = contents('out') if os.path.isdir('out') else {}
            bad += sum(whole.get(name) != data for name, data in found.items())
            if process.returncode == 0 or done >= count:
                break
        subprocess.run(command, check=True)
        bad += contents('out') != whole
    say(f'{done} kills: {bad} lost, partial or doubled results')
    shutil.rmtree('in')
    shutil.rmtree('out')


def hostile():
    """One file in a hundred is bad, in one of several ways."""
    count = int(10000 * SIZE)
    os.mkdir('in')
    for number, scene in enumerate(SCENES):
        render(scene, f'{number}.seed.png', '96x64')
    with open('0.seed.png', 'rb') as file:
        good = file.read()
    bombs = [b'', b'GIF89a\xff\xff\xff\xff\x80\0\0', good[:len(good) // 2], b'<svg xmlns="http://www.w3.org/2000/svg"/>', dice.randbytes(5000),
             good[:100] + dice.randbytes(60) + good[160:], b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR' + b'\x7f' * 30, b'RIFF\xff\xff\xff\xffWEBPVP8L',
             b'\xff\xd8\xff\xe0' + bytes(900), b'II*\0\x08\0\0\0\xff\xff' + dice.randbytes(200)]
    bad = set()
    for number in range(count):
        path = f'in/{number:05}.png'
        if number % 100 == 50:
            bad.add(path)
            with open(path, 'wb') as file:
                file.write(bombs[number // 100 % len(bombs)])
        else:
            shutil.copyfile(f'{number % len(SCENES)}.seed.png', path)
    done = subprocess.run([BURNISH, 'batch', 'run', 'in', '-o', 'out', '-j', '2', '--json', '--timeout', '60', '--max-memory', '2G'],
                          capture_output=True, text=True, check=False)
    *reports, summary = map(json.loads, done.stdout.splitlines())
    named = {report['input'] for report in reports if report['status'] in ('failed', 'refused')}
    in_order = [report['input'] for report in reports] == sorted(report['input'] for report in reports)
    say(f'{count} files, {len(bad)} hostile: status {done.returncode}, named {len(named & bad)} of them and {len(named - bad)} others, '
        f'{len(contents("out"))} results, in order: {in_order}; {summary["summary"]}')
    shutil.rmtree('in')
    shutil.rmtree('out')


def main():
    parts = {part.__name__: part for part in (throughput, kills, hostile, memory)}
    where = tempfile.mkdtemp(prefix='burnish-bench-')
    os.chdir(where)
    try:
        for name in sys.argv[1:] or parts:
            parts[name]()
    finally:
        os.chdir('/')
        shutil.rmtree(where)


main()
