/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The pure part of src/generate: data, sizes, tokens, requests, answers, streams. */

#include <arpa/inet.h>
#include <math.h>
#include <netinet/in.h>
#include <string.h>

#include "base/address.h"
#include "generate/blobs.h"
#include "generate/cost.h"
#include "generate/models.h"
#include "generate/record.h"
#include "generate/request.h"
#include "generate/stream.h"
#include "support.h"

static BurnishModels *models;

/* ---- Sizes ---- */

/* The size that a model is asked for, "" for none. */
static char *
fit(const char *model, const char *wish)
{
	BurnishSize size;
	int width;
	int height;

	g_assert_cmpint(burnish_size_parse(wish, &size), ==, 0);
	burnish_model_fit(models, burnish_models_find(models, model), &size, &width, &height);

	return width ? g_strdup_printf("%dx%d", width, height) : g_strdup("");
}

static void
test_fit(void)
{
	static const struct {
		const char *model;
		const char *wish;
		const char *size;
	} cases[] = {
		{ "gpt-image-1", "1:1", "1024x1024" },
		{ "gpt-image-1", "16:9", "1536x1024" },
		{ "gpt-image-1", "9:16", "1024x1536" },
		{ "gpt-image-1", "A4", "1024x1536" },
		{ "gpt-image-1", "500x500", "1024x1024" },
		{ "gpt-image-2", "1:1", "1024x1024" },
		{ "gpt-image-2", "3:2", "1536x1024" },
		{ "gpt-image-2", "2:3", "1024x1536" },
		{ "gpt-image-2", "16:9", "1536x864" },
		{ "gpt-image-2", "1920x1080", "1920x1088" },
		{ "gpt-image-2", "3840x2160", "3840x2160" },
		{ "gpt-image-2", "auto", "" },
		{ "gpt-image-2-2026-04-21", "16:9", "1536x864" },
		/* What nothing is known of is given what was asked for. */
		{ "gpt-image-9", "1000x700", "1000x700" },
		{ "gpt-image-9", "16:9", "1536x864" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *size = fit(cases[i].model, cases[i].wish);
		g_assert_cmpstr(size, ==, cases[i].size);
	}
}

/* Whatever is wished for, what is asked for keeps the rules of the API, and the ratio where those
 * allow it. */
static void
test_fit_is_legal(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (int i = 0; i < 20000; i++) {
		int w = g_rand_int_range(random, 1, i % 2 ? 300 : 9000);
		int h = g_rand_int_range(random, 1, i % 3 ? 300 : 9000);
		g_autofree char *wish = g_strdup_printf(i % 2 ? "%d:%d" : "%dx%d", w, h);
		g_autofree char *size = fit("gpt-image-2", wish);
		int width;
		int height;

		g_assert_true(burnish_size_scan(size, &width, &height));
		if (width % 16 || height % 16 || MAX(width, height) > 3840 || MAX(width, height) > 3 * MIN(width, height) ||
			width * height < 655360 || width * height > 8294400)
			g_error("%s was asked for as %s", wish, size);
		double wanted = CLAMP((double) w / h, 1 / 3.0, 3);
		if (ABS(log((double) width / height / wanted)) > 0.05)
			g_error("%s was asked for as %s", wish, size);
	}
}

static void
test_size_parse(void)
{
	static const char *const bad[] = { "", "big", "0x10", "10x", "x10", "1024xx1024", "-1:2", "1:0", "1:2:3", "A9", "16x9x1", "1e9:1", " 1:1", "10x10 " };
	BurnishSize size;

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		if (burnish_size_parse(bad[i], &size) == 0)
			g_error("\"%s\" is taken for a size", bad[i]);
		vips_error_clear();
	}
	g_assert_cmpint(burnish_size_parse("1.91:1", &size), ==, 0);
	g_assert_cmpint(size.width, ==, 191);
	g_assert_cmpint(size.height, ==, 100);
	g_assert_cmpint(burnish_size_parse("a4-Landscape", &size), ==, 0);
	g_assert_cmpint(size.width, ==, 3508);
	g_assert_cmpint(size.height, ==, 2480);
}

/* ---- Models ---- */

