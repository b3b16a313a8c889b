# SPDX-License-Identifier: LGPL-2.1-or-later

"""How results are encoded: the options of each format, sizes that files are kept to, sets
for the web, PDF; what comes out is looked at by other programs."""

import html.parser
import os
import random
import re

from support import (Skip, contains, equal, invert, listing, main, need, picture, pillow, read, recipe, run, test, tool, vips)

dice = random.Random(8)

SIZE = '200x160'


def can(suffix):
    names = {'jpg': 'jpeg', 'tif': 'tiff', 'avif': 'heif'}
    return f'{names.get(suffix, suffix)}save_target' in vips('-l', 'foreign')


def make(output, *flags, source='room.png', status=0):
    if not os.path.exists('room.png'):
        picture('room.png', size=SIZE)
    return run('fix', source, '-o', output, '-f', '--recipe', recipe('./none.json'), *flags, status=status)


def markers(path):
    """The markers of a JPEG before its first scan, with their content."""
    data, at, found = read(path), 2, []
    while data[at + 1] != 0xda:
        length = int.from_bytes(data[at + 2:at + 4], 'big')
        found.append((data[at + 1], data[at + 4:at + 2 + length]))
        at += 2 + length
    return found


def sampling(path):
    frame = next(content for marker, content in markers(path) if marker in (0xc0, 0xc2))
    return frame[7] >> 4, frame[7] & 15


def pixels(path):
    return pillow('Image').open(path).convert('RGB').tobytes()


@test
def jpeg_subsampling():
    for flags, expected in (((), (1, 1)), (('--quality=80',), (2, 2)), (('--subsampling=4:2:0',), (2, 2)), (('--quality=50', '--subsampling=4:4:4'), (1, 1))):
        make('a.jpg', *flags)
        equal(sampling('a.jpg'), expected, flags)
    contains(make('b.jpg', '--subsampling=4:1:1', status=2).err, '"4:1:1" is none of auto, 4:4:4, 4:2:0')


@test
def jpeg_progressive_and_optimised():
    make('plain.jpg')
    make('progressive.jpg', '--progressive')
    make('optimised.jpg', '--optimise')
    equal([marker for path in ('plain.jpg', 'progressive.jpg', 'optimised.jpg') for marker, _ in markers(path) if marker in (0xc0, 0xc2)], [0xc0, 0xc2, 0xc0])
    assert os.path.getsize('optimised.jpg') < os.path.getsize('plain.jpg')
    equal(pixels('optimised.jpg'), pixels('plain.jpg'))


@test
def webp_lossless_and_nearly():
    for flags, limit in ((('--lossless',), 0), (('--near-lossless', '--quality=60'), 8)):
        make('a.webp', *flags)
        assert b'VP8L' in read('a.webp')
        worst = max(abs(a - b) for a, b in zip(pixels('a.webp'), pixels('room.png')))
        assert (worst == 0) if limit == 0 else (0 < worst <= limit), (flags, worst)
    sizes = {}
    for effort in (0, 9):
        make('a.webp', f'--effort={effort}')
        sizes[effort] = os.path.getsize('a.webp')
    assert sizes[9] < sizes[0], sizes
    contains(make('b.webp', '--lossless', '--near-lossless', status=2).err, 'near-lossless: and lossless do not go together')


@test
def avif_and_jxl():
    for suffix in ('avif', 'jxl'):
        if can(suffix):
            sizes = []
            for quality in (30, 90):
                make(f'a.{suffix}', f'--quality={quality}', '--effort=1')
                sizes.append(os.path.getsize(f'a.{suffix}'))
            assert sizes[0] < sizes[1], (suffix, sizes)
    if not can('avif'):
        raise Skip('this libvips does not write AVIF')
    sizes = []
    for sub in ('4:2:0', '4:4:4'):
        make('a.avif', '--quality=60', f'--subsampling={sub}')
        sizes.append(os.path.getsize('a.avif'))
    assert sizes[0] != sizes[1], sizes


@test
def tiff_compression_depth_and_tiles():
    need('tiffinfo')
    kinds = {'zip': 'AdobeDeflate', 'lzw': 'LZW', 'jpeg': 'JPEG', 'none': 'None'}
    for name, says in kinds.items():
        make('a.tif', f'--tiff-compression={name}')
        contains(tool('tiffinfo', 'a.tif'), f'Compression Scheme: {says}', 'Bits/Sample: 8')
        if name != 'jpeg':
            equal(pixels('a.tif'), pixels('room.png'), name)
    make('a.tif', '--depth=16', '--tile')
    contains(tool('tiffinfo', 'a.tif'), 'Bits/Sample: 16', 'Tile Width: 256')
    make('b.tif', '--depth=8', source='a.tif')
    equal(pixels('b.tif'), pixels('room.png'))
    lost = make('c.tif', '--depth=16', '--tiff-compression=jpeg', '--json').json()[0]['lost']
    equal(lost, ['16 bits: TIFF with JPEG inside has 8'])


