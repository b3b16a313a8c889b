# SPDX-License-Identifier: LGPL-2.1-or-later

"""The page to look through the results on: what is written beside it, and the page itself
in a browser."""

import fcntl
import json
import os
import re
import time

from browser import Browser
from support import SANITIZED, Skip, contains, equal, listing, main, picture, pillow, read, run, test, write

# What a browser must never run.
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2<%2Fscript>.png'


def results():
    """Four pictures, one of which fails, and their page."""
    os.mkdir('in')
    picture('in/a.png', 'product', size='300x200', cast='mixed:0.8')
    picture('in/b.png', 'room', size='300x200', cast='white:0.3')
    picture('in/c.png', 'paper', size='300x200')
    picture('x.png', 'room', size='300x200', cast='mixed:0.9')
    os.rename('x.png', 'in/' + HOSTILE)
    write('in/d.png', 'x')
    return run('batch', 'run', 'in', '-o', 'out', '--report', 'page', '--json', status=1).json()[:-1]


def records(page='page'):
    text = read(page + '/index.html').decode()
    return json.loads(re.search(r'<script type="application/json" id="records">(.*?)</script>', text, re.S)[1])


def browser():
    if SANITIZED:
        raise Skip('the page is the same in every build')
    return Browser()


@test
def what_is_written():
    reports = results()
    found = records()
    equal([each['input'] for each in found], [each['input'] for each in reports])
    equal([each['status'] for each in found], [each['status'] for each in reports])
    by_name = {each['input']: each for each in found}
    for name in ('in/a.png', 'in/' + HOSTILE):
        each = by_name[name]
        assert each['before'] and each['after'] and each['change'] > 1, each
        for kind in ('before', 'after'):
            with pillow('Image').open(f'page/thumbnails/{each["key"]}-{kind}.burnished.webp') as image:
                equal(image.size, (300, 200))
    whole = by_name['in/c.png']
    equal((whole['status'], whole['before'], whole['after'], whole['change']), ('unchanged', True, False, 0))
    equal((by_name['in/d.png']['before'], by_name['in/d.png']['error']), (False, 'not a picture that burnish knows'))
    contains(by_name['in/a.png']['steps'][0]['reason'], 'corrected')
    assert by_name['in/a.png']['steps'][0]['found']['cast'] > 1
    # Nothing that a file is called is part of the page itself.
    assert read('page/index.html').count(b'<script') == 2
    assert b'http' not in re.sub(rb'http-equiv', b'', read('page/index.html'))


@test
def small_copies_are_small():
    os.mkdir('in')
    picture('in/a.png', size='1500x1000', cast='mixed:0.8')
    picture('in/b.jpg', size='40x30', cast='mixed:0.8')
    run('fix', 'in', '-o', 'out', '--report', 'page')
    sizes = set()
    for name in listing('page/thumbnails'):
        with pillow('Image').open('page/thumbnails/' + name) as image:
            sizes.add(image.size)
    equal(sizes, {(640, 427), (40, 30)})


@test
def in_place_the_page_shows_what_was():
    os.mkdir('in')
    picture('in/a.png', cast='mixed:0.8')
    run('fix', 'in', '--in-place', '--report', 'page')
    (each,) = records()
    assert each['change'] > 1, each
    assert 'name' not in each


@test
def a_run_that_goes_on_keeps_what_was_on_the_page():
    results()
    picture('in/d.png', 'portrait', size='300x200')
    run('batch', 'run', 'in', '-o', 'out', '--report', 'page')
    equal([each['status'] for each in records()], ['changed', 'changed', 'changed', 'unchanged', 'unchanged'])
    # A record that was being written when the lights went out does not count.
    with open('page/records.jsonl', 'ab') as file:
        file.write(b'{"key":"00')
    run('batch', 'run', 'in', '-o', 'out', '--report', 'page')
    equal(len(records()), 5)
    # Of a directory that has less in it, the page has less.
    os.remove('in/d.png')
    run('batch', 'run', 'in', '-o', 'out', '--report', 'page')
    equal(len(records()), 4)


