/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Recipes: what is taken, what is refused and where, and that a resolved recipe
 * does the same again.
 */

#include <string.h>

#include "../render/scene.h"
#include "recipe/recipe.h"
#include "recipe/run.h"
#include "recipe/step.h"
#include "base/depth.h"
#include "support.h"

#define HEAD "{\"burnish\": 1, "

typedef struct {
	const char *text;
	const char *error;
} Case;

static const Case bad[] = {
	{ "", "r.json:1: the JSON ends too soon" },
	{ "{", "the JSON ends too soon" },
	{ "[]", "a recipe is an object" },
	{ "{}", "the chapter \"burnish\" is missing" },
	{ "{\"burnish\": 1}", "the chapter \"fix\" is missing" },
	{ "{\"burnish\": 2, \"fix\": []}", "burnish: the version of the recipe must be 1" },
	{ "{\"burnish\": \"1\", \"fix\": []}", "version" },
	{ HEAD "\"fix\": {}}", "fix: must be an array" },
	{ HEAD "\"fix\": [], \"fix\": []}", "fix: appears twice" },
	{ HEAD "\"fix\": [], \"steps\": []}", "steps: no such chapter" },
	{ HEAD "\"fix\": [], \"svae\": {}}", "did you mean \"save\"?" },
	{ HEAD "\"fix\": [], \"make\": []}", "make: must be an array of steps" },
	{ HEAD "\"fix\": [], \"make\": [{\"edit\": {}}]}", "make[0]: edit: prompt: must be given" },
	{ HEAD "\"fix\": [], \"make\": [{\"load\": {\"path\": \"a\"}}, {\"edit\": {\"prompt\": \"x\", \"images\": [\"step2\"]}}]}", "make[1]: edit: images: no result \"step2\"" },
	{ HEAD "\"fix\": []} x", "not JSON from here: \"x\"" },
	{ HEAD "\"fix\": []}{}", "not JSON" },
	{ HEAD "\"fix\": [\"decast\"]}", "fix[0]: must be an object with one key" },
	{ HEAD "\"fix\": [{}]}", "fix[0]: must be an object with one key" },
	{ HEAD "\"fix\": [{\"decast\": {}, \"invert\": {}}]}", "with one key" },
	{ HEAD "\"fix\": [{\"decast\": {}},\n\n{\"decats\": {}}]}", "r.json:3: fix[1]: decats: no such operation; did you mean \"decast\"?" },
	{ HEAD "\"fix\": [{\"decast\": []}]}", "fix[0]: decast: must be an object, {} for the defaults" },
	{ HEAD "\n\"fix\": [{\"decast\": {\n\"strength\": 5}}]}", "r.json:3: fix[0]: decast: strength: 5 is above 1" },
	{ HEAD "\"fix\": [{\"decast\": {\"strenght\": 1}}]}", "strenght: no such argument; did you mean \"strength\"?" },
	{ HEAD "\"fix\": [{\"decast\": {\"strength\": 1,\n\"strength\": 0}}]}", "r.json:2: strength: appears twice" },
	{ HEAD "\"fix\": [{\"decast\": {\"reason\": \"x\"}}]}", "reason: no such argument" },
	{ HEAD "\"fix\": [{\"decast\": {\"in\": \"x.png\"}}]}", "in: is an image" },
	{ HEAD "\"fix\": [{\"flatten\": {\"background\": [1, \"a\"]}}]}", "background: must be a number" },
	{ HEAD "\"fix\": [{\"smartcrop\": {\"width\": 10}}]}", "smartcrop: height: must be given" },
	{ HEAD "\"fix\": [{\"add\": {}}]}", "must take one picture and give one" },
	{ HEAD "\"fix\": [{\"black\": {\"width\": 1, \"height\": 1}}]}", "must take one picture" },
	{ HEAD "\"fix\": [{\"avg\": {}}]}", "must take one picture" },
	{ HEAD "\"fix\": [{\"system\": {\"cmd-format\": \"id\"}}]}", "must take one picture" },
	{ HEAD "\"fix\": [{\"pngsave\": {\"filename\": \"/tmp/x\"}}]}", "must take one picture" },
	{ HEAD "\"fix\": [{\"jpegload\": {\"filename\": \"/etc/passwd\"}}]}", "must take one picture" },
	{ HEAD "\"fix\": [{\"VipsInvert\": {}}]}", "no such operation" },
	{ HEAD "\"fix\": [{\"correction\": {}}]}", "no such operation" },
	{ HEAD "\"fix\": [], \"save\": []}", "save: must be an object" },
	{ HEAD "\"fix\": [], \"save\": {\"quality\": 101}}", "save: quality: 101 is above 100" },
	{ HEAD "\"fix\": [], \"save\": {\"format\": \"bmp\"}}", "save: format: \"bmp\" is none of auto, png" },
	{ HEAD "\"fix\": [], \"description\": 1}", "description: must be a string" },
	{ HEAD "\"fix\": [], \"description\": \"\xff\"}", "not UTF-8" },
};

