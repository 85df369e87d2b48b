/* SQLite's configuration calls are variadic, and its destructor constants are casts. */
#pragma once
#include <sqlite3.h>

static inline int csqlite_bind_text(sqlite3_stmt *_Nonnull s, int i, const char *_Nullable t, int n) {
  return sqlite3_bind_text(s, i, t, n, SQLITE_TRANSIENT);
}
static inline int csqlite_bind_blob(sqlite3_stmt *_Nonnull s, int i, const void *_Nullable b, int n) {
  return sqlite3_bind_blob(s, i, b, n, SQLITE_TRANSIENT);
}
static inline int csqlite_extended_codes(sqlite3 *_Nonnull db) {
  return sqlite3_extended_result_codes(db, 1);
}
