/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The one list of corrections: a new one is a file, its line in meson.build, and
 * its row here.
 */

#include <burnish.h>

#include "caption.h"
#include "clean_alpha.h"
#include "decast.h"
#include "lift.h"
#include "lineart.h"
#include "outline.h"
#include "reframe.h"
#include "seamless.h"
#include "upscale.h"

/* In the order in which the automatic recipe applies them. */
static const struct {
	const char *nickname;
	GType (*get_type)(void);
} corrections[] = {
	{ "decast", burnish_decast_get_type },
	/* A cast darkens what it takes away, and is measured on what is there. */
	{ "lift", burnish_lift_get_type },
	/* The greys of a painted ground are the best witnesses of a cast: it goes after decast. */
	{ "clean_alpha", burnish_clean_alpha_get_type },
	/* What to keep is seen best without a painted ground. */
	{ "reframe", burnish_reframe_get_type },
	/* Last of what is automatic: what comes before works on fewer pixels. */
	{ "upscale", burnish_upscale_get_type },
	/* From here on, on request only. Print needs lines that are drawn in its own size. */
	{ "lineart", burnish_lineart_get_type },
	{ "seamless", burnish_seamless_get_type },
	/* An outline is as wide as the picture is in the end. */
	{ "outline", burnish_outline_get_type },
	/* Written on the finished picture. */
	{ "caption", burnish_caption_get_type },
};

void
burnish_register(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(corrections); i++)
		g_type_ensure(corrections[i].get_type());
}

const char *const *
burnish_corrections(void)
{
	static const char *nicknames[G_N_ELEMENTS(corrections) + 1];

	for (guint i = 0; i < G_N_ELEMENTS(corrections); i++)
		nicknames[i] = corrections[i].nickname;

	return nicknames;
}