static void
test_warnings(void)
{
	g_autofree char *gone = burnish_models_warning(models, "gpt-image-1", "2026-11-24");
	g_autofree char *going = burnish_models_warning(models, "gpt-image-1.5", "2026-11-24");
	g_autofree char *unknown = burnish_models_warning(models, "gpt-imge-2", "2026-11-24");

	g_assert_nonnull(strstr(gone, "was shut down on 2026-10-23"));
	g_assert_nonnull(strstr(gone, "gpt-image-2.6-sunburst"));
	g_assert_nonnull(strstr(going, "will be shut down on 2026-12-01"));
	g_assert_nonnull(strstr(unknown, "did you mean \"gpt-image-2\""));
	g_assert_null(burnish_models_warning(models, "gpt-image-2", "2026-11-24"));
}

static int
check(const char *model, const char *quality, const char *format, gboolean transparent)
{
	g_autoptr(BurnishSettings) settings = burnish_settings_new("x", model);

	settings->quality = g_strdup(quality);
	settings->format = g_strdup(format);
	settings->background = transparent ? g_strdup("transparent") : NULL;
	int result = burnish_model_check(models, settings);
	vips_error_clear();

	return result;
}

static void
test_check(void)
{
	g_assert_cmpint(check("gpt-image-2", "high", NULL, FALSE), ==, 0);
	/* Known, and not of this model. */
	g_assert_cmpint(check("gpt-image-2", "max", NULL, FALSE), ==, -1);
	g_assert_cmpint(check("gpt-image-2.5-flare", "max", NULL, FALSE), ==, 0);
	/* Not known at all: passed on. */
	g_assert_cmpint(check("gpt-image-2", "ultra", NULL, FALSE), ==, 0);
	g_assert_cmpint(check("gpt-image-9", "max", "gif", FALSE), ==, 0);
	g_assert_cmpint(check("gpt-image-2", NULL, "svg", FALSE), ==, -1);
	g_assert_cmpint(check("gpt-image-2", NULL, "jpeg", TRUE), ==, -1);
	g_assert_cmpint(check("gpt-image-2", NULL, "webp", TRUE), ==, 0);
}

/* The published numbers of the contract, section 7. */
static void
test_tokens(void)
{
	static const struct {
		const char *model;
		const char *quality;
		const char *size;
		int tokens;
	} cases[] = {
		{ "gpt-image-1", "low", "1024x1024", 272 },
		{ "gpt-image-1", "high", "1024x1536", 6240 },
		{ "gpt-image-1.5", "medium", "1536x1024", 1568 },
		{ "gpt-image-2", "low", "1024x1024", 196 },
		{ "gpt-image-2", "low", "1536x864", 120 },
		{ "gpt-image-2", "medium", "1024x1024", 1756 },
		{ "gpt-image-2", "high", "1024x1024", 7024 },
		{ "gpt-image-2", "high", "1536x1024", 5488 },
		{ "gpt-image-2", "high", "1792x1024", 5063 },
		{ "gpt-image-2", "high", "3584x2048", 12329 },
		{ "gpt-image-2", "high", "3840x2160", 13342 },
		{ "gpt-image-2.5-flare", "medium", "1024x1024", 439 },
		{ "gpt-image-2.5-flare", "xhigh", "2048x2048", 6343 },
		{ "gpt-image-2.5-sunburst", "max", "1024x1024", 7024 },
	};
	double low;
	double high;

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const BurnishModel *model = burnish_models_find(models, cases[i].model);

		g_assert_true(burnish_model_tokens(model, cases[i].quality, cases[i].size, &low, &high));
		g_assert_cmpfloat(low, ==, cases[i].tokens);
		g_assert_cmpfloat(high, ==, cases[i].tokens);
	}
	g_assert_false(burnish_model_tokens(NULL, "low", "1024x1024", &low, &high));
	g_assert_true(burnish_model_tokens(burnish_models_find(models, "gpt-image-2"), NULL, NULL, &low, &high));
	g_assert_cmpfloat(low, <, high);
}

