/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What must hold for every correction there is, and will be.
 */

#include <string.h>

#include "../render/scene.h"
#include "base/argument.h"
#include "base/depth.h"
#include "corrections/correction.h"
#include "corrections/proxy.h"
#include "support.h"

/* Call `check` for each correction. */
static void
for_each(void (*check)(const char *nickname))
{
	const char *const *nicknames = burnish_corrections();

	for (int i = 0; nicknames[i]; i++)
		check(nicknames[i]);
}

/* Whether a correction has an argument, and if it is a choice, that choice. */
static gboolean
has_argument(const char *nickname, const char *argument, const char *choice)
{
	g_autoptr(VipsOperation) operation = vips_operation_new(nickname);
	GParamSpec *pspec = g_object_class_find_property(G_OBJECT_GET_CLASS(operation), argument);

	return pspec &&
		(!choice || g_enum_get_value_by_nick(G_PARAM_SPEC_ENUM(pspec)->enum_class, choice));
}

/* The mode in which a correction does most. */
static const char *
eager(const char *nickname)
{
	return has_argument(nickname, "mode", "always") ? "always" : "auto";
}

static VipsImage *
run_with(const char *nickname, VipsImage *in, const char *argument, const char *value)
{
	g_autoptr(BurnishRecipe) recipe = burnish_recipe_new_single(nickname);
	g_autoptr(VipsImage) lazy = NULL;

	if (argument)
		assert_ok(burnish_recipe_set(recipe, nickname, argument, value));
	assert_ok(burnish_recipe_apply(recipe, in, &lazy, NULL));
	VipsImage *out = vips_image_copy_memory(lazy);
	g_assert_nonnull(out);

	return out;
}

/* A picture that corrections have something to do with. */
static VipsImage *
yellow(void)
{
	g_autoptr(VipsImage) scene = scene_render(scene_find("product"), 240, 160);

	return cast_apply(scene, "mixed", 1);
}

typedef struct {
	const char *nickname;
	int n;
} Search;

static void *
count_nickname(GType type, void *data)
{
	VipsObjectClass *class = g_type_class_ref(type);
	Search *search = data;

	search->n += g_str_equal(class->nickname, search->nickname);
	g_type_class_unref(class);

	return NULL;
}

static void
check_declaration(const char *nickname)
{
	g_autoptr(VipsOperation) operation = vips_operation_new(nickname);
	VipsObjectClass *class = VIPS_OBJECT_GET_CLASS(operation);
	g_autoptr(GArray) list = burnish_argument_list(VIPS_OBJECT(operation), 0);
	Search search = { nickname, 0 };

	vips_type_map_all(VIPS_TYPE_OPERATION, count_nickname, &search);
	g_assert_cmpint(search.n, ==, 1);
	g_assert_true(BURNISH_IS_CORRECTION(operation));
	g_assert_nonnull(class->description);
	g_assert_cmpstr(class->description, !=, "");

	for (guint i = 0; i < list->len; i++) {
		BurnishArgument *item = &g_array_index(list, BurnishArgument, i);
		const char *name = g_param_spec_get_name(item->pspec);
		g_auto(GValue) value = G_VALUE_INIT;

		/* Documented, and with a default that is allowed and is the
		 * value that a new object has. */
		g_assert_cmpint(strlen(g_param_spec_get_blurb(item->pspec)), >, 10);
		if (!burnish_argument_is_writable(item->pspec, item->argument))
			continue;
		g_value_init(&value, G_PARAM_SPEC_VALUE_TYPE(item->pspec));
		g_object_get_property(G_OBJECT(operation), name, &value);
		g_assert_true(g_param_value_defaults(item->pspec, &value));
		g_assert_false(g_param_value_validate(item->pspec, &value));
	}
}

static void
test_declaration(void)
{
	for_each(check_declaration);
}

static void
check_identity(const char *nickname)
{
	g_autoptr(VipsImage) in = yellow();
	g_autoptr(VipsImage) measured = run_with(nickname, in, "mode", "measure-only");

	assert_same(in, measured);
	if (has_argument(nickname, "strength", NULL)) {
		g_autoptr(VipsImage) none = run_with(nickname, in, "strength", "0");

		assert_same(in, none);
	}
}

/* Strength 0 and measuring change nothing. */
static void
test_identity(void)
{
	for_each(check_identity);
}

/* Whether a correction is done on request only: then it changes a good picture, too. */
static gboolean
on_request(const char *nickname)
{
	g_autoptr(VipsOperation) operation = vips_operation_new(nickname);

	return BURNISH_CORRECTION_GET_CLASS(operation)->on_request;
}

static void
check_good(const char *nickname)
{
	if (on_request(nickname))
		return;

	for (const Scene *scene = scenes; scene->name; scene++) {
		g_autoptr(VipsImage) in = scene_render(scene, 240, 160);
		g_autoptr(VipsImage) out = run_with(nickname, in, NULL, NULL);

		g_test_message("%s %s %.3f", nickname, scene->name, delta_e(in, out));
		if (scene->kind == SCENE_GREY)
			assert_same(in, out);
		else
			g_assert_cmpfloat(delta_e(in, out), <, 0.3);
	}
}

