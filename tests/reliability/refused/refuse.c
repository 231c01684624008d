/*
 * Loaded before the C library. While the file REFUSE_NUMBER exists, every call of SQLite that writes below the folder
 * REFUSE_BELOW is refused with the error number that stands in the file; "sync" before the number refuses syncs alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum call { WRITE, SYNC };

static int refused(int fd, enum call call) {
    const char *file = getenv("REFUSE_NUMBER"), *below = getenv("REFUSE_BELOW");
    char name[64], path[PATH_MAX], word[16] = "";
    int number = 0;
    if (!file || !below || access(file, F_OK)) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, below, strlen(below))) return 0;
    FILE *told = fopen(file, "re");
    if (!told) return 0;
    int read = fscanf(told, "%15s %d", word, &number);
    fclose(told);
    if (read != 2 || strcmp(word, call == SYNC ? "sync" : "write")) return 0;
    errno = number;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return refused(fd, WRITE) ? -1 : REAL(pwrite64)(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    return refused(fd, WRITE) ? -1 : REAL(write)(fd, bytes, length);
}

int ftruncate64(int fd, off64_t size) {
    return refused(fd, WRITE) ? -1 : REAL(ftruncate64)(fd, size);
}

int fsync(int fd) {
    return refused(fd, SYNC) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd) {
    return refused(fd, SYNC) ? -1 : REAL(fdatasync)(fd);
}
