/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How many tokens a picture takes, from the tables and factors of the data.
 */

#include <math.h>

#include "../base/json.h"
#include "models.h"

/* What "auto" most likely becomes where any size is possible. */
static const char *const likely_sizes[] = { "1024x1024", "1536x1024", "1024x1536", NULL };

/* A picture of unknown size: the longest that the API makes is three times as long as it is wide. */
#define UNKNOWN_TILES 3

static const cJSON *
member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* Published values of three families and nine sizes are met by this: a grid whose long side has as
 * many cells as the factor, taken by area. */
static double
by_factor(double factor, int width, int height)
{
	double longest = MAX(width, height);
	double shortest = MIN(width, height);
	double cells = floor(factor * shortest / longest + 0.5);

	return ceil(factor * cells * (2e6 + (double) width * height) / 4e6);
}

static void
widen(double *low, double *high, double a, double b)
{
	*low = MIN(*low, a);
	*high = MAX(*high, b);
}

/* One quality, one size. */
static gboolean
one(const BurnishModel *model, const char *quality, const char *size, double *low, double *high)
{
	const cJSON *fixed = member(member(member(model, "tokens"), quality), size);
	const cJSON *factor = member(member(model, "factors"), quality);
	const cJSON *times = member(member(model, "times"), quality);
	int width;
	int height;

	if (cJSON_IsNumber(fixed)) {
		widen(low, high, fixed->valuedouble, fixed->valuedouble);
		return TRUE;
	}
	if (!cJSON_IsNumber(factor) || !burnish_size_scan(size, &width, &height))
		return FALSE;
	double tokens = by_factor(factor->valuedouble, width, height);
	const cJSON *least = cJSON_GetArrayItem(times, 0);
	const cJSON *most = cJSON_GetArrayItem(times, 1);
	widen(low, high, tokens * (cJSON_IsNumber(least) ? least->valuedouble : 1), tokens * (cJSON_IsNumber(most) ? most->valuedouble : 1));

	return TRUE;
}

/* One quality, the size perhaps left open. */
static gboolean
any_size(const BurnishModel *model, const char *quality, const char *size, double *low, double *high)
{
	const cJSON *sizes = member(model, "sizes");
	gboolean is_known = FALSE;
	const cJSON *item;

	if (size && !g_str_equal(size, "auto"))
		return one(model, quality, size, low, high);
	cJSON_ArrayForEach(item, sizes)
		is_known |= one(model, quality, cJSON_GetStringValue(item), low, high);
	for (int i = 0; !sizes && likely_sizes[i]; i++)
		is_known |= one(model, quality, likely_sizes[i], low, high);

	return is_known;
}

gboolean
burnish_model_tokens(const BurnishModel *model, const char *quality, const char *size, double *low, double *high)
{
	gboolean is_known = FALSE;
	const cJSON *item;

	*low = INFINITY;
	*high = 0;
	if (quality && !g_str_equal(quality, "auto"))
		is_known = any_size(model, quality, size, low, high);
	else
		cJSON_ArrayForEach(item, member(model, "qualities"))
			is_known |= any_size(model, cJSON_GetStringValue(item), size, low, high);
	if (!is_known)
		*low = *high = 0;

	return is_known;
}

/* The first family scales the short side to that of a tile and counts tiles; with high fidelity there is
 * a fixed number more, for squares and for others. Later families have high fidelity always and do not
 * say how they count, so that theirs is anything from the one to the other. */
void
burnish_model_input_tokens(const BurnishModel *model, const char *fidelity, int width, int height,
	double *low, double *high)
{
	const cJSON *input = member(model, "input");
	double base = burnish_json_get_number(input, "base", 0);
	double tile = burnish_json_get_number(input, "tile", 0);
	double square = burnish_json_get_number(input, "square", 0);
	double other = burnish_json_get_number(input, "other", 0);
	gboolean is_high = g_strcmp0(fidelity, "high") == 0;
	gboolean is_sized = width > 0 && height > 0;
	double tiles = is_sized ? ceil((double) MAX(width, height) / MIN(width, height)) : 0;

	*low = base + tile * (is_sized ? tiles : 1);
	*high = base + tile * (is_sized ? tiles : UNKNOWN_TILES);
	if (is_high)
		*low += is_sized && width != height ? other : MIN(square, other);
	if (is_high || cJSON_IsTrue(member(input, "open")))
		*high += is_sized && width == height ? square : MAX(square, other);
}

double
burnish_model_price(const BurnishModel *model, const char *what)
{
	const cJSON *price = member(member(model, "price"), what);

	return cJSON_IsNumber(price) ? price->valuedouble : -1;
}