static void
test_bad(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		BurnishRecipe *recipe = burnish_recipe_parse(bad[i].text, strlen(bad[i].text), "r.json");

		if (recipe)
			g_error("accepted: %s", bad[i].text);
		assert_error(bad[i].error);
	}

	/* A text with a NUL in it is not a shorter text. */
	static const char with_nul[] = HEAD "\"fix\": []}\0garbage";
	g_assert_null(burnish_recipe_parse(with_nul, sizeof(with_nul) - 1, "r.json"));
	assert_error("not UTF-8");

	g_autofree char *huge = g_strnfill((1 << 20) + 1, ' ');
	g_assert_null(burnish_recipe_parse(huge, (1 << 20) + 1, "r.json"));
	assert_error("too large");
}

static void
test_good(void)
{
	static const char text[] = "\xef\xbb\xbf{\n\"$schema\": \"x\", \"burnish\": 1, \"description\": \"d\",\n"
							   "\"fix\": [{\"decast\": {\"strength\": 0.5}}, {\"flatten\": {\"background\": [1, 2, 3]}}],\n"
							   "\"save\": {\"format\": \"webp\", \"quality\": 70}}\n";
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, sizeof(text) - 1, "r.json");

	g_assert_nonnull(recipe);
	g_assert_cmpstr(burnish_recipe_get_description(recipe), ==, "d");
	g_assert_cmpint(recipe->steps->len, ==, 2);
	g_assert_cmpint(recipe->save->quality, ==, 70);
	g_assert_cmpstr(burnish_save_get_format(recipe->save)->name, ==, "webp");

	/* Printed and read again, it is the same. */
	g_autofree char *printed = burnish_recipe_print(recipe);
	g_autoptr(BurnishRecipe) again = burnish_recipe_parse(printed, strlen(printed), "printed");
	g_assert_nonnull(again);
	g_autofree char *reprinted = burnish_recipe_print(again);
	g_assert_cmpstr(printed, ==, reprinted);
}

