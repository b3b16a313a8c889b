/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A program of somebody else's: made with the installed header alone.
 */

#include <stdio.h>

#include <burnish.h>

int
main(int argc, char **argv)
{
	if (burnish_init(argv[0]))
		return 1;

	VipsImage *in;
	VipsImage *out;
	if (vips_black(&in, 32, 32, "bands", 3, NULL))
		return 1;
	in->Type = VIPS_INTERPRETATION_sRGB;

	BurnishRecipe *recipe = burnish_recipe_new_auto();
	int result = burnish_recipe_apply(recipe, in, &out, NULL);
	if (result == 0) {
		printf("%s %s %d\n", burnish_version(), burnish_corrections()[0], out->Xsize);
		g_object_unref(out);
	}
	burnish_recipe_free(recipe);
	g_object_unref(in);
	burnish_shutdown();

	return result == 0 ? 0 : 1;
}
