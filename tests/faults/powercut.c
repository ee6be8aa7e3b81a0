/*
 * A power cut, simulated: keeps what every write under POWERCUT_DIR overwrote until the file is synced, and when
 * the file POWERCUT_TRIGGER appears puts all of it back and ends the process. Harsher than life: no un-synced byte survives.
 * POWERCUT_LYING_DISK=1 is the control: syncs are not believed, so acknowledged data must be seen to go.
 * Built by the test with: cc -shared -fPIC -O2 -o powercut.so powercut.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct undo {
  struct undo *previous;
  dev_t dev;
  ino_t ino;
  int fd; /* our own descriptor of the file: the program may close its own */
  off_t offset;
  off_t size_before;
  size_t length;
  unsigned char bytes[];
};

static struct undo *last;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char directory[PATH_MAX];
static int lying;

static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

static int tracked(int fd, struct stat *st) {
  char link[64], path[PATH_MAX];
  if (directory[0] == 0 || fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return strncmp(path, directory, strlen(directory)) == 0;
}

static void remember(int fd, const struct stat *st, off_t offset, size_t length) {
  struct undo *u = malloc(sizeof *u + length);
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  u->fd = open(link, O_RDWR | O_CLOEXEC);
  if (u->fd < 0) { free(u); return; }
  u->dev = st->st_dev;
  u->ino = st->st_ino;
  u->offset = offset;
  u->size_before = st->st_size;
  ssize_t n = length ? pread(u->fd, u->bytes, length, offset) : 0;
  u->length = n > 0 ? (size_t)n : 0;
  u->previous = last;
  last = u;
}

static void forget(int fd) {
  struct stat st;
  if (lying || !tracked(fd, &st)) return;
  for (struct undo **at = &last; *at;) {
    struct undo *u = *at;
    if (u->ino == st.st_ino && u->dev == st.st_dev) {
      *at = u->previous;
      close(u->fd);
      free(u);
    } else at = &u->previous;
  }
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  struct stat st;
  pthread_mutex_lock(&lock);
  if (tracked(fd, &st)) remember(fd, &st, offset, length);
  ssize_t n = real_pwrite64(fd, data, length, offset);
  pthread_mutex_unlock(&lock);
  return n;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
  struct stat st;
  if (real_write == NULL) real_write = dlsym(RTLD_NEXT, "write");
  pthread_mutex_lock(&lock);
  if (tracked(fd, &st)) remember(fd, &st, lseek(fd, 0, SEEK_CUR), length);
  ssize_t n = real_write(fd, data, length);
  pthread_mutex_unlock(&lock);
  return n;
}

int ftruncate64(int fd, off64_t size) {
  struct stat st;
  pthread_mutex_lock(&lock);
  if (tracked(fd, &st)) remember(fd, &st, size, st.st_size > size ? (size_t)(st.st_size - size) : 0);
  int result = real_ftruncate64(fd, size);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
  pthread_mutex_lock(&lock);
  int result = real_fsync(fd);
  if (result == 0) forget(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

int fdatasync(int fd) {
  pthread_mutex_lock(&lock);
  int result = real_fdatasync(fd);
  if (result == 0) forget(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

/* A thread that reads mapped pages which the cut has just taken from their file does so no more. */
static void hold(int signal) {
  (void)signal;
  for (;;) pause();
}

static void *cut(void *trigger) {
  while (access(trigger, F_OK) != 0) usleep(5000);
  pthread_mutex_lock(&lock);
  signal(SIGBUS, hold);
  for (struct undo *u = last; u; u = u->previous) {
    if (u->length) real_pwrite64(u->fd, u->bytes, u->length, u->offset);
    real_ftruncate64(u->fd, u->size_before);
  }
  _exit(99);
}

__attribute__((constructor)) static void start(void) {
  real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  const char *dir = getenv("POWERCUT_DIR"), *trigger = getenv("POWERCUT_TRIGGER");
  if (dir == NULL || trigger == NULL) return;
  if (realpath(dir, directory) == NULL) directory[0] = 0;
  lying = getenv("POWERCUT_LYING_DISK") != NULL;
  pthread_t thread;
  pthread_create(&thread, NULL, cut, (void *)trigger);
}
