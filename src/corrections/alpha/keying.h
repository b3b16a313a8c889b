/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_KEYING_H
#define BURNISH_KEYING_H

#include "cleaning.h"
#include "matte.h"

/* Find the ground that an opaque picture is painted on and turn it into alpha,
 * with the colours freed from it. Says in `cleaning` what was found and done;
 * the matte is as it was where that is nothing. */
void burnish_keying_run(BurnishMatte *matte, const BurnishCleaningOptions *options,
	BurnishCleaning *cleaning);

#endif /*BURNISH_KEYING_H*/
