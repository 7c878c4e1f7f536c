#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/timerfd.h>
#elif defined(__APPLE__)
#include <sys/event.h>
#endif

#if defined(__linux__)
/// The limits are set before the program can have done anything: it waits for its first message.
static void set_limits(pid_t process, uint64_t memory_bytes, uint64_t processor_seconds) {
    struct rlimit limit = {0, 0};
    prlimit(process, RLIMIT_CORE, &limit, NULL);
    if (memory_bytes > 0) {
        limit.rlim_cur = limit.rlim_max = memory_bytes;
        prlimit(process, RLIMIT_AS, &limit, NULL);
    }
    if (processor_seconds > 0) {
        limit.rlim_cur = limit.rlim_max = processor_seconds;
        prlimit(process, RLIMIT_CPU, &limit, NULL);
    }
}
#endif

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(__APPLE__)
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    int result = posix_spawnattr_setflags(attributes, flags);
    if (result == 0) result = posix_spawnattr_setpgroup(attributes, 0);
    if (result == 0) result = posix_spawnattr_setsigmask(attributes, &none);
    if (result == 0) result = posix_spawnattr_setsigdefault(attributes, &all);
    return result;
}

static int set_actions(
    posix_spawn_file_actions_t *actions, const char *folder, const int streams[3]) {
    int result = 0;
    for (int stream = 0; stream < 3 && result == 0; stream++) {
        result = posix_spawn_file_actions_adddup2(actions, streams[stream], stream);
    }
    if (folder != NULL && result == 0) {
        result = posix_spawn_file_actions_addchdir_np(actions, folder);
    }
#if defined(__linux__)
    if (result == 0) result = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
    return result;
}

int platform_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder,
    const int streams[3], uint64_t memory_bytes, uint64_t processor_seconds) {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    pid_t process = -1;
    int result = posix_spawnattr_init(&attributes);
    if (result != 0) {
        errno = result;
        return -1;
    }
    result = posix_spawn_file_actions_init(&actions);
    if (result == 0) {
        result = set_attributes(&attributes);
        if (result == 0) result = set_actions(&actions, folder, streams);
        if (result == 0) {
            result = posix_spawnp(
                &process, path, &actions, &attributes, arguments, environment);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
    if (result != 0) {
        errno = result;
        return -1;
    }
#if defined(__linux__)
    set_limits(process, memory_bytes, processor_seconds);
#else
    (void)memory_bytes;
    (void)processor_seconds;
#endif
    return process;
}

int platform_wait(int process, int milliseconds, int *status) {
#if defined(__linux__) && defined(SYS_pidfd_open)
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    if (descriptor >= 0) {
        struct pollfd entry = {descriptor, POLLIN, 0};
        int ready;
        do ready = poll(&entry, 1, milliseconds);
        while (ready < 0 && errno == EINTR);
        close(descriptor);
        if (ready <= 0) return ready;
        pid_t ended;
        do ended = waitpid(process, status, 0);
        while (ended < 0 && errno == EINTR);
        return ended < 0 ? -1 : 1;
    }
#endif
    for (int waited = 0;; waited += 10) {
        pid_t ended = waitpid(process, status, WNOHANG);
        if (ended != 0) return ended < 0 ? -1 : 1;
        if (waited >= milliseconds) return 0;
        struct timespec pause = {0, 10000000};
        nanosleep(&pause, NULL);
    }
}

int platform_deadline(int milliseconds) {
#if defined(__linux__)
    int descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (descriptor < 0) return -1;
    struct itimerspec when;
    memset(&when, 0, sizeof when);
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = (milliseconds % 1000) * 1000000L;
    if (milliseconds <= 0) when.it_value.tv_nsec = 1;
    if (timerfd_settime(descriptor, 0, &when, NULL) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
#elif defined(__APPLE__)
    int descriptor = kqueue();
    if (descriptor < 0) return -1;
    struct kevent event;
    EV_SET(&event, 1, EVFILT_TIMER, EV_ADD | EV_ONESHOT, 0, milliseconds, NULL);
    if (kevent(descriptor, &event, 1, NULL, 0, NULL) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
#else
    errno = ENOSYS;
    return -1;
#endif
}

int platform_pipe(int ends[2]) {
#if defined(__linux__)
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) != 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

long platform_write_quietly(int descriptor, const void *bytes, long count) {
    sigset_t broken, before, pending;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, &before);
    long written;
    do written = write(descriptor, bytes, (size_t)count);
    while (written < 0 && errno == EINTR);
    int number = errno;
    if (written < 0 && number == EPIPE && !was_pending) {
#if defined(__linux__)
        struct timespec now = {0, 0};
        sigtimedwait(&broken, NULL, &now);
#else
        int ignored;
        sigpending(&pending);
        if (sigismember(&pending, SIGPIPE)) sigwait(&broken, &ignored);
#endif
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return written;
}
