# SPDX-License-Identifier: LGPL-2.1-or-later
"""The pictures that decast's constants are fitted on, and the casts put on them.

Photographs and drawings from Debian's gnome-backgrounds, plasma-workspace-wallpapers,
mate-backgrounds, lomiri-wallpapers-16.04, mypaint-data-extras, python3-skimage and
python3-sklearn, and, where a folder of them is given, generated pictures. Labels were
given by eye, before any figure was known:

neutral  greys are grey: known casts are put on, and nothing should be done without
warm     warm or coloured on purpose: nothing should be done
cool     cold or coloured otherwise, without a cast: nothing should be done
cast     generated with a cast: all of it should go
"""
import glob
import os
import zlib

import numpy as np
from PIL import Image


PUBLIC = {
    '/usr/lib/python3/dist-packages/skimage/data/astronaut.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/brick.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/chelsea.png': 'warm',
    '/usr/lib/python3/dist-packages/skimage/data/coffee.png': 'warm',
    '/usr/lib/python3/dist-packages/skimage/data/coins.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/grass.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/gravel.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/hubble_deep_field.jpg': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/logo.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/motorcycle_right.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/page.png': 'neutral',
    '/usr/lib/python3/dist-packages/skimage/data/retina.jpg': 'warm',
    '/usr/lib/python3/dist-packages/sklearn/datasets/images/china.jpg': 'neutral',
    '/usr/lib/python3/dist-packages/sklearn/datasets/images/flower.jpg': 'warm',
    '/usr/share/backgrounds/2004default.jpg': 'cool',
    '/usr/share/backgrounds/Bridge_by_Sander_Klootwijk.jpg': 'cool',
    '/usr/share/backgrounds/Dragonfly_by_Bolly.jpg': 'warm',
    '/usr/share/backgrounds/Infinite-Sea_by_Aury88.jpg': 'cool',
    '/usr/share/backgrounds/Kleiber_by_Lukas_Baubkus.jpg': 'neutral',
    '/usr/share/backgrounds/Picture_0B_by_freespace.jpg': 'neutral',
    '/usr/share/backgrounds/Wine_by_Jakkub_Mede.jpg': 'warm',
    '/usr/share/backgrounds/aitzgorri_by_Aitzol_Berasategi.jpg': 'warm',
    '/usr/share/backgrounds/city.png': 'cool',
    '/usr/share/backgrounds/firstgeneration.jpg': 'cool',
    '/usr/share/backgrounds/focal-ubuntukylin.png': 'cool',
    '/usr/share/backgrounds/free_by_Peter_Nerlich.jpg': 'neutral',
    '/usr/share/backgrounds/friends_by_Aitzol_Berasategi.jpg': 'neutral',
    '/usr/share/backgrounds/gnome/adwaita-d.webp': 'cool',
    '/usr/share/backgrounds/gnome/adwaita-l.webp': 'cool',
    '/usr/share/backgrounds/gnome/grid-d.webp': 'cool',
    '/usr/share/backgrounds/gnome/grid-l.webp': 'warm',
    '/usr/share/backgrounds/gnome/licorice-l.webp': 'neutral',
    '/usr/share/backgrounds/gnome/pixels-l.webp': 'warm',
    '/usr/share/backgrounds/gnome/symbolic-d.webp': 'cool',
    '/usr/share/backgrounds/gnome/symbolic-l.webp': 'cool',
    '/usr/share/backgrounds/gnome/truchet-d.webp': 'cool',
    '/usr/share/backgrounds/gnome/truchet-l.webp': 'warm',
    '/usr/share/backgrounds/gnome/wood-d.webp': 'warm',
    '/usr/share/backgrounds/gnome/wood-l.webp': 'warm',
    '/usr/share/backgrounds/goldfish.png': 'cool',
    '/usr/share/backgrounds/greentock_by_Peter_Nerlich.jpg': 'neutral',
    '/usr/share/backgrounds/life_by_Aitzol_Berasategi.jpg': 'neutral',
    '/usr/share/backgrounds/mate/abstract/Elephants.jpg': 'cool',
    '/usr/share/backgrounds/mate/desktop/Float-into-MATE.png': 'cool',
    '/usr/share/backgrounds/mate/desktop/GreenTraditional.jpg': 'neutral',
    '/usr/share/backgrounds/mate/desktop/MATE-Stripes-Dark.png': 'neutral',
    '/usr/share/backgrounds/mate/desktop/Stripes.png': 'neutral',
    '/usr/share/backgrounds/mate/desktop/Ubuntu-Mate-Cold-no-logo.png': 'cool',
    '/usr/share/backgrounds/mate/desktop/Ubuntu-Mate-Radioactive-no-logo.png': 'cool',
    '/usr/share/backgrounds/mate/desktop/Ubuntu-Mate-Warm-no-logo.png': 'warm',
    '/usr/share/backgrounds/mate/nature/Aqua.jpg': 'cool',
    '/usr/share/backgrounds/mate/nature/Blinds.jpg': 'cool',
    '/usr/share/backgrounds/mate/nature/Dune.jpg': 'warm',
    '/usr/share/backgrounds/mate/nature/FreshFlower.jpg': 'warm',
    '/usr/share/backgrounds/mate/nature/Garden.jpg': 'warm',
    '/usr/share/backgrounds/mate/nature/GreenMeadow.jpg': 'cool',
    '/usr/share/backgrounds/mate/nature/RainDrops.jpg': 'cool',
    '/usr/share/backgrounds/mate/nature/Storm.jpg': 'cool',
    '/usr/share/backgrounds/mate/nature/YellowFlower.jpg': 'warm',
    '/usr/share/backgrounds/picosdeeuropa_by_Aitzol_Berasategi.jpg': 'neutral',
    '/usr/share/backgrounds/rhythm.jpg': 'cool',
    '/usr/share/backgrounds/rollpaper.png': 'cool',
    '/usr/share/backgrounds/seeding_by_Clements_Engelhardt.jpg': 'warm',
    '/usr/share/backgrounds/string.jpg': 'cool',
    '/usr/share/backgrounds/sunset_by_Aitzol_Berasategi.jpg': 'warm',
    '/usr/share/backgrounds/sway/Sway_Wallpaper_Blue_1136x640.png': 'cool',
    '/usr/share/backgrounds/the-mouse.jpg': 'cool',
    '/usr/share/backgrounds/umang_by_Abhishek_Mudgal.jpg': 'cool',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_a_1.png': 'cool',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_a_2.png': 'cool',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_c_3.png': 'warm',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_e_1.png': 'warm',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_e_2.png': 'cool',
    '/usr/share/mypaint/backgrounds/mrmamurk/mamurk_f_1.png': 'warm',
    '/usr/share/mypaint/backgrounds/ramon/HR_Canvas 01.png': 'warm',
    '/usr/share/mypaint/backgrounds/ramon/HR_Canvas 02.png': 'neutral',
    '/usr/share/mypaint/backgrounds/ramon/HR_Cork.png': 'warm',
    '/usr/share/mypaint/backgrounds/ramon/HR_DecoPaper.png': 'warm',
    '/usr/share/mypaint/backgrounds/ramon/HR_PastelPaper 01.png': 'cool',
    '/usr/share/mypaint/backgrounds/ramon/HR_RoughPaper.png': 'warm',
    '/usr/share/mypaint/backgrounds/ramon/HR_SketchPaper.png': 'warm',
    '/usr/share/wallpapers/Altai/contents/images/1080x1920.png': 'cool',
    '/usr/share/wallpapers/Altai/contents/images/5120x2880.png': 'cool',
    '/usr/share/wallpapers/Autumn/contents/images/2560x1600.jpg': 'warm',
    '/usr/share/wallpapers/BytheWater/contents/images/2560x1600.jpg': 'cool',
    '/usr/share/wallpapers/Canopee/contents/images/3840x2160.png': 'cool',
    '/usr/share/wallpapers/Cascade/contents/images/3840x2160.png': 'cool',
    '/usr/share/wallpapers/ColdRipple/contents/images/2560x1600.jpg': 'neutral',
    '/usr/share/wallpapers/DarkestHour/contents/images/2560x1600.jpg': 'cool',
    '/usr/share/wallpapers/Elarun/contents/images/2560x1600.png': 'cool',
    '/usr/share/wallpapers/FallenLeaf/contents/images/2560x1600.jpg': 'warm',
    '/usr/share/wallpapers/Flow/contents/images_dark/5120x2880.jpg': 'neutral',
    '/usr/share/wallpapers/FlyingKonqui/contents/images/2560x1600.png': 'cool',
    '/usr/share/wallpapers/Grey/contents/images/2560x1600.jpg': 'neutral',
    '/usr/share/wallpapers/IceCold/contents/images/5120x2880.png': 'cool',
    '/usr/share/wallpapers/Kite/contents/images/2560x1600.jpg': 'cool',
    '/usr/share/wallpapers/Kokkini/contents/images/3840x2160.png': 'cool',
    '/usr/share/wallpapers/MilkyWay/contents/images/5120x2880.png': 'cool',
    '/usr/share/wallpapers/PastelHills/contents/images/3200x2000.jpg': 'warm',
    '/usr/share/wallpapers/Patak/contents/images/1080x1920.png': 'cool',
    '/usr/share/wallpapers/Patak/contents/images/5120x2880.png': 'cool',
    '/usr/share/wallpapers/SafeLanding/contents/images/1622x2880.jpg': 'warm',
    '/usr/share/wallpapers/SafeLanding/contents/images/5120x2880.jpg': 'warm',
    '/usr/share/wallpapers/Shell/contents/images/5120x2880.jpg': 'cool',
    '/usr/share/wallpapers/summer_1am/contents/images/2560x1600.jpg': 'cool',
}

