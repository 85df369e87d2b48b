extension Schema {
    /// Version 3, in parts of a subject each.
    static let versionThree = marks

    /// What the file knows of itself, outside the chain: see `LedgerHome`.
    private static let marks = """
        CREATE TABLE marks (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT;

        """
}