@test
def results_that_the_page_does_not_know_are_done_again():
    results()
    contains(run('batch', 'run', 'in', '-o', 'out', '--report', 'other', status=1).err, '1 failed')
    equal(len(records('other')), 5)
    # Its small copies are no pictures to be fixed.
    equal(run('fix', '-r', 'other', '-o', 'more', status=3).err, 'burnish fix: no pictures found\n')


@test
def two_runs_do_not_write_one_page():
    picture('a.png')
    os.mkdir('page')
    with open('page/records.jsonl', 'wb') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        contains(run('fix', 'a.png', '-o', 'b.png', '--report', 'page', status=1).err, 'another run is writing the report in "page"')
    assert not os.path.exists('b.png')


@test
def shards_write_parts_of_one_page():
    results()
    whole = records()
    for i in (3, 1, 2):
        run('batch', 'run', 'in', '-o', 'out', '--force', '--report', 'parts', '--shard', f'{i}/3', status=None)
    # Once more the second, as after a network cut; and one that was cut off while it wrote.
    run('batch', 'run', 'in', '-o', 'out', '--force', '--report', 'parts', '--shard', '2/3', status=None)
    assert not os.path.exists('parts/index.html')
    left = [name for name in os.listdir('parts') if name.startswith('records-')]
    equal(len(left), 4)
    with open('parts/' + max(left), 'ab') as file:
        file.write(b'{"key":"00')

    # Not while one is writing.
    with open('parts/' + left[0], 'rb') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        contains(run('batch', 'merge', 'out', '--report', 'parts', status=2).err, 'another run is writing the report in "parts"')
    equal(sorted(name for name in os.listdir('parts') if name.startswith('records-')), sorted(left))

    def timeless(them):
        return [dict(each, seconds=0) for each in them]
    for _ in range(2):
        run('batch', 'merge', 'out', '--report', 'parts', status=1)
        equal(timeless(records('parts')), timeless(whole))
    equal(sorted(os.listdir('parts')), ['index.html', 'records.jsonl', 'thumbnails'])
    equal(listing('parts/thumbnails'), listing('page/thumbnails'))
    # Shards skip what the page knows, and a run over all adds to it.
    picture('in/d.png', 'portrait', size='300x200')
    run('batch', 'run', 'in', '-o', 'out', '--report', 'parts', '--shard', '1/1')
    equal([each['status'] for each in records('parts')], ['changed', 'changed', 'changed', 'unchanged', 'unchanged'])
    for i in (1, 2):
        contains(run('batch', 'run', 'in', '-o', 'out', '--report', 'parts', '--shard', f'{i}/2').err, 'skipped')
    contains(run('batch', 'merge', 'out', '--report', 'none', status=2).err, '"none" has no report')


@test
def where_there_can_be_no_page():
    picture('a.png')
    contains(run('fix', 'a.png', '--report', 'page', '--dry-run', status=2).err, '--report shows results, and --dry-run makes none')
    write('file', 'x')
    contains(run('fix', 'a.png', '--report', 'file/page', status=1).err, 'burnish fix: cannot write the report in "file/page"')
    equal(listing(), ['a.png', 'file'])


