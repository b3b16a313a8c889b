# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pictures with a known subject: cut-outs on grounds, with lettering, shadows, things out of focus
behind and hands in front, 64 pixels at the longer side. What is known are the boxes of the subject and
of its focus (the head, where there is one), and where the lettering is."""
import glob
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE, CELLS = 64, 16
CELL = SIDE // CELLS
SKIN = [(240, 200, 170), (200, 150, 110), (250, 215, 60), (120, 80, 55)]
LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
normal = np.random.normal


def colour():
    if random.random() < .6:
        return np.random.randint(0, 256, 3).astype(float)
    return np.clip(np.random.randint(120, 256) + normal(0, 12, 3), 0, 255)


def make_lettering(count):
    fonts = [path for end in ('ttf', 'otf', 'ttc') for path in glob.glob(f'/usr/share/fonts/**/*.{end}', recursive=True)
             if not any(word in path for word in ('ymbol', 'moji', 'ath'))][:60]
    made = []
    while len(made) < count:
        lines = []
        for _ in range(random.choice([1, 1, 1, 2, 2, 3, 5])):
            letters = LETTERS[:26] if random.random() < .5 else LETTERS
            lines.append(' '.join(''.join(random.choice(letters) for _ in range(random.randint(2, 8)))
                                  for _ in range(random.randint(1, 3))))
        try:
            font = ImageFont.truetype(random.choice(fonts), 28)
        except OSError:
            continue
        width = max(font.getbbox(line)[2] for line in lines)
        image = Image.new('L', (width + 2, 34 * len(lines)))
        draw = ImageDraw.Draw(image)
        for i, line in enumerate(lines):
            draw.text((random.choice([0, (width - font.getbbox(line)[2]) // 2]), 34 * i), line, font=font, fill=255)
        pixels = np.asarray(image)
        rows, columns = np.where(pixels > 60)
        if len(rows):
            made.append(pixels[rows.min():rows.max() + 1, columns.min():columns.max() + 1])
    return made


def make_gradient(height, width):
    one, other = colour(), colour()
    other = one + (other - one) * random.random()
    y, x = np.mgrid[0:height, 0:width]
    if random.random() < .5:
        angle = random.uniform(0, 2 * np.pi)
        t = np.cos(angle) * x / width + np.sin(angle) * y / height
    else:
        t = np.hypot(x / width - random.random(), y / height - random.random())
    t = (t - t.min()) / (np.ptp(t) + 1e-6)
    if random.random() < .25:
        t = (t > random.uniform(.3, .7)) * 1.
    return one + (other - one) * t[..., None]


def make_photo(grounds, height, width):
    ground = random.choice(grounds)
    scale = random.uniform(1, 1.6) * max(height / ground.shape[0], width / ground.shape[1])
    size = max(width, int(ground.shape[1] * scale) + 1), max(height, int(ground.shape[0] * scale) + 1)
    ground = cv2.resize(ground, size, interpolation=cv2.INTER_AREA)
    top, left = random.randint(0, size[1] - height), random.randint(0, size[0] - width)
    ground = ground[top:top + height, left:left + width].astype(float)
    return cv2.GaussianBlur(ground, (0, 0), random.uniform(.5, 5)) if random.random() < .6 else ground


def make_ground(grounds, height, width):
    kind = random.random()
    if kind < .35:
        ground = make_photo(grounds, height, width)
    elif kind < .6:
        ground = np.ones((height, width, 3)) * colour()
    elif kind < .85:
        ground = make_gradient(height, width)
    elif kind < .93:
        # Rays.
        ground = np.ones((height, width, 3)) * colour()
        y, x = np.mgrid[0:height, 0:width]
        angle = np.arctan2(y - height * random.random(), x - width * random.random())
        ground[np.sin(random.randint(3, 9) * angle + random.random() * 6) > 0] = colour()
    else:
        noise = cv2.GaussianBlur(normal(128, 60, (height, width, 3)), (0, 0), random.uniform(1, 6))
        ground = 128 + (noise - 128) * random.uniform(1, 4) + colour() - 128
    if random.random() < .3:
        ground = ground + normal(0, random.uniform(2, 10), (height, width, 1))
    return ground


def paste(image, pixels, box, flip=False, blur=0):
    """Put RGBA pixels into a box, which may reach out of the picture. The part of the box that is inside, or None."""
    left, top, right, bottom = box
    width, height = max(1, round(right - left)), max(1, round(bottom - top))
    pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(float)
    if flip:
        pixels = pixels[:, ::-1]
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    x, y = round(left), round(top)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(image.shape[1], x + width), min(image.shape[0], y + height)
    if x1 <= x0 or y1 <= y0:
        return None
    part = pixels[y0 - y:y1 - y, x0 - x:x1 - x]
    alpha = part[..., 3:] / 255
    image[y0:y1, x0:x1] = image[y0:y1, x0:x1] * (1 - alpha) + part[..., :3] * alpha
    return x0, y0, x1, y1


def tinted(pixels):
    """A cut-out in other colours, now and then: of one hue, dark, with channels changed, a silhouette."""
    pixels = pixels.copy()
    kind = random.random()
    if kind < .15:
        ink = colour()
        pixels[..., :3] = np.clip(pixels[..., :3].mean(2, keepdims=True) * ink / max(80, ink.mean()), 0, 255)
    elif kind < .25:
        pixels[..., :3] = pixels[..., :3] * random.uniform(.3, .8)
    elif kind < .32:
        pixels[..., :3] = pixels[..., [2, 0, 1]]
    elif kind < .36:
        pixels[..., :3] = pixels[..., :3].mean(2, keepdims=True) * .15
    return pixels


def make_figure(head):
    """A body for a head: RGBA pixels, and the box of the head."""
    pixels = tinted(head.pixels)
    height = 128
    head_height = int(height * random.choice([random.uniform(.12, .3), random.uniform(.25, .55)]))
    head_width = int(head_height * pixels.shape[1] / pixels.shape[0])
    body = int(max(head_width * random.uniform(.5, 1.6), 12))
    width = max(head_width, int(body * 1.6)) + 2
    figure = np.zeros((height, width, 4), np.uint8)
    middle, top = width // 2, int(head_height * .85)
    waist = int(top + (height - top) * random.uniform(.45, .8)) if random.random() < .6 else height
    upper, lower, skin = (tuple(int(v) for v in c) + (255,) for c in (colour(), colour(), random.choice(SKIN)))
    if random.random() < .7:
        for side in (-1, 1):
            hand = middle + side * int(body * random.uniform(.45, .8)), int(top + (waist - top) * random.uniform(.1, 1))
            cv2.line(figure, (middle + side * body // 3, top + 4), hand, upper, max(3, body // 6))
            cv2.circle(figure, hand, max(2, body // 10), skin, -1)
    if waist < height:
        thick = max(3, int(body * random.uniform(.15, .3)))
        for side in (-1, 1):
            foot = middle + side * int(body * random.uniform(.1, .4)), height - 3
            cv2.line(figure, (middle + side * body // 5, waist - 2), foot, lower, thick)
    shoulders = body * random.uniform(.6, 1.1)
    cv2.fillPoly(figure, [np.array([(middle - shoulders / 2, top), (middle + shoulders / 2, top),
                                    (middle + body / 2, waist), (middle - body / 2, waist)], int)], upper)
    left = middle - head_width // 2
    opaque = figure[..., 3:].copy()
    canvas = figure[..., :3].astype(float)
    box = left, 0, left + head_width, head_height
    paste(canvas, pixels, box)
    mask = np.zeros((height, width, 3))
    paste(mask, np.dstack([np.full(pixels.shape[:2] + (3,), 255, np.uint8), pixels[..., 3:]]), box)
    return np.dstack([canvas.astype(np.uint8), np.maximum(opaque, mask[..., :1].astype(np.uint8))]), box


def around(boxes, width, height):
    return (max(0, min(b[0] for b in boxes)), max(0, min(b[1] for b in boxes)),
            min(width, max(b[2] for b in boxes)), min(height, max(b[3] for b in boxes)))


class Composer:
    def __init__(self, sprites, grounds):
        self.sprites, self.grounds = sprites, grounds
        self.kinds = {kind: [s for s in sprites if s.kind == kind] for kind in ('head', 'person', 'animal', 'thing')}
        self.lettering = make_lettering(300)

    def pick(self):
        """Pixels, kind and head of something to show."""
        share = random.random()
        if share < .3:
            pixels, head = make_figure(random.choice(self.kinds['head']))
            return pixels, 'figure', head
        kind = 'head' if share < .45 else 'person' if share < .6 else 'animal' if share < .75 else 'thing'
        sprite = random.choice(self.kinds[kind])
        return tinted(sprite.pixels), kind, sprite.head

    def add_distractors(self, image):
        height, width = image.shape[:2]
        for _ in range(random.randint(1, 3)):
            pixels = random.choice(self.sprites).pixels
            tall = random.uniform(.1, .5) * height
            wide = tall * pixels.shape[1] / pixels.shape[0]
            left, top = random.uniform(-.2, 1) * width, random.uniform(-.2, 1) * height
            paste(image, pixels, (left, top, left + wide, top + tall), random.random() < .5, random.uniform(.7, 2.5))

    def add_lettering(self, image, taken, texts):
        height, width = image.shape[:2]
        letters = random.choice(self.lettering)
        wide = random.uniform(.15, .95) * width
        tall = wide * letters.shape[0] / letters.shape[1] * random.uniform(.8, 1.3)
        if tall > .3 * height:
            wide, tall = wide * .3 * height / tall, .3 * height
        if wide < 4 or tall < 2:
            return
        for _ in range(6):
            left = random.choice([random.uniform(0, width - wide), (width - wide) / 2])
            top = random.choice([random.uniform(0, height - tall), random.uniform(0, .12) * height,
                                 height - tall - random.uniform(0, .12) * height])
            box = left, top, left + wide, top + tall
            free = all(min(box[2], b[2]) <= max(box[0], b[0]) or min(box[3], b[3]) <= max(box[1], b[1]) for b in taken)
            if not free and random.random() >= .05:
                continue
            light = image[int(top):int(top + tall) + 1, int(left):int(left + wide) + 1].mean()
            ink = np.clip(colour() * .3 + (0 if light > 128 else 190), 0, 255)
            pixels = np.dstack([np.ones(letters.shape + (3,), np.uint8) * ink.astype(np.uint8), letters])
            inside = paste(image, pixels, box)
            if inside:
                texts.append(inside)
                taken.append(inside)
            return

    def slots(self):
        """Centre and height of each thing, in shares."""
        if random.random() >= .78:
            count = random.randint(2, 4)
            tall, y = random.uniform(.35, .8), .55 + normal(0, .06)
            return [((i + .5) / count * .9 + .05 + normal(0, .03), y + normal(0, .06), min(tall, 1.6 / count) * random.uniform(.8, 1.15))
                    for i in range(count)]
        if random.random() < .15:
            return [(random.uniform(.25, .75), random.uniform(.3, .75), random.uniform(.3, .6))]
        return [(.5 + normal(0, .07), .52 + normal(0, .06), random.choice([.6, .75, .85, .95, 1.1]))]

    def add_thing(self, image, slot, card, subjects, focuses):
        height, width = image.shape[:2]
        pixels, kind, head = self.pick()
        rows, columns = pixels.shape[:2]
        tall = slot[2] * height
        wide = min(tall * columns / rows * random.uniform(.85, 1.15), slot[2] * width * 1.05)
        tall = min(tall, wide * rows / columns * 1.15)
        left, top = slot[0] * width - wide / 2, slot[1] * height - tall / 2
        if tall > .8 * height and random.random() < .35:
            # Cut at the bottom.
            top = height - tall * random.uniform(.75, .97)
        if card:
            margin = random.uniform(.02, .12)
            box = left - margin * width, top - margin * height, left + wide + margin * width, top + tall + margin * height
            cv2.rectangle(image, (int(box[0]), int(box[1])), (int(box[2]), int(box[3])), tuple(colour()), -1)
            subjects.append(box)
        box = left, top, left + wide, top + tall
        flip = random.random() < .5
        if random.random() < .25:
            shadow = np.dstack([np.zeros(pixels.shape[:2] + (3,), np.uint8), pixels[..., 3:] // 3])
            x, y = random.uniform(-2, 2), random.uniform(0, 3)
            paste(image, shadow, (left + x, top + y, left + wide + x, top + tall + y), flip, 1)
        inside = paste(image, pixels, box, flip)
        if not inside:
            return
        subjects.append(inside)
        if head:
            x0, x1 = (columns - head[2], columns - head[0]) if flip else (head[0], head[2])
            # A labeller takes the shoulders with it.
            room_x = (.12 if kind == 'figure' else .05) * (x1 - x0)
            room_y = (random.uniform(.2, .6) if kind == 'figure' else .1) * (head[3] - head[1])
            focuses.append((left + (x0 - room_x) * wide / columns, top + head[1] * tall / rows,
                            left + (x1 + room_x) * wide / columns, top + (head[3] + room_y) * tall / rows))
        elif kind == 'person':
            focuses.append((left, top, left + wide, top + min(.65 * tall, wide + .15 * tall)))
        else:
            focuses.append(inside)

    def compose(self):
        """Pixels, box of the subject, box of the focus, boxes of lettering."""
        shape = random.random()
        width, height = (64, 64) if shape < .5 else (43, 64) if shape < .85 else (64, 43)
        image = make_ground(self.grounds, height, width)
        subjects, focuses, texts = [], [], []
        if random.random() < .25:
            self.add_distractors(image)
        slots = self.slots()
        card = len(slots) == 1 and random.random() < .12
        for slot in slots:
            self.add_thing(image, slot, card, subjects, focuses)
        if not focuses:
            return self.compose()
        subject, focus = around(subjects, width, height), around(focuses, width, height)
        if random.random() < .15:
            self.add_hand(image, subject)
        if random.random() < .4:
            taken = [subject if random.random() < .8 else focus]
            for _ in range(random.randint(1, 3)):
                self.add_lettering(image, taken, texts)
        return self.finish(image), subject, focus, texts

    @staticmethod
    def add_hand(image, subject):
        height, width = image.shape[:2]
        x, skin = random.uniform(.2, .8) * width, tuple(float(v) for v in random.choice(SKIN))
        for _ in range(random.randint(1, 4)):
            cv2.line(image, (int(x + random.uniform(-.3, .3) * width), height + 4),
                     (int((subject[0] + subject[2]) / 2 + normal(0, .15) * width),
                      int(subject[3] - random.uniform(0, .1) * height)), skin, random.randint(3, 9))

    @staticmethod
    def finish(image):
        height, width = image.shape[:2]
        if random.random() < .25:
            # The yellow tint of generated pictures.
            image = image * np.array([1, random.uniform(.85, 1), random.uniform(.6, 1)])
        if random.random() < .2:
            y, x = np.mgrid[0:height, 0:width]
            image = image * (1 - random.uniform(.3, 1.2) * (np.hypot(x / width - .5, y / height - .5) ** 2)[..., None])
        if random.random() < .2:
            image = cv2.GaussianBlur(image, (0, 0), random.uniform(.3, .7))
        if random.random() < .1:
            image = np.repeat(image.mean(2, keepdims=True), 3, 2)
        return np.clip(image, 0, 255).astype(np.uint8)


def text_cells(texts):
    """The share of each cell that is lettering; boxes in pixels of a thumbnail."""
    mask = np.zeros((SIDE, SIDE), np.float32)
    for left, top, right, bottom in texts:
        mask[int(top):int(np.ceil(bottom)), int(left):int(np.ceil(right))] = 1
    return mask.reshape(CELLS, CELL, CELLS, CELL).mean((1, 3))


def make_compositions(sprites, grounds, count):
    """Arrays of thumbnails, sizes, boxes (subject and focus, in shares) and cells of lettering."""
    composer = Composer(sprites, grounds)
    pixels, sizes = np.zeros((count, SIDE, SIDE, 3), np.uint8), np.zeros((count, 2), np.uint8)
    boxes, cells = np.zeros((count, 2, 4), np.float32), np.zeros((count, CELLS, CELLS), np.float32)
    for i in range(count):
        image, subject, focus, texts = composer.compose()
        height, width = image.shape[:2]
        pixels[i, :height, :width], sizes[i] = image, (width, height)
        boxes[i] = np.array([subject, focus]) / np.array([width, height, width, height])
        cells[i] = text_cells(texts)
    return pixels, sizes, boxes, cells
