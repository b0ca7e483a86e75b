// SPDX-License-Identifier: MIT
#include "import/import.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "config/yaml.h"
#include "import/autoconfig.h"
#include "import/monogramm.h"
#include "import/seed.h"

void import_init(struct import *im, struct arena *a, struct diagnostics *d)
{
    struct item *last = NULL;
    *im = (struct import){.keep = a, .d = d};
    comments_init(&im->comments, a);
    map_init(&im->keys, a);
    map_init(&im->domains, a);
    map_init(&im->mx_names, a);
    im->root = node_new(a, NODE_MAP, (struct place){0});
    im->providers = node_new(a, NODE_MAP, (struct place){0});
    write_add(a, im->root, &last, SPAN("providers"), im->providers);
    comments_add(&im->comments, im->root,
        SPAN("Written by 'autoconfigd import'. What was dropped, repaired or guessed stands above "
             "its provider."));
}

bool import_refuse(struct import *im, struct span name, const char *what)
{
    struct place at = {.file = diag_file(im->d, name, SPAN(""))};
    diag_error(im->d, at, "%s", what);
    return false;
}

// Files that YAML reads, JSON too.
static const struct kind {
    bool (*is)(const struct node *root);
    bool (*import)(struct import *im, struct span name, const struct node *root);
} kinds[] = {
    {seed_is_automx2, seed_automx2},
    {seed_is_go_autoconfig, seed_go_autoconfig},
    {monogramm_is_compose, monogramm_compose},
};

static bool import_xml(struct import *im, struct span name, struct span content)
{
    const struct xml_element *root = xml_read(im->keep, name, content, im->d);
    if (root != NULL && !span_equal(root->name, SPAN("clientConfig"))) {
        return import_refuse(im, name,
            arena_format(im->keep,
                "the root element is <%.*s>: <clientConfig> is expected, Thunderbird's autoconfig",
                SPAN_ARGS(root->name))
                .ptr);
    }
    return root != NULL && import_autoconfig(im, name, root);
}

static bool import_yaml(struct import *im, struct span name, struct span content)
{
    uint32_t file;
    const struct node *root = yaml_read(im->keep, name, content, im->d, &file);
    for (size_t i = 0; root != NULL && i < COUNT_OF(kinds); i++) {
        if (kinds[i].is(root)) {
            return kinds[i].import(im, name, root);
        }
    }
    if (root == NULL) {
        return false; // reported
    }
    if (node_find(root, "providers") != NULL) {
        return import_refuse(im, name, "this is a providers.yaml already");
    }
    return import_refuse(im, name,
        "unknown kind of file: Thunderbird's autoconfig (XML), automx2's seed data (JSON), "
        "go-autoconfig's settings (YAML) or Monogramm's environment variables (.env, "
        "docker-compose.yml) are expected");
}

// UTF-16's mark counts: XML is often in it, the others never.
static bool is_xml(struct span content)
{
    return span_starts_with(content, SPAN("<")) || span_starts_with(content, SPAN("\xFF\xFE")) ||
           span_starts_with(content, SPAN("\xFE\xFF"));
}

bool import_file(struct import *im, struct span name, struct span content)
{
    struct span mark = SPAN("\xEF\xBB\xBF"); // UTF-8's byte order mark
    content = span_starts_with(content, mark) ? span_from(content, mark.len) : content;
    struct span trimmed = span_trim(content);
    if (trimmed.len == 0) {
        return import_refuse(im, name, "the file is empty");
    }
    if (is_xml(trimmed)) {
        return import_xml(im, name, trimmed.ptr[0] == '<' ? content : trimmed);
    }
    size_t at;
    if (monogramm_is_environment(trimmed)) {
        return utf8_check(trimmed, &at) ? monogramm_environment(im, name, trimmed)
                                        : import_refuse(im, name, "this is not UTF-8");
    }
    return import_yaml(im, name, content);
}

bool import_write(const struct import *im, struct buffer *out)
{
    write_yaml(out, im->root, &im->comments, 2);
    return buffer_ok(out);
}