@test
def the_page_in_a_browser():
    page = browser()
    results()
    try:
        page.open('page/index.html')
        cards = 'document.querySelectorAll(".card").length'
        equal(page.ask(cards), 5)
        equal(page.ask('document.getElementById("count").textContent'), '5 of 5 pictures')
        equal(page.ask('document.title'), 'burnish: review')
        loaded = 'Promise.all([...document.images].map(i => i.complete || new Promise(r => i.onload = r))).then(() => ' \
                 '[...document.images].every(i => i.naturalWidth === 300))'
        assert page.ask(loaded)

        # Filters and sorting.
        choose = 'for (const [id, v] of {}) {{ document.getElementById(id).value = v; document.getElementById(id).onchange(); }}'
        page.ask(choose.format('[["show", "bad"]]'))
        equal(page.ask('document.querySelector(".card p").textContent'), 'in/d.png')
        page.ask(choose.format('[["show", "changed"], ["sort", "unchange"]]'))
        ascending = page.ask('shown.map(r => r.change)')
        equal((ascending, len(ascending)), (sorted(ascending), 3))
        page.ask(choose.format('[["sort", "change"]]'))
        equal(page.ask('shown.map(r => r.change)'), ascending[::-1])
        page.ask(choose.format('[["show", "all"], ["sort", "run"]]'))
        page.ask('document.getElementById("find").value = "in/A"; document.getElementById("find").oninput()')
        equal(page.ask(cards), 1)
        page.ask('document.getElementById("find").value = ""; document.getElementById("find").oninput()')

        # Keys: to the second picture, closely, accept it, the next, reject that.
        for key in ('ArrowRight', 'ArrowRight', 'Enter', 'a', 'ArrowRight', 'r'):
            page.press(key)
        names = page.ask('records.map(r => r.input)')
        equal(page.ask('records.map(r => marks[r.key] || "")'), ['', 'accepted', 'rejected', '', ''])
        contains(page.ask('document.getElementById("name").textContent'), names[2])
        page.press('ArrowRight')
        page.press('r')
        page.press('u')
        equal(page.ask('Object.keys(marks).length'), 2)

        # The slider, by key and by pointer.
        page.press('ArrowLeft')
        split = 'getComputedStyle(document.querySelector("#large .pair")).getPropertyValue("--split")'
        equal(page.ask(split), '50%')
        page.press(' ')
        equal(page.ask(split), '100%')
        box = page.ask('JSON.stringify(document.querySelector("#large .pair").getBoundingClientRect())')
        box = json.loads(box)
        page.call('Input.dispatchMouseEvent', type='mouseMoved', x=box['x'] + box['width'] / 4, y=box['y'] + 50)
        equal(page.ask(f'Math.round(parseFloat({split}))'), 25)
        page.press('Escape')
        equal(page.ask('document.getElementById("look").open'), False)

        # Marks outlast the page, and leave it as a job list.
        page.open('page/index.html')
        page.ask('URL.createObjectURL = blob => { window.saved = blob; return "blob:nothing"; }')
        page.ask('document.getElementById("rejected").click()')
        write('rejected.jsonl', page.ask('window.saved.text()'))
        equal(page.complaints(), [])
    finally:
        page.close()
    before = {name: read('out/' + name) for name in os.listdir('out') if not name.startswith('.')}
    run('batch', 'run', '--redo', 'rejected.jsonl', '-o', 'out', '--decast.strength=0.5')
    different = [name for name, data in before.items() if read('out/' + name) != data]
    equal(['in/' + name for name in different], names[2:3])


@test
def five_thousand_pictures_open_at_once():
    page = browser()
    results()
    text = read('page/index.html').decode()
    seed = records()
    many = [dict(seed[number % len(seed)], key=f'{number:016x}', input=f'in/{number:05}.png') for number in range(5000)]
    start, rest = text.split('id="records">', 1)
    os.makedirs('many/thumbnails')
    write('many/index.html', start + 'id="records">' + json.dumps(many).replace('<', '\\u003c') + rest[rest.index('</script>'):])
    good = [f'page/thumbnails/{name}' for name in listing('page/thumbnails') if 'before' in name][0]
    for number in range(200):
        for kind in ('before', 'after'):
            os.link(good, f'many/thumbnails/{number:016x}-{kind}.burnished.webp')
    try:
        page.call('Performance.enable', timeDomain='threadTicks')
        page.open('many/index.html')
        shown = page.ask('new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(performance.now()))))')
        # Of the processor, since the machine may be busy.
        metrics = {each['name']: each['value'] for each in page.call('Performance.getMetrics')['metrics']}
        assert metrics['TaskDuration'] < 2, (metrics, shown)
        assert shown < 20000, shown
        equal(page.ask('document.getElementById("count").textContent'), '5000 of 5000 pictures')
        # What is not seen is not there yet, and comes when it is scrolled to.
        few = page.ask('document.querySelectorAll(".card").length')
        assert few < 1000, few
        page.ask('window.scrollTo(0, 1e7)')
        end = time.monotonic() + 30
        while page.ask('document.querySelectorAll(".card").length') <= few:
            assert time.monotonic() < end, 'no more cards'
            time.sleep(0.05)
        equal(page.complaints(), [])
        print(f'# 5000 pictures: {metrics["TaskDuration"]:.2f} s of a processor, shown after {shown / 1000:.2f} s')
    finally:
        page.close()


main()
