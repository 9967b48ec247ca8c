/* A plugin in C: it does well and badly on demand. It allows one call at a time. */
#include "kpi_plugin.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char MANIFEST[] =
    "{\"name\": \"plain\", \"version\": \"1\", \"functions\": ["
    "{\"name\": \"double\", \"arguments\": [{\"name\": \"value\", \"type\": \"number\"}], \"returns\": \"number\"},"
    "{\"name\": \"overlap\", \"returns\": \"number\"},"
    "{\"name\": \"held\", \"returns\": \"number\"},"
    "{\"name\": \"nothing\", \"returns\": \"number\"},"
    "{\"name\": \"no_values\", \"returns\": \"number\"},"
    "{\"name\": \"unaligned\", \"returns\": \"number\"},"
    "{\"name\": \"one_buffer\", \"returns\": \"number\"},"
    "{\"name\": \"negative\", \"returns\": \"number\"},"
    "{\"name\": \"uncounted\", \"returns\": \"number\"},"
    "{\"name\": \"unmarked\", \"returns\": \"number\"},"
    "{\"name\": \"view\", \"returns\": \"text\"},"
    "{\"name\": \"text\", \"returns\": \"text\"},"
    "{\"name\": \"backwards\", \"returns\": \"text\"},"
    "{\"name\": \"below_zero\", \"returns\": \"text\"},"
    "{\"name\": \"no_utf8\", \"returns\": \"text\"},"
    "{\"name\": \"broken\", \"returns\": \"number\"},"
    "{\"name\": \"silent\", \"returns\": \"number\"}]}";

/* Number of results that were not released yet. */
static int held = 0;
static int running = 0;

typedef struct {
    const void* buffers[3];
    union {
        double numbers[64];
        int32_t offsets[64];
    } values;
    unsigned char bitmap[8];
} result_parts;

static void release_schema(struct ArrowSchema* schema) { schema->release = NULL; }

static void release_array(struct ArrowArray* array) {
    free(array->private_data);
    __atomic_fetch_sub(&held, 1, __ATOMIC_SEQ_CST);
    array->release = NULL;
}

static int is(kpi_str text, const char* word) {
    return text.len == strlen(word) && memcmp(text.ptr, word, text.len) == 0;
}

static int32_t manifest(kpi_plugin* plugin, kpi_str* json, kpi_error* error) {
    (void)plugin;
    (void)error;
    json->ptr = MANIFEST;
    json->len = sizeof MANIFEST - 1;
    return KPI_STATUS_OK;
}

/* Text in rows of two bytes. */
static void fill_text(kpi_str function, result_parts* parts, struct ArrowSchema* schema, struct ArrowArray* array) {
    static const char GOOD[] = "abcdefghijkl";
    static const char BAD[] = "ab\xff\xff" "cdefghij";
    schema->format = is(function, "view") ? "vu" : "u";
    array->n_buffers = 3;
    for (int row = 0; row <= array->length; row++) parts->values.offsets[row] = 2 * row;
    if (is(function, "backwards")) parts->values.offsets[1] = 1000;
    if (is(function, "below_zero")) parts->values.offsets[0] = -5;
    parts->buffers[1] = parts->values.offsets;
    parts->buffers[2] = is(function, "no_utf8") ? BAD : GOOD;
}

static void fill_numbers(kpi_str function, result_parts* parts, struct ArrowSchema* schema, struct ArrowArray* array,
                         const struct ArrowArray* batch) {
    schema->format = "g";
    array->n_buffers = is(function, "one_buffer") ? 1 : 2;
    for (int row = 0; row < array->length; row++) parts->values.numbers[row] = held;
    if (is(function, "double")) {
        const struct ArrowArray* value = batch->children[0];
        const double* numbers = (const double*)value->buffers[1] + value->offset;
        for (int row = 0; row < array->length; row++) parts->values.numbers[row] = 2 * numbers[row];
    }
    if (is(function, "overlap")) {
        int now = __atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
        usleep(20000);
        __atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST);
        parts->values.numbers[0] = now;
    }
    parts->buffers[1] = is(function, "no_values") ? NULL : parts->values.numbers;
    if (is(function, "unaligned")) parts->buffers[1] = (const char*)parts->values.numbers + 1;
    if (is(function, "negative")) array->offset = -1;
    if (is(function, "uncounted")) {
        parts->bitmap[0] = 5; /* the first and the third of three rows */
        parts->buffers[0] = parts->bitmap;
        array->null_count = -1;
    }
    if (is(function, "unmarked")) array->null_count = 1;
}

static int32_t function_call(kpi_plugin* plugin, kpi_str function, const struct ArrowSchema* arguments,
                             struct ArrowArray* batch, struct ArrowSchema* schema, struct ArrowArray* array,
                             kpi_error* error) {
    (void)plugin;
    (void)arguments;
    if (is(function, "nothing")) return KPI_STATUS_OK;
    if (is(function, "silent")) return KPI_STATUS_FAILED;
    if (is(function, "broken")) {
        static const char WORDS[] = "the disk is full";
        error->message.ptr = WORDS;
        error->message.len = sizeof WORDS - 1;
        return KPI_STATUS_PANICKED;
    }
    result_parts* parts = calloc(1, sizeof *parts);
    __atomic_fetch_add(&held, 1, __ATOMIC_SEQ_CST);
    memset(schema, 0, sizeof *schema);
    memset(array, 0, sizeof *array);
    schema->name = "";
    schema->release = release_schema;
    array->length = batch->length;
    array->buffers = parts->buffers;
    array->release = release_array;
    array->private_data = parts;
    if (is(function, "text") || is(function, "view") || is(function, "backwards") || is(function, "below_zero") ||
        is(function, "no_utf8")) {
        fill_text(function, parts, schema, array);
    } else {
        fill_numbers(function, parts, schema, array, batch);
    }
    return KPI_STATUS_OK;
}

static void release(kpi_plugin* plugin) { plugin->release = NULL; }

KPI_EXPORT uint32_t kpi_plugin_abi(void) { return KPI_ABI_VERSION; }

KPI_EXPORT int32_t kpi_plugin_init(const kpi_host* host, kpi_plugin* plugin, kpi_error* error) {
    (void)host;
    (void)error;
    if (plugin->struct_size < sizeof *plugin) return KPI_STATUS_INVALID;
    memset(plugin, 0, sizeof *plugin);
    plugin->struct_size = sizeof *plugin;
    plugin->abi_major = KPI_ABI_MAJOR;
    plugin->abi_minor = KPI_ABI_MINOR;
    plugin->manifest = manifest;
    plugin->function_call = function_call;
    plugin->release = release;
    return KPI_STATUS_OK;
}
