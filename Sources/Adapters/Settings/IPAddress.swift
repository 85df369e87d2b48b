import Glibc

/// An IPv4 or IPv6 address, spelt as `inet_ntop` spells it, so that two spellings of one compare equal.
struct IPAddress: Hashable {
    let text: String
    let isV6: Bool
    private let bytes: [UInt8]

    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        isV6 = text.contains(":")
        let family = isV6 ? AF_INET6 : AF_INET
        guard inet_pton(family, text, &bytes) == 1 else { return nil }
        var spelt = [CChar](repeating: 0, count: 46)
        guard inet_ntop(family, &bytes, &spelt, socklen_t(spelt.count)) != nil else { return nil }
        self.text = String(decoding: spelt.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.bytes = isV6 ? bytes : Array(bytes.prefix(4))
    }

    /// 127.0.0.0/8 or `::1`.
    var isLoopback: Bool {
        isV6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes.first == 127
    }
}
