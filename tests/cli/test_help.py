# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the command says of itself: help, version, ops, presets, schema."""

import json
import re
import subprocess

from support import BURNISH, contains, environment, equal, main, run, test, write

COMMANDS = ('fix', 'inspect', 'ops', 'presets', 'schema')
CORRECTIONS = [line.split(':')[0] for line in run('ops').out.splitlines() if re.match(r'[a-z]', line)]


@test
def version():
    result = run('--version')
    assert re.fullmatch(r'burnish \d+\.\d+\.\d+ \(libvips 8\..*\)\n', result.out), result


@test
def help_lists_all_commands_and_corrections():
    for words in (['--help'], ['-h'], ['help']):
        result = run(*words)
        contains(result.out, 'Usage: burnish COMMAND', *COMMANDS)
        for name in CORRECTIONS:
            contains(result.out, name.replace('_', '-'))
        equal(result.err, '')


@test
def every_command_has_help():
    for name in (*COMMANDS, *(c.replace('_', '-') for c in CORRECTIONS)):
        for words in ([name, '--help'], [name, '-h'], ['help', name]):
            result = run(*words)
            contains(result.out, f'Usage:\n  burnish {name}')
            equal(result.err, '')


@test
def help_of_fix_names_every_option_and_exit_status():
    text = run('fix', '--help').out
    contains(text, '-o, --output', '-f, --force', '--in-place', '--backup', '-r, --recursive', '--recipe',
             '-n, --dry-run', '--json', '-q, --quiet', '--max-pixels', '--max-file', '--format=', '--quality=N',
             '--compression=N', '--lossless', '--background=', '(1 to 100, default 90)',
             '{stem}', '{name}', '{ext}', '{dir}', '{recipe}', '{aspect}', '{index}')
    contains(text, *(f'--{c}.mode' for c in CORRECTIONS), *(f'--no-{c}' for c in CORRECTIONS))
    contains(text, 'Exit status: 0 all good, 1 some pictures failed, 2 wrong usage, 3 nothing to do',
             '4 refused', '130 interrupted')


@test
def help_of_a_correction_has_its_own_options():
    text = run('decast', '--help').out
    contains(text, '--strength=NUMBER', '(0 to 1, default 1)', '--mode=auto|always|measure-only')
    assert '--recipe' not in text and '--no-decast' not in text, text


@test
def help_after_two_dashes_is_a_file():
    result = run('fix', '--', '--help', status=1)
    contains(result.err, '--help', 'No such file')


@test
def no_command():
    result = run(status=2)
    contains(result.err, 'no command given', '--help')
    equal(result.out, '')


@test
def unknown_commands_get_a_suggestion():
    contains(run('fxi', status=2).err, 'no command "fxi"; did you mean "fix"?')
    contains(run('decats', 'a.png', status=2).err, 'did you mean "decast"?')
    contains(run('zzzzzzzz', status=2).err, 'no command "zzzzzzzz"\n')
    write('photo.png', 'x')
    contains(run('photo.png', status=2).err, 'did you mean "burnish fix photo.png"?')
    contains(run('help', 'inspekt', status=2).err, 'did you mean "inspect"?')
    contains(run('\x1b[31mfix', status=2).err, '\\x1b[31mfix')


@test
def unknown_options_get_a_suggestion():
    for words, near in (
            (['fix', '--forse', 'a.png'], '--force'),
            (['fix', '--in-palce', 'a.png'], '--in-place'),
            (['fix', '--decast.strenght', '1', 'a.png'], '--decast.strength'),
            (['fix', '--qualty=3', 'a.png'], '--quality'),
            (['decast', '--strenth', '1', 'a.png'], '--strength'),
            (['inspect', '--jsno', 'a.png'], '--json'),
            (['ops', '--markdwn'], '--markdown')):
        result = run(*words, status=2)
        contains(result.err, f'did you mean {near}?', f'Try "burnish {words[0]} --help"')
    contains(run('fix', '-Z', 'a.png', status=2).err, '-Z')
    contains(run('schema', '--x', status=2).err, '--x')
    contains(run('presets', '--x', status=2).err, '--x')


@test
def ops_lists_arguments_and_reports():
    text = run('ops').out
    for name in CORRECTIONS:
        contains(text, f'{name}: ')
    contains(text, ' arguments:', 'strength NUMBER', 'mode auto|always|measure-only', ' reports:', 'reason')
    equal(run('ops', 'decast').out, text[text.index('decast: '):].split('\n' + (CORRECTIONS + ['\0'])[
        CORRECTIONS.index('decast') + 1] + ': ')[0].rstrip('\n') + '\n')


@test
def ops_as_markdown():
    text = run('ops', '--markdown').out
    assert text.startswith('# Corrections\n'), text
    for name in CORRECTIONS:
        contains(text, f'\n## {name}\n')
    for line in text.splitlines():
        if line.startswith('|'):
            assert line.endswith('|') and line.count('|') in (3, 4), line


@test
def ops_of_an_unknown_name():
    contains(run('ops', 'decats', status=2).err, 'no correction "decats"; did you mean "decast"?')
    contains(run('ops', 'zzzzzzzzzz', status=2).err, 'no correction "zzzzzzzzzz"\n')


@test
def schema_is_json_and_knows_every_correction():
    schema = json.loads(run('schema').out)
    # What has no limit has no keyword for one.
    assert ': null' not in json.dumps(schema)
    assert 'maximum' not in schema['properties']['fix']['items']['properties']['stdif']['properties']['s0']
    contains(schema['$schema'], '2020-12')
    text = json.dumps(schema)
    for name in (*CORRECTIONS, 'gaussblur', 'thumbnail_image', 'quality'):
        contains(text, f'"{name}"')
    for name in ('"system"', '"pngsave"', '"jpegload"'):
        assert name not in text, name
    contains(run('schema', 'extra', status=2).err, 'takes no arguments')


@test
def presets_are_listed_and_shown():
    lines = run('presets').out.splitlines()
    names = [line.split()[0] for line in lines]
    assert {'auto', 'neutral', 'web'} <= set(names) and names == sorted(names), names
    for name in names:
        shown = json.loads(run('presets', name).out)
        equal(shown['burnish'], 1)
        contains(next(line for line in lines if line.startswith(name)), shown['description'])


@test
def presets_usage():
    contains(run('presets', 'wep', status=2).err, 'no preset "wep"; did you mean "web"?')
    contains(run('presets', 'web', 'auto', status=2).err, 'one preset at a time')


@test
def output_that_cannot_be_written_is_an_error():
    for words in (['ops'], ['schema'], ['presets'], ['presets', 'web'], ['--help'], ['fix', '--help'], ['--version']):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([BURNISH, *words], stdout=full, stderr=subprocess.PIPE, env=environment())
        equal(done.returncode, 1, words)
        contains(done.stderr.decode(), 'cannot write to standard output')


main()
