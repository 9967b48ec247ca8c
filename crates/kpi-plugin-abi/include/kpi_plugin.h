/* The binary boundary between the kpi engine and a plugin, version 1.0.
 *
 * A plugin is a shared library that exports `kpi_plugin_abi` and `kpi_plugin_init`. Data crosses as Arrow C data
 * (https://arrow.apache.org/docs/format/CDataInterface.html).
 *
 * Ownership  Whoever made a thing frees it, through the `release` that came with it. A struct whose `release` is NULL
 *            owns nothing. A `kpi_str` is borrowed: as an argument for the call, as the manifest until the plugin is
 *            released, in an error until the error is released.
 * Threads    Calls come from any thread, one after the other, unless KPI_FLAG_CONCURRENT is set.
 * Versions   A minor version only appends to a struct. Nobody touches what is beyond the smaller `struct_size`.
 * Unwinding  No exception may leave an entry point.
 * Unloading  A library is never unloaded.
 *
 * The manifest is JSON:
 *   { "name": "referral", "version": "1.0.0", "doc": "…",
 *     "functions": [ { "name": "code", "doc": "…", "arguments": [ { "name": "link", "type": "text", "doc": "…" } ],
 *                      "returns": "text", "empty": "propagates" } ],
 *     "aggregates": [ { "name": "mode", "doc": "…", "arguments": [ { "name": "value", "type": "number", "doc": "…" } ],
 *                       "returns": "number" } ],
 *     "sources":   [ { "name": "contacts", "doc": "…",
 *                      "options": [ { "name": "account", "type": "text", "doc": "…", "required": true } ] } ] }
 * Types and the Arrow formats they cross in:
 *   number    arguments l or g; results any integer or float (c C s S i I l L f g)
 *   text      arguments U;      results u or U
 *   bool      b
 *   date      tdD
 *   datetime  arguments tsu:…;  results tss: tsm: tsu: tsn:
 *   duration  arguments tDu;    results tDs tDm tDu tDn
 * `empty` says where a result is empty: "propagates" (exactly where an argument is), "never", or "sometimes".
 * An aggregate is called like a function, once for each group: a batch of its values (none empty, sorted, at least one)
 * comes in, one row goes out. It takes one number and returns one; functions and aggregates share one space of names.
 * A scan request is JSON: { "columns": ["a", "b"] or null for all, "limit": 100 or null }. Both are advice: a plugin
 * may give more columns and more rows, the host takes what it asked for.
 */
#ifndef KPI_PLUGIN_H
#define KPI_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KPI_ABI_MAJOR 1
#define KPI_ABI_MINOR 0
#define KPI_ABI_VERSION (((uint32_t)KPI_ABI_MAJOR << 16) | (uint32_t)KPI_ABI_MINOR)

#if defined(_WIN32)
#define KPI_EXPORT __declspec(dllexport)
#else
#define KPI_EXPORT __attribute__((visibility("default")))
#endif

/* Flags of kpi_plugin. */
#define KPI_FLAG_CONCURRENT 1u /* the calls of one instance may overlap */
#define KPI_FLAG_TEXT_VIEWS 2u /* arguments may be text views (Arrow format "vu") */

/* What every call returns, and the `code` of an error. */
#define KPI_STATUS_OK 0
#define KPI_STATUS_FAILED 1    /* the plugin could not do it and says why */
#define KPI_STATUS_PANICKED 2  /* the plugin is in an unknown state and answers nothing else from now on */
#define KPI_STATUS_UNKNOWN 3   /* no function or source of that name */
#define KPI_STATUS_INVALID 4   /* what was passed is not what the manifest asks for */
#define KPI_STATUS_CANCELLED 5 /* the host asked to stop */

/* Levels of kpi_host.log. */
#define KPI_LOG_DEBUG 0
#define KPI_LOG_INFO 1
#define KPI_LOG_WARNING 2

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*);
    void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
    int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
    const char* (*get_last_error)(struct ArrowArrayStream*);
    void (*release)(struct ArrowArrayStream*);
    void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* Borrowed UTF-8 text with its length in bytes; no zero at its end. */
typedef struct kpi_str {
    const char* ptr;
    size_t len;
} kpi_str;

/* Why a call failed: given by the caller, filled in by the plugin, released by the caller. */
typedef struct kpi_error {
    int32_t code;
    kpi_str message; /* one line, lower case, no full stop */
    kpi_str help;    /* what to do about it; may be empty */
    void (*release)(struct kpi_error*); /* may be NULL */
    void* private_data;
} kpi_error;

/* What the engine offers; valid as long as the plugin's instance. Both functions from any thread, at any time. */
typedef struct kpi_host {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    void* context; /* first argument of the functions */
    void (*log)(void* context, int32_t level, kpi_str message);
    int32_t (*is_cancelled)(void* context);
} kpi_host;

/* An instance: its entry points. `struct_size` is the room there is, then how much of it is filled in. */
typedef struct kpi_plugin {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_minor;
    uint32_t flags;
    int32_t (*manifest)(struct kpi_plugin*, kpi_str* json, kpi_error*);
    /* `batch` is a struct array with one child per argument; its length is the number of rows. The plugin may move it
     * out (copy the struct, set batch->release = NULL) or leave it to the host. The result has as many rows. */
    int32_t (*function_call)(struct kpi_plugin*, kpi_str function, const struct ArrowSchema* arguments,
                             struct ArrowArray* batch, struct ArrowSchema* result_schema, struct ArrowArray* result,
                             kpi_error*);
    int32_t (*source_schema)(struct kpi_plugin*, kpi_str source, kpi_str options_json, struct ArrowSchema* schema,
                             kpi_error*);
    int32_t (*source_scan)(struct kpi_plugin*, kpi_str source, kpi_str options_json, kpi_str request_json,
                           struct ArrowArrayStream* batches, kpi_error*);
    void (*release)(struct kpi_plugin*);
    void* private_data;
} kpi_plugin;

/* KPI_ABI_VERSION; called first. */
KPI_EXPORT uint32_t kpi_plugin_abi(void);
/* Fills in `plugin`; called second. May be called again for another instance. */
KPI_EXPORT int32_t kpi_plugin_init(const kpi_host* host, kpi_plugin* plugin, kpi_error* error);

#ifdef __cplusplus
}
#endif

#endif /* KPI_PLUGIN_H */
