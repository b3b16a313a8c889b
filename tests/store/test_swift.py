# SPDX-License-Identifier: LGPL-2.1-or-later

"""Pictures in a real OpenStack Swift, by its S3 interface, which verifies every signature: the same
run as with files gives the same bytes, also when it is killed in the middle."""

import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

import support  # pylint: disable=wrong-import-position
from support import Skip, contains, equal, invert, listing, main, picture, read, test, tool  # pylint: disable=wrong-import-position
from swift import BUCKET, ID, REGION, SECRET, Swift, missing  # pylint: disable=wrong-import-position

URL = f's3://{BUCKET}'
PICTURES = 24


def variables(swift, **changes):
    top = os.getcwd()
    return {'AWS_ACCESS_KEY_ID': ID, 'AWS_SECRET_ACCESS_KEY': SECRET, 'AWS_REGION': REGION, 'AWS_ENDPOINT_URL_S3': swift.url,
            'HOME': top, 'XDG_STATE_HOME': top + '/.state', **changes}


def names():
    return [f'{number % 3}/{("a b+c", "ä€", "plain", "(1)")[number % 4]}-{number:02}.png' for number in range(PICTURES)]


def fill(swift):
    for number, name in enumerate(names()):
        os.makedirs(os.path.dirname('in/' + name), exist_ok=True)
        picture('in/' + name, ('room', 'product', 'portrait', 'paper')[number % 4], size='240x160')
        swift.put('in/' + name, read('in/' + name))
    invert()
    support.run('fix', '-r', 'in', '-o', 'whole', '--recipe', './invert.json', '-q')


def results(swift, prefix):
    return {key[len(prefix):]: swift.get(key) for key in swift.keys(prefix)}


def check_run(swift):
    env = variables(swift)
    whole = {name: read('whole/' + name) for name in listing('whole')}
    equal(sorted(whole), sorted(names()))
    words = ('batch', 'run', '-r', f'{URL}/in', '-o', f'{URL}/out', '--recipe', './invert.json', '-q', '-j', '2')
    process = subprocess.Popen([support.BURNISH, *words], env=support.environment(**env), stdin=subprocess.DEVNULL)
    while len(swift.keys('out/')) < PICTURES // 3 and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.wait()
    support.run(*words, env=env)
    equal(results(swift, 'out/') == whole, True)
    summary = support.run(*words[:-3], '--json', env=env).json()[-1]['summary']
    equal((summary['skipped'], summary['failed']), (PICTURES, 0))
    for part in ('1/2', '2/2'):
        support.run('batch', 'run', '-r', f'{URL}/in', '-o', f'{URL}/parts', '--recipe', './invert.json', '-q', '--shard', part, env=env)
    equal(results(swift, 'parts/') == whole, True)
    support.run('fix', '-r', f'{URL}/in', '-o', 'back', '--recipe', './invert.json', '-q', env=env)
    equal({name: read('back/' + name) for name in listing('back')} == whole, True)


def check_large(swift):
    picture('a.png', size='3000x2000')
    tool('vips', 'copy', 'a.png', 'a.tif')
    support.run('fix', 'a.tif', '-o', f'{URL}/large/a.tif', '-q', env=variables(swift))
    support.run('fix', f'{URL}/large/a.tif', '-o', 'b.tif', '-q', env=variables(swift))
    equal(read('b.tif') == read('a.tif'), True)
    equal(swift.uploads(), [])
    contains(support.run('fix', 'a.tif', '-o', f'{URL}/large/a.tif', '-q', status=1, env=variables(swift)).err, 'will not overwrite')
    support.run('fix', 'a.tif', '-o', f'{URL}/large/a.tif', '-q', '--force', env=variables(swift))


def check_refusals(swift):
    before = swift.objects()
    for changes, word in (({'AWS_SECRET_ACCESS_KEY': 'wrong'}, 'is AWS_SECRET_ACCESS_KEY the right one?'),
                          ({'AWS_ACCESS_KEY_ID': 'nobody'}, 'object store: ')):
        for words, status in ((('fix', '-r', f'{URL}/in', '-o', 'none'), 5), (('fix', '-r', 'in', '-o', f'{URL}/none', '-j', '2'), 1)):
            result = support.run(*words, status=status, env=variables(swift, **changes))
            contains(result.err, word)
            assert SECRET not in result.err.replace(ID, '')
    contains(support.run('fix', 'a.tif', '-o', 's3://nobucket/a.tif', '-q', status=1, env=variables(swift)).err, 'no such bucket')
    equal(swift.objects() == before, True)
    assert not os.path.exists('none')


@test
def a_run_over_swift():
    if missing():
        raise Skip(missing())
    with tempfile.TemporaryDirectory(prefix='swift-') as top, Swift(top) as swift:
        fill(swift)
        check_run(swift)
        check_large(swift)
        check_refusals(swift)


main()
