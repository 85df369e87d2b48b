/// The bytes below the frames. Never waits; belongs to one thread.
protocol ByteStream: AnyObject {
    /// For `poll`.
    var descriptor: Int32 { get }

    /// - Returns: The bytes read; `nil` when there are none yet, 0 at the end of the connection.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(WebSocketFault) -> Int?

    /// - Returns: The bytes taken; `nil` when there is no room yet.
    func write(_ bytes: UnsafeRawBufferPointer) throws(WebSocketFault) -> Int?

    /// Ends the connection with a reset, where the transport can.
    func abort()

    func close()
}

extension ByteStream {
    func read(into buffer: inout [UInt8]) throws(WebSocketFault) -> Int? {
        try buffer.withUnsafeMutableBytes { room in
            Result { () throws(WebSocketFault) in try read(into: room) }
        }.get()
    }

    func write(_ bytes: ArraySlice<UInt8>) throws(WebSocketFault) -> Int? {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(WebSocketFault) in try write(bytes) }
        }.get()
    }
}
