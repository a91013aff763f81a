/* load HOST PORT CONNECTIONS PLAN RESULTS SECONDS [repeat|more]

   Sends the requests of a plan over keep-alive connections and notes when each was answered. One thread, epoll.

   PLAN: records of u64 due_ns, u32 length, request. A request due at 0 goes out as soon as a connection is free; the
   others, in ascending order, when they are due, and before those. One that finds no free connection waits.
   RESULTS: one record a request, in the order of the plan (with `repeat`, which starts over at the plan's end: in the
   order of the answers): u64 due_ns (0: none), u64 started_ns, u64 ended_ns, u32 status, u32 body bytes; times are of
   CLOCK_MONOTONIC; the status is 0 when no answer came, and started 0 as well when it was not sent; 65536 is added to
   the status when the answer said Retry-After, and 131072 when it was due while no connection was free: any other that
   started late was late because of this program.
   A request on a connection that answered before and is closed without a byte is sent once more, as browsers do it.
   With `more`, further records come on standard input until that ends; their times are of CLOCK_MONOTONIC, and ascend.
   After SECONDS nothing is sent any more, and what is under way gets ten seconds more.
   Prints: when it began, when it stopped sending, nanoseconds of CPU in between and until the last answer. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "answer.h"

#define SECOND 1000000000ull
#define GRACE (10 * SECOND)
#define CONNECT_PATIENCE (10 * SECOND)
#define CONNECT_PAUSE_US 200
#define SAID_RETRY_AFTER 65536
#define FOUND_NONE_FREE 131072

struct request { uint64_t due; uint32_t length; const char *bytes; };
struct result { uint64_t due, started, ended; uint32_t status, body; };
enum life { CLOSED, CONNECTING, IDLE, BUSY };
struct connection {
    int fd;
    enum life life;
    uint64_t again;          /* when a closed one is opened again */
    size_t request, sent;    /* what it carries, and how many bytes of it are out */
    size_t place;            /* in the ring, while it is idle */
    uint64_t started;
    bool wants_room, found_none_free;
    bool used, heard, resends; /* it answered before; it began to answer; it carries its request once more */
    struct answer answer;
};

static struct addrinfo *address;
static int poll_fd, timer_fd;
static struct request *plan;
static struct result *results;
static struct connection *connections, **idle; /* idle: a ring, the longest idle first */
static size_t plan_size, plan_room = 1024, result_count, result_room, connection_count, idle_first, idle_count, open_count, under_way;
static size_t next_now, next_due;   /* the next of the plan without and with a time */
static uint64_t begun, armed, none_free; /* the last: when it was last so */
static bool repeats, sending, more_comes;
static volatile sig_atomic_t interrupted;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void fail(const char *sentence) {
    fprintf(stderr, "load: %s (%s)\n", sentence, strerror(errno));
    exit(1);
}

static void *room_for(size_t count, size_t size) {
    void *room = calloc(count ? count : 1, size);
    if (!room) fail("there is no memory");
    return room;
}

/* ---- the plan and the results ---- */

static void grow_plan(void) {
    if (plan_size == plan_room && !(plan = realloc(plan, (plan_room *= 2) * sizeof *plan))) fail("there is no memory");
}

static void read_plan(const char *path) {
    struct stat about;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &about)) fail("can't read the plan");
    size_t size = (size_t)about.st_size, header = sizeof(uint64_t) + sizeof(uint32_t);
    plan = room_for(plan_room, sizeof *plan);
    if (!size) return;
    const char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (bytes == MAP_FAILED) fail("can't read the plan");
    for (size_t at = 0; at + header <= size; at += header + plan[plan_size++].length) {
        grow_plan();
        memcpy(&plan[plan_size].due, bytes + at, sizeof(uint64_t));
        memcpy(&plan[plan_size].length, bytes + at + sizeof(uint64_t), sizeof(uint32_t));
        plan[plan_size].bytes = bytes + at + header;
        if (plan[plan_size].length > size - at - header) fail("the plan is cut short");
    }
}

static uint64_t due_at(size_t request) {
    return plan[request].due ? begun + plan[request].due : 0;
}

