#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Cut the pairs of patches that the networks of `upscale` are trained on.

usage: pairs.py [--generated FOLDER] OUT.npz

Sources are the pictures of pictures.txt, textures of python3-skimage, pictures in
FOLDER (of which every fourth is held out), and pages of text and line art that are
drawn here. A pair is luma of a patch of 128 x 128 pixels and of its reductions to a
half and a quarter. The reduction is the bicubic one of the super-resolution
literature, made of the whole picture in 8 bits, as in the benchmarks. Patches are
drawn with a probability that grows with what a bicubic enlargement misses in them:
there is nothing to learn from a blue sky. Needs numpy, Pillow and scikit-image.
"""
import argparse, glob, math, os
import numpy as np
import skimage
from PIL import Image, ImageDraw, ImageFont

SIDE, STRIDE, COUNT = 128, 72, 9000
TEXTURES = ['grass.png', 'gravel.png', 'brick.png', 'motorcycle_left.png', 'ihc.png',
    'hubble_deep_field.jpg', 'retina.jpg']
HERE = os.path.dirname(os.path.abspath(__file__))

def luma(picture):
    return np.asarray(picture, np.float32) @ np.float32([0.299, 0.587, 0.114])

def reduced(picture, factor):
    size = int(picture.width / factor), int(picture.height / factor)
    return picture.resize(size, Image.LANCZOS) if factor != 1 else picture

def load(path):
    picture = Image.open(path)
    if picture.mode in ('RGBA', 'LA', 'P'):
        picture = picture.convert('RGBA')
        white = Image.new('RGBA', picture.size, 'white')
        picture = Image.alpha_composite(white, picture)
    return picture.convert('RGB')

def listed(name):
    for line in open(os.path.join(HERE, name)):
        if not line.startswith('#'):
            path, factor = line.split()
            yield reduced(load('/usr/share/' + path), float(factor))

def generated(folder, held_out=False):
    """What the model draws is soft at the scale of a pixel: two scales that are not."""
    for i, path in enumerate(sorted(glob.glob(folder + '/*.png'))):
        if (i % 4 == 3) == held_out:
            picture = load(path)
            if held_out:
                yield picture
            else:
                yield reduced(picture, 1.4)
                yield reduced(picture, 2.5)

def page(random):
    """Text and shapes at four times the size, so that edges have all phases."""
    scale, side = 4, 640
    colour = lambda: tuple(int(c) for c in random.integers(0, 256, 3))
    dark = random.random() < 0.5
    paper, ink = ((0, 0, 0), (255, 255, 255)) if dark else ((255, 255, 255), (0, 0, 0))
    if random.random() < 0.6:
        paper, ink = colour(), colour()
    picture = Image.new('RGB', (side * scale, side * scale), paper)
    draw = ImageDraw.Draw(picture)
    fonts = sorted(glob.glob('/usr/share/fonts/truetype/dejavu/*.ttf')
        + glob.glob('/usr/share/fonts/opentype/urw-base35/*.otf'))
    fonts = [f for f in fonts if 'D050000L' not in f and 'StandardSymbols' not in f]
    letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;?!&%()-'
    y = 0
    while y < side * scale:
        size = int(scale * random.choice([9, 11, 13, 16, 20, 28, 44]))
        font = ImageFont.truetype(fonts[random.integers(len(fonts))], size)
        words = ' '.join(''.join(random.choice(list(letters), random.integers(2, 9))) for _ in range(60))
        draw.text((random.integers(0, 40), y), words, font=font, fill=ink)
        y += int(size * 1.25)
    for _ in range(14):
        x, y = random.integers(0, side * scale, 2)
        r = random.integers(20, 500)
        angle = random.random() * math.pi
        end = x + r * 3 * math.cos(angle), y + r * 3 * math.sin(angle)
        kind = random.integers(4)
        if kind == 0:
            draw.ellipse((x - r, y - r, x + r, y + r), outline=colour(), width=int(random.integers(3, 24)))
        elif kind == 1:
            draw.line((x, y, *end), fill=colour(), width=int(random.integers(3, 24)))
        elif kind == 2:
            draw.polygon([tuple(random.integers(-r, r + 1, 2) + (x, y)) for _ in range(4)], fill=colour())
        else:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=colour())
    return picture.resize((side, side), Image.BOX)

def sources(folder, random):
    yield from listed('pictures.txt')
    data = os.path.join(os.path.dirname(skimage.__file__), 'data')
    for name in TEXTURES:
        yield load(os.path.join(data, name))
    if folder:
        yield from generated(folder)
    for _ in range(16):
        yield page(random)

def patches(picture, random):
    """Triples of luma in 1/128 of a code value, with what bicubic misses in each."""
    width, height = picture.width // 4 * 4, picture.height // 4 * 4
    picture = picture.crop((0, 0, width, height))
    half = picture.resize((width // 2, height // 2), Image.BICUBIC)
    quarter = picture.resize((width // 4, height // 4), Image.BICUBIC)
    missed = luma(half.resize(picture.size, Image.BICUBIC)) - luma(picture)
    hr, lr2, lr4 = (np.round(luma(p) * 128).astype(np.uint16) for p in (picture, half, quarter))
    for y in range(0, height - SIDE + 1, STRIDE):
        for x in range(0, width - SIDE + 1, STRIDE):
            weight = np.sqrt(np.mean(missed[y:y + SIDE, x:x + SIDE] ** 2))
            # Above 25 code values it is mostly noise and moire.
            weight = min(weight, 12.0) / (1 + max(0, weight - 25))
            yield (weight, hr[y:y + SIDE, x:x + SIDE],
                lr2[y // 2:(y + SIDE) // 2, x // 2:(x + SIDE) // 2],
                lr4[y // 4:(y + SIDE) // 4, x // 4:(x + SIDE) // 4])

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--generated')
    parser.add_argument('out')
    args = parser.parse_args()
    random = np.random.default_rng(7)
    weights, triples = [], []
    for picture in sources(args.generated, random):
        for weight, *triple in patches(picture, random):
            weights.append(weight)
            triples.append(triple)
    weights = np.maximum(weights, 0.05)
    chosen = random.choice(len(weights), min(COUNT, len(weights)), False, weights / weights.sum())
    print(f'{len(weights)} patches, {len(chosen)} kept, mean error {weights.mean():.2f}, kept {weights[chosen].mean():.2f}')
    np.savez(args.out, **{name: np.stack([triples[i][k] for i in chosen])
        for k, name in enumerate(['hr', 'half', 'quarter'])})

if __name__ == '__main__':
    main()