/* A good picture is left alone. */
static void
test_good(void)
{
	for_each(check_good);
}

static void
check_twice(const char *nickname)
{
	g_autoptr(VipsImage) in = yellow();
	g_autoptr(VipsImage) once = run_with(nickname, in, NULL, NULL);
	g_autoptr(VipsImage) twice = run_with(nickname, once, NULL, NULL);

	g_assert_cmpfloat(delta_e(once, twice), <, 0.3);
}

static void
test_twice(void)
{
	for_each(check_twice);
}

/* Alpha with soft edges beside the bands of a picture. */
static VipsImage *
with_alpha(VipsImage *in)
{
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 5);
	g_autoptr(VipsImage) joined = NULL;

	assert_ok(vips_xyz(&t[0], in->Xsize, in->Ysize, NULL));
	assert_ok(vips_extract_band(t[0], &t[1], 0, NULL));
	assert_ok(vips_linear1(t[1], &t[2], 400.0 / in->Xsize, -70, NULL));
	assert_ok(vips_cast(t[2], &t[3], VIPS_FORMAT_UCHAR, NULL));
	assert_ok(vips_bandjoin2(in, t[3], &joined, NULL));
	VipsImage *out = vips_image_copy_memory(joined);
	g_object_unref(owner);

	return out;
}

/* Whether the alpha channel is what a correction is about. */
static gboolean
owns_alpha(const char *nickname)
{
	g_autoptr(VipsOperation) operation = vips_operation_new(nickname);

	return BURNISH_CORRECTION_GET_CLASS(operation)->owns_alpha;
}

static void
check_alpha(const char *nickname)
{
	if (owns_alpha(nickname))
		return;

	g_autoptr(VipsImage) opaque = yellow();
	g_autoptr(VipsImage) in = with_alpha(opaque);
	g_autoptr(VipsImage) out = run_with(nickname, in, "mode", eager(nickname));
	g_autoptr(VipsImage) before = NULL;
	g_autoptr(VipsImage) after = NULL;

	g_assert_cmpint(out->Bands, ==, 4);
	assert_ok(vips_extract_band(in, &before, 3, NULL));
	assert_ok(vips_extract_band(out, &after, 3, NULL));
	g_assert_cmpfloat(max_difference(before, after), ==, 0);
}

static void
test_alpha(void)
{
	for_each(check_alpha);
}

/* Colour that nobody sees must not count: the same visible picture, with garbage
 * under zero alpha, gets the same correction. */
static void
check_hidden_colour(const char *nickname)
{
	g_autoptr(VipsImage) clean = yellow();
	g_autoptr(VipsImage) a = with_alpha(clean);
	g_autoptr(VipsImage) b = with_alpha(clean);
	g_autoptr(VipsImage) seen_a = NULL;
	g_autoptr(VipsImage) seen_b = NULL;

	for (int y = 0; y < b->Ysize; y++)
		for (int x = 0; x < b->Xsize; x++) {
			VipsPel *p = VIPS_IMAGE_ADDR(b, x, y);
			if (p[3] == 0) {
				p[0] = 20;
				p[1] = 10;
				p[2] = 255;
			}
		}

	g_autoptr(VipsImage) out_a = run_with(nickname, a, NULL, NULL);
	g_autoptr(VipsImage) out_b = run_with(nickname, b, NULL, NULL);
	assert_ok(vips_flatten(out_a, &seen_a, NULL));
	assert_ok(vips_flatten(out_b, &seen_b, NULL));
	assert_same(seen_a, seen_b);
}

static void
test_hidden_colour(void)
{
	for_each(check_hidden_colour);
}

static void
check_depth(const char *nickname)
{
	g_autoptr(VipsImage) in8 = yellow();
	g_autoptr(VipsImage) in16 = NULL;
	g_autoptr(VipsImage) back = NULL;

	assert_ok(burnish_depth_set(in8, &in16, 16));
	g_autoptr(VipsImage) out8 = run_with(nickname, in8, NULL, NULL);
	g_autoptr(VipsImage) out16 = run_with(nickname, in16, NULL, NULL);
	g_assert_cmpint(out16->BandFmt, ==, VIPS_FORMAT_USHORT);
	assert_ok(burnish_depth_set(out16, &back, 8));
	g_assert_cmpfloat(max_difference(out8, back), <=, 1);
}

static void
test_depth(void)
{
	for_each(check_depth);
}

