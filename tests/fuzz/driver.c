// SPDX-License-Identifier: MIT
// driver: plays every file of a folder to a fuzz target, where libFuzzer is not to be had: whole,
// and cut short at every byte, as a broken connection or a half-written file would do it.
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    INPUT_MAX_BYTES = 1024 * 1024,
    CUTS_MAX = 512, // of a longer file only so many, evenly spread
};

// From memory of just that size, so that a sanitizer sees a read behind the end.
static void play(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static int play_file(const char *path)
{
    static uint8_t bytes[INPUT_MAX_BYTES];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    int failed = ferror(file);
    fclose(file);
    size_t step = size / CUTS_MAX + 1;
    for (size_t cut = 0; cut < size; cut += step) {
        play(bytes, cut);
    }
    play(bytes, size);
    return failed;
}

int main(int count, char **arguments)
{
    DIR *directory = count == 2 ? opendir(arguments[1]) : NULL;
    if (directory == NULL) {
        fprintf(stderr, "usage: %s CORPUS_FOLDER\n", arguments[0]);
        return 64;
    }
    size_t played = 0;
    int failures = 0;
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        char path[4096];
        struct stat info;
        int len = snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
        if (len < 0 || (size_t)len >= sizeof path || stat(path, &info) != 0) {
            failures++;
        } else if (S_ISREG(info.st_mode)) {
            fprintf(stderr, "%s\n", path); // the last line before a crash names the culprit
            failures += play_file(path);
            played++;
        }
    }
    closedir(directory);
    printf("%zu inputs played\n", played);
    return played == 0 || failures != 0;
}
