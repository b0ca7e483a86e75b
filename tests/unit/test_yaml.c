// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "config/yaml.h"

// What a test reads, and all that it takes.
struct reading {
    struct arena arena;
    struct diagnostics d;
    const struct node *root;
    uint32_t file;
};

static void begin(struct reading *r, struct span content)
{
    arena_init(&r->arena);
    diag_init(&r->d);
    r->root = yaml_read(&r->arena, SPAN("t.yaml"), content, &r->d, &r->file);
}

static void end(struct reading *r)
{
    diag_finish(&r->d);
    arena_finish(&r->arena);
}

// The file gives nothing but one error, of these words, in this line.
static void check_refused(struct span content, uint32_t line, const char *message)
{
    struct reading r;
    begin(&r, content);
    assert_null(r.root);
    assert_int_equal(r.d.errors, 1);
    assert_int_equal(r.d.first->at.line, line);
    assert_span_equal(r.d.first->message, span_from_c(message));
    end(&r);
}

static void check_place(struct place at, uint32_t line, uint32_t column, uint32_t length)
{
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
    assert_int_equal(at.length, length);
}

static void nodes_are_the_texts_of_the_file(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("plain: a b\n"
                   "quoted: \"null\"\n"
                   "nothing:\n"
                   "list: [1, 2,]\n"
                   "block: |\n"
                   "  one\n"
                   "  two\n"
                   "map: {x: {}}\n"));
    assert_non_null(r.root);
    assert_int_equal(r.d.errors, 0);
    assert_int_equal(r.root->kind, NODE_MAP);
    assert_int_equal(r.root->count, 6);
    assert_int_equal(r.root->size, 1 + 6 + 6 + 2 + 2);
    assert_span_is(node_find(r.root, "plain")->text, "a b");
    assert_true(node_find(r.root, "plain")->plain);
    assert_span_is(node_find(r.root, "quoted")->text, "null");
    assert_false(node_is_empty(node_find(r.root, "quoted")));
    assert_true(node_is_empty(node_find(r.root, "nothing")));
    assert_int_equal(node_find(r.root, "list")->count, 2);
    assert_span_is(node_find(r.root, "list")->first->next->value->text, "2");
    assert_span_is(node_find(r.root, "block")->text, "one\ntwo\n");
    assert_int_equal(node_find(node_find(r.root, "map"), "x")->kind, NODE_MAP);
    assert_null(node_find(r.root, "none"));
    assert_null(node_find(node_find(r.root, "list"), "1"));
    end(&r);
}

static void places_count_bytes_from_one(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("\xEF\xBB\xBF"
                   "a: 1\r\n"
                   "\xD0\xBA\xD0\xBB: {\xC3\xA4: \"\xC3\xB6\xC3\xB6\", b: c}\r\n"
                   "text: \"one\r\n"
                   "  two\"\r\n"));
    assert_non_null(r.root);
    check_place(node_find(r.root, "a")->at, 1, 4, 1);
    const struct item *item = r.root->first->next;
    check_place(item->key_at, 2, 1, 4);
    check_place(item->value->at, 2, 7, 1);
    check_place(item->value->first->key_at, 2, 8, 2);
    check_place(item->value->first->value->at, 2, 12, 6);
    check_place(node_find(item->value, "b")->at, 2, 23, 1);
    check_place(node_find(r.root, "text")->at, 3, 7, 4); // to the end of its first line
    assert_span_is(node_find(r.root, "text")->text, "one two");
    end(&r);
}

static void an_alias_is_the_very_node(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("a: &x [1, &y two]\nb: *x\nc: &x three\nd: *x\n*y : e\n"));
    assert_non_null(r.root);
    assert_int_equal(r.d.errors, 0);
    assert_ptr_equal(node_find(r.root, "a"), node_find(r.root, "b"));
    assert_span_is(node_find(r.root, "d")->text, "three");
    assert_span_is(node_find(r.root, "two")->text, "e");
    end(&r);
}

