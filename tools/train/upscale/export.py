#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Write trained networks as the table that is compiled into the library, or read it back.

usage: export.py NAME=FILE.npz ... > src/corrections/upscale/weights.c
       export.py --back weights.c NAME FILE.npz

Names are those of weights.h: fast2, fine2, fine4, ... Values are rounded to half
floats, in the order in which the kernels read them: row, column, input, output. Given
FILE.npz that --back wrote, train.py --start goes on where the table stopped.
"""
import re
import sys
import numpy as np
from train import read, save


def scale_of(layers):
    return int(round(len(layers[-1][1]) ** 0.5))


def flat(layers):
    parts = []
    for weight, bias, slope in layers:
        parts += [weight.transpose(2, 3, 1, 0).ravel(), bias] + ([] if slope is None else [slope])
    return np.concatenate(parts).astype(np.float16)


def unflat(values, scale, layers, channels=16):
    shapes = [(5, 5, 1, channels)] + [(3, 3, channels, channels)] * layers + [(3, 3, channels, scale * scale)]
    result = []
    for i, shape in enumerate(shapes):
        take = lambda count: (values[:count], values[count:])
        weight, values = take(int(np.prod(shape)))
        bias, values = take(shape[3])
        slope = None
        if i < len(shapes) - 1:
            slope, values = take(shape[3])
        result.append((weight.reshape(shape).transpose(3, 2, 0, 1).copy(), bias, slope))
    return result


def back(path, name, out):
    text = open(path).read()
    values = re.search(r'values_%s\[\] = \{(.*?)\}' % name, text, re.S).group(1)
    values = np.array([int(v, 16) for v in values.replace(',', ' ').split()], np.uint16).view(np.float16)
    scale, layers = re.search(r'"%s", (\d+), (\d+),' % name, text).groups()
    save(out, unflat(values.astype(np.float32), int(scale), int(layers)))


def main():
    if sys.argv[1] == '--back':
        back(*sys.argv[2:])
        return
    print('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n')
    print('/* What the networks have learned, as half floats; written by')
    print(' * tools/train/upscale/export.py. Not to be edited.\n */\n')
    print('#include "weights.h"\n\n/* clang-format off */')
    rows = []
    for argument in sys.argv[1:]:
        name, path = argument.split('=')
        layers = read(path)
        words = ['0x%04x' % v for v in flat(layers).view(np.uint16)]
        print('\nstatic const guint16 values_%s[] = {' % name)
        for i in range(0, len(words), 160):
            print('\t' + ','.join(words[i:i + 160]) + ',')
        print('};')
        rows.append('\t{ "%s", %d, %d, values_%s, G_N_ELEMENTS(values_%s) },'
            % (name, scale_of(layers), len(layers) - 2, name, name))
    print('\nconst BurnishWeights burnish_weights[] = {\n%s\n\t{ NULL },\n};' % '\n'.join(rows))


if __name__ == '__main__':
    main()
