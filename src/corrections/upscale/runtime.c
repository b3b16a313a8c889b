/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Opening ONNX Runtime, which is never linked with: without it, nothing of burnish is
 * missing but models of other people.
 */

#include <string.h>

#include <gmodule.h>
#include <vips/vips.h>

#include "runtime.h"

/* Of ONNX Runtime 1.11; any since knows it. */
#define API_VERSION 11

/* Where somebody has it who has not installed it. */
#define VARIABLE "BURNISH_ONNXRUNTIME"

/* What a table holds at a place of the interface. */
#define AT(member, place) \
	G_STATIC_ASSERT(G_STRUCT_OFFSET(OrtApi, member) == (place) * sizeof(void *))

AT(get_error_message, 2);
AT(create_env, 3);
AT(disable_telemetry_events, 6);
AT(create_session, 7);
AT(run, 9);
AT(create_session_options, 10);
AT(disable_cpu_mem_arena, 19);
AT(set_intra_op_num_threads, 24);
AT(session_get_input_count, 30);
AT(session_get_output_count, 31);
AT(session_get_input_type_info, 33);
AT(session_get_input_name, 36);
AT(session_get_output_name, 37);
AT(create_tensor_with_data, 49);
AT(get_tensor_data, 51);
AT(cast_type_info, 55);
AT(get_element_type, 60);
AT(get_dimensions_count, 61);
AT(get_dimensions, 62);
AT(get_tensor_type_and_shape, 65);
AT(create_cpu_memory_info, 69);
AT(allocator_free, 76);
AT(get_allocator, 78);
AT(release_status, 93);
AT(release_session, 95);
AT(release_value, 96);
AT(release_type_info, 98);
AT(release_tensor_type_and_shape_info, 99);
AT(release_session_options, 100);

int
burnish_runtime_fail(const char *model, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_autofree char *reason = g_strdup_vprintf(format, ap);
	va_end(ap);
	vips_error("upscale", "model: \"%s\": %s", model, reason);

	return -1;
}

int
burnish_runtime_check(const BurnishRuntime *runtime, const char *model, OrtStatus *status)
{
	if (!status)
		return 0;

	/* The first line says what, more say where in its sources. */
	const char *text = runtime->api->get_error_message(status);
	burnish_runtime_fail(model, "%.*s", (int) strcspn(text, "\r\n"), text);
	runtime->api->release_status(status);

	return -1;
}

static GModule *
open_library(const char *model)
{
	/* As releases and as Debian 13 call it. */
	static const char *const names[] = { "libonnxruntime.so.1", "libonnxruntime.so.1.21", "libonnxruntime.so", NULL };
	const char *own = g_getenv(VARIABLE);
	GModule *module = NULL;

	if (own && *own) {
		if (!(module = g_module_open(own, G_MODULE_BIND_LOCAL)))
			burnish_runtime_fail(model, VARIABLE ": %s", g_module_error());
		return module;
	}
	for (int i = 0; names[i] && !module; i++)
		module = g_module_open(names[i], G_MODULE_BIND_LOCAL);
	if (!module)
		burnish_runtime_fail(model, "needs ONNX Runtime, which is not installed; "
									"install libonnxruntime, or say in " VARIABLE " where it is");

	return module;
}

static int
start(BurnishRuntime *runtime, GModule *module, const char *model)
{
	const OrtApiBase *(*get_base)(void);

	if (!g_module_symbol(module, "OrtGetApiBase", (void **) &get_base) || !get_base)
		return burnish_runtime_fail(model, "%s is not ONNX Runtime", g_module_name(module));
	if (!(runtime->api = get_base()->get_api(API_VERSION)))
		return burnish_runtime_fail(model, "%s is ONNX Runtime %s, without version %d of the interface",
			g_module_name(module), get_base()->get_version_string(), API_VERSION);

	/* It is to keep quiet, here and towards whoever it reports to. */
	const OrtApi *api = runtime->api;
	return burnish_runtime_check(runtime, model, api->create_env(ORT_LOGGING_FATAL, "burnish", &runtime->env)) ||
			burnish_runtime_check(runtime, model, api->disable_telemetry_events(runtime->env)) ||
			burnish_runtime_check(runtime, model, api->create_cpu_memory_info(ORT_DEVICE_ALLOCATOR, ORT_MEM_TYPE_DEFAULT, &runtime->memory)) ||
			burnish_runtime_check(runtime, model, api->get_allocator(&runtime->allocator))
		? -1
		: 0;
}

const BurnishRuntime *
burnish_runtime_get(const char *model)
{
	static GMutex mutex;
	static BurnishRuntime runtime;
	static gboolean ready = FALSE;

	g_mutex_lock(&mutex);
	if (!ready) {
		/* Never closed: its threads and statics would not live through it. */
		GModule *module = open_library(model);

		ready = module && start(&runtime, module, model) == 0;
	}
	const BurnishRuntime *result = ready ? &runtime : NULL;
	g_mutex_unlock(&mutex);

	return result;
}