static void
test_edit(void)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_auto();

	assert_ok(burnish_recipe_set(recipe, "decast", "strength", "0.25"));
	assert_ok(burnish_recipe_set(recipe, "save", "quality", "42"));
	g_assert_cmpint(recipe->save->quality, ==, 42);
	g_assert_cmpint(burnish_recipe_set(recipe, "decast", "strength", "7"), ==, -1);
	assert_error("strength: 7 is above 1");
	g_assert_cmpint(burnish_recipe_drop(recipe, "decast"), ==, 1);
	g_assert_cmpint(burnish_recipe_drop(recipe, "decast"), ==, 0);
	g_assert_cmpint(burnish_recipe_set(recipe, "decast", "strength", "1"), ==, -1);
	assert_error("the recipe \"auto\" has no step decast");

	/* What is done on request comes in by being named, in its place; elsewhere it does not. */
	assert_ok(burnish_recipe_set(recipe, "outline", "margin", "3"));
	assert_ok(burnish_recipe_set(recipe, "lineart", "speck", "9"));
	assert_ok(burnish_recipe_set(recipe, "outline", "width", "5"));
	g_autofree char *printed = burnish_recipe_print(recipe);
	const char *lineart = strstr(printed, "\"lineart\"");
	const char *outline = strstr(printed, "\"outline\"");
	g_assert_true(strstr(printed, "\"upscale\"") < lineart && lineart < outline);
	g_assert_null(strstr(outline + 1, "\"outline\""));
	g_assert_cmpint(burnish_recipe_drop(recipe, "outline"), ==, 1);
	g_autoptr(BurnishRecipe) preset = burnish_recipe_open("neutral");
	g_assert_cmpint(burnish_recipe_set(preset, "outline", "width", "5"), ==, -1);
	assert_error("the recipe \"neutral\" has no step outline");
	g_assert_null(burnish_recipe_new_single("nonsense"));
	assert_error("no such operation");
}

/* Every preset is a recipe that runs. */
static void
test_presets(void)
{
	g_auto(GStrv) names = burnish_preset_names();
	g_autoptr(VipsImage) scene = scene_render(scene_find("room"), 96, 64);

	g_assert_true(g_strv_contains((const char *const *) names, "auto"));
	for (int i = 0; names[i]; i++) {
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_open(names[i]);
		g_autoptr(VipsImage) lazy = NULL;

		g_assert_nonnull(recipe);
		g_assert_cmpstr(burnish_recipe_get_name(recipe), ==, names[i]);
		g_assert_cmpstr(burnish_recipe_get_description(recipe), !=, "");
		/* A page of paper is more than can be made of this scene. */
		if (g_str_equal(names[i], "coloring-page"))
			assert_ok(burnish_recipe_set(recipe, "upscale", "dpi", "60"));
		if (g_str_equal(names[i], "marketing") || g_str_equal(names[i], "social"))
			assert_ok(burnish_recipe_set(recipe, "upscale", "to", "200x200"));
		/* Of several results, this is one. */
		if (g_str_equal(names[i], "social"))
			assert_ok(burnish_recipe_set(recipe, "reframe", "aspect", "4:5"));
		assert_ok(burnish_recipe_apply(recipe, scene, &lazy, NULL));
		g_autoptr(VipsImage) out = vips_image_copy_memory(lazy);
		g_assert_nonnull(out);
	}

	g_assert_null(burnish_recipe_open("wep"));
	assert_error("no preset \"wep\"; did you mean \"web\"?");
	g_assert_null(burnish_recipe_open("./no-such.json"));
	assert_error("No such file");
	g_assert_null(burnish_recipe_open("../../etc/passwd"));
	assert_error("passwd");
}

static VipsImage *
apply(const char *text, VipsImage *in, BurnishRecipe **resolved)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, strlen(text), "test");
	g_autoptr(VipsImage) lazy = NULL;

	g_assert_nonnull(recipe);
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, resolved));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

/* The resolved recipe, run on the same picture, gives the same pixels, and says
 * what was decided. */
static void
test_resolved(void)
{
	static const char *const recipes[] = {
		HEAD "\"fix\": [{\"decast\": {}}]}",
		HEAD "\"fix\": [{\"decast\": {\"mode\": \"always\", \"strength\": 0.7}}, {\"sharpen\": {\"sigma\": 1}}]}",
		HEAD "\"fix\": [{\"gaussblur\": {\"sigma\": 1.5}}, {\"decast\": {}}, {\"rot\": {\"angle\": \"d90\"}}]}",
	};
	g_autoptr(VipsImage) scene = scene_render(scene_find("product"), 192, 128);

	for (guint i = 0; i < G_N_ELEMENTS(recipes); i++) {
		g_autoptr(VipsImage) yellow = cast_apply(scene, "mixed", 0.8);
		BurnishRecipe *resolved;
		g_autoptr(VipsImage) first = apply(recipes[i], yellow, &resolved);
		g_autofree char *text = burnish_recipe_print(resolved);
		g_autoptr(VipsImage) second = apply(text, yellow, NULL);

		g_assert_nonnull(strstr(text, "\"strength\""));
		assert_same(first, second);
		g_assert_cmpint(first->BandFmt, ==, VIPS_FORMAT_UCHAR);
		burnish_recipe_free(resolved);
	}
}

