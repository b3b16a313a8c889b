# SPDX-License-Identifier: LGPL-2.1-or-later

"""What a run says: to people, as JSON, on a terminal and not."""

import json
import os
import pty
import re
import subprocess

from support import BURNISH, contains, delta, environment, equal, invert, main, picture, read, recipe, run, test, write


@test
def every_picture_is_one_line_of_json():
    invert()
    picture('a.png')
    picture('b.jpg')
    write('bad.png', 'x')
    result = run('fix', 'a.png', 'bad.png', 'none.png', 'b.jpg', '--json', '--recipe', './invert.json', status=1)
    lines = result.json()
    equal([line['status'] for line in lines], ['changed', 'failed', 'failed', 'changed'])
    equal([line['input'] for line in lines], ['a.png', 'bad.png', 'none.png', 'b.jpg'])
    equal(result.err, '')
    good, bad = lines[0], lines[1]
    equal((good['output'], good['format'], good['width'], good['height']), ('a.burnished.png', 'png', 120, 80))
    equal(good['steps'], [{'operation': 'invert', 'changed': True}])
    equal(good['recipe'], {'burnish': 1, 'fix': [{'invert': {}}], 'save': {}})
    assert good['seconds'] >= 0 and 'error' not in good
    contains(bad['error'], 'not a picture')
    assert 'output' not in bad and 'recipe' not in bad


@test
def a_step_says_what_it_found_and_why():
    picture('a.png', cast='mixed:0.8')
    step = run('fix', 'a.png', '--json').json()[0]['steps'][0]
    equal(step['operation'], 'decast')
    assert step['reason'] and isinstance(step['changed'], bool) and step['found'], step
    contains(run('fix', 'a.png', '-f').out, 'decast: ' + step['reason'])


@test
def the_resolved_recipe_gives_the_same_bytes():
    picture('a.png', scene='product', size='300x200', cast='mixed:0.8')
    recipe('./r.json', {'decast': {'strength': 0.7}}, {'sharpen': {'sigma': 1}}, {'decast': {}}, format='jpeg', quality=77)
    for number, words in enumerate((['--recipe', './r.json'], ['--recipe', 'web'], ['--recipe', 'neutral'], [],
                                    ['--decast.strength=0.3', '--compression=9'], ['--format=tiff'])):
        first, second = f'{number}-1', f'{number}-2'
        report = run('fix', 'a.png', '-o', first + '.{ext}', *words, '--json').json()[0]
        write('resolved.json', json.dumps(report['recipe']))
        again = run('fix', 'a.png', '-o', second + '.{ext}', '--recipe', './resolved.json', '--json').json()[0]
        equal(read(again['output']), read(report['output']), words)
        equal(again['recipe'], report['recipe'], words)


@test
def one_recipe_in_three_spellings():
    picture('a.png', cast='mixed:0.8')
    recipe('./r.json', {'decast': {'strength': 0.5}}, quality=60)
    run('fix', 'a.png', '-o', '1.jpg', '--decast.strength=0.5', '--quality', '60')
    run('fix', 'a.png', '-o', '2.jpg', '--recipe', './r.json')
    run('decast', 'a.png', '-o', '3.jpg', '--strength', '0.5', '--quality=60')
    equal(read('1.jpg'), read('2.jpg'))
    equal(read('1.jpg'), read('3.jpg'))


@test
def options_of_the_save_chapter_work():
    picture('a.png', size='300x200')
    size = {}
    for words in (['--quality=20'], ['--quality=95']):
        run('fix', 'a.png', '-o', 'q.jpg', '-f', *words)
        size[words[0]] = os.path.getsize('q.jpg')
    assert size['--quality=20'] < size['--quality=95'] / 2, size
    run('fix', 'a.png', '-o', 'c0.png', '--compression=0', '--no-decast')
    run('fix', 'a.png', '-o', 'c9.png', '--compression=9', '--no-decast')
    assert os.path.getsize('c0.png') > 300 * 200 * 3 > os.path.getsize('c9.png')
    equal(delta('c0.png', 'c9.png'), 0.0)
    run('fix', 'a.png', '-o', 'l.webp', '--lossless', '--no-decast')
    equal(delta('a.png', 'l.webp'), 0.0)
    run('fix', 'a.png', '-o', 'l2.webp', '--no-decast')
    assert delta('a.png', 'l2.webp') > 0


@test
def strength_nothing_is_no_change():
    picture('a.png', cast='mixed:0.8')
    for words in (['fix', '--no-decast'], ['fix', '--decast.strength=0'], ['decast', '--strength', '0'],
                  ['fix', '--decast.mode=measure-only'], ['decast', '--mode=measure-only']):
        report = run(words[0], 'a.png', '-o', 'b.png', '-f', '--json', *words[1:]).json()[0]
        equal(report['status'], 'unchanged', words)
        equal(read('b.png'), read('a.png'), words)
        contains(' '.join(report['notes']), 'copied as it is')


