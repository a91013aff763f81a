/* One HTTP/1.1 answer, read piece by piece as it comes in; only what a load generator must know is kept. */

#ifndef ANSWER_H
#define ANSWER_H

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum reading { STATUS_LINE, FIELDS, BODY, UNTIL_CLOSE, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS, WHOLE, BROKEN };

struct answer {
    enum reading reading;
    bool to_head;      /* the request was a HEAD: fields, but no body */
    bool chunked, has_length, closes, retry_after;
    uint32_t status;
    uint64_t left;     /* bytes of the body or chunk that are still to come */
    uint64_t body;     /* bytes of the body so far */
    uint32_t line_length;
    char line[512];    /* what is longer is cut: nothing that we look for is */
};

static void answer_begin(struct answer *a, bool to_head) {
    memset(a, 0, offsetof(struct answer, line));
    a->to_head = to_head;
}

static void answer_status(struct answer *a) {
    if (strncmp(a->line, "HTTP/1.", 7) || !isdigit((unsigned char)a->line[9])) {
        a->reading = BROKEN;
        return;
    }
    a->status = (uint32_t)atoi(a->line + 9);
    a->closes = a->line[7] == '0';
    a->reading = FIELDS;
}

static const char *answer_value(const char *line, const char *name) {
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) || line[length] != ':') return NULL;
    for (line += length + 1; *line == ' ' || *line == '\t'; line++);
    return line;
}

static void answer_fields_end(struct answer *a) {
    bool informs = a->status >= 100 && a->status < 200;
    if (informs) answer_begin(a, a->to_head); /* the answer proper follows */
    else if (a->to_head || a->status == 204 || a->status == 304) a->reading = WHOLE;
    else if (a->chunked) a->reading = CHUNK_SIZE;
    else if (!a->has_length) a->reading = UNTIL_CLOSE;
    else a->reading = a->left ? BODY : WHOLE;
}

static void answer_field(struct answer *a) {
    const char *value;
    if (a->line_length == 0) answer_fields_end(a);
    else if ((value = answer_value(a->line, "content-length"))) {
        a->left = strtoull(value, NULL, 10);
        a->has_length = true;
    } else if ((value = answer_value(a->line, "transfer-encoding"))) a->chunked = strcasestr(value, "chunked");
    else if ((value = answer_value(a->line, "connection"))) {
        if (strcasestr(value, "close")) a->closes = true;
        else if (strcasestr(value, "keep-alive")) a->closes = false;
    } else if ((value = answer_value(a->line, "retry-after"))) a->retry_after = isdigit((unsigned char)*value);
}

static void answer_chunk(struct answer *a) {
    if (!isxdigit((unsigned char)a->line[0])) a->reading = BROKEN;
    else a->reading = (a->left = strtoull(a->line, NULL, 16)) ? CHUNK : TRAILERS;
}

static void answer_line(struct answer *a) {
    if (a->line_length && a->line[a->line_length - 1] == '\r') a->line_length--;
    a->line[a->line_length] = 0;
    switch (a->reading) {
        case STATUS_LINE: answer_status(a); break;
        case FIELDS: answer_field(a); break;
        case CHUNK_SIZE: answer_chunk(a); break;
        case CHUNK_END: a->reading = a->line_length ? BROKEN : CHUNK_SIZE; break;
        case TRAILERS: if (!a->line_length) a->reading = WHOLE; break;
        default: break;
    }
    a->line_length = 0;
}

static size_t answer_take_line(struct answer *a, const char *data, size_t length) {
    const char *end = memchr(data, '\n', length);
    size_t taken = end ? (size_t)(end - data) : length, room = sizeof a->line - 1 - a->line_length;
    size_t kept = taken < room ? taken : room;
    memcpy(a->line + a->line_length, data, kept);
    a->line_length += (uint32_t)kept;
    if (!end) return length;
    answer_line(a);
    return taken + 1;
}

static size_t answer_take_body(struct answer *a, size_t length) {
    if (a->reading == UNTIL_CLOSE) {
        a->body += length;
        return length;
    }
    size_t taken = length < a->left ? length : (size_t)a->left;
    a->body += taken;
    if (!(a->left -= taken)) a->reading = a->reading == CHUNK ? CHUNK_END : WHOLE;
    return taken;
}

/* Returns how many of these bytes belong to the answer: fewer than there are when it is whole before, or broken. */
static size_t answer_take(struct answer *a, const char *data, size_t length) {
    size_t at = 0;
    while (at < length && a->reading != WHOLE && a->reading != BROKEN) {
        bool body = a->reading == BODY || a->reading == CHUNK || a->reading == UNTIL_CLOSE;
        at += body ? answer_take_body(a, length - at) : answer_take_line(a, data + at, length - at);
    }
    return at;
}

/* The connection ended: that may be the end of the answer, or the answer is broken. */
static void answer_end(struct answer *a) {
    a->reading = a->reading == UNTIL_CLOSE || a->reading == WHOLE ? WHOLE : BROKEN;
    a->closes = true;
}

#endif
