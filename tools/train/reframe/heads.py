#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Grow the trees that find heads and write src/corrections/reframe/face_trees.c.

heads.py --images DIR --emoji DIR --avatars DIR [--folds N]

Heads come from
  images   pictures with heads marked in heads.json beside this file (shares of the picture): the
           project's development images;
  emoji    the 3D Fluent Emoji of Microsoft, MIT: npm @lobehub/fluent-emoji-3d 1.1.0, assets/;
  avatars  DiceBear 9.4.3, drawn by avatars.mjs beside this file and made PNG by `vips copy`;
  LFW      100 faces of Labeled Faces in the Wild, in Debian's python3-skimage.
What is no head comes from the same pictures away from their heads, from emoji of things, and from
wallpapers below /usr/share/backgrounds and /usr/share/wallpapers (Debian's gnome-backgrounds,
plasma-workspace-wallpapers and others) and photos of python3-skimage.

With --folds the trees are also grown N times without a part of the pictures, which then tells the
recall on pictures that were not seen. Needs python3-sklearn, python3-opencv, python3-pil and cc.
"""
import argparse
import ctypes
import glob
import json
import os
import re
import subprocess
import tempfile

import cv2
import numpy as np
from PIL import Image
from sklearn.ensemble import HistGradientBoostingClassifier

from sprites import AVATARS, EMOJI, PEOPLE

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, '../../../src/corrections/reframe')
SKIMAGE = '/usr/lib/python3/dist-packages/skimage/data/'
CELL, CELLS, CHANNELS, WINDOW, MARGIN = 4, 8, 8, 32, 8
STEP = 2 ** (-1 / 3)
TREES, DEPTH, RATE = 192, 3, 0.12
PROXY, SEARCH = 512, 256
random = np.random.default_rng(1)



def load_library():
    path = os.path.join(tempfile.mkdtemp(), 'channels.so')
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', 'glib-2.0'], capture_output=True, text=True, check=True).stdout.split()
    subprocess.run(['cc', '-O2', '-shared', '-fPIC', '-o', path, os.path.join(SOURCE, 'channels.c')] + flags + ['-lm'], check=True)
    return ctypes.CDLL(path)


LIBRARY = load_library()
FLOATS = ctypes.POINTER(ctypes.c_float)


def channels(planes):
    """The library's own channels: rows, columns, CHANNELS."""
    planes = np.ascontiguousarray(planes, np.float32)
    _, height, width = planes.shape
    cells = np.zeros((height // CELL, width // CELL, CHANNELS), np.float32)
    pointers = (FLOATS * 3)(*[plane.ctypes.data_as(FLOATS) for plane in planes])
    LIBRARY.burnish_channels_fill(pointers, width, height, cells.ctypes.data_as(FLOATS))
    return cells


def planes_of(rgb):
    r, g, b = (rgb[..., k].astype(np.float32) for k in range(3))
    return np.stack([.2126 * r + .7152 * g + .0722 * b, r - g, .5 * (r + g) - b])


def read(path, mode):
    image = Image.open(path)
    if mode == 'RGB' and (image.mode == 'RGBA' or 'transparency' in image.info):
        image = image.convert('RGBA')
        ground = Image.new('RGB', image.size, (128, 128, 128))
        ground.paste(image, mask=image.split()[3])
        image = ground
    image = image.convert(mode)
    if mode == 'RGB':
        image.thumbnail((PROXY, PROXY), Image.BOX)
    return np.asarray(image)


class Data:
    def __init__(self, args):
        self.heads = json.load(open(os.path.join(HERE, 'heads.json')))
        self.images = {name: read(os.path.join(args.images, name), 'RGB') for name in sorted(os.listdir(args.images))
                       if name.endswith(('.png', '.jpg'))}
        self.drawn, self.things = [], []
        for path in sorted(glob.glob(os.path.join(args.emoji, '*.webp'))):
            code = re.sub('-1f3f[b-f]', '', os.path.basename(path)[:-5])
            kind = next((k for k in EMOJI if re.fullmatch(k[0], code)), None)
            if kind:
                self.drawn.append((read(path, 'RGBA'), kind[1], kind[2]))
            elif not re.match(PEOPLE, code):
                self.things.append(read(path, 'RGBA'))
        for path in sorted(glob.glob(os.path.join(args.avatars, '*.png'))):
            self.drawn.append((read(path, 'RGBA'), AVATARS[os.path.basename(path).split('_')[0]], .35))
        self.faces = [(face * 255).astype(np.uint8) for face in np.load(SKIMAGE + 'lfw_subset.npy')[:100]]
        self.grounds = []
        for path in sorted(glob.glob('/usr/share/backgrounds/**/*.*', recursive=True) +
                           glob.glob('/usr/share/wallpapers/**/contents/images/*.*', recursive=True)) + \
                [SKIMAGE + name for name in ('coffee.png', 'rocket.jpg', 'motorcycle_left.png', 'hubble_deep_field.jpg', 'coins.png',
                                             'brick.png', 'grass.png', 'gravel.png', 'retina.jpg', 'page.png')]:
            try:
                self.grounds.append(read(path, 'RGB'))
            except OSError:
                continue

    def ground(self, size):
        if random.random() < .35:
            ends = random.integers(0, 256, 3), random.normal(0, 30, 3)
            ramp = np.linspace(0, 1, size)[:, None, None]
            return np.clip(ends[0] + ramp * ends[1] + np.zeros((size, size, 1)), 0, 255)
        image = self.grounds[random.integers(len(self.grounds))]
        side = int(min(image.shape[:2]) * random.uniform(.2, 1))
        y, x = random.integers(0, image.shape[0] - side + 1), random.integers(0, image.shape[1] - side + 1)
        return cv2.resize(image[y:y + side, x:x + side], (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)

    def crowd_of_things(self):
        canvas = self.ground(PROXY).copy()
        for _ in range(9):
            thing = self.things[random.integers(len(self.things))]
            side = int(random.uniform(100, 230))
            thing = cv2.resize(thing, (side, side), interpolation=cv2.INTER_AREA)
            y, x = random.integers(0, PROXY - side, 2)
            alpha = thing[..., 3:] / 255
            canvas[y:y + side, x:x + side] = thing[..., :3] * alpha + canvas[y:y + side, x:x + side] * (1 - alpha)
        return canvas


def cut_head(image, x, y, side):
    """A window of WINDOW with MARGIN around it, the head in it moved, turned, mirrored a little."""
    window = side / .8 * np.exp(random.normal(0, .08))
    x, y = x + random.normal(0, .03) * window, y + random.normal(0, .03) * window
    turn, scale = np.deg2rad(random.normal(0, 9)), WINDOW / window
    mirror = -1 if random.random() < .5 else 1
    matrix = scale * np.array([[mirror * np.cos(turn), -np.sin(turn), 0], [mirror * np.sin(turn), np.cos(turn), 0]])
    matrix[:, 2] = WINDOW / 2 + MARGIN - matrix[:, :2] @ [x, y]
    shrink = max(1, int(window / WINDOW / 1.5))
    if shrink > 1:
        image = cv2.resize(image, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
        matrix[:, :2] *= shrink
    border = cv2.BORDER_CONSTANT if image.shape[2] == 4 else cv2.BORDER_REFLECT
    return cv2.warpAffine(image, matrix, (WINDOW + 2 * MARGIN,) * 2, flags=cv2.INTER_LINEAR, borderMode=border)


def vary(rgb):
    """Another light, another colour, another lens."""
    rgb = rgb.astype(np.float32) * random.uniform(.6, 1.15) + random.uniform(-20, 20)
    rgb *= np.exp(random.normal(0, .06, 3))
    grey = rgb.mean(2, keepdims=True)
    rgb = grey + (rgb - grey) * (0 if random.random() < .08 else random.uniform(.4, 1.3))
    rgb = (np.clip(rgb, 0, 255) / 255) ** np.exp(random.normal(0, .2)) * 255
    if random.random() < .5:
        rgb = cv2.GaussianBlur(rgb, (0, 0), random.uniform(.3, .9))
    return np.clip(rgb + random.normal(0, random.uniform(0, 4), rgb.shape), 0, 255)


def features_of(rgb):
    first = MARGIN // CELL
    return channels(planes_of(rgb))[first:first + CELLS, first:first + CELLS].ravel()


def make_heads(data, names, count):
    rows, weights = [], []
    share = np.array([weight for _, _, weight in data.drawn])
    for i in random.choice(len(data.drawn), count, p=share / share.sum()):
        image, (x, y, side), _ = data.drawn[i]
        size = image.shape[0]
        image = image.astype(np.float32)
        image[..., :3] *= image[..., 3:] / 255
        window = cut_head(image, x * size, y * size, side * size)
        rows.append(features_of(vary(window[..., :3] + data.ground(WINDOW + 2 * MARGIN) * (1 - window[..., 3:] / 255))))
        weights.append(1)
    for face in data.faces:
        image = cv2.resize(np.dstack([face] * 3), (100, 100))
        for _ in range(12):
            tint = np.array([1.15, .95, .8]) if random.random() < .8 else np.ones(3)
            rows.append(features_of(vary(np.clip(cut_head(image, 50, 48, 95) * tint, 0, 255))))
            weights.append(1)
    for name in names:
        for box in data.heads.get(name, []):
            image = data.images[name]
            height, width = image.shape[:2]
            for _ in range(60):
                rows.append(features_of(vary(cut_head(image, (box[0] + box[2]) / 2 * width, (box[1] + box[3]) / 2 * height,
                                                      max((box[2] - box[0]) * width, (box[3] - box[1]) * height)))))
                weights.append(4)
    return np.array(rows, np.float32), np.array(weights, np.float32)


def windows(rgb):
    """For each size: features of all windows, and their boxes as shares of the picture."""
    planes = planes_of(rgb)
    height, width = planes.shape[1:]
    factor = SEARCH / max(width, height)
    while min(width, height) * factor >= WINDOW:
        size = (round(width * factor), round(height * factor))
        cells = channels(np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes]))
        rows, columns = cells.shape[0] - CELLS + 1, cells.shape[1] - CELLS + 1
        if rows > 0 and columns > 0:
            view = np.lib.stride_tricks.sliding_window_view(cells, (CELLS, CELLS), (0, 1))
            y, x = np.mgrid[:rows, :columns]
            side = CELL / factor
            boxes = np.stack([(x + .8) * side / width, (y + .8) * side / height,
                              (x + 7.2) * side / width, (y + 7.2) * side / height], -1).reshape(-1, 4)
            yield view.transpose(0, 1, 3, 4, 2).reshape(rows * columns, -1), boxes
        factor *= STEP


def overlap(boxes, box):
    both = np.clip(np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2]), 0, None).prod(1)
    return both / ((boxes[:, 2:] - boxes[:, :2]).prod(1) + (box[2] - box[0]) * (box[3] - box[1]) - both)


