// SPDX-License-Identifier: MIT
#include "template/resolve.h"

#include "model/provider.h"

#include <assert.h>

struct known_set {
    const struct word_set *set;
    struct word_texts texts;
    struct known_set *next;
};

static const enum shape shapes[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = SHAPE_TEXT,
    [FIELD_TAG] = SHAPE_TEXT,
    [FIELD_COLOUR] = SHAPE_TEXT,
    [FIELD_ADDRESS] = SHAPE_TEXT,
    [FIELD_FILE] = SHAPE_TEXT,
    [FIELD_NAME] = SHAPE_TEXT,
    [FIELD_LABEL] = SHAPE_PATTERN,
    [FIELD_LOGIN] = SHAPE_LOGIN,
    [FIELD_HOST] = SHAPE_PATTERN,
    [FIELD_URL] = SHAPE_URL,
    [FIELD_PORT] = SHAPE_PORT,
    [FIELD_NUMBER] = SHAPE_NUMBER,
    [FIELD_SECONDS] = SHAPE_NUMBER,
    [FIELD_BOOL] = SHAPE_BOOL,
    [FIELD_WORD] = SHAPE_WORD,
    [FIELD_WORDS] = SHAPE_WORDS,
    [FIELD_SPANS] = SHAPE_LIST,
    [FIELD_NAMES] = SHAPE_LIST,
    [FIELD_TEXTS] = SHAPE_LIST,
    [FIELD_RECORD] = SHAPE_RECORD,
    [FIELD_INLINE] = SHAPE_RECORD,
    [FIELD_RECORDS] = SHAPE_LIST,
    [FIELD_POINTERS] = SHAPE_POINTERS,
    [FIELD_SERVERS] = SHAPE_LIST,
};

// What a list holds.
struct items {
    enum field_kind kind;        // of an item
    size_t offset;               // of the text in an item that is more than that
    size_t size;                 // bytes; 0: the record's
    const struct record *record; // NULL: the field's own
};

static const struct items items_of[FIELD_KIND_COUNT] = {
    [FIELD_WORDS] = {FIELD_WORD, 0, sizeof(uint8_t), NULL},
    [FIELD_SPANS] = {FIELD_TEXT, 0, sizeof(struct span), NULL},
    [FIELD_NAMES] = {FIELD_NAME, offsetof(struct name, text), sizeof(struct name), NULL},
    [FIELD_TEXTS] = {FIELD_INLINE, 0, 0, &text_record},
    [FIELD_SERVERS] = {FIELD_INLINE, 0, 0, &server_record},
    [FIELD_RECORDS] = {FIELD_INLINE, 0, 0, NULL},
    [FIELD_POINTERS] = {FIELD_INLINE, 0, 0, NULL},
};

void scope_init(
    struct scope *s, struct arena *keep, const struct record *root, enum words_format words)
{
    *s = (struct scope){.keep = keep, .root = root, .words = words};
}

// The set as the template's format says it, made once.
static const struct word_texts *texts_of(struct scope *s, const struct word_set *set)
{
    assert(set->count <= WORDS_VALUES_MAX);
    for (const struct known_set *known = s->sets; known != NULL; known = known->next) {
        if (known->set == set) {
            return &known->texts;
        }
    }
    struct span *text = arena_array(s->keep, set->count, sizeof *text);
    uint8_t *first = arena_array(s->keep, set->count, sizeof *first);
    for (size_t value = 0; value < set->count; value++) {
        text[value] = span_from_c(word_text(set, (unsigned)value, s->words));
        while (!span_equal(text[first[value]], text[value])) {
            first[value]++;
        }
    }
    struct known_set *known = arena_alloc(s->keep, sizeof *known);
    *known = (struct known_set){set, {text, first, set->count}, s->sets};
    s->sets = known;
    return &known->texts;
}

// From a struct to its member.
static void step(struct reference *r, const struct field *field)
{
    struct path *path = &r->value.path;
    if (r->kind == FIELD_RECORD) {
        assert(path->hops < TEMPLATE_ACCESS_MAX);
        path->hop[path->hops++] = path->offset;
        path->offset = 0;
    }
    assert(field->offset <= UINT16_MAX - path->offset);
    path->offset = (uint16_t)(path->offset + field->offset);
    r->kind = field->kind;
    r->record = field->record;
    r->set = field->words;
}

