// SPDX-License-Identifier: MIT
#include "template/render.h"

#include "base/escape.h"
#include "model/provider.h"
#include "template/render_body.h"

#include <assert.h>

struct loop {
    const char *next; // item
    size_t left;      // items
    uint64_t written; // words, a bit each
};

struct run {
    const struct filling *filling;
    struct filling for_login;
    struct drafting *drafting; // NULL: nothing is left open
    struct buffer *out;
    const void *slots[TEMPLATE_SLOTS];
    struct loop loops[TEMPLATE_SLOTS];
};

// NULL: a struct on the way is not there.
static const void *find(const struct run *run, const struct path *path)
{
    const char *at = run->slots[path->slot];
    for (size_t i = 0; i < path->hops && at != NULL; i++) {
        at = *(const char *const *)(const void *)(at + path->hop[i]);
    }
    return at == NULL ? NULL : at + path->offset;
}

static const struct pattern *pattern_at(const struct run *run, const void *at, enum shape shape)
{
    const struct pattern *own = *(const struct pattern *const *)at;
    bool replaced = own != NULL && shape == SHAPE_LOGIN && run->for_login.login != NULL;
    return replaced ? run->for_login.login : own;
}

static struct span word_at(const struct value *value, const void *at)
{
    uint8_t word = *(const uint8_t *)at;
    assert(word < value->words->count);
    return value->words->text[word];
}

static bool any_word(const struct value *value, const struct word_list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        if (word_at(value, &list->items[i]).len != 0) {
            return true;
        }
    }
    return false;
}

static bool is_true(const struct run *run, const struct value *value)
{
    const void *at = find(run, &value->path);
    if (at == NULL) {
        return false;
    }
    switch (value->shape) {
    case SHAPE_TEXT:
        return ((const struct span *)at)->len != 0;
    case SHAPE_PATTERN:
    case SHAPE_LOGIN:
    case SHAPE_URL: {
        const struct pattern *pattern = pattern_at(run, at, value->shape);
        return pattern != NULL && pattern->count != 0;
    }
    case SHAPE_PORT:
        return *(const uint16_t *)at != 0;
    case SHAPE_NUMBER:
        return *(const uint32_t *)at != 0;
    case SHAPE_BOOL:
        return *(const bool *)at;
    case SHAPE_WORD:
        return word_at(value, at).len != 0;
    case SHAPE_WORDS:
        return any_word(value, at);
    case SHAPE_LIST:
    case SHAPE_POINTERS:
        return ((const struct list *)at)->len != 0;
    case SHAPE_RECORD:
        return true;
    }
    return false;
}

static bool test(const struct run *run, const struct instruction *one)
{
    const struct value *value = &one->test.value;
    switch (one->test.condition) {
    case CONDITION_TRUE:
        return is_true(run, value);
    case CONDITION_PRINTS:
        return value->shape == SHAPE_NUMBER || value->shape == SHAPE_BOOL
                   ? find(run, &value->path) != NULL
                   : is_true(run, value);
    case CONDITION_EQUAL: {
        const uint8_t *word = find(run, &value->path);
        return word != NULL && *word == one->test.word;
    }
    }
    return false;
}

void render_text(struct buffer *out, enum place_kind place, struct span text)
{
    switch (place) {
    case PLACE_TEXT:
        escape_xml_text(out, text);
        break;
    case PLACE_ATTRIBUTE:
        escape_xml_attribute(out, text);
        break;
    case PLACE_URI:
        escape_uri(out, text, true);
        break;
    }
}

void render_piece(struct buffer *out, enum place_kind place, const struct piece *piece,
    const struct filling *filling, bool is_url)
{
    bool filled;
    struct span text = pattern_piece(piece, filling, &filled);
    // A percent-encoded text needs no further escaping.
    render_text(out, is_url && filled ? PLACE_URI : place, text);
}

static void leave_gap(struct run *run, struct gap gap)
{
    struct drafting *drafting = run->drafting;
    gap.at = run->out->len;
    if (drafting->count < DRAFT_GAPS_MAX) {
        drafting->gaps[drafting->count++] = gap;
    } else {
        drafting->failed = true;
    }
}

static void write_text(struct run *run, enum place_kind place, struct span text)
{
    const struct drafting *drafting = run->drafting;
    if (drafting != NULL && text.len != 0 && text.ptr == drafting->asked.ptr) {
        leave_gap(run, (struct gap){.place = place, .is_asked = true});
    } else {
        render_text(run->out, place, text);
    }
}

