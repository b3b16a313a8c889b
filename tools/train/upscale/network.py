# SPDX-License-Identifier: LGPL-2.1-or-later
"""The networks of `upscale`, for training.

A chain of convolutions on luma at the size of the input, 5 x 5, then 3 x 3, with a
PReLU after each but the last; the first feature maps are added again before the last
convolution, which gives the pixels of a block of scale x scale: what bicubic (a =
-0.5) misses. While training, every convolution is the product of a wide one and a
1 x 1 one, plus the identity where the shape allows it (Bhardwaj et al., "Collapsible
linear blocks for super-efficient super resolution", 2022); collapsed() gives the
plain convolutions that are compiled into the library.
"""
import math
import torch
from torch import nn
from torch.nn import functional as F

WIDE = 64


class Block(nn.Module):
    def __init__(self, inputs, outputs, side, slope=True):
        super().__init__()
        self.wide = nn.Parameter(torch.randn(WIDE, inputs * side * side) / math.sqrt(inputs * side * side))
        self.narrow = nn.Parameter(torch.randn(outputs, WIDE) * (0.5 / math.sqrt(WIDE)))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.slope = nn.Parameter(torch.full((outputs,), 0.25)) if slope else None
        self.shape = outputs, inputs, side, side
        identity = torch.zeros(self.shape)
        if inputs == outputs and slope:
            for i in range(inputs):
                identity[i, i, side // 2, side // 2] = 1
        self.register_buffer('identity', identity, persistent=False)

    def weight(self):
        return (self.narrow @ self.wide).view(self.shape) + self.identity

    def set_weight(self, weight):
        """Make the block give `weight` at once, whatever its wide part is."""
        with torch.no_grad():
            wanted = (weight - self.identity).reshape(self.shape[0], -1)
            missing = wanted - self.narrow @ self.wide
            u, s, v = torch.linalg.svd(missing, full_matrices=False)
            # Spare directions of the wide part, those of the smallest effect.
            order = torch.argsort(self.narrow.norm(dim=0) * self.wide.norm(dim=1))[:len(s)]
            missing = wanted - self.narrow @ self.wide + self.narrow[:, order] @ self.wide[order]
            u, s, v = torch.linalg.svd(missing, full_matrices=False)
            self.narrow[:, order] = u * s.sqrt()
            self.wide[order] = s.sqrt()[:, None] * v

    def forward(self, x):
        x = F.conv2d(x, self.weight(), self.bias, padding=self.shape[2] // 2)
        return x if self.slope is None else F.prelu(x, self.slope)


class Network(nn.Module):
    def __init__(self, scale, channels, layers):
        super().__init__()
        self.scale = scale
        self.blocks = nn.ModuleList([Block(1, channels, 5)]
            + [Block(channels, channels, 3) for _ in range(layers)]
            + [Block(channels, scale * scale, 3, slope=False)])
        with torch.no_grad():
            self.blocks[-1].narrow.mul_(0.1)

    def forward(self, luma):
        """Luma in code values, one channel, to what bicubic misses, in code values."""
        x = first = self.blocks[0](luma / 255 - 0.5)
        for block in self.blocks[1:-1]:
            x = block(x)
        return F.pixel_shuffle(self.blocks[-1](x + first), self.scale) * 255

    def collapsed(self):
        """[(weight, bias, slope or None)], as numpy arrays."""
        array = lambda t: None if t is None else t.detach().numpy().copy()
        return [(array(b.weight()), array(b.bias), array(b.slope)) for b in self.blocks]

    def load_collapsed(self, layers):
        """Start from the plain convolutions of another network, as far as they fit."""
        for block, (weight, bias, slope) in zip(self.blocks, layers):
            if tuple(weight.shape) == block.shape:
                block.set_weight(torch.from_numpy(weight))
                with torch.no_grad():
                    block.bias.copy_(torch.from_numpy(bias))
                    if slope is not None:
                        block.slope.copy_(torch.from_numpy(slope))


def bicubic(luma, scale):
    """Exact enlargement with the cubic of a = -0.5; pixel centres stay registered."""
    def cubic(t):
        t = abs(t)
        return 1.5 * t ** 3 - 2.5 * t * t + 1 if t < 1 else \
            -0.5 * t ** 3 + 2.5 * t * t - 4 * t + 2 if t < 2 else 0
    taps = torch.tensor([[cubic(k - ((p + 0.5) / scale - 0.5)) for k in range(-2, 3)] for p in range(scale)])
    kernels = torch.einsum('ai,bj->abij', taps, taps).reshape(scale * scale, 1, 5, 5)
    return F.pixel_shuffle(F.conv2d(F.pad(luma, (2, 2, 2, 2), 'replicate'), kernels), scale)