static void merged_keys_come_last_and_never_win(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("one: &one {a: 1, b: 1}\n"
                   "two: &two {b: 2, c: 2, d: 2}\n"
                   "all: {<<: [*one, *two], d: 3, \"<<\": text}\n"));
    assert_non_null(r.root);
    assert_int_equal(r.d.errors, 0);
    const struct node *all = node_find(r.root, "all");
    static const char *const keys[] = {"d", "<<", "a", "b", "c"};
    static const char *const values[] = {"3", "text", "1", "1", "2"};
    size_t i = 0;
    assert_int_equal(all->count, COUNT_OF(keys));
    for (const struct item *item = all->first; item != NULL; item = item->next, i++) {
        assert_span_equal(item->key, span_from_c(keys[i]));
        assert_span_equal(item->value->text, span_from_c(values[i]));
    }
    end(&r);
}

static void large_maps_find_every_key(void **state)
{
    (void)state;
    struct buffer text;
    struct reading r;
    buffer_init(&text, 1024 * 1024);
    for (unsigned i = 0; i < 5000; i++) {
        buffer_format(&text, "key%u: %u\n", i, i);
    }
    buffer_add(&text, SPAN("key77: again\n"));
    begin(&r, buffer_span(&text));
    assert_non_null(r.root);
    assert_int_equal(r.d.errors, 1);
    assert_int_equal(r.root->count, 5000);
    for (unsigned i = 0; i < 5000; i++) {
        char key[16];
        char value[16];
        snprintf(key, sizeof key, "key%u", i);
        snprintf(value, sizeof value, "%u", i);
        assert_span_equal(node_find(r.root, key)->text, span_from_c(value));
    }
    end(&r);
    buffer_finish(&text);
}

// `count` times `piece`, then checks that it is refused with those words in that line.
static void check_flood(
    const char *start, const char *piece, size_t count, uint32_t line, const char *message)
{
    struct buffer text;
    buffer_init(&text, YAML_FILE_MAX_BYTES);
    buffer_add_c(&text, start);
    for (size_t i = 0; i < count; i++) {
        buffer_add_c(&text, piece);
    }
    check_refused(buffer_span(&text), line, message);
    buffer_finish(&text);
}

static void floods_end_early(void **state)
{
    (void)state;
    const char *deep = "lists and maps are nested deeper than 16";
    check_flood("", "[", 50000, 1, deep);
    check_flood("", "- ", 50000, 1, deep);
    check_flood("", "{a: ", 50000, 1, deep);
    check_flood(
        "", "%TAG !a! b\n", 50000, 1, "%TAG has no use here: there are no tags of your own");
    check_flood("- &a x\n", "- *a\n", YAML_ALIAS_NODES_MAX + 1, YAML_ALIAS_NODES_MAX + 2,
        "the aliases of this file add more than 10000 values");
    check_flood("[", "[],", YAML_EVENTS_MAX / 2 + 1, 0,
        "this file holds more than 5000000 values: move domains to a source's list");
}

static void twenty_thousand_anchors_are_no_trouble(void **state)
{
    (void)state;
    struct buffer text;
    struct reading r;
    buffer_init(&text, 1024 * 1024);
    for (unsigned i = 0; i < 20000; i++) {
        buffer_format(&text, "- &a%u x%u\n", i, i);
    }
    buffer_add(&text, SPAN("- *a0\n- *a19999\n"));
    begin(&r, buffer_span(&text));
    assert_non_null(r.root);
    assert_int_equal(r.root->count, 20002);
    assert_int_equal(r.d.errors, 0);
    end(&r);
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_are_the_texts_of_the_file),
        cmocka_unit_test(places_count_bytes_from_one),
        cmocka_unit_test(an_alias_is_the_very_node),
        cmocka_unit_test(merged_keys_come_last_and_never_win),
        cmocka_unit_test(large_maps_find_every_key),
        cmocka_unit_test(floods_end_early),
        cmocka_unit_test(twenty_thousand_anchors_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
