# SPDX-License-Identifier: LGPL-2.1-or-later

"""What burnish costs, beside `vips copy`, which only reads and writes.

Processor time and peak memory of whole processes, as the kernel accounts them;
programs take turns, so that a busy machine is as unfair to one as to the other, and
medians are compared. Wall time is not looked at. Run by `meson compile bench`; what
is printed is for people, and nothing fails.
"""

import glob
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

BURNISH = os.environ['BURNISH']
RENDER = os.environ['RENDER']
RUNS = int(os.environ.get('RUNS', '15'))

# Of the specification: what a user may have to pay.
MAX_TIME = 1.35
MAX_MEMORY = 1.5
MAX_LARGE = 400


def cost(command):
    """Seconds of the processor and peak MiB of one process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f'bench: {command} failed: {errors.decode()}')
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def alternate(commands, runs=RUNS):
    """Medians of time and memory for each of several commands, run in turns."""
    results = [[] for _ in commands]
    for number in range(runs + 1):
        for command, result in zip(commands, results):
            measured = cost(command)
            # The first turn warms the caches.
            if number > 0:
                result.append(measured)
    return [tuple(statistics.median(column) for column in zip(*result)) for result in results]


def verdict(value, limit):
    return f'(at most {limit:g}: {"kept" if value <= limit else "MISSED"})'


def small(name, path):
    """PNG to PNG at the same compression."""
    copy, fix = alternate([['vips', 'copy', path, 'copy.png[compression=6]'],
                           [BURNISH, 'fix', path, '-o', 'fix.png', '--force', '--compression=6']])
    time, memory = fix[0] / copy[0], fix[1] / copy[1]
    print(f'{name}: copy {copy[0] * 1000:.0f} ms {copy[1]:.0f} MiB, fix {fix[0] * 1000:.0f} ms {fix[1]:.0f} MiB; '
          f'time x {time:.2f} {verdict(time, MAX_TIME)}, memory x {memory:.2f} {verdict(memory, MAX_MEMORY)}', flush=True)


def parts(path):
    """Where the time goes; each line has all that the line before has, and more."""
    with open('same.json', 'w') as file:
        json.dump({'burnish': 1, 'fix': []}, file)
    common = ['-o', 'fix.png', '--force', '--compression=6']
    empty, start, same, measure, apply = alternate([
        [BURNISH, '--version'],
        [BURNISH, 'inspect', path],
        [BURNISH, 'fix', path, '--recipe', './same.json', *common],
        [BURNISH, 'fix', path, '--decast.mode=measure-only', *common],
        [BURNISH, 'fix', path, '--decast.mode=always', *common]])
    print(f'  starting {empty[0] * 1000:.0f} ms, inspecting {start[0] * 1000:.0f} ms, loading and saving {same[0] * 1000:.0f} ms, '
          f'measuring {(measure[0] - same[0]) * 1000:+.0f} ms, applying {(apply[0] - measure[0]) * 1000:+.0f} ms', flush=True)


def large():
    """100 megapixels, JPEG to JPEG."""
    subprocess.run([RENDER, 'product', 'tile.png', '1500x1000', 'mixed:0.8'], check=True)
    subprocess.run(['vips', 'resize', 'tile.png', 'large.jpg[Q=90]', '8.17'], check=True)
    copy, fix = alternate([['vips', 'copy', 'large.jpg', 'copy.jpg[Q=90]'],
                           [BURNISH, 'fix', 'large.jpg', '-o', 'fix.jpg', '--force', '--quality=90', '--decast.mode=always']], runs=1)
    print(f'100 MP JPEG: copy {copy[0]:.1f} s {copy[1]:.0f} MiB, fix {fix[0]:.1f} s {fix[1]:.0f} MiB '
          f'{verdict(fix[1], MAX_LARGE)}', flush=True)


def main():
    shared = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'shared', 'images', 'gpt4o')
    real = sorted(glob.glob(os.path.join(glob.escape(shared), '**', '*.png'), recursive=True))
    where = tempfile.mkdtemp(prefix='burnish-bench-')
    os.chdir(where)
    try:
        for scene in ('product', 'chart', 'room'):
            subprocess.run([RENDER, scene, f'{scene}.png', '1536x1024', 'mixed:0.8'], check=True)
            small(f'{scene} with a cast', f'{scene}.png')
        parts('product.png')
        for path in real[:2]:
            subprocess.run(['vips', 'resize', path, 'real.png[compression=6]',
                            str(1536 / int(subprocess.run(['vipsheader', '-f', 'width', path], capture_output=True, check=True).stdout))],
                           check=True)
            small(os.path.basename(path), 'real.png')
        large()
    finally:
        os.chdir('/')
        shutil.rmtree(where)


main()
