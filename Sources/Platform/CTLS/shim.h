/* OpenSSL's libssl. What it has as macros stands here as functions. */
#pragma once
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

static inline int ctls_set_versions(SSL_CTX *_Nonnull context, int least, int most) {
  return SSL_CTX_set_min_proto_version(context, least) && SSL_CTX_set_max_proto_version(context, most);
}

/* A missing goodbye tells nothing: HTTP says itself where a message ends. */
static inline void ctls_set_options(SSL_CTX *_Nonnull context) {
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
}

/* A call that met nothing but TLS's own messages comes back: who sends no end of them has no thread for himself. */
static inline void ctls_set_modes(SSL_CTX *_Nonnull context) {
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
    SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
}

/* No session is taken up again: each connection shows its certificate anew. */
static inline void ctls_forget_sessions(SSL_CTX *_Nonnull context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
}

static inline void ctls_set_peer_chain_max(SSL_CTX *_Nonnull context, long bytes) {
  SSL_CTX_set_max_cert_list(context, bytes);
}

/* Takes the certificate over where it returns 1. */
static inline int ctls_add_chain(SSL_CTX *_Nonnull context, X509 *_Nonnull certificate) {
  return (int)SSL_CTX_add0_chain_cert(context, certificate);
}

static inline int ctls_write_name(BIO *_Nonnull memory, const X509_NAME *_Nonnull name) {
  return X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253) >= 0;
}

static inline long ctls_memory(BIO *_Nonnull memory, char *_Nullable *_Nonnull start) {
  return BIO_get_mem_data(memory, start);
}

/* Seconds since 1970; 0 where it cannot be told. */
static inline long long ctls_seconds(const ASN1_TIME *_Nonnull time) {
  int days = 0, seconds = 0;
  ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
  int told = epoch && ASN1_TIME_diff(&days, &seconds, epoch, time);
  ASN1_TIME_free(epoch);
  return told ? days * 86400LL + seconds : 0;
}