static void prepare_results(void) {
    result_room = repeats ? 65536 : plan_size;
    results = room_for(result_room, sizeof *results);
    result_count = repeats ? 0 : plan_size;
    for (size_t i = 0; i < result_count; i++) results[i].due = due_at(i);
}

static struct result *add_result(uint64_t due) {
    if (result_count == result_room && !(results = realloc(results, (result_room = result_room * 2 + 64) * sizeof *results)))
        fail("there is no memory");
    results[result_count] = (struct result){.due = due};
    return &results[result_count++];
}

static struct result *result_of(struct connection *c) {
    return repeats ? add_result(due_at(c->request)) : &results[c->request];
}

static void write_results(const char *path) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(results, sizeof *results, result_count, file) != result_count || fclose(file))
        fail("can't write the results");
}

/* The next request to send, or plan_size when none is due. */
static size_t take_request(uint64_t at) {
    if (!sending) return plan_size;
    while (next_due < plan_size && !plan[next_due].due) next_due++;
    if (next_due < plan_size && due_at(next_due) <= at) return next_due++;
    while (next_now < plan_size && plan[next_now].due) next_now++;
    size_t found = next_now < plan_size ? next_now++ : plan_size;
    if (repeats && next_now >= plan_size) next_now = 0;
    return found;
}

static bool plan_is_over(void) {
    if (more_comes) return false;
    while (next_due < plan_size && !plan[next_due].due) next_due++;
    while (next_now < plan_size && plan[next_now].due) next_now++;
    return next_due >= plan_size && next_now >= plan_size;
}

/* ---- more of the plan, from standard input ---- */

static void add_request(const char *record, uint32_t length) {
    uint64_t due;
    char *bytes = room_for(length, 1);
    memcpy(&due, record, sizeof due);
    memcpy(bytes, record + sizeof due + sizeof length, length);
    if (due) due = due > begun ? due - begun : 1;
    grow_plan();
    plan[plan_size++] = (struct request){due, length, bytes};
    add_result(due_at(plan_size - 1));
}

static void read_more(void) {
    static char buffer[1 << 18];
    static size_t had;
    size_t at = 0, header = sizeof(uint64_t) + sizeof(uint32_t);
    uint32_t length;
    ssize_t got = read(STDIN_FILENO, buffer + had, sizeof buffer - had);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        more_comes = false;
        epoll_ctl(poll_fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
        return;
    }
    for (had += (size_t)got; had - at >= header; at += header + length) {
        memcpy(&length, buffer + at + sizeof(uint64_t), sizeof length);
        if (header + length > sizeof buffer) fail("a request is too long");
        if (had - at < header + length) break;
        add_request(buffer + at, length);
    }
    memmove(buffer, buffer + at, had -= at);
}

static void expect_more(void) {
    struct epoll_event told = {.events = EPOLLIN | EPOLLHUP, .data.ptr = &more_comes};
    if (fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) || epoll_ctl(poll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &told))
        fail("standard input is no pipe");
}

/* ---- connections ---- */

static void watch(struct connection *c, int how, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (epoll_ctl(poll_fd, how, c->fd, &event)) fail("epoll_ctl");
}

static void shut(struct connection *c, uint64_t again) {
    if (c->life == IDLE || c->life == BUSY) open_count--;
    close(c->fd);
    c->life = CLOSED;
    c->again = again;
}

static void open_connection(struct connection *c) {
    int yes = 1;
    c->fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) fail("can't make so many connections");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    c->life = CONNECTING;
    c->wants_room = true;
    c->used = false;
    if (connect(c->fd, address->ai_addr, address->ai_addrlen) && errno != EINPROGRESS) shut(c, now() + SECOND / 20);
    else watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static void place_idle(struct connection *c, size_t place) {
    c->place = place % connection_count;
    idle[c->place] = c;
}

static void push_idle(struct connection *c) {
    if (!idle_count) none_free = now();
    c->life = IDLE;
    place_idle(c, idle_first + idle_count++);
}

static void drop_first_idle(void) {
    idle_first = (idle_first + 1) % connection_count;
    idle_count--;
}

