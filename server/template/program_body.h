// SPDX-License-Identifier: MIT
// program_body: what a program is made of. Floor: config (template); pure.
// Only compile.c's stages write it and render.c reads it. Invariants: the last instruction is
// OP_END; every target lies inside the program; slots of loops are below TEMPLATE_SLOTS; a loop's
// slot is set before anything reads it; nothing points outside the arena the program was made in,
// or static data.
#pragma once

#include "template/program.h"

enum { TEMPLATE_SLOTS = 1 + TEMPLATE_LOOPS_MAX }; // [0] is the view, the others items of open loops

// How to get from a slot to a value: follow `hops` pointers, each at its offset in the struct that
// the one before points to (NULL on the way: there is no value), then go to `offset`.
struct path {
    uint8_t slot;
    uint8_t hops;
    uint16_t hop[TEMPLATE_ACCESS_MAX];
    uint16_t offset;
};

// What lies at the end of a path.
enum shape {
    SHAPE_TEXT,     // struct span
    SHAPE_PATTERN,  // const struct pattern *, NULL: nothing
    SHAPE_LOGIN,    // the same: a user name
    SHAPE_URL,      // the same: a URL
    SHAPE_PORT,     // uint16_t; 0 prints nothing
    SHAPE_NUMBER,   // uint32_t
    SHAPE_BOOL,     // bool
    SHAPE_WORD,     // uint8_t, a value of a set
    SHAPE_WORDS,    // struct word_list
    SHAPE_LIST,     // struct list of structs or spans
    SHAPE_POINTERS, // struct list of pointers to structs
    SHAPE_RECORD,   // a struct
};

enum { WORDS_VALUES_MAX = 64 }; // of a set: as many as a loop can mark as written

// A word set as one format says it.
struct word_texts {
    const struct span *text; // by value; empty: the format cannot say it
    const uint8_t *first;    // by value: the lowest value with the same text
    size_t count;
};

struct value {
    struct path path;
    enum shape shape;
    const struct word_texts *words; // of SHAPE_WORD and SHAPE_WORDS
};

// Where a text is written, and so how it is escaped.
enum place_kind {
    PLACE_TEXT,
    PLACE_ATTRIBUTE,
    PLACE_URI, // inside the value of href and its like
};

enum condition {
    CONDITION_TRUE,   // not empty, not zero, not false
    CONDITION_PRINTS, // a hole would print something: false and 0 do, too
    CONDITION_EQUAL,  // it is the word `word`
};

enum opcode {
    OP_END,
    OP_NONE,
    OP_WRITE,    // write a value
    OP_TEST,     // go to `target` when the condition is not as wanted
    OP_JUMP,     // go to `target`
    OP_LANGUAGE, // go to by_language[language]
    OP_EACH,     // begin a loop
    OP_NEXT,     // the loop's next item, or go to `target`
};

struct instruction {
    struct span literal; // written first; may be empty
    enum opcode op;
    uint32_t target;
    union {
        struct {
            struct value value;
            enum place_kind place;
        } write;
        struct {
            struct value value;
            enum condition condition;
            bool wanted;
            uint8_t word;
        } test;
        struct {
            struct value list;
            uint32_t item_size; // bytes, of SHAPE_LIST
            uint8_t slot;
        } each; // of OP_EACH and its OP_NEXT
        const uint32_t *by_language;
    };
};

struct program {
    const struct instruction *code;
    size_t count;
    size_t languages;   // it was compiled with; 0: it has no translations
    struct list styles; // struct span: the text of each style element
};
