extension Schema {
    /// Version 7: the certificate that a sender showed, beside his address.
    static let certificates = """
        ALTER TABLE deliveries ADD COLUMN certificate_subject TEXT;
        ALTER TABLE deliveries ADD COLUMN certificate_fingerprint TEXT;

        """

    /// Version 8: the id beside a signature, by which a message without one of its own is known.
    static let signedIDs = """
        ALTER TABLE deliveries ADD COLUMN signed_id TEXT;

        """
}
