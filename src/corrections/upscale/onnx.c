/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Models of other people, run by ONNX Runtime. A model says what it takes, but not how much
 * it enlarges nor what its numbers mean, so it is tried on a piece of grey first: what does
 * not come back larger, and about as grey, is no model that enlarges pictures.
 *
 * Only a file that somebody asks for by name is opened, and the weights that it may have in files
 * beside it, where the runtime keeps it to its directory.
 */

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include <burnish.h>

#include "onnx.h"
#include "runtime.h"

/* Larger than all that is used for this, at most some 200 MB; more would not fit into the
 * memory of most machines while it runs. */
#define MAX_BYTES (G_GINT64_CONSTANT(1) << 30)

/* What a model is given that takes any size: a tile with a margin, as few pixels as keep a large
 * model within some 300 MB, and a multiple of what windows and levels are usually made of. */
#define SIDE 160

/* The same for trying it. */
#define TRIAL 32

/* Of a model that takes one size only: below, nothing is left but margin; above, memory. */
#define MIN_SIDE 16
#define MAX_SIDE 2048

/* How far grey may come back from 0.5. What gives 0 to 255, a depth or a mask is further off. */
#define MAX_SHIFT 0.2

#define DIMENSIONS 4
#define SHAPE "%" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT " x %" G_GINT64_FORMAT

struct BurnishOnnxSession {
	const BurnishRuntime *runtime;
	OrtSession *ort;
	char *path;
	char *input;
	char *output;
};

/* Whether a call went well. */
static int
check(const struct BurnishOnnxSession *session, OrtStatus *status)
{
	return burnish_runtime_check(session->runtime, session->path, status);
}

static void
onnx_clear(void *data)
{
	struct BurnishOnnxSession *session = ((BurnishOnnx *) data)->session;
	const OrtApi *api = session->runtime->api;
	OrtAllocator *allocator = session->runtime->allocator;

	if (session->input)
		check(session, api->allocator_free(allocator, session->input));
	if (session->output)
		check(session, api->allocator_free(allocator, session->output));
	if (session->ort)
		api->release_session(session->ort);
	g_free(session->path);
	g_free(session);
}

BurnishOnnx *
burnish_onnx_ref(BurnishOnnx *onnx)
{
	return g_atomic_rc_box_acquire(onnx);
}

void
burnish_onnx_unref(BurnishOnnx *onnx)
{
	if (onnx)
		g_atomic_rc_box_release_full(onnx, onnx_clear);
}

static int
check_file(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return burnish_runtime_fail(path, "%s", g_strerror(errno));
	if (!S_ISREG(status.st_mode))
		return burnish_runtime_fail(path, "is not a regular file");
	if (status.st_size == 0)
		return burnish_runtime_fail(path, "is empty");
	if (status.st_size > MAX_BYTES)
		return burnish_runtime_fail(path, "has more than %" G_GINT64_FORMAT " bytes", MAX_BYTES);

	return 0;
}

/* libvips has its threads on tiles of their own already; one for each also makes results the
 * same for any number of them. An arena would keep the memory of a tile for every thread. */
static int
open_session(struct BurnishOnnxSession *session)
{
	const OrtApi *api = session->runtime->api;
	OrtSessionOptions *options = NULL;

	int result = check(session, api->create_session_options(&options)) ||
			check(session, api->set_intra_op_num_threads(options, 1)) ||
			check(session, api->disable_cpu_mem_arena(options)) ||
			check(session, api->create_session(session->runtime->env, session->path, options, &session->ort))
		? -1
		: 0;
	if (options)
		api->release_session_options(options);

	return result;
}

/* The four dimensions of a tensor of floats. */
static int
read_shape(const struct BurnishOnnxSession *session, const char *what, const OrtTensorTypeAndShapeInfo *info, gint64 *shape)
{
	const OrtApi *api = session->runtime->api;
	size_t n = 0;
	int type = 0;

	if (info && (check(session, api->get_element_type(info, &type)) || check(session, api->get_dimensions_count(info, &n))))
		return -1;
	if (type != ORT_ELEMENT_FLOAT || n != DIMENSIONS)
		return burnish_runtime_fail(session->path, "its %s is not four dimensions of 32-bit floats", what);

	return check(session, api->get_dimensions(info, shape, n));
}

static int
read_input(const struct BurnishOnnxSession *session, gint64 *shape)
{
	const OrtApi *api = session->runtime->api;
	const OrtTensorTypeAndShapeInfo *info = NULL;
	OrtTypeInfo *type = NULL;

	if (check(session, api->session_get_input_type_info(session->ort, 0, &type)))
		return -1;
	int result = check(session, api->cast_type_info(type, &info)) || read_shape(session, "input", info, shape) ? -1 : 0;
	api->release_type_info(type);

	return result;
}

static gboolean
is_side(gint64 side)
{
	return side < 0 || (side >= MIN_SIDE && side <= MAX_SIDE);
}