def away_from(boxes, heads):
    far = np.ones(len(boxes), bool)
    for head in heads:
        far &= overlap(boxes, np.array(head)) < .15
    return far


def score(model, rows):
    total = np.full(len(rows), model['bias'], np.float32)
    for features, thresholds, leaves in model['trees']:
        node = np.zeros(len(rows), int)
        for _ in range(DEPTH):
            node = 2 * node + 1 + (rows[np.arange(len(rows)), features[node]] > thresholds[node])
        total += leaves[node - (2 ** DEPTH - 1)]
    return total


def to_model(classifier):
    """Full binary trees; a leaf above the bottom is a node that always goes left."""
    trees = []
    for predictor in classifier._predictors:
        nodes = predictor[0].nodes
        features = np.zeros(2 ** DEPTH - 1, int)
        thresholds = np.full(2 ** DEPTH - 1, np.inf, np.float32)
        leaves = np.zeros(2 ** DEPTH, np.float32)

        def walk(at, place, depth):
            node = nodes[at]
            if depth == DEPTH:
                leaves[place - (2 ** DEPTH - 1)] = node['value']
            elif node['is_leaf']:
                walk(at, 2 * place + 1, depth + 1)
            else:
                features[place], thresholds[place] = node['feature_idx'], node['num_threshold']
                walk(node['left'], 2 * place + 1, depth + 1)
                walk(node['right'], 2 * place + 2, depth + 1)

        walk(0, 0, 0)
        trees.append((features, thresholds, leaves))
    return {'bias': float(classifier._baseline_prediction.ravel()[0]), 'trees': trees}