static void
test_costs(void)
{
	g_autoptr(BurnishSettings) settings = burnish_settings_new("four", "gpt-image-2");
	g_autoptr(BurnishResponse) response = burnish_response_new();

	settings->quality = g_strdup("high");
	settings->size = g_strdup("1024x1024");
	settings->n = 2;
	BurnishCost cost = burnish_cost_estimate(models, settings);
	/* 2 x 7024 tokens at $30 and one of text at $5, a million. */
	g_assert_cmpfloat_with_epsilon(cost.high, 0.421445, 1e-9);
	g_assert_cmpfloat(cost.low, ==, cost.high);
	g_assert_false(cost.is_counted);

	response->usage = (BurnishUsage){ 110, 10, 100, 1000, -1, -1, 1110 };
	cost = burnish_cost_of(models, settings, response);
	g_assert_true(cost.is_counted);
	g_assert_cmpfloat_with_epsilon(cost.high, 10 * 5e-6 + 100 * 8e-6 + 1000 * 30e-6, 1e-12);

	response->cached = TRUE;
	cost = burnish_cost_of(models, settings, response);
	g_assert_cmpfloat(cost.high, ==, 0);

	settings->model = (g_free(settings->model), g_strdup("gpt-image-9"));
	cost = burnish_cost_estimate(models, settings);
	g_assert_false(cost.is_known);
}

/* What goes in by its shape: 65, and 129 for each tile; with high fidelity a fixed number more, which later
 * families have or have not. */
static void
test_input_costs(void)
{
	static const struct {
		const char *model;
		const char *fidelity;
		int width;
		int height;
		double low;
		double high;
	} cases[] = {
		{ "gpt-image-1", NULL, 1024, 1024, 194, 194 },
		{ "gpt-image-1", "low", 1536, 1024, 323, 323 },
		{ "gpt-image-1", "high", 1024, 1024, 194 + 4160, 194 + 4160 },
		{ "gpt-image-1.5", "high", 300, 1000, 65 + 4 * 129 + 6240, 65 + 4 * 129 + 6240 },
		{ "gpt-image-1-mini", NULL, 1024, 1536, 323, 323 },
		{ "gpt-image-2", NULL, 512, 512, 194, 194 + 4160 },
		{ "gpt-image-2.5-flare", NULL, 3840, 2160, 323, 323 + 6240 },
		{ "gpt-image-2", NULL, 0, 0, 194, 65 + 3 * 129 + 6240 },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(BurnishSettings) settings = burnish_settings_new("four", cases[i].model);

		settings->quality = g_strdup("low");
		settings->size = g_strdup("1024x1024");
		settings->fidelity = g_strdup(cases[i].fidelity);
		BurnishCost bare = burnish_cost_estimate(models, settings);
		BurnishReference *reference = burnish_reference_new(NULL, "image/png", "a.png");
		reference->width = cases[i].width;
		reference->height = cases[i].height;
		g_ptr_array_add(settings->references, reference);
		BurnishCost cost = burnish_cost_estimate(models, settings);
		double price = burnish_model_price(burnish_models_find(models, cases[i].model), "image_in") / 1e6;

		g_assert_cmpfloat(cost.tokens_low - bare.tokens_low, ==, cases[i].low);
		g_assert_cmpfloat(cost.tokens_high - bare.tokens_high, ==, cases[i].high);
		/* At the price of pictures, not of text. */
		g_assert_cmpfloat_with_epsilon(cost.high - bare.high, cases[i].high * price, 1e-9);
	}
}

/* ---- Requests ---- */