/* The server ended it while it was idle: the first takes its place. */
static void forget_idle(struct connection *c) {
    place_idle(idle[idle_first], c->place);
    drop_first_idle();
}

static void want_room(struct connection *c, bool wants) {
    if (wants != c->wants_room) watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLRDHUP | (wants ? EPOLLOUT : 0));
    c->wants_room = wants;
}

/* ---- requests and answers ---- */

static void finish(struct connection *c, uint64_t at) {
    struct result *r = result_of(c);
    bool whole = c->answer.reading == WHOLE, clean = whole && !c->answer.closes;
    r->started = c->started;
    r->ended = at;
    r->status = whole ? c->answer.status | (c->answer.retry_after ? SAID_RETRY_AFTER : 0) : 0;
    r->status |= c->found_none_free ? FOUND_NONE_FREE : 0;
    r->body = (uint32_t)c->answer.body;
    under_way--;
    if (clean && c->sent == plan[c->request].length) {
        c->used = true;
        push_idle(c);
        return;
    }
    shut(c, 0);
    if (sending) open_connection(c);
}

/* The server was tired of an idle connection while the request was on its way. Browsers send that once more. */
static bool send_again(struct connection *c) {
    if (!sending || !c->used || c->heard) return false;
    c->resends = true;
    shut(c, 0);
    open_connection(c);
    return true;
}

static void send_more(struct connection *c) {
    const struct request *r = &plan[c->request];
    while (c->sent < r->length) {
        ssize_t done = send(c->fd, r->bytes + c->sent, r->length - c->sent, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) break; /* no room, or broken: then reading says so */
        c->sent += (size_t)done;
    }
    want_room(c, c->sent < r->length && (errno == EAGAIN || errno == EWOULDBLOCK));
}

static void begin(struct connection *c, size_t request, uint64_t at) {
    c->life = BUSY;
    c->request = request;
    c->sent = 0;
    c->heard = false;
    c->started = at;
    c->found_none_free = plan[request].due && due_at(request) <= none_free;
    under_way++;
    answer_begin(&c->answer, plan[request].length > 5 && !memcmp(plan[request].bytes, "HEAD ", 5));
    send_more(c);
}

static void send_what_is_due(uint64_t at) {
    while (idle_count) {
        size_t request = take_request(at);
        if (request == plan_size) return;
        struct connection *c = idle[idle_first];
        drop_first_idle();
        begin(c, request, at);
    }
}

static void read_answer(struct connection *c) {
    static char buffer[1 << 18];
    ssize_t length;
    do length = recv(c->fd, buffer, sizeof buffer, 0);
    while (length < 0 && errno == EINTR);
    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (c->life == IDLE) { /* the server is tired of it, or speaks unasked */
        forget_idle(c);
        shut(c, 0);
        if (sending) open_connection(c);
        return;
    }
    if (length <= 0 && send_again(c)) return;
    c->heard = true;
    if (length <= 0) answer_end(&c->answer);
    else if (answer_take(&c->answer, buffer, (size_t)length) < (size_t)length) c->answer.closes = true;
    if (c->answer.reading == WHOLE || c->answer.reading == BROKEN) finish(c, now());
}

static void connected(struct connection *c) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error && !begun) {
        errno = error;
        fail("the server does not take the connections");
    }
    if (error) {
        shut(c, now() + SECOND / 20);
        return;
    }
    open_count++;
    want_room(c, false);
    if (c->resends) {
        c->resends = false;
        under_way--;
        begin(c, c->request, c->started);
    } else push_idle(c);
}

static void attend(struct connection *c, uint32_t events) {
    if (c->life == CONNECTING) connected(c);
    else {
        if (c->life == BUSY && (events & EPOLLOUT)) send_more(c);
        if (events & ~(uint32_t)EPOLLOUT) read_answer(c);
    }
}

/* ---- the run ---- */

