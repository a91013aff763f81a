/* watchers HOST PORT ADDRESSES RESULTS

   Opens one stream of counts for each line of ADDRESSES and notes every event of each, until standard input ends. One
   thread, epoll. A stream counts as open when its first counts came; a few at a time are opened. Prints "open" when all
   are, and at the end: nanoseconds of CPU, and how many streams were refused or broken off.
   RESULTS: a record for each event: u64 received_ns (CLOCK_MONOTONIC), u64 id, u32 stream, u32 verified, in the order
   they came.
   What comes is read line by line, and only lines that matter are looked at: the sizes of chunks stand between events. */

#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000ull
#define OPENING_AT_ONCE 32

struct event { uint64_t received, id; uint32_t stream, verified; };
struct stream {
    int fd;
    uint32_t number;
    bool open;
    uint16_t length;
    char line[200];          /* what is longer is cut: the count stands at the beginning */
    uint64_t id;
    char *request;
};

static struct addrinfo *address;
static struct stream *streams;
static struct event *events;
static size_t stream_count, stream_room, event_count, event_room, begun_count, open_count, broken_count;
static const char *host;
static int poll_fd;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void fail(const char *sentence) {
    fprintf(stderr, "watchers: %s (%s)\n", sentence, strerror(errno));
    exit(1);
}

static void *room_for(void *had, size_t *room, size_t count, size_t size) {
    if (count < *room) return had;
    *room = *room ? *room * 2 : 1024;
    void *got = realloc(had, *room * size);
    if (!got) fail("there is no memory");
    return got;
}

static void read_addresses(const char *path) {
    FILE *file = fopen(path, "r");
    char line[1024];
    if (!file) fail("can't read the addresses");
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        streams = room_for(streams, &stream_room, stream_count, sizeof *streams);
        struct stream *s = &streams[stream_count];
        memset(s, 0, sizeof *s);
        s->number = (uint32_t)stream_count++;
        if (asprintf(&s->request, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n", line, host) < 0)
            fail("there is no memory");
    }
    fclose(file);
}

static void close_stream(struct stream *s) {
    close(s->fd);
    s->fd = -1;
    broken_count++;
    if (!s->open) open_count++; /* nobody need wait for it */
    s->open = true;
}

static void open_stream(struct stream *s) {
    int yes = 1;
    size_t length = strlen(s->request);
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = s};
    s->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0) fail("can't make so many connections");
    if (connect(s->fd, address->ai_addr, address->ai_addrlen)) fail("the server does not take so many connections");
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (send(s->fd, s->request, length, MSG_NOSIGNAL) != (ssize_t)length) fail("can't ask for a stream");
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, s->fd, &wanted)) fail("epoll_ctl");
}

static void note(struct stream *s, uint64_t at) {
    const char *verified = strstr(s->line, "\"verified\":");
    if (!verified) return;
    events = room_for(events, &event_room, event_count, sizeof *events);
    events[event_count++] = (struct event){at, s->id, s->number, (uint32_t)atol(verified + 11)};
    if (!s->open) open_count++;
    s->open = true;
}

static void take_line(struct stream *s, uint64_t at) {
    s->line[s->length] = 0;
    if (!strncmp(s->line, "HTTP/", 5) && strncmp(s->line + 8, " 200", 4)) close_stream(s);
    else if (!strncmp(s->line, "id: ", 4)) s->id = strtoull(s->line + 4, NULL, 10);
    else if (!strncmp(s->line, "data: ", 6)) note(s, at);
    s->length = 0;
}

static void take(struct stream *s, const char *data, size_t length, uint64_t at) {
    while (length && s->fd >= 0) {
        const char *end = memchr(data, '\n', length);
        size_t taken = end ? (size_t)(end - data) + 1 : length, room = sizeof s->line - 1 - s->length;
        size_t kept = taken < room ? taken : room;
        memcpy(s->line + s->length, data, kept);
        s->length += (uint16_t)kept;
        if (end) take_line(s, at);
        data += taken;
        length -= taken;
    }
}

static void read_stream(struct stream *s) {
    static char buffer[1 << 16];
    ssize_t length = recv(s->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length > 0) take(s, buffer, (size_t)length, now());
    else if (length == 0 || (errno != EAGAIN && errno != EINTR)) close_stream(s);
}

static void open_more(void) {
    while (begun_count < stream_count && begun_count - open_count < OPENING_AT_ONCE) open_stream(&streams[begun_count++]);
}

static bool attend(void) {
    struct epoll_event happened[512];
    int count = epoll_wait(poll_fd, happened, 512, 100);
    for (int i = 0; i < count; i++) {
        if (!happened[i].data.ptr) return false;
        struct stream *s = happened[i].data.ptr;
        if (s->fd >= 0) read_stream(s);
    }
    return true;
}

static void watch(void) {
    bool said = false;
    struct epoll_event told = {.events = EPOLLIN | EPOLLHUP};
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &told)) fail("standard input is no pipe");
    do {
        open_more();
        if (!said && open_count == stream_count) {
            said = true;
            printf("open\n");
            fflush(stdout);
        }
    } while (attend());
}

static void write_results(const char *path) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(events, sizeof *events, event_count, file) != event_count || fclose(file))
        fail("can't write the results");
}

static void allow_streams(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    rlim_t needed = stream_count + 32;
    if (files.rlim_max != RLIM_INFINITY && files.rlim_max < needed) files.rlim_max = needed; /* root may */
    if (files.rlim_cur < needed) files.rlim_cur = needed;
    if (setrlimit(RLIMIT_NOFILE, &files)) fail("can't open so many streams; see `ulimit -n`");
}

int main(int count, char **words) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct rusage used;
    if (count != 5) {
        fprintf(stderr, "usage: watchers HOST PORT ADDRESSES RESULTS\n");
        return 2;
    }
    host = words[1];
    if (getaddrinfo(host, words[2], &hints, &address)) fail("there is no such host");
    read_addresses(words[3]);
    allow_streams();
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch();
    getrusage(RUSAGE_SELF, &used);
    unsigned long long micro = (unsigned long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000
                             + (unsigned long long)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    printf("%llu %zu\n", micro * 1000, broken_count);
    write_results(words[4]);
    return 0;
}
