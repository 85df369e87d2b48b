import CSQLite

extension Connection {
    /// Makes a function of one BLOB known to this connection's statements, not to its schema.
    ///
    /// - Parameter body: Gives the same for the same bytes, each time; nil for NULL.
    package func define(
        _ name: String, _ body: @escaping @Sendable ([UInt8]) -> String?
    ) throws(SQLiteError) {
        try define(name, answering: { body($0).map(SQLiteValue.text) ?? .null })
    }

    /// The same for a function that gives bytes. One of TEXT gets its UTF-8.
    package func defineBytes(
        _ name: String, _ body: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) throws(SQLiteError) {
        try define(name, answering: { body($0).map(SQLiteValue.blob) ?? .null })
    }

    private func define(
        _ name: String, answering body: @escaping @Sendable ([UInt8]) -> SQLiteValue
    ) throws(SQLiteError) {
        let code = sqlite3_create_function_v2(
            handle, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
            Unmanaged.passRetained(BlobFunction(body)).toOpaque(),
            { context, _, arguments in
                guard let context, let argument = arguments?[0], let function = sqlite3_user_data(context)
                else { return }
                switch Unmanaged<BlobFunction>.fromOpaque(function).takeUnretainedValue()
                    .body(bytes(of: argument))
                {
                case .text(let text): csqlite_result_text(context, text, Int32(text.utf8.count))
                case .blob(let bytes): csqlite_result_blob(context, bytes, Int32(bytes.count))
                default: sqlite3_result_null(context)
                }
            }, nil, nil, { function in function.map { Unmanaged<BlobFunction>.fromOpaque($0).release() } })
        guard code == SQLITE_OK else { throw SQLiteError(code: code, handle: handle, sql: "define \(name)") }
    }
}

private final class BlobFunction: Sendable {
    let body: @Sendable ([UInt8]) -> SQLiteValue

    init(_ body: @escaping @Sendable ([UInt8]) -> SQLiteValue) { self.body = body }
}

private func bytes(of value: OpaquePointer) -> [UInt8] {
    guard let start = sqlite3_value_blob(value) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
}
