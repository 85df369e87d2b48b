extension Schema {
    /// Version 7: the certificate that a sender showed, beside his address.
    static let certificates = """
        ALTER TABLE deliveries ADD COLUMN certificate_subject TEXT;
        ALTER TABLE deliveries ADD COLUMN certificate_fingerprint TEXT;

        """
}
