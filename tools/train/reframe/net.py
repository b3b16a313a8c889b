#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Train the network that finds the subject and write src/corrections/reframe/net_weights.c.

net.py --emoji DIR --avatars DIR [--count N] [--epochs N] [--keep FILE]

It learns on compositions only (compositions.py, of what sprites.py names): pictures that are made, so
that it is known where the subject is. No labelled picture goes into it, so that those can tell what it
is worth. Training further on 32 labelled pictures and testing on 8 others, five times, made it worse.

About ten minutes on one core. Needs python3-torch, python3-opencv and python3-pil.
"""
import argparse
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from compositions import CELL, CELLS, SIDE, make_compositions
from sprites import load_grounds, load_sprites

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, '../../../src/corrections/reframe/net_weights.c')
BATCH, RATE, DECAY = 48, 4e-3, 1e-3
# The weight of lettering; the maps of subject and focus have 1.
TEXT = .5


def layer(before, after, kernel=3, stride=1):
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class Net(nn.Module):
    """The layers of net.c, in their order."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([
            layer(6, 12, 3, 2), layer(12, 20, 3, 2), layer(20, 28), layer(28, 40, 3, 2), layer(40, 40), layer(40, 48, 3, 2), layer(48, 48),
            layer(48 + 40, 40, 1), layer(40 + 28, 28, 1), layer(28, 28)])
        self.verdict = nn.Conv2d(28, 3, 1)

    def forward(self, x):
        half, quarter, quarter_again, eighth, eighth_again, sixteenth, sixteenth_again, join_eighth, join_quarter, smooth = self.layers
        fine = quarter_again(quarter(half(x)))
        middle = eighth_again(eighth(fine))
        x = sixteenth_again(sixteenth(middle))
        x = join_eighth(torch.cat([F.interpolate(x, scale_factor=2), middle], 1))
        x = join_quarter(torch.cat([F.interpolate(x, scale_factor=2), fine], 1))
        return self.verdict(smooth(x))


def make_inputs(pixels, sizes):
    """Colours, whether there is picture, and how far across and down."""
    colours = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 128 - 1
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    width, height = (sizes[:, i].astype(np.float32)[:, None, None] for i in (0, 1))
    inside = ((x[None] < width) & (y[None] < height)).astype(np.float32)
    across, down = ((2 * x[None] + 1) / width - 1) * inside, ((2 * y[None] + 1) / height - 1) * inside
    rest = torch.from_numpy(np.stack([inside, across, down], 1).astype(np.float32))
    return torch.cat([colours * rest[:, :1], rest], 1)


def covered(start, end):
    """The share of each cell of an axis between two places, in pixels."""
    edges = np.arange(CELLS + 1) * float(CELL)
    return np.clip(np.minimum(end[..., None], edges[1:]) - np.maximum(start[..., None], edges[:-1]), 0, CELL) / CELL


def cells_of(boxes, sizes):
    width, height = sizes[:, :1].astype(np.float32), sizes[:, 1:].astype(np.float32)
    across = covered(boxes[..., 0] * width, boxes[..., 2] * width)
    down = covered(boxes[..., 1] * height, boxes[..., 3] * height)
    return torch.from_numpy((down[..., :, None] * across[..., None, :]).astype(np.float32))


def mirrored(pixels, sizes, boxes, cells, inside):
    pixels, boxes, cells, inside = pixels.copy(), boxes.copy(), cells.copy(), inside.copy()
    for i in np.where(np.random.rand(len(pixels)) < .5)[0]:
        width = sizes[i, 0]
        pixels[i, :, :width] = pixels[i, :, :width][:, ::-1]
        boxes[i] = boxes[i][:, [2, 1, 0, 3]] * np.array([-1, 1, -1, 1]) + np.array([1, 0, 1, 0])
        if width == SIDE:
            cells[i] = cells[i][:, ::-1]
        else:
            # Its cells do not mirror into cells.
            inside[i] = 0
    return pixels, boxes, cells, inside


