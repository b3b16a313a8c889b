# SPDX-License-Identifier: LGPL-2.1-or-later

"""Wrong usage: options that do not go together or have no sense, recipes with a
slip in them, presets of the user's own. Nothing may be written, ever."""

import os

from support import contains, equal, invert, listing, main, picture, read, recipe, run, test, write

HEAD = '{"burnish": 1, '


def refused(*args, says, stdin=None):
    """Wrong usage: status 2, the reason, a hint, no file, nothing on stdout."""
    before = listing()
    result = run(*args, status=2, stdin=stdin)
    contains(result.err, *([says] if isinstance(says, str) else says), f'Try "burnish {args[0]} --help"')
    equal(result.out, '')
    equal(listing(), before, args)
    return result


@test
def no_input():
    for command in ('fix', 'decast', 'inspect'):
        refused(command, says='no picture given')


@test
def options_that_do_not_go_together():
    picture('a.png')
    refused('fix', 'a.png', '--in-place', '-o', 'b.png', says='--in-place and -o do not go together')
    refused('fix', 'a.png', '--backup', says='--backup goes with --in-place')
    refused('fix', 'a.png', '-o', '-', '--json', says='cannot both go to standard output')
    refused('fix', '-', '--json', stdin=read('a.png'), says='cannot both go to standard output')
    refused('fix', '-', '--in-place', stdin=read('a.png'), says='standard input cannot be changed in place')
    refused('fix', '-', 'a.png', stdin=read('a.png'), says='standard input and output take one picture')
    refused('fix', 'a.png', 'a.png', '-o', '-', says='standard input and output take one picture')


@test
def values_out_of_range_or_of_the_wrong_kind():
    picture('a.png')
    for option, value, says in (
            ('--decast.strength', '1.5', 'decast: strength: 1.5 is above 1'),
            ('--decast.strength', '-0.1', 'strength: -0.1 is below 0'),
            ('--decast.strength', 'nan', 'strength: is not a finite number'),
            ('--decast.strength', 'inf', 'strength: is not a finite number'),
            ('--decast.strength', '0.5abc', 'strength: "0.5abc" is not a number'),
            ('--decast.strength', '0,5', 'strength: "0,5" is not a number'),
            ('--decast.strength', '', 'strength: "" is not a number'),
            ('--decast.mode', 'alwys', 'mode: "alwys" is none of auto, always, measure-only; did you mean "always"?'),
            ('--quality', '0', 'quality: 0 is below 1'),
            ('--quality', '101', 'quality: 101 is above 100'),
            ('--quality', '90.5', 'quality: 90.5 is not a whole number'),
            ('--quality', '1e300', 'quality: 1e+300 is too large'),
            ('--compression', '10', 'compression: 10 is above 9'),
            ('--compression', '-1', 'compression: -1 is below 0'),
            ('--format', 'jpg', 'format: "jpg" is none of auto, png, jpeg'),
            ('--format', 'bmp', 'format: "bmp" is none of'),
            ('--background', 'white', 'background: "white" is not numbers with commas'),
            ('--background', '1,2,', 'background: "1,2," is not numbers with commas'),
            ('--max-pixels', '0', '--max-pixels: "0" is not a number such as 50M'),
            ('--max-pixels', '-5', '--max-pixels: "-5"'),
            ('--max-pixels', '5X', '--max-pixels: "5X"'),
            ('--max-pixels', '5MM', '--max-pixels: "5MM"'),
            ('--max-file', 'lots', '--max-file: "lots"'),
            ('--max-file', 'nan', '--max-file: "nan"')):
        refused('fix', 'a.png', f'{option}={value}', says=says)
    refused('decast', 'a.png', '--strength=2', says='strength: 2 is above 1')
    refused('fix', 'a.png', '--recipe', 'none.json', says='fix: cannot read the recipe: Failed to open file')
    refused('fix', 'a.png', 'a.png', '-o', 'a.png', says='"a.png" is a file, and these results need a directory')
    contains(run('--json', status=2).err, 'burnish: no option "--json" in front of a command')
    refused('fix', 'a.png', '--background=1,2', says='background: must be three numbers')
    refused('fix', 'a.png', '--background=1,2,300', says='background: 300 is not from 0 to 255')


@test
def an_option_without_its_value():
    for option in ('-o', '--recipe', '--max-pixels', '--quality', '--decast.strength'):
        refused('fix', 'a.png', option, says='Missing argument' if option != '--decast.strength' else option)


@test
def options_for_a_step_that_is_not_there():
    picture('a.png')
    refused('fix', 'a.png', '--recipe', invert(), '--decast.strength=1', says='has no step decast')
    refused('fix', 'a.png', '--no-decast', '--decast.strength=1', says='has no step decast')


