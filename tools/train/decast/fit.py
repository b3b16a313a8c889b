#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fit the weights of decast's verdict, and print them for src/corrections/verdict.c.

usage: fit.py MEASURE [GENERATED]

MEASURE    the program made from measure.c (ninja -C build tools/train/train-decast)
GENERATED  a folder with generated pictures (see data.py); without it the fit is worse

What is minimised is the colour error that people see: of casts that stay, and of
corrections to pictures that have none, each kind with a weight of its own. The
figures printed as "held out" are from five-fold cross-validation over pictures.
Needs numpy, scipy and Pillow.
"""
import os
import subprocess
import sys
import tempfile
import zlib

import numpy as np
from scipy.optimize import minimize

import data

# What an error of each kind weighs. Doing harm is worse than not helping.
WEIGHTS = {'tinted': 0.5, 'plain': 1.3, 'warm': 0.4, 'cool': 0.35, 'cast': 0.25, 'dim': 0.15}
# Generated pictures are what it is for.
GENERATED_WEIGHT = 2
RIDGE = 0.004
# Added to the bias: as far toward correcting as held-out harm stays what it is without.
LEAN = 0.35
FEATURES = 7


def measure(program, cases, *constants):
    text = ''.join('%s\t%s\n' % (wanted, given) for _, _, wanted, given in cases)
    run = subprocess.run([program, *constants], input=text, capture_output=True, text=True, check=True)
    rows = np.array([[float(word) for word in line.split(' ')[:-1]] for line in run.stdout.splitlines()])
    return rows[:, :FEATURES], rows[:, FEATURES:]


def error_at(errors, amount):
    """The error after a part of the correction, between those that were measured."""
    place = np.clip(amount * 4, 0, 4)
    i = np.clip(place.astype(int), 0, 3)
    row = np.arange(len(errors))
    return errors[row, i] + (place - i) * (errors[row, i + 1] - errors[row, i])


def fit(x, errors, weight):
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.c_[(x - mean) / scale, np.ones(len(x))]
    slope = np.diff(errors, axis=1) * 4
    row = np.arange(len(x))

    def cost(w):
        k = 1 / (1 + np.exp(-np.clip(z @ w, -30, 30)))
        i = np.clip((k * 4).astype(int), 0, 3)
        gradient = (weight * slope[row, i] * k * (1 - k)) @ z
        return ((weight * error_at(errors, k)).sum() + RIDGE * (w[:-1] ** 2).sum(),
                gradient + 2 * RIDGE * np.r_[w[:-1], 0])

    starts = [np.random.default_rng(seed).normal(0, 0.3, z.shape[1]) for seed in range(4)]
    best = min((minimize(cost, w, jac=True, method='L-BFGS-B') for w in starts), key=lambda r: r.fun)
    w = best.x[:-1] / scale
    return w, best.x[-1] - mean @ w + LEAN


def case_weights(kinds, generated):
    weight = np.zeros(len(kinds))
    for kind, share in WEIGHTS.items():
        chosen = kinds == kind
        if chosen.any():
            one = np.where(generated, GENERATED_WEIGHT, 1.0) * chosen
            weight += share * one / one.sum()
    return weight


def show(title, kinds, errors, amount, chosen):
    error = error_at(errors, amount)
    print(title.ljust(30), '  '.join('%s %.2f' % (kind, error[(kinds == kind) & chosen].mean())
                                     for kind in WEIGHTS if ((kinds == kind) & chosen).any()),
          '  95 %% of tinted below %.1f' % np.percentile(error[(kinds == 'tinted') & chosen], 95))


def main():
    program, folder = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as scratch:
        cases = list(data.cases(scratch, folder))
        x, errors = measure(program, cases)
    kinds = np.array([case[0] for case in cases])
    paths = [case[1] for case in cases]
    generated = np.array([os.path.dirname(path) == (folder or '').rstrip('/') for path in paths])
    weight = case_weights(kinds, generated)
    fold = np.array([zlib.crc32(path.encode()) % 5 for path in paths])

    held_out = np.zeros(len(cases))
    for i in range(5):
        w, bias = fit(x[fold != i], errors[fold != i], weight[fold != i])
        held_out[fold == i] = x[fold == i] @ w + bias
    w, bias = fit(x, errors, weight)

    everything = np.ones(len(cases), bool)
    for title, chosen in (('', everything), (', generated', generated)):
        if chosen.any():
            show('nothing' + title, kinds, errors, np.zeros(len(cases)), chosen)
            show('always' + title, kinds, errors, np.ones(len(cases)), chosen)
            show('held out' + title, kinds, errors, (held_out > 0).astype(float), chosen)
            show('fitted' + title, kinds, errors, (x @ w + bias > 0).astype(float), chosen)
    wrong = error_at(errors, (held_out > 0).astype(float)) - errors.min(1)
    for i in np.argsort(-wrong * weight)[:12]:
        print('  costly: %-7s %5.2f  %s' % (kinds[i], wrong[i], os.path.basename(paths[i])))
    print('static const double weights[BURNISH_VERDICT_FEATURES] = {\n\t%s\n};' % ', '.join('%.3f' % v for v in w))
    print('static const double bias = %.3f;' % bias)


if __name__ == '__main__':
    main()
