// SPDX-License-Identifier: MIT
#include "template/markup.h"

static const char *const void_elements[] = {"area", "base", "br", "col", "embed", "hr", "img",
    "input", "link", "meta", "source", "track", "wbr"};

static const char *const raw_elements[] = {"script", "style"};

// `url` and `visiturl` are autoconfig's.
static const char *const url_attributes[] = {"action", "background", "cite", "data", "formaction",
    "href", "longdesc", "manifest", "ping", "poster", "src", "srcset", "url", "visiturl"};

static const char *const code_attributes[] = {"srcdoc", "style"};

static bool is_one_of(struct span name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal_fold(name, span_from_c(list[i]))) {
            return true;
        }
    }
    return false;
}

bool markup_is_void(struct span element)
{
    return is_one_of(element, void_elements, COUNT_OF(void_elements));
}

bool markup_is_raw(struct span element)
{
    return is_one_of(element, raw_elements, COUNT_OF(raw_elements));
}

bool markup_is_url(struct span attribute)
{
    return is_one_of(attribute, url_attributes, COUNT_OF(url_attributes));
}

bool markup_is_code(struct span attribute)
{
    return is_one_of(attribute, code_attributes, COUNT_OF(code_attributes)) ||
           (span_starts_with_fold(attribute, SPAN("on")) && attribute.len > 2);
}

bool markup_is_code_url(struct span start)
{
    struct span text = span_trim(start);
    return span_starts_with_fold(text, SPAN("javascript:")) ||
           span_starts_with_fold(text, SPAN("vbscript:")) ||
           (span_starts_with_fold(text, SPAN("data:")) &&
               !span_starts_with_fold(text, SPAN("data:image/")));
}