@test
def reports_for_people_go_to_standard_output_and_errors_do_not():
    invert()
    picture('a.png')
    write('bad.png', 'x')
    result = run('fix', 'a.png', 'bad.png', '--recipe', './invert.json', status=1)
    equal(result.out, 'a.png -> a.burnished.png\n  invert: done\n')
    assert re.fullmatch(r'burnish: bad.png: not a picture that burnish knows\n'
                        r'2 pictures: 1 changed, 0 left as they were, 1 failed; \d+\.\d s, \d+\.\d Mpx/s\n', result.err), result.err


@test
def quiet_says_nothing_but_errors():
    picture('a.png')
    write('bad.png', 'x')
    for flag in ('--quiet', '-q'):
        result = run('fix', flag, 'a.png', 'bad.png', '-f', status=1)
        equal((result.out, result.err), ('', 'burnish: bad.png: not a picture that burnish knows\n'))


@test
def inspect_for_people_and_as_json():
    picture('a.png')
    write('bad.png', 'x')
    text = run('inspect', 'a.png').out
    contains(text, 'a.png\n  PNG, 120 x 80, 8-bit RGB, no profile, ', 'metadata: ', 'decast: ')
    result = run('inspect', 'a.png', 'bad.png', '--json', status=1)
    good, bad = result.json()
    equal((good['status'], good['format'], good['width'], good['height'], good['bits'], good['space'], good['alpha']),
          ('inspected', 'png', 120, 80, 8, 'RGB', False))
    equal(good['bytes'], os.path.getsize('a.png'))
    equal(good['steps'][0]['operation'], 'decast')
    equal((bad['status'], bad['input']), ('failed', 'bad.png'))
    equal(result.err, '')
    contains(run('inspect', 'bad.png', status=1).err, 'burnish: bad.png: not a picture')
    contains(run('inspect', '-', stdin=read('a.png')).out, 'standard input\n  PNG')
    os.mkdir('in')
    picture('in/b.png')
    os.remove('bad.png')
    contains(run('inspect', '-r', '.').out, './a.png\n', './in/b.png\n')


def on_terminal(*args, **env):
    """Run burnish with a terminal as its standard error; what it wrote there."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([BURNISH, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower,
                               env=environment(**{'TERM': 'xterm', **env}))
    os.close(follower)
    seen = b''
    try:
        while chunk := os.read(leader, 65536):
            seen += chunk
    except OSError:
        pass  # how Linux says that nobody has the other end any more
    os.close(leader)
    process.wait()
    return seen.decode()


@test
def progress_on_a_terminal_only():
    picture('a.png', size='600x400')
    assert '\r' not in run('fix', 'a.png', '-f').err
    seen = on_terminal('fix', 'a.png', '-f')
    contains(seen, '[1/1]   0 % a.png', '\r\x1b[K')
    assert re.search(r'100 % a\.png', seen), seen
    seen = on_terminal('fix', 'a.png', 'a.png', '-o', '{index}.png')
    assert re.search(r'\r\x1b\[K╌+   0 %  0/2', seen), seen
    assert re.search(r'\r\x1b\[K━+ 100 %  2/2  \d+\.\d/s  0:00 left', seen), seen
    assert re.search(r'\r\x1b\[K\.+   0 %  0/2', on_terminal('fix', 'a.png', 'a.png', '-o', '{index}.png', '-f', LC_ALL='C'))
    # The line is taken away at the end.
    assert re.search(r'\r\x1b\[K2 pictures: [^\r]*\r\n$', seen), repr(seen)
    for words, env in ((['--quiet'], {}), (['--json'], {}), ([], {'TERM': 'dumb'})):
        assert '%' not in on_terminal('fix', 'a.png', '-f', *words, **env), words


@test
def colour_on_a_terminal_only_and_not_with_no_color():
    write('bad.png', 'x')
    assert '\x1b' not in run('fix', 'bad.png', status=1).err
    contains(on_terminal('fix', 'bad.png'), '\x1b[31mburnish: bad.png: not a picture')
    for env in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
        assert '\x1b[31m' not in on_terminal('fix', 'bad.png', **env), env
    contains(on_terminal('fix', 'bad.png', NO_COLOR=''), '\x1b[31m')


@test
def a_picture_is_not_written_to_a_terminal():
    picture('a.png')
    leader, follower = pty.openpty()
    done = subprocess.run([BURNISH, 'fix', 'a.png', '-o', '-'], stdout=follower, stderr=subprocess.PIPE, env=environment())
    os.close(follower)
    os.close(leader)
    equal(done.returncode, 2)
    contains(done.stderr.decode(), 'standard output is a terminal; give a file with -o')


@test
def standard_output_that_is_closed_or_full():
    picture('a.png')
    for words in (['fix', 'a.png', '-o', '-'], ['fix', 'a.png', '--json', '-f'], ['fix', 'a.png', '-f'], ['inspect', 'a.png']):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([BURNISH, *words], stdout=full, stderr=subprocess.PIPE, env=environment())
        equal(done.returncode, 1, words)
        contains(done.stderr.decode(), 'burnish: ')


main()
