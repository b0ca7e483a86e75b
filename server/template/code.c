// SPDX-License-Identifier: MIT
#include "template/code.h"

#include <assert.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

void code_init(struct code *c, struct arena *keep, struct arena *scratch)
{
    *c = (struct code){.keep = keep, .scratch = scratch};
    buffer_init(&c->literal, SIZE_MAX); // its sources are bounded
}

void code_finish(struct code *c)
{
    buffer_finish(&c->literal);
}

// Takes the literal that has been gathered along.
static struct instruction *add(struct code *c, enum opcode op)
{
    if (c->count == c->capacity) {
        size_t capacity = c->capacity == 0 ? FIRST_CAPACITY : 2 * c->capacity;
        struct instruction *list = arena_array(c->scratch, capacity, sizeof *list);
        if (c->count != 0) {
            memcpy(list, c->list, c->count * sizeof *list);
        }
        c->list = list;
        c->capacity = capacity;
    }
    struct instruction *one = &c->list[c->count++];
    one->op = op;
    one->literal = arena_copy(c->keep, buffer_span(&c->literal));
    buffer_empty(&c->literal);
    return one;
}

uint32_t code_here(struct code *c)
{
    if (c->literal.len != 0) {
        add(c, OP_NONE); // who jumps here must not write it
    }
    return (uint32_t)c->count;
}

void code_write(struct code *c, const struct value *value, enum place_kind place)
{
    struct instruction *one = add(c, OP_WRITE);
    one->write.value = *value;
    one->write.place = place;
}

uint32_t code_test(struct code *c, const struct value *value, enum condition condition, bool wanted)
{
    uint32_t here = (uint32_t)c->count;
    struct instruction *one = add(c, OP_TEST);
    one->test.value = *value;
    one->test.condition = condition;
    one->test.wanted = wanted;
    return here;
}

uint32_t code_test_word(struct code *c, const struct value *value, uint8_t word, bool wanted)
{
    uint32_t here = code_test(c, value, CONDITION_EQUAL, wanted);
    c->list[here].test.word = word;
    return here;
}

uint32_t code_jump(struct code *c)
{
    uint32_t here = (uint32_t)c->count;
    add(c, OP_JUMP);
    return here;
}

uint32_t code_each(struct code *c, const struct value *list, size_t item_size, uint8_t slot)
{
    assert(slot < TEMPLATE_SLOTS && item_size <= UINT32_MAX);
    struct instruction *each = add(c, OP_EACH);
    each->each.list = *list;
    each->each.item_size = (uint32_t)item_size;
    each->each.slot = slot;
    uint32_t here = (uint32_t)c->count;
    struct instruction *next = add(c, OP_NEXT);
    next->each = c->list[here - 1].each;
    return here;
}

void code_again(struct code *c, uint32_t each)
{
    uint32_t jump = code_jump(c);
    c->list[jump].target = each;
    code_land(c, each);
}

void code_language(struct code *c, uint32_t *targets)
{
    add(c, OP_LANGUAGE)->by_language = targets;
}

void code_land(struct code *c, uint32_t from)
{
    uint32_t here = code_here(c);
    c->list[from].target = here;
}

void code_style(struct code *c, struct span text)
{
    struct span *styles = arena_array(c->keep, c->styles.len + 1, sizeof *styles);
    if (c->styles.len != 0) {
        memcpy(styles, c->styles.ptr, c->styles.len * sizeof *styles);
    }
    styles[c->styles.len] = arena_copy(c->keep, text);
    c->styles = (struct list){styles, c->styles.len + 1};
}

const struct program *code_program(struct code *c, size_t languages)
{
    add(c, OP_END);
    struct instruction *list = arena_array(c->keep, c->count, sizeof *list);
    memcpy(list, c->list, c->count * sizeof *list);
    struct program *program = arena_alloc(c->keep, sizeof *program);
    *program = (struct program){list, c->count, languages, c->styles};
    return program;
}
