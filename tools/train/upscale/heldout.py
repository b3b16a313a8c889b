#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Write pairs of pictures that were never trained on, to judge by.

usage: heldout.py [--generated FOLDER] OUT

OUT/SET/x2/NAME_HR.png is a picture, NAME_LR.png beside it what Pillow's bicubic
reduction makes of it; the same for x3 and x4. Sets: small and large photographs of
python3-skimage, the wallpapers of heldout.txt, every fourth picture of FOLDER.
"""
import argparse
import os
import skimage
from PIL import Image
from pairs import generated, listed, load, reduced

PHOTOGRAPHS = ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png']
MORE = ['motorcycle_right.png', 'rocket.jpg']
LARGEST = 480


def put(out, group, name, picture, largest=LARGEST):
    # A multiple of all scales, from the middle.
    width, height = (min(side, largest) // 12 * 12 for side in picture.size)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    picture = picture.crop((left, top, left + width, top + height))
    for scale in (2, 3, 4):
        folder = os.path.join(out, group, f'x{scale}')
        os.makedirs(folder, exist_ok=True)
        small = picture.resize((width // scale, height // scale), Image.BICUBIC)
        for part, suffix in ((picture, 'HR'), (small, 'LR')):
            # A profile would change what is compared.
            part.save(os.path.join(folder, f'{name}_{suffix}.png'), icc_profile=None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--generated')
    parser.add_argument('out')
    args = parser.parse_args()
    data = os.path.join(os.path.dirname(skimage.__file__), 'data')
    for name in PHOTOGRAPHS:
        put(args.out, 'small', name[:-4], reduced(load(os.path.join(data, name)), 1.6), 288)
    for name in PHOTOGRAPHS + MORE:
        put(args.out, 'large', name[:-4], load(os.path.join(data, name)))
    for i, picture in enumerate(listed('heldout.txt')):
        put(args.out, 'wallpapers', str(i), picture)
    if args.generated:
        for i, picture in enumerate(generated(args.generated, held_out=True)):
            put(args.out, 'generated', str(i), picture)


if __name__ == '__main__':
    main()
