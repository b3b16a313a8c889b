/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a model is good for, read from data that gets old. So nothing here says no to what
 * the data has never heard of: a new model, or a new quality of an old one, is passed on.
 */

#include <math.h>
#include <string.h>

#include <gio/gio.h>

#include "../base/json.h"
#include "../base/suggest.h"
#include "models.h"

#define RESOURCE "/burnish/data/models.json"

/* The edge of a picture of a ratio that the data does not list: what the API's own sizes
 * have. */
#define LONG_EDGE 1536

/* How often to correct a size that is too small or too large; peers found that enough. */
#define FIT_ROUNDS 4

struct BurnishModels {
	cJSON *root;
};

static cJSON *
member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* A model has what its family has, but for what it has itself. */
static void
inherit(cJSON *model, const cJSON *families)
{
	const char *name = burnish_json_get_text(model, "family");
	const cJSON *family = name ? member(families, name) : NULL;
	const cJSON *item;

	cJSON_ArrayForEach(item, family) {
		if (!member(model, item->string))
			cJSON_AddItemToObject(model, item->string, cJSON_Duplicate(item, TRUE));
	}
}

static int
check(const cJSON *root, const char *origin)
{
	const cJSON *models = member(root, "models");
	const cJSON *item;

	if (!cJSON_IsObject(models) || !burnish_json_get_text(root, "default") || !burnish_json_get_text(root, "as_of")) {
		vips_error(origin, "needs \"as_of\", \"default\" and \"models\"");
		return -1;
	}
	cJSON_ArrayForEach(item, models) {
		if (!cJSON_IsObject(item)) {
			vips_error(origin, "models: %s: must be an object", item->string);
			return -1;
		}
	}

	return 0;
}

static BurnishModels *
parse(const char *text, gsize length, const char *origin)
{
	g_autoptr(BurnishModels) models = g_new0(BurnishModels, 1);
	cJSON *item;

	models->root = cJSON_ParseWithLength(text, length);
	if (!models->root) {
		vips_error(origin, "is no JSON");
		return NULL;
	}
	if (check(models->root, origin))
		return NULL;
	cJSON_ArrayForEach(item, member(models->root, "models"))
		inherit(item, member(models->root, "families"));

	return g_steal_pointer(&models);
}

BurnishModels *
burnish_models_open(void)
{
	g_autofree char *path = g_build_filename(g_get_user_config_dir(), "burnish", "models.json", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize length;

	if (g_file_get_contents(path, &text, &length, &error))
		return parse(text, length, path);
	if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
		vips_error(NULL, "%s", error->message);
		return NULL;
	}

	g_autoptr(GBytes) built_in = g_resources_lookup_data(RESOURCE, 0, NULL);

	return parse(g_bytes_get_data(built_in, NULL), g_bytes_get_size(built_in), RESOURCE);
}

void
burnish_models_free(BurnishModels *models)
{
	if (!models)
		return;

	cJSON_Delete(models->root);
	g_free(models);
}

const char *
burnish_models_as_of(const BurnishModels *models)
{
	return burnish_json_get_text(models->root, "as_of");
}

const char *
burnish_models_default(const BurnishModels *models)
{
	return burnish_json_get_text(models->root, "default");
}

const char *
burnish_models_default_mainline(const BurnishModels *models)
{
	return burnish_json_get_text(models->root, "mainline");
}

/* "gpt-image-2-2026-04-21" is a snapshot of "gpt-image-2". */
static char *
without_date(const char *name)
{
	static const char form[] = "-dddd-dd-dd";
	gsize length = strlen(name);

	if (length <= strlen(form))
		return NULL;
	const char *tail = name + length - strlen(form);
	for (int i = 0; form[i]; i++)
		if (form[i] == 'd' ? !g_ascii_isdigit(tail[i]) : tail[i] != form[i])
			return NULL;

	return g_strndup(name, tail - name);
}

const BurnishModel *
burnish_models_find(const BurnishModels *models, const char *name)
{
	const cJSON *all = member(models->root, "models");
	/* What was fetched need not say who made it. */
	const cJSON *found = name ? member(all, name) : NULL;
	g_autofree char *bare = found || !name ? NULL : without_date(name);

	return bare ? member(all, bare) : found;
}

const char **
burnish_models_names(const BurnishModels *models)
{
	GPtrArray *names = g_ptr_array_new();
	const cJSON *item;

	cJSON_ArrayForEach(item, member(models->root, "models"))
		g_ptr_array_add(names, item->string);
	g_ptr_array_add(names, NULL);

	return (const char **) g_ptr_array_free(names, FALSE);
}

