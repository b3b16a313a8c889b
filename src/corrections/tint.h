/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TINT_H
#define BURNISH_TINT_H

/* A colour cast as a model: what greys look like under it.
 *
 * A grey of level v (gamma-coded sRGB, 0..1) becomes
 *
 *     R = red_gain * v ^ red_gamma,  G = v,  B = blue_gain * v ^ blue_gamma
 *
 * The gains shift the white point, as light of another colour does; the gammas
 * tint middle tones and leave black and white alone, as a processing step does.
 * Green is the reference: a cast is known only up to its lightness.
 */
typedef struct {
	double red_gain;
	double red_gamma;
	double blue_gain;
	double blue_gamma;
} BurnishTint;

/* What is beyond is no tint that a picture could have, for each of the four. */
#define BURNISH_TINT_MIN 0.2
#define BURNISH_TINT_MAX 5.0

/* No cast. */
extern const BurnishTint burnish_tint_none;

/* The colour of a tinted grey, gamma-coded sRGB, not clipped. */
void burnish_tint_grey(const BurnishTint *tint, double level, double rgb[3]);

/* A fraction of a tint, 0 none, 1 all of it. */
void burnish_tint_scale(const BurnishTint *tint, double amount, BurnishTint *scaled);

/* The tint that, taken out of a picture with tint `from`, leaves it with `to`. */
void burnish_tint_between(const BurnishTint *from, const BurnishTint *to, BurnishTint *between);

/* What a tint does, prepared to be undone: for each luminance the white of the
 * tinted greys. */
#define BURNISH_TINT_STEPS 256

typedef struct {
	/* Luminance of tinted greys, rising, and of the greys they were. */
	double tinted[BURNISH_TINT_STEPS];
	double plain[BURNISH_TINT_STEPS];

	/* The factors of the three cone responses at each. */
	double factors[BURNISH_TINT_STEPS][3];
} BurnishAdaptation;

void burnish_adaptation_init(BurnishAdaptation *adaptation, const BurnishTint *tint);

/* A BurnishColourMap: adapt a colour from the tint to none. `data` is a
 * BurnishAdaptation. Tinted greys become the greys that they were; all other
 * colours are adapted by the Bradford transform with the white of their own
 * luminance. */
void burnish_adaptation_map(const double in[3], double out[3], const void *data);

#endif /*BURNISH_TINT_H*/
