/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The setter, suggestions, text and depth.
 */

#include <string.h>

#include "base/argument.h"
#include "base/depth.h"
#include "base/schema.h"
#include "base/suggest.h"
#include "base/text.h"
#include "support.h"

typedef struct {
	const char *operation;
	const char *name;
	const char *text;
	/* NULL when it must be taken. */
	const char *error;
} TextCase;

/* Stock operations have an argument of every type. */
static const TextCase text_cases[] = {
	{ "decast", "strength", "0.5", NULL },
	{ "decast", "strength", "1", NULL },
	{ "decast", "strength", "0", NULL },
	{ "decast", "strength", "5e-1", NULL },
	{ "decast", "strength", "1.0001", "strength: 1.0001 is above 1" },
	{ "decast", "strength", "-0.1", "strength: -0.1 is below 0" },
	{ "decast", "strength", "1e400", "strength: is not a finite number" },
	{ "decast", "strength", "nan", "strength: is not a finite number" },
	{ "decast", "strength", "0.5abc", "strength: \"0.5abc\" is not a number" },
	{ "decast", "strength", "", "is not a number" },
	{ "decast", "strength", " 1", "is not a number" },
	{ "decast", "strength", "0,5", "is not a number" },
	{ "decast", "mode", "always", NULL },
	{ "decast", "mode", "measure-only", NULL },
	{ "decast", "mode", "alwys", "did you mean \"always\"?" },
	{ "decast", "mode", "last", "none of auto, always, measure-only" },
	{ "decast", "mode", "ALWAYS", "none of" },
	{ "decast", "stregth", "1", "stregth: no such argument; did you mean \"strength\"?" },
	{ "decast", "reason", "x", "no such argument" },
	{ "decast", "proxy", "x", "is an image" },
	{ "sharpen", "sigma", "1.5", NULL },
	{ "gaussblur", "precision", "float", NULL },
	{ "smartcrop", "width", "10", NULL },
	{ "smartcrop", "width", "10.5", "10.5 is not a whole number" },
	{ "smartcrop", "width", "0", "0 is below 1" },
	{ "smartcrop", "width", "1e12", "too large" },
	{ "flatten", "background", "1,2,3", NULL },
	{ "flatten", "background", "1,x", "not numbers with commas" },
	{ "flatten", "background", "", "must be an array of numbers" },
	{ "affine", "interpolate", "bicubic", NULL },
	{ "affine", "interpolate", "cubist", "no interpolator \"cubist\"" },
	{ "affine", "extend", "mirror", NULL },
	{ "premultiply", "max-alpha", "255", NULL },
	{ "premultiply", "max_alpha", "255", "did you mean \"max-alpha\"?" },
	{ "thumbnail_image", "no-rotate", "yes", NULL },
	{ "thumbnail_image", "no-rotate", "0", NULL },
	{ "thumbnail_image", "no-rotate", "maybe", "\"maybe\" is not true or false" },
	{ "thumbnail_image", "export-profile", "srgb", NULL },
};

static void
test_text(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(text_cases); i++) {
		const TextCase *c = &text_cases[i];
		g_autoptr(VipsOperation) operation = vips_operation_new(c->operation);
		int result = burnish_argument_set_text(VIPS_OBJECT(operation), c->name, c->text);

		if (!c->error)
			assert_ok(result);
		else {
			g_assert_cmpint(result, ==, -1);
			assert_error(c->error);
			/* Nothing was set. */
			if (vips_object_argument_isset(VIPS_OBJECT(operation), c->name))
				g_error("%s.%s was set by \"%s\"", c->operation, c->name, c->text);
		}
	}
}

typedef struct {
	const char *operation;
	const char *name;
	const char *json;
	const char *error;
} JsonCase;

static const JsonCase json_cases[] = {
	{ "decast", "strength", "0.25", NULL },
	{ "decast", "strength", "\"0.25\"", "must be a number" },
	{ "decast", "strength", "true", "must be a number" },
	{ "decast", "strength", "null", "must be a number" },
	{ "decast", "strength", "1e999", "not a finite number" },
	{ "decast", "strength", "2", "2 is above 1" },
	{ "decast", "mode", "\"auto\"", NULL },
	{ "decast", "mode", "1", "must be a string" },
	{ "flatten", "background", "[1, 2, 3]", NULL },
	{ "flatten", "background", "[1, \"b\"]", "must be a number" },
	{ "flatten", "background", "[]", "must be an array of numbers" },
	{ "flatten", "background", "7", "must be an array of numbers" },
	{ "thumbnail_image", "no-rotate", "true", NULL },
	{ "thumbnail_image", "no-rotate", "1", "must be true or false" },
	{ "smartcrop", "height", "20", NULL },
	{ "smartcrop", "height", "20.5", "not a whole number" },
};

