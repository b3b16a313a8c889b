#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Try other constants for decast's estimate (src/corrections/ridge.c), one at a time.

usage: tune.py MEASURE [GENERATED]     arguments as for fit.py

Prints the mean error of known casts when all that was found is taken out. What is best
is a broad hill; steps of less than 2 % are not worth a change.
"""
import sys
import tempfile

import data
from fit import measure

VALUES = {
    'blur': (0.8, 1.0, 1.2, 1.6, 2.2),
    'nothing': (0.05, 0.1, 0.2),
    'share-limit': (0.15, 0.25, 0.5),
    'share-power': (0.6, 1.0, 1.5, 2.0),
    'sharpness': (7, 14, 28, 40),
    'follow': (0.05, 0.15, 0.3),
    'apart': (0.15, 0.3, 0.5, 100),
}


def main():
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as scratch:
        cases = [case for case in data.cases(scratch, folder) if case[0] in ('tinted', 'dim')]
        print('as it is: %.3f' % measure(sys.argv[1], cases)[1][:, -1].mean())
        for name, values in VALUES.items():
            for value in values:
                constant = '%s=%g' % (name, value)
                print('%s: %.3f' % (constant, measure(sys.argv[1], cases, constant)[1][:, -1].mean()))


if __name__ == '__main__':
    main()