static void arm(uint64_t at) {
    if (at == armed) return;
    armed = at;
    struct itimerspec when = {.it_value = {(time_t)(at / SECOND), (long)(at % SECOND)}};
    timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void wait_for_events(void) {
    struct epoll_event events[512];
    int count = epoll_wait(poll_fd, events, 512, 100);
    for (int i = 0; i < count; i++) {
        uint64_t expired;
        if (events[i].data.ptr == &more_comes) read_more();
        else if (events[i].data.ptr) attend(events[i].data.ptr, events[i].events);
        else if (read(timer_fd, &expired, sizeof expired) > 0) armed = 0;
    }
}

static void reopen_closed(uint64_t at) {
    static uint64_t looked;
    if (at - looked < SECOND / 50) return;
    looked = at;
    for (size_t i = 0; i < connection_count; i++)
        if (connections[i].life == CLOSED && connections[i].again <= at) open_connection(&connections[i]);
}

/* One after another: processes that share a listening socket take turns then; of many at once, the first awake would
   take nearly all, and the others would idle for the whole run. */
static void connect_all(void) {
    for (size_t opened = 0; opened < connection_count; opened++) {
        uint64_t deadline = now() + CONNECT_PATIENCE;
        open_connection(&connections[opened]);
        while (open_count <= opened) {
            if (now() > deadline) {
                errno = ETIMEDOUT;
                fail("the server does not take so many connections");
            }
            wait_for_events();
        }
        usleep(CONNECT_PAUSE_US);
    }
}

static void run(uint64_t until) {
    for (uint64_t at = now(); at < until && !interrupted; at = now()) {
        send_what_is_due(at);
        if (!under_way && plan_is_over()) break;
        bool waits = next_due < plan_size && idle_count && due_at(next_due) < until;
        arm(waits ? due_at(next_due) : until);
        wait_for_events();
        reopen_closed(at);
    }
    sending = false;
}

static void run_out(void) {
    uint64_t until = now() + GRACE;
    arm(until);
    while (under_way && now() < until && interrupted < 2) wait_for_events();
    for (size_t i = 0; i < connection_count; i++)
        if (connections[i].life == BUSY) {
            answer_end(&connections[i].answer);
            finish(&connections[i], 0);
        }
}

static uint64_t cpu(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * SECOND
         + (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000;
}

static void allow_connections(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    rlim_t needed = connection_count + 32;
    if (files.rlim_max != RLIM_INFINITY && files.rlim_max < needed) files.rlim_max = needed; /* root may */
    if (files.rlim_cur < needed) files.rlim_cur = needed;
    if (setrlimit(RLIMIT_NOFILE, &files)) fail("can't open so many connections; see `ulimit -n`");
}

static void interrupt(int number) {
    (void)number;
    interrupted++;
}

static void prepare(char **words) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    if (getaddrinfo(words[1], words[2], &hints, &address)) fail("there is no such host");
    connection_count = (size_t)atol(words[3]);
    read_plan(words[4]);
    allow_connections();
    signal(SIGTERM, interrupt);
    signal(SIGINT, interrupt);
    struct epoll_event timer = {.events = EPOLLIN};
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (poll_fd < 0 || timer_fd < 0 || epoll_ctl(poll_fd, EPOLL_CTL_ADD, timer_fd, &timer)) fail("epoll");
    connections = room_for(connection_count, sizeof *connections);
    idle = room_for(connection_count, sizeof *idle);
}

int main(int count, char **words) {
    if (count < 7 || atol(words[3]) < 1) {
        fprintf(stderr, "usage: load HOST PORT CONNECTIONS PLAN RESULTS SECONDS [repeat|more]\n");
        return 2;
    }
    repeats = count > 7 && !strcmp(words[7], "repeat");
    more_comes = count > 7 && !strcmp(words[7], "more");
    prepare(words);
    sending = true;
    connect_all();
    uint64_t used = cpu();
    begun = now();
    prepare_results();
    if (more_comes) expect_more();
    run(begun + (uint64_t)(atof(words[6]) * SECOND));
    uint64_t stopped = now();
    run_out();
    printf("%llu %llu %llu\n", (unsigned long long)begun, (unsigned long long)stopped, (unsigned long long)(cpu() - used));
    write_results(words[5]);
    return 0;
}
