/// Requests that no honest sender writes, each around an alert that would be taken if it came plainly, so
/// that whatever slips through orders.
///
/// In a line, `\r`, `\n`, `\t`, `\0` and `\xHH` stand for those bytes, `#` for the length of the body, `%`
/// for that length in hexadecimal, and `@` for the body.
struct HostileRequest: CustomStringConvertible {
    let text: String
    /// What it may be answered with; 0 is a connection closed without an answer.
    let statuses: Set<Int>
    /// Whether a plain alert stands in front of it on the same connection.
    var isSecond = false

    var description: String { "\(isSecond ? "second: " : "")\(text.prefix(100))" }

    static let body =
        #"{"secret":"\#(IntakeFixture.secret)","id":"evil","action":"buy","ticker":"NQ1!","size":1}"#

    static let plain = #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#

    /// The same, and the connection ends with it.
    static let last = plain.replacing(#"Host: a"#, with: #"Host: a\r\nConnection: close"#)

    /// The bytes on the wire.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "#"): bytes += Array(String(Self.body.utf8.count).utf8)
            case UInt8(ascii: "%"): bytes += Array(String(Self.body.utf8.count, radix: 16).utf8)
            case UInt8(ascii: "@"): bytes += Array(Self.body.utf8)
            case UInt8(ascii: "\\"): bytes.append(Self.escaped(&rest))
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private static func escaped(_ rest: inout Substring.UTF8View) -> UInt8 {
        switch rest.popFirst() {
        case UInt8(ascii: "r"): return 13
        case UInt8(ascii: "n"): return 10
        case UInt8(ascii: "t"): return 9
        case UInt8(ascii: "x"):
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            rest = rest.dropFirst(2)
            guard let byte = UInt8(digits, radix: 16) else { preconditionFailure("\\x takes two digits") }
            return byte
        default: return 0
        }
    }

    // MARK: The table

    static let all: [HostileRequest] =
        requestLines + lengths + encodings + both + hosts + fields + lineEnds + sizes + secondRequests

    private static func each(_ status: Int..., of texts: [String]) -> [HostileRequest] {
        texts.map { HostileRequest(text: $0, statuses: Set(status)) }
    }

    /// A request line, and then what is plain.
    private static let requestLines: [HostileRequest] =
        each(
            400,
            of: [
                "POST  /hooks/orb HTTP/1.1", "POST /hooks/orb  HTTP/1.1", " POST /hooks/orb HTTP/1.1",
                "POST /hooks/orb HTTP/1.1 ", #"POST\t/hooks/orb HTTP/1.1"#, #"POST /hooks/orb\tHTTP/1.1"#,
                #"POST\x0b/hooks/orb HTTP/1.1"#, #"POST /hooks/orb\x0cHTTP/1.1"#, "POST /hooks/orb",
                "POST  HTTP/1.1", "POST", "/hooks/orb HTTP/1.1", "POST /hooks/orb HTTP/1.1 x",
                "POST /hooks /orb HTTP/1.1", #"POST /hooks/orb\0 HTTP/1.1"#, #"POST /hooks/orb\0x HTTP/1.1"#,
                #"POST\0 /hooks/orb HTTP/1.1"#, #"POST /hooks/orb HTTP/1.1\0"#,
                #"\0POST /hooks/orb HTTP/1.1"#,
                #"P\x80ST /hooks/orb HTTP/1.1"#, #"POST /hooks/\xff HTTP/1.1"#,
                #"POST /hooks/orb\x7f HTTP/1.1"#,
                #"POST /hooks/o\x01rb HTTP/1.1"#, #"POST /hooks/orb\r HTTP/1.1"#, "P(ST /hooks/orb HTTP/1.1",
                "POST: /hooks/orb HTTP/1.1", "P@ST /hooks/orb HTTP/1.1", "POST, /hooks/orb HTTP/1.1",
                "POST /hooks/orb HTTP/0.9", "POST /hooks/orb HTTP/1.2", "POST /hooks/orb HTTP/1.9",
                "POST /hooks/orb HTTP/2.0", "POST /hooks/orb HTTP/2", "POST /hooks/orb HTTP/3.0",
                "POST /hooks/orb HTTP/9.9", "POST /hooks/orb HTTP/1.10", "POST /hooks/orb HTTP/1.1.1",
                "POST /hooks/orb HTTP/01.1", "POST /hooks/orb HTTP/11", "POST /hooks/orb HTTP/1.",
                "POST /hooks/orb HTTP/.1", "POST /hooks/orb HTTP/", "POST /hooks/orb HTTP",
                "POST /hooks/orb 1.1",
                "POST /hooks/orb http/1.1", "POST /hooks/orb HTTP/1,1", "POST /hooks/orb HTTP/-1.1",
                "POST /hooks/orb HTTPS/1.1", "POST /hooks/orb ICY/1.1", "POST /hooks/orb HTTP/1.1;q",
                #"\r\nPOST /hooks/orb HTTP/1.1"#, #"\nPOST /hooks/orb HTTP/1.1"#,
                #"\rPOST /hooks/orb HTTP/1.1"#,
                #"\r\n\r\nPOST /hooks/orb HTTP/1.1"#, #"\xef\xbb\xbfPOST /hooks/orb HTTP/1.1"#,
                "PRI * HTTP/2.0", #"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"#,
                String(repeating: "P", count: 33) + " /hooks/orb HTTP/1.1",
            ].map { $0.filling() })
        + each(
            404,
            of: [
                "post /hooks/orb HTTP/1.1", "Post /hooks/orb HTTP/1.1", "POSTS /hooks/orb HTTP/1.1",
                "PUT /hooks/orb HTTP/1.1", "PATCH /hooks/orb HTTP/1.1", "GET /hooks/orb HTTP/1.1",
                "HEAD /hooks/orb HTTP/1.1", "DELETE /hooks/orb HTTP/1.1", "OPTIONS /hooks/orb HTTP/1.1",
                "TRACE /hooks/orb HTTP/1.1", "CONNECT /hooks/orb HTTP/1.1", "PROPFIND /hooks/orb HTTP/1.1",
                "BREW /hooks/orb HTTP/1.1", "POST hooks/orb HTTP/1.1", "POST //hooks/orb HTTP/1.1",
                "POST /hooks//orb HTTP/1.1", "POST /hooks/orb/ HTTP/1.1", "POST /hooks/../orb/x HTTP/1.1",
                "POST /x/../hooks/orb HTTP/1.1", "POST /hooks/%6frb HTTP/1.1".replacing("%", with: #"\x25"#),
                "POST /hooks/orb%00 HTTP/1.1".replacing("%", with: #"\x25"#), "POST /hooks/orb?x=1 HTTP/1.1",
                "POST /hooks/orb? HTTP/1.1", "POST /hooks/orb;x HTTP/1.1", "POST /HOOKS/orb HTTP/1.1",
                #"POST /hooks/orb\x23a HTTP/1.1"#,
                #"POST \hooks\orb HTTP/1.1"#.replacing(#"\"#, with: #"\x5c"#),
                "POST http://a/hooks/orb HTTP/1.1", "POST * HTTP/1.1", "POST a:80 HTTP/1.1",
                "POST /hooks/orb/a/b HTTP/1.1", "POST /metrics HTTP/1.1", "POST /hooks HTTP/1.1",
            ].map { $0.filling() })

    private static let lengths: [HostileRequest] =
        each(
            400,
            of: [
                "Content-Length: +#", "Content-Length: -#", "Content-Length: #x", "Content-Length: 0x#",
                "Content-Length: # ", #"Content-Length: #\t"#, #"Content-Length: \x0b#"#,
                "Content-Length: #.0",
                "Content-Length: #,#", "Content-Length: #, #", "Content-Length: # #", "Content-Length: #;",
                "Content-Length:", "Content-Length: ", "Content-Length: \"#\"", "Content-Length: 1e2",
                #"Content-Length: #\0"#, #"Content-Length: \xd9\xa3"#, "Content-Length: NaN",
                #"Content-Length: #\r\nContent-Length: #"#, #"Content-Length: #\r\nContent-Length: 0"#,
                #"Content-Length: 0\r\nContent-Length: #"#, #"Content-Length: #\r\ncontent-length: #"#,
                #"Content-Length: #\r\nCONTENT-LENGTH: 1"#,
                #"Content-Length: #\r\nX: y\r\nContent-Length: 2"#,
                "Content-Length : #", #"Content-Length\t: #"#, " Content-Length: #", #"\tContent-Length: #"#,
                "Content Length: #", #"Content-Length\0: #"#, "Content-Length #", "Content-Length=#",
                #"Content-Length\r: #"#, #"Content-Length: \r\n #"#, #"Content-Length: #\r\n 0"#,
            ].map { $0.field() })
        + each(
            411,
            of: ["X: y", "Content_Length: #", "Content-Lengt: #", "X-Content-Length: #"].map { $0.field() })
        + each(
            413,
            of: [
                "Content-Length: 16385", "Content-Length: 4294967296", "Content-Length: 9223372036854775807",
                "Content-Length: 9223372036854775808", "Content-Length: 18446744073709551616",
                "Content-Length: 99999999999999999999999999999999",
            ].map { $0.field() })

    private static let chunks = [
        #"%\r\n@\r\n0\r\n\r\n"#, #"%\n@\n0\n\n"#, #"%;a=b\r\n@\r\n0\r\n\r\n"#, #"0x%\r\n@\r\n0\r\n\r\n"#,
        #"0000000000000000%\r\n@\r\n0\r\n\r\n"#, #"ffffffffffffffff\r\n@\r\n0\r\n\r\n"#,
        #"10000000000000000%\r\n@\r\n0\r\n\r\n"#, #"-1\r\n@\r\n0\r\n\r\n"#, #" %\r\n@\r\n0\r\n\r\n"#,
        #"% \r\n@\r\n0\r\n\r\n"#, #"%\r@\r0\r\r"#, #"%\r\n@0\r\n\r\n"#,
        #"%\r\n@\r\n0\r\nContent-Length: 1\r\n\r\n"#,
        #"\r\n@\r\n0\r\n\r\n"#, #"g\r\n@\r\n0\r\n\r\n"#, #"@"#, "",
    ]

    private static let encodings: [HostileRequest] =
        each(
            411,
            of: chunks.map {
                #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"# + $0
            })
        + each(
            400,
            of: [
                "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity", "Transfer-Encoding: gzip", "Transfer-Encoding:",
                "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: 'chunked'",
                "Transfer-Encoding : chunked", " Transfer-Encoding: chunked", "Transfer-Encoding: chunked ",
                #"Transfer-Encoding: \x0bchunked"#, #"Transfer-Encoding: chunked\0"#,
                #"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"#,
                #"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"#,
                #"Transfer-Encoding:\r\n chunked"#, #"Transfer\x2dEncoding : chunked"#,
            ].map { $0.field(body: #"%\r\n@\r\n0\r\n\r\n"#) })

    /// A length and an encoding: two readings of where the request ends.
    private static let both: [HostileRequest] = each(
        400,
        of: [
            "Transfer-Encoding: chunked", "transfer-encoding: chunked", "TRANSFER-ENCODING: CHUNKED",
            #"Transfer-Encoding:\tchunked"#, "Transfer-Encoding: identity", "Transfer-Encoding: x",
            "Transfer-Encoding:chunked", "Transfer-Encoding:", "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding : chunked", #"Transfer-Encoding\t: chunked"#,
            #"X: y\r\n Transfer-Encoding: chunked"#,
        ].flatMap { encoding in
            [
                #"Content-Length: #\r\n\#(encoding)"#.field(), #"\#(encoding)\r\nContent-Length: #"#.field(),
                #"Content-Length: 4\r\n\#(encoding)"#.field(body: #"0\r\n\r\n\#(plain)"#),
            ]
        })

    private static let hosts: [HostileRequest] = each(
        400,
        of: [
            "", #"Host: a\r\nHost: a\r\n"#, #"Host: a\r\nhost: b\r\n"#, #"Host : a\r\n"#, #" Host: a\r\n"#,
            #"Host: a\r\n b\r\n"#, #"Host\r\n"#, #"Host: a\0\r\n"#, #"Host: a\nHost: b\r\n"#,
            #"Host: \x01\r\n"#,
            #"X: y\r\nHost: a\r\nX: y\r\nHOST: c\r\n"#,
        ].map { #"POST /hooks/orb HTTP/1.1\r\n\#($0)Content-Length: #\r\n\r\n@"# })

    private static let fields: [HostileRequest] = each(
        400,
        of: [
            ": y", "X", "X y", "X\\x00Y: z", #"X: y\r\n z"#, #"X: y\r\n\tz"#, #"X: y\r\n "#, #"X(: y"#,
            #"X/: y"#,
            "X@: y", #"X[: y"#, #"X\x80: y"#, #"\x7fX: y"#, #"X: \x00"#, #"X: \x08"#, #"X: a\x7f"#,
            #"X: a\rb"#,
            #"X: a\nb"#, #"X: a\r\r"#, #"X: a\n"#, #"X\n: a"#, #"X\r\n: a"#, "=: y\\x01", #"{"X": "y"}"#,
        ].map { #"Content-Length: #\r\n\#($0)"#.field() })

    /// Each line end of a plain request in turn, and all of them, written in another way.
    private static let lineEnds: [HostileRequest] = each(
        400,
        of: [#"\n"#, #"\r"#, #"\n\r"#, #"\r\r\n"#, #"\r\0\n"#, #"\x0b\r\x0a "#].flatMap { end in
            (0...4).map { place in
                let lines = plain.split(separator: #"\r\n"#, omittingEmptySubsequences: false)
                return lines.enumerated().map { index, line in
                    guard index < lines.count - 1 else { return String(line) }
                    return line + (place == index || place == 4 ? end : #"\r\n"#)
                }.joined()
            }
        })

    private static let sizes: [HostileRequest] =
        each(
            414,
            of: [513, 1_000, 8_000, 70_000].map {
                "POST /hooks/\(String(repeating: "o", count: $0)) HTTP/1.1".filling()
            })
        + each(414, of: [String(repeating: "A", count: 9_000), String(repeating: "A /", count: 9_000)])
        + each(
            431,
            of: [
                "X: \(String(repeating: "y", count: 8_200))".field(),
                "X: \(String(repeating: "y", count: 200_000))".field(),
                "\(String(repeating: "y", count: 9_000)): x".field(),
                Array(repeating: "X: y", count: 65).joined(separator: #"\r\n"#).field(),
                Array(repeating: "X: y", count: 5_000).joined(separator: #"\r\n"#).field(),
                "Cookie: \(String(repeating: "a=b;", count: 3_000))".field(),
            ])
        + each(
            0,
            of: [
                "", "P", "POST /hooks/orb HTTP/1.1", #"POST /hooks/orb HTTP/1.1\r\nHost: a"#,
                plain.prefixed(),
            ])

    /// The same behind a plain alert, where the daemon alone reads the head.
    private static let secondRequests: [HostileRequest] =
        [
            #"POST /hooks/orb HTTP/1.1\nHost: a\nContent-Length: #\n\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\n@"#,
            #"POST  /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb\0x HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#,
            #"POST\0 /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.2\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nX: y\0z\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\0\0\0\0\0\0\0H\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\0\0\0\0\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\nX: y\0\0\0\0: z\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n 1\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%\r\n@\r\n0\r\n\r\n"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nContent-Length: #\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\n\r\n@"#,
            #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\n\r\n\#(plain)"#,
            #"POST /hooks/orb/\#(IntakeFixture.secret) HTTP/1.1\r\nHost: a\r\n\r\n\#(plain)"#,
            #"POST /hooks/orb?x HTTP/1.1\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#,
            #"X: y\r\nHost: a\r\nContent-Length: #\r\n\r\n@"#, #"GARBAGE\r\n\r\n"#, #"\0\0\0\0\r\n\r\n"#,
        ].map { HostileRequest(text: $0, statuses: [0, 400, 404, 411], isSecond: true) }
}

extension String {
    /// A request line with plain headers and the body behind it.
    fileprivate func filling() -> String { self + #"\r\nHost: a\r\nContent-Length: #\r\n\r\n@"# }

    /// Headers in an otherwise plain request.
    fileprivate func field(body: String = "@") -> String {
        #"POST /hooks/orb HTTP/1.1\r\nHost: a\r\n\#(self)\r\n\r\n\#(body)"#
    }

    /// A plain request whose body does not come.
    fileprivate func prefixed() -> String { String(dropLast()) }
}
