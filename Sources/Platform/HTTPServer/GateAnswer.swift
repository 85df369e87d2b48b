/// What is said to a request that the daemon does not get to see.
enum GateAnswer {
    static func text(_ status: Int) -> String {
        "HTTP/1.1 \(status) \(reason(status))\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 431: "Request Header Fields Too Large"
        default: "Bad Request"
        }
    }
}
