/* libcurl's option and information calls are variadic; these name each kind that we use. */
#pragma once
#include <curl/curl.h>

static inline CURLcode ccurl_set_long(CURL *_Nonnull h, CURLoption o, long v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode ccurl_set_ptr(CURL *_Nonnull h, CURLoption o, const void *_Nullable v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode ccurl_set_offset(CURL *_Nonnull h, CURLoption o, curl_off_t v) {
  return curl_easy_setopt(h, o, v);
}
static inline CURLcode ccurl_get_long(CURL *_Nonnull h, CURLINFO i, long *_Nonnull v) {
  return curl_easy_getinfo(h, i, v);
}
static inline CURLcode ccurl_get_offset(CURL *_Nonnull h, CURLINFO i, curl_off_t *_Nonnull v) {
  return curl_easy_getinfo(h, i, v);
}
static inline CURLcode ccurl_get_socket(CURL *_Nonnull h, curl_socket_t *_Nonnull s) {
  return curl_easy_getinfo(h, CURLINFO_ACTIVESOCKET, s);
}
static inline CURLcode
ccurl_get_private(CURL *_Nonnull h, void *_Nullable *_Nonnull p) {
  return curl_easy_getinfo(h, CURLINFO_PRIVATE, p);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull m, CURLMoption o, long v) {
  return curl_multi_setopt(m, o, v);
}
static inline CURLcode ccurl_message_result(const CURLMsg *_Nonnull m) { return m->data.result; }

typedef size_t (*ccurl_transfer)(char *_Nonnull, size_t, size_t, void *_Nullable);

static inline CURLcode
ccurl_set_write(CURL *_Nonnull h, ccurl_transfer _Nonnull f, void *_Nullable context) {
  CURLcode c = curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, f);
  return c ? c : curl_easy_setopt(h, CURLOPT_WRITEDATA, context);
}
static inline CURLcode
ccurl_set_header(CURL *_Nonnull h, ccurl_transfer _Nonnull f, void *_Nullable context) {
  CURLcode c = curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, f);
  return c ? c : curl_easy_setopt(h, CURLOPT_HEADERDATA, context);
}
static inline CURLcode
ccurl_set_read(CURL *_Nonnull h, ccurl_transfer _Nonnull f, void *_Nullable context) {
  CURLcode c = curl_easy_setopt(h, CURLOPT_READFUNCTION, f);
  return c ? c : curl_easy_setopt(h, CURLOPT_READDATA, context);
}

/* A body that must not be sent a second time: every attempt to rewind it is refused. */
static int ccurl_refuse_seek(void *context, curl_off_t offset, int origin) {
  (void)context; (void)offset; (void)origin;
  return CURL_SEEKFUNC_FAIL;
}
static inline CURLcode ccurl_forbid_rewind(CURL *_Nonnull h) {
  return curl_easy_setopt(h, CURLOPT_SEEKFUNCTION, ccurl_refuse_seek);
}

/* Called once a connection stands, before the first byte of a request goes out. */
typedef int (*ccurl_prerequest)(void *_Nullable context, char *_Nullable peer, char *_Nullable local,
                                int peer_port, int local_port);
static inline CURLcode
ccurl_set_prerequest(CURL *_Nonnull h, ccurl_prerequest _Nonnull f, void *_Nullable context) {
  CURLcode c = curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, f);
  return c ? c : curl_easy_setopt(h, CURLOPT_PREREQDATA, context);
}