GENERATED = {
    'cases_100_creative-ad-real-object-hand-drawn-doodle.png': 'neutral',
    'cases_15_example_gpt_involution_poster.png': 'warm',
    'cases_17_retro_crt_computer_boot_screen.png': 'cool',
    'cases_19_country_diorama_in_toy_box.png': 'warm',
    'cases_28_example_flat_sticker_pearl_earring.png': 'neutral',
    'cases_31_example_naruto_stickers.png': 'cast',
    'cases_34_example_hand_drawn_infographic_cognition.png': 'warm',
    'cases_3_example_vintage_poster.png': 'warm',
    'cases_49_example_fashion_design_cover.png': 'cast',
    'cases_51_example_passport_stamp_rome.png': 'warm',
    'cases_61_example_fake_tweet_einstein.png': 'cast',
    'cases_62_example_enamel_pins_einstein.png': 'cast',
    'cases_64_example_steampunk_fish.jpg': 'warm',
    'cases_68_example_trading_card_logo_tesla.png': 'cool',
    'cases_69_example_silhouette_art.png': 'warm',
    'cases_72_gold_pendant_necklace.png': 'warm',
    'cases_73_example_keychain_chibi.png': 'cast',
    'cases_77_example_crystal_ball_chang_e.png': 'warm',
    'cases_78_example_retexture_glass_phone.png': 'neutral',
    'cases_81_example.png': 'neutral',
    'cases_85_case.png': 'cast',
    'cases_90_case.png': 'cast',
    'cases_91_case.png': 'warm',
    'cases_94_three_animals_selfie_at_landmark.png': 'warm',
    'cases_97_cute_cozy_knitted_doll.png': 'warm',
    'cases_98_blurred-silhouette-frosted-glass.png': 'neutral',
}