static void
test_requests(void)
{
	g_autoptr(BurnishSettings) settings = burnish_settings_new("a \"cat\"", "gpt-image-2");
	g_autoptr(GBytes) bytes = g_bytes_new_static("bytes", 5);

	g_autoptr(BurnishRequest) plain = burnish_request_images(settings);
	g_assert_cmpstr(plain->path, ==, "/images/generations");
	g_assert_cmpstr(g_bytes_get_data(plain->body, NULL), ==, "{\"prompt\":\"a \\\"cat\\\"\",\"model\":\"gpt-image-2\"}");
	g_assert_true(plain->paid);

	/* The same is the same, on purpose several is not, and anything else is another. */
	g_autoptr(BurnishRequest) again = burnish_request_make(settings);
	settings->variation = 1;
	g_autoptr(BurnishRequest) another = burnish_request_make(settings);
	g_autofree char *first = burnish_request_hash(plain);
	g_autofree char *second = burnish_request_hash(again);
	g_autofree char *third = burnish_request_hash(another);
	g_assert_cmpstr(first, ==, second);
	g_assert_cmpstr(first, !=, third);

	g_ptr_array_add(settings->references, burnish_reference_new(bytes, "image/png", "image1.png"));
	settings->partials = 2;
	g_autoptr(BurnishRequest) form = burnish_request_images(settings);
	g_assert_cmpstr(form->path, ==, "/images/edits");
	g_assert_null(form->body);
	g_assert_true(form->stream);
	const BurnishPart *stream = form->parts->pdata[2];
	const BurnishPart *image = form->parts->pdata[form->parts->len - 1];
	g_assert_cmpstr(stream->name, ==, "stream");
	g_assert_cmpstr(stream->text, ==, "true");
	g_assert_cmpstr(image->name, ==, "image");
	g_assert_cmpstr(image->mime, ==, "image/png");
	g_ptr_array_add(settings->references, burnish_reference_new(bytes, "image/png", "image2.png"));
	g_autoptr(BurnishRequest) several = burnish_request_images(settings);
	const BurnishPart *second_image = several->parts->pdata[several->parts->len - 1];
	g_assert_cmpstr(second_image->name, ==, "image[]");

	/* What is a URL cannot go in a form. */
	BurnishReference *url = burnish_reference_new(NULL, NULL, NULL);
	url->url = g_strdup("https://example.com/a.png");
	g_ptr_array_add(settings->references, url);
	g_autoptr(BurnishRequest) json = burnish_request_images(settings);
	g_assert_null(json->parts);
	g_assert_nonnull(strstr(g_bytes_get_data(json->body, NULL), "\"image_url\":\"data:image/png;base64,Ynl0ZXM=\""));
	g_assert_nonnull(strstr(g_bytes_get_data(json->body, NULL), "{\"image_url\":\"https://example.com/a.png\"}"));
}

/* ---- Base64 and answers ---- */

static void
test_base64(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(2);
	static const char *const bad[] = { "A", "AAA$", "AA=A", "A===", "AAAAA", "AA AA", "AAAA\n", "\303\244AA" };

	for (int length = 0; length < 200; length++) {
		guint8 data[200];

		for (int i = 0; i < length; i++)
			data[i] = g_rand_int_range(random, 0, 256);
		g_autofree char *text = g_base64_encode(data, length);
		g_autoptr(GBytes) bytes = burnish_base64_decode(text, strlen(text));
		g_assert_cmpmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), data, length);
	}
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_null(burnish_base64_decode(bad[i], strlen(bad[i])));
}

static void
test_blobs(void)
{
	g_autofree guint8 *data = g_malloc0(9000);
	g_autofree char *base64 = g_base64_encode(data, 9000);
	/* Text of the same length stays text, and so does what looks like one of our numbers. */
	g_autofree char *prose = g_strnfill(9000, '!');
	g_autofree char *text = g_strdup_printf("{\"data\":[{\"b64_json\":\"%s\",\"revised_prompt\":\"%s\"},{\"b64_json\":[7]}]}", base64, prose);
	g_autoptr(BurnishResponse) response = burnish_response_parse(200, text, strlen(text));
	const BurnishApiImage *image = response->images->pdata[0];

	g_assert_cmpuint(response->images->len, ==, 1);
	g_assert_cmpmem(g_bytes_get_data(image->bytes, NULL), g_bytes_get_size(image->bytes), data, 9000);
	g_assert_cmpstr(image->revised_prompt, ==, prose);
	g_assert_cmpint(response->error.kind, ==, BURNISH_API_ANSWER);

	/* "/" may be escaped. */
	memset(data, 0xff, 9000);
	g_autofree char *slashes = g_base64_encode(data, 9000);
	g_auto(GStrv) parts = g_strsplit(slashes, "/", -1);
	g_autofree char *escaped = g_strjoinv("\\/", parts);
	g_autofree char *second = g_strdup_printf("{\"data\":[{\"b64_json\":\"%s\"}]}", escaped);
	g_autoptr(BurnishResponse) other = burnish_response_parse(200, second, strlen(second));
	image = other->images->pdata[0];
	g_assert_cmpmem(g_bytes_get_data(image->bytes, NULL), g_bytes_get_size(image->bytes), data, 9000);
}

