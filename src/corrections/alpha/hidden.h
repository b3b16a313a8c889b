/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_HIDDEN_H
#define BURNISH_HIDDEN_H

#include "matte.h"

/* Colour under zero alpha: unseen until somebody scales the picture or puts it on a
 * model. */

/* The share, 0 to 1, of the clear pixels whose colour is neither that of most
 * of them nor that of what they border on. */
double burnish_hidden_garbage(const BurnishMatte *matte);

/* Carry the colours of the edge `reach` pixels into what is clear; beyond, all is
 * 0. */
void burnish_hidden_bleed(BurnishMatte *matte, int reach);

#endif /*BURNISH_HIDDEN_H*/
