/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* As much of ONNX Runtime as burnish uses, for tests on machines without it. Its models are
 * lines of text: "bands height width scale kind", with -1 for a size that is free. Each
 * pixel becomes a block, unless the kind says what goes wrong.
 */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "corrections/upscale/runtime.h"

#define FLOAT16 10

struct OrtSession {
	gint64 shape[4];
	double scale;
	char kind[16];
};

struct OrtTensorTypeAndShapeInfo {
	gint64 shape[4];
	int type;
};

/* Both are the same here. */
struct OrtTypeInfo {
	OrtTensorTypeAndShapeInfo tensor;
};

struct OrtValue {
	OrtTensorTypeAndShapeInfo info;
	float *data;
	gboolean own;
};

struct OrtStatus {
	char text[80];
};

static int opaque;

static OrtStatus *
fail(const char *text)
{
	OrtStatus *status = g_new0(OrtStatus, 1);

	g_snprintf(status->text, sizeof(status->text), "%s\nand where", text);

	return status;
}

static const char *
get_error_message(const OrtStatus *status)
{
	return status->text;
}

static OrtStatus *
create_env(int logging, const char *id, OrtEnv **env)
{
	if (logging != ORT_LOGGING_FATAL)
		return fail("would be loud");
	*env = (OrtEnv *) &opaque;

	return NULL;
}

static OrtStatus *
disable_telemetry_events(const OrtEnv *env)
{
	return NULL;
}

static OrtStatus *
create_session(const OrtEnv *env, const char *path, const OrtSessionOptions *options, OrtSession **session)
{
	OrtSession read = { { 1 } };
	FILE *file = fopen(path, "r");

	if (!file)
		return fail("cannot be read");
	int n = fscanf(file, "%ld %ld %ld %lf %15s", &read.shape[1], &read.shape[2], &read.shape[3], &read.scale, read.kind);
	fclose(file);
	if (n != 5)
		return fail("Protobuf parsing failed.");
	*session = g_memdup2(&read, sizeof(read));

	return NULL;
}

static gboolean
is(const OrtSession *session, const char *kind)
{
	return g_str_equal(session->kind, kind);
}

static OrtValue *
enlarge(const OrtSession *session, const OrtValue *in)
{
	int bands = in->info.shape[1];
	int height = in->info.shape[2] * session->scale;
	int width = in->info.shape[3] * session->scale;
	OrtValue *out = g_new0(OrtValue, 1);
	out->info = (OrtTensorTypeAndShapeInfo){ { 1, bands, height, width }, ORT_ELEMENT_FLOAT };
	out->data = g_new(float, (size_t) bands *height *width);
	out->own = TRUE;
	for (int i = 0; i < bands; i++)
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				int row = y / session->scale;
				int column = x / session->scale;
				float value = in->data[(i * in->info.shape[2] + row) * in->info.shape[3] + column];

				/* Twice as far from grey. */
				if (is(session, "hard"))
					value = 2 * value - 0.5F;
				if (is(session, "bytes"))
					value /= 255;
				out->data[((gint64) i * height + y) * width + x] = value;
			}
	if (is(session, "nan") && in->info.shape[2] > 32)
		out->data[height * width / 2] = NAN;
	if (is(session, "band-lost"))
		out->info.shape[1]--;

	return out;
}

static OrtStatus *
run(OrtSession *session, const OrtRunOptions *options, /* NOLINT(readability-function-size): the interface has as many */
	const char *const *input_names, const OrtValue *const *inputs, size_t n_inputs,
	const char *const *output_names, size_t n_outputs, OrtValue **outputs)
{
	const OrtValue *in = inputs[0];

	if (!g_str_equal(input_names[0], "in") || !g_str_equal(output_names[0], "out"))
		return fail("no such name");
	/* Not when it is tried. */
	if (is(session, "fails") && in->info.shape[2] > 32)
		return fail("out of memory");

	*outputs = enlarge(session, in);

	return NULL;
}

static OrtStatus *
create_session_options(OrtSessionOptions **options)
{
	*options = (OrtSessionOptions *) g_new0(int, 1);

	return NULL;
}

static OrtStatus *
disable_cpu_mem_arena(OrtSessionOptions *options)
{
	return NULL;
}

static OrtStatus *
set_intra_op_num_threads(OrtSessionOptions *options, int threads)
{
	return threads == 1 ? NULL : fail("would be crowded");
}

static OrtStatus *
session_get_input_count(const OrtSession *session, size_t *count)
{
	*count = is(session, "two-inputs") ? 2 : 1;

	return NULL;
}

static OrtStatus *
session_get_output_count(const OrtSession *session, size_t *count)
{
	*count = is(session, "two-outputs") ? 2 : 1;

	return NULL;
}

static OrtStatus *
session_get_input_type_info(const OrtSession *session, size_t i, OrtTypeInfo **info)
{
	*info = g_new0(OrtTypeInfo, 1);
	memcpy((*info)->tensor.shape, session->shape, sizeof(session->shape));
	(*info)->tensor.type = is(session, "half") ? FLOAT16 : ORT_ELEMENT_FLOAT;
	/* Stands for a sequence, a map and so on. */
	if (is(session, "no-tensor"))
		(*info)->tensor.type = 0;

	return NULL;
}

