// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "config/walk.h"
#include "config/yaml.h"

struct reading {
    struct arena keep;
    struct arena scratch;
    struct diagnostics d;
    struct walk walk;
    const struct node *root;
};

static void begin(struct reading *r, struct span content)
{
    uint32_t file;
    arena_init(&r->keep);
    arena_init(&r->scratch);
    diag_init(&r->d);
    r->walk = (struct walk){.keep = &r->keep, .scratch = &r->scratch, .d = &r->d};
    r->root = yaml_read(&r->scratch, SPAN("t.yaml"), content, &r->d, &file);
    assert_non_null(r->root);
}

static void end(struct reading *r)
{
    diag_finish(&r->d);
    arena_finish(&r->scratch);
    arena_finish(&r->keep);
}

static bool walk(struct reading *r, const struct record *record, void *object)
{
    return walk_map(&r->walk, record, (struct value){.node = r->root, .key = SPAN("it")}, object);
}

// Reads a broken value for each key, down to the records in records: none may be without a reader,
// and none may say again what was reported.
static void read_broken(struct reading *r, const struct record *record, int depth)
{
    union {
        char bytes[2048];
        max_align_t align;
    } object = {.bytes = {0}};
    assert_true(record->size <= sizeof object && depth < 4);
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_COMPUTED) != 0) {
            continue;
        }
        struct item item = {.key = span_from_c(field->name), .value = r->root->first->value};
        assert_int_equal(item.value->kind, NODE_BROKEN);
        assert_true(walk_item(&r->walk, record, &item, false, object.bytes));
        if (field->record != NULL && field->record != record) {
            read_broken(r, field->record, depth + 1);
        }
    }
}

static void every_key_of_the_tables_has_a_reader(void **state)
{
    (void)state;
    struct reading r;
    begin(&r, SPAN("broken: !tag x\n"));
    assert_int_equal(r.d.errors, 1);
    read_broken(&r, &provider_record, 0);
    assert_int_equal(r.d.errors, 1);
    end(&r);
}

static void members_are_set_and_others_left(void **state)
{
    (void)state;
    struct reading r;
    struct provider provider = {.pacc = true, .ttl_s = 7, .language = SPAN("de")};
    begin(&r, SPAN("name: '%EMAILDOMAIN% Mail'\n"
                   "domains: [EXAMPLE.com., '*.bücher.example']\n"
                   "auth: [oauth2, password]\n"
                   "username: localpart\n"
                   "webmail: HTTPS://Bücher.example:8443/a?b#c\n"
                   "caldav: {url: 'https://dav.%EMAILDOMAIN%/%EMAILADDRESS%/', auth: [password]}\n"
                   "oauth2: {issuer: O2.example, scopes: [a, b]}\n"
                   "documentation: [{url: 'https://d.example/', title: {no: N, default: D}}]\n"
                   "support: {email: Help@EXAMPLE.com}\n"
                   "logo: https://l.example/\n"
                   "accent: '#005EB8'\n"
                   "outlook: {json: false}\n"
                   "ttl: 2h\n"));
    assert_true(walk(&r, &provider_record, &provider));
    assert_int_equal(r.d.errors, 0);
    assert_true(pattern_has(provider.name, PIECE_DOMAIN));
    const struct name *names = provider.domains.ptr;
    assert_int_equal(provider.domains.len, 2);
    assert_span_is(names[0].text, "example.com");
    assert_span_is(names[1].text, "*.xn--bcher-kva.example");
    assert_int_equal(names[1].at.line, 2);
    assert_int_equal(provider.auth.len, 2);
    assert_int_equal(provider.auth.items[0], AUTH_OAUTH2);
    assert_true(pattern_equal(provider.username, &pattern_localpart));
    assert_span_is(provider.webmail->source, "https://xn--bcher-kva.example:8443/a?b#c");
    assert_int_equal(provider.caldav->type, SERVICE_CALDAV);
    assert_int_equal(provider.caldav->auth.items[0], AUTH_PASSWORD);
    assert_int_equal(provider.caldav->at.line, 6);
    assert_null(provider.caldav->username);
    assert_span_is(provider.oauth2->issuer->source, "o2.example");
    assert_int_equal(provider.oauth2->scopes.len, 2);
    assert_span_is(((const struct span *)provider.oauth2->scopes.ptr)[1], "b");
    const struct help_page *documents = provider.documentation.ptr;
    const struct text *titles = documents[0].title.ptr;
    assert_span_is(titles[0].lang, "no");
    assert_span_is(titles[1].lang, "");
    assert_span_is(provider.support->email, "Help@example.com");
    assert_span_is(provider.logo->url->source, "https://l.example/");
    assert_span_is(provider.accent, "#005EB8");
    assert_true(provider.outlook.enabled); // a default of the map that is given
    assert_false(provider.outlook.json);
    assert_int_equal(provider.ttl_s, 7200);
    assert_true(provider.pacc);
    assert_span_is(provider.language, "de");
    end(&r);
}

static void what_is_wrong_is_left_out(void **state)
{
    (void)state;
    struct reading r;
    struct provider provider = {.ttl_s = 7, .auth = {{AUTH_NTLM}, 1}};
    begin(&r, SPAN("ttl: soon\n"
                   "auth: [password, nonsense]\n"
                   "imap: [a.example, '-b.example', {host: c.example, prot: 1}, d.example]\n"
                   "caldav: {url: 'https://a.example/', username: '%NOBODY%'}\n"
                   "before: [{kind: other, text: fine}, {kind: other}]\n"));
    assert_true(walk(&r, &provider_record, &provider));
    assert_int_equal(r.d.errors, 6);
    assert_int_equal(provider.ttl_s, 7);
    assert_int_equal(provider.auth.items[0], AUTH_NTLM);
    const struct server *servers = provider.imap.ptr;
    assert_int_equal(provider.imap.len, 2);
    assert_span_is(servers[0].host->source, "a.example");
    assert_span_is(servers[1].host->source, "d.example");
    assert_null(provider.caldav);
    assert_int_equal(provider.before.len, 1);
    end(&r);
}

static void unknown_keys_excuse_missing_ones(void **state)
{
    (void)state;
    struct reading r;
    struct endpoint endpoint = {.type = SERVICE_JMAP};
    begin(&r, SPAN("urll: https://a.example/\n"));
    assert_false(walk(&r, &endpoint_record, &endpoint));
    assert_int_equal(r.d.errors, 1);
    assert_span_is(r.d.first->message, "unknown key 'urll' in a service (did you mean 'url'?)");
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_the_tables_has_a_reader),
        cmocka_unit_test(members_are_set_and_others_left),
        cmocka_unit_test(what_is_wrong_is_left_out),
        cmocka_unit_test(unknown_keys_excuse_missing_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
