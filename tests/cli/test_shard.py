# SPDX-License-Identifier: LGPL-2.1-or-later

"""One run on many machines: shards, what engines call them, and their journals
together."""

import fcntl
import json
import os

from support import contains, equal, listing, main, picture, read, run, test, write


def pictures(count):
    for number in range(count):
        path = f'in/{number % 2}/{number:02}.png'
        os.makedirs(os.path.dirname(path), exist_ok=True)
        picture(path, size='32x24')


def inputs(shard, *words, **rest):
    return [report['input'] for report in run('fix', '-r', 'in', '-o', 'out', '--dry-run', '--json', '-j', '1', '--shard', shard, *words, **rest).json()]


@test
def every_picture_is_in_one_shard():
    pictures(40)
    shards = [inputs(f'{i}/3') for i in (1, 2, 3)]
    equal(sorted(sum(shards, [])), [f'in/{n}' for n in listing('in')])
    assert all(5 <= len(shard) <= 25 for shard in shards), shards
    equal(inputs('1/1'), [f'in/{n}' for n in listing('in')])
    # More of them change nothing for those that were there.
    picture('in/0/new.png', size='32x24')
    for i, before in enumerate(shards, 1):
        equal([name for name in inputs(f'{i}/3') if name != 'in/0/new.png'], before)
    # Nor does the place from which one looks.
    os.rename('in', 'elsewhere')
    os.mkdir('in')
    moved = [report['input'] for report in run('fix', '-r', 'elsewhere', '-o', 'out', '--dry-run', '--json', '--shard', '2/3').json()]
    equal([name.replace('elsewhere', 'in') for name in moved if 'new' not in name], shards[1])


@test
def what_engines_say():
    pictures(12)
    second = inputs('2/4')
    for env, source, words in (
            ({'BURNISH_SHARD': '2/4'}, 'BURNISH_SHARD', ()),
            ({'SLURM_ARRAY_TASK_ID': '1', 'SLURM_ARRAY_TASK_COUNT': '4', 'SLURM_ARRAY_TASK_MIN': '0', 'SLURM_PROCID': '0'}, 'Slurm array', ()),
            ({'SLURM_ARRAY_TASK_ID': '12', 'SLURM_ARRAY_TASK_COUNT': '4', 'SLURM_ARRAY_TASK_MIN': '10', 'SLURM_ARRAY_TASK_STEP': '2'},
             'Slurm array', ()),
            ({'SLURM_PROCID': '1', 'SLURM_STEP_NUM_TASKS': '4'}, 'Slurm task', ()),
            ({'AWS_BATCH_JOB_ARRAY_INDEX': '1', 'AWS_BATCH_JOB_ARRAY_SIZE': '4'}, 'AWS Batch', ()),
            ({'JOB_COMPLETION_INDEX': '1'}, 'Kubernetes', ('--shards', '4')),
            ({'CLOUD_RUN_TASK_INDEX': '1', 'CLOUD_RUN_TASK_COUNT': '4'}, 'Cloud Run', ()),
            ({'BATCH_TASK_INDEX': '1', 'BATCH_TASK_COUNT': '4'}, 'Google Batch', ()),
            ({'PBS_ARRAY_INDEX': '2'}, 'PBS', ('--shards', '4')),
            ({'PBS_ARRAYID': '2'}, 'Torque', ('--shards', '4')),
            ({'SGE_TASK_ID': '3', 'SGE_TASK_FIRST': '1', 'SGE_TASK_LAST': '7', 'SGE_TASK_STEPSIZE': '2'}, 'Grid Engine', ()),
            ({'SGE_TASK_ID': 'undefined', 'LSB_JOBINDEX': '2', 'LSB_JOBINDEX_END': '4'}, 'LSF', ()),
            ({'LSB_JOBINDEX': '0', 'CI_NODE_INDEX': '2', 'CI_NODE_TOTAL': '4'}, 'GitLab CI', ()),
            ({'CIRCLE_NODE_INDEX': '1', 'CIRCLE_NODE_TOTAL': '4'}, 'CircleCI', ()),
            ({'BUILDKITE_PARALLEL_JOB': '1', 'BUILDKITE_PARALLEL_JOB_COUNT': '4'}, 'Buildkite', ()),
            ({'PARALLEL_SEQ': '2'}, 'GNU parallel', ('--shards', '4'))):
        result = run('fix', '-r', 'in', '-o', 'out', '--dry-run', '--json', '-j', '1', '--shard', 'auto', *words, env=env)
        equal([report['input'] for report in result.json()], second, env)
        equal(result.err, f'burnish: shard 2 of 4 ({source})\n')


