/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_REFRAME_FACES_H
#define BURNISH_REFRAME_FACES_H

#include "look.h"

/* A head, of a person, a figure or an animal, photographed or drawn. */
typedef struct {
	/* In pixels of the proxy. */
	BurnishBox box;
	/* Log odds; above 0 rather a head than not. */
	double score;
} BurnishHead;

/* What may be heads: an array of BurnishHead, best first. Free with
 * g_array_unref(). */
GArray *burnish_faces_find(const BurnishLook *look);

#define BURNISH_TREE_DEPTH 3
#define BURNISH_TREE_NODES ((1 << BURNISH_TREE_DEPTH) - 1)

/* A node of a tree is a feature and what it must exceed to go right; the nodes below
 * node n are 2n + 1 and 2n + 2. */
typedef struct {
	guint16 feature[BURNISH_TREE_NODES];
	float threshold[BURNISH_TREE_NODES];
	float leaf[BURNISH_TREE_NODES + 1];
	/* The lowest sum, this tree included, with which a head goes on. */
	float floor;
} BurnishTree;

extern const BurnishTree burnish_face_trees[];
extern const int burnish_face_tree_count;
extern const float burnish_face_bias;

#endif /*BURNISH_REFRAME_FACES_H*/
