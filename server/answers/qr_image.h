// SPDX-License-Identifier: MIT
// qr_image: a text as a QR code, in SVG. Floor: answers; pure. libqrencode's only door.
// Source: ISO/IEC 18004: byte mode, error correction M, a quiet zone of four modules.
#pragma once

#include "base/buffer.h"

// Adds the picture to `out`: dark on its own light ground, whatever the page around it looks like;
// `title` is what it is to those who cannot see it. `content` is 1..QR_CONTENT_MAX_BYTES bytes.
void qr_image_draw(struct span content, struct span title, struct buffer *out);

// Adds the code's dark modules to `path`, as the `d` of a path that is to be stroked, one wide, in
// a square of as many units as it returns; the quiet zone is in it.
size_t qr_image_trace(struct span content, struct buffer *path);
