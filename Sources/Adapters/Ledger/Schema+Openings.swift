extension Schema {
    /// Version 12: since when the balance at a day's beginning waits to be proved. Those before it count as proved.
    static let openings = """
        ALTER TABLE days ADD COLUMN opening_read_at INTEGER;

        """
}