const char *
burnish_model_shutdown(const BurnishModel *model)
{
	return burnish_json_get_text(model, "shutdown");
}

const char *
burnish_model_replacement(const BurnishModel *model)
{
	return burnish_json_get_text(model, "replacement");
}

char *
burnish_models_warning(const BurnishModels *models, const char *name, const char *today)
{
	const BurnishModel *model = burnish_models_find(models, name);
	const char *shutdown = burnish_model_shutdown(model);
	const char *replacement = burnish_model_replacement(model);

	if (!model) {
		g_autofree const char **names = burnish_models_names(models);
		g_autofree char *phrase = burnish_suggest_phrase(name, names);

		return g_strdup_printf("model \"%s\" is not among those known on %s and is asked for as it is%s",
			name, burnish_models_as_of(models), phrase);
	}
	if (!shutdown)
		return NULL;
	/* Dates of this form sort as text. */
	if (strcmp(shutdown, today) <= 0)
		return g_strdup_printf("model %s was shut down on %s; use %s", name, shutdown,
			replacement ? replacement : burnish_models_default(models));

	return g_strdup_printf("model %s will be shut down on %s; its replacement is %s", name, shutdown,
		replacement ? replacement : burnish_models_default(models));
}

/* ---- Sizes ---- */

/* Ratio first, then area: a wrong ratio costs a crop, a wrong size costs sharpness only. */
static void
fit_listed(const cJSON *sizes, const BurnishSize *wish, int *width, int *height)
{
	double best = INFINITY;
	const cJSON *item;

	cJSON_ArrayForEach(item, sizes) {
		int w;
		int h;

		if (!burnish_size_scan(cJSON_GetStringValue(item), &w, &h))
			continue;
		double ratio = fabs(log((double) w / h * wish->height / wish->width));
		double area = wish->is_pixels ? fabs(log((double) w * h / wish->width / wish->height)) : 0;
		/* The area decides only between equal ratios. */
		double distance = ratio + area * 1e-3;

		if (distance < best) {
			best = distance;
			*width = w;
			*height = h;
		}
	}
}

typedef struct {
	double multiple;
	double max_edge;
	double max_ratio;
	double min_pixels;
	double max_pixels;
} Rules;

static Rules
get_rules(const cJSON *json)
{
	return (Rules){
		.multiple = MAX(1, burnish_json_get_number(json, "multiple", 1)),
		.max_edge = burnish_json_get_number(json, "max_edge", G_MAXINT),
		.max_ratio = burnish_json_get_number(json, "max_ratio", G_MAXINT),
		.min_pixels = burnish_json_get_number(json, "min_pixels", 1),
		.max_pixels = burnish_json_get_number(json, "max_pixels", G_MAXINT),
	};
}

static double
grid(double value, double multiple, double (*round)(double))
{
	return MAX(multiple, round(value / multiple) * multiple);
}

static void
clamp_ratio(const Rules *rules, double *w, double *h)
{
	if (*w > *h * rules->max_ratio)
		*w = grid(*h * rules->max_ratio, rules->multiple, floor);
	if (*h > *w * rules->max_ratio)
		*h = grid(*w * rules->max_ratio, rules->multiple, floor);
}

/* Scale to the number of pixels, while the ratio is still exact; then round, clamp the edges,
 * clamp the ratio, and scale again, which may break the others again. */
static void
fit_free(const Rules *rules, double *w, double *h)
{
	double wanted = *w * *h;
	double first = sqrt(CLAMP(wanted, rules->min_pixels, rules->max_pixels) / wanted);

	*w = grid(*w * first, rules->multiple, round);
	*h = grid(*h * first, rules->multiple, round);
	for (int i = 0; i < FIT_ROUNDS; i++) {
		double longest = MAX(*w, *h);

		if (longest > rules->max_edge) {
			*w = grid(*w * rules->max_edge / longest, rules->multiple, round);
			*h = grid(*h * rules->max_edge / longest, rules->multiple, round);
		}
		clamp_ratio(rules, w, h);

		double pixels = *w * *h;
		if (pixels > rules->max_pixels) {
			double scale = sqrt(rules->max_pixels / pixels);
			*w = grid(*w * scale, rules->multiple, floor);
			*h = grid(*h * scale, rules->multiple, floor);
		}
		else if (pixels < rules->min_pixels) {
			double scale = sqrt(rules->min_pixels / pixels);
			*w = grid(*w * scale, rules->multiple, ceil);
			*h = grid(*h * scale, rules->multiple, ceil);
		}
	}
}