static OrtStatus *
session_get_input_name(const OrtSession *session, size_t i, OrtAllocator *allocator, char **name)
{
	*name = g_strdup("in");

	return NULL;
}

static OrtStatus *
session_get_output_name(const OrtSession *session, size_t i, OrtAllocator *allocator, char **name)
{
	*name = g_strdup("out");

	return NULL;
}

static OrtStatus *
create_tensor_with_data(const OrtMemoryInfo *info, void *data, size_t bytes,
	const gint64 *shape, size_t dimensions, int element_type, OrtValue **value)
{
	if (dimensions != 4 || bytes != (size_t) (shape[0] * shape[1] * shape[2] * shape[3]) * sizeof(float))
		return fail("shape and size differ");
	*value = g_new0(OrtValue, 1);
	memcpy((*value)->info.shape, shape, sizeof((*value)->info.shape));
	(*value)->info.type = element_type;
	(*value)->data = data;

	return NULL;
}

static OrtStatus *
get_tensor_data(OrtValue *value, void **data)
{
	*data = value->data;

	return NULL;
}

static OrtStatus *
cast_type_info(const OrtTypeInfo *type, const OrtTensorTypeAndShapeInfo **info)
{
	*info = type->tensor.type ? &type->tensor : NULL;

	return NULL;
}

static OrtStatus *
get_element_type(const OrtTensorTypeAndShapeInfo *info, int *type)
{
	*type = info->type;

	return NULL;
}

static OrtStatus *
get_dimensions_count(const OrtTensorTypeAndShapeInfo *info, size_t *count)
{
	*count = 4;

	return NULL;
}

static OrtStatus *
get_dimensions(const OrtTensorTypeAndShapeInfo *info, gint64 *dimensions, size_t count)
{
	memcpy(dimensions, info->shape, count * sizeof(gint64));

	return NULL;
}

static OrtStatus *
get_tensor_type_and_shape(const OrtValue *value, OrtTensorTypeAndShapeInfo **info)
{
	*info = g_memdup2(&value->info, sizeof(value->info));

	return NULL;
}

static OrtStatus *
create_cpu_memory_info(int allocator_type, int memory_type, OrtMemoryInfo **info)
{
	*info = (OrtMemoryInfo *) &opaque;

	return NULL;
}

static OrtStatus *
allocator_free(OrtAllocator *allocator, void *p)
{
	g_free(p);

	return NULL;
}

static OrtStatus *
get_allocator(OrtAllocator **allocator)
{
	*allocator = (OrtAllocator *) &opaque;

	return NULL;
}

static void
release_status(OrtStatus *status)
{
	g_free(status);
}

static void
release_session(OrtSession *session)
{
	g_free(session);
}

static void
release_value(OrtValue *value)
{
	if (value->own)
		g_free(value->data);
	g_free(value);
}

static void
release_type_info(OrtTypeInfo *info)
{
	g_free(info);
}

static void
release_tensor_type_and_shape_info(OrtTensorTypeAndShapeInfo *info)
{
	g_free(info);
}

static void
release_session_options(OrtSessionOptions *options)
{
	g_free(options);
}

static const OrtApi api = {
	.get_error_message = get_error_message,
	.create_env = create_env,
	.disable_telemetry_events = disable_telemetry_events,
	.create_session = create_session,
	.run = run,
	.create_session_options = create_session_options,
	.disable_cpu_mem_arena = disable_cpu_mem_arena,
	.set_intra_op_num_threads = set_intra_op_num_threads,
	.session_get_input_count = session_get_input_count,
	.session_get_output_count = session_get_output_count,
	.session_get_input_type_info = session_get_input_type_info,
	.session_get_input_name = session_get_input_name,
	.session_get_output_name = session_get_output_name,
	.create_tensor_with_data = create_tensor_with_data,
	.get_tensor_data = get_tensor_data,
	.cast_type_info = cast_type_info,
	.get_element_type = get_element_type,
	.get_dimensions_count = get_dimensions_count,
	.get_dimensions = get_dimensions,
	.get_tensor_type_and_shape = get_tensor_type_and_shape,
	.create_cpu_memory_info = create_cpu_memory_info,
	.allocator_free = allocator_free,
	.get_allocator = get_allocator,
	.release_status = release_status,
	.release_session = release_session,
	.release_value = release_value,
	.release_type_info = release_type_info,
	.release_tensor_type_and_shape_info = release_tensor_type_and_shape_info,
	.release_session_options = release_session_options,
};

static const OrtApi *
get_api(guint32 version)
{
	return g_getenv("FAKE_ONNXRUNTIME_OLD") ? NULL : &api;
}

static const char *
get_version_string(void)
{
	return "0.1-fake";
}

const OrtApiBase *OrtGetApiBase(void);

const OrtApiBase *
OrtGetApiBase(void)
{
	static const OrtApiBase base = { get_api, get_version_string };

	return &base;
}