static void
count(VipsOperation *operation, void *data)
{
	int *n = data;
	g_autoptr(VipsOperation) again = burnish_step_new(burnish_step_nickname(operation));

	/* What the schema lists can be asked for. */
	g_assert_nonnull(again);
	(*n)++;
}

static void
test_steps(void)
{
	int n = 0;

	burnish_step_map(count, &n);
	g_assert_cmpint(n, >, 100);
}

/* 8 bits through two corrections are what 16 bits are that are rounded at the end, and a
 * stock operation after them works on 8 bits. */
static void
test_depth(void)
{
	static const char two[] = "{\"burnish\": 1, \"fix\": ["
							  "{\"decast\": {\"tint\": [0.8, 1, 0.9, 1.2]}}, {\"decast\": {\"tint\": [0.8, 1, 0.9, 0.9]}}]}";
	static const char stock[] = "{\"burnish\": 1, \"fix\": ["
								"{\"decast\": {\"tint\": [0.9, 1, 1, 1]}}, {\"decast\": {\"tint\": [0.9, 1, 1, 1]}},"
								"{\"embed\": {\"x\": 0, \"y\": 0, \"width\": 2, \"height\": 300,"
								" \"extend\": \"background\", \"background\": [255, 128, 0]}}]}";
	guint8 ramp[256 * 3];

	for (int i = 0; i < 256; i++)
		for (int j = 0; j < 3; j++)
			ramp[3 * i + j] = i / 2;
	g_autoptr(VipsImage) in = vips_image_new_from_memory_copy(ramp, sizeof(ramp), 1, 256, 3, VIPS_FORMAT_UCHAR);
	in->Type = VIPS_INTERPRETATION_sRGB;

	g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(two, strlen(two), "two");
	g_autoptr(VipsImage) out = NULL;
	assert_ok(burnish_recipe_apply(recipe, in, &out, NULL));
	g_assert_cmpint(out->BandFmt, ==, VIPS_FORMAT_UCHAR);

	g_autoptr(VipsImage) in16 = NULL;
	g_autoptr(VipsImage) out16 = NULL;
	g_autoptr(VipsImage) rounded = NULL;
	assert_ok(burnish_depth_set(in, &in16, 16));
	assert_ok(burnish_recipe_apply(recipe, in16, &out16, NULL));
	assert_ok(burnish_depth_set(out16, &rounded, 8));
	assert_same(out, rounded);

	g_autoptr(BurnishRecipe) mixed = burnish_recipe_parse(stock, strlen(stock), "stock");
	g_autoptr(VipsImage) framed = NULL;
	g_autofree double *pixel = NULL;
	int n;
	assert_ok(burnish_recipe_apply(mixed, in, &framed, NULL));
	g_assert_cmpint(framed->BandFmt, ==, VIPS_FORMAT_UCHAR);
	assert_ok(vips_getpoint(framed, &pixel, &n, 1, 299, NULL));
	g_assert_cmpfloat(pixel[0], ==, 255);
	g_assert_cmpfloat(pixel[1], ==, 128);
	g_assert_cmpfloat(pixel[2], ==, 0);
}

static void
test_schema(void)
{
	g_autofree char *text = burnish_schema();
	cJSON *schema = cJSON_Parse(text);

	g_assert_nonnull(schema);
	g_assert_nonnull(strstr(text, "\"decast\""));
	g_assert_nonnull(strstr(text, "\"gaussblur\""));
	g_assert_null(strstr(text, "\"pngsave\""));
	cJSON_Delete(schema);
}

