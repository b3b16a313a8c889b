/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INTERRUPT_H
#define BURNISH_INTERRUPT_H

#include <burnish.h>

/* Whether burnish_interrupt() was called: whoever waits or works for long stops
 * then, with an error. */
gboolean burnish_interrupted(void);

#endif /*BURNISH_INTERRUPT_H*/
