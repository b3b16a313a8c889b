/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the declaration of the save chapter cannot say of its arguments.
 */

#include <burnish.h>

#include "../base/paper.h"
#include "../base/suggest.h"
#include "destination.h"
#include "save.h"

static int
check_background(const BurnishSave *save)
{
	int n = 3;
	const double *background = save->background
		? vips_array_double_get((VipsArrayDouble *) save->background, &n)
		: NULL;

	if (n != 3) {
		vips_error("background", "must be three numbers");
		return -1;
	}
	for (int i = 0; background && i < n; i++)
		if (background[i] < 0 || background[i] > 255) {
			vips_error("background", "%g is not from 0 to 255", background[i]);
			return -1;
		}

	return 0;
}

static int
check_responsive(const BurnishSave *save)
{
	int n = 0;
	const int *widths = save->responsive
		? vips_array_int_get((VipsArrayInt *) save->responsive, &n)
		: NULL;

	for (int i = 0; i < n; i++) {
		if (widths[i] < 1 || widths[i] > VIPS_MAX_COORD) {
			vips_error("responsive", "%d is no width", widths[i]);
			return -1;
		}
		for (int j = 0; j < i; j++)
			if (widths[j] == widths[i]) {
				vips_error("responsive", "%d is there twice", widths[i]);
				return -1;
			}
	}

	g_autoptr(GPtrArray) formats = burnish_save_responsive_formats(save);

	return formats ? 0 : -1;
}

static int
check_icon_sizes(const BurnishSave *save)
{
	int n;
	const int *sizes = burnish_save_icon_sizes(save, &n);

	for (int i = 0; i < n; i++) {
		if (sizes[i] < 1 || sizes[i] > BURNISH_ICON_MAX) {
			vips_error("icon-sizes", "%d is not from 1 to %d", sizes[i], BURNISH_ICON_MAX);
			return -1;
		}
		for (int j = 0; j < i; j++)
			if (sizes[j] == sizes[i]) {
				vips_error("icon-sizes", "%d is there twice", sizes[i]);
				return -1;
			}
	}

	return 0;
}

static int
check_paper(const BurnishSave *save)
{
	BurnishPaper paper;

	if (!save->paper || burnish_paper_parse(save->paper, &paper))
		return 0;

	g_autofree char *phrase = burnish_suggest_phrase(save->paper, burnish_paper_names());
	vips_error("paper", "\"%s\" is no paper such as a4, letter-landscape or 10x15cm%s", save->paper, phrase);

	return -1;
}

/* The names that c2patool has for them. */
static int
check_algorithm(const BurnishSave *save)
{
	static const char *const known[] = { "es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519", NULL };

	if (!save->c2pa_algorithm || g_strv_contains(known, save->c2pa_algorithm))
		return 0;

	g_autofree char *all = g_strjoinv(", ", (char **) known);
	g_autofree char *phrase = burnish_suggest_phrase(save->c2pa_algorithm, known);
	vips_error("c2pa-algorithm", "\"%s\" is none of %s%s", save->c2pa_algorithm, all, phrase);

	return -1;
}

int
burnish_save_check(BurnishSave *save)
{
	gint64 size;

	if (save->max_bytes && !burnish_bytes_parse(save->max_bytes, &size)) {
		vips_error("max-bytes", "\"%s\" is not a number such as 500k", save->max_bytes);
		return -1;
	}

	return check_background(save) || check_responsive(save) || check_icon_sizes(save) || check_paper(save) || check_algorithm(save) ||
			burnish_destination_check(save)
		? -1
		: 0;
}

static int
need(const char *argument, const char *other, gboolean there)
{
	if (!there)
		vips_error(argument, "goes with %s", other);

	return there ? 0 : -1;
}

int
burnish_save_check_whole(BurnishSave *save)
{
	if (save->lossless && save->near_lossless) {
		vips_error("near-lossless", "and lossless do not go together");
		return -1;
	}
	if ((save->bleed > 0 && need("bleed", "paper", save->paper != NULL)) ||
		(save->crop_marks && need("crop-marks", "paper", save->paper != NULL)) ||
		(save->proof && need("proof", "profile", save->profile != NULL)) ||
		(save->gamut_warning && need("gamut-warning", "profile", save->profile != NULL)) ||
		(save->responsive_formats && need("responsive-formats", "responsive", save->responsive != NULL)))
		return -1;
	if (save->c2pa == BURNISH_C2PA_SIGN &&
		(need("c2pa: sign", "c2pa-certificate", save->c2pa_certificate != NULL) ||
			need("c2pa: sign", "c2pa-key", save->c2pa_key != NULL)))
		return -1;

	return 0;
}
