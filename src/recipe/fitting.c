/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a paper to steps: `reframe` gives the picture its shape, with the subject in it,
 * and `upscale` its pixels. Which pixels these are is known once the picture is, so a
 * recipe is completed when its first steps have run. What is left to do when all have, a
 * pixel of rounding or what a recipe wanted otherwise, is up to the page.
 */

#include <string.h>

#include "../base/argument.h"
#include "../base/object.h"
#include "../corrections/correction.h"
#include "../corrections/reframe.h"
#include "../image/page.h"
#include "fitting.h"
#include "step.h"

#define RESHAPE "reframe"
#define ENLARGE "upscale"

/* Of both. */
#define INERT "measure-only"

/* -1 for what is no correction. */
static int
rank(const char *nickname)
{
	const char *const *corrections = burnish_corrections();

	for (int i = 0; corrections[i]; i++)
		if (g_str_equal(corrections[i], nickname))
			return i;

	return -1;
}

static int
find(const BurnishRecipe *recipe, const char *nickname)
{
	for (guint i = 0; i < recipe->steps->len; i++)
		if (g_str_equal(burnish_step_nickname(recipe->steps->pdata[i]), nickname))
			return i;

	return -1;
}

/* Where a step is, or, at `from` or behind it, would be: before the first that the
 * automatic recipe has after it. */
static guint
find_place(const BurnishRecipe *recipe, const char *nickname, guint from)
{
	int found = find(recipe, nickname);
	int ours = rank(nickname);

	if (found >= 0)
		return found;
	while (from < recipe->steps->len && rank(burnish_step_nickname(recipe->steps->pdata[from])) <= ours)
		from++;

	return from;
}

guint
burnish_fitting_place(const BurnishRecipe *recipe)
{
	guint reshape = find_place(recipe, RESHAPE, 0);

	return MIN(reshape, find_place(recipe, ENLARGE, reshape));
}

static VipsOperation *
ensure(BurnishRecipe *recipe, const char *nickname, guint place)
{
	if (find(recipe, nickname) < 0)
		g_ptr_array_insert(recipe->steps, place, burnish_step_new(nickname));

	return recipe->steps->pdata[place];
}

/* Whether a step has its own idea of the size, or is not to change anything. */
static gboolean
is_settled(VipsOperation *step, const char *const names[])
{
	for (int i = 0; names[i]; i++)
		if (vips_object_argument_isset(VIPS_OBJECT(step), names[i]))
			return TRUE;

	cJSON *mode = burnish_argument_get_json(VIPS_OBJECT(step), "mode");
	gboolean is_inert = cJSON_IsString(mode) && g_str_equal(mode->valuestring, INERT);
	cJSON_Delete(mode);

	return is_inert;
}

BurnishRecipe *
burnish_fitting_recipe(const BurnishRecipe *recipe, const VipsImage *in)
{
	static const char *const shapes[] = { "aspect", "width", "height", "dpi", "crop", NULL };
	static const char *const sizes[] = { "scale", "to", "paper", NULL };
	gboolean pads = recipe->save->paper_fit == BURNISH_FIT_PAD;
	g_autoptr(BurnishRecipe) fitted = burnish_recipe_copy(recipe);
	guint place = find_place(fitted, RESHAPE, 0);
	VipsOperation *reframe = ensure(fitted, RESHAPE, place);
	VipsOperation *upscale = ensure(fitted, ENLARGE, find_place(fitted, ENLARGE, place + 1));
	double asked = burnish_reframe_ratio(reframe);
	double ratio = asked > 0 ? asked : (double) in->Xsize / in->Ysize;
	int width;
	int height;

	if (burnish_page_find_area(fitted->save, ratio, &width, &height))
		return NULL;
	if (!pads && !is_settled(reframe, shapes))
		g_object_set(reframe, "width", width, "height", height, NULL);
	if (!is_settled(upscale, sizes)) {
		/* All of a padded picture is on the paper: its longer side fits. */
		gboolean is_wide = ratio > (double) width / height;
		g_autofree char *to = !pads ? g_strdup_printf("%dx%d", width, height)
			: is_wide               ? g_strdup_printf("%dx", width)
									: g_strdup_printf("x%d", height);

		g_object_set(upscale, "to", to, "cover", TRUE, NULL);
	}

	return g_steal_pointer(&fitted);
}

static double
step_scale(VipsOperation *done)
{
	VipsArrayInt *crop = NULL;
	double from;
	int n;

	if (g_str_equal(burnish_step_nickname(done), RESHAPE))
		g_object_get(done, "applied-crop", &crop, NULL);
	else if (!g_str_equal(burnish_step_nickname(done), ENLARGE))
		return 1;

	const BurnishCorrection *correction = BURNISH_CORRECTION(done);
	from = crop ? vips_array_int_get(crop, &n)[2] : correction->in->Xsize;
	if (crop)
		vips_area_unref(VIPS_AREA(crop));

	return correction->changed ? correction->out->Xsize / from : 1;
}

double
burnish_fitting_scale(const BurnishRun *run)
{
	double scale = 1;

	for (guint i = 0; i < run->operations->len; i++)
		scale *= step_scale(run->operations->pdata[i]);

	return scale;
}

gboolean
burnish_fitting_exclude(BurnishRecipe *recipe, const char *nickname)
{
	if (!recipe->save->paper || (!g_str_equal(nickname, RESHAPE) && !g_str_equal(nickname, ENLARGE)))
		return FALSE;

	/* What is not there would be put in. */
	if (burnish_argument_set_text(VIPS_OBJECT(ensure(recipe, nickname, find_place(recipe, nickname, 0))), "mode", INERT))
		g_assert_not_reached();

	return TRUE;
}
