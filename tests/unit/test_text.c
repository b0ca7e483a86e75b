// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "model/text.h"

struct lookup_case {
    const char *asked;
    const char *found;
};

static void check_texts(struct text *texts, size_t count, const struct lookup_case *cases, size_t n)
{
    const struct list list = {texts, count};
    for (size_t i = 0; i < n; i++) {
        const struct text *found = text_for(&list, span_from_c(cases[i].asked));
        assert_non_null(found);
        assert_span_equal(found->value, span_from_c(cases[i].found));
    }
}

static void a_provider_s_own_texts(void **state)
{
    (void)state;
    struct text texts[] = {{SPAN("ru"), SPAN("RU")}, {SPAN("de-AT"), SPAN("AT")},
        {SPAN("de"), SPAN("DE")}, {SPAN(""), SPAN("ALL")}, {SPAN("en"), SPAN("EN")}};
    static const struct lookup_case cases[] = {{"ru", "RU"}, {"RU", "RU"}, {"ru-Cyrl-RU", "RU"},
        {"de-AT", "AT"}, {"de-CH", "DE"}, {"de-at-1996", "AT"}, {"fr", "ALL"}, {"", "ALL"},
        {"r", "ALL"}, {"-", "ALL"}, {"en-GB", "EN"}};
    check_texts(texts, COUNT_OF(texts), cases, COUNT_OF(cases));
}

static void last_resorts_of_texts(void **state)
{
    (void)state;
    struct text english[] = {{SPAN("ru"), SPAN("RU")}, {SPAN("en"), SPAN("EN")}};
    static const struct lookup_case to_english[] = {{"fr", "EN"}, {"", "EN"}, {"ru", "RU"}};
    check_texts(english, COUNT_OF(english), to_english, COUNT_OF(to_english));
    struct text none[] = {{SPAN("ru"), SPAN("RU")}, {SPAN("de"), SPAN("DE")}};
    static const struct lookup_case to_first[] = {{"fr", "RU"}, {"de", "DE"}};
    check_texts(none, COUNT_OF(none), to_first, COUNT_OF(to_first));
    const struct list empty = {NULL, 0};
    assert_null(text_for(&empty, SPAN("en")));
}

static struct language languages[] = {{.tag = {"en", 2}}, {.tag = {"ru", 2}}, {.tag = {"cs", 2}},
    {.tag = {"zh-Hans", 7}}, {.tag = {"de", 2}}, {.tag = {"pt-BR", 5}}, {.tag = {"he", 2}}};
static const struct translations all = {languages, COUNT_OF(languages)};
static const size_t fallback = 0;

static const char *tag_at(size_t index)
{
    return languages[index].tag.ptr;
}

static void the_nearest_translation(void **state)
{
    (void)state;
    static const struct lookup_case cases[] = {
        {"ru", "ru"},
        {"RU-ru", "ru"},
        {"de-AT", "de"},
        {"de-Latn-AT-1996", "de"},
        {"zh-Hans", "zh-Hans"},
        {"zh-hans-SG", "zh-Hans"},
        {"zh", "zh-Hans"},
        {"zh-CN", "zh-Hans"},
        {"zh-TW", "en"}, // readers of the traditional script would get the other one
        {"zh-Hant", "en"},
        {"zh-Hant-TW", "en"},
        {"zh-HK", "en"},
        {"pt", "pt-BR"},
        {"pt-PT", "pt-BR"},
        {"iw", "he"}, // its old tag, which old systems send
        {"deu", "en"},
        {"", "en"},
        {"*", "en"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct span asked = span_from_c(cases[i].asked);
        assert_string_equal(tag_at(translations_find(&all, asked, fallback)), cases[i].found);
    }
    assert_int_equal(translations_find(&all, SPAN("xx"), 4), 4);
}

static void accept_language(void **state)
{
    (void)state;
    static const struct lookup_case cases[] = {
        {"", "en"}, {"ru", "ru"}, {"ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"},
        {"en;q=0.5, de;q=0.7, cs;q=0.6", "de"}, {"de;q=0.7,cs;q=0.7", "de"}, // the first of equals
        {"xx, yy;q=0.9, cs;q=0.1", "cs"}, {"de;q=0, cs;q=0.1", "cs"},
        {"de-AT, de;q=0, cs;q=0.2", "cs"}, // excluded is excluded, by whatever range it is found
        {"*", "en"}, {"*, de;q=0.5", "en"}, {"*;q=0.1, de;q=0.5", "de"}, {" cs ; q=1.000 ", "cs"},
        {"cs;Q=0.5,de;q=0.4", "cs"}, {"cs;q=1.001,de;q=0.1", "cs"},
        {"cs;q=2,de;q=0.1", "de"}, // no quality
        {"cs;q=0.1234,de;q=0.1", "de"}, {"cs;q=x,de;q=0.1", "de"}, {"cs;q=,de;q=0.1", "de"},
        {",,,;,cs", "cs"},
        {"zh-TW,zh;q=0.9,en;q=0.8", "zh-Hans"},                   // who says zh takes what there is
        {"zh-TW,de;q=0.8", "de"}, {"a,b,c,d,e,f,g,h,i,ru", "ru"}, // ten ranges
        {"a,b,c,d,e,f,g,h,i,j,ru", "en"},                         // and no more
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct span header = span_from_c(cases[i].asked);
        assert_string_equal(tag_at(translations_accept(&all, header, fallback)), cases[i].found);
    }
}

static void only_the_head_of_a_long_header_counts(void **state)
{
    (void)state;
    char header[400];
    for (size_t i = 0; i < sizeof header; i++) {
        header[i] = ' ';
    }
    header[255] = ',';
    header[256] = 'r';
    header[257] = 'u';
    struct span text = {header, sizeof header};
    assert_int_equal(translations_accept(&all, text, fallback), fallback);
    header[100] = 'r';
    header[101] = 'u';
    assert_string_equal(tag_at(translations_accept(&all, text, fallback)), "ru");
}

static void keys_fall_back_to_english(void **state)
{
    (void)state;
    struct arena a;
    struct span hello = SPAN("Hello");
    struct span bye = SPAN("Bye");
    struct span russian = SPAN("Привет");
    struct language two[] = {{.tag = SPAN("en")}, {.tag = SPAN("ru")}};
    const struct translations t = {two, 2};
    arena_init(&a);
    map_init(&two[0].keys, &a);
    map_init(&two[1].keys, &a);
    assert_null(map_add(&two[0].keys, SPAN("hello"), &hello));
    assert_null(map_add(&two[0].keys, SPAN("bye"), &bye));
    assert_null(map_add(&two[1].keys, SPAN("hello"), &russian));
    assert_span_is(translations_get(&t, 1, SPAN("hello")), "Привет");
    assert_span_is(translations_get(&t, 1, SPAN("bye")), "Bye");
    assert_span_is(translations_get(&t, 0, SPAN("hello")), "Hello");
    assert_int_equal(translations_get(&t, 1, SPAN("none")).len, 0);
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_s_own_texts),
        cmocka_unit_test(last_resorts_of_texts),
        cmocka_unit_test(the_nearest_translation),
        cmocka_unit_test(accept_language),
        cmocka_unit_test(only_the_head_of_a_long_header_counts),
        cmocka_unit_test(keys_fall_back_to_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
