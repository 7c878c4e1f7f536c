#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

int platform_rename_noreplace(
    int old_folder, const char *old_name, int new_folder, const char *new_name) {
#if defined(__linux__)
    return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
#elif defined(__APPLE__)
    return renameatx_np(old_folder, old_name, new_folder, new_name, RENAME_EXCL);
#else
    errno = ENOSYS;
    return -1;
#endif
}

int platform_open_beneath(int folder, const char *name, int flags, uint32_t mode) {
#if defined(__linux__)
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags;
    how.mode = (flags & O_CREAT) ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    long descriptor = syscall(SYS_openat2, folder, name, &how, sizeof how);
    if (descriptor >= 0 || errno != ENOSYS) return (int)descriptor;
#endif
    // A kernel without openat2: safe for a single name, which cannot lead elsewhere.
    if (strchr(name, '/') != NULL) {
        errno = EXDEV;
        return -1;
    }
    return openat(folder, name, flags | O_NOFOLLOW, mode);
}

int platform_try_lock(int descriptor) {
    return flock(descriptor, LOCK_EX | LOCK_NB);
}