static void
test_json(void)
{
	for (guint i = 0; i < G_N_ELEMENTS(json_cases); i++) {
		const JsonCase *c = &json_cases[i];
		g_autoptr(VipsOperation) operation = vips_operation_new(c->operation);
		cJSON *json = cJSON_Parse(c->json);
		int result = burnish_argument_set_json(VIPS_OBJECT(operation), c->name, json);

		if (c->error) {
			g_assert_cmpint(result, ==, -1);
			assert_error(c->error);
		}
		else {
			assert_ok(result);
			/* It reads back as it was written. */
			cJSON *back = burnish_argument_get_json(VIPS_OBJECT(operation), c->name);
			g_assert_true(cJSON_Compare(json, back, TRUE));
			cJSON_Delete(back);
		}
		cJSON_Delete(json);
	}
}

static void
test_schema(void)
{
	g_autoptr(VipsOperation) operation = vips_operation_new("decast");
	cJSON *schema = burnish_object_schema(VIPS_OBJECT(operation));
	cJSON *properties = cJSON_GetObjectItem(schema, "properties");
	cJSON *strength = cJSON_GetObjectItem(properties, "strength");
	cJSON *mode = cJSON_GetObjectItem(properties, "mode");

	g_assert_cmpfloat(cJSON_GetObjectItem(strength, "maximum")->valuedouble, ==, 1);
	g_assert_cmpfloat(cJSON_GetObjectItem(strength, "default")->valuedouble, ==, 1);
	g_assert_cmpint(cJSON_GetArraySize(cJSON_GetObjectItem(mode, "enum")), ==, 3);
	g_assert_cmpstr(cJSON_GetObjectItem(mode, "default")->valuestring, ==, "auto");
	g_assert_null(cJSON_GetObjectItem(properties, "in"));
	g_assert_null(cJSON_GetObjectItem(properties, "proxy"));
	g_assert_null(cJSON_GetObjectItem(properties, "reason"));
	cJSON_Delete(schema);
}

static void
test_suggest(void)
{
	static const char *const known[] = { "decast", "strength", "mode", "sharpen", NULL };

	g_assert_cmpstr(burnish_suggest("decats", known), ==, "decast");
	g_assert_cmpstr(burnish_suggest("stength", known), ==, "strength");
	g_assert_cmpstr(burnish_suggest("MODE", known), ==, "mode");
	g_assert_null(burnish_suggest("quality", known));
	g_assert_null(burnish_suggest("", known));
	g_assert_null(burnish_suggest("a-word-that-is-much-longer-than-any-name-could-ever-be", known));
}

static void
test_text_show(void)
{
	g_autofree char *plain = burnish_text_show("Größe 図.png");
	g_autofree char *hostile = burnish_text_show("a\nb\033[31mc\xff");
	g_autofree char *cut = burnish_text_shorten("0123456789", 5);
	g_autofree char *whole = burnish_text_shorten("01234", 5);

	g_assert_cmpstr(plain, ==, "Größe 図.png");
	g_assert_cmpstr(hostile, ==, "a\\nb\\x1b[31mc\357\277\275");
	g_assert_cmpstr(cut, ==, "0123…");
	g_assert_cmpstr(whole, ==, "01234");
}

static void
test_error(void)
{
	vips_error("png", "broken");
	vips_error("png", "broken");
	vips_error("load", "no picture");
	burnish_error_prefix("a.png: ");
	g_autofree char *text = burnish_error_take();
	g_autofree char *rest = burnish_error_take();

	g_assert_cmpstr(text, ==, "a.png: png: broken; load: no picture");
	g_assert_cmpstr(rest, ==, "");
}

/* 8 bits to 16 and back is the identity, ends included. */
static void
test_depth(void)
{
	g_autoptr(VipsImage) ramp = NULL;
	g_autoptr(VipsImage) levels = NULL;
	g_autoptr(VipsImage) eight = NULL;
	g_autoptr(VipsImage) sixteen = NULL;
	g_autoptr(VipsImage) back = NULL;
	double max;

	assert_ok(vips_identity(&ramp, NULL));
	assert_ok(vips_copy(ramp, &levels, "interpretation", VIPS_INTERPRETATION_B_W, NULL));
	assert_ok(burnish_depth_set(levels, &eight, 8));
	g_assert_true(eight == levels);
	assert_ok(burnish_depth_set(levels, &sixteen, 16));
	g_assert_cmpint(sixteen->Type, ==, VIPS_INTERPRETATION_GREY16);
	assert_ok(vips_max(sixteen, &max, NULL));
	g_assert_cmpfloat(max, ==, 65535);
	assert_ok(burnish_depth_set(sixteen, &back, 8));
	assert_same(levels, back);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/base/argument/text", test_text);
	g_test_add_func("/base/argument/json", test_json);
	g_test_add_func("/base/schema", test_schema);
	g_test_add_func("/base/suggest", test_suggest);
	g_test_add_func("/base/text", test_text_show);
	g_test_add_func("/base/error", test_error);
	g_test_add_func("/base/depth", test_depth);

	return support_run();
}
