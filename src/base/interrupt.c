/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <signal.h>

#include "interrupt.h"

static volatile sig_atomic_t interrupted = 0;

void
burnish_interrupt(void)
{
	interrupted = 1;
}

gboolean
burnish_interrupted(void)
{
	return interrupted;
}
