// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/limits.h"
#include "config/write.h"
#include "config/yaml.h"

struct writing {
    struct arena arena;
    struct comments comments;
    struct node *root;
    struct item *last;
    struct buffer out;
};

static void begin(struct writing *w)
{
    arena_init(&w->arena);
    comments_init(&w->comments, &w->arena);
    buffer_init(&w->out, 64 * 1024);
    w->root = node_new(&w->arena, NODE_MAP, (struct place){0});
    w->last = NULL;
}

static void end(struct writing *w)
{
    buffer_finish(&w->out);
    arena_finish(&w->arena);
}

static struct node *put(struct writing *w, const char *key, struct node *value)
{
    write_add(&w->arena, w->root, &w->last, span_from_c(key), value);
    return value;
}

static struct node *put_text(struct writing *w, const char *key, const char *text)
{
    return put(w, key, write_text(&w->arena, span_from_c(text)));
}

static struct node *list_of(struct writing *w, const char *const *texts, size_t count)
{
    struct item *last = NULL;
    struct node *list = node_new(&w->arena, NODE_LIST, (struct place){0});
    for (size_t i = 0; i < count; i++) {
        write_add(&w->arena, list, &last, SPAN(""), write_text(&w->arena, span_from_c(texts[i])));
    }
    return list;
}

static void check_written(struct writing *w, size_t spread, const char *text)
{
    write_yaml(&w->out, w->root, &w->comments, spread);
    assert_true(buffer_ok(&w->out));
    assert_span_equal(buffer_span(&w->out), span_from_c(text));
}

// Texts that mean something to YAML, or would end what they stand in.
static void any_text_is_read_as_it_was(void **state)
{
    (void)state;
    static const char *const texts[] = {"plain", "", " ", "a b", "no", "NULL", "~", "1.10", "0143",
        "-", "- a", "a: b", "a:", ":a", "a:b", "https://a.example/?b=c&d#e", "# a", "a #b", "a#b",
        "[a", "{a}", "a, b", "&a", "*a", "!a", "%a", "@a", "`a`", "\"a\"", "'a'", "a\\b", "|", ">",
        "?", "\xC3\xA9t\xC3\xA9", "---", "..."};
    struct writing w;
    begin(&w);
    put(&w, "in line", list_of(&w, texts, 3));
    put(&w, "spread", list_of(&w, texts, COUNT_OF(texts)));
    write_yaml(&w.out, w.root, &w.comments, 1);

    struct diagnostics d;
    uint32_t file;
    diag_init(&d);
    const struct node *read = yaml_read(&w.arena, SPAN("t"), buffer_span(&w.out), &d, &file);
    assert_non_null(read);
    const struct item *item = node_find(read, "spread")->first;
    for (size_t i = 0; i < COUNT_OF(texts); i++, item = item->next) {
        assert_span_equal(item->value->text, span_from_c(texts[i]));
        assert_false(node_is_empty(item->value)); // but a text
    }
    assert_int_equal(node_find(read, "in line")->count, 3);
    assert_int_equal(d.errors, 0);
    diag_finish(&d);
    end(&w);
}

static void what_no_value_may_hold_becomes_blanks(void **state)
{
    (void)state;
    struct writing w;
    begin(&w);
    put_text(&w, "a",
        "b\nc\x1B[31m\xC2\x85\xE2\x80\xA8"
        "d\xFF");
    check_written(&w, 0, "a: \"b c [31m     d \"\n");
    end(&w);
}

static void words_are_never_quoted(void **state)
{
    (void)state;
    struct writing w;
    begin(&w);
    put(&w, "word", write_word(&w.arena, "true"));
    put_text(&w, "text", "true");
    check_written(&w, 0, "word: true\ntext: \"true\"\n");
    end(&w);
}

static void what_fits_stands_in_one_line(void **state)
{
    (void)state;
    static const char *const few[] = {"a.example", "b.example:25"};
    static const char *const many[] = {
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};
    struct writing w;
    begin(&w);
    put(&w, "few", list_of(&w, few, COUNT_OF(few)));
    put(&w, "many", list_of(&w, many, COUNT_OF(many)));
    put(&w, "none", node_new(&w.arena, NODE_LIST, (struct place){0}));
    check_written(&w, 0,
        "few: [a.example, \"b.example:25\"]\n"
        "many:\n"
        "  - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
        "  - bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"
        "none: []\n");
    end(&w);
}

static void a_comment_stands_above_its_line(void **state)
{
    (void)state;
    static const char *const names[] = {"a.example", "b.example"};
    struct writing w;
    begin(&w);
    struct node *map = node_new(&w.arena, NODE_MAP, (struct place){0});
    struct item *last = NULL;
    write_add(&w.arena, map, &last, SPAN("host"), write_text(&w.arena, SPAN("a.example")));
    struct node *servers = node_new(&w.arena, NODE_LIST, (struct place){0});
    struct item *last_server = NULL;
    write_add(&w.arena, servers, &last_server, SPAN(""), map);
    const struct node *list = put(&w, "names", list_of(&w, names, COUNT_OF(names)));
    put(&w, "servers", servers);
    comments_add(&w.comments, w.root, SPAN("the whole"));
    comments_add(&w.comments, list, SPAN("  one\n\n two: [\x07 "));
    comments_add(&w.comments, list, SPAN("three"));
    comments_add(&w.comments, list->first->next->value, SPAN("of b"));
    comments_add(&w.comments, map->first->value, SPAN("of the host"));
    check_written(&w, 0,
        "# the whole\n"
        "# one\n"
        "# two: [\n"
        "# three\n"
        "names:\n"
        "  - a.example\n"
        "  # of b\n"
        "  - b.example\n"
        "servers:\n"
        "  # of the host\n"
        "  - host: a.example\n");
    end(&w);
}

static void long_comments_are_cut_at_blanks(void **state)
{
    (void)state;
    struct writing w;
    begin(&w);
    const struct node *a = put_text(&w, "a", "b");
    comments_add(&w.comments, a,
        SPAN("a 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
             "0123456789 0123456789 0123456789"));
    check_written(&w, 0,
        "# a 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
        "0123456789\n"
        "# 0123456789 0123456789\n"
        "a: b\n");
    end(&w);
}

static void the_first_levels_are_spread_out(void **state)
{
    (void)state;
    struct writing w;
    begin(&w);
    struct node *all = put(&w, "all", node_new(&w.arena, NODE_MAP, (struct place){0}));
    struct item *last = NULL;
    for (size_t i = 0; i < 2; i++) {
        struct node *one = node_new(&w.arena, NODE_MAP, (struct place){0});
        struct item *last_of_one = NULL;
        static const char *const names[] = {"x"};
        write_add(&w.arena, one, &last_of_one, SPAN("names"), list_of(&w, names, 1));
        write_add(&w.arena, all, &last, i == 0 ? SPAN("a") : SPAN("b"), one);
    }
    write_add(&w.arena, all, &last, SPAN("c"), node_new(&w.arena, NODE_MAP, (struct place){0}));
    check_written(&w, 2,
        "all:\n"
        "  a:\n"
        "    names: [x]\n"
        "\n"
        "  b:\n"
        "    names: [x]\n"
        "\n"
        "  c: {}\n");
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_is_read_as_it_was),
        cmocka_unit_test(what_no_value_may_hold_becomes_blanks),
        cmocka_unit_test(words_are_never_quoted),
        cmocka_unit_test(what_fits_stands_in_one_line),
        cmocka_unit_test(a_comment_stands_above_its_line),
        cmocka_unit_test(long_comments_are_cut_at_blanks),
        cmocka_unit_test(the_first_levels_are_spread_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