static void
test_errors(void)
{
	static const struct {
		int status;
		const char *body;
		BurnishApiKind kind;
	} cases[] = {
		{ 400, "{\"error\":{\"message\":\"m\",\"code\":\"moderation_blocked\"}}", BURNISH_API_DECLINED },
		{ 400, "{\"error\":{\"message\":\"m\",\"code\":\"billing_hard_limit_reached\"}}", BURNISH_API_QUOTA },
		{ 429, "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\",\"code\":null}}", BURNISH_API_QUOTA },
		{ 429, "{\"error\":{\"message\":\"m\",\"type\":\"tokens\"}}", BURNISH_API_RATE },
		{ 401, "{\"error\":{\"message\":\"m\"}}", BURNISH_API_AUTH },
		{ 404, "", BURNISH_API_NOT_FOUND },
		{ 400, "{\"error\":\"text only\"}", BURNISH_API_REQUEST },
		{ 502, "<html><body>Bad <b>Gateway</b></body></html>", BURNISH_API_SERVER },
		{ 200, "{\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}", BURNISH_API_RATE },
		{ 200, "{\"data\":[", BURNISH_API_ANSWER },
		{ 200, "{\"data\":[],\"error\":null}", BURNISH_API_OK },
		{ 200, "{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"image_content_policy_violation\",\"message\":\"m\"}}", BURNISH_API_DECLINED },
		{ 200, "{\"status\":\"incomplete\",\"output\":[],\"incomplete_details\":{\"reason\":\"content_filter\"}}", BURNISH_API_DECLINED },
	};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(BurnishResponse) response = burnish_response_parse(cases[i].status, cases[i].body, strlen(cases[i].body));

		if (response->error.kind != cases[i].kind)
			g_error("%s: %s", cases[i].body, burnish_api_kind_name(response->error.kind));
	}

	static const char moderated[] = "{\"error\":{\"message\":\"no. safety_violations=[sexual, 'violence']. req_ab12\",\"code\":\"moderation_blocked\"}}";
	g_autoptr(BurnishResponse) response = burnish_response_parse(400, moderated, strlen(moderated));
	g_assert_cmpstr(response->error.categories[1], ==, "violence");
	g_assert_cmpstr(response->error.request_id, ==, "req_ab12");
}

/* ---- Streams ---- */

typedef struct {
	GString *seen;
	int partials;
} Seen;

static void
on_event(const char *name, const char *data, gsize length, void *user)
{
	Seen *seen = user;

	g_string_append_printf(seen->seen, "[%s|%.*s]", name, (int) length, data);
}

static void
test_events(void)
{
	static const char text[] = "\xef\xbb\xbf: comment\nevent: a\ndata: 1\ndata:2\n\nid: 3\ndata\n\nevent: lost\n\ndata:  x\nnew: y\n\ndata: last";
	static const char wanted[] = "[a|1\n2][|][| x][|last]";
	static const char *const breaks[] = { "\n", "\r", "\r\n" };

	for (guint b = 0; b < G_N_ELEMENTS(breaks); b++)
		for (gsize step = 1; step < sizeof(text); step++) {
			g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
			g_autofree char *stream = g_strjoinv(breaks[b], lines);
			Seen seen = { g_string_new(NULL), 0 };
			g_autoptr(BurnishEvents) events = burnish_events_new(on_event, &seen);

			for (gsize i = 0; i < strlen(stream); i += step)
				burnish_events_feed(events, stream + i, MIN(step, strlen(stream) - i));
			burnish_events_end(events);
			g_assert_cmpstr(seen.seen->str, ==, wanted);
			g_string_free(seen.seen, TRUE);
		}
}

static void
on_partial(const BurnishApiImage *image, int index, void *user)
{
	Seen *seen = user;

	g_assert_cmpint(index, ==, seen->partials);
	g_assert_cmpuint(g_bytes_get_size(image->bytes), ==, 5);
	seen->partials++;
}

static BurnishResponse *
run_stream(const char *text, int partials)
{
	Seen seen = { 0 };
	g_autoptr(BurnishStream) stream = burnish_stream_new(on_partial, &seen);

	burnish_stream_feed(stream, text, strlen(text));
	BurnishResponse *response = burnish_stream_finish(stream);
	g_assert_cmpint(seen.partials, ==, partials);

	return response;
}

