# SPDX-License-Identifier: LGPL-2.1-or-later

"""An array of docs/cluster.md on a real Slurm: one task is killed in the middle and queued
again, one runs twice at once, and the results are those of one machine, byte for byte."""

import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

from slurm import Cluster, missing  # pylint: disable=wrong-import-position
from support import BURNISH, Skip, contains, environment, equal, invert, listing, main, picture, read, run, test, write  # pylint: disable=wrong-import-position

TASKS = 6
PICTURES = 240


def script():
    """As it is printed."""
    page = read(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'docs', 'cluster.md')).decode()
    text = re.search(r'<!-- slurm -->\n```sh\n(.*?)^```', page, re.M | re.S)[1]
    # Only what is done to the pictures is ours, to make every one of them change.
    return text.replace(' --quiet\n', ' --quiet --recipe "$RECIPE"\n')


def pictures():
    for number in range(PICTURES):
        path = f'in/{number % 7}/{number:03}.png'
        os.makedirs(os.path.dirname(path), exist_ok=True)
        picture(path, ('room', 'product', 'portrait', 'paper')[number % 4], size='480x320')


def supervisor_of(job, task):
    """The process of a task that has the jobs: it has the variables of the task, and
    children."""
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            words = read(f'/proc/{pid}/cmdline').split(b'\0')
            variables = read(f'/proc/{pid}/environ').split(b'\0')
        except OSError:
            continue
        if words[1:3] == [b'batch', b'run'] and f'SLURM_ARRAY_TASK_ID={task}'.encode() in variables and \
                f'SLURM_ARRAY_JOB_ID={job}'.encode() in variables:
            return int(pid)
    return 0


def results(top):
    return {name: read(f'{top}/{name}') for name in listing(top) if not name.startswith('.burnish/')}


@test
def an_array_with_a_task_that_is_killed():
    reason = missing()
    if reason:
        raise Skip(reason)
    pictures()
    invert()
    write('burnish.sbatch', script())
    run('fix', '-r', 'in', '-o', 'whole', '--recipe', './invert.json', '-q')
    with tempfile.TemporaryDirectory(prefix='slurm-') as top:
        cluster = Cluster(top)
        cluster.environment |= {'PATH': os.path.dirname(BURNISH) + ':' + cluster.environment['PATH'], 'PICTURES': 'in', 'RESULTS': 'out',
                                'RECIPE': './invert.json'}
        try:
            cluster.start()
            job = cluster.run('sbatch', '--parsable', f'--array=0-{TASKS - 1}', '--cpus-per-task=1', 'burnish.sbatch')
            # The first task is killed while it works, and has done something.
            pid = cluster.wait(lambda: os.path.isdir('out') and len(results('out')) > 8 and supervisor_of(job, 0), 'results')
            os.kill(pid, signal.SIGKILL)
            # The second runs a second time beside itself.
            twin = subprocess.Popen([BURNISH, 'batch', 'run', '-r', 'in', '-o', 'out', '--shard', f'2/{TASKS}', '-j', '1', '-q',
                                     '--recipe', './invert.json'], env=environment(), stderr=subprocess.DEVNULL)
            cluster.wait(lambda: cluster.states(job).get('0') == 'FAILED', 'end of the killed task')
            cluster.run('scontrol', 'requeue', f'{job}_0')
            cluster.wait(lambda: set(cluster.states(job).values()) == {'COMPLETED'}, 'end of all tasks')
            equal(twin.wait(timeout=60), 0)
        finally:
            cluster.stop()
    equal(len(results('out')), PICTURES)
    equal(results('out') == results('whole'), True, 'the same as on one machine:')
    equal(run('batch', 'merge', 'out').out, f'{PICTURES} changed, 0 left as they were, 0 failed\n')
    contains(read('burnish-0.log').decode(), f'burnish: shard 1 of {TASKS} (Slurm array)')
    # The second try of the task skipped what the first had done.
    equal(read('burnish-0.log').decode().count('shard 1 of'), 2)


main()
