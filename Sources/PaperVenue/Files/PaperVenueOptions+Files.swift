extension PaperVenueOptions {
    /// Takes faults from a JSON file: one object, or an array of them.
    ///
    /// - Throws: `VenueFileError` with every fault in the file.
    package mutating func readFaults(_ path: String) throws(VenueFileError) {
        faults = VenueFaultList(try FaultFile.read(path, canCut: canCutConnections))
    }

    /// Takes users, their accounts and the firm's switches from a JSON file.
    ///
    /// - Throws: `VenueFileError` with every fault in the file.
    package mutating func readUsers(_ path: String) throws(VenueFileError) {
        let document = try VenueFile.document(path)
        try UsersFile.read(document, named: path, into: &self)
    }
}
