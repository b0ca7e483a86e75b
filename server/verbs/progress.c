// SPDX-License-Identifier: MIT
#include "verbs/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_COLUMNS = 40 };

static void draw(const struct progress *p)
{
    static const char full[] = "########################################";
    static const char empty[] = "........................................";
    _Static_assert(sizeof full == BAR_COLUMNS + 1 && sizeof empty == sizeof full, "a column each");
    fprintf(stderr, "\r[%.*s%.*s] %zu of %zu %s", (int)p->drawn, full, BAR_COLUMNS - (int)p->drawn,
        empty, p->done, p->total, p->what);
    fflush(stderr);
}

void progress_begin(struct progress *p, const char *what, size_t total)
{
    *p = (struct progress){.what = what, .total = total, .shown = isatty(STDERR_FILENO) == 1};
    if (p->shown) {
        draw(p);
    }
}

void progress_step(struct progress *p)
{
    p->done++;
    size_t columns = p->done * BAR_COLUMNS / p->total;
    if (p->shown && columns != p->drawn) {
        p->drawn = columns;
        draw(p);
    }
}

void progress_end(struct progress *p)
{
    if (p->shown) {
        fputs("\r\033[K", stderr); // to the line's start, the line cleared
        fflush(stderr);
    }
}
