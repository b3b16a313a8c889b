# SPDX-License-Identifier: LGPL-2.1-or-later

"""A series that stays consistent: one correction for all pictures of a directory, or
the look of a reference."""

import os

from support import contains, equal, listing, main, picture, read, run, test, write


def corrections(reports):
    """Of each picture, the resolved steps."""
    return {report['input']: report['recipe']['fix'] for report in reports if 'recipe' in report}


def series():
    """Three with a cast of different strengths, and one that is clean; beside them a
    directory in which all but one are clean."""
    for number, (scene, cast) in enumerate((('product', 'mixed:0.8'), ('product', 'mixed:0.5'), ('product', 'mixed:0.65'), ('paper', None))):
        os.makedirs('in/warm', exist_ok=True)
        picture(f'in/warm/{number}.png', scene, size='240x160', cast=cast)
    for number, (scene, cast) in enumerate((('room', None), ('product', None), ('portrait', 'mixed:0.8'))):
        os.makedirs('in/clean', exist_ok=True)
        picture(f'in/clean/{number}.png', scene, size='240x160', cast=cast)


@test
def one_correction_for_each_directory():
    series()
    alone = corrections(run('fix', '-r', 'in', '-o', 'alone', '--json').json())
    result = run('fix', '-r', 'in', '-o', 'out', '--json', '--together')
    together = corrections(result.json())
    warm = [steps for name, steps in together.items() if 'warm' in name]
    assert all(steps == warm[0] for steps in warm), warm
    # It is that of the picture in the middle, 0.65.
    equal(warm[0][0], alone['in/warm/2.png'][0])
    # Where most need nothing, none is changed.
    for name in ('0.png', '1.png', '2.png'):
        equal(read('out/clean/' + name), read('in/clean/' + name), name)
    contains(result.err, 'burnish: in/clean: 3 pictures together; no decast (needed by 1)',
             'burnish: in/warm: 4 pictures together; decast as in in/warm/2.png (needed by 3)')


@test
def it_is_the_same_at_any_time_and_on_any_number_of_workers():
    series()
    run('batch', 'run', '-r', 'in', '-o', 'out1', '--together', '-j', '1')
    run('batch', 'run', '-r', 'in', '-o', 'out2', '--together', '-j', '3')
    for name in ('warm/0.png', 'warm/3.png', 'clean/2.png'):
        equal(read('out1/' + name), read('out2/' + name))
    contains(run('batch', 'run', '-r', 'in', '-o', 'out1', '--together').err, '7 skipped')
    # Another picture may change what all of them get.
    for number in range(4, 9):
        picture(f'in/warm/{number}.png', 'room', size='240x160', cast='mixed:0.8')
    contains(run('batch', 'run', '-r', 'in', '-o', 'out1', '--together').err, '3 skipped')


@test
def shards_come_to_what_one_run_does():
    series()
    write('in/warm/bad.png', 'x')
    os.mkdir('in/mixed')
    for number, cast in enumerate(('mixed:0.8', None, 'mixed:0.4')):
        picture(f'in/mixed/{number}.png', 'room', size='240x160', cast=cast)
    whole = run('fix', '-r', 'in', '-o', 'whole', '--together', '--json', status=1)
    said = {line for line in whole.err.splitlines() if 'together' in line}
    equal(len(said), 3)
    parts, told = [], set()
    # The last shard first, and one of them when others are through.
    for i in (4, 2, 1, 3):
        result = run('batch', 'run', '-r', 'in', '-o', 'out', '--together', '--json', '--shard', f'{i}/4', status=None)
        parts += result.json()[:-1]
        told |= {line for line in result.err.splitlines() if 'together' in line}
    equal(sorted(report['input'] for report in parts), sorted(report['input'] for report in whole.json()))
    equal(told, said)
    equal(corrections(parts), corrections(whole.json()))
    for name in listing('whole'):
        equal(read('out/' + name), read('whole/' + name), name)
    equal(len(listing('whole')), 10)
    # Again there is nothing to do.
    result = run('batch', 'run', '-r', 'in', '-o', 'out', '--together', '--shard', '4/4', status=None)
    contains(result.err, 'skipped')
    equal(run('batch', 'merge', 'out', status=1).out.splitlines()[-1][-8:], '1 failed')


@test
def steps_that_depend_on_the_place_are_left_alone():
    series()
    write('r.json', '{"burnish": 1, "fix": [{"thumbnail_image": {"width": 50}}, {"decast": {}}]}')
    reports = run('fix', '-r', 'in', '-o', 'out', '--json', '--together', '--recipe', './r.json').json()
    equal({report['width'] for report in reports}, {50})


@test
def broken_pictures_do_not_count():
    series()
    write('in/warm/bad.png', 'x')
    os.mkdir('in/empty')
    write('in/empty/bad.png', 'x')
    result = run('fix', '-r', 'in', '-o', 'out', '--together', status=1)
    contains(result.err, 'in/warm: 4 pictures together', 'in/warm/bad.png: not a picture', 'in/empty/bad.png: not a picture', '2 failed')


@test
def a_reference_sets_the_look_for_all():
    series()
    picture('look.png', 'room', size='240x160', cast='mixed:0.4')
    reports = run('fix', '-r', 'in', '-o', 'out', '--json', '--decast.reference', 'look.png').json()
    contains(reports[0]['steps'][0]['reason'], 'reference')


@test
def what_it_does_not_go_with():
    series()
    contains(run('fix', '-r', 'in', '--in-place', '--together', '--shard', '1/2', status=2).err,
             '--together measures what other shards may have changed')
    contains(run('watch', 'in', '-o', 'out', '--together', status=2).err, '--together is for a run that ends')


main()