def grow(data, names):
    heads, weights = make_heads(data, names, 6000)
    scenes = [(image, []) for image in data.grounds] + [(data.crowd_of_things(), []) for _ in range(40)]
    scenes += [(data.images[name], data.heads.get(name, [])) for name in names]
    others = []
    for image, marked in scenes:
        for rows, boxes in windows(image):
            rows = rows[away_from(boxes, marked)]
            own = image.shape[0] and any(image is data.images[name] for name in names)
            count = min(len(rows), 120 if own else 25)
            others.append(rows[random.choice(len(rows), count, replace=False)])
    others = np.concatenate(others)
    for trees in (48, 96, TREES):
        classifier = HistGradientBoostingClassifier(max_iter=trees, max_depth=DEPTH, max_leaf_nodes=2 ** DEPTH, learning_rate=RATE,
                                                    l2_regularization=1, min_samples_leaf=20, early_stopping=False)
        classifier.fit(np.concatenate([heads, others]), np.r_[np.ones(len(heads)), np.zeros(len(others))],
                       sample_weight=np.r_[weights, np.ones(len(others))])
        model = to_model(classifier)
        if trees == TREES:
            break
        hard = []
        for image, marked in scenes:
            for rows, boxes in windows(image):
                rows = rows[away_from(boxes, marked)]
                scores = score(model, rows)
                worst = np.argsort(-scores)[:20]
                hard.append(rows[worst[scores[worst] > -2]])
        others = np.concatenate([others] + hard)
        print('trees', trees, 'hard windows', sum(map(len, hard)), flush=True)
    return model


