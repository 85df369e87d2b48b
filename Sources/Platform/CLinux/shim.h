/* Headers that the Glibc overlay leaves out, and what it hides behind _GNU_SOURCE. */
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <fcntl.h>
#include <malloc.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* When a file's inode was made, in nanoseconds since 1970; 0 where the file system does not tell. glibc has
   statx only under _GNU_SOURCE, so the kernel is asked itself. Returns 0, or -1 with errno. */
static inline int clinux_birth(
    const char *_Nonnull path, unsigned long long *_Nonnull inode, long long *_Nonnull born) {
  struct statx status;
  if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
  *inode = status.stx_ino;
  *born = status.stx_mask & STATX_BTIME
    ? status.stx_btime.tv_sec * 1000000000LL + status.stx_btime.tv_nsec : 0;
  return 0;
}

/* How many bytes the peer of a TCP socket has sent that have come in their order, read or not; -1 where the system does
   not tell. The tcp_info of the C library ends before this member, which is the eight bytes at 128 of the kernel's. */
static inline long long clinux_tcp_received(int socket) {
  unsigned long long words[17];
  socklen_t length = sizeof words;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, words, &length) != 0 || length < sizeof words) return -1;
  return (long long)words[16];
}
