/// A place in a text as people count: both numbers from 1.
package struct TextPosition: Hashable, Sendable {
    /// LF, CR LF and a lone CR each end a line.
    package let line: Int
    /// In Unicode scalars; bytes that are no UTF-8 count one each, unless they look like a continuation.
    package let column: Int

    /// - Parameter offset: In bytes; at most the text's length.
    package init(of offset: Int, in text: Span<UInt8>) {
        var line = 1
        var lineStart = Self.byteOrderMarkLength(of: text)
        var index = lineStart
        while index < offset {
            let byte = text[index]
            index += 1
            guard byte == Byte.lineFeed || byte == Byte.carriageReturn else { continue }
            if byte == Byte.carriageReturn, index < text.count, text[index] == Byte.lineFeed {
                guard index < offset else { break }
                index += 1
            }
            line += 1
            lineStart = index
        }
        var column = 1
        for index in lineStart..<max(offset, lineStart) where text[index] & 0xC0 != 0x80 { column += 1 }
        self.line = line
        self.column = column
    }

    /// 3 when the text starts with U+FEFF, else 0.
    static func byteOrderMarkLength(of text: Span<UInt8>) -> Int {
        text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF ? 3 : 0
    }
}