@test
def shards_that_make_no_sense():
    pictures(2)
    for shard, words, env, says in (
            ('0/4', (), {}, '"0/4" is not i/n with i from 1 to n'), ('5/4', (), {}, '"5/4" is not'), ('1', (), {}, '"1" is not'),
            ('1/x', (), {}, 'is not i/n'), ('-1/4', (), {}, 'is not i/n'), ('1/4', ('--shards', '5'), {}, '"1/4" is not one of 5 parts'),
            ('auto', (), {}, 'no variable of an engine that is known is set'),
            ('auto', (), {'JOB_COMPLETION_INDEX': '0'}, 'Kubernetes does not say how many parts there are (see --shards)'),
            ('auto', (), {'BURNISH_SHARD': 'x'}, '"x" is not i/n'),
            ('auto', (), {'SLURM_ARRAY_TASK_ID': '7', 'SLURM_ARRAY_TASK_COUNT': '2', 'SLURM_ARRAY_TASK_MIN': '3'},
             'the index 7 is not in a row of 2 from 3 on'),
            ('auto', ('--shards', '3'), {'AWS_BATCH_JOB_ARRAY_INDEX': '1', 'AWS_BATCH_JOB_ARRAY_SIZE': '4'}, 'AWS Batch has 4 parts, not 3')):
        result = run('fix', '-r', 'in', '-o', 'out', '--shard', shard, *words, status=2, env=env)
        contains(result.err, '--shard: ', says)
    contains(run('fix', '-r', 'in', '-o', 'out', '--shards', '3', status=2).err, '--shards goes with --shard=auto')
    contains(run('fix', '-r', 'in', '-o', 'out', '--shards', '-1', status=2).err, '--shards: -1 is not above 0')
    assert not os.path.exists('out')


@test
def clashes_are_found_across_shards():
    for name in ('in/a', 'in/b'):
        os.makedirs(name)
        picture(name + '/x.png')
    for i in range(1, 5):
        contains(run('fix', 'in/a', 'in/b', '-o', 'out', '--shard', f'{i}/4', status=2).err, 'would both be written to')


@test
def a_shard_with_nothing_in_it_is_done():
    pictures(1)
    statuses = [run('batch', 'run', '-r', 'in', '-o', 'out', '--shard', f'{i}/3').status for i in (1, 2, 3)]
    equal(statuses, [0, 0, 0])
    equal(run('batch', 'merge', 'out').out, '0 changed, 1 left as they were, 0 failed\n')


@test
def journals_of_shards_become_one():
    pictures(20)
    write('in/0/bad.png', 'x')
    for i in (1, 2, 4):
        run('batch', 'run', '-r', 'in', '-o', 'out', '--shard', f'{i}/4', status=None)
    result = run('batch', 'merge', 'out', '--json', status=1)
    merged = json.loads(result.out)
    equal(merged['unfinished-shards'], ['3/4'])
    equal(len(os.listdir('out/.burnish')), 1)
    run('batch', 'run', '-r', 'in', '-o', 'out', '--shard', '3/4', status=None)
    result = run('batch', 'merge', 'out', status=1)
    contains(result.out, '0/bad.png: not a picture that burnish knows\n', '0 changed, 20 left as they were, 1 failed\n')
    equal(len(os.listdir('out/.burnish')), 1)
    # A run without shards knows what they did.
    os.remove('in/0/bad.png')
    contains(run('batch', 'run', '-r', 'in', '-o', 'out').err, '20 skipped')
    # And so does one where the results of machines were put together.
    run('fix', '-r', 'in', '-o', 'whole')
    for name in listing('whole'):
        equal(read('out/' + name), read('whole/' + name))


@test
def what_failed_between_two_successes_is_done():
    picture('in.png')
    good = read('in.png')
    words = ('batch', 'run', 'in.png', '-o', 'out')
    run(*words)
    write('in.png', 'x')
    run(*words, status=1)
    equal(run('batch', 'merge', 'out', status=1).out.splitlines()[-1], '0 changed, 0 left as they were, 1 failed')
    write('in.png', good)
    contains(run(*words, '--dry-run').err, '1 skipped')
    run('batch', 'merge', 'out', status=1)
    contains(run(*words).err, '1 skipped')
    equal(run('batch', 'merge', 'out').out, '0 changed, 1 left as they were, 0 failed\n')


@test
def merging_what_is_not_there_or_in_use():
    contains(run('batch', 'merge', status=2).err, 'takes one directory')
    contains(run('batch', 'merge', 'none', status=2).err, '"none" has no journal')
    contains(run('batch', status=2).err, 'which part? run, merge, submit, status or collect')
    contains(run('batch', 'mrege', status=2).err, 'no part "mrege"; did you mean "merge"?')
    pictures(2)
    # Without the name of a part, it is a run.
    run('batch', 'in', '-r', '-o', 'out')
    run('batch', '-r', 'in', '-o', 'out')
    with open('out/.burnish/' + os.listdir('out/.burnish')[0], 'rb') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        contains(run('batch', 'merge', 'out', status=2).err, 'a run is still writing "out/.burnish/')
    run('batch', 'merge', 'out')


main()
