# SPDX-License-Identifier: MIT
# embed: turns files into a C table for embedded.h. Run at build time:
#   cmake -D FOLDER=templates -D FILES=a.xml:text/en.yaml -D OUT=embedded_files.c -P embed.cmake
# FILES are names below FOLDER, joined by colons. The table is sorted bytewise; it is called NAME_files, with
# NAME_count, where -D NAME=... is given, else embedded_files.
if(NOT NAME)
    set(NAME embedded)
endif()
string(REPLACE ":" ";" names "${FILES}")
list(SORT names COMPARE STRING CASE SENSITIVE)

set(arrays "")
set(rows "")
set(number 0)
foreach(name IN LISTS names)
    file(READ "${FOLDER}/${name}" bytes HEX)
    string(LENGTH "${bytes}" len)
    math(EXPR len "${len} / 2")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    # Bytes above 127 are no `char` constants where char is signed, hence arrays of unsigned char and a cast.
    # The last byte is a NUL that does not count: an array cannot be empty.
    string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}0};\n")
    string(APPEND rows "    {\"${name}\", (const char *)file_${number}, ${len}},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUT}"
    "// Made by embed.cmake.\n"
    "#include \"template/embedded.h\"\n\n"
    "${arrays}\n"
    "const struct embedded_file ${NAME}_files[] = {\n${rows}    {0, 0, 0},\n};\n"
    "const size_t ${NAME}_count = ${number};\n")
