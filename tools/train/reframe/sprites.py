# SPDX-License-Identifier: LGPL-2.1-or-later
"""Things to put into training pictures: cut-outs with alpha, where their heads are, and grounds.

emoji       the 3D Fluent Emoji of Microsoft, MIT: npm @lobehub/fluent-emoji-3d 1.1.0, assets/
avatars     DiceBear 9.4.3, drawn by avatars.mjs beside this file and made PNG by `vips copy`
stamps      Debian's tuxpaint-stamps-default
clip art    Debian's openclipart-png
grounds     wallpapers below /usr/share/backgrounds and /usr/share/wallpapers (Debian's
            gnome-backgrounds, mate-backgrounds, plasma-workspace-wallpapers), photographs of
            python3-skimage
"""
import glob
import os
import random
import re

import numpy as np
from PIL import Image

SIDE = 128
STAMPS = '/usr/share/tuxpaint/stamps/**/*.png'
CLIP_ART = '/usr/share/openclipart/png'
GROUNDS = ['/usr/share/backgrounds/**/*.*', '/usr/share/wallpapers/**/contents/images/*.*',
           '/usr/lib/python3/dist-packages/skimage/data/*.*']
# How many of a folder of clip art.
FOLDERS = {'animals': 316, 'people': 400, 'food': 200, 'transportation': 200, 'recreation': 150, 'plants': 95, 'containers': 16,
           'electronics': 43, 'tools': 149, 'buildings': 70, 'education': 54, 'special': 100}
# Centre and side of the head in an avatar, by style; looked up on a contact sheet.
AVATARS = {'adventurer': (.5, .52, .72), 'avataaars': (.5, .42, .62), 'bigEars': (.5, .58, .66), 'bigSmile': (.5, .5, .8),
           'lorelei': (.5, .45, .72), 'micah': (.5, .48, .62), 'miniavs': (.5, .45, .65), 'notionists': (.5, .35, .45),
           'openPeeps': (.5, .47, .7), 'personas': (.5, .43, .58), 'toonHead': (.5, .5, .62)}
# The same for emoji, with how often one is drawn, by code points without skin tone.
EMOJI = [
    (r'1f(60[0-9a-f]|61[0-9a-f]|62[0-9a-f]|63[0-9a-f]|64[0-24]|92[0124579a-c8]|97[04-689a])', (.5, .5, .86), .1),
    (r'1f(431|436|42d|439|430|98a|43b|43c|428|42f|981|437|435|43a|438|99d|480|47d|916)', (.5, .52, .86), 1),
    (r'(1f46[6-9]|1f9d[1-4]|1f47[1-6]|1f9d5|1f385|1f936)(-200d-(1f9b[0-3]|264[02](-fe0f)?))?', (.5, .52, .84), .7),
    (r'(1f468|1f469|1f9d1)-200d-(1f33e|1f373|1f393|1f3a[48]|1f3eb|1f3ed|1f4b[bc]|1f527|1f52c|1f680|1f692|269[56]-fe0f|2708-fe0f)',
     (.5, .31, .5), .5),
    (r'(1f46e|1f470|1f477|1f478|1f934|1f935|1f482|1f9d9|1f9da|1f9db|1f9dd)(-200d-264[02](-fe0f)?)?', (.5, .31, .5), .5),
]
# Emoji that are people, but whose head is not known.
PEOPLE = r'1f(4[6-9]|9[1-9d]|6[0-4]|3[cd]|57|385|936|3[0-4])'


class Sprite:
    """Pixels, what it is ("head", "person", "animal", "thing"), and the box of its head in pixels or None."""

    def __init__(self, pixels, kind, head=None):
        self.pixels, self.kind, self.head = pixels, kind, head


def load(path, kind, head=None):
    """Trimmed to what is visible; None for what is no cut-out. `head` is centre and side, in shares."""
    try:
        image = Image.open(path)
        if max(image.size) > 1600:
            return None
        image = image.convert('RGBA')
    except (OSError, ValueError):
        return None
    image.thumbnail((SIDE, SIDE), Image.BOX)
    pixels = np.asarray(image)
    rows, columns = np.where(pixels[..., 3] > 60)
    if len(rows) < 300 or (pixels[..., 3] < 20).mean() < .04:
        return None
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    if head:
        x, y, side = head
        height, width = pixels.shape[:2]
        head = (max(0, (x - side / 2) * width - left), max(0, (y - side / 2) * height - top),
                min(right - left, (x + side / 2) * width - left), min(bottom - top, (y + side / 2) * height - top))
    return Sprite(np.ascontiguousarray(pixels[top:bottom, left:right]), kind, head)


def kind_of_folder(name):
    return {'animals': 'animal', 'people': 'person'}.get(name, 'thing')


def load_emoji(directory):
    for path in sorted(glob.glob(os.path.join(directory, '*.webp'))):
        name = os.path.basename(path)[:-5]
        # Skin tones are many.
        if '1f3f' in name and random.random() < .75:
            continue
        code = re.sub('-1f3f[b-f]', '', name)
        head = next((entry[1] for entry in EMOJI if re.fullmatch(entry[0], code)), None)
        yield load(path, 'head' if head else 'person' if re.match(PEOPLE, code) else 'thing', head)


def load_drawings():
    for path in sorted(glob.glob(STAMPS, recursive=True)):
        folder = path.split('/')[5]
        if folder not in ('symbols', 'space') and '_mirror' not in path:
            yield load(path, kind_of_folder(folder))
    for folder, count in FOLDERS.items():
        paths = sorted(glob.glob(f'{CLIP_ART}/{folder}/**/*.png', recursive=True))
        random.shuffle(paths)
        for path in paths[:count]:
            if os.path.getsize(path) <= 400000:
                yield load(path, kind_of_folder(folder))


def load_sprites(emoji, avatars):
    sprites = list(load_emoji(emoji)) + list(load_drawings())
    for path in sorted(glob.glob(os.path.join(avatars, '*.png'))):
        sprites.append(load(path, 'head', AVATARS[os.path.basename(path).split('_')[0]]))
    return [sprite for sprite in sprites if sprite]


def load_grounds():
    grounds = []
    for path in sorted(path for pattern in GROUNDS for path in glob.glob(pattern, recursive=True)):
        try:
            image = Image.open(path)
            image.draft('RGB', (400, 400))
            image = image.convert('RGB')
        except (OSError, ValueError):
            continue
        image.thumbnail((320, 320))
        if min(image.size) >= 96:
            grounds.append(np.asarray(image))
    return grounds
