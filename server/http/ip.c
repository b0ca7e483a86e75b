// SPDX-License-Identifier: MIT
#include "http/ip.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t v4_prefix[IP_V4_SKIPPED_BITS / 8] = {[10] = 0xff, [11] = 0xff};

static struct ip from_v4(const struct in_addr *address)
{
    struct ip ip;
    memcpy(ip.bytes, v4_prefix, sizeof v4_prefix);
    memcpy(ip.bytes + sizeof v4_prefix, address, sizeof *address);
    return ip;
}

bool ip_parse(struct span text, struct ip *out)
{
    char copy[IP_TEXT_BYTES];
    if (text.len == 0 || text.len >= sizeof copy || span_has(text, '\0')) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';

    struct in_addr v4;
    if (inet_pton(AF_INET, copy, &v4) == 1) {
        *out = from_v4(&v4);
        return true;
    }
    struct ip v6;
    if (inet_pton(AF_INET6, copy, v6.bytes) != 1) {
        return false;
    }
    *out = v6;
    return true;
}

bool ip_from_socket(const struct sockaddr *address, struct ip *out)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        *out = from_v4(&v4.sin_addr);
        return true;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        memcpy(out->bytes, &v6.sin6_addr, sizeof out->bytes);
        return true;
    }
    return false;
}

bool ip_is_v4(const struct ip *ip)
{
    return memcmp(ip->bytes, v4_prefix, sizeof v4_prefix) == 0;
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct ip ip_network(const struct ip *ip, unsigned bits)
{
    struct ip network = *ip;
    for (unsigned i = 0; i < sizeof network.bytes; i++) {
        if (bits >= 8) {
            bits -= 8;
        } else {
            network.bytes[i] = (uint8_t)(network.bytes[i] & (0xff00u >> bits));
            bits = 0;
        }
    }
    return network;
}

struct span ip_text(const struct ip *ip, char out[IP_TEXT_BYTES])
{
    bool v4 = ip_is_v4(ip);
    const uint8_t *bytes = v4 ? ip->bytes + sizeof v4_prefix : ip->bytes;
    return span_from_c(inet_ntop(v4 ? AF_INET : AF_INET6, bytes, out, IP_TEXT_BYTES));
}
