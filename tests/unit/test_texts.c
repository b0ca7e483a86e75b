// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "config/texts.h"

struct reading {
    struct arena arena;
    struct diagnostics d;
    struct translations texts;
    bool fine;
};

static void begin(struct reading *r, const struct texts_source *sources, size_t count)
{
    *r = (struct reading){.fine = false};
    arena_init(&r->arena);
    diag_init(&r->d);
    r->fine = texts_load(&r->arena, sources, count, &r->d, &r->texts);
}

// Compares what there is to say, without colour, and ends the reading.
static void check_said(struct reading *r, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 64 * 1024);
    diag_print(&r->d, false, &out);
    assert_span_equal(buffer_span(&out), span_from_c(expected));
    buffer_finish(&out);
    diag_finish(&r->d);
    arena_finish(&r->arena);
}

static void later_files_replace_words(void **state)
{
    (void)state;
    const struct texts_source sources[] = {
        {SPAN("en.yaml"), SPAN("en"), SPAN("page.title: Settings\npage.hint: Hint\n")},
        {SPAN("no.yaml"), SPAN("no"), SPAN("page.title: Oppsett\npage.hint: \"no\"\n")},
        {SPAN("own/en.yaml"), SPAN("EN"), SPAN("page.hint: \"Ours:\\nread it\"\n")},
        {SPAN("own/no.yaml"), SPAN("no"), SPAN("page.title: no\n")},
    };
    struct reading r;
    begin(&r, sources, COUNT_OF(sources));
    assert_true(r.fine);
    assert_int_equal(r.texts.count, 2);
    assert_span_is(r.texts.languages[0].tag, "en");
    assert_span_is(r.texts.languages[1].tag, "no");
    assert_span_is(translations_get(&r.texts, 0, SPAN("page.title")), "Settings");
    assert_span_is(translations_get(&r.texts, 0, SPAN("page.hint")), "Ours:\nread it");
    assert_span_is(translations_get(&r.texts, 1, SPAN("page.title")), "no");
    assert_span_is(translations_get(&r.texts, 1, SPAN("page.hint")), "no");
    check_said(&r, "");
}

static void what_languages_lack_is_said_once(void **state)
{
    (void)state;
    const struct texts_source sources[] = {
        {SPAN("en.yaml"), SPAN("en"), SPAN("a: A\nb: B\nc: C\n")},
        {SPAN("de.yaml"), SPAN("de"), SPAN("a: A\n")},
        {SPAN("own/en.yaml"), SPAN("en"), SPAN("b: BB\n")},
        {SPAN("own/de.yaml"), SPAN("de"), SPAN("c: C\nbb: B\n")},
    };
    struct reading r;
    begin(&r, sources, COUNT_OF(sources));
    assert_true(r.fine);
    check_said(&r,
        "own/de.yaml:1: warning: language 'de' lacks 1 of the keys, 'b' first: English stands in\n"
        "    1 | c: C\n"
        "own/de.yaml:2:1: warning: no text of the program has the key 'bb'\n"
        "    2 | bb: B\n"
        "      | ^~\n");
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    const struct texts_source sources[] = {
        {SPAN("en.yaml"), SPAN("en"), SPAN("a: A\nb b: B\nc: [C]\nd:\n")},
        {SPAN("list.yaml"), SPAN("de"), SPAN("[a]\n")},
        {SPAN("tag.yaml"), SPAN("d_e"), SPAN("a: A\n")},
        {SPAN("broken.yaml"), SPAN("ru"), SPAN("a: *\n")},
    };
    struct reading r;
    begin(&r, sources, COUNT_OF(sources));
    assert_false(r.fine);
    check_said(&r,
        "en.yaml:2:1: error: 'b b' is not a key: letters, digits, '.', '_' and '-' make one\n"
        "    2 | b b: B\n"
        "      | ^~~\n"
        "en.yaml:3:4: error: 'c' must be a text, not a list\n"
        "    3 | c: [C]\n"
        "      |    ^\n"
        "en.yaml:4:3: error: 'd' has no value: give it one, or take it away\n"
        "    4 | d:\n"
        "      |   ^\n"
        "list.yaml:1:1: error: 'the file' must be a map, not a list\n"
        "    1 | [a]\n"
        "      | ^\n"
        "tag.yaml:1:1: error: 'd_e' is not a language tag like en or pt-BR\n"
        "    1 | a: A\n"
        "      | ^\n"
        "broken.yaml:1:4: error: a text that begins with '*' needs quotes: \"*\"\n"
        "    1 | a: *\n"
        "      |    ^\n");
}

static void languages_are_bounded(void **state)
{
    (void)state;
    struct texts_source sources[LANGUAGES_MAX];
    char tags[LANGUAGES_MAX][4];
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        snprintf(tags[i], sizeof tags[i], "x%c%c", (char)('a' + i / 26), (char)('a' + i % 26));
        sources[i] = (struct texts_source){SPAN("t.yaml"), span_from_c(tags[i]), SPAN("{}\n")};
    }
    struct reading r;
    begin(&r, sources, COUNT_OF(sources));
    assert_false(r.fine);
    check_said(&r, "t.yaml:1:1: error: one language too many: 32 are the most\n"
                   "    1 | {}\n"
                   "      | ^\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_files_replace_words),
        cmocka_unit_test(what_languages_lack_is_said_once),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(languages_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