def varied(pixels):
    """Another exposure and white, and now and then no colour."""
    n = len(pixels)
    gain = np.random.normal(1, .08, (n, 1, 1, 3)) * np.random.normal(1, .15, (n, 1, 1, 1))
    values = pixels * gain + np.random.normal(0, 8, (n, 1, 1, 1))
    grey = np.random.rand(n) < .1
    values[grey] = values[grey].mean(3, keepdims=True)
    return np.clip(values, 0, 255).astype(np.uint8)


def find_loss(net, pixels, sizes, boxes, cells, text_known):
    said = net(make_inputs(pixels, sizes))
    inside = cells_of(np.tile(np.array([0, 0, 1, 1], np.float32), (len(boxes), 1, 1)), sizes)
    loss = F.binary_cross_entropy_with_logits(said[:, :2], cells_of(boxes, sizes), reduction='none') * inside
    known = inside * torch.from_numpy(text_known)[:, None, None, None]
    text = F.binary_cross_entropy_with_logits(said[:, 2:], torch.from_numpy(cells)[:, None], reduction='none') * known
    return loss.sum() / inside.sum() + TEXT * text.sum() / known.sum()


def train(data, epochs, keep):
    pixels, sizes, boxes, cells = data
    net = Net()
    left_out = 500
    steps = epochs * (len(pixels) - left_out) // BATCH
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps)
    mean = None
    for step in range(steps):
        some = np.random.choice(len(pixels) - left_out, BATCH)
        batch = mirrored(pixels[some], sizes[some], boxes[some], cells[some], np.ones(BATCH, np.float32))
        loss = find_loss(net, varied(batch[0]), sizes[some], *batch[1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        mean = loss.item() if mean is None else .98 * mean + .02 * loss.item()
        if step % 200 == 0:
            print(f'{step} of {steps}: loss {mean:.4f}', flush=True)
    net.eval()
    with torch.no_grad():
        rest = [part[-left_out:] for part in data]
        print(f'left out: loss {find_loss(net, *rest, np.ones(left_out, np.float32)).item():.4f}')
    if keep:
        torch.save(net.state_dict(), keep)
    return net


def folded(block):
    """Weights and bias of a layer with its normalization in it."""
    if isinstance(block, nn.Conv2d):
        return block.weight, block.bias
    conv, norm = block[0], block[1]
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return conv.weight * gain[:, None, None, None], norm.bias - norm.running_mean * gain


def write(net):
    steps, scales, biases = [], [], []
    for block in list(net.layers) + [net.verdict]:
        weight, bias = (part.detach().numpy() for part in folded(block))
        scale = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1), 1e-9) / 127
        # By row and column of the kernel, input, output.
        steps.append(np.rint(weight / scale[:, None, None, None]).astype(int).transpose(2, 3, 1, 0).ravel())
        scales.append(scale)
        biases.append(bias)

    def put(out, head, numbers, form, each):
        out.write(f'\n{head}[] = {{\n')
        out.write(',\n'.join('\t' + ', '.join(map(form, numbers[i:i + each])) for i in range(0, len(numbers), each)) + '\n};\n')

    with open(OUT, 'w') as out:
        out.write('/* SPDX-License-Identifier: LGPL-2.1-or-later */\n\n'
                  '/* Written by tools/train/reframe/net.py; do not edit. */\n\n#include "net.h"\n')
        put(out, 'const gint8 burnish_net_weights', np.concatenate(steps), str, 250)
        put(out, 'const float burnish_net_scales', np.concatenate(scales), lambda v: f'{v:.7g}F', 16)
        put(out, 'const float burnish_net_biases', np.concatenate(biases), lambda v: f'{v:.7g}F', 16)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--emoji', required=True)
    parser.add_argument('--avatars', required=True)
    parser.add_argument('--count', type=int, default=40000)
    parser.add_argument('--epochs', type=int, default=3)
    parser.add_argument('--keep')
    args = parser.parse_args()

    random.seed(1)
    np.random.seed(1)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    write(train(make_compositions(load_sprites(args.emoji, args.avatars), load_grounds(), args.count), args.epochs, args.keep))


if __name__ == '__main__':
    main()
