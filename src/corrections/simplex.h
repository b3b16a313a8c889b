/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_SIMPLEX_H
#define BURNISH_SIMPLEX_H

/* The parameters of what we search for. */
#define BURNISH_SIMPLEX_SIZE 4

typedef double (*BurnishCost)(const double x[BURNISH_SIMPLEX_SIZE], void *data);

/* Move `x` to a minimum near it by the method of Nelder and Mead (Computer Journal
 * 7, 1965); `reach` is the size of the first steps. Returns the cost there. */
double burnish_simplex_minimise(double x[BURNISH_SIMPLEX_SIZE], double reach,
	BurnishCost cost, void *data);

#endif /*BURNISH_SIMPLEX_H*/