/* Names, and what it takes: *shape has -1 for what is free. */
static int
inspect(BurnishOnnx *onnx, gint64 *shape)
{
	struct BurnishOnnxSession *session = onnx->session;
	const OrtApi *api = session->runtime->api;
	OrtAllocator *allocator = session->runtime->allocator;
	size_t inputs;
	size_t outputs;

	if (check(session, api->session_get_input_count(session->ort, &inputs)) ||
		check(session, api->session_get_output_count(session->ort, &outputs)))
		return -1;
	if (inputs != 1 || outputs != 1)
		return burnish_runtime_fail(session->path, "has %zu inputs and %zu outputs, not one of each", inputs, outputs);
	if (check(session, api->session_get_input_name(session->ort, 0, allocator, &session->input)) ||
		check(session, api->session_get_output_name(session->ort, 0, allocator, &session->output)) ||
		read_input(session, shape))
		return -1;
	if ((shape[0] >= 0 && shape[0] != 1) || (shape[1] >= 0 && shape[1] != 1 && shape[1] != 3) ||
		!is_side(shape[2]) || !is_side(shape[3]))
		return burnish_runtime_fail(session->path,
			"takes " SHAPE ", not one picture of 1 or 3 bands and %d to %d pixels a side",
			shape[0], shape[1], shape[2], shape[3], MIN_SIDE, MAX_SIDE);
	onnx->bands = shape[1] == 1 ? 1 : 3;
	onnx->height = shape[2] < 0 ? SIDE : (int) shape[2];
	onnx->width = shape[3] < 0 ? SIDE : (int) shape[3];

	return 0;
}

/* *value, to be released, is what it makes of width x height pixels, and *shape its size. */
static int
run(const BurnishOnnx *onnx, float *in, int width, int height, OrtValue **value, gint64 *shape)
{
	const struct BurnishOnnxSession *session = onnx->session;
	const OrtApi *api = session->runtime->api;
	const gint64 given[DIMENSIONS] = { 1, onnx->bands, height, width };
	size_t bytes = (size_t) onnx->bands * height * width * sizeof(float);
	OrtTensorTypeAndShapeInfo *info = NULL;
	OrtValue *input;

	if (check(session, api->create_tensor_with_data(session->runtime->memory, in, bytes, given, DIMENSIONS, ORT_ELEMENT_FLOAT, &input)))
		return -1;
	int result = check(session, api->run(session->ort, NULL, (const char *const *) &session->input, (const OrtValue *const *) &input, 1, (const char *const *) &session->output, 1, value));
	api->release_value(input);
	if (result || check(session, api->get_tensor_type_and_shape(*value, &info)))
		return -1;
	result = read_shape(session, "output", info, shape);
	api->release_tensor_type_and_shape_info(info);

	return result;
}

/* What came out, if it is what it must be. */
static const float *
get_result(const BurnishOnnx *onnx, OrtValue *value, const gint64 *shape, int width, int height)
{
	const struct BurnishOnnxSession *session = onnx->session;
	float *result;

	if (shape[0] != 1 || shape[1] != onnx->bands || onnx->scale < 2 || onnx->scale > BURNISH_MAX_SCALE ||
		shape[2] != (gint64) height * onnx->scale || shape[3] != (gint64) width * onnx->scale) {
		burnish_runtime_fail(session->path,
			"makes " SHAPE " of 1 x %d x %d x %d, not as many bands 2 to %g times as large",
			shape[0], shape[1], shape[2], shape[3], onnx->bands, height, width, BURNISH_MAX_SCALE);
		return NULL;
	}
	if (check(session, session->runtime->api->get_tensor_data(value, (void **) &result)))
		return NULL;
	for (gint64 i = 0; i < shape[1] * shape[2] * shape[3]; i++)
		if (!isfinite(result[i])) {
			burnish_runtime_fail(session->path, "gives values that are no numbers");
			return NULL;
		}

	return result;
}

/* Find out how much it enlarges, on grey. */
static int
try_out(BurnishOnnx *onnx, const gint64 *shape)
{
	int height = shape[2] < 0 ? TRIAL : (int) MAX(shape[2], MIN_SIDE);
	int width = shape[3] < 0 ? TRIAL : (int) MAX(shape[3], MIN_SIDE);
	size_t n = (size_t) onnx->bands * width * height;
	g_autofree float *grey = g_new(float, n);
	const float *result = NULL;
	OrtValue *value = NULL;
	gint64 made[DIMENSIONS] = { 0 };
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		grey[i] = 0.5F;
	if (run(onnx, grey, width, height, &value, made) == 0) {
		onnx->scale = (int) MIN(made[2] / height, G_MAXINT);
		n *= (size_t) onnx->scale * onnx->scale;
		result = get_result(onnx, value, made, width, height);
	}
	for (size_t i = 0; result && i < n; i++)
		sum += result[i];
	if (value)
		onnx->session->runtime->api->release_value(value);
	if (result && fabs(sum / n - 0.5) > MAX_SHIFT)
		return burnish_runtime_fail(onnx->session->path,
			"makes %.3g of a grey of 0.5, so it is not for pictures of 0 to 1", sum / n);

	return result ? 0 : -1;
}

BurnishOnnx *
burnish_onnx_load(const char *path)
{
	const BurnishRuntime *runtime;
	gint64 shape[DIMENSIONS] = { 0 };

	/* What is wrong with the file can be said without the runtime. */
	if (check_file(path) || !(runtime = burnish_runtime_get(path)))
		return NULL;

	g_autoptr(BurnishOnnx) onnx = g_atomic_rc_box_new0(BurnishOnnx);
	onnx->session = g_new0(struct BurnishOnnxSession, 1);
	onnx->session->runtime = runtime;
	onnx->session->path = g_strdup(path);
	if (open_session(onnx->session) || inspect(onnx, shape) || try_out(onnx, shape))
		return NULL;

	return g_steal_pointer(&onnx);
}

int
burnish_onnx_run(const BurnishOnnx *onnx, float *in, float *out)
{
	const float *result = NULL;
	OrtValue *value = NULL;
	gint64 shape[DIMENSIONS] = { 0 };

	if (run(onnx, in, onnx->width, onnx->height, &value, shape) == 0 &&
		(result = get_result(onnx, value, shape, onnx->width, onnx->height)))
		memcpy(out, result, (size_t) shape[1] * shape[2] * shape[3] * sizeof(float));
	if (value)
		onnx->session->runtime->api->release_value(value);

	return result ? 0 : -1;
}
