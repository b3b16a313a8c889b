/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_RUNTIME_H
#define BURNISH_RUNTIME_H

#include <glib.h>

/* What is used of the C interface of ONNX Runtime: a table of functions that only ever
 * grows at its end, so places in it are known for good. All that is here has been there since
 * version 1 of the interface. Functions that return a status return NULL when all is well; a
 * status has to be released. See onnxruntime_c_api.h of the microsoft/onnxruntime project. */

typedef struct OrtAllocator OrtAllocator;
typedef struct OrtEnv OrtEnv;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtStatus OrtStatus;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtValue OrtValue;

/* Values of its enumerations. */
#define ORT_ELEMENT_FLOAT 1
#define ORT_LOGGING_FATAL 4
#define ORT_DEVICE_ALLOCATOR 0
#define ORT_MEM_TYPE_DEFAULT 0

typedef struct {
	const void *skipped_0[2];
	const char *(*get_error_message)(const OrtStatus *status);
	OrtStatus *(*create_env)(int logging, const char *id, OrtEnv **env);
	const void *skipped_4[2];
	OrtStatus *(*disable_telemetry_events)(const OrtEnv *env);
	OrtStatus *(*create_session)(const OrtEnv *env, const char *path,
		const OrtSessionOptions *options, OrtSession **session);
	const void *skipped_8;
	OrtStatus *(*run)(OrtSession *session, const OrtRunOptions *options,
		const char *const *input_names, const OrtValue *const *inputs, size_t n_inputs,
		const char *const *output_names, size_t n_outputs, OrtValue **outputs);
	OrtStatus *(*create_session_options)(OrtSessionOptions **options);
	const void *skipped_11[8];
	OrtStatus *(*disable_cpu_mem_arena)(OrtSessionOptions *options);
	const void *skipped_20[4];
	OrtStatus *(*set_intra_op_num_threads)(OrtSessionOptions *options, int threads);
	const void *skipped_25[5];
	OrtStatus *(*session_get_input_count)(const OrtSession *session, size_t *count);
	OrtStatus *(*session_get_output_count)(const OrtSession *session, size_t *count);
	const void *skipped_32;
	OrtStatus *(*session_get_input_type_info)(const OrtSession *session, size_t i, OrtTypeInfo **info);
	const void *skipped_34[2];
	OrtStatus *(*session_get_input_name)(const OrtSession *session, size_t i, OrtAllocator *allocator, char **name);
	OrtStatus *(*session_get_output_name)(const OrtSession *session, size_t i, OrtAllocator *allocator, char **name);
	const void *skipped_38[11];
	OrtStatus *(*create_tensor_with_data)(const OrtMemoryInfo *info, void *data, size_t bytes,
		const gint64 *shape, size_t dimensions, int element_type, OrtValue **value);
	const void *skipped_50;
	OrtStatus *(*get_tensor_data)(OrtValue *value, void **data);
	const void *skipped_52[3];
	/* NULL for what is no tensor; not to be released. */
	OrtStatus *(*cast_type_info)(const OrtTypeInfo *type, const OrtTensorTypeAndShapeInfo **info);
	const void *skipped_56[4];
	OrtStatus *(*get_element_type)(const OrtTensorTypeAndShapeInfo *info, int *type);
	OrtStatus *(*get_dimensions_count)(const OrtTensorTypeAndShapeInfo *info, size_t *count);
	/* Negative ones are free. */
	OrtStatus *(*get_dimensions)(const OrtTensorTypeAndShapeInfo *info, gint64 *dimensions, size_t count);
	const void *skipped_63[2];
	OrtStatus *(*get_tensor_type_and_shape)(const OrtValue *value, OrtTensorTypeAndShapeInfo **info);
	const void *skipped_66[3];
	OrtStatus *(*create_cpu_memory_info)(int allocator_type, int memory_type, OrtMemoryInfo **info);
	const void *skipped_70[6];
	OrtStatus *(*allocator_free)(OrtAllocator *allocator, void *p);
	const void *skipped_77;
	OrtStatus *(*get_allocator)(OrtAllocator **allocator);
	const void *skipped_79[14];
	void (*release_status)(OrtStatus *status);
	const void *skipped_94;
	void (*release_session)(OrtSession *session);
	void (*release_value)(OrtValue *value);
	const void *skipped_97;
	void (*release_type_info)(OrtTypeInfo *info);
	void (*release_tensor_type_and_shape_info)(OrtTensorTypeAndShapeInfo *info);
	void (*release_session_options)(OrtSessionOptions *options);
} OrtApi;

typedef struct {
	const OrtApi *(*get_api)(guint32 version);
	const char *(*get_version_string)(void);
} OrtApiBase;

/* What a process has of it. */
typedef struct {
	const OrtApi *api;
	OrtEnv *env;
	OrtMemoryInfo *memory;
	OrtAllocator *allocator;
} BurnishRuntime;

/* What went wrong with a model, in vips_error(); -1. */
int burnish_runtime_fail(const char *model, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Take a status: 0 for NULL, -1 with its text as above else. */
int burnish_runtime_check(const BurnishRuntime *runtime, const char *model, OrtStatus *status);

/* Opened once and kept. NULL with vips_error() where it is not installed. */
const BurnishRuntime *burnish_runtime_get(const char *model);

#endif /*BURNISH_RUNTIME_H*/