/* The pixels that go with a ratio. */
static void
pixels_of_ratio(const BurnishModels *models, const BurnishSize *wish, double *w, double *h)
{
	const cJSON *item;
	int a;
	int b;

	cJSON_ArrayForEach(item, member(models->root, "ratios")) {
		BurnishSize ratio;

		if (burnish_size_parse(item->string, &ratio) == 0 &&
			(gint64) ratio.width * wish->height == (gint64) ratio.height * wish->width &&
			burnish_size_scan(cJSON_GetStringValue(item), &a, &b)) {
			*w = a;
			*h = b;
			return;
		}
		vips_error_clear();
	}
	double scale = (double) LONG_EDGE / MAX(wish->width, wish->height);
	*w = wish->width * scale;
	*h = wish->height * scale;
}

gboolean
burnish_model_fit(const BurnishModels *models, const BurnishModel *model,
	const BurnishSize *wish, int *width, int *height)
{
	const cJSON *sizes = member(model, "sizes");
	const cJSON *rules = member(model, "rules");
	double w = *width = wish->width;
	double h = *height = wish->height;

	if (wish->width == 0)
		return FALSE;
	if (cJSON_GetArraySize(sizes) > 0) {
		fit_listed(sizes, wish, width, height);
		return TRUE;
	}
	/* Pixels are passed on to a model that nothing is known of; for a ratio there must be
	 * some, and those that the default model takes are the best guess. */
	if (!rules && !wish->is_pixels)
		rules = member(burnish_models_find(models, burnish_models_default(models)), "rules");
	if (!rules && wish->is_pixels)
		return FALSE;
	if (!wish->is_pixels)
		pixels_of_ratio(models, wish, &w, &h);

	const Rules limits = get_rules(rules);
	fit_free(&limits, &w, &h);
	*width = w;
	*height = h;

	return TRUE;
}

/* ---- Checks ---- */

static gboolean
has_word(const cJSON *words, const char *word)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, words) {
		if (g_strcmp0(cJSON_GetStringValue(item), word) == 0)
			return TRUE;
	}

	return FALSE;
}

/* Whether some model has that word: then a model without it has been left without it
 * knowingly. */
static gboolean
is_known(const BurnishModels *models, const char *key, const char *word)
{
	const cJSON *model;

	cJSON_ArrayForEach(model, member(models->root, "models")) {
		if (has_word(member(model, key), word))
			return TRUE;
	}

	return FALSE;
}

static int
check_word(const BurnishModels *models, const BurnishModel *model, const char *key, const char *option,
	const char *word)
{
	const cJSON *words = member(model, key);
	g_autoptr(GString) all = g_string_new(NULL);
	const cJSON *item;

	if (!word || !words || g_str_equal(word, "auto") || has_word(words, word) || !is_known(models, key, word))
		return 0;
	cJSON_ArrayForEach(item, words)
		g_string_append_printf(all, "%s%s", all->len ? ", " : "", cJSON_GetStringValue(item));
	if (all->len)
		vips_error(option, "%s has no \"%s\": %s, auto", model->string, word, all->str);
	else
		vips_error(option, "%s does not take it", model->string);

	return -1;
}

int
burnish_model_check(const BurnishModels *models, const BurnishSettings *settings)
{
	const BurnishModel *model = burnish_models_find(models, settings->model);

	if (check_word(models, model, "qualities", "quality", settings->quality) ||
		check_word(models, model, "formats", "format", settings->format) ||
		check_word(models, model, "fidelity", "fidelity", settings->fidelity) ||
		check_word(models, model, "complexity", "complexity", settings->complexity))
		return -1;
	if (g_strcmp0(settings->background, "transparent") == 0) {
		if (cJSON_IsFalse(member(model, "transparent"))) {
			vips_error("transparent", "%s makes no transparent pictures", settings->model);
			return -1;
		}
		if (settings->format && !g_str_equal(settings->format, "png") && !g_str_equal(settings->format, "webp")) {
			vips_error("transparent", "needs png or webp, and not %s", settings->format);
			return -1;
		}
	}

	return 0;
}

double
burnish_models_batch_factor(const BurnishModels *models)
{
	return burnish_json_get_number(models->root, "batch", 1);
}
