extension Schema {
    /// Version 6: what the venues told of their contracts, so that a start needs no venue for its exits.
    static let contracts = """
        CREATE TABLE contracts (
          gateway TEXT NOT NULL, contract TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
          symbol_id TEXT NOT NULL, tick_size INTEGER NOT NULL CHECK (tick_size > 0),
          tick_value INTEGER NOT NULL, is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
          volume INTEGER, volume_from INTEGER, told_at INTEGER NOT NULL, audit_seq INTEGER NOT NULL,
          PRIMARY KEY (gateway, contract)) STRICT;

        """
}
