# SPDX-License-Identifier: LGPL-2.1-or-later

"""Pictures in an object store: that each is fetched and put once, whole or not at all, and told
truly when it is not."""

import contextlib
import glob
import hashlib
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))

import server  # pylint: disable=wrong-import-position
import sigv4  # pylint: disable=wrong-import-position
import support  # pylint: disable=wrong-import-position
from support import contains, equal, invert, listing, main, picture, read, test, tool, write  # pylint: disable=wrong-import-position

URL = f's3://{server.BUCKET}'


def variables(store, **changes):
    top = os.getcwd()
    env = {'AWS_ACCESS_KEY_ID': server.ID, 'AWS_SECRET_ACCESS_KEY': server.SECRET, 'AWS_REGION': server.REGION,
           'AWS_ENDPOINT_URL_S3': store.url if store else '', 'XDG_STATE_HOME': top + '/.state', 'HOME': top, 'TMPDIR': top + '/.tmp'}
    os.makedirs(top + '/.tmp', exist_ok=True)
    for name in ('AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_CONFIG_FILE',
                 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CA_BUNDLE', 'BURNISH_S3_ADDRESSING'):
        env[name] = ''
    return env | changes


def check_quiet(result=None):
    """No secret in what was said and written, and nothing left of what was fetched."""
    if result:
        assert server.SECRET not in result.out + result.err, f'the secret leaks\n{result}'
    for path in listing():
        assert server.SECRET.encode() not in read(path) or path.startswith('.aws'), f'the secret leaks into {path}'
    equal(os.listdir('.tmp'), [], 'left behind')


def run(store, *args, env=None, **rest):
    result = support.run(*args, env=variables(store, **(env or {})), **rest)
    check_quiet(result)
    return result


@contextlib.contextmanager
def serving(*names, **settings):
    """A store with pictures under in/."""
    with server.Store(**settings) as store:
        for number, name in enumerate(names):
            store.put(name, read(picture(f'{number}.png', ('room', 'product', 'portrait', 'paper')[number % 4])))
            os.remove(f'{number}.png')
        yield store


def some(count, top='in'):
    return [f'{top}/{number % 3}/{number:02}.png' for number in range(count)]


def under(store, prefix):
    return {key: found.body for key, found in store.objects.items() if key.startswith(prefix)}


def counts(result):
    summary = result.json()[-1]['summary']
    return tuple(summary[key] for key in ('changed', 'unchanged', 'skipped', 'failed'))


@test
def the_signature_is_that_of_the_specification():
    # The example "GET Object" of the S3 API reference, with the key that it gives.
    headers = {'host': 'examplebucket.s3.amazonaws.com', 'range': 'bytes=0-9', 'x-amz-content-sha256': sigv4.EMPTY, 'x-amz-date': '20130524T000000Z'}
    request = sigv4.canonical_request('GET', '/test.txt', headers, sorted(headers), sigv4.EMPTY)
    equal(sigv4.signature('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524T000000Z', 'us-east-1', request),
          'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41')


@test
def files_go_in_and_objects_come_out():
    invert()
    with serving() as store:
        for number in range(3):
            os.makedirs(f'in/{number}', exist_ok=True)
            picture(f'in/{number}/a.png', ('room', 'paper', 'product')[number])
        run(store, 'fix', '-r', 'in', '-o', 'here', '--recipe', './invert.json', '-q')
        run(store, 'fix', '-r', 'in', '-o', f'{URL}/out', '--recipe', './invert.json', '-q', '-j', '2')
        equal(under(store, 'out/'), {f'out/{n}/a.png': read(f'here/{n}/a.png') for n in range(3)})
        equal(store.objects['out/0/a.png'].headers['content-type'], 'image/png')
        # Whether it is there, and then it: nothing else is asked of the store.
        equal((store.count(), store.count('HEAD'), store.count('PUT')), (6, 3, 3))
        store.requests.clear()
        run(store, 'fix', '-r', f'{URL}/out', '-o', 'back', '--recipe', './invert.json', '-q')
        equal((store.count(), store.count('GET', 'list-type=2'), store.count('GET', 'a.png')), (4, 1, 3))
        equal(listing('back'), ['0/a.png', '1/a.png', '2/a.png'])
        run(store, 'fix', '-r', URL, '-o', f'{URL}/again/', '--recipe', './invert.json', '-q', '-j', '2')
        equal({key[6:]: hashlib.md5(body).hexdigest() for key, body in under(store, 'again/').items()},
              {f'out/{n}/a.png': hashlib.md5(read(f'back/{n}/a.png')).hexdigest() for n in range(3)})


@test
def a_prefix_is_a_directory():
    with serving('in/a.png', 'in/b/c.png', 'in/b/.hidden/d.png', 'in/e.burnished.png', 'index/f.png') as store:
        store.put('in/', b'')
        store.put('in/notes.txt', b'x')
        store.put('in/b/', b'')
        for name, found in ((f'{URL}/in', ['a.png']), (f'{URL}/in/', ['a.png']), (f'{URL}/in/*/*.png', ['b/c.png']),
                            (f'{URL}/**/c.png', ['in/b/c.png']), (f'{URL}/in/a.png', ['a.png'])):
            run(store, 'fix', name, '-o', 'out/', '-q')
            equal(listing('out'), found, name)
            tool('rm', '-r', 'out')
        run(store, 'fix', '-r', f'{URL}/in', '-o', 'out/', '-q')
        equal(listing('out'), ['a.png', 'b/c.png'])
        # Results that lie under what they are made of are not taken again.
        for _ in range(2):
            run(store, 'fix', '-rf', f'{URL}/in', '-o', f'{URL}/in/out', '-q')
        equal(sorted(under(store, 'in/out/')), ['in/out/a.png', 'in/out/b/c.png'])
        write('list', f'{URL}/in/b/c.png\n')
        run(store, 'fix', '--files-from', 'list', '-o', f'{URL}/listed', '-q')
        equal(list(under(store, 'listed/')), [f'listed/{server.BUCKET}/in/b/c.png'])
        write('jobs', json.dumps({'input': f'{URL}/in/a.png', 'output': 'x/y.webp', 'set': {'quality': 50}}) + '\n')
        run(store, 'fix', '--job-list', 'jobs', '-o', f'{URL}/jobs', '-q')
        equal(store.objects['jobs/x/y.webp'].body[8:12], b'WEBP')
        run(store, 'fix', '-r', f'{URL}/in/b', '-o', f'{URL}/t/{{dir}}/{{stem}}-{{index}}.webp', '-q')
        equal(list(under(store, 't/')), ['t/c-0001.webp'])
        run(store, 'fix', f'{URL}/in/a.png', '-q')
        contains(str(list(under(store, 'in/'))), 'in/a.burnished.png')
        contains(run(store, 'inspect', f'{URL}/in/a.png').out, 'png')
        equal(run(store, 'fix', f'{URL}/nothing/', '-o', 'out', status=3).err, 'burnish fix: no pictures found\n')
        contains(run(store, 'fix', f'{URL}/nothing.png', '-o', 'out', status=1).err, 'nothing.png: object store: there is no such object')


@test
def keys_may_be_anything():
    odd = ['a b+c.png', 'ä€𝄞.png', "q'(1)!~*&=;:@,$.png", 'per%20cent%.png', 'x=?#.png', 'dir//double.png', 'tab\there.png']
    with serving(*('in/' + name for name in odd), 'in/../out.png', 'in/./dot.png') as store:
        result = run(store, 'fix', '-r', f'{URL}/in', '-o', f'{URL}/out', '--json', status=1, env={'TMPDIR': os.getcwd() + '/.tmp'})
        failed = {each['input']: each['error'] for each in result.json() if 'error' in each}
        equal(sorted(failed), [f'{URL}/in/../out.png', f'{URL}/in/./dot.png'])
        contains(' '.join(failed.values()), 'would be outside of')
        equal(sorted(under(store, 'out/')), sorted('out/' + name.replace('//', '/') for name in odd))
        run(store, 'fix', '-r', f'{URL}/in', '-o', 'here', '-q', status=1)
        equal(listing('here'), sorted([name.replace('//', '/') for name in odd] + ['dot.png']))
        assert not os.path.exists('out.png')
        contains(run(store, 'fix', f'{URL}/in/*.png', '-o', f'{URL}/x/{{stem}}/../../y.png', status=1).err, 'would be outside of')
        contains(run(store, 'fix', f'{URL}/in/*.png', '-o', f'{URL}/x/{{ext}}.png', status=2).err, 'would both be written')
        equal(under(store, 'x/'), {})
        for name in ('s3://', 's3:///a.png', 's3://-a/b.png', 's3://a..b/c.png', 's3://b/' + 'k' * 1025 + '.png'):
            contains(run(store, 'fix', name, '-o', 'z.png', status=None).err, 'is no name of an object')
        contains(run(store, 'fix', f'{URL}/in/ä€𝄞.png', '-o', 's3://{stem}/x.png', status=2).err, 'names no bucket')


@test
def nothing_is_overwritten_by_default():
    invert()
    for conditions in (True, False):
        with serving('in/a.png', conditions=conditions) as store:
            store.put('out/a.png', b'mine')
            words = ('fix', f'{URL}/in/a.png', '--recipe', './invert.json', '-q', '-o')
            contains(run(store, *words, f'{URL}/out/a.png', status=1).err, f'will not overwrite "{URL}/out/a.png"')
            equal(store.objects['out/a.png'].body, b'mine')
            # Found before the picture is fetched.
            equal(store.count('GET'), 0)
            run(store, *words, f'{URL}/out/new.png')
            equal(store.count('PUT'), 1 if conditions else 2)
            equal([each[2].get('if-none-match') for each in store.requests if each[0] == 'PUT'][0], '*')
            run(store, *words, f'{URL}/out/a.png', '--force')
            equal(store.objects['out/a.png'].body, store.objects['out/new.png'].body)
            # Somebody is faster.
            store.fault('HEAD', 'race.png', status=404, code='')
            store.put('race.png', b'theirs')
            if conditions:
                contains(run(store, *words, f'{URL}/race.png', status=1).err, 'will not overwrite')
                equal(store.objects['race.png'].body, b'theirs')


@test
def faults_that_pass_are_waited_for():
    invert()
    faults = (
        ('GET', {'status': 500, 'code': 'InternalError'}), ('GET', {'status': 503, 'code': 'SlowDown'}), ('GET', {'cut': 100}),
        ('GET', {'drop': True}), ('GET', {'etag': '"' + '0' * 32 + '"'}), ('GET', {'slow': 0.001}), ('PUT', {'status': 503, 'code': 'SlowDown'}),
        ('PUT', {'status': 400, 'code': 'RequestTimeout'}), ('PUT', {'drop': True}), ('HEAD', {'status': 500, 'code': 'x'}),
    )
    with serving('in/a.png') as store:
        for number, (method, what) in enumerate(faults):
            store.fault(method, '.png', **what)
            run(store, 'fix', f'{URL}/in/a.png', '-o', f'{URL}/{number}.png', '--recipe', './invert.json', '-q')
            equal(store.objects[f'{number}.png'].body, store.objects['0.png'].body, f'{method} {what}')
        store.fault('GET', 'list-type', status=503, code='SlowDown')
        run(store, 'fix', f'{URL}/in', '-o', 'out', '-q')


@test
def faults_that_stay_are_told():
    with serving('in/a.png') as store, serving() as other:
        for what, word in (({'etag': '"' + '0' * 32 + '"'}, 'does not fit its ETag, 3 times'), ({'status': 403, 'code': 'AccessDenied'}, 'access denied'),
                           ({'location': other.url + '/x'}, 'in another region or at another endpoint: elsewhere-2')):
            store.fault('GET', 'a.png', times=99, **what)
            contains(run(store, 'fix', f'{URL}/in/a.png', '-o', 'a.png', '-q', status=1).err, f'{URL}/in/a.png: object store: ', word)
            assert not os.path.exists('a.png')
            store.faults.clear()
        # Who is sent elsewhere does not go, and tells nobody who he is.
        equal(other.count(), 0)
        # What the store has is not what was sent: it does not stay.
        picture('b.png')
        store.fault('PUT', etag='"' + '1' * 32 + '"')
        contains(run(store, 'fix', 'b.png', '-o', f'{URL}/b.png', '-q', status=1).err, 'is not what was sent')
        assert 'b.png' not in store.objects
        for code, word in (('RequestTimeTooSkewed', 'the clock of this machine is wrong'), ('ExpiredToken', 'have expired')):
            store.fault('GET', 'a.png', status=403, code=code)
            contains(run(store, 'fix', f'{URL}/in/a.png', '-o', 'a.png', '-q', status=1).err, word)
        contains(run(store, 'fix', 's3://none/a.png', '-o', 'a.png', '-q', status=1).err, 'there is no such bucket')
        contains(run(store, 'fix', 's3://none/', '-o', 'a.png', '-q', status=5).err, 'burnish fix: object store: s3://none/: there is no such bucket')
        contains(run(store, 'fix', f'{URL}/in/a.png', '-o', 'a.png', '--max-file', '200', status=4).err, 'larger than 200 bytes')
        contains(run(store, 'fix', f'{URL}/in/a.png', '-o', 'a.png', env={'AWS_REGION': 'test-2'}, status=1).err, 'is the region right')
        write('bad.png', 'x')
        contains(run(store, 'fix', 'bad.png', '-o', f'{URL}/bad.png', status=1).err, 'bad.png: ')
        assert 'bad.png' not in store.objects


@test
def a_wrong_secret_ends_everything_at_once():
    with serving(*some(12)) as store:
        before = dict(store.objects)
        wrong = {'AWS_SECRET_ACCESS_KEY': 'wr0ng/SeCrEt'}
        for number in range(12):
            picture(f'{number}.png')
        for words, status in ((('fix', f'{URL}/in/', '-r', '-o', 'out'), 5), (('batch', 'run', *(f'{n}.png' for n in range(12)), '-o', f'{URL}/out'), 1),
                              (('fix', *(f'{n}.png' for n in range(12)), '-o', f'{URL}/out', '-j', '2'), 1),
                              (('fix', *(f'{URL}/{name}' for name in some(12)), '-o', 'out', '-j', '2'), 1)):
            store.requests.clear()
            result = run(store, *words, status=status, env=wrong)
            contains(result.err, 'the signature does not match; is AWS_SECRET_ACCESS_KEY the right one? (HTTP 403)')
            assert wrong['AWS_SECRET_ACCESS_KEY'] not in result.err + result.out
            # Not all twelve of them: those in work, with a look at why.
            assert store.count() <= 6, store.count()
        equal(store.objects, before)
        equal(listing('out') if os.path.exists('out') else [], [])
        contains(run(store, 'fix', f'{URL}/in/', '-o', 'out', status=5, env={'AWS_ACCESS_KEY_ID': 'AKIDNOBODY'}).err, 'is AWS_ACCESS_KEY_ID the right one')


@test
def who_we_are_is_said_as_to_the_tools_of_aws():
    with serving('in/a.png', page=1, token='t0ken/+=') as store:
        os.makedirs('.aws')
        none = {'AWS_ACCESS_KEY_ID': '', 'AWS_SECRET_ACCESS_KEY': ''}
        words = ('fix', f'{URL}/in/a.png', '-q', '-f', '-o', 'a.png')
        contains(run(store, *words, env=none, status=5).err, 'no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
        contains(run(store, *words, env={'AWS_ACCESS_KEY_ID': ''}, status=5).err, 'AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not')
        contains(run(store, *words, status=1).err, 'see AWS_SESSION_TOKEN')
        run(store, *words, env={'AWS_SESSION_TOKEN': store.token})
        write('.aws/credentials', f'[default]\naws_access_key_id = x\naws_secret_access_key = y\n[work]\naws_access_key_id = {server.ID}\n'
                                  f'aws_secret_access_key={server.SECRET}\naws_session_token = {store.token}\n')
        write('.aws/config', f'# mine\n[profile work]\nregion = {server.REGION}\nendpoint_url = {store.url}/\ns3 =\n  addressing_style = path\n')
        files = none | {'AWS_REGION': '', 'AWS_ENDPOINT_URL_S3': ''}
        run(store, *words, env=files | {'AWS_PROFILE': 'work'})
        contains(run(store, *words, env=files | {'AWS_PROFILE': 'play'}, status=5).err, 'no profile "play"')
        write('.aws/config', f'{server.SECRET}\n')
        contains(run(store, *words, env=files, status=5).err, '.aws/config" is no file of profiles')
        tool('rm', '-r', '.aws')
        for endpoint, word in (('http://example.com', 'is not https'), ('https://u:p4ss@example.com', 'is no address'),
                               ('ftp://127.0.0.1', 'is not https'), ('x', 'is no address')):
            result = run(store, *words, env={'AWS_ENDPOINT_URL_S3': endpoint}, status=5)
            contains(result.err, word)
            assert 'p4ss' not in result.err
        contains(run(store, *words, env={'AWS_REGION': 'a/b'}, status=5).err, 'is no name of a region')
        contains(run(store, *words, env={'BURNISH_S3_ADDRESSING': 'x'}, status=5).err, 'is none of auto, path and virtual')
        store.requests.clear()
        run(store, *words, env={'BURNISH_S3_ADDRESSING': 'virtual', 'AWS_SESSION_TOKEN': store.token,
                                'AWS_ENDPOINT_URL_S3': store.url.replace('127.0.0.1', 'localhost')})
        equal([(each[1], each[2]['host'].split(':')[0]) for each in store.requests], [('/in/a.png', f'{server.BUCKET}.localhost')])


@test
def a_certificate_is_looked_at():
    tool('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', 'key.pem',
         '-out', 'cert.pem', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', stdin=subprocess.DEVNULL)
    write('both.pem', read('cert.pem') + read('key.pem'))
    with serving('in/a.png', certificate='both.pem') as store:
        words = ('fix', f'{URL}/in/a.png', '-q', '-f', '-o', 'a.png')
        contains(run(store, *words, status=1).err, 'object store: SSL certificate problem')
        run(store, *words, env={'AWS_CA_BUNDLE': 'cert.pem'})
        contains(run(store, *words, env={'AWS_CA_BUNDLE': 'cert.pem', 'AWS_ENDPOINT_URL_S3': store.url.replace('127.0.0.1', 'localhost')}, status=1).err,
                 'object store: SSL')


def start(store, *words, **changes):
    return subprocess.Popen([support.BURNISH, *words], env=support.environment(**variables(store, **changes)), stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_for(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, f'no {what}'
        time.sleep(0.005)


@test
def the_secret_is_in_no_process_that_can_be_looked_at():
    with serving(*some(4)) as store:
        store.fault('GET', '.png', times=2, slow=0.5)
        process = start(store, 'fix', *(f'{URL}/{name}' for name in some(4)), '-o', 'out', '-j', '2')
        wait_for(lambda: store.count('GET', '.png') >= 2, 'fetching')
        family = [process.pid] + [int(pid) for pid in filter(str.isdigit, os.listdir('/proc'))
                                  if f'\nPPid:\t{process.pid}\n' in (read(f'/proc/{pid}/status').decode() if os.path.exists(f'/proc/{pid}/status') else '')]
        equal(len(family), 3)
        for pid in family:
            for name in ('environ', 'cmdline'):
                assert server.SECRET.encode() not in read(f'/proc/{pid}/{name}'), f'the secret is in {name}'
        process.communicate()
        equal((process.returncode, len(listing('out'))), (0, 4))
        check_quiet()


@test
def large_objects_go_in_parts():
    picture('a.png', size='3000x2000')
    tool('vips', 'copy', 'a.png', 'a.tif')
    size = os.path.getsize('a.tif')
    assert size > 16 << 20
    with serving() as store:
        store.fault('PUT', 'partNumber=2', status=503, code='SlowDown')
        store.fault('POST', 'uploadId', drop=True)
        run(store, 'fix', 'a.tif', '-o', f'{URL}/a.tif', '-q')
        equal((store.objects['a.tif'].body == read('a.tif'), store.objects['a.tif'].headers['content-type'], store.uploads), (True, 'image/tiff', {}))
        equal(store.count('PUT'), -(-size // (8 << 20)) + 1)
        run(store, 'fix', f'{URL}/a.tif', '-o', 'b.tif', '-q')
        equal(read('b.tif') == read('a.tif'), True)
        # Again, with what says that it is there only in its metadata.
        for status, state in ((0, 'x'), (0, 'y')):
            run(store, 'batch', 'run', 'a.tif', '-o', f'{URL}/same', '--journal', state, '-q', status=status)
        # A part is refused, and nothing stays of the others.
        store.fault('PUT', 'partNumber=2', status=403, code='AccessDenied')
        contains(run(store, 'fix', 'a.tif', '-o', f'{URL}/b.tif', '-q', status=1).err, 'access denied')
        equal((store.uploads, 'b.tif' in store.objects), ({}, False))
        store.fault('PUT', 'partNumber=1', etag='"' + '1' * 32 + '"')
        contains(run(store, 'fix', 'a.tif', '-f', '-o', f'{URL}/a.tif', '-q', status=1).err, 'is not what was sent')
        equal((store.uploads, store.objects['a.tif'].body == read('a.tif')), ({}, True))
        # Interrupted in the middle.
        store.fault('PUT', 'partNumber=2', times=99, status=503, code='SlowDown')
        store.requests.clear()
        process = start(store, 'fix', 'a.tif', '-o', f'{URL}/c.tif')
        wait_for(lambda: store.count('PUT', 'partNumber=2'), 'second part')
        process.send_signal(signal.SIGINT)
        error = process.communicate()[1]
        equal((process.returncode, store.uploads, 'c.tif' in store.objects), (130, {}, False), error)
        check_quiet()


def again(store, *words, **rest):
    return counts(run(store, 'batch', 'run', '-r', *words, '--json', **rest))


@test
def a_run_goes_on_where_one_was():
    invert()
    with serving(*some(7), page=3) as store:
        words = (f'{URL}/in', '-o', f'{URL}/out', '--recipe', './invert.json', '-j', '2')
        equal(again(store, *words), (7, 0, 0, 0))
        first = under(store, 'out/')
        store.requests.clear()
        equal(again(store, *words), (0, 0, 7, 0))
        # Two lists of three pages, and no word for each picture.
        equal((store.count(), store.count('GET', 'list-type=2')), (6, 6))
        store.put('in/0/00.png', read(picture('x.png', 'sunset')))
        equal(again(store, *words), (1, 0, 6, 0))
        assert store.objects['out/0/00.png'].body != first['out/0/00.png']
        del store.objects['out/1/01.png']
        equal(again(store, *words), (1, 0, 6, 0))
        # A result that somebody has changed is his.
        store.put('out/1/01.png', b'his')
        equal(again(store, *words, status=1), (0, 0, 6, 1))
        equal(store.objects['out/1/01.png'].body, b'his')
        del store.objects['out/1/01.png']
        # Without the journal, what is there and the same is left, and none of it put again.
        store.requests.clear()
        equal(again(store, *words, '--journal', 'elsewhere'), (7, 0, 0, 0))
        equal(store.count('PUT'), 1)
        equal(len(glob.glob('.state/burnish/pictures-*/*.journal')), 5)
        equal(len(glob.glob('elsewhere/pictures-*/*.journal')), 1)
        text = run(store, 'batch', 'merge', f'{URL}/out/', '--journal', 'elsewhere').out
        contains(text, '7 changed, 0 left as they were, 0 failed')
        contains(run(store, 'batch', 'merge', f'{URL}/out', status=1).out, '1/01.png: object store: will not overwrite', '6 changed')
        # From here to there, and from there to here.
        run(store, 'fix', '-r', f'{URL}/in', '-o', 'in', '-q')
        equal(again(store, 'in', '-o', f'{URL}/third', '--recipe', './invert.json'), (7, 0, 0, 0))
        equal(again(store, 'in', '-o', f'{URL}/third', '--recipe', './invert.json'), (0, 0, 7, 0))
        equal(again(store, f'{URL}/in', '-o', 'third', '--recipe', './invert.json'), (7, 0, 0, 0))
        equal(again(store, f'{URL}/in', '-o', 'third', '--recipe', './invert.json'), (0, 0, 7, 0))
        equal({key[6:]: body for key, body in under(store, 'third/').items()}, {name: read('third/' + name) for name in listing('third') if name[0] != '.'})


@test
def killed_at_any_moment():
    invert()
    names = some(16)
    with serving(*names, page=5) as store:
        words = ('batch', 'run', '-r', f'{URL}/in', '-o', f'{URL}/out', '--recipe', './invert.json', '-j', '2', '-q')
        for kill_at in (2, 9):
            process = start(store, *words)
            wait_for(lambda at=kill_at: len(under(store, 'out/')) >= at or process.poll() is not None, 'results')
            process.kill()
            process.communicate()
            check_quiet()
        run(store, *words)
        killed = under(store, 'out/')
        equal(counts(run(store, *words[:-1], '--json')), (0, 0, 16, 0))
        run(store, 'fix', '-r', f'{URL}/in', '-o', f'{URL}/whole', '--recipe', './invert.json', '-q', '-j', '2')
        equal({key[4:]: body for key, body in killed.items()}, {key[6:]: body for key, body in under(store, 'whole/').items()})
        # In three parts, which is the same.
        for part in ('1/3', '2/3', '3/3'):
            run(store, 'batch', 'run', '-r', f'{URL}/in', '-o', f'{URL}/parts', '--recipe', './invert.json', '-q', '--shard', part)
        equal({key[6:]: body for key, body in under(store, 'parts/').items()}, {key[6:]: body for key, body in under(store, 'whole/').items()})
        contains(run(store, 'batch', 'merge', f'{URL}/parts').out, '16 changed, 0 left as they were, 0 failed')


@test
def files_beside_a_result_go_with_it():
    with serving('in/a.png') as store:
        run(store, 'fix', f'{URL}/in/a.png', '-o', f'{URL}/out/a.webp', '--responsive', '32,64', '-q')
        equal(sorted(under(store, 'out/')), ['out/a-32.webp', 'out/a-64.webp', 'out/a.html', 'out/a.webp'])
        equal(store.objects['out/a.html'].headers['content-type'], 'text/html; charset=utf-8')
        del store.objects['out/a-32.webp']
        del store.objects['out/a.webp']
        contains(run(store, 'fix', f'{URL}/in/a.png', '-o', f'{URL}/out/a.webp', '--responsive', '32,64', '-q', status=1).err, 'will not overwrite')
        equal(sorted(under(store, 'out/')), ['out/a-64.webp', 'out/a.html'])
        # Fetched once for its picture before, its work, and both results.
        store.requests.clear()
        invert()
        run(store, 'fix', f'{URL}/in/a.png', '-o', f'{URL}/seen/', '--recipe', './invert.json', '--report', 'page', '-q')
        equal((store.count('GET', '/in/a.png'), os.path.exists('page/index.html')), (1, True))
        run(store, 'fix', f'{URL}/in/', '-o', f'{URL}/together/', '--together', '-q')
        assert 'together/a.png' in store.objects


@test
def where_objects_do_not_go_is_said():
    with serving('in/a.png') as store:
        os.makedirs('in')
        here = 'takes a file or directory of this machine'
        for words, word in ((('watch', f'{URL}/in', '-o', 'out'), 'takes directories of this machine'),
                            (('watch', 'in', '-o', f'{URL}/out'), 'takes directories of this machine'),
                            (('fix', f'{URL}/in/a.png', '--in-place'), 'objects cannot be changed in place'),
                            (('fix', f'{URL}/in/', '-r', '--in-place', '--backup'), 'in place'),
                            (('fix', f'{URL}/in/a.png', '-o', 'x.png', '--report', f'{URL}/page'), '--report ' + here),
                            (('batch', 'run', 'in', '-o', 'out', '--journal', 'x'), 'results in an object store'),
                            (('fix', 'in', '-o', f'{URL}/o', '--journal', 'x'), 'results in an object store'),
                            (('batch', 'run', 'in', '-o', f'{URL}/o', '--journal', f'{URL}/x'), '--journal ' + here),
                            (('batch', 'merge', 'out', '--journal', 'x'), 'results in an object store'),
                            (('generate', 'x', '-o', f'{URL}/x.png'), '-o ' + here), (('fetch', 'resp_1', '-o', f'{URL}/x.png'), '-o ' + here),
                            (('batch', 'collect', 'batch_1', '-o', f'{URL}/x'), '-o ' + here), (('chain', 'x', '-o', f'{URL}/x'), '-o ' + here),
                            (('fix', f'{URL}/in/a.png', '-o', f'{URL}/in/a.png'), 'would be overwritten')):
            contains(run(store, *words, status=2).err, word)
        equal((list(store.objects), store.count('PUT')), (['in/a.png'], 0))


main()