static void
test_sequential(void)
{
	static const struct {
		const char *fix;
		gboolean sequential;
	} cases[] = {
		{ "[{\"decast\": {}}]", TRUE },
		{ "[{\"decast\": {}}, {\"clean_alpha\": {}}]", TRUE },
		{ "[]", TRUE },
		{ "[{\"decast\": {}}, {\"decast\": {}}]", TRUE },
		{ "[{\"rot\": {\"angle\": \"d90\"}}]", FALSE },
		{ "[{\"thumbnail_image\": {\"width\": 9}}, {\"decast\": {}}]", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(HEAD "\"fix\": ", cases[i].fix, "}", NULL);
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, strlen(text), "test");

		g_assert_nonnull(recipe);
		g_assert_cmpint(burnish_run_is_sequential(recipe, NULL, 1), ==, cases[i].sequential);
	}
}

/* Whether a step measures must not depend on what stands before it: a picture that is
 * read once is measured on a proxy, however far down the first measurement is. */
static void
test_wants_proxy(void)
{
	static const struct {
		const char *fix;
		gboolean wanted;
	} cases[] = {
		{ "[]", FALSE },
		{ "[{\"decast\": {}}]", TRUE },
		{ "[{\"decast\": {\"white\": \"#fff2d6\"}}]", FALSE },
		{ "[{\"decast\": {\"white\": \"#fff2d6\"}}, {\"lift\": {}}]", TRUE },
		{ "[{\"invert\": {}}, {\"lift\": {}}]", FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(HEAD "\"fix\": ", cases[i].fix, "}", NULL);
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, strlen(text), "test");

		g_assert_nonnull(recipe);
		g_assert_cmpint(burnish_run_wants_proxy(recipe), ==, cases[i].wanted);
	}
}

/* Two corrections that change a picture begin again at its first line, also where it can
 * be read once only. */
static void
test_read_once(void)
{
	static const char *const fixes[] = {
		"[{\"lift\": {\"shadows\": 0.2}}, {\"lift\": {\"shadows\": 0.2}}]",
		"[{\"decast\": {\"white\": \"#fff2d6\"}}, {\"lift\": {\"shadows\": 0.2}}]",
		"[{\"invert\": {}}, {\"decast\": {\"white\": \"#fff2d6\"}}, {\"lift\": {\"shadows\": 0.2}}]",
	};
	static const double colour[] = { 90, 80, 60 };
	g_autoptr(VipsImage) in = flat(600, 600, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
	g_autofree char *path = scratch_image(in, "once.png");

	for (guint i = 0; i < G_N_ELEMENTS(fixes); i++) {
		g_autofree char *text = g_strconcat(HEAD "\"fix\": ", fixes[i], "}", NULL);
		g_autoptr(BurnishRecipe) recipe = burnish_recipe_parse(text, strlen(text), "test");
		g_autoptr(VipsImage) once = vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
		g_autoptr(VipsImage) wanted = NULL;
		g_autoptr(VipsImage) out = NULL;
		g_autoptr(VipsImage) pixels = NULL;

		g_assert_nonnull(recipe);
		assert_ok(burnish_recipe_apply(recipe, in, &wanted, NULL));
		assert_ok(burnish_recipe_apply(recipe, once, &out, NULL));
		pixels = vips_image_copy_memory(out);
		assert_ok(!pixels);
		assert_same(wanted, pixels);
	}
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/recipe/bad", test_bad);
	g_test_add_func("/recipe/good", test_good);
	g_test_add_func("/recipe/edit", test_edit);
	g_test_add_func("/recipe/presets", test_presets);
	g_test_add_func("/recipe/resolved", test_resolved);
	g_test_add_func("/recipe/steps", test_steps);
	g_test_add_func("/recipe/depth", test_depth);
	g_test_add_func("/recipe/schema", test_schema);
	g_test_add_func("/recipe/sequential", test_sequential);
	g_test_add_func("/recipe/wants-proxy", test_wants_proxy);
	g_test_add_func("/recipe/read-once", test_read_once);

	return support_run();
}
