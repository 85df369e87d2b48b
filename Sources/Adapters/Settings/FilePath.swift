/// Paths as the settings give them.
enum FilePath {
    /// A path that starts at the root as it is, any other one from a folder.
    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
