// SPDX-License-Identifier: MIT
#include "doctor/checks.h"

#include "doctor/describe.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum {
    TEXT_MAX_BYTES = 512, // of one finding
    DAYS_SOON = 14,       // a certificate that ends so soon should have been renewed
};

const char *const section_titles[SECTION_COUNT] = {
    [SECTION_NAMES] = "Names",
    [SECTION_WEB] = "Web servers",
    [SECTION_DOCUMENTS] = "What they answer",
    [SECTION_DAV] = "Calendars and contacts",
    [SECTION_STRANGERS] = "What strangers get",
    [SECTION_SERVERS] = "Mail servers",
};

const struct check_row check_table[CHECK_COUNT] = {
    [CHECK_NOBODY_FINDS] = {"nobody-finds", SECTION_NAMES, VERDICT_FAIL,
        "begin with autoconfig.DOMAIN: 'autoconfig-doctor init ADDRESS' writes the file for it"},
    [CHECK_DNS] = {"dns", SECTION_NAMES, VERDICT_FAIL,
        "see that each name server of the domain is up and knows it: dig SOA DOMAIN @SERVER"},
    [CHECK_DNSSEC] = {"dnssec", SECTION_NAMES, VERDICT_FAIL,
        "sign the zone anew, or take its DS record out of the zone above"},
    [CHECK_MX] = {"mx", SECTION_NAMES, VERDICT_WARN,
        "publish an MX record; programs that find nothing else ask its owner for the settings"},
    [CHECK_NAME_AUTOCONFIG] = {"autoconfig-name", SECTION_NAMES, VERDICT_WARN,
        "publish autoconfig.DOMAIN as a CNAME of the server that answers autoconfig"},
    [CHECK_NAME_AUTODISCOVER] = {"autodiscover-name", SECTION_NAMES, VERDICT_WARN,
        "publish autodiscover.DOMAIN as a CNAME of the server that answers Outlook"},
    [CHECK_CNAME] = {"cname", SECTION_NAMES, VERDICT_FAIL,
        "point the CNAME at a name that has an address, or take it away"},
    [CHECK_WILDCARD] = {"wildcard-dns", SECTION_NAMES, VERDICT_WARN,
        "take the wildcard record away, or name autoconfig and autodiscover beside it"},
    [CHECK_SRV_TARGET] = {"srv-target", SECTION_NAMES, VERDICT_FAIL,
        "point the SRV record at a name that has an address; '.' says 'not offered'"},
    [CHECK_SRV_ALIAS] = {"srv-alias", SECTION_NAMES, VERDICT_WARN,
        "let the SRV record name the host itself: RFC 2782 forbids an alias there"},
    [CHECK_SRV_PORT] = {"srv-port", SECTION_NAMES, VERDICT_WARN,
        "serve Autodiscover on port 443: Thunderbird and others do not look at the port"},
    [CHECK_SRV_DISAGREES] = {"srv-disagrees", SECTION_NAMES, VERDICT_WARN,
        "let the SRV records and the documents name the same servers"},
    [CHECK_CONNECTION] = {"connection", SECTION_WEB, VERDICT_WARN,
        "let a web server answer there within 5 s, or take the name out of DNS"},
    [CHECK_CERTIFICATE] = {"certificate", SECTION_WEB, VERDICT_FAIL,
        "get a certificate that holds this name, and send the whole chain"},
    [CHECK_CERTIFICATE_ENDS] = {"certificate-ends", SECTION_WEB, VERDICT_WARN,
        "renew it now, and see why that did not happen by itself"},
    [CHECK_TLS_OLD] = {"tls-old", SECTION_WEB, VERDICT_WARN,
        "switch TLS 1.2 and 1.3 on: new programs refuse anything older"},
    [CHECK_HTTP_ONLY] = {"http-only", SECTION_WEB, VERDICT_WARN,
        "answer over https, too: what comes over http can be changed on its way"},
    [CHECK_PASSWORD_ASKED] = {"password-asked", SECTION_WEB, VERDICT_FAIL,
        "answer this path without a login: programs have no password at this point"},
    [CHECK_SERVER_ERROR] = {"server-error", SECTION_WEB, VERDICT_FAIL,
        "see the web server's log: 5xx is a fault of its own"},
    [CHECK_REDIRECTS] = {"redirects", SECTION_WEB, VERDICT_FAIL,
        "answer at the first address: redirects that go round in a circle lead nowhere"},
    [CHECK_REDIRECT_DOWN] = {"redirect-down", SECTION_WEB, VERDICT_FAIL,
        "redirect to https only: programs refuse to go from https to http"},
    [CHECK_REDIRECT_RELATIVE] = {"redirect-relative", SECTION_WEB, VERDICT_WARN,
        "write the whole URL into Location: Delta Chat needs it"},
    [CHECK_SLOW] = {"slow", SECTION_WEB, VERDICT_WARN,
        "answer within a second: Thunderbird waits for 5 s, then goes without"},
    [CHECK_TOO_LARGE] = {"too-large", SECTION_WEB, VERDICT_FAIL,
        "send the document of settings and nothing else: it has some 2 KiB"},
    [CHECK_TYPE] = {"content-type", SECTION_DOCUMENTS, VERDICT_FAIL,
        "send Content-Type: text/xml; charset=utf-8 (a profile: application/x-apple-aspen-config)"},
    [CHECK_WEB_PAGE] = {"web-page", SECTION_DOCUMENTS, VERDICT_FAIL,
        "answer 404 where there are no settings: anything else with 200 stops programs"},
    [CHECK_XML] = {"xml", SECTION_DOCUMENTS, VERDICT_FAIL,
        "mend the document: xmllint --noout FILE shows the place"},
    [CHECK_DOCTYPE] = {"doctype", SECTION_DOCUMENTS, VERDICT_FAIL,
        "leave the DOCTYPE out: careful programs refuse it"},
    [CHECK_INCOMPLETE] = {"incomplete", SECTION_DOCUMENTS, VERDICT_FAIL,
        "name an id, a domain, a server to read mail from and one to send by"},
    [CHECK_BYTE_ORDER_MARK] = {"byte-order-mark", SECTION_DOCUMENTS, VERDICT_WARN,
        "save the file as UTF-8 without BOM: Evolution cannot read it otherwise"},
    [CHECK_DECLARATION] = {"xml-declaration", SECTION_DOCUMENTS, VERDICT_WARN,
        "begin with <?xml version=\"1.0\" encoding=\"UTF-8\"?>, nothing before it"},
    [CHECK_SCHEMA] = {"schema", SECTION_DOCUMENTS, VERDICT_WARN,
        "some program stumbles over it; 'autoconfigd show ADDRESS --as thunderbird' prints a right "
        "one"},
    [CHECK_PLACEHOLDER] = {"placeholder", SECTION_DOCUMENTS, VERDICT_FAIL,
        "use %EMAILADDRESS%, %EMAILLOCALPART% or %EMAILDOMAIN%: nobody fills in others"},
    [CHECK_PASSWORD_INSIDE] = {"password-inside", SECTION_DOCUMENTS, VERDICT_FAIL,
        "take the password out: anybody can read this document"},
    [CHECK_ADDRESS_DEMANDED] = {"address-demanded", SECTION_DOCUMENTS, VERDICT_FAIL,
        "answer by the Host where there is no emailaddress=: Android, KMail, Delta Chat send none"},
    [CHECK_OUTLOOK_REFUSED] = {"outlook-refused", SECTION_DOCUMENTS, VERDICT_WARN,
        "let Autodiscover know the domain, or take autodiscover.DOMAIN out of DNS"},
    [CHECK_OUTLOOK_SENT_ON] = {"outlook-redirect", SECTION_DOCUMENTS, VERDICT_FAIL,
        "answer Outlook with the settings, or send it to an https URL, or another domain's "
        "address, "
        "that has them"},
    [CHECK_OUTLOOK_JSON] = {"outlook-json", SECTION_DOCUMENTS, VERDICT_WARN,
        "answer with application/json that leads to the XML, or 404: Outlook then asks for that"},
    [CHECK_DISAGREE] = {"answers-disagree", SECTION_DOCUMENTS, VERDICT_WARN,
        "let all answers come from one place: people with two programs get two set-ups"},
    [CHECK_DAV] = {"dav", SECTION_DAV, VERDICT_FAIL,
        "lead to the DAV server, which answers PROPFIND with 401 or 207, or take the record or "
        "redirect away"},
    [CHECK_DAV_HTTP_ONLY] = {"dav-http-only", SECTION_DAV, VERDICT_WARN,
        "serve it over https (_caldavs, _carddavs): a password sent over http can be read on its "
        "way"},
    [CHECK_ENUMERATION] = {"user-enumeration", SECTION_STRANGERS, VERDICT_WARN,
        "answer every address of the domain alike: this tells strangers who has a mailbox"},
    [CHECK_CATCH_ALL_DOMAIN] = {"catch-all-domain", SECTION_STRANGERS, VERDICT_WARN,
        "answer for your own domains only: others' mail would be sent to your servers"},
    [CHECK_CATCH_ALL_PATH] = {"catch-all-path", SECTION_STRANGERS, VERDICT_WARN,
        "answer 404 for paths that do not exist: programs take 200 for settings"},
    [CHECK_SERVER_NAME] = {"server-name", SECTION_SERVERS, VERDICT_FAIL,
        "give the host an address, or advertise another"},
    [CHECK_SERVER_CONNECTION] = {"server-connection", SECTION_SERVERS, VERDICT_FAIL,
        "start the service, open the firewall, or advertise another port"},
    [CHECK_SERVER_KIND] = {"server-kind", SECTION_SERVERS, VERDICT_FAIL,
        "advertise the port on which this protocol is spoken"},
    [CHECK_SERVER_SECURITY] = {"server-security", SECTION_SERVERS, VERDICT_FAIL,
        "advertise what the server does: 993, 995, 465 are TLS; 143, 110, 587 STARTTLS"},
    [CHECK_SERVER_PLAIN] = {"server-plain", SECTION_SERVERS, VERDICT_WARN,
        "offer TLS and advertise it: password and mail can be read on their way"},
    [CHECK_SERVER_CERTIFICATE] = {"server-certificate", SECTION_SERVERS, VERDICT_FAIL,
        "get a certificate for the advertised name, or advertise a name that it holds"},
    [CHECK_SERVER_AUTH] = {"server-auth", SECTION_SERVERS, VERDICT_FAIL,
        "advertise a method that the server offers, or switch it on there"},
    [CHECK_SERVER_PASSWORD] = {"server-password", SECTION_SERVERS, VERDICT_WARN,
        "take passwords only behind STARTTLS (Dovecot: ssl = required; Postfix: "
        "smtpd_tls_auth_only = yes)"},
};

