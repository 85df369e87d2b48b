import JSON

/// The frame that every answer of REST comes in.
struct Envelope: Sendable {
    let root: JSONValue
    let isSuccess: Bool
    let code: Int64
    /// The venue's words, made safe to print.
    let message: String?

    /// A list of some thousand orders fits.
    static let limits = JSONLimits(bytesMax: 4 << 20, nodesMax: 500_000)

    /// - Throws: `Unreadable` when the text is no JSON object or lacks `success` or `errorCode`: an answer
    /// that
    ///   does not say how it went has not answered.
    init(_ body: [UInt8]) throws(Unreadable) {
        let root: JSONValue
        do {
            root = try JSONDocument(body, limits: Self.limits).root
        } catch {
            throw Unreadable("not JSON: \(Printable.clean(error.description))")
        }
        guard root.kind == .object else { throw Unreadable("not a JSON object") }
        guard let isSuccess = root["success"]?.bool else { throw Unreadable("no success member") }
        guard let code = root["errorCode"]?.int64 else { throw Unreadable("no errorCode member") }
        self.root = root
        self.isSuccess = isSuccess
        self.code = code
        message = root["errorMessage"]?.string.map { Printable.clean($0) }
    }

    /// The envelope of a read that went well.
    ///
    /// - Throws: `Unreadable` for everything else, with `isMissing` for HTTP 404.
    init(reading reply: Reply, from endpoint: Endpoint) throws(Unreadable) {
        switch reply.outcome {
        case .notSent(let reason), .broken(let reason):
            throw Unreadable("\(endpoint.name): \(reason)", isUnreachable: true)
        case .answered(200, let body):
            do {
                try self.init(body)
            } catch {
                throw Unreadable("\(endpoint.name): \(error.reason)")
            }
            guard isSuccess, code == 0 else {
                throw Unreadable(
                    "\(endpoint.name): success \(isSuccess), code \(endpoint.codes.text(code))",
                    code: isSuccess ? nil : code)
            }
        case .answered(let status, _):
            throw Unreadable("\(endpoint.name): HTTP \(status)", isMissing: status == 404, status: status)
        }
    }

    /// The elements of a list that the answer must carry.
    ///
    /// - Throws: `Unreadable` when it is missing or null: that is not the same as empty.
    func list(_ key: String) throws(Unreadable) -> [JSONValue] {
        guard let value = root[key], value.kind == .array else {
            throw Unreadable("no list of \(key)")
        }
        return value.elements
    }
}