def detect(model, image, least):
    found = []
    for rows, boxes in windows(image):
        scores = score(model, rows)
        found += [(*boxes[i], float(scores[i])) for i in np.where(scores > least)[0]]
    kept = []
    for head in sorted(found, key=lambda head: -head[4]):
        box = np.array(head[:4])
        area = (box[2:] - box[:2]).prod()
        if all(np.clip(np.minimum(box[2:], other[2:4]) - np.maximum(box[:2], other[:2]), 0, None).prod() <=
               .35 * min(area, (other[2] - other[0]) * (other[3] - other[1])) for other in kept):
            kept.append(head)
    return kept


def cross_validate(data, folds):
    names = sorted(data.images)
    held = {}
    for fold in range(folds):
        out = names[fold::folds]
        model = grow(data, [name for name in names if name not in out])
        for name in out:
            held[name] = detect(model, data.images[name], -1.5)
    for least in (-1, 0, 1, 2):
        hits = false = largest = 0
        for name in names:
            marked = np.array(data.heads.get(name, [])).reshape(-1, 4)
            found = [np.array(head[:4]) for head in held[name] if head[4] > least]
            hit = [any(overlap(box[None], head)[0] > .35 for box in found) for head in marked]
            hits += sum(hit)
            false += sum(not any(overlap(box[None], head)[0] > .35 for head in marked) for box in found)
            if len(marked):
                largest += hit[int(np.argmax((marked[:, 2:] - marked[:, :2]).prod(1)))]
        print(f'score > {least}: {hits} of {sum(map(len, data.heads.values()))} heads, the largest in {largest} of {len(data.heads)} '
              f'pictures, {false} false in {len(names)}', flush=True)
    return held


def number(value):
    text = f'{value:.5g}'
    if not np.isfinite(value):
        return 'INFINITY'
    return text + ('F' if '.' in text or 'e' in text else '.0F')


def write(model, floors):
    with open(os.path.join(SOURCE, 'face_trees.c'), 'w') as out:
        out.write('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n\n'
                  '/* Written by tools/train/reframe/heads.py; do not edit. */\n\n#include <math.h>\n\n#include "faces.h"\n\n'
                  f'const float burnish_face_bias = {number(model["bias"])};\n\n'
                  f'const int burnish_face_tree_count = {len(model["trees"])};\n\n'
                  'const BurnishTree burnish_face_trees[] = {\n')
        for (features, thresholds, leaves), floor in zip(model['trees'], floors):
            out.write(f'\t{{ {{ {", ".join(map(str, features))} }}, {{ {", ".join(map(number, thresholds))} }},\n'
                      f'\t\t{{ {", ".join(map(number, leaves))} }}, {number(floor)} }},\n')
        out.write('};\n')


def find_floors(data, model):
    """The lowest partial sums of heads that end well, with a margin for other heads."""
    rows, _ = make_heads(data, sorted(data.images), 1500)
    total = np.full(len(rows), model['bias'], np.float32)
    sums = []
    for tree in model['trees']:
        total = total + score({'bias': 0, 'trees': [tree]}, rows)
        sums.append(total)
    good = sums[-1] > 0
    return [float(np.percentile(partial[good], 1)) - 1 for partial in sums]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--images', required=True)
    parser.add_argument('--emoji', required=True)
    parser.add_argument('--avatars', required=True)
    parser.add_argument('--folds', type=int, default=0)
    parser.add_argument('--held', help='write what was found in pictures left out, as JSON')
    args = parser.parse_args()

    data = Data(args)
    model = grow(data, sorted(data.images))
    write(model, find_floors(data, model))
    if args.folds:
        held = cross_validate(data, args.folds)
        if args.held:
            json.dump(held, open(args.held, 'w'))


if __name__ == '__main__':
    main()