// Of a URL; of anything else all of it.
static struct span host_of(struct span subject)
{
    struct span scheme;
    struct span rest;
    struct span host = subject;
    if (span_cut(subject, '/', &scheme, &rest) && span_starts_with(rest, SPAN("/"))) {
        rest = span_from(rest, 1);
        host = span_cut(rest, '/', &host, &scheme) ? host : rest;
    }
    return host;
}

static void keep(struct findings *f, struct finding finding, const char *format, va_list arguments)
    PRINTF_LIKE(3, 0);

static void keep(struct findings *f, struct finding finding, const char *format, va_list arguments)
{
    char text[TEXT_MAX_BYTES];
    int len = vsnprintf(text, sizeof text, format, arguments);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    for (size_t i = 0; i < f->count; i++) {
        struct finding *one = &f->all[i];
        bool like = one->check == finding.check && one->verdict == finding.verdict;
        if (like && span_equal(one->subject, finding.subject)) {
            return;
        }
        if (like && span_equal(one->text, (struct span){text, kept}) &&
            span_equal(host_of(one->subject), host_of(finding.subject))) {
            one->more++;
            return;
        }
    }
    if (f->count == FINDINGS_MAX) {
        return;
    }
    finding.subject = arena_copy(f->arena, finding.subject);
    finding.text = arena_copy(f->arena, (struct span){text, kept});
    f->all[f->count++] = finding;
    f->counts[finding.verdict]++;
}