@test
def recipes_with_a_slip():
    picture('a.png')
    for text, says in (
            ('', ':1: the JSON ends too soon'),
            ('{"burnish": 1,\n', ':2: the JSON ends too soon'),
            ('{', 'the JSON ends too soon'),
            ('[]', 'a recipe is an object'),
            ('{"burnish": 1, "fix": []} x', 'not JSON from here: "x"'),
            ('{"burnish": 1}', 'the chapter "fix" is missing'),
            ('{"fix": []}', 'the chapter "burnish" is missing'),
            ('{"burnish": 2, "fix": []}', 'burnish: the version of the recipe must be 1'),
            ('{"burnish": "1", "fix": []}', 'the version of the recipe must be 1'),
            (HEAD + '"fix": [], "sav": {}}', 'sav: no such chapter; did you mean "save"?'),
            (HEAD + '"fix": [], "fix": []}', 'fix: appears twice'),
            (HEAD + '"fix": {}}', 'fix: must be an array of steps'),
            (HEAD + '"fix": [1]}', 'fix[0]: must be an object with one key'),
            (HEAD + '"fix": [{}]}', 'fix[0]: must be an object with one key'),
            (HEAD + '"fix": [],\n"make": []}', ':2: make: must be an array of steps'),
            (HEAD + '"fix": [], "make": [\n{"generate": {\n"promt": "x"}}]}', ':3: make[0]: generate: promt: no such argument; did you mean "prompt"?'),
            (HEAD + '"fix": [], "variables": {"a": 1}}', 'variables: a: must be a name with a string'),
            (HEAD + '"fix": [\n{"decast": {}},\n{"decats": {}}]}', ':3: fix[1]: decats: no such operation; did you mean "decast"?'),
            (HEAD + '"fix": [{"decast": {\n"strenght": 1}}]}', ':2: fix[0]: decast: strenght: no such argument; did you mean "strength"?'),
            (HEAD + '"fix": [{"decast": {"strength": "1"}}]}', 'fix[0]: decast: strength: must be a number'),
            (HEAD + '"fix": [{"decast": {"strength": 1.01}}]}', 'strength: 1.01 is above 1'),
            (HEAD + '"fix": [{"decast": {"strength": null}}]}', 'strength: must be a number'),
            (HEAD + '"fix": [{"decast": {"strength": 1, "strength": 1}}]}', 'strength: appears twice'),
            (HEAD + '"fix": [{"flatten": {"background": [1, "2", 3]}}]}', 'background: must be a number'),
            (HEAD + '"fix": [{"smartcrop": {"width": 5}}]}', 'smartcrop: height: must be given'),
            (HEAD + '"fix": [{"system": {"cmd-format": "touch x"}}]}', 'cannot be a step'),
            (HEAD + '"fix": [{"pngsave": {"filename": "x.png"}}]}', 'cannot be a step'),
            (HEAD + '"fix": [], "save": {"quality": 0}}', 'save: quality: 0 is below 1'),
            (HEAD + '"fix": [], "save": {"format": "pgn"}}', 'format: "pgn" is none of auto, png'),
            (HEAD + '"fix": [],\n"save": {"background": [1, 2]}}', ':2: save: background: must be three numbers'),
            (HEAD + '"fix": [], "description": 3}', 'description: must be a string'),
            (b'{"burnish": 1, "fix": [], "description": "\xff"}', 'not UTF-8'),
            ('[' * 100000, 'not JSON'),
            (' ' * (1 << 21), 'too large for a recipe')):
        write('r.json', text)
        refused('fix', 'a.png', '--recipe', 'r.json', says=['r.json', says])


@test
def recipes_that_are_not_there():
    picture('a.png')
    refused('fix', 'a.png', '--recipe', 'wep', says='no preset "wep"; did you mean "web"?')
    refused('fix', 'a.png', '--recipe', './none.json', says='No such file')
    os.mkdir('d.json')
    refused('fix', 'a.png', '--recipe', 'd.json', says='d.json')


@test
def a_byte_order_mark_is_no_slip():
    picture('a.png')
    write('r.json', b'\xef\xbb\xbf{"burnish": 1, "fix": []}')
    run('fix', 'a.png', '--recipe', 'r.json')


def own_preset(name, text):
    os.makedirs('.config/burnish/presets', exist_ok=True)
    write(f'.config/burnish/presets/{name}.json', text)


@test
def presets_of_ones_own():
    picture('a.png')
    own_preset('mine', HEAD + '"description": "Upside down", "fix": [{"rot": {"angle": "d180"}}]}')
    contains(run('presets').out, 'mine             Upside down\n', 'auto ')
    contains(run('presets', 'mine').out, '"d180"')
    run('fix', 'a.png', '--recipe', 'mine', '-o', '{stem}-{recipe}.{ext}')
    equal(listing(), ['a-mine.png', 'a.png'])


@test
def a_preset_of_ones_own_stands_before_one_of_the_same_name():
    own_preset('web', HEAD + '"description": "My web", "fix": []}')
    lines = [line for line in run('presets').out.splitlines() if line.startswith('web')]
    equal(lines, ['web              My web'])


@test
def a_broken_preset_does_not_hide_the_others():
    picture('a.png')
    own_preset('broken', '{"burnish": 1,\n "fx": []}')
    text = run('presets').out
    contains(text, 'broken           cannot be used: ', 'auto ', 'neutral ', 'web ')
    refused('fix', 'a.png', '--recipe', 'broken', says='broken')
    run('fix', 'a.png')


@test
def no_configuration_at_all():
    run('presets', env={'XDG_CONFIG_HOME': '/nonexistent', 'HOME': '/nonexistent'})


@test
def nothing_to_do():
    os.mkdir('empty')
    for command in ('fix', 'decast', 'inspect'):
        contains(run(command, 'empty', status=3).err, f'burnish {command}: no pictures found')
    write('empty/readme.txt', 'x')
    run('fix', 'empty', '-r', status=3)


@test
def an_argument_for_an_operation_fails_when_it_runs():
    picture('a.png')
    recipe('./r.json', {'extract_area': {'left': 1000, 'top': 0, 'width': 10, 'height': 10}})
    result = run('fix', 'a.png', '--recipe', './r.json', status=1)
    contains(result.err, 'a.png: ', 'extract_area')
    equal(listing(), ['a.png', 'r.json'])


main()
