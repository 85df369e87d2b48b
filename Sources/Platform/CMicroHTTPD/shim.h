/* The parts of libmicrohttpd that Swift cannot import: variadic functions and unions. */
#pragma once
#include <sys/types.h>
#include <sys/socket.h>
#include <stdint.h>
#include <microhttpd.h>

static inline struct MHD_Daemon *_Nullable
cmhd_start(unsigned int flags, uint16_t port, MHD_AccessHandlerCallback _Nonnull handler,
           void *_Nullable context, const struct MHD_OptionItem *_Nonnull items) {
  return MHD_start_daemon(flags, port, NULL, NULL, handler, context, MHD_OPTION_ARRAY, items,
                          MHD_OPTION_END);
}

static inline int cmhd_connection_fd(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

static inline void *_Nullable *_Nullable
cmhd_socket_context(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? (void *_Nullable *)&((union MHD_ConnectionInfo *)info)->socket_context : NULL;
}

/* Bytes of a request's head, from its method to the empty line's end; 0 while it is not whole. */
static inline size_t cmhd_head_size(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

static inline int cmhd_epoll_fd(struct MHD_Daemon *_Nonnull daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return info ? info->epoll_fd : -1;
}

static inline enum MHD_Result
cmhd_upgrade_close(struct MHD_UpgradeResponseHandle *_Nonnull handle) {
  return MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}
