// SPDX-License-Identifier: MIT
#include "answers/page_view.h"

static const struct word states[PAGE_STATE_COUNT] = {
    [PAGE_FORM] = {{[WORDS_YAML] = "form"}},
    [PAGE_SETTINGS] = {{[WORDS_YAML] = "settings"}},
    [PAGE_NOTHING] = {{[WORDS_YAML] = "nothing"}},
    [PAGE_UNKNOWN] = {{[WORDS_YAML] = "unknown"}},
    [PAGE_DISABLED] = {{[WORDS_YAML] = "disabled"}},
    [PAGE_MALFORMED] = {{[WORDS_YAML] = "malformed"}},
};
static const struct word_set state_words = {"a state of the page", states, COUNT_OF(states)};

static const struct word login_forms[LOGIN_FORM_COUNT] = {
    [LOGIN_ADDRESS] = {{[WORDS_YAML] = "address"}},
    [LOGIN_LOCALPART] = {{[WORDS_YAML] = "localpart"}},
    [LOGIN_OTHER] = {{[WORDS_YAML] = "other"}},
};
static const struct word_set login_form_words = {
    "a form of a login", login_forms, COUNT_OF(login_forms)};

static const struct field language_fields[] = {
    {"tag", FIELD_TAG, AT(page_language, tag)},
    {"name", FIELD_TEXT, AT(page_language, name)},
    {"current", FIELD_BOOL, AT(page_language, current)},
};
static const struct record language_record = {RECORD("a language", language_fields, page_language)};

static const struct field server_fields[] = {
    {"type", FIELD_WORD, AT(page_server, is.type), .words = &service_words},
    {"host", FIELD_HOST, AT(page_server, is.host)},
    {"port", FIELD_PORT, AT(page_server, is.port)},
    {"security", FIELD_WORD, AT(page_server, is.security), .words = &security_words},
    {"encryption", FIELD_TEXT, AT(page_server, encryption)},
    {"auth", FIELD_WORDS, AT(page_server, is.auth), .words = &auth_words},
    {"sign_in", FIELD_TEXT, AT(page_server, sign_in)},
    {"login", FIELD_TEXT, AT(page_server, login)},
    {"login_form", FIELD_WORD, AT(page_server, login_form), .words = &login_form_words},
    {"login_known", FIELD_BOOL, AT(page_server, login_known)},
    {"open", FIELD_BOOL, AT(page_server, open)},
    {"password", FIELD_BOOL, AT(page_server, password)},
    {"oauth2", FIELD_BOOL, AT(page_server, oauth2)},
};
static const struct record page_server_record = {RECORD("a server", server_fields, page_server)};

static const struct field service_fields[] = {
    {"type", FIELD_WORD, AT(page_service, type), .words = &service_words},
    {"url", FIELD_URL, AT(page_service, url)},
    {"login", FIELD_TEXT, AT(page_service, login)},
};
static const struct record service_record = {RECORD("a service", service_fields, page_service)};

static const struct field note_fields[] = {
    {"kind", FIELD_WORD, AT(page_note, kind), .words = &note_words},
    {"url", FIELD_URL, AT(page_note, url)},
    {"text", FIELD_RECORD, AT(page_note, text), .record = &text_record},
};
static const struct record page_note_record = {
    RECORD("a note of 'before'", note_fields, page_note)};

static const struct field page_document_fields[] = {
    {"url", FIELD_URL, AT(page_document, url)},
    {"title", FIELD_RECORD, AT(page_document, title), .record = &text_record},
};
static const struct record page_document_record = {
    RECORD("a documentation page", page_document_fields, page_document)};

static const struct field code_fields[] = {
    {"path", FIELD_TEXT, AT(page_code, path)},
    {"side", FIELD_NUMBER, AT(page_code, side)},
};
static const struct record code_record = {RECORD("a QR code", code_fields, page_code)};

static const struct field page_fields[] = {
    {"state", FIELD_WORD, AT(page_view, state), .words = &state_words},
    {"provider", FIELD_RECORD, AT(page_view, provider), .record = &provider_record},
    {"name", FIELD_TEXT, AT(page_view, name)},
    {"domain", FIELD_NAME, AT(page_view, domain)},
    {"address", FIELD_TEXT, AT(page_view, address)},
    {"asked", FIELD_TEXT, AT(page_view, asked)},
    {"method", FIELD_TEXT, AT(page_view, method)},
    {"wish", FIELD_TAG, AT(page_view, wish)},
    {"lang", FIELD_TAG, AT(page_view, lang)},
    {"dir", FIELD_TEXT, AT(page_view, dir)},
    {"languages", FIELD_RECORDS, AT(page_view, languages), .record = &language_record},
    {"device", FIELD_WORD, AT(page_view, device), .words = &device_words},
    {"groups", FIELD_WORDS, AT(page_view, groups), .words = &group_words},
    {"servers", FIELD_RECORDS, AT(page_view, servers), .record = &page_server_record},
    {"in", FIELD_RECORD, AT(page_view, in), .record = &page_server_record},
    {"out", FIELD_RECORD, AT(page_view, out), .record = &page_server_record},
    {"others", FIELD_RECORDS, AT(page_view, others), .record = &page_server_record},
    {"password", FIELD_BOOL, AT(page_view, password)},
    {"oauth2", FIELD_BOOL, AT(page_view, oauth2)},
    {"signs_in", FIELD_BOOL, AT(page_view, signs_in)},
    {"secret", FIELD_TEXT, AT(page_view, secret)},
    {"profile", FIELD_BOOL, AT(page_view, profile)},
    {"calendars", FIELD_RECORD, AT(page_view, calendars), .record = &service_record},
    {"contacts", FIELD_RECORD, AT(page_view, contacts), .record = &service_record},
    {"dav", FIELD_RECORD, AT(page_view, dav), .record = &service_record},
    {"services", FIELD_RECORDS, AT(page_view, services), .record = &service_record},
    {"notes", FIELD_RECORDS, AT(page_view, notes), .record = &page_note_record},
    {"documents", FIELD_RECORDS, AT(page_view, documents), .record = &page_document_record},
    {"webmail", FIELD_URL, AT(page_view, webmail)},
    {"help", FIELD_URL, AT(page_view, help)},
    {"has_services", FIELD_BOOL, AT(page_view, has_services)},
    {"has_help", FIELD_BOOL, AT(page_view, has_help)},
    {"link", FIELD_TEXT, AT(page_view, link)},
    {"link_code", FIELD_RECORD, AT(page_view, link_code), .record = &code_record},
    {"account_code", FIELD_RECORD, AT(page_view, account_code), .record = &code_record},
};
const struct record page_record = {RECORD("the page", page_fields, page_view)};