void finding_add(struct findings *f, enum check check, struct span subject, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(f, (struct finding){check, check_table[check].verdict, subject, SPAN(""), 0}, format,
        arguments);
    va_end(arguments);
}

void finding_ok(struct findings *f, enum check check, struct span subject, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    keep(f, (struct finding){check, VERDICT_OK, subject, SPAN(""), 0}, format, arguments);
    va_end(arguments);
}

struct span finding_mend(struct arena *a, const struct finding *finding, struct span domain)
{
    static const struct span word = {"DOMAIN", 6};
    struct span text = span_from_c(check_table[finding->check].mend);
    for (size_t i = 0; i + word.len <= text.len; i++) {
        if (span_starts_with(span_from(text, i), word)) {
            return arena_format(a, "%.*s%.*s%.*s", SPAN_ARGS(span_until(text, i)),
                SPAN_ARGS(domain), SPAN_ARGS(span_from(text, i + word.len)));
        }
    }
    return text;
}

bool finding_certificate(
    struct findings *f, enum check check, struct span subject, const struct certificate *c)
{
    struct span wrong = describe_certificate(f->arena, c);
    if (!c->seen) {
        return false;
    }
    if (wrong.len != 0) {
        finding_add(f, check, subject, "certificate %.*s", SPAN_ARGS(wrong));
    } else if (c->days_left < DAYS_SOON) {
        finding_add(f, CHECK_CERTIFICATE_ENDS, subject, "certificate ends in %" PRId64 " days",
            c->days_left);
    }
    if (c->old_tls) {
        finding_add(f, CHECK_TLS_OLD, subject, "nothing newer than TLS 1.1");
    }
    return wrong.len != 0 || c->days_left < DAYS_SOON || c->old_tls;
}
