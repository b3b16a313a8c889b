/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ENUMERATION_H
#define BURNISH_ENUMERATION_H

#include "object.h"

/* The function that gives the type of the choices in `table`, which is registered once.
 * `type_of` is GType or static GType. */
#define BURNISH_ENUM(type_of, function, name, table) \
	type_of \
	function(void) \
	{ \
		static GType type = 0; \
\
		if (g_once_init_enter(&type)) \
			g_once_init_leave(&type, burnish_enum_register(name, table)); \
\
		return type; \
	}

#endif /*BURNISH_ENUMERATION_H*/
