# SPDX-License-Identifier: LGPL-2.1-or-later

"""A directory that pictures come into while burnish watches it."""

import json
import os
import signal
import subprocess
import time

from support import BURNISH, contains, environment, equal, invert, main, picture, read, run, test, write


class Watch:
    def __init__(self, *words):
        self.process = subprocess.Popen([BURNISH, 'watch', *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())

    def report(self):
        """The next one, which must come soon; a test that hangs is ended by meson."""
        return json.loads(self.process.stdout.readline())

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


def arrive(path, **rest):
    """A picture that is moved in when it is complete."""
    picture('arriving' + os.path.splitext(path)[1], **rest)
    os.rename('arriving' + os.path.splitext(path)[1], path)


@test
def what_is_there_and_what_comes():
    os.makedirs('in/sub')
    picture('in/a.png')
    watch = Watch('in', '-o', 'out', '-r', '--json', '--recipe', invert())
    equal(watch.report()['input'], 'in/a.png')
    arrive('in/b.png')
    equal(watch.report()['input'], 'in/b.png')
    arrive('in/sub/c.png')
    equal(watch.report()['output'], 'out/sub/c.png')
    # In a directory that was not there.
    os.mkdir('in/new')
    arrive('in/new/d.png')
    equal(watch.report()['output'], 'out/new/d.png')
    # A picture that is replaced is done again, over its old result.
    before = read('out/b.png')
    arrive('in/b.png', scene='product')
    equal(watch.report()['status'], 'changed')
    assert read('out/b.png') != before
    equal(watch.end(), (0, b'', b''))
    # What was done stays done when the watch begins anew.
    watch = Watch('in', '-o', 'out', '-r', '--json', '--recipe', './invert.json')
    arrive('in/e.png')
    equal(watch.report()['input'], 'in/e.png')
    equal(watch.end(signal.SIGTERM)[0], 0)


@test
def only_complete_files():
    os.mkdir('in')
    data = read(picture('a.png', size='300x200'))
    watch = Watch('in', '-o', 'out', '--json')
    with open('in/slow.png', 'wb', buffering=0) as file:
        file.write(data[:len(data) // 2])
        time.sleep(1.5)
        # It is not taken while somebody has it open, however long nothing is written.
        equal(os.listdir('out') if os.path.exists('out') else ['.burnish'], ['.burnish'])
        file.write(data[len(data) // 2:])
    report = watch.report()
    equal((report['input'], report['status']), ('in/slow.png', 'unchanged'))
    equal(read('out/slow.png'), data)
    # Begun by somebody who stopped, it fails once, and is tried when it goes on.
    write('in/half.png', data[:len(data) // 2])
    equal(watch.report()['status'], 'failed')
    time.sleep(0.5)
    with open('in/half.png', 'ab') as file:
        file.write(data[len(data) // 2:])
    equal(watch.report()['status'], 'unchanged')
    equal(watch.end()[0], 0)


@test
def where_results_would_clash():
    os.mkdir('in')
    picture('in/a.png')
    watch = Watch('in', '-o', 'out', '--json', '--format', 'webp')
    equal(watch.report()['output'], 'out/a.webp')
    arrive('in/a.jpg')
    # Said once, however often it looks.
    text = watch.process.stderr.readline().decode()
    contains(text, '"in/a.jpg" and "in/a.png" would both be written to "out/a.webp"')
    time.sleep(0.5)
    os.remove('in/a.jpg')
    arrive('in/b.jpg')
    equal(watch.report()['output'], 'out/b.webp')
    equal(watch.end(), (0, b'', b''))


@test
def wrong_usage():
    os.mkdir('in')
    picture('a.png')
    for words, says in (([], 'no directory given'), (['in'], 'a journal goes with -o and a directory'), (['in', 'in', '-o', 'out'], 'takes one directory'),
                        (['in', '-o', 'out', '--report', 'page'], '--report is for a run that ends'),
                        (['--files-from', 'x', '-o', 'out'], 'cannot read the list')):
        contains(run('watch', *words, status=2).err, 'burnish watch: ', says)
    for name in ('a.png', 'none'):
        contains(run('watch', name, '-o', 'out', status=2).err, f'burnish watch: "{name}" is not a directory')
    assert not os.path.exists('out')


main()