SIZE = 320
SHAPES = ('white', 'slope', 'both', 'light', 'even')

# CIE XYZ of sRGB (IEC 61966-2-1), D65.
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375],
                   [0.2126729, 0.7151522, 0.0721750],
                   [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ.sum(1)


def decode(v):
    return np.where(v <= 0.04045, v / 12.92, ((np.maximum(v, 0) + 0.055) / 1.055) ** 2.4)


def encode(v):
    v = np.clip(v, 0, 1)
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * v ** (1 / 2.4) - 0.055)


def to_lab(rgb):
    t = decode(rgb) @ TO_XYZ.T / WHITE
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def from_lab(lab):
    fy = (lab[..., 0] + 16) / 116
    f = np.stack([fy + lab[..., 1] / 500, fy, fy - lab[..., 2] / 200], -1)
    t = np.where(f ** 3 > 216 / 24389, f ** 3, (116 * f - 16) * 27 / 24389)
    return encode((t * WHITE) @ np.linalg.inv(TO_XYZ).T)


def put_cast(rgb, shape, strength, red):
    """A warm cast on gamma-coded sRGB of 0..1. strength 1: as strong as generated
    pictures have it; red: how far red follows blue, about 1."""
    s = strength
    if shape == 'white':
        return encode(decode(rgb) * np.array([1, 1 - 0.055 * s * red, 1 - 0.26 * s]))
    if shape == 'slope':
        return rgb ** np.array([1 - 0.11 * s * red, 1, 1 + 0.26 * s])
    if shape == 'both':
        return rgb ** np.array([1 - 0.06 * s * red, 1, 1 + 0.15 * s]) * np.array([1, 1 - 0.012 * s, 1 - 0.06 * s])
    lab = to_lab(rgb)
    L = lab[..., 0]
    if shape == 'light':
        lab = lab + np.stack([0 * L, 1.2 * s * red * (L / 100) ** 1.5, 13 * s * (L / 100) ** 1.5], -1)
    else:
        weight = np.minimum(1, L / 25) * np.minimum(1, (100 - L) / 9 + 0.35)
        lab = lab + np.stack([0 * L, 1.8 * s * red * weight, 10 * s * weight], -1)
    return from_lab(lab)


