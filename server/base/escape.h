// SPDX-License-Identifier: MIT
// escape: text made fit for its place. Floor: base; pure.
// XML functions never write what XML 1.0 forbids: a control character or broken UTF-8 becomes
// U+FFFD.
#pragma once

#include "base/buffer.h"

// It stands for itself in XML text and attributes alike.
bool escape_xml_is_plain(struct span text);
void escape_xml_text(struct buffer *out, struct span text);
void escape_xml_attribute(struct buffer *out, struct span text); // for double quotes
// RFC 3986: all but unreserved characters as %XX; '@' is kept where `keep_at`.
void escape_uri(struct buffer *out, struct span text, bool keep_at);
// A JSON string without its quotes, safe to show on a terminal; broken UTF-8 becomes U+FFFD.
void escape_json(struct buffer *out, struct span text);
// RFC 4648 section 4, padded.
void escape_base64(struct buffer *out, struct span bytes);
