extension Schema {
    /// Version 11: what a refusal said besides its code. Of those before it nothing more is known.
    static let refusals = """
        ALTER TABLE deliveries ADD COLUMN reason TEXT;
        ALTER TABLE deliveries ADD COLUMN remedy TEXT;
        ALTER TABLE deliveries ADD COLUMN fault_key TEXT;
        ALTER TABLE deliveries ADD COLUMN fault_line INTEGER;
        ALTER TABLE deliveries ADD COLUMN fault_column INTEGER;

        """
}
