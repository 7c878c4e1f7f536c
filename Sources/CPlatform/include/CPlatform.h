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

#endif
