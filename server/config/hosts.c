// SPDX-License-Identifier: MIT
#include "config/hosts.h"

#include "config/expect.h"
#include "config/values.h"
#include "model/domain.h"

bool host_name(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    struct span name;
    const char *why;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    if (!domain_normalize(w->scratch, text, &name, &why)) {
        diag_error(w->d, v.node->at, "'%.*s' is not a domain name: %s", SPAN_ARGS(text), why);
        return false;
    }
    *(struct span *)out = arena_copy(w->keep, name);
    return true;
}

// `text` with `domain` in the place of %EMAILDOMAIN%, the rest in small letters. False: *why.
static bool put_domain(struct arena *a, const struct pattern *pattern, struct span domain,
    struct span *out, const char **why)
{
    struct span built = SPAN("");
    for (size_t i = 0; i < pattern->count; i++) {
        struct span text = pattern->pieces[i].text;
        if (pattern->pieces[i].kind == PIECE_LITERAL) {
            if (!span_is_ascii(text)) {
                *why = "beside a placeholder, letters beyond ASCII must be written as xn--";
                return false;
            }
            text = arena_lower(a, text);
        } else if (pattern->pieces[i].kind == PIECE_DOMAIN) {
            text = domain;
        } else {
            *why = "of the placeholders, only %EMAILDOMAIN% can be part of it";
            return false;
        }
        built = arena_format(a, "%.*s%.*s", SPAN_ARGS(built), SPAN_ARGS(text));
    }
    *out = built;
    return true;
}

bool host_normalize(struct walk *w, struct place at, struct span text, struct span *out)
{
    struct pattern pattern;
    struct span unknown;
    struct span filled;
    const char *why = "";
    if (domain_is_ipv4(text)) {
        diag_warning(
            w->d, at, "%.*s is an IP address: certificates are made out to names", SPAN_ARGS(text));
        *out = text;
        return true;
    }
    if (!pattern_parse(w->scratch, text, &pattern, &unknown) || pattern_is_literal(&pattern)) {
        if (domain_normalize(w->scratch, text, out, &why)) {
            return true;
        }
    } else if (put_domain(w->scratch, &pattern, SPAN("example.com"), &filled, &why) &&
               domain_normalize(w->scratch, filled, &filled, &why)) {
        return put_domain(w->scratch, &pattern, SPAN("%EMAILDOMAIN%"), out, &why);
    }
    diag_error(w->d, at, "'%.*s' is not a host name: %s", SPAN_ARGS(text), why);
    return false;
}

bool host_pattern_of(struct walk *w, struct place at, struct span text, const struct pattern **out)
{
    struct span name;
    return value_check_placeholders(w, at, text) && host_normalize(w, at, text, &name) &&
           value_pattern(w, at, name, out);
}

bool host_pattern(struct walk *w, const struct field *field, struct value v, void *out)
{
    (void)field;
    struct span text;
    struct span host;
    struct span port;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    if (span_cut_last(text, ':', &host, &port) && span_is_digits(port)) {
        diag_error(w->d, v.node->at, "'%.*s' must be the host alone: its port goes into 'port'",
            SPAN_ARGS(text));
        return false;
    }
    return host_pattern_of(w, v.node->at, text, out);
}

bool host_domain(struct walk *w, struct place at, struct span text, bool mail, struct name *out)
{
    struct span wildcard = SPAN("*.");
    bool is_wildcard = span_starts_with(text, wildcard);
    struct span name = is_wildcard ? span_from(text, wildcard.len) : text;
    const char *why = "it stands for all mail domains, and is no mx name";
    bool any = span_equal(text, SPAN("*"));
    if (any ? !mail : !domain_normalize(w->scratch, name, &name, &why)) {
        diag_error(w->d, at, "'%.*s' is not a domain name: %s", SPAN_ARGS(text), why);
        return false;
    }
    if (mail && domain_is_public_suffix(name)) {
        diag_warning(
            w->d, at, "%.*s is a public suffix: strangers own the names below it", SPAN_ARGS(name));
    }
    out->text =
        is_wildcard ? arena_format(w->keep, "*.%.*s", SPAN_ARGS(name)) : arena_copy(w->keep, name);
    out->at = at;
    return true;
}

bool host_domains(struct walk *w, const struct field *field, struct value v, void *out)
{
    size_t errors = w->d->errors;
    if (!expect_list(w, v)) {
        return false;
    }
    struct name *names = arena_array(w->keep, v.node->count, sizeof *names);
    size_t count = 0;
    for (const struct item *item = v.node->first; item != NULL; item = item->next) {
        struct value inner = expect_item(v, item);
        struct span text;
        bool mail = (field->flags & FIELD_MAIL_DOMAINS) != 0;
        if (expect_line(w, inner, &text) &&
            host_domain(w, item->value->at, text, mail, &names[count])) {
            count++;
        }
    }
    *(struct list *)out = (struct list){names, count};
    return w->d->errors == errors;
}