/* Anything that can come in gives a result or an error. */
static void
check_shapes(const char *nickname)
{
	static const double colour[] = { 200, 180, 150, 255, 90 };
	static const struct {
		int width;
		int height;
		int bands;
		VipsBandFormat format;
		VipsInterpretation interpretation;
		gboolean works;
	} shapes[] = {
		{ 1, 1, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, TRUE },
		{ 1, 1, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, TRUE },
		{ 4, 4, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, TRUE },
		{ 4, 4, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, TRUE },
		{ 4, 4, 1, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, TRUE },
		{ 4, 4, 2, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_B_W, TRUE },
		{ 4, 4, 3, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, TRUE },
		{ 4, 4, 4, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_RGB16, TRUE },
		{ 4, 4, 1, VIPS_FORMAT_USHORT, VIPS_INTERPRETATION_GREY16, TRUE },
		{ 3000, 2, 3, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, TRUE },
		{ 2, 3000, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, TRUE },
		{ 4, 4, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_CMYK, FALSE },
		{ 4, 4, 5, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_MULTIBAND, FALSE },
		{ 4, 4, 3, VIPS_FORMAT_FLOAT, VIPS_INTERPRETATION_LAB, FALSE },
		{ 4, 4, 3, VIPS_FORMAT_DOUBLE, VIPS_INTERPRETATION_sRGB, FALSE },
		{ 4, 4, 3, VIPS_FORMAT_CHAR, VIPS_INTERPRETATION_sRGB, FALSE },
	};

	for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autoptr(VipsImage) in = flat(shapes[i].width, shapes[i].height, shapes[i].bands,
			shapes[i].format, shapes[i].interpretation, colour);

		if (shapes[i].works) {
			g_autoptr(VipsImage) out = run_with(nickname, in, "mode", eager(nickname));

			/* An outline may need more canvas. */
			if (g_str_equal(nickname, "outline"))
				g_assert_cmpint(out->Xsize, >=, in->Xsize);
			else
				g_assert_cmpint(out->Xsize, ==, in->Xsize);
			g_assert_cmpint(out->Bands, ==, in->Bands);
			g_assert_cmpint(out->BandFmt, ==, in->BandFmt);
		}
		else {
			VipsImage *out = NULL;

			g_assert_cmpint(vips_call(nickname, in, &out, NULL), ==, -1);
			assert_error(nickname);
		}
	}
}

static void
test_shapes(void)
{
	for_each(check_shapes);
}

/* Transparent throughout: there is nothing to see. */
static void
check_invisible(const char *nickname)
{
	static const double colour[] = { 255, 200, 100, 0 };
	g_autoptr(VipsImage) in = flat(20, 20, 4, VIPS_FORMAT_UCHAR, VIPS_INTERPRETATION_sRGB, colour);
	g_autoptr(VipsImage) out = run_with(nickname, in, NULL, NULL);

	assert_same(in, out);
}

static void
test_invisible(void)
{
	for_each(check_invisible);
}

/* A picture that is read once, with and without a proxy. */
static void
check_sequential(const char *nickname)
{
	g_autoptr(VipsImage) in = yellow();
	g_autofree char *path = scratch_image(in, "sequential.png");
	g_autoptr(VipsImage) once = vips_image_new_from_file(path, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	g_autoptr(VipsImage) measured = run_with(nickname, once, NULL, NULL);
	g_autoptr(VipsImage) whole = run_with(nickname, in, NULL, NULL);

	assert_same(measured, whole);
}

static void
test_sequential(void)
{
	for_each(check_sequential);
}

static void
check_proxy(const char *nickname)
{
	g_autoptr(VipsImage) in = yellow();
	g_autoptr(VipsImage) wrong = NULL;
	g_autoptr(VipsImage) out = NULL;

	assert_ok(vips_extract_band(in, &wrong, 0, NULL));
	g_assert_cmpint(vips_call(nickname, in, &out, "proxy", wrong, NULL), ==, -1);
	assert_error("proxy: must have the bands");
}

static void
test_proxy(void)
{
	g_autoptr(VipsImage) scene = scene_render(scene_find("room"), 1100, 700);
	g_autoptr(VipsImage) proxy = NULL;

	assert_ok(burnish_proxy_new(scene, &proxy));
	g_assert_cmpint(proxy->Xsize, <=, BURNISH_PROXY_SIZE);
	g_assert_cmpint(proxy->Xsize, >, BURNISH_PROXY_SIZE / 2);
	for_each(check_proxy);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	g_test_add_func("/corrections/declaration", test_declaration);
	g_test_add_func("/corrections/identity", test_identity);
	g_test_add_func("/corrections/good", test_good);
	g_test_add_func("/corrections/twice", test_twice);
	g_test_add_func("/corrections/alpha", test_alpha);
	g_test_add_func("/corrections/hidden-colour", test_hidden_colour);
	g_test_add_func("/corrections/depth", test_depth);
	g_test_add_func("/corrections/shapes", test_shapes);
	g_test_add_func("/corrections/invisible", test_invisible);
	g_test_add_func("/corrections/sequential", test_sequential);
	g_test_add_func("/corrections/proxy", test_proxy);

	return support_run();
}
