/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_TEXTURE_H
#define BURNISH_TEXTURE_H

#include "../alpha/matte.h"

/* A texture: red, green, blue, each times alpha, and alpha, 0 to 255. */
#define BURNISH_TEXTURE_BANDS 4

typedef struct {
	int width;
	int height;
	float *data;
} BurnishTexture;

BurnishTexture *burnish_texture_new(const BurnishMatte *matte);
void burnish_texture_free(BurnishTexture *texture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishTexture, burnish_texture_free)

/* Put it back. */
void burnish_texture_to_matte(const BurnishTexture *texture, BurnishMatte *matte);

/* Rows become columns. */
BurnishTexture *burnish_texture_transpose(const BurnishTexture *texture);

/* How much more the left and the right edge differ, where they meet in a tiling, than
 * columns inside differ: 1 for no more. *limit is what the widest steps inside reach. */
double burnish_texture_seam(const BurnishTexture *texture, double *limit);

/* Take off so much, 0 to 1, of the light that changes slowly across it, and of that which
 * changes slowly down it. */
void burnish_texture_flatten(BurnishTexture *texture, double strength, gboolean across, gboolean down);

/* Make the left edge go on from the right one. At least BURNISH_TEXTURE_LEAST wide. */
#define BURNISH_TEXTURE_LEAST 32
void burnish_texture_close(BurnishTexture *texture);

#endif /*BURNISH_TEXTURE_H*/