static void complete(struct scope *s, struct reference *r)
{
    struct path *path = &r->value.path;
    if (r->kind == FIELD_RECORD) { // the path goes to the struct itself
        path->hop[path->hops++] = path->offset;
        path->offset = 0;
    }
    if (items_of[r->kind].record != NULL) {
        r->record = items_of[r->kind].record;
    }
    r->value.shape = shapes[r->kind];
    r->value.words = r->set == NULL ? NULL : texts_of(s, r->set);
}

static const struct variable *find_variable(const struct scope *s, struct span name)
{
    for (size_t i = s->count; i > 0; i--) {
        if (span_equal(s->variables[i - 1].name, name)) {
            return &s->variables[i - 1];
        }
    }
    return NULL;
}

static void miss_name(
    const struct scope *s, const struct record *in, struct span part, struct miss *miss)
{
    *miss = (struct miss){.kind = MISS_NAME, .part = part, .in = in};
    suggest_init(&miss->nearest, part);
    for (size_t i = 0; i < in->count; i++) {
        suggest_offer(&miss->nearest, span_from_c(in->fields[i].name));
    }
    for (size_t i = 0; in == s->root && i < s->count; i++) {
        suggest_offer(&miss->nearest, s->variables[i].name);
    }
}

bool scope_find(struct scope *s, struct span name, struct reference *out, struct miss *miss)
{
    struct reference r = {.kind = FIELD_INLINE, .record = s->root};
    struct span rest = name;
    struct span part;
    for (size_t count = 0; span_next(&rest, '.', &part); count++) {
        const struct variable *variable = count == 0 ? find_variable(s, part) : NULL;
        if (variable != NULL && !variable->known) {
            *miss = (struct miss){.kind = MISS_TOLD};
            return false;
        }
        if (variable != NULL) {
            r = variable->item;
            continue;
        }
        if (count == TEMPLATE_ACCESS_MAX) {
            *miss = (struct miss){.kind = MISS_LENGTH};
            return false;
        }
        if (r.kind != FIELD_RECORD && r.kind != FIELD_INLINE) {
            *miss = (struct miss){.kind = MISS_MEMBER};
            return false;
        }
        const struct field *field = record_find(r.record, part);
        if (field == NULL) {
            miss_name(s, r.record, part, miss);
            return false;
        }
        step(&r, field);
    }
    complete(s, &r);
    *out = r;
    return true;
}

bool scope_get(struct scope *s, struct span name, struct diagnostics *d, struct place at,
    struct reference *out)
{
    struct miss miss;
    struct span hint;
    if (scope_find(s, name, out, &miss)) {
        return true;
    }
    switch (miss.kind) {
    case MISS_TOLD:
        break;
    case MISS_NAME:
        hint = suggest_hint(&d->arena, &miss.nearest);
        diag_error(d, at, "unknown name '%.*s' in %s%.*s", SPAN_ARGS(miss.part), miss.in->what,
            SPAN_ARGS(hint));
        break;
    case MISS_MEMBER:
        diag_error(d, at, "'%.*s' asks for a member of what has none", SPAN_ARGS(name));
        break;
    case MISS_LENGTH:
        diag_error(d, at, "'%.*s' has more than %d names", SPAN_ARGS(name), TEMPLATE_ACCESS_MAX);
        break;
    }
    return false;
}

bool scope_is_list(const struct reference *reference)
{
    return shapes[reference->kind] == SHAPE_LIST || shapes[reference->kind] == SHAPE_POINTERS ||
           shapes[reference->kind] == SHAPE_WORDS;
}

size_t scope_item_size(const struct reference *list)
{
    const struct items *items = &items_of[list->kind];
    return items->size != 0 ? items->size : list->record->size;
}

uint8_t scope_push(struct scope *s, struct span variable, const struct reference *list)
{
    assert(s->count < TEMPLATE_LOOPS_MAX);
    struct variable *one = &s->variables[s->count++];
    uint8_t slot = (uint8_t)s->count;
    *one = (struct variable){.name = variable, .known = list != NULL};
    if (list != NULL) {
        const struct items *items = &items_of[list->kind];
        one->item.kind = items->kind;
        one->item.record = list->record;
        one->item.set = list->set;
        one->item.value.path.slot = slot;
        one->item.value.path.offset = (uint16_t)items->offset;
    }
    return slot;
}

void scope_pop(struct scope *s)
{
    s->count--;
}