@test
def png_of_every_kind():
    """Each way to store pixels, small enough to be made in one piece and not, comes back as
    it was, and checkers have nothing to say."""
    need('pngcheck')
    picture('big.png', size='1500x1410')
    picture('small.png', size='61x43')
    picture('dot.png', size='1x1')
    for source in ('small', 'dot', 'big'):
        for bands, cast in ((1, 'uchar'), (2, 'uchar'), (3, 'ushort'), (4, 'uchar'), (4, 'ushort')):
            if source == 'big' and (bands, cast) != (4, 'ushort'):
                continue
            vips('extract_band', source + '.png', '1.v', 0, '--n', min(bands, 3) if bands > 2 else 1)
            if bands in (2, 4):
                vips('bandjoin_const', '1.v', '2.v', 90)
                os.rename('2.v', '1.v')
            if cast == 'ushort':
                # Low bytes, too.
                vips('linear', '1.v', '2.v', 251, 17)
                vips('cast', '2.v', '3.v', 'ushort')
                vips('copy', '3.v', '1.v', '--interpretation', 'rgb16')
            vips('copy', '1.v', 'in.png')
            for flags in ((), ('--compression=1',), ('--compression=9',)) if source != 'big' else ((),):
                make('a.png', '--metadata=strip', *flags, source='in.png')
                tool('pngcheck', '-q', 'a.png')
                vips('rawsave', 'in.png', 'in.raw')
                vips('rawsave', 'a.png', 'a.raw')
                equal(read('a.raw') == read('in.raw'), True, (source, bands, cast, flags))


@test
def png_of_flat_art_has_a_palette():
    Image = pillow('Image')
    flat = Image.new('RGB', (300, 200), (250, 250, 245))
    for n in range(40):
        flat.paste((n * 6, 255 - n * 5, (n * 37) % 256), (n * 7, n * 4, n * 7 + 30, n * 4 + 30))
    flat.save('flat.png')
    make('a.png', '--compression=6', source='flat.png')
    equal((Image.open('a.png').mode, pixels('a.png')), ('P', pixels('flat.png')))
    assert os.path.getsize('a.png') < 3000
    see = flat.convert('RGBA')
    see.paste((0, 0, 0, 0), (0, 0, 40, 40))
    see.paste((200, 10, 10, 128), (100, 100, 140, 140))
    see.save('see.png')
    make('b.png', '--compression=6', source='see.png')
    equal(Image.open('b.png').convert('RGBA').tobytes(), see.tobytes())
    make('c.png', '--compression=6', source='flat.png')
    equal(read('a.png'), read('c.png'))


