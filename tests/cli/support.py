# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the tests of the command share: scratch directories, running burnish,
pictures, and results in the Test Anything Protocol.

meson says in the environment where things are: BURNISH and RENDER (programs),
BURNISH_PLUGIN (the module for vips), BURNISH_SANITIZED (when built so).
"""

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

BURNISH = os.environ.get('BURNISH', 'burnish')
RENDER = os.environ.get('RENDER', 'render')
PLUGIN = os.environ.get('BURNISH_PLUGIN', '')
SANITIZED = bool(os.environ.get('BURNISH_SANITIZED'))

# What no run may ever print, whatever it was asked to do.
ALARMS = (b'AddressSanitizer', b'LeakSanitizer', b'runtime error:', b'-CRITICAL **', b'-WARNING **', b'assertion')

tests = []
pictures = {}


class Skip(Exception):
    """Raised with the reason why a test cannot run here."""


class Result:
    def __init__(self, status, out, err):
        self.status = status
        self.out = out.decode('utf-8', 'replace') if isinstance(out, bytes) else out
        self.bytes = out
        self.err = err.decode('utf-8', 'replace')

    def __repr__(self):
        return f'status {self.status}\n--- out\n{self.out[:2000]}\n--- err\n{self.err[:2000]}'

    def json(self):
        """The report lines; each must be an object of its own."""
        return [json.loads(line) for line in self.out.splitlines()]


def test(function):
    tests.append(function)
    return function


def need(program):
    if not shutil.which(program):
        raise Skip(f'{program} is not installed')


def pillow(name):
    """A module of the Python Imaging Library."""
    try:
        return importlib.import_module('PIL.' + name)
    except ImportError as missing:
        raise Skip('python3-pil is not installed') from missing


def environment(**changes):
    env = dict(os.environ, LC_ALL='C.UTF-8', XDG_CONFIG_HOME=os.getcwd() + '/.config')
    for key in ('NO_COLOR', 'BURNISH_PRESETS'):
        env.pop(key, None)
    env.update(changes)
    return env


def run(*args, status=0, stdin=None, env=None, prefix=(), **rest):
    """Run burnish and expect an exit status; None accepts any that is no crash."""
    env = dict(env or {})
    # The leak checker itself crashes now and then on threads that libaom leaves when it ends.
    if any('avif' in str(arg) for arg in args):
        env.setdefault('ASAN_OPTIONS', os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0')
    done = subprocess.run([*prefix, BURNISH, *args], input=stdin if stdin is not None else b'',
                          capture_output=True, env=environment(**env), timeout=300, **rest)
    result = Result(done.returncode, done.stdout, done.stderr)
    for alarm in ALARMS:
        assert alarm not in done.stderr, f'{args}: {alarm}\n{result}'
    if status is None:
        assert 0 <= result.status < 128, f'{args}: crashed\n{result}'
    else:
        assert result.status == status, f'{args}: expected status {status}\n{result}'
    return result


def tool(*args, **rest):
    """Run another program, which must succeed; what it prints."""
    done = subprocess.run([str(a) for a in args], capture_output=True, timeout=120, **rest)
    assert done.returncode == 0, f'{args}: {done.returncode}\n{done.stdout}\n{done.stderr}'
    return done.stdout.decode('utf-8', 'replace')


def contains(text, *parts):
    for part in parts:
        assert part in text, f'no "{part}" in:\n{text}'


def equal(got, expected, about=''):
    assert got == expected, f'{about} expected {repr(expected)[:500]}, got {repr(got)[:500]}'


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, data):
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path


def picture(path='a.png', scene='room', size='120x80', cast=None):
    """Render a scene; each one only once for all tests of a file."""
    key = (scene, size, cast, os.path.splitext(path)[1])
    if key not in pictures:
        made = os.path.join(keep, f'{len(pictures)}{key[3]}')
        tool(RENDER, scene, made, size, *([cast] if cast else []))
        pictures[key] = made
    shutil.copyfile(pictures[key], path)
    return path


def recipe(path, *steps, **save):
    write(path, json.dumps({'burnish': 1, 'fix': list(steps), 'save': save}))
    return path


def invert(path='./invert.json'):
    """A recipe that is certain to change every picture."""
    return recipe(path, {'invert': {}})


def listing(top='.'):
    """All files below a directory, hidden ones too, but for the presets."""
    found = []
    for where, directories, files in os.walk(top):
        directories[:] = [d for d in directories if d != '.config']
        found += [os.path.relpath(os.path.join(where, f), top) for f in files]
    return sorted(found)


def vips(operation, *args):
    return tool('vips', operation, *args).strip()


def delta(a, b):
    """Mean CIEDE2000 between two files."""
    return float(tool(RENDER, 'delta', a, b))


def main():
    global keep
    keep = tempfile.mkdtemp(prefix='burnish-cli-')
    only = sys.argv[1:]
    chosen = [t for t in tests if not only or t.__name__ in only]
    print(f'1..{len(chosen)}', flush=True)
    failed = 0
    for number, function in enumerate(chosen, 1):
        name = function.__name__.replace('_', ' ')
        where = tempfile.mkdtemp(dir=keep)
        os.chdir(where)
        try:
            function()
            print(f'ok {number} - {name}', flush=True)
        except Skip as reason:
            print(f'ok {number} - {name} # SKIP {reason}', flush=True)
        except Exception:  # every failure is a result
            failed += 1
            print(f'not ok {number} - {name}')
            for line in traceback.format_exc().splitlines()[-40:]:
                print('# ' + line, flush=True)
        os.chdir('/')
    shutil.rmtree(keep, ignore_errors=True)
    sys.exit(1 if failed else 0)
