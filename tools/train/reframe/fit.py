#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fit the subject model and write src/corrections/reframe/subject_model.c.

fit.py MEASURE LABELS... --images DIR

MEASURE is the program built from measure.c beside this file. LABELS are JSON lists of
{"file", "w", "h", "subject": [x0, y0, x1, y1], "focus": [...]} in pixels: the labels of the
project's shared bench (21 pictures) and labels.json beside this file (19 more pictures of the
same collection, labelled by hand for this fit). DIR holds the pictures.

The four ends (subject and focus, start and end) along each axis are a ridge regression on the
quantiles of the maps, all of them relative to the mean of four medians, so that the model
follows a subject wherever it is. Across, every picture is seen mirrored as well. The errors that go
into the model, and those that are printed, are of pictures left out of the fit, one at a time.
"""
import argparse
import json
import os
import subprocess

import numpy as np

QUANTILES = 7
MEDIAN = 3
# The maps whose medians are the anchor: those of the network.
ANCHORS = 4
# Strength of the ridge: the best of 0.03, 0.1, 0.3, 1, 3 by leave-one-out.
RIDGE = 1.0
HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, '../../../src/corrections/reframe/subject_model.c')


def mirror_features(features):
    return (1 - features.reshape(-1, QUANTILES)[:, ::-1]).ravel()


def mirror_ends(ends):
    return 1 - ends[[1, 0, 3, 2]]


def anchor_of(features):
    return features.reshape(-1, QUANTILES)[:ANCHORS, MEDIAN].mean()


def ends_of(label, axis):
    size = label['h'] if axis else label['w']
    return np.array([label[box][axis + 2 * end] for box in ('subject', 'focus') for end in (0, 1)]) / size


def rows(labels, measured, axis):
    x, y = [], []
    for label in labels:
        features, ends = np.array(measured[label['file']]['xy'[axis]]), ends_of(label, axis)
        seen = [(features, ends)]
        if axis == 0:
            seen.append((mirror_features(features), mirror_ends(ends)))
        for features, ends in seen:
            x.append(features - anchor_of(features))
            y.append(ends - anchor_of(features))
    return np.array(x), np.array(y)


def fit(labels, measured, axis):
    """Constant and weights, as columns of one matrix."""
    x, y = rows(labels, measured, axis)
    mean_x, mean_y = x.mean(0), y.mean(0)
    x, y = x - mean_x, y - mean_y
    weights = np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ y)
    return np.vstack([mean_y - mean_x @ weights, weights])


def left_out_error(labels, measured, axis):
    errors = []
    for label in labels:
        model = fit([other for other in labels if other is not label], measured, axis)
        features = np.array(measured[label['file']]['xy'[axis]])
        anchor = anchor_of(features)
        ends = anchor + model[0] + (features - anchor) @ model[1:]
        errors.append(np.clip(ends, 0, 1) - ends_of(label, axis))
    return np.sqrt((np.array(errors) ** 2).mean(0))


def write(models, errors):
    def braces(numbers, digits, indent):
        lines = [', '.join(f'{v:.{digits}f}' for v in numbers[i:i + 10]) for i in range(0, len(numbers), 10)]
        return (',\n' + indent).join(lines)

    with open(MODEL, 'w') as out:
        out.write('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n\n'
                  '/* Written by tools/train/reframe/fit.py; do not edit. */\n\n#include "subject.h"\n\n')
        out.write('const double burnish_subject_weights[2][BURNISH_SUBJECT_ENDS][1 + BURNISH_SUBJECT_FEATURES] = {\n')
        for model in models:
            out.write('\t{\n')
            for end in range(4):
                out.write('\t\t{ ' + braces(model[:, end], 4, '\t\t\t') + ' },\n')
            out.write('\t},\n')
        out.write('};\n\nconst double burnish_subject_errors[2][BURNISH_SUBJECT_ENDS] = {\n')
        for error in errors:
            out.write('\t{ ' + braces(error, 4, '') + ' },\n')
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

    errors = [left_out_error(labels, measured, axis) for axis in (0, 1)]
    write([fit(labels, measured, axis) for axis in (0, 1)], errors)
    for axis in (0, 1):
        print('across' if axis == 0 else 'down', 'errors of subject start, end, focus start, end:', np.round(errors[axis], 3))


if __name__ == '__main__':
    main()
