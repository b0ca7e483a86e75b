// SPDX-License-Identifier: MIT
// code: a program in the making. Floor: config (template); pure.
// Literals that follow each other become one, and part of the instruction after them. A position
// (`uint32_t`) is the index of an instruction; forward jumps are made first and landed when their
// target is reached.
#pragma once

#include "base/buffer.h"
#include "template/program_body.h"

struct code {
    struct arena *keep;       // of the program
    struct arena *scratch;    // of the compilation
    struct instruction *list; // in scratch
    size_t count;
    size_t capacity;
    struct buffer literal; // to be written as it is: what is added here joins the program
    struct list styles;    // struct span, as of the program
};

void code_init(struct code *c, struct arena *keep, struct arena *scratch);
void code_finish(struct code *c);

void code_write(struct code *c, const struct value *value, enum place_kind place);
// All return where they stand, to be landed.
uint32_t code_test(
    struct code *c, const struct value *value, enum condition condition, bool wanted);
uint32_t code_test_word(struct code *c, const struct value *value, uint8_t word, bool wanted);
uint32_t code_jump(struct code *c);
// A loop: what follows is run for each item. Its end is a jump back, and the landing, here.
uint32_t code_each(struct code *c, const struct value *list, size_t item_size, uint8_t slot);
void code_again(struct code *c, uint32_t each);
// One way per language; all point to nowhere until `targets` (in keep) is filled with positions.
void code_language(struct code *c, uint32_t *targets);

// The position of what comes next.
uint32_t code_here(struct code *c);
// The jump at `from` goes to what comes next.
void code_land(struct code *c, uint32_t from);

// The text of a style element, which is part of the literal.
void code_style(struct code *c, struct span text);

// The finished program, in keep.
const struct program *code_program(struct code *c, size_t languages);
