#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fit the subject model and write src/corrections/reframe/subject_model.c.

fit.py MEASURE LABELS... --images DIR

MEASURE is the program built from measure.c beside this file. LABELS are JSON lists of
{"file", "w", "h", "subject": [x0, y0, x1, y1], "focus": [...]} in pixels: the labels of the
project's shared bench (21 pictures) and labels.json beside this file (19 more pictures of the
same collection, labelled by hand for this fit). DIR holds the pictures.

For each of the four ends (subject and focus, start and end) along each axis, a logistic regression
says how likely the end lies before a place, for 64 places: the sum of tanh((place - reading) /
softness) over all readings, with weights that are never negative, a constant, and the place itself.
Across, every picture is seen mirrored as well. What is printed are the errors of pictures left out of
the fit, a tenth of them at a time: of the median, and the continuous ranked probability score, the
mean square of how far the chances are from yes and no.

Needs python3-numpy and python3-scipy.
"""
import argparse
import json
import os
import subprocess

import numpy as np
from scipy.optimize import minimize

PLACES = (np.arange(64) + .5) / 64
# As in subject.c. Of 0.03, 0.05 and 0.05, 0.08, 0.15, the best by leaving out.
SOFTNESS = {'subject': .03, 'focus': .15}
# An end is labelled to about so much: half as likely on either side of it.
LABELLED = .02
# Penalties on squares and on sums of weights: the best of 3e-4 to 3e-2 and of 3e-4 to 3e-3.
RIDGE, LASSO = 1e-3, 3e-4
ROUNDS = 150
FOLDS = 10
ENDS = [(box, end) for box in ('subject', 'focus') for end in (0, 1)]
HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, '../../../src/corrections/reframe/subject_model.c')


def end_of(label, axis, box, end):
    return label[box][axis + 2 * end] / (label['h'] if axis else label['w'])


def votes(readings, box):
    """A row for each place: the votes, a constant, the place."""
    return np.column_stack([np.tanh((PLACES[:, None] - readings[None]) / SOFTNESS[box]), np.ones(len(PLACES)), PLACES - .5])


def rows(labels, measured, axis, box, end):
    x, y = [], []
    for label in labels:
        readings = np.array(measured[label['file']]['xy'[axis]])
        seen = [(readings[:, end], end_of(label, axis, box, end))]
        if axis == 0:
            seen.append((1 - readings[:, 1 - end], 1 - end_of(label, axis, box, 1 - end)))
        for places, truth in seen:
            x.append(votes(places, box))
            y.append(np.clip((PLACES - truth) / LABELLED + .5, 0, 1))
    return np.concatenate(x), np.concatenate(y)


def fit(labels, measured, axis, box, end):
    x, y = rows(labels, measured, axis, box, end)
    count = x.shape[1] - 2

    def loss(weights):
        said = x @ weights
        slope = x.T @ ((1 / (1 + np.exp(-said)) - y) / len(y))
        slope[:count] += 2 * RIDGE * weights[:count] + LASSO
        return ((np.logaddexp(0, said) - y * said).mean() + RIDGE * (weights[:count] ** 2).sum() + LASSO * weights[:count].sum(), slope)

    start = np.concatenate([np.full(count, 1 / count), [0, 2]])
    bounds = [(0, None)] * count + [(None, None), (0, None)]
    return minimize(loss, start, jac=True, method='L-BFGS-B', bounds=bounds, options={'maxiter': ROUNDS}).x


def chances(weights, readings, box):
    return 1 / (1 + np.exp(-votes(readings, box) @ weights))


def left_out_error(labels, measured, axis, box, end):
    medians, scores = [], []
    for fold in range(FOLDS):
        weights = fit([label for i, label in enumerate(labels) if i % FOLDS != fold], measured, axis, box, end)
        for label in labels[fold::FOLDS]:
            chance = chances(weights, np.array(measured[label['file']]['xy'[axis]])[:, end], box)
            truth = end_of(label, axis, box, end)
            median = np.interp(.5, np.concatenate([[0], chance, [1]]), np.concatenate([[0], PLACES, [1]]))
            medians.append(median - truth)
            scores.append(((chance - (PLACES >= truth)) ** 2).mean())
    return np.sqrt(np.mean(np.square(medians))), np.median(np.abs(medians)), np.mean(scores)


def write(models):
    def braces(numbers, indent):
        texts = ['0' if v < 5e-4 and i < len(numbers) - 2 else f'{v:.3f}' for i, v in enumerate(numbers)]
        lines = [', '.join(texts[i:i + 14]) for i in range(0, len(texts), 14)]
        return (',\n' + indent).join(lines)

    with open(MODEL, 'w') as out:
        out.write('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n\n'
                  '/* Written by tools/train/reframe/fit.py; do not edit. */\n\n#include "subject.h"\n\n')
        out.write('const double burnish_subject_weights[2][BURNISH_SUBJECT_ENDS][BURNISH_READINGS + 2] = {\n')
        for model in models:
            out.write('\t{\n')
            for weights in model:
                out.write('\t\t{ ' + braces(weights, '\t\t\t') + ' },\n')
            out.write('\t},\n')
        out.write('};\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('measure')
    parser.add_argument('labels', nargs='+')
    parser.add_argument('--images', required=True)
    args = parser.parse_args()

    labels = [label for path in args.labels for label in json.load(open(path))]
    paths = [os.path.join(args.images, label['file']) for label in labels]
    lines = subprocess.run([args.measure] + paths, check=True, capture_output=True, text=True).stdout.splitlines()
    measured = {line['file']: line for line in map(json.loads, lines)}

    write([[fit(labels, measured, axis, *end) for end in ENDS] for axis in (0, 1)])
    for axis in (0, 1):
        for box, end in ENDS:
            error = left_out_error(labels, measured, axis, box, end)
            print(('across' if axis == 0 else 'down'), box, ('start', 'end')[end], 'RMS %.3f, median %.3f, score %.4f' % error)


if __name__ == '__main__':
    main()
