#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fit the numbers of src/corrections/darkness.c that say how far to lift the shadows.

Good exposures are darkened in five known ways; a lift is right when it gives them
back, and a good exposure or an intended darkness is right as it is. So the loss of
a lift is the mean CIEDE2000 to the truth. It is tabulated once for each picture over
the lifts there are, after which a fit takes a second.

    fit.py --gpt4o DIR [--cache FILE]

Pictures are listed in sources.csv: `gpt4o` is the folder given (awesome-gpt4o-images,
CC BY 4.0), the others come from the Debian packages plasma-workspace-wallpapers,
gnome-backgrounds and python3-skimage. Needs python3-numpy, -scipy, -pil, -skimage.
"""
import argparse
import csv
import multiprocessing
import os
import pickle
import zlib

import numpy as np
from PIL import Image
from scipy.optimize import minimize
from skimage.color import deltaE_ciede2000, rgb2lab

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = {
    'plasma': '/usr/share/wallpapers',
    'gnome': '/usr/share/backgrounds/gnome',
    'skimage': '/usr/lib/python3/dist-packages/skimage/data',
}
SIZE = 320          # longest side; tones do not need more
SAMPLE = 1200       # pixels to a picture in the tables
SHADOWS = np.linspace(0, 1, 15)
DIM = 0.79          # white below: the judge of dim pictures
NIGHT = 0.74        # white below: never judged as crushed
MIN_SHADOWS = 0.2   # as in darkness.c

# As in curve.c.
MAX_SLOPE, SHOULDER, MIN_KNEE, FLOOR, FULL_FLOOR, FLOOR_END = 5, 1.5, 0.7, 2 / 255, 0.1, 0.1
GOOD_WHITE = 0.975

# What a mistake costs, against one darkened picture left alone: harm comes first.
COST = {'good': 5, 'intended': 2.5}


def decode(v):
    return np.where(v <= 0.04045, v / 12.92, ((np.maximum(v, 0) + 0.055) / 1.055) ** 2.4)


def encode(v):
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * np.maximum(v, 1e-12) ** (1 / 2.4) - 0.055)


def lightness(rgb):
    y = decode(rgb) @ [0.2126729, 0.7151522, 0.0721750]
    return np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, 24389 / 27 * y)


def quantise(v):
    return np.rint(np.clip(v, 0, 1) * 255) / 255


# ---- the curve of curve.c

def toe(level, exponent):
    end = MAX_SLOPE ** (-1 / (1 - exponent)) if exponent < 1 else 0
    return np.where(level < end, level * MAX_SLOPE, np.maximum(level, 1e-9) ** exponent)


def curve(level, shadows, highlights, white, top):
    exponent = np.exp(-shadows)
    brightest = toe(white, exponent)
    gain = decode(brightest ** (1 - highlights)) / decode(brightest)
    lit = encode(gain * decode(toe(level, exponent)))
    top = float(encode(gain * decode(toe(top, exponent))))
    if top > 1:
        knee = max(MIN_KNEE, 1 - SHOULDER * (top - 1))
        t = np.clip((lit - knee) / (top - knee), 0, 1)
        steep = (top - knee) / (1 - knee)
        lit = np.where(lit > knee, knee + (1 - knee) * t * steep / (1 + (steep - 1) * t), lit)
    floor = FLOOR * min(shadows / FULL_FLOOR, 1)
    lit = np.clip(lit, 0, 1)
    return lit + floor * np.maximum(1 - lit / FLOOR_END, 0)


# ---- the measurements of tone.c

def measure(rgb):
    level, floor = rgb.max(2), rgb.min(2)
    white = max(np.percentile(level, 99.7), 0.08)
    black = 1.01 / 255
    dark = (level > 20.5 / 255) & (level < 127.6 / 255)
    floor5 = np.percentile(floor, 5)
    light = lightness(rgb)[level > black]
    return {
        'white': white,
        'top': max(np.percentile(level, 99.97), white),
        'log white ^ 2': np.log(white) ** 2,
        'log floor5 / white': np.log(floor5 / white + 0.02),
        'log floor5': np.log(floor5 + 0.02),
        'log floorless': np.log(((floor <= black) & dark).sum() / max(dark.sum(), 0.02 * dark.size) + 0.01),
        'saturation': 1 - floor.mean() / max(level.mean(), 1e-6),
        'shadow': np.percentile(light, 10) if light.size else 0,
    }


MODELS = {
    'dim': ['log floor5 / white', 'log white ^ 2'],
    'crushed': ['log floorless', 'log floor5', 'saturation', 'shadow'],
}


# ---- pictures

def darken(rgb, kind, key):
    """One or two stops less light; powers; both. The last three lose what is below 0.02
    but for the weaker power, as crushed shadows do."""
    vary = 0.85 + 0.3 * np.random.default_rng(zlib.crc32(f'{key} {kind}'.encode())).random()
    light, power, cut = {
        'one stop': (2 ** -vary, 1, 0),
        'two stops': (2 ** (-1.8 * vary), 1, 0),
        'power': (1, 1 + 0.6 * vary, 0),
        'strong power': (1, 1 + 1.2 * vary, 0.02),
        'both': (2 ** (-0.8 * vary), 1 + 0.3 * vary, 0.02),
    }[kind]
    level = np.clip(encode(light * decode(rgb)), 0, 1) ** power
    return quantise((level - cut) / (1 - cut))


KINDS = ['one stop', 'two stops', 'power', 'strong power', 'both']


def surround(rgb, how):
    """A good exposure with much black by design."""
    out = rgb.copy()
    h, w = rgb.shape[:2]
    if how == 'bars':
        out[:h // 8] = out[-(h // 8):] = 0
    elif how == 'side':
        out[:, :3 * w // 10] = 0
    else:
        y, x = np.mgrid[:h, :w]
        out[((y / h - 0.5) / 0.46) ** 2 + ((x / w - 0.5) / 0.46) ** 2 > 1] = 0
    return out


def variants(path, rgb, role):
    """(kind, weight, truth, picture)"""
    if role == 'intended':
        return [('intended', 1, rgb, rgb)]
    h, w = rgb.shape[:2]
    out = [('good', 1, rgb, rgb)]
    out += [(kind, 0.5, rgb, darken(rgb, kind, f'{path} {i}')) for kind in KINDS for i in range(2)]
    for name, part in [('first', rgb[:3 * h // 4, :3 * w // 4]), ('last', rgb[h // 4:, w // 4:])]:
        out += [('good', 0.3, part, part)]
        out += [(kind, 0.3, part, darken(part, kind, f'{path} {name}')) for kind in KINDS]
    for how in ['bars', 'side', 'ring']:
        black = surround(rgb, how)
        out += [('good', 0.35, black, black)]
        out += [(kind, 0.2, black, darken(black, kind, f'{path} {how}')) for kind in ['power', 'strong power']]
    return out


def tabulate(row):
    folder, name = row['file'].split('/', 1)
    image = Image.open(os.path.join(FOLDERS[folder], name))
    if image.mode in ('RGBA', 'LA', 'P'):
        image = Image.alpha_composite(Image.new('RGBA', image.size, 'white'), image.convert('RGBA'))
    image = image.convert('RGB')
    image.thumbnail((SIZE, SIZE), Image.LANCZOS)
    rgb = np.asarray(image) / 255
    out = []
    for kind, weight, truth, picture in variants(row['file'], rgb, row['role']):
        m = measure(picture)
        dim = kind in KINDS and m['white'] < DIM
        if not dim and kind in KINDS and kind not in ('power', 'strong power'):
            continue
        if not dim and m['white'] < NIGHT:
            continue
        highlights = 1 - np.log(GOOD_WHITE) / np.log(m['white']) if dim else 0
        pick = np.random.default_rng(1).choice(picture[..., 0].size, SAMPLE)
        want = rgb2lab(truth.reshape(-1, 3)[pick])
        have = picture.reshape(-1, 3)[pick]
        loss = [deltaE_ciede2000(want, rgb2lab(quantise(curve(have, s, highlights, m['white'], m['top'])))).mean()
                for s in SHADOWS]
        # Nothing is done at all.
        if not dim:
            loss[0] = deltaE_ciede2000(want, rgb2lab(have)).mean()
        out.append({'source': row['file'], 'kind': kind, 'model': 'dim' if dim else 'crushed',
                    'weight': weight * float(row['weight']), 'measured': m, 'loss': loss})
    return out


# ---- the fit

def interpolate(table, shadows):
    at = np.clip(shadows, 0, 1) * (len(SHADOWS) - 1)
    i = np.clip(at.astype(int), 0, len(SHADOWS) - 2)
    rows = np.arange(len(table))
    slope = table[rows, i + 1] - table[rows, i]
    return table[rows, i] + (at - i) * slope, slope * (len(SHADOWS) - 1)


def logistic(z):
    return 1 / (1 + np.exp(-np.clip(z, -40, 40)))


def fit(x, table, weight, ridge):
    def objective(c):
        g = logistic(x @ c[:-1] + c[-1])
        loss, slope = interpolate(table, g)
        q = weight * slope * g * (1 - g)
        return (weight * loss).sum() + ridge * c[:-1] @ c[:-1], np.append(x.T @ q + 2 * ridge * c[:-1], q.sum())
    best = None
    for start in (-2, -0.5):
        found = minimize(objective, np.append(np.zeros(x.shape[1]), start), jac=True, method='L-BFGS-B')
        best = found if best is None or found.fun < best.fun else best
    return best.x


def report(cases, table, shadows, least):
    loss = interpolate(table, np.where(shadows < least, 0, shadows))[0]
    out = []
    for kind in ['good', 'intended'] + KINDS:
        pick = [i for i, c in enumerate(cases) if c['kind'] == kind]
        if pick:
            weight = [cases[i]['weight'] for i in pick]
            out.append(f'{kind} {np.average(loss[pick], weights=weight):.2f}')
    return ', '.join(out)


def train(name, cases, ridge, least):
    x = np.array([[c['measured'][k] for k in MODELS[name]] for c in cases])
    mean, spread = x.mean(0), x.std(0)
    table = np.array([c['loss'] for c in cases])
    weight = np.array([c['weight'] for c in cases])
    kinds = np.array([c['kind'] for c in cases])
    for kind in set(kinds):
        weight[kinds == kind] *= COST.get(kind, 1) / weight[kinds == kind].sum()

    z = (x - mean) / spread
    sources = sorted({c['source'] for c in cases})
    order = np.random.default_rng(0).permutation(len(sources))
    fold = {s: order[i] % 12 for i, s in enumerate(sources)}
    folds = np.array([fold[c['source']] for c in cases])
    guess = np.zeros(len(cases))
    for f in range(12):
        c = fit(z[folds != f], table[folds != f], weight[folds != f], ridge)
        guess[folds == f] = logistic(z[folds == f] @ c[:-1] + c[-1])

    c = fit(z, table, weight, ridge)
    scaled = c[:-1] / spread
    print(f'{name}: {len(cases)} cases of {len(sources)} pictures')
    print(f'  logistic({c[-1] - (scaled * mean).sum():.2f}', *(f'{v:+.4g} {k}' for v, k in zip(scaled, MODELS[name])), ')')
    print('  as it is:       ', report(cases, table, np.zeros(len(cases)), 0))
    print('  fitted:         ', report(cases, table, logistic(z @ c[:-1] + c[-1]), least))
    print('  cross-validated:', report(cases, table, guess, least))
    loss = interpolate(table, np.where(guess < least, 0, guess))[0]
    harmed = sorted(((loss[i], c['source']) for i, c in enumerate(cases)
                     if c['kind'] in COST and loss[i] > 1), reverse=True)
    for amount, source in harmed[:8]:
        print(f'    harmed: {source} {amount:.1f}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--gpt4o', required=True, help='folder of awesome-gpt4o-images')
    parser.add_argument('--cache', help='keep the tables here')
    args = parser.parse_args()
    FOLDERS['gpt4o'] = args.gpt4o

    if args.cache and os.path.exists(args.cache):
        with open(args.cache, 'rb') as f:
            cases = pickle.load(f)
    else:
        with open(os.path.join(HERE, 'sources.csv')) as f:
            rows = list(csv.DictReader(f))
        with multiprocessing.get_context('fork').Pool(2) as pool:
            cases = [c for part in pool.map(tabulate, rows, chunksize=1) for c in part]
        if args.cache:
            with open(args.cache, 'wb') as f:
                pickle.dump(cases, f)

    train('dim', [c for c in cases if c['model'] == 'dim'], 1e-3, 0)
    train('crushed', [c for c in cases if c['model'] == 'crushed'], 1e-2, MIN_SHADOWS)


if __name__ == '__main__':
    main()