#define BYTES "\"Ynl0ZXM=\""
#define PARTIAL(n) "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":" BYTES ",\"partial_image_index\":" n "}\n\n"

static void
test_streams(void)
{
	g_autoptr(BurnishResponse) good = run_stream(PARTIAL("0") PARTIAL("1") "event: image_generation.completed\ndata: {\"b64_json\":" BYTES ",\"usage\":{\"output_tokens\":7}}\n\n", 2);
	g_autoptr(BurnishResponse) cut = run_stream(PARTIAL("0"), 1);
	g_autoptr(BurnishResponse) failed = run_stream(PARTIAL("0") "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"m\"}\n\n", 1);
	g_autoptr(BurnishResponse) wrapped = run_stream("data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}\n\n", 0);
	g_autoptr(BurnishResponse) mainline = run_stream(
		"data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}\n\n"
		"data: {\"type\":\"response.image_generation_call.partial_image\",\"partial_image_b64\":" BYTES ",\"partial_image_index\":0}\n\n"
		"data: {\"type\":\"response.image_generation_call.completed\"}\n\n"
		"data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"image_generation_call\",\"id\":\"ig_1\",\"result\":" BYTES "}}\n\n"
		"data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[]}}\n\ndata: [DONE]\n\n",
		1);
	const BurnishApiImage *image = mainline->images->pdata[0];

	g_assert_cmpuint(good->images->len, ==, 1);
	g_assert_cmpint(good->usage.output, ==, 7);
	g_assert_cmpint(cut->error.kind, ==, BURNISH_API_LOST);
	g_assert_cmpint(failed->error.kind, ==, BURNISH_API_SERVER);
	g_assert_cmpint(wrapped->error.kind, ==, BURNISH_API_RATE);
	g_assert_cmpstr(mainline->id, ==, "resp_1");
	g_assert_cmpstr(image->id, ==, "ig_1");
}

/* ---- Addresses ---- */

static gboolean
is_public(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return burnish_address_is_public((struct sockaddr *) (void *) &v4);
	g_assert_cmpint(inet_pton(AF_INET6, text, &v6.sin6_addr), ==, 1);

	return burnish_address_is_public((struct sockaddr *) (void *) &v6);
}

static void
test_addresses(void)
{
	static const char *const public[] = { "8.8.8.8", "1.1.1.1", "172.32.0.1", "192.167.1.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "2002:808:808::1" };
	static const char *const private[] = { "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2001:db8::1", "2001::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1" };

	for (guint i = 0; i < G_N_ELEMENTS(public); i++)
		if (!is_public(public[i]))
			g_error("%s is public", public[i]);
	for (guint i = 0; i < G_N_ELEMENTS(private); i++)
		if (is_public(private[i]))
			g_error("%s is not public", private[i]);
	g_assert_true(burnish_address_is_loopback_name("127.8.9.1"));
	g_assert_false(burnish_address_is_loopback_name("127.0.0.1.example.com"));
}

/* The last of them. */
static void
test_done(void)
{
	g_clear_pointer(&models, burnish_models_free);
}

int
main(int argc, char **argv)
{
	support_init(&argc, &argv);
	models = burnish_models_open();
	g_assert_nonnull(models);

	g_test_add_func("/generate/fit", test_fit);
	g_test_add_func("/generate/fit-is-legal", test_fit_is_legal);
	g_test_add_func("/generate/size-parse", test_size_parse);
	g_test_add_func("/generate/warnings", test_warnings);
	g_test_add_func("/generate/check", test_check);
	g_test_add_func("/generate/tokens", test_tokens);
	g_test_add_func("/generate/costs", test_costs);
	g_test_add_func("/generate/input-costs", test_input_costs);
	g_test_add_func("/generate/requests", test_requests);
	g_test_add_func("/generate/base64", test_base64);
	g_test_add_func("/generate/blobs", test_blobs);
	g_test_add_func("/generate/errors", test_errors);
	g_test_add_func("/generate/events", test_events);
	g_test_add_func("/generate/streams", test_streams);
	g_test_add_func("/generate/addresses", test_addresses);

	g_test_add_func("/generate/done", test_done);

	return support_run();
}
