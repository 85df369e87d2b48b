/// Why a certificate, its key or the authorities beside them cannot be used.
package struct TLSFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the fault lies in.
    package enum Part: Hashable, Sendable {
        case certificate, key, authorities, library
    }

    package let part: Part
    /// Behind the file's name: `holds no certificate in PEM`.
    package let what: String
    package let remedy: String

    package var description: String { "\(what); \(remedy)" }

    init(_ part: Part, _ what: String, remedy: String) {
        self.part = part
        self.what = what
        self.remedy = remedy
    }
}
