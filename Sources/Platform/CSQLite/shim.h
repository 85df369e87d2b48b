/* What Swift cannot import: variadic calls, destructor constants that are casts, a struct that grows another. */
#pragma once
#include <sqlite3.h>

static inline int csqlite_bind_text(sqlite3_stmt *_Nonnull s, int i, const char *_Nullable t, int n) {
  return sqlite3_bind_text(s, i, t, n, SQLITE_TRANSIENT);
}
static inline int csqlite_bind_blob(sqlite3_stmt *_Nonnull s, int i, const void *_Nullable b, int n) {
  return sqlite3_bind_blob(s, i, b, n, SQLITE_TRANSIENT);
}
static inline void csqlite_result_text(sqlite3_context *_Nonnull c, const char *_Nonnull t, int n) {
  sqlite3_result_text(c, t, n, SQLITE_TRANSIENT);
}
static inline void csqlite_result_blob(sqlite3_context *_Nonnull c, const void *_Nonnull b, int n) {
  sqlite3_result_blob(c, b, n, SQLITE_TRANSIENT);
}
static inline int csqlite_extended_codes(sqlite3 *_Nonnull db) {
  return sqlite3_extended_result_codes(db, 1);
}
/* No lock of the whole process around every piece of memory, only to count it. */
static inline int csqlite_count_no_memory(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A file of a VFS that is written in Swift: SQLite's part, and then what the VFS knows it by. */
typedef struct csqlite_file {
  sqlite3_file base;
  void *_Nullable context;
} csqlite_file;
