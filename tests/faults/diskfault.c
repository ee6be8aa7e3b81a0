/*
 * A disk that fails: what is written and synced under DISKFAULT_DIR is refused while the file DISKFAULT_TRIGGER exists and
 * names one of: enospc (writes find no space), eio-write, eio-sync (fsync and fdatasync fail), swallow (writes are dropped
 * and told as done: the control). Built by the test with: cc -shared -fPIC -O2 -o diskfault.so diskfault.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum fault { NONE, ENOSPACE, EIO_WRITE, EIO_SYNC, SWALLOW };

static char directory[PATH_MAX];
static const char *trigger;
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static enum fault current(int fd) {
  char link[64], path[PATH_MAX], word[16] = "";
  struct stat st;
  if (trigger == NULL || access(trigger, F_OK) != 0) return NONE;
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) return NONE;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return NONE;
  path[n] = 0;
  if (strncmp(path, directory, strlen(directory)) != 0) return NONE;
  int file = open(trigger, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NONE;
  n = read(file, word, sizeof word - 1);
  close(file);
  if (n <= 0) return NONE;
  if (strncmp(word, "enospc", 6) == 0) return ENOSPACE;
  if (strncmp(word, "eio-write", 9) == 0) return EIO_WRITE;
  if (strncmp(word, "eio-sync", 8) == 0) return EIO_SYNC;
  return strncmp(word, "swallow", 7) == 0 ? SWALLOW : NONE;
}

static int refused(enum fault fault) {
  if (fault == ENOSPACE) errno = ENOSPC;
  else if (fault == EIO_WRITE) errno = EIO;
  else return 0;
  return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  enum fault fault = current(fd);
  if (refused(fault)) return -1;
  return fault == SWALLOW ? (ssize_t)length : real_pwrite64(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
  if (real_write == NULL) real_write = dlsym(RTLD_NEXT, "write");
  enum fault fault = directory[0] ? current(fd) : NONE;
  if (refused(fault)) return -1;
  return fault == SWALLOW ? (ssize_t)length : real_write(fd, data, length);
}

static int synced(int fd, int (*real)(int)) {
  if (current(fd) == EIO_SYNC) {
    errno = EIO;
    return -1;
  }
  return real(fd);
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

__attribute__((constructor)) static void start(void) {
  real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  const char *dir = getenv("DISKFAULT_DIR");
  trigger = getenv("DISKFAULT_TRIGGER");
  if (dir == NULL || trigger == NULL || realpath(dir, directory) == NULL) directory[0] = 0, trigger = NULL;
}