def is_on_white(rgb):
    """Drawings and print: a third of the picture is one light grey."""
    lab = to_lab(rgb)
    return np.mean((lab[..., 0] > 90) & (np.hypot(lab[..., 1], lab[..., 2]) < 4)) > 1 / 3


def paper_colour(rng):
    """Cream and parchment: more yellow than casts make white, and never as light."""
    light = rng.uniform(0.90, 0.97)
    return from_lab(np.array([rng.uniform(86, 93), rng.uniform(-0.5, 3), rng.uniform(11.5, 20)])) * light / 0.95


def light_a_candle(rgb, rng):
    """The picture at night, by a warm light in it that soon is lost in the dark."""
    y, x = np.mgrid[0:1:rgb.shape[0] * 1j, 0:1:rgb.shape[1] * 1j]
    away = np.hypot(x - rng.uniform(0.3, 0.7), y - rng.uniform(0.3, 0.7))
    light = np.array([1, rng.uniform(0.38, 0.5), rng.uniform(0.08, 0.18)])
    return encode(decode(rgb) * light * np.exp(-rng.uniform(5, 8) * away)[..., None] + 0.002 * light)


def read(path):
    image = Image.open(path).convert('RGBA')
    ground = Image.new('RGBA', image.size, 'white')
    ground.alpha_composite(image)
    image = ground.convert('RGB')
    image.thumbnail((SIZE, SIZE), Image.LANCZOS)
    return np.asarray(image) / 255


def write(path, rgb):
    Image.fromarray(np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8)).save(path, compress_level=1)
    return path


def pictures(generated):
    """Path and label of every picture that is there."""
    for path, label in PUBLIC.items():
        for found in sorted(glob.glob(glob.escape(path))):
            yield found, label
    for name, label in GENERATED.items():
        path = os.path.join(generated or '', name)
        if generated and os.path.exists(path):
            yield path, label


def cases(folder, generated):
    """Write what is to be measured; yields kind, picture, wanted and given file."""
    for number, (path, label) in enumerate(pictures(generated)):
        rng = np.random.default_rng(zlib.crc32(os.path.basename(path).encode()))
        name = os.path.join(folder, '%03d' % number)
        rgb = read(path)
        plain = write(name + '.png', rgb)
        if label != 'neutral':
            yield label, path, '-' if label == 'cast' else plain, plain
            continue
        yield 'plain', path, plain, plain
        # Darker lights too: not every white is as light as can be.
        dim = rgb * rng.uniform(0.90, 0.96)
        dim_file = write(name + '-dim.png', dim)
        for shape in SHAPES:
            for level in (0.45, 1.0):
                given = put_cast(rgb, shape, level * rng.uniform(0.85, 1.15), rng.uniform(0.85, 1.15))
                yield 'tinted', path, plain, write('%s-%s-%g.png' % (name, shape, level), given)
            given = put_cast(dim, shape, rng.uniform(0.25, 0.75), rng.uniform(0.85, 1.15))
            yield 'dim', path, dim_file, write('%s-%s-dim.png' % (name, shape), given)
        night = write(name + '-night.png', light_a_candle(rgb, rng))
        yield 'warm', path, night, night
        for i in range(2 if is_on_white(rgb) else 0):
            paper = write('%s-paper-%d.png' % (name, i), rgb * paper_colour(rng))
            yield 'warm', path, paper, paper
