extension Schema {
    /// Version 13: since when a floor is held against executions. Those before it are, for the whole of their day.
    static let floors = """
        ALTER TABLE days ADD COLUMN floor_since INTEGER;

        """
}
