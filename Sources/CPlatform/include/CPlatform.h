#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stdint.h>

/// Renames without ever replacing: fails with EEXIST where the new name is taken.
/// Returns 0, or -1 with errno set.
int platform_rename_noreplace(
    int old_folder, const char *old_name, int new_folder, const char *new_name);

/// Opens a name below a folder; no step of the path may be a symbolic link or lead out of the
/// folder (openat2 with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS and RESOLVE_NO_MAGICLINKS).
/// Returns a descriptor, or -1 with errno set.
int platform_open_beneath(int folder, const char *name, int flags, uint32_t mode);

/// Takes the exclusive lock of an open file (flock) without waiting.
/// Returns 0, or -1 with errno set (EWOULDBLOCK: somebody else holds it).
int platform_try_lock(int descriptor);

/// Starts a program whose standard streams are the given descriptors and which has no others; it
/// leads a process group of its own, works in `folder` (NULL: where the caller is) and blocks no
/// signal. A limit of 0 is none; memory is address space, as RLIMIT_AS counts it.
/// Returns its number, or -1 with errno set.
int platform_spawn(
    const char *path, char *const arguments[], char *const environment[], const char *folder,
    const int streams[3], uint64_t memory_bytes, uint64_t processor_seconds);

/// Waits until a started program has ended, so many milliseconds at most.
/// Returns 1 and its status as waitpid tells it, 0 when it still runs, or -1 with errno set.
int platform_wait(int process, int milliseconds, int *status);

/// Makes a descriptor that becomes readable after so many milliseconds.
/// Returns it, or -1 with errno set.
int platform_deadline(int milliseconds);

/// Makes a pipe that started programs do not inherit. Returns 0, or -1 with errno set.
int platform_pipe(int ends[2]);

/// Writes without the signal that a pipe without a reader raises (EPIPE instead).
/// Returns what was written, or -1 with errno set.
long platform_write_quietly(int descriptor, const void *bytes, long count);

#endif