static void write_pattern(
    struct run *run, const struct value *value, const void *at, enum place_kind place)
{
    const struct pattern *pattern = pattern_at(run, at, value->shape);
    bool is_login = value->shape == SHAPE_LOGIN;
    bool is_url = value->shape == SHAPE_URL;
    for (size_t i = 0; pattern != NULL && i < pattern->count; i++) {
        const struct piece *piece = &pattern->pieces[i];
        if (run->drafting != NULL && piece->kind != PIECE_LITERAL) {
            leave_gap(
                run, (struct gap){
                         .piece = *piece, .place = place, .is_url = is_url, .is_login = is_login});
        } else {
            render_piece(run->out, place, piece, is_login ? &run->for_login : run->filling, is_url);
        }
    }
}

static void write_value(struct run *run, const struct value *value, enum place_kind place)
{
    const void *at = find(run, &value->path);
    if (at == NULL) {
        return;
    }
    switch (value->shape) {
    case SHAPE_TEXT:
        write_text(run, place, *(const struct span *)at);
        return;
    case SHAPE_PATTERN:
    case SHAPE_LOGIN:
    case SHAPE_URL:
        write_pattern(run, value, at, place);
        return;
    case SHAPE_PORT:
        if (*(const uint16_t *)at != 0) {
            buffer_add_number(run->out, *(const uint16_t *)at);
        }
        return;
    case SHAPE_NUMBER:
        buffer_add_number(run->out, *(const uint32_t *)at);
        return;
    case SHAPE_BOOL:
        buffer_add(run->out, *(const bool *)at ? SPAN("true") : SPAN("false"));
        return;
    case SHAPE_WORD:
        render_text(run->out, place, word_at(value, at));
        return;
    case SHAPE_WORDS:
    case SHAPE_LIST:
    case SHAPE_POINTERS:
    case SHAPE_RECORD:
        break;
    }
    assert(false); // a hole over what cannot be written: the compiler lets none through
}

static void begin(struct run *run, const struct instruction *one)
{
    struct loop *loop = &run->loops[one->each.slot];
    const struct value *list = &one->each.list;
    const void *at = find(run, &list->path);
    *loop = (struct loop){0};
    if (at == NULL) {
        return;
    }
    if (list->shape == SHAPE_WORDS) {
        const struct word_list *words = at;
        *loop = (struct loop){.next = (const char *)words->items, .left = words->len};
    } else {
        const struct list *items = at;
        *loop = (struct loop){.next = items->ptr, .left = items->len};
    }
}

// Goes past words that the format lacks or that were written before under another name of ours.
static void skip_words(struct loop *loop, const struct word_texts *words)
{
    for (; loop->left > 0; loop->next++, loop->left--) {
        uint8_t word = *(const uint8_t *)loop->next;
        assert(word < words->count);
        uint64_t bit = UINT64_C(1) << words->first[word];
        if (words->text[word].len != 0 && (loop->written & bit) == 0) {
            loop->written |= bit;
            return;
        }
    }
}

// False: there are no more.
static bool next(struct run *run, const struct instruction *one)
{
    struct loop *loop = &run->loops[one->each.slot];
    const struct value *list = &one->each.list;
    if (list->shape == SHAPE_WORDS) {
        skip_words(loop, list->words);
    }
    if (loop->left == 0) {
        return false;
    }
    bool pointers = list->shape == SHAPE_POINTERS;
    run->slots[one->each.slot] =
        pointers ? *(const void *const *)(const void *)loop->next : loop->next;
    loop->next += pointers ? sizeof(void *) : one->each.item_size;
    loop->left--;
    return true;
}

void render_run(const struct program *program, const void *view, const struct filling *filling,
    size_t language, struct drafting *drafting, struct buffer *out)
{
    assert(program->languages == 0 || language < program->languages);
    struct run run = {.filling = filling,
        .for_login = filling_for_login(filling),
        .drafting = drafting,
        .out = out};
    run.slots[0] = view;
    for (size_t i = 0;;) {
        const struct instruction *one = &program->code[i++];
        bool go = true;
        buffer_add(out, one->literal);
        switch (one->op) {
        case OP_END:
            return;
        case OP_NONE:
            continue;
        case OP_WRITE:
            write_value(&run, &one->write.value, one->write.place);
            continue;
        case OP_TEST:
            go = test(&run, one) != one->test.wanted;
            break;
        case OP_JUMP:
            break;
        case OP_LANGUAGE:
            i = one->by_language[language];
            continue;
        case OP_EACH:
            begin(&run, one);
            continue;
        case OP_NEXT:
            go = !next(&run, one);
            break;
        }
        if (go) {
            i = one->target;
        }
    }
}

void template_render(const struct program *program, const void *view, const struct filling *filling,
    size_t language, struct buffer *out)
{
    render_run(program, view, filling, language, NULL, out);
}