@test
def palettes_are_exact_at_every_depth():
    Image = pillow('Image')
    for colours, bits in ((2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8), (257, 0)):
        for mode in ('RGB', 'RGBA'):
            numbers = [(x * 31 + y * 17) % colours for y in range(131) for x in range(203)]
            source = Image.new(mode, (203, 131))
            source.putdata([(n % 256, n * 7 % 251, n // 256, n * 5 % 256)[:len(mode)] for n in numbers])
            source.save('deep.png')
            make('a.png', '--compression=6', source='deep.png')
            equal(Image.open('a.png').convert(mode).tobytes(), source.tobytes())
            header = read('a.png')[24:26]
            equal((header[0], header[1]), (bits, 3) if bits else (8, 2 if mode == 'RGB' else 6))


@test
def png_filters_are_those_that_help():
    Image, ImageFilter = pillow('Image'), pillow('ImageFilter')
    noise = Image.frombytes('RGB', (300, 200), dice.randbytes(180000)).filter(ImageFilter.GaussianBlur(4))
    noise.save('smooth.png')
    tool('vips', 'pngsave', 'smooth.png', 'none.png', '--filter=none', '--strip')
    make('a.png', '--compression=6', source='smooth.png')
    equal(pixels('a.png'), pixels('smooth.png'))
    assert os.path.getsize('a.png') < 0.95 * os.path.getsize('none.png')


@test
def lossy_png_is_asked_for():
    Image = pillow('Image')
    make('a.png', '--compression=6')
    make('b.png', '--lossy-png')
    equal(Image.open('b.png').mode, 'P')
    assert os.path.getsize('b.png') < os.path.getsize('a.png')


@test
def max_bytes_finds_the_best_quality():
    picture('large.png', scene='chart', size='400x300')
    for suffix in ('jpg', 'webp'):
        make(f'free.{suffix}', source='large.png')
        limit = os.path.getsize(f'free.{suffix}') // 2
        note = ' '.join(make(f'a.{suffix}', f'--max-bytes={limit}', '--json', source='large.png').json()[0]['notes'])
        quality = int(re.search(r'quality (\d+)', note)[1])
        assert os.path.getsize(f'a.{suffix}') <= limit
        make(f'b.{suffix}', f'--quality={quality}', source='large.png')
        equal(read(f'a.{suffix}'), read(f'b.{suffix}'))
        make(f'c.{suffix}', f'--quality={quality + 1}', source='large.png')
        assert os.path.getsize(f'c.{suffix}') > limit, suffix
    make('d.jpg', '--max-bytes=1M', source='large.png')
    equal(read('d.jpg'), read('free.jpg'))


@test
def max_bytes_that_cannot_be():
    picture('large.png', size='400x300')
    contains(make('a.jpg', '--max-bytes=400', source='large.png', status=4).err,
             'cannot become JPEG of at most 400 bytes (see --max-bytes) at any quality')
    contains(make('a.png', '--max-bytes=1k', '--compression=9', source='large.png', status=4).err, 'a format with quality, or a smaller picture, can')
    for text in ('lots', '0', '-5', '5x', 'nan'):
        contains(make('a.jpg', f'--max-bytes={text}', status=2).err, f'--max-bytes: "{text}" is not a number such as 500k')
    assert not os.path.exists('a.jpg') and not os.path.exists('a.png')


class Snippet(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.tags = []
        self.feed(read(path).decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@test
def responsive_set_and_snippet():
    Image = pillow('Image')
    picture('my photo.png', size='400x300')
    report = make('my photo.jpg', '--responsive=100,200,1000', '--responsive-formats=webp', '--alt=A "quiet" <room>', '--json', source='my photo.png').json()[0]
    expected = ['my photo-100.webp', 'my photo-200.webp', 'my photo-100.jpg', 'my photo-200.jpg', 'my photo.html']
    equal(report['files'], expected)
    for name in expected[:-1]:
        width = int(re.search(r'-(\d+)\.', name)[1])
        equal(Image.open(name).size, (width, width * 3 // 4))
    tags = Snippet('my photo.html').tags
    equal([tag for tag, _ in tags], ['picture', 'source', 'img'])
    equal((tags[1][1]['type'], tags[1][1]['srcset']), ('image/webp', 'my%20photo-100.webp 100w, my%20photo-200.webp 200w'))
    equal(tags[2][1], {'src': 'my%20photo.jpg', 'srcset': 'my%20photo-100.jpg 100w, my%20photo-200.jpg 200w, my%20photo.jpg 400w', 'sizes': '100vw',
                       'width': '400', 'height': '300', 'alt': 'A "quiet" <room>'})


@test
def responsive_sets_that_cannot_be():
    picture('a.png')
    for flags, says in ((['--responsive=0'], 'responsive: 0 is no width'), (['--responsive=9,9'], '9 is there twice'), (['--responsive=9', '--responsive-formats=tiff'], '"tiff" is no format of the web'),
                        (['--responsive-formats=webp'], 'responsive-formats: goes with responsive'), (['--responsive=x'], 'not numbers with commas')):
        contains(run('fix', 'a.png', '-o', 'b.jpg', *flags, status=2).err, says)
    contains(run('fix', 'a.png', '-o', '-', '--format=jpeg', '--responsive=50', status=1).err, 'files beside the result need one with a name')
    # One name that is taken, and nothing is written.
    open('b-50.jpg', 'w', encoding='ascii').close()
    contains(run('fix', 'a.png', '-o', 'b.jpg', '--responsive=40,50', status=1).err, 'will not overwrite "b-50.jpg"')
    equal(listing(), ['a.png', 'b-50.jpg'])


@test
def pdf_holds_the_jpeg_as_it_is():
    need('pdfinfo')
    need('pdfimages')
    make('a.jpg')
    for flags, size in ((('--dpi=300',), '48 x 38.4 pts'), (('--dpi=72',), '200 x 160 pts'), (('--paper=a6', '--dpi=100'), '419.528 x 297.638 pts')):
        make('a.pdf', *flags)
        contains(tool('pdfinfo', 'a.pdf'), f'Page size:       {size}')
    make('a.pdf')
    tool('pdfimages', '-j', 'a.pdf', 'inside')
    equal(read('inside-000.jpg')[-2000:], read('a.jpg')[-2000:])
    make('a.pdf', '--lossless')
    tool('pdfimages', '-png', 'a.pdf', 'exact')
    equal(pixels('exact-000.png'), pixels('room.png'))


@test
def pdf_says_what_it_is():
    need('pdfinfo')
    make('a.pdf', '--title=Ein Zimmer 猫', '--author=Jörg', '--keywords=a, b', '--alt=Seen', '--metadata=publish')
    text = tool('pdfinfo', 'a.pdf')
    for line in ('Title: +Ein Zimmer 猫', 'Author: +Jörg', 'Keywords: +a, b', 'Subject: +Seen', 'Creator: +burnish '):
        assert re.search(line, text), (line, text)
    before = read('a.pdf')
    make('a.pdf', '--title=Ein Zimmer 猫', '--author=Jörg', '--keywords=a, b', '--alt=Seen', '--metadata=publish')
    equal(read('a.pdf'), before)
    contains(run('fix', 'a.pdf', status=4).err, 'PDF document')


@test
def stdout_takes_every_format():
    picture('a.png')
    for name, start in (('pdf', b'%PDF-'), ('tiff', b'II*\0'), ('jpeg', b'\xff\xd8')):
        assert run('fix', 'a.png', '-o', '-', f'--format={name}', '--recipe', invert()).bytes.startswith(start), name


main()
