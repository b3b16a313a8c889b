#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Train one network of `upscale`.

usage: train.py PAIRS.npz OUT.npz --scale 2 --layers 10 [--steps N] [--hours H] [--start OTHER.npz]

Writes the collapsed network (the moving average of the last steps) to OUT.npz every
few minutes; --start goes on from such a file, or takes from it what fits, adding layers
that pass everything through. L1 loss: squares gain nothing in the mean PSNR of
pictures. Adam, the rate falls with a cosine. On one thread of a CPU a step of a network
of 8 layers takes about 0.05 s. Needs numpy and torch.
"""
import argparse, math, time
import numpy as np
import torch
from network import Network, bicubic

SIDE, BORDER, AVERAGE = 40, 2, 0.999
RATE = 1.2e-3


def save(path, layers):
    arrays = {}
    for i, (weight, bias, slope) in enumerate(layers):
        arrays[f'weight{i}'], arrays[f'bias{i}'] = weight, bias
        if slope is not None:
            arrays[f'slope{i}'] = slope
    np.savez(path, **arrays)


def read(path):
    arrays, layers = np.load(path), []
    while f'weight{len(layers)}' in arrays:
        i = len(layers)
        layers.append((arrays[f'weight{i}'], arrays[f'bias{i}'],
            arrays[f'slope{i}'] if f'slope{i}' in arrays else None))
    return layers


def grown(layers, count):
    """The same function with more layers: the new ones pass everything through."""
    channels = len(layers[0][1])
    identity = np.zeros((channels, channels, 3, 3), np.float32)
    identity[range(channels), range(channels), 1, 1] = 1
    new = identity, np.zeros(channels, np.float32), np.ones(channels, np.float32)
    return layers[:-1] + [new] * (count - len(layers)) + layers[-1:]


class Batches:
    def __init__(self, path, scale, batch, side, seed):
        pairs = np.load(path)
        self.hr, self.lr = pairs['hr'], pairs['half' if scale == 2 else 'quarter']
        self.random = np.random.default_rng(seed)
        # The last hundred are for telling how it goes, not for training.
        self.count = len(self.hr) - 100
        self.scale, self.batch, self.side = scale, batch, min(side, self.lr.shape[1])

    def cut(self, i, y, x, side):
        s = self.scale
        return self.lr[i, y:y + side, x:x + side], self.hr[i, y * s:(y + side) * s, x * s:(x + side) * s]

    def tensors(self, pairs):
        lr, hr = (torch.from_numpy(np.stack(p).astype(np.float32) / 128)[:, None] for p in zip(*pairs))
        return lr, hr - bicubic(lr, self.scale)

    def next(self):
        pairs = []
        for i in self.random.integers(0, self.count, self.batch):
            y, x = self.random.integers(0, self.lr.shape[1] - self.side + 1, 2)
            lr, hr = self.cut(i, y, x, self.side)
            turn, flip = self.random.integers(4), self.random.integers(2)
            pair = [np.rot90(p, turn) for p in (lr, hr)]
            pairs.append([p[:, ::-1] if flip else p for p in pair])
        return self.tensors(pairs)

    def kept_apart(self):
        side = self.lr.shape[1]
        return self.tensors([self.cut(i, 0, 0, side) for i in range(self.count, len(self.hr))])


def loss_of(network, lr, missing):
    border = BORDER * network.scale
    return (network(lr) - missing)[..., border:-border, border:-border].abs().mean()


def gain(network, lr, missing):
    """Mean gain over bicubic, in dB, on patches."""
    cut = slice(4 * network.scale, -4 * network.scale)
    with torch.no_grad():
        error = torch.cat([network(part) for part in lr.split(10)]) - missing
    noise = lambda e: e[..., cut, cut].square().mean((1, 2, 3)) + 0.1
    return (10 * torch.log10(noise(missing) / noise(error))).mean().item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('pairs')
    parser.add_argument('out')
    parser.add_argument('--scale', type=int, default=2)
    parser.add_argument('--channels', type=int, default=16)
    parser.add_argument('--layers', type=int, default=10)
    parser.add_argument('--batch', type=int, default=12)
    parser.add_argument('--steps', type=int, default=60000)
    parser.add_argument('--hours', type=float, default=100)
    parser.add_argument('--rate', type=float, default=RATE)
    parser.add_argument('--start')
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    network = Network(args.scale, args.channels, args.layers)
    average = Network(args.scale, args.channels, args.layers)
    if args.start:
        network.load_collapsed(grown(read(args.start), args.layers + 2))
    average.load_state_dict(network.state_dict())
    batches = Batches(args.pairs, args.scale, args.batch, SIDE, args.seed)
    apart = batches.kept_apart()
    adam = torch.optim.Adam(network.parameters(), args.rate, betas=(0.9, 0.99))

    started = time.time()
    for step in range(args.steps + 1):
        # What is limited first: steps, or time.
        done = max(step / args.steps, (time.time() - started) / (args.hours * 3600))
        if step % 500 == 0 or done >= 1:
            save(args.out, average.collapsed())
            print(f'{step} {done:.3f} {(time.time() - started) / 60:.1f} min: '
                f'{gain(average, *apart):+.3f} dB', flush=True)
        if done >= 1:
            break
        for group in adam.param_groups:
            group['lr'] = args.rate * min(1, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * done) + 0.005)
        adam.zero_grad()
        loss_of(network, *batches.next()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
        with torch.no_grad():
            keep = min(AVERAGE, step / (step + 20))
            for a, b in zip(average.parameters(), network.parameters()):
                a.lerp_(b, 1 - keep)


if __name__ == '__main__':
    main()
